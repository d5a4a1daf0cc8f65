"""The processes and the memory that builds share.

Belongs here: starting and ending them, and which of them does which work. Does not belong here: the work.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from auditlib.kernels import preload, spawners
from auditlib.paths import Project
from auditlib.steps.code import Code
from auditlib.steps.hashing import Hashes
from auditlib.steps.worker import Worker

#: Work that comes after the notebooks: of a process forked when everything is loaded where kernels come from.
_AFTERWARDS = ("assembling", "publishing")


class Tools:
    """The processes that builds share: one that handles rows, one that finishes, one that kernels come from.

    Each is started when the first step needs it, and all end with the block.

    Parameters
    ----------
    project
        The project.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.hashes = Hashes(project.root / "build" / ".hashes.json")
        self.code = Code(self.hashes)
        self._ending = ExitStack()
        self._kernels: spawners.Spawner | None = None
        self._rows: Worker | None = None
        self._finishing: Worker | None = None

    def __enter__(self) -> Tools:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start_kernels(self, modules: Iterable[str] = ()) -> None:
        """Let what notebooks use be loaded, here and where kernels come from.

        Parameters
        ----------
        modules
            What they import besides the libraries that every notebook uses.
        """
        if self._kernels is None:
            finishing = (f"auditlib.steps.{module}" for module in _AFTERWARDS)
            libraries = dict.fromkeys([*preload.LIBRARIES, *sorted(modules), *finishing])
            self._kernels = self._ending.enter_context(spawners.running(tuple(libraries)))
            # While libraries load there; what happens next has to wait for the first of them.
            importlib.import_module("auditlib.kernels.notebooks")

    def start_worker(self) -> Worker:
        """Start the process that handles rows."""
        if self._rows is None:
            self._rows = Worker(self.project, self._server, after="pandas")
            self._rows.start()
        return self._rows

    @property
    def _server(self) -> spawners.ForkServer | None:
        return self._kernels if isinstance(self._kernels, spawners.ForkServer) else None

    def do(self, work: str, edition: str, build: int = 0, **arguments: Any) -> list[str]:
        """Have a step's work done by whichever process is best placed; see :meth:`Worker.do`."""
        if work.partition(".")[0] not in _AFTERWARDS or self._server is None:
            return self.start_worker().do(work, edition, build, **arguments)
        if self._finishing is None:
            self._finishing = Worker(self.project, self._server)
        return self._finishing.do(work, edition, build, **arguments)

    def close(self) -> None:
        """End all processes and all kernels."""
        for worker in (self._rows, self._finishing):
            if worker is not None:
                worker.close()
        self._rows = self._finishing = None
        self._ending.close()
        self._kernels = None
