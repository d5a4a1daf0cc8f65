"""``auditlib preview``: pages as a web server with a strict content policy shows them, to this computer alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.commands import Browser, Edition, Folder, Port
from auditlib.errors import UsageError
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
