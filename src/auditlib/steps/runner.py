"""Doing a step, or finding that it need not be done; the provenance record, ``build/<edition>/manifest.json``."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole
from auditlib.errors import BuildError
from auditlib.paths import Project
from auditlib.steps.hashing import Hashes, digest

#: Raised when records change their meaning, so that older ones are not taken for new.
FORMAT = 3


@dataclass(frozen=True, slots=True)
class Record:
    """What one step was made from and what it made.

    Parameters
    ----------
    inputs, outputs
        SHA-256 of each file by its path from the project's folder; None for a file that was not there.
    parameters
        What else decided the outcome.
    code
        Fingerprint of the code and the libraries that it ran with.
    seconds
        How long it took.
    """

    inputs: dict[str, str | None]
    outputs: dict[str, str | None]
    parameters: dict[str, Any]
    code: str
    seconds: float = 0.0


@dataclass(slots=True)
class Manifest:
    """The record of an edition's last build."""

    path: Path
    edition: str
    steps: dict[str, Record] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, edition: str) -> Manifest:
        """The record on disk; an empty one if there is none that can be used."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["format"] == FORMAT and kept["edition"] == edition:
                steps = {name: Record(**record) for name, record in kept["steps"].items()}
                return cls(path, edition, steps, dict(kept["about"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return cls(path, edition)

    def save(self) -> None:
        """Write the record, a line for each step: with indents, Python writes JSON thirty times as slowly."""
        head = json.dumps({"format": FORMAT, "edition": self.edition, "about": self.about}, ensure_ascii=False)
        names = [each.name for each in fields(Record)]  # not asdict, which copies each of thousands of hashes
        steps = (
            json.dumps({name: {each: getattr(step, each) for each in names}}, ensure_ascii=False)[1:-1]
            for name, step in self.steps.items()
        )
        write_whole(self.path, head.removesuffix("}") + ',\n"steps": {\n' + ",\n".join(steps) + "\n}}\n")

    def reusable(self, name: str, now: Record, sha256: Callable[[str], str | None]) -> bool:
        """Whether a step need not be done again."""
        before = self.steps.get(name)
        return (
            before is not None
            and bool(before.outputs)
            and (before.inputs, before.parameters, before.code) == (now.inputs, now.parameters, now.code)
            and all(known is not None and sha256(path) == known for path, known in before.outputs.items())
        )


class Watcher:
    """Is notified how a build goes; does nothing by default. Called from several threads."""

    def expect(self, steps: int) -> None:
        """A build has so many steps."""

    def began(self, step: str) -> None:
        """A step's work has begun."""

    def finished(self, step: str, seconds: float) -> None:
        """A step's work is done."""

    def reused(self, step: str) -> None:
        """A step need not be done again."""

    def note(self, text: str) -> None:
        """Something else worth saying."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a build.

    Parameters
    ----------
    name
        Its name in the record and to the watcher: ``read 2020-02``.
    work
        Does it; gives the files written, as paths from the project's folder.
    inputs
        The files it reads, whether or not they are there.
    choice
        Files of which it reads some, depending on those that it reads: which ones is known once it has been done.
    read
        Gives those of `choice` that it has read, asked when it has been done; all of them if none.
    parameters
        Functions that give what else decides its outcome, by name; asked just before the step.
    """

    name: str
    work: Callable[[], Iterable[str]]
    inputs: tuple[Path, ...]
    parameters: dict[str, Callable[[], Any]] = field(default_factory=dict)
    choice: tuple[Path, ...] = ()
    read: Callable[[], Sequence[Path]] = tuple


