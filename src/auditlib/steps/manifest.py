"""The provenance record of an edition, ``build/<edition>/manifest.json``, which also decides what is reused.

A step is recorded only when its outputs are on disk, and the file is replaced whole, so that a build killed at any
moment leaves a record that is true; outputs are hashed again before they are reused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole

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
