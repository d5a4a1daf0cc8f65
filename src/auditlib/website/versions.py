"""What a published folder holds: the versions of each edition, and which one readers get.

Belongs here: reading that. Does not belong here: writing, checking.

``<edition>/v1/``, ``v2/`` … each hold a whole version with its ``manifest.json``, and never change.
``<edition>/index.html`` is the page of one of them: which one, its SHA-256 tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from auditlib.periods import is_month
from auditlib.settings import PUBLIC

MANIFEST = "manifest.json"
ENTRY = "index.html"
_NAME = re.compile(r"v([1-9]\d*)")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a published edition; all of it may be read by anybody."""

    edition: str  # ``2020-02-public`` if this is its public form
    number: int  # the first is 1
    title: str  # as the edition has it, like period and contact
    period: str
    contact: str
    published: str  # the day on which it was, as ISO date
    signed: str = ""  # fingerprint of what was signed; empty where it says that the edition was withdrawn
    messages: tuple[str, ...] = ()  # the main messages of its summary
    reason: str = ""  # why it replaces an earlier version, or why the edition was withdrawn
    replaces: int = 0  # the number of the version that it replaces; 0 if it is the first
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 of each of its files by name
    entry: str = ""  # SHA-256 of ``<edition>/index.html`` while readers get this version

    @property
    def is_withdrawn(self) -> bool:
        """Whether it says that the edition was withdrawn."""
        return not self.signed

    @property
    def folder(self) -> str:
        """Its folder's name."""
        return f"v{self.number}"

    @property
    def day(self) -> date:
        """The day on which it was published."""
        return date.fromisoformat(self.published)

    def to_json(self) -> bytes:
        """The manifest."""
        return (json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    """SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(path: Path) -> bytes | None:
    """What a file holds; None if there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _version(path: Path) -> Version | None:
    try:
        read = json.loads(path.read_bytes())
        version = Version(**read | {"messages": tuple(read["messages"])})
        date.fromisoformat(version.published)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return version


def numbers(folder: Path) -> list[int]:
    """The numbers of the versions in an edition's folder, whole or not, in order."""
    return sorted(int(match[1]) for path in folder.glob("v*") if (match := _NAME.fullmatch(path.name)))


def versions(folder: Path) -> list[Version]:
    """The versions in an edition's folder whose manifest can be read, in order."""
    found = (_version(folder / f"v{number}" / MANIFEST) for number in numbers(folder))
    return [one for one in found if one is not None]


def next_number(folder: Path) -> int:
    """The number of the next version: no version in the folder has it, whole or not."""
    return max(numbers(folder), default=0) + 1


def current(folder: Path) -> Version | None:
    """The version that readers of an edition get; None if they get none.

    Where the page was changed, the last that was published.
    """
    entry, found = read_bytes(folder / ENTRY), versions(folder)
    if entry is None or not found:
        return None
    return next((one for one in found if one.entry == sha256(entry)), found[-1])


def history(folder: Path) -> list[Version]:
    """The version that readers get and those that it replaced, the latest first.

    A version of which a publish was stopped before any reader got it is not among them.
    """
    by_number = {one.number: one for one in versions(folder)}
    found, one = [], current(folder)
    while one is not None:
        found.append(one)
        one = by_number.get(one.replaces) if one.replaces < one.number else None
    return found


def editions(site: Path) -> list[list[Version]]:
    """The history of every edition in a published folder, the latest edition first."""
    names = sorted((path.name for path in site.iterdir() if is_month(path.name.removesuffix(PUBLIC))), reverse=True)
    return [found for name in names if (found := history(site / name))]
