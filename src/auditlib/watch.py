"""Building an edition again as its files are saved, and showing the page as it is then."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from auditlib.paths import Project

#: What an edition is made from: a change to any of it is a reason to build.
_WATCHED = ("data/raw", "data/reference", "content", "editions", "notebooks", "expectations", "assets")
_WATCHED_FILES = ("report.qmd", "_quarto.yml")
_LEFT_OUT = {".ipynb_checkpoints", "published", "__pycache__"}
#: Seconds between two snapshots.
_PAUSE = 0.05
#: The page stands in a frame, so that nothing has to be put into it.
_FRAME = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{title}</title>
<style>html,body,iframe{{margin:0;width:100%;height:100%;border:0;display:block}}</style>
<iframe id="page" title="The report" src="/site/index.html"></iframe>
<script>
let seen = null;
setInterval(async () => {{
  try {{
    const now = await (await fetch("/version", {{cache: "no-store"}})).text();
    if (seen !== null && now !== seen) document.getElementById("page").contentWindow.location.reload();
    seen = now;
  }} catch (error) {{ /* the command was stopped */ }}
}}, 300);
</script></html>"""


def snapshot(project: Project) -> dict[str, tuple[int, int]]:
    """Size and time of every file that an edition may be made from."""
    found = {}
    for path in _files(project):
        try:
            status = path.stat()
        except OSError:
            continue  # it is being replaced
        found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _files(project: Project) -> Iterator[Path]:
    yield from (project.root / name for name in _WATCHED_FILES)
    for name in _WATCHED:
        for path in (project.root / name).rglob("*"):
            # Hidden files are those that are being written, and locks.
            if not path.name.startswith((".", "~")) and _LEFT_OUT.isdisjoint(path.parts) and path.is_file():
                yield path


def changes(project: Project, stop: Callable[[], bool] = lambda: False) -> Iterator[list[str]]:
    """The files that changed, each time that some did and have come to rest."""
    before = snapshot(project)
    while not stop():
        time.sleep(_PAUSE)
        now = snapshot(project)
        if now == before:
            continue
        # A program may save in several steps.
        while (later := snapshot(project)) != now:
            now = later
            time.sleep(_PAUSE)
        changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
        before = now
        yield [project.show(Path(path)) for path in changed]


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the frame, the page's folder below it, and the time of the page."""

    def do_GET(self) -> None:
        site = Path(self.directory)
        if self.path == "/":
            self._answer(_FRAME.format(title=site.name), "text/html; charset=utf-8")
        elif self.path == "/version":
            page = site / "index.html"
            self._answer(str(page.stat().st_mtime_ns if page.is_file() else 0), "text/plain")
        elif self.path.startswith("/site/"):
            self.path = self.path.removeprefix("/site")
            super().do_GET()
        else:
            self.send_error(404)

    def _answer(self, text: str, kind: str) -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing of each request."""


def serve(site: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Serve a page's folder to this computer alone; `server_port` is the port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
