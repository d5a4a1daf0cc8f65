"""A published folder, what is put into it, and what a reader may meet there."""

from __future__ import annotations

import os
import posixpath
import re
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import lxml.etree

from auditlib import website
from auditlib.settings import Edition
from auditlib.website.versions import current, sha256

DAY = date(2020, 3, 16)
#: What a program asks of the disk, as Python tells of it before it is done.
OPERATIONS = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod")
_PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Report</title><link rel="stylesheet" href="report.css"></head>
<body><header class="title-block"><h1>Report</h1>
</header><main id="main"><a href="#sec-summary">on</a><h2 id="sec-summary">What matters most</h2><ul><li>
<strong>{said}</strong> 5 of 9.</li></ul><h3>What we ask</h3><ul><li><strong>Auditors:</strong> write</li></ul>
<a href="figures.html#fact-1">counted</a><a href="https://example.org/x">x</a><img alt="" src="charts/1.svg">
<picture><source srcset="charts/1.svg 1x, charts/2.svg 2x"></picture></main></body></html>"""


def files(said: str = "Half came back.") -> dict[str, bytes]:
    """What an edition publishes: a page, its files, and a document."""
    return {
        "index.html": _PAGE.format(said=said).encode(),
        "figures.html": b'<header></header><main><a href="index.html#p">back</a>' + said.encode() + b"</main>",
        "report.css": b"p { margin: 0 }",
        "charts/1.svg": f"<svg>{said}</svg>".encode(),
        "charts/2.svg": b"<svg/>",
        "report.docx": b"PK" + said.encode(),
    }


def an_edition(name: str = "2020-02") -> Edition:
    return Edition(name, "Audit Highlights Report", (name,), "2018-11", DAY, {}, "The Team", "qa@example.org")


def put(site: Path, said: str = "Half came back.", reason: str = "", name: str = "2020-02", day: date = DAY):
    """Publish an edition that says something; the same words are the same edition."""
    return website.publish(site, an_edition(name), sha256(said.encode()), files(said), reason, day, lambda *_: [])


def links(page: bytes) -> set[str]:
    """The files that a page asks for or leads to."""
    found = re.findall(rb'(?:href|src)="([^"#]+)', page)
    found += [part.split()[0] for each in re.findall(rb'srcset="([^"]+)"', page) for part in each.split(b",")]
    return {one.decode() for one in found if not re.match(rb"[a-z]+:", one)}


def check_readable(site: Path, *allowed: str) -> None:
    """Whatever a reader meets is whole: each page leads to files that are there, and no edition is half another.

    Parameters
    ----------
    site
        The published folder.
    *allowed
        What an edition may say.
    """
    for page in site.rglob("*.html"):
        folder = page.parent.relative_to(site).as_posix()
        if "/." in f"/{folder}" or page.name.startswith("."):
            continue
        content = page.read_bytes()
        for link in links(content):
            target = posixpath.normpath(posixpath.join(folder, link))
            # pages around the editions are written last
            assert (site / target).is_file() or target in ("index.html", "revisions.html", "accessibility.html"), link
    for entry in (*site.glob("20*/index.html"), *site.glob("latest/index.html")):
        text = entry.read_text()
        if "withdrawn" in text or "No edition" in text:
            continue
        said = [one for one in allowed if one in text]
        assert len(said) == 1
        for link in links(entry.read_bytes()):
            path = entry.parent / link
            if path.name in ("figures.html", "1.svg", "report.docx"):
                assert said[0] in path.read_text(), link
    if (site / "feed.xml").is_file():
        lxml.etree.parse(site / "feed.xml")


class Disk:
    """What happens at a certain operation of a publish.

    Parameters
    ----------
    site
        The published folder.
    work
        What is done: it travels to another process, so it is a function of a module with its arguments.
    process
        A small process, from which the publish is forked; to fork one that runs tests would take ten times as long.
    """

    def __init__(self, site: Path, work: Callable[[], object], process: Executor) -> None:
        self.site, self.work, self.process = site, work, process

    def at(self, number: int, what: str) -> tuple[int, int]:
        """Do the work in a process of its own; at the operation of this number comes the fault.

        Gives the process's id and its status when it has ended or stopped.
        """
        return self.process.submit(_Publish(str(self.site), self.work, number, what).begin).result()

    def end(self, pid: int) -> int:
        """Let a process that was stopped go on. Gives its status when it has ended."""
        return self.process.submit(_go_on, pid).result()


def _go_on(pid: int) -> int:
    os.kill(pid, signal.SIGCONT)
    return os.waitpid(pid, 0)[1]


@dataclass
class _Publish:
    """A publish that meets a fault, in the process from which it is forked and in its own."""

    place: str
    work: Callable[[], object]
    left: int
    what: str

    def begin(self) -> tuple[int, int]:
        pid = os.fork()
        if pid:
            return os.waitpid(pid, os.WUNTRACED)
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - the process ends soon
        sys.addaudithook(self._hook)
        try:
            self.work()
        except OSError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)

    def _hook(self, event: str, arguments: tuple) -> None:
        if event == "open":
            writes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        else:
            writes = event in OPERATIONS
        path = os.fsdecode(arguments[0]) if writes and isinstance(arguments[0], (str, bytes, os.PathLike)) else ""
        if not writes or not path.startswith(self.place) or (self.what == "half" and event != "open"):
            return
        self.left -= 1
        if self.left > 0:
            return
        if self.what == "kill":
            os._exit(9)
        if self.what == "stop" and self.left == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
        if self.what == "half" and self.left == 0:
            os.write(os.open(path, os.O_WRONLY | os.O_CREAT), b"<")
            os._exit(9)
        if self.what == "full" and event in ("open", "os.mkdir"):
            raise OSError(28, "No space left on device", path)
        if self.what == "read-only":
            raise OSError(30, "Read-only file system", path)


def state(site: Path) -> str:
    """What readers of the edition get, in short."""
    found = current(site / "2020-02")
    return "" if found is None else found.signed or "withdrawn"
