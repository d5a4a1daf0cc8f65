"""The provenance record of an edition, which is also what decides what need not be done again.

Belongs here: the shape of ``build/<edition>/manifest.json``, reading and writing it. Does not belong here: running
steps.

A step is recorded only when its outputs are on disk, and the file is replaced whole, so that a build killed at any
moment leaves a record that is true; outputs are hashed again before they are reused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole

#: Raised when records change their meaning, so that older ones are not taken for new.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Record:
    """What one step was made from and what it made.

    Parameters
    ----------
    inputs, outputs
        SHA-256 of each file by its path from the project's folder; None for a file that was not there.
    code
        SHA-256 of each of our source files that the step uses, by its path below the package.
    parameters
        What else decided the outcome.
    versions
        Version of each library that the step uses.
    seconds
        How long it took.
    """

    inputs: dict[str, str | None]
    outputs: dict[str, str | None]
    code: dict[str, str]
    parameters: dict[str, Any]
    versions: dict[str, str]
    seconds: float = 0.0

    def same_work(self, other: Record) -> bool:
        """Whether both were made from the same, so that they made the same."""
        return (
            self.inputs == other.inputs
            and self.code == other.code
            and self.parameters == other.parameters
            and self.versions == other.versions
        )


_FIELDS = tuple(each.name for each in fields(Record))
#: What is kept once for all records that have it.
_SHARED = ("code", "versions")
#: Without indents: with them, Python writes JSON thirty times as slowly.
_in_json = json.JSONEncoder(ensure_ascii=False).encode


def _name_of(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _listed(entries: dict[str, str]) -> str:
    """An object of entries in JSON, each on lines of its own."""
    return "{\n" + ",\n".join(f" {_in_json(name)}: {told}" for name, told in entries.items()) + "\n}"


@dataclass(slots=True)
class Manifest:
    """The record of an edition's last build.

    Parameters
    ----------
    path
        Where it is kept.
    edition
        The edition.
    steps
        The record of each step by its name, in the order in which they were done.
    about
        What else a reader wants to know, such as which renderer was used.
    """

    path: Path
    edition: str
    steps: dict[str, Record] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    _words: dict[int, tuple[Any, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path, edition: str) -> Manifest:
        """The record on disk; an empty one if there is none that can be used."""
        manifest = cls(path, edition)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["format"] == FORMAT and kept["edition"] == edition:
                manifest.steps = {
                    name: Record(**record | {shared: kept[shared][record[shared]] for shared in _SHARED})
                    for name, record in kept["steps"].items()
                }
                manifest.about = dict(kept["about"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            manifest.steps, manifest.about = {}, {}
        return manifest

    def save(self) -> None:
        """Write the record, whole or not at all.

        Most steps use the same code and libraries: these lists stand once, by a fingerprint that steps name. The file
        is written after every step, and so each step's part of it is put into words only once.
        """
        shared: dict[str, dict[str, str]] = {name: {} for name in _SHARED}
        steps = {}
        for name, record in self.steps.items():
            steps[name] = self._once(record, self._told)
            for each in _SHARED:
                content = getattr(record, each)
                shared[each][_name_of(self._once(content, _in_json))] = self._once(content, _in_json)
        head = {"format": FORMAT, "edition": self.edition, "about": self.about}
        parts = [f"{_in_json(name)}: {_in_json(value)}" for name, value in head.items()]
        parts += [f"{_in_json(name)}: {_listed(entries)}" for name, entries in {"steps": steps, **shared}.items()]
        write_whole(self.path, "{\n" + ",\n".join(parts) + "\n}\n")

    def _told(self, record: Record) -> str:
        """A record in JSON, a line for each of its fields."""
        fields_told = []
        for name in _FIELDS:
            content = getattr(record, name)
            told = _name_of(self._once(content, _in_json)) if name in _SHARED else content
            fields_told.append(f"  {_in_json(name)}: {_in_json(told)}")
        return "{\n" + ",\n".join(fields_told) + "}"

    def _once(self, content: Any, tell: Callable[[Any], str]) -> str:
        """Something in words that never changes, and so is put into them once."""
        if id(content) not in self._words:
            self._words[id(content)] = (content, tell(content))  # held, so that its id stays its own
        return self._words[id(content)][1]

    def reusable(self, name: str, now: Record, sha256: Callable[[str], str | None]) -> Record | None:
        """The record of a step that need not be done again, or None.

        Parameters
        ----------
        name
            The step.
        now
            What it would be made from; its outputs are not looked at.
        sha256
            Gives the hash of a file as it is now, by its path from the project's folder.
        """
        before = self.steps.get(name)
        if before is None or not before.outputs or not before.same_work(now):
            return None
        unharmed = all(known is not None and sha256(path) == known for path, known in before.outputs.items())
        return before if unharmed else None
