"""``auditlib lab``: the notebooks in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.errors import UsageError
from auditlib.paths import Project


@terminal.answered
def lab(
    notebook: Annotated[str | None, typer.Argument(help="A notebook to open, such as moderation.")] = None,
    browser: Annotated[bool, typer.Option(help="Whether to open it in the browser.")] = True,
    project: Annotated[
        Path | None, typer.Option("--project", help="The project's folder; else found from the current one.")
    ] = None,
) -> None:
    """Open the project's notebooks in JupyterLab."""
    from importlib.util import find_spec

    found = Project.find(project)
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed. Run: pip install jupyterlab")
    opened = found.notebooks
    if notebook is not None:
        opened = found.notebooks / f"{notebook.removesuffix('.ipynb')}.ipynb"
        if not opened.is_file():
            known = ", ".join(sorted(path.stem for path in found.notebooks.glob("*.ipynb")))
            raise UsageError(f"There is no notebook '{notebook}'. There are {known}.")
    command = [sys.executable, "-m", "jupyterlab", str(opened), *([] if browser else ["--no-browser"])]
    ended = subprocess.run(command, cwd=found.root, env=os.environ, check=False)
    raise typer.Exit(ended.returncode)
