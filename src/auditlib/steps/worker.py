"""The process that handles rows, so that the one that builds need not load pandas or Great Expectations.

Belongs here: starting it, asking it for a step's work, and its own loop. Does not belong here: the work.

The process ends with whoever started it, however that one ends: its standard input closes then. Run as
``python -m auditlib.steps.worker``.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from auditlib.errors import BuildError
from auditlib.paths import Project
from auditlib.steps import trouble

#: How long it may take to end, in seconds.
_PATIENCE = 5.0
#: Work is done by these modules of this package; they are imported while there is nothing else to do.
_MODULES = ("reading", "checking", "concluding", "tidying", "assembling", "publishing")


class Worker:
    """A process that does the work of steps, one at a time.

    Parameters
    ----------
    project
        The project it works on.
    """

    def __init__(self, project: Project) -> None:
        self._project, self._lock = project, threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process, if it has not been started, and let it import what every step needs."""
        with self._lock:
            self._start()

    def _start(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "auditlib.steps.worker", str(self._project.root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if trouble.debugging() else subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for the build, which then ends this in order
            )
        return self._process

    def do(self, work: str, edition: str, build: int = 0, **arguments: Any) -> list[str]:
        """Have a step's work done.

        Parameters
        ----------
        work
            Module and function: ``reading.read``.
        edition
            The edition it is for.
        build
            Tells one build from another: what was read for one is not used for the next.
        **arguments
            Its arguments, as far as JSON goes.

        Returns
        -------
        list of str
            The files written, as paths from the project's folder.

        Raises
        ------
        AuditlibError
            As the step raised it.
        Unexpected
            The step has a fault.
        """
        with self._lock:
            process = self._start()
            request = {"work": work, "edition": edition, "build": build, "arguments": arguments}
            try:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except (OSError, ValueError):
                line = ""
        if not line:
            raise BuildError(f"The process that reads and checks returns ended during {work}. Check the free memory.")
        answer = json.loads(line)
        if "fault" in answer:
            raise trouble.from_json(answer["fault"])
        return answer["files"]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()  # upon which it removes its temporary files and ends
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _listen(requests: queue.SimpleQueue[str], folder: str) -> None:
    for line in sys.__stdin__:
        requests.put(line)
    # Whoever started us has gone, or wants us to end at once: files are written whole or not at all.
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def main(argv: list[str]) -> None:
    """Answer requests until standard input closes."""
    # The pipe is for answers; whatever else prints, such as a library with a row in its warning, goes nowhere.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    # Great Expectations leaves temporary folders behind when it is not given the time to remove them.
    tempfile.tempdir = tempfile.mkdtemp(prefix="auditlib-")
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, tempfile.tempdir), daemon=True).start()
    from auditlib.steps.bench import Bench

    importlib.import_module("pandas")
    benches: dict[tuple[str, int], Bench] = {}
    next_needed = [f"auditlib.steps.{module}" for module in _MODULES]
    while True:
        while requests.empty() and next_needed:
            importlib.import_module(next_needed.pop(0))
        request = json.loads(requests.get())
        try:
            answer = {"files": _do(benches, Project(Path(argv[0])), request)}
        except Exception as error:
            answer = {"fault": trouble.to_json(error)}
        answers.write(json.dumps(answer) + "\n")


def _do(benches: dict[tuple[str, int], Any], project: Project, request: dict[str, Any]) -> list[str]:
    from auditlib.steps.bench import Bench

    module, _, function = request["work"].partition(".")
    if module not in _MODULES:
        raise ValueError("no such work")
    asked = (request["edition"], request["build"])
    if asked not in benches:
        while len(benches) > 1:  # rows of the last two editions, when several are built
            del benches[next(iter(benches))]
        benches[asked] = Bench(project, request["edition"])
    work = getattr(importlib.import_module(f"auditlib.steps.{module}"), function)
    return work(benches[asked], **request["arguments"])


if __name__ == "__main__":
    main(sys.argv[1:])
