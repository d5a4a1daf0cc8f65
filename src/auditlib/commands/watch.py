"""``auditlib watch``: builds again as files are saved, and shows the page."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.commands import Browser, Edition, Folder, Port
from auditlib.errors import AuditlibError
from auditlib.paths import Project

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
