"""``report.qmd`` to a page, by Quarto or by the embedded renderer on pandoc.

Both use the same template, style sheet and Lua filters, and their pages hold the same content; what they render is
published as it is, after it was checked. What pandoc alone covers is listed in ``docs/reference/renderer.md``.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.errors import UsageError

RENDERERS = ("auto", "quarto", "embedded")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered page."""

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
    for module in ("lxml.html", "pypandoc", "auditlib.render.embedded", "auditlib.render.pagecheck"):
        importlib.import_module(module)


def render(workspace: Path, renderer: str = "auto") -> Rendered:
    """Render a build's workspace to ``report.html`` in it, by a renderer of `RENDERERS`; the page is checked first.

    Raises
    ------
    BuildError
        Something is unresolved, missing or not covered; each fault is named with file and line.
    UsageError
        There is no such renderer, or Quarto is asked for and not found.
    """
    from auditlib.render.pagecheck import check_page

    chosen = choose(renderer)
    if chosen == "quarto":
        from auditlib.render.quartocli import quarto_html as to_html
    else:
        from auditlib.render.embedded import to_html
    html, version = to_html(Path(workspace))
    check_page(html)
    return Rendered(write_whole(Path(workspace) / "report.html", html), chosen, version)
