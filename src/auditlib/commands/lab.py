"""``auditlib lab``: the notebooks in JupyterLab."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated, Any

import typer

from auditlib import terminal
from auditlib.commands import Browser, Folder
from auditlib.errors import UsageError
from auditlib.paths import Project

_ANNOUNCEMENTS = "jupyterlab.handlers.announcements"


@terminal.answered
def lab(
    notebook: Annotated[
        str, typer.Argument(metavar="NOTEBOOK", help="The notebook to open, such as moderation.")
    ] = "start_here",
    edition: Annotated[
        str | None, typer.Option(metavar="EDITION", help="The edition to open on; else the one being worked on.")
    ] = None,
    browser: Browser = True,
    project: Folder = None,
) -> None:
    """Open the project's notebooks in JupyterLab, on the edition being worked on."""
    from importlib.util import find_spec

    from auditlib import start

    found = Project.find(project)
    if find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed. Run: pip install jupyterlab")
    opened = found.notebooks / f"{notebook.removesuffix('.ipynb')}.ipynb"
    if not opened.is_file():
        known = ", ".join(sorted(path.stem for path in found.notebooks.glob("*.ipynb")))
        raise UsageError(f"There is no notebook '{notebook}'. There are {known}.")
    edition = edition or start.worked_on(found)
    start.open_on(found, edition)
    print(f"The notebooks open on edition {edition}. What they show is not saved: it may be data.", flush=True)
    settings = [f"--ServerApp.root_dir={found.root}", f"--ServerApp.jpserver_extensions={__name__}=True"]
    # It asks the network for nothing: neither news nor newer versions.
    settings += ["--LabApp.news_url=None", f"--LabApp.check_for_updates_class={_ANNOUNCEMENTS}.NeverCheckForUpdate"]
    command = [sys.executable, "-m", "jupyterlab", str(opened), *settings]
    ended = subprocess.run([*command, *([] if browser else ["--no-browser"])], cwd=found.root, check=False)
    raise typer.Exit(ended.returncode)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(without_outputs)


def without_outputs(model: dict[str, Any], **_: Any) -> None:
    """Leave what cells put out away from a notebook that is about to be saved, so that no data can come into git."""
    if model.get("type") != "notebook" or not model.get("content"):
        return
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
