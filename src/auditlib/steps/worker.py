"""The process that handles rows, so that the one that builds need not load pandas or Great Expectations.

Belongs here: starting it, asking it for a step's work, and its own loop. Does not belong here: the work.

Where kernels are forked, it is forked from the same process as soon as pandas is loaded there; elsewhere, and where no
notebook has to run, it is started like any program. It ends with whoever started it, however that one ends: what it
reads requests from closes then. Run as ``python -m auditlib.steps.worker``.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from auditlib.errors import BuildError
from auditlib.kernels.spawners import ForkServer, KernelsUnavailable
from auditlib.paths import Project
from auditlib.steps import trouble

#: How long it may take to end, in seconds.
_PATIENCE = 5.0
#: Work is done by these modules of this package, roughly in this order.
MODULES = ("reading", "checking", "concluding", "tidying", "assembling", "publishing")


@dataclass(frozen=True, slots=True)
class _Line:
    """A way to talk to the process, and to end it."""

    pid: int
    requests: TextIO
    answers: TextIO
    end: Callable[[], None]


class Worker:
    """A process that does the work of steps, one at a time.

    Parameters
    ----------
    project
        The project it works on.
    server
        What to fork it from; started as a program if None.
    after
        What has to be loaded there before; all that is to be if empty.
    """

    def __init__(self, project: Project, server: ForkServer | None = None, after: str = "") -> None:
        self._project, self._server, self._after = project, server, after
        self._lock = threading.Lock()
        self._line: _Line | None = None

    def start(self) -> int:
        """Start the process, if it has not been started; its process id."""
        with self._lock:
            return self._start().pid

    def _start(self) -> _Line:
        if self._line is None:
            if self._server is not None:
                with contextlib.suppress(KernelsUnavailable):
                    self._line = _forked(self._project, self._server, self._after)
            self._line = self._line or _started(self._project)
        return self._line

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
        request = {"work": work, "edition": edition, "build": build, "arguments": arguments}
        with self._lock:
            line = self._start()
            try:
                line.requests.write(json.dumps(request) + "\n")
                line.requests.flush()
                answer = line.answers.readline()
            except (OSError, ValueError):
                answer = ""
        if not answer:
            raise BuildError(f"The process that reads and checks returns ended during {work}. Check the free memory.")
        told = json.loads(answer)
        if "fault" in told:
            raise trouble.from_json(told["fault"])
        return told["files"]

    def close(self) -> None:
        """End the process."""
        line, self._line = self._line, None
        if line is not None:
            line.end()


def _started(project: Project) -> _Line:
    """Start it like any program."""
    process = subprocess.Popen(
        [sys.executable, "-m", "auditlib.steps.worker", str(project.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if trouble.debugging() else subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C is for the build, which then ends this in order
    )

    def end() -> None:
        with contextlib.suppress(OSError):
            process.stdin.close()  # upon which it removes its temporary files and ends
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    return _Line(process.pid, process.stdin, process.stdout, end)


def _forked(project: Project, server: ForkServer, after: str) -> _Line:
    """Have it forked from a process that has libraries loaded."""
    function = "auditlib.steps.worker:answer"
    process, ours = server.call(function, str(project.root), str(server.folder), after=after)
    requests = ours.makefile("w", encoding="utf-8")
    answers = ours.makefile("r", encoding="utf-8")

    def end() -> None:
        for part in (requests, answers, ours):
            with contextlib.suppress(OSError):
                part.close()
        deadline = time.monotonic() + _PATIENCE
        while process.alive() and time.monotonic() < deadline:
            time.sleep(0.005)
        process.signal(signal.SIGKILL)
        process.close()

    return _Line(process.pid, requests, answers, end)


def answer(file: int, root: str, folder: str) -> None:
    """Be the worker in a forked process.

    Parameters
    ----------
    file
        The socket's file descriptor.
    root
        The project's folder.
    folder
        A private folder, which whoever forks removes.
    """
    channel = socket.socket(fileno=file)
    with channel.makefile("r", encoding="utf-8") as requests, channel.makefile("w", encoding="utf-8") as answers:
        _serve(Project(Path(root)), requests, answers, tempfile.mkdtemp(prefix="w", dir=folder))


def main(argv: list[str]) -> None:
    """Be the worker in a process of its own."""
    # The pipe is for answers; whatever else prints, such as a library with a row in its warning, goes nowhere.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    importlib.import_module("pandas")
    _serve(Project(Path(argv[0])), sys.__stdin__, answers, tempfile.mkdtemp(prefix="auditlib-"))


def _serve(project: Project, requests: TextIO, answers: TextIO, folder: str) -> None:
    """Answer requests until there can be no more."""
    # Great Expectations leaves temporary folders behind when it is not given the time to remove them.
    tempfile.tempdir = folder
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in requests:
                asked.put(line)
        # Whoever started us has gone, or wants us to end at once: files are written whole or not at all.
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    benches: dict[tuple[str, int], Any] = {}
    while True:
        request = json.loads(asked.get())
        try:
            told = {"files": _do(benches, project, request)}
        except Exception as error:
            told = {"fault": trouble.to_json(error)}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def _do(benches: dict[tuple[str, int], Any], project: Project, request: dict[str, Any]) -> list[str]:
    from auditlib.steps.bench import Bench

    module, _, function = request["work"].partition(".")
    if module not in MODULES:
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
