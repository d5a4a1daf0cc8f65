"""Knitting: ``report.qmd`` to a page, by Quarto or by the embedded renderer on pandoc.

Belongs here: choosing a renderer. Does not belong here: what a document may hold (:mod:`auditlib.render.dialect`,
:mod:`auditlib.render.options`), putting the page into ``site/`` (:mod:`auditlib.publish`).

Both renderers read the same checked document and their pages are finished by the same code; what is covered is
listed in ``docs/reference/renderer.md``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.errors import UsageError

if TYPE_CHECKING:
    from auditlib.render.document import Document

RENDERERS = ("auto", "quarto", "embedded")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered page.

    Parameters
    ----------
    page
        The finished page, ``report.html`` in the workspace.
    renderer
        ``quarto`` or ``embedded``.
    version
        Version of Quarto, or of pandoc.
    """

    page: Path
    renderer: str
    version: str

    def __str__(self) -> str:
        return f"Quarto {self.version}" if self.renderer == "quarto" else f"embedded (pandoc {self.version})"


def choose(renderer: str) -> str:
    """The renderer to use: ``auto`` is Quarto where it is found, else the embedded one.

    Raises
    ------
    UsageError
        There is no such renderer.
    """
    if renderer not in RENDERERS:
        raise UsageError(f"There is no renderer '{renderer}'. Use {', '.join(RENDERERS)}.")
    if renderer != "auto":
        return renderer
    from auditlib.render.quartocli import find_quarto

    return "quarto" if find_quarto() else "embedded"


def load() -> None:
    """Import what rendering takes, for a time when there is nothing else to do."""
    for module in ("lxml.html", "pypandoc", "auditlib.render.embedded", "auditlib.render.finish"):
        importlib.import_module(module)


def render_quarto(workspace: Path) -> Rendered:
    """Render a workspace by Quarto; see :func:`render`."""
    from auditlib.render.quartocli import clear, quarto_html

    try:
        return _render(workspace, "quarto", quarto_html)
    finally:
        clear(Path(workspace))


def render_embedded(workspace: Path) -> Rendered:
    """Render a workspace by pandoc alone; see :func:`render`."""
    from auditlib.render.embedded import to_html

    return _render(workspace, "embedded", to_html)


def _render(workspace: Path, renderer: str, write: Callable[[Document], tuple[str, str]]) -> Rendered:
    """Check, write, finish, and only then put the page where it belongs."""
    from auditlib.render.document import check_source
    from auditlib.render.finish import finish, write_page

    document = check_source(Path(workspace))
    html, version = write(document)
    text = finish(html, document)
    return Rendered(write_page(text, Path(workspace) / "report.html"), renderer, version)


def render(workspace: Path, renderer: str = "auto") -> Rendered:
    """Render a build's workspace to ``report.html`` in it.

    Parameters
    ----------
    workspace
        Folder with ``report.qmd``, ``_quarto.yml``, ``_variables.yml``, executed notebooks and what else they name.
    renderer
        ``auto``, ``quarto`` or ``embedded``.

    Raises
    ------
    BuildError
        Something is unresolved, missing or not covered; each fault is named with file and line.
    UsageError
        There is no such renderer, or Quarto is asked for and not found.
    """
    return render_quarto(workspace) if choose(renderer) == "quarto" else render_embedded(workspace)
