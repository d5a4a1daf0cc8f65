"""The processes and the memory that builds share.

Belongs here: starting and ending them. Does not belong here: what is done with them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import ExitStack

from auditlib.kernels import preload, spawners
from auditlib.paths import Project
from auditlib.steps.code import Code
from auditlib.steps.hashing import Hashes
from auditlib.steps.worker import Worker


class Tools:
    """The processes that builds share: one that handles rows, one that kernels come from.

    Each is started when the first step needs it, and both end with the block.

    Parameters
    ----------
    project
        The project.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.worker = Worker(project)
        self.hashes = Hashes(project.root / "build" / ".hashes.json")
        self.code = Code(self.hashes)
        self._ending = ExitStack()
        self._kernels: spawners.Spawner | None = None

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
            libraries = dict.fromkeys([*preload.LIBRARIES, *sorted(modules)])
            self._kernels = self._ending.enter_context(spawners.running(tuple(libraries)))
            threading.Thread(target=_load_papermill, daemon=True).start()

    def close(self) -> None:
        """End both processes and all kernels."""
        self.worker.close()
        self._ending.close()
        self._kernels = None


def _load_papermill() -> None:
    import auditlib.kernels.notebooks  # noqa: F401