class Runner:
    """Does the steps of one edition, as far as need be."""

    def __init__(
        self,
        project: Project,
        edition: str,
        hashes: Hashes,
        code: dict[str, Any],
        watcher: Watcher,
        *,
        fresh: bool = False,
    ) -> None:
        self.project, self.hashes, self.watcher, self.fresh = project, hashes, watcher, fresh
        self.manifest = Manifest.load(project.build(edition) / "manifest.json", edition)
        self.done: list[str] = []
        self.kept: list[str] = []
        #: The records of steps that are being done again.
        self._replaced: dict[str, Record] = {}
        self._code, self._code_digest = code, digest(code)
        self._lock = threading.Lock()

    def _sha256(self, path: str) -> str | None:
        return self.hashes.of(os.path.join(self.project.root, path))  # noqa: PTH118 - called for thousands of files

    def _made_before(self, step: Step) -> Record:
        """What a step would be made from as things are now.

        Of the files of which it reads some, those that it read last time: if they and all else are as they were, it
        would read the same ones again. Where that is not known, all of them.
        """
        before = self.manifest.steps.get(step.name)
        choice = [path for path in step.choice if before is None or self.project.show(path) in before.inputs]
        return self._made_from(step, choice)

    def _made_from(self, step: Step, choice: Iterable[Path]) -> Record:
        inputs = {self.project.show(path): self.hashes.of(path) for path in (*step.inputs, *choice)}
        return Record(
            inputs=dict(sorted(inputs.items())),
            outputs={},
            parameters={name: ask() for name, ask in step.parameters.items()},
            code=self._code_digest,
        )

    def is_due(self, step: Step) -> bool:
        """Whether a step would have to be done if its inputs stayed as they are."""
        return self.fresh or not self.manifest.reusable(step.name, self._made_before(step), self._sha256)

    def keep(self, step: Step) -> None:
        """Count a step as one that need not be done again."""
        with self._lock:
            self.kept.append(step.name)
        self.watcher.reused(step.name)

    def run(self, step: Step) -> None:
        """Do a step unless what it made is still there and would come out the same.

        Raises
        ------
        BuildError
            The step reports a file as written that is not there.
        """
        if not self.is_due(step):
            self.keep(step)
            return
        self.watcher.began(step.name)
        begun = time.perf_counter()
        now = self._made_from(step, step.choice)
        with self._lock:
            # From here until it is done, what it made before can no longer be relied on.
            if (before := self.manifest.steps.pop(step.name, None)) is not None:
                self._replaced[step.name] = before
                self.manifest.save()
        outputs = {path: self._sha256(path) for path in step.work()}
        missing = [path for path, sha256 in outputs.items() if sha256 is None]
        if missing:
            raise BuildError(f"the step '{step.name}' left no such file.", "Build again.", missing[0])
        seconds = time.perf_counter() - begun
        unread = {self.project.show(path) for path in {*step.choice} - {*(step.read() or step.choice)}}
        inputs = {path: sha256 for path, sha256 in now.inputs.items() if path not in unread}
        with self._lock:
            self.manifest.steps[step.name] = Record(inputs, outputs, now.parameters, now.code, round(seconds, 3))
            self.manifest.about["code"] = self._code
            self.manifest.save()
            self.done.append(step.name)
        self.watcher.finished(step.name, seconds)

    def made_before(self, step: str, path: Path) -> Path | None:
        """A file that a step, which is being done again, made by the same code; None if it is no longer as it was made.

        None also where everything is to be done afresh.
        """
        before, shown = self._replaced.get(step), self.project.show(path)
        if self.fresh or before is None or before.code != self._code_digest or shown not in before.outputs:
            return None
        return path if self._sha256(shown) == before.outputs[shown] else None

    def outputs(self, step: str) -> list[Path]:
        """The files that a step made."""
        return [self.project.root / path for path in self.manifest.steps[step].outputs]

    def parameters(self, step: str) -> dict[str, Any]:
        """What else decided the outcome of a step."""
        return self.manifest.steps[step].parameters

    def check_unchanged(self, steps: Iterable[Step]) -> None:
        """Whether every file that steps read is still as it was when they read it.

        Raises
        ------
        BuildError
            One was changed meanwhile, so that the page would not be of one piece.
        """
        for step in steps:
            for path, sha256 in self.manifest.steps[step.name].inputs.items():
                if self._sha256(path) != sha256:
                    raise BuildError("the file changed while the edition was being built.", "Build again.", path)

    def close(self, steps: Iterable[Step]) -> None:
        """Put the record in the order of the steps, without those that the edition no longer has."""
        order = [step.name for step in steps if step.name in self.manifest.steps]
        if order != list(self.manifest.steps):
            self.manifest.steps = {name: self.manifest.steps[name] for name in order}
            self.manifest.save()


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock; wait while it is held elsewhere."""
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
