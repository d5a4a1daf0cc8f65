"""What opens in a browser: ``auditlib preview`` and ``watch``, an edition's page; ``auditlib lab``, the notebooks."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from auditlib import terminal
from auditlib.commands import Browser, Edition, Folder, Port, known_editions
from auditlib.errors import AuditlibError, UsageError
from auditlib.paths import Project


@terminal.answered
def preview(
    edition: Edition,
    published: Annotated[
        Path | None, typer.Option("--in", metavar="DIR", help="A published folder; else the project's own site/.")
    ] = None,
    port: Port = 0,
    browser: Browser = True,
    project: Folder = None,
) -> None:
    """Show an edition's page on this computer alone; Ctrl-C ends it."""
    import webbrowser

    from auditlib.website.preview import server_of

    site = published or Project.find(project).root / "site"
    if not (site / edition / "index.html").is_file():
        raise UsageError(f"There is no page of {edition}. Build it first: auditlib build {edition}")
    server = server_of(site, port)
    address = f"http://127.0.0.1:{server.server_port}/{edition}/"
    print(f"Page: {address} (Ctrl-C ends it)", flush=True)
    if browser:
        webbrowser.open(address)
    server.serve_forever()


_SHOWN = 3


@terminal.answered
def watch(
    edition: Edition,
    renderer: Annotated[str, typer.Option(help="auto, quarto or embedded.")] = "embedded",
    port: Port = 0,
    browser: Browser = True,
    project: Folder = None,
) -> None:
    """Build an edition again whenever a file of it is saved, and reload its page; Ctrl-C ends it."""
    import webbrowser

    from auditlib import pipeline
    from auditlib.settings import load_edition
    from auditlib.watch import changes, serve

    found = Project.find(project)
    load_edition(found, edition)
    with pipeline.Tools(found) as tools:

        def build() -> None:
            start = time.perf_counter()
            try:
                with terminal.watching(quiet=True) as watcher:
                    built = pipeline.build(found, edition, renderer=renderer, watcher=watcher, tools=tools)
                terminal.say(f"{found.show(built.page)}: {time.perf_counter() - start:.1f} s")
                tools.start_ahead(sum(step.startswith("notebook ") for step in (*built.done, *built.reused)))
            except AuditlibError as error:
                terminal.print_error(error)
                terminal.say("The page is as it was.")

        saved = changes(found)
        build()
        server = serve(found.site(edition), port)
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"Page: {address} (Ctrl-C ends it)", flush=True)
        if browser:
            webbrowser.open(address)
        for names in saved:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            terminal.say(f"Saved: {', '.join(names[:_SHOWN])}{more}")
            build()


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
    edition = edition or known_editions(found)[-1]
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
