"""SHA-256 of files, without reading again those that cannot have changed.

Belongs here: hashing and remembering hashes. Does not belong here: which files matter.

A remembered hash is used only if the file's size, modification time, change time and inode are all as they were, and
had settled before it was read: a file written again within the clock's resolution would look the same. The change
time cannot be set by a program, unlike the modification time.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole

#: How old a file's last change must be for its looks to be trusted, in nanoseconds; some file systems count seconds.
_SETTLED = 2_000_000_000
_FORMAT = 2


def digest(value: Any) -> str:
    """SHA-256 of something that can be written as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Hashes:
    """Hashes of files, and small findings about them, remembered between builds.

    Parameters
    ----------
    memory
        Where they are remembered; read if it is there. Losing it costs time and nothing else.
    """

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._files: dict[str, list[Any]] = {}
        self._findings: dict[str, Any] = {}
        self._changed = False
        try:
            kept = json.loads(memory.read_text(encoding="utf-8"))
            if kept["format"] == _FORMAT:
                self._files, self._findings = dict(kept["files"]), dict(kept["findings"])
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def of(self, path: Path) -> str | None:
        """The SHA-256 of a file; None if there is none that can be read."""
        try:
            looks = _looks(os.stat(path))
        except OSError:
            return None
        kept = self._files.get(str(path))
        if kept and kept[:-1] == looks:
            return kept[-1]
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                still = _looks(os.fstat(file.fileno()))
        except OSError:
            return None
        # Neither while it was read nor shortly before may it have changed.
        if still == looks and time.time_ns() - max(looks[1], looks[2]) > _SETTLED:
            self._files[str(path)] = [*looks, sha256]
            self._changed = True
        return sha256

    def finding(self, about: str, given: str, find: Callable[[], Any]) -> Any:
        """Something that follows from `given` alone; found once and then remembered until `given` is another.

        Parameters
        ----------
        about
            What it is, such as the imports of a file.
        given
            What it follows from, such as the file's hash.
        find
            Called if it is not known; gives something that can be written as JSON.
        """
        kept = self._findings.get(about)
        if kept is None or kept[0] != given:
            kept = self._findings[about] = [given, find()]
            self._changed = True
        return kept[1]

    def save(self) -> None:
        """Remember for the next build."""
        if self._changed:
            kept = {"format": _FORMAT, "files": self._files, "findings": self._findings}
            write_whole(self._memory, json.dumps(kept))
            self._changed = False


def _looks(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
