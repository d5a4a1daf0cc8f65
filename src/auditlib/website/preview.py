"""Serving a site to this computer alone, under a strict content policy."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder's files, but none that are hidden and no lists of what is there."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> Any:
        if "/." in unquote(self.path):
            return self.send_error(404)
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        self.send_error(404)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing of each request."""


def server_of(site: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a site's files on this computer, at any free port if none is given; not serving yet."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site)))
