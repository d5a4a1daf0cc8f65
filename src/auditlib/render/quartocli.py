"""Quarto: finding it, running it and reading what it says."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from auditlib.errors import BuildError, Problem, UsageError
from auditlib.render.places import Faults, Place
from auditlib.render.source import DOCUMENT

#: Longest that one page may take.
_SECONDS = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: Lines of Quarto's log that say that something of the document is not as it was meant.
_TELLING = re.compile(r"^(WARNING \(.*?\)|\[WARNING\]|WARN: .*not found|ERROR:?)\s*(.*)$")


def find_quarto() -> str | None:
    """Path of the Quarto command line, None where there is none.

    The ``quarto`` package looks in ``QUARTO_PATH`` and on the ``PATH``.
    """
    from quarto import path

    named_path = path()
    return shutil.which(named_path) if named_path else None


def _complaints(log: str, workspace: Path) -> list[Problem]:
    """What the log says is wrong, without paths of the machine."""
    faults = Faults()
    for line in _COLOUR.sub("", log).splitlines():
        match = _TELLING.match(line.strip())
        if match is None:
            continue
        text = match[2].replace(f"{workspace.resolve()}{os.sep}", "")
        if re.search(r"(^|\s)(/|[A-Za-z]:[\\/])\S", text):
            text = "something is wrong that names a file outside the document's folder"
        if address := re.search(r"fetch resource (https?://\S+?):?(\s|$)", text):
            what = f"Quarto would load {address[1]} into the page."
            do = "Keep 'minimal' and 'template' in _quarto.yml: render Quarto's own page by hand."
        else:
            what, do = f"Quarto says: {text.rstrip('.')}.", "Correct the document."
        faults.add(Place(DOCUMENT), what, do)
    return faults.problems


def _run(quarto: str, workspace: Path, page: str) -> tuple[int, str]:
    """Exit code and log of Quarto."""
    try:
        process = subprocess.Popen(
            [quarto, "render", DOCUMENT, "--to", "html", "--output", page],
            cwd=workspace,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        )
    except OSError:
        raise BuildError("Quarto could not be started. Correct QUARTO_PATH, or use --renderer embedded.") from None
    try:
        log = process.communicate(timeout=_SECONDS)[1]
    except subprocess.TimeoutExpired:
        _end(process)
        raise BuildError(f"Quarto took longer than {_SECONDS} seconds. Use --renderer embedded.") from None
    except BaseException:
        _end(process)
        raise
    return process.returncode, log.decode("utf-8", errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End Quarto with the programs that it started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def quarto_html(workspace: Path) -> tuple[str, str]:
    """Render a workspace by Quarto.

    Raises
    ------
    UsageError
        Quarto is not installed.
    BuildError
        Quarto failed, or warned of something in the document.
    """
    quarto = find_quarto()
    if quarto is None:
        raise UsageError("Quarto is not found. Install it, set QUARTO_PATH, or use --renderer embedded.")
    page = workspace / "report.quarto.html"  # beside the finished page of the last build, which stays until then
    page.unlink(missing_ok=True)  # Quarto leaves the last page where a new one fails
    try:
        code, log = _run(quarto, workspace, page.name)
        if problems := _complaints(log, workspace):
            raise BuildError(problems)
        if code or not page.is_file():
            raise BuildError(f"Quarto could not render {DOCUMENT} (exit code {code}).")
        return page.read_text(encoding="utf-8"), _version(quarto)
    finally:
        page.unlink(missing_ok=True)


def _version(quarto: str) -> str:
    shown = subprocess.run([quarto, "--version"], capture_output=True, text=True, check=False).stdout
    return shown.strip() or "unknown"
