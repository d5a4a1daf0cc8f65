"""How long `auditlib watch` takes from a file saved to the page built.

Belongs here: one process that watches, and the changes it notices. Does not belong here: what is changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Timed

#: Seconds between a page and the next save: a person looks at the page first.
_READING = 3
_BUILT = re.compile(r"index\.html: [\d.]+ s")


def times(folder: Path, edition: str, repeats: int, changes: dict[str, Callable[[], None]]) -> dict[str, Timed]:
    """Time each change as often as asked, noticing that the file was saved included.

    Raises
    ------
    RuntimeError
        A build failed, so that there is nothing to time.
    """
    command = [sys.executable, "-m", "auditlib", "watch", edition, "--no-browser"]
    found = {}
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as watching:
        try:
            _until_built(watching)
            for name, change in changes.items():
                runs = []
                for _ in range(repeats + 1):
                    time.sleep(_READING)
                    start = time.perf_counter()
                    change()
                    _until_built(watching)
                    runs.append(time.perf_counter() - start)
                found[name] = Timed(tuple(runs[1:]))  # the first one loads what a build needs
        finally:
            watching.terminate()
    return found


def _until_built(watching: subprocess.Popen[str]) -> None:
    assert watching.stderr
    for line in watching.stderr:
        if line.startswith("Error"):
            raise RuntimeError(line)
        if _BUILT.search(line):
            return
    raise RuntimeError("the process that watches has ended")
