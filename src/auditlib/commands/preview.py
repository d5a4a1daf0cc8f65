"""``auditlib preview``: pages as a web server with a strict content policy shows them, to this computer alone."""

from __future__ import annotations

import http.server
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from auditlib import terminal
from auditlib.commands import Browser, Edition, Folder, Port
from auditlib.errors import UsageError
from auditlib.paths import Project


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder's files, but none that are hidden and no lists of what is there."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> Any:
        if "/." in self.path:
            return self.send_error(404)
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing of each request."""


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

    site = published or Project.find(project).root / "site"
    if not (site / edition / "index.html").is_file():
        raise UsageError(f"There is no page of {edition}. Build it first: auditlib build {edition}")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site)))
    address = f"http://127.0.0.1:{server.server_port}/{edition}/"
    print(f"Page: {address} (Ctrl-C ends it)", flush=True)
    if browser:
        webbrowser.open(address)
    server.serve_forever()
