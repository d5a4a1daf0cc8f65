"""Commands of the command line: options, asking, printing; :mod:`auditlib.cli` puts them together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditlib.errors import AuditlibError, UsageError
from auditlib.paths import Project


def _named(incomplete: str) -> list[str]:
    """Editions that begin so, for the shell to complete."""
    from auditlib.settings import list_editions

    try:
        return [name for name in list_editions(Project.find(None)) if name.startswith(incomplete)]
    except AuditlibError:
        return []


def known_editions(project: Project) -> list[str]:
    """The editions in order, of which there must be one."""
    from auditlib.settings import list_editions

    names = list_editions(project)
    if not names:
        raise UsageError("There is no edition. Start one: auditlib new 2020-03")
    return names


NAME = typer.Argument(
    metavar="EDITION", help="The edition, such as 2020-02.", show_default=False, autocompletion=_named
)
Edition = Annotated[str, NAME]
Folder = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help="The project's folder; else found from the current one."),
]
Browser = Annotated[bool, typer.Option(help="Whether to open the page in the browser.")]
Port = Annotated[int, typer.Option(help="Where the page is served; 0 takes any that is free.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result, or what is wrong, as JSON.")]
