"""Running notebooks on rows that are still being checked, for when the checks let all of them through.

Belongs here: a project beside the real one that holds the rows as read, and what notebooks made of them. Does not
belong here: deciding that they may be used: that is done by comparing fingerprints of the rows, after validation.

Great Expectations takes longer to load than the notebooks to run, and mostly rejects nothing. The rows never lie where
anyone takes them for checked ones, and whatever was made of them is thrown away unless the checked rows turn out to be
the very same.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from auditlib.errors import AuditlibError
from auditlib.paths import Project
from auditlib.steps.manifest import Record
from auditlib.steps.places import tables_path

#: What a project beside the real one does not share with it.
_OWN = {"build", "data", "notebooks", "site"}


def trial_project(project: Project, edition: str) -> Project:
    """The project beside the real one, in the edition's workspace."""
    return Project(project.build(edition) / "trial")


def set_up(project: Project, edition: str) -> Project:
    """Make the project beside the real one: everything is shared but the tidy tables.

    Raises
    ------
    OSError
        The system has no links, or does not let this user make them.
    """
    beside = trial_project(project, edition)
    shutil.rmtree(beside.root, ignore_errors=True)
    (beside.root / "data" / "processed").mkdir(parents=True)
    beside.notebooks.mkdir()
    for source in project.root.iterdir():
        if source.name not in _OWN and not source.name.startswith("."):
            _share(source, beside.root / source.name)
    for source in (project.root / "data").iterdir():
        if source.name != "processed":
            _share(source, beside.root / "data" / source.name)
    return beside


def _share(source: Path, target: Path) -> None:
    os.symlink(os.path.relpath(source, target.parent), target, target_is_directory=source.is_dir())


class Trial:
    """Notebooks that run while their rows are being checked.

    Parameters
    ----------
    project, edition
        The real project, and the edition's name.
    """

    def __init__(self, project: Project, edition: str) -> None:
        self.project = trial_project(project, edition)
        self._workspace = project.build(edition)
        self._rows = project.show(tables_path(self._workspace))
        self._pool: ThreadPoolExecutor | None = None
        self._running: dict[str, tuple[Record, Future[float]]] = {}

    def begin(self, notebooks: dict[str, Record], run: Callable[[str, Path, Path], object], at_once: int) -> None:
        """Start running notebooks on the rows as read.

        Parameters
        ----------
        notebooks
            For each notebook what it is made from; the rows it names are not looked at.
        run
            Runs a notebook: its name, where to save it, the folder to run it in.
        at_once
            How many to run at a time.
        """

        def timed(name: str) -> float:
            begun = time.perf_counter()
            run(name, self.executed(name), self.project.notebooks)
            return time.perf_counter() - begun

        self._pool = ThreadPoolExecutor(at_once)
        self._running = {name: (record, self._pool.submit(timed, name)) for name, record in notebooks.items()}

    def executed(self, name: str) -> Path:
        """Where what a notebook made is kept until the rows have been checked."""
        return self.project.root / "executed" / f"{name}.ipynb"

    def take(self, name: str, now: Record, target: Path) -> float | None:
        """Put in place what a notebook made, if it is what it would make now.

        Parameters
        ----------
        name
            The notebook.
        now
            What it would be made from now that the rows have been checked.
        target
            Where the executed notebook belongs.

        Returns
        -------
        float or None
            How long it took in seconds; None if it has to be run again.
        """
        if name not in self._running or not self._same_rows():
            return None
        before, future = self._running[name]
        if not self._apart_from_rows(before).same_work(self._apart_from_rows(now)):
            return None
        try:
            seconds = future.result()
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.executed(name), target)
        except (AuditlibError, OSError):
            return None  # run again, it tells what is wrong
        return seconds

    def _same_rows(self) -> bool:
        with contextlib.suppress(OSError):
            return tables_path(self.project.root).read_bytes() == tables_path(self._workspace).read_bytes()
        return False

    def _apart_from_rows(self, record: Record) -> Record:
        """A record as if the rows were no input: what the trial was given is compared by itself."""
        inputs = {path: sha256 for path, sha256 in record.inputs.items() if path != self._rows}
        return replace(record, inputs=inputs, outputs={}, seconds=0.0)

    def close(self) -> None:
        """Wait for what is still running, and remove the project beside the real one."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self.project.root, ignore_errors=True)
