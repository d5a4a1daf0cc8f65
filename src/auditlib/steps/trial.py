"""Running notebooks on rows that are still being checked, for when the checks let all of them through.

Belongs here: a project beside the real one that holds the rows as read, and what notebooks made of them. Does not
belong here: deciding that they may be used: that is done by comparing fingerprints of the rows, after validation.

Great Expectations takes longer to load than the notebooks to run, and mostly rejects nothing. The rows never lie where
anyone takes them for checked ones, and whatever was made of them is thrown away unless the checked rows turn out to be
the very same.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from auditlib.errors import AuditlibError
from auditlib.parts import PARTS
from auditlib.paths import Project
from auditlib.steps.manifest import Record
from auditlib.steps.places import rows_path

Run = Callable[[str, Path, Path], Iterable[str]]

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


@dataclass(frozen=True, slots=True)
class Tried:
    """A notebook that ran on trial: how long it took in seconds, and the parts of the rows that it asked for."""

    seconds: float
    asked_for: tuple[str, ...]


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
        self._rows = {project.show(rows_path(self._workspace, part)) for part in PARTS}
        self._pool: ThreadPoolExecutor | None = None
        self._running: dict[str, tuple[Record, Future[Tried]]] = {}

    def begin(self, notebooks: dict[str, Record], run: Run, at_once: int) -> None:
        """Start running notebooks on the rows as read.

        Parameters
        ----------
        notebooks
            For each notebook what it is made from; the rows it names are not looked at.
        run
            Runs a notebook: its name, where to save it, the folder to run it in. Gives the parts of the rows that
            it asked for.
        at_once
            How many to run at a time.
        """

        def timed(name: str) -> Tried:
            begun = time.perf_counter()
            asked_for = tuple(run(name, self.executed(name), self.project.notebooks))
            return Tried(time.perf_counter() - begun, asked_for)

        self._pool = ThreadPoolExecutor(at_once)
        self._running = {name: (record, self._pool.submit(timed, name)) for name, record in notebooks.items()}

    def executed(self, name: str) -> Path:
        """Where what a notebook made is kept until the rows have been checked."""
        return self.project.root / "executed" / f"{name}.ipynb"

    def take(self, name: str, now: Record, target: Path) -> Tried | None:
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
        Tried or None
            How it went; None if it has to be run again.
        """
        if name not in self._running:
            return None
        before, future = self._running[name]
        if not self._apart_from_rows(before).same_work(self._apart_from_rows(now)):
            return None
        try:
            tried = future.result()
            if not all(self._is_same(part) for part in tried.asked_for or PARTS):
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.executed(name), target)
        except (AuditlibError, OSError):
            return None  # run again, it tells what is wrong
        return tried

    def _is_same(self, part: str) -> bool:
        """Whether the checks have left a part of the rows as it was read."""
        return rows_path(self.project.root, part).read_bytes() == rows_path(self._workspace, part).read_bytes()

    def _apart_from_rows(self, record: Record) -> Record:
        """A record as if the rows were no input: what the trial was given is compared by itself."""
        inputs = {path: sha256 for path, sha256 in record.inputs.items() if path not in self._rows}
        return replace(record, inputs=inputs, outputs={}, seconds=0.0)

    def close(self) -> None:
        """Wait for what is still running, and remove the project beside the real one."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self.project.root, ignore_errors=True)
