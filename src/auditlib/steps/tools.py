"""The processes and the memory that builds share.

The build itself loads neither pandas nor Great Expectations: a process of its own handles rows, and notebooks run in
kernels.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditlib.errors import BuildError
from auditlib.paths import Project
from auditlib.steps import faults
from auditlib.steps.hashing import Hashes, code_in_use

if TYPE_CHECKING:
    from auditlib.kernels.manager import Kernels
    from auditlib.steps.work import Rows


#: Environment of all processes started from here, by which they give memory back that they no longer need.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system"}


class Tools:
    """The processes that builds share: one that handles rows, and kernels for notebooks.

    Each is started when the first step needs it, and all end with the block. If `shared`, several builds use them.
    """

    def __init__(self, project: Project, *, shared: bool = True) -> None:
        self.project, self.shared = project, shared
        os.environ.update(_FRUGAL)
        self.hashes = Hashes(project.root / "build" / ".hashes.json")
        # The code of a process is as it was when the process began, whatever becomes of the files meanwhile.
        self.code = code_in_use(self.hashes)
        self._kernels: Kernels | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._pid: Future[int] | None = None
        self._working: set[Future[list[str]]] = set()
        self._folder = ""
        #: Steps that run side by side may need the same process first.
        self._starting = threading.Lock()

    def __enter__(self) -> Tools:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start_kernels(self) -> Kernels:
        """Let what notebooks use be loaded, here and where kernels come from."""
        with self._starting:
            if self._kernels is None:
                from auditlib.kernels.manager import Kernels

                self._kernels = Kernels()
                importlib.import_module("auditlib.kernels.notebooks")  # while libraries load there
            return self._kernels

    def start_ahead(self, notebooks: int) -> None:
        """Start the kernels of the next build's notebooks, for a time when there is nothing else to do."""
        self.start_kernels().start_ahead(self.project.notebooks, notebooks)

    def start_worker(self) -> ProcessPoolExecutor:
        """Start the process that handles rows."""
        with self._starting:
            if self._pool is None:
                self._folder = tempfile.mkdtemp(prefix="auditlib-")
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(self._folder,))
                self._pid = self._pool.submit(os.getpid)
            return self._pool

    def do(self, work: str, edition: str, build: int = 0, **arguments: Any) -> list[str]:
        """Have a step's work done by the process that handles rows.

        Parameters
        ----------
        work
            One of :data:`auditlib.steps.work.WORK` by its name.
        edition
            The edition it is for.
        build
            Tells one build from another: what was read for one is not used for the next.
        **arguments
            Its arguments.

        Raises
        ------
        AuditlibError
            As the step raised it.
        Unexpected
            The step has a fault.
        """
        try:
            done = self.start_worker().submit(_do, self.project, work, edition, build, arguments)
            self._working.add(done)
            try:
                return done.result()
            finally:
                self._working.discard(done)
        except BrokenProcessPool:
            self.end_worker()  # the next build, as of `watch`, starts another
            raise BuildError(
                f"The process that reads and checks returns ended during {work}. Check the free memory."
            ) from None

    def end_worker(self) -> None:
        """End the process that handles rows; the next step that needs it starts another."""
        if self._pool is not None:
            if self._working and self._pid is not None and self._pid.done() and not self._pid.exception():
                with suppress(OSError):  # it writes files whole or not at all
                    os.kill(self._pid.result(), getattr(signal, "SIGKILL", signal.SIGTERM))
            self._pool.shutdown(cancel_futures=True)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._pool = None

    def close(self) -> None:
        """End all processes and all kernels."""
        self.end_worker()
        if self._kernels is not None:
            self._kernels.close()
            self._kernels = None


def _begin(folder: str) -> None:
    """Make a process just started one that handles rows."""
    from auditlib.kernels.forked import end_with_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which then ends this in order
    end_with_parent(folder)
    # Great Expectations leaves temporary folders behind when it is not given the time to remove them.
    tempfile.tempdir = folder
    # A library may print a row in its warning.
    if not faults.debugging():
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
    importlib.import_module("auditlib.steps.work")
    # Garbage is collected less often than by default: to look through the libraries and facts takes 0.1 s each time.
    gc.set_threshold(100_000, 20, 20)


#: The rows of the last two builds, when several editions are built.
_rows: dict[tuple[Path, str, int], Rows] = {}


def _do(project: Project, work: str, edition: str, build: int, arguments: dict[str, Any]) -> list[str]:
    """Do a step's work, in the process that handles rows."""
    try:
        from auditlib.steps.work import WORK, Rows

        function = {each.__name__: each for each in WORK}[work]
        key = (project.root, edition, build)
        if key not in _rows:
            while len(_rows) > 1:
                del _rows[next(iter(_rows))]
            _rows[key] = Rows(project, edition)
        return function(_rows[key], **arguments)
    except Exception as error:
        raise faults.unexpected(error, project.root) from None
