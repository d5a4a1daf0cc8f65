"""SHA-256 of files, remembered between builds for those that cannot have changed, and the fingerprint of the code."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from auditlib import __version__
from auditlib.atomic import write_whole

#: How old a file's last change must be for its status to be trusted, in nanoseconds; some file systems count seconds.
_SETTLED = 2_000_000_000
_FORMAT = 3


def digest(value: Any) -> str:
    """SHA-256 of something that can be written as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Hashes:
    """Hashes of files, remembered in the file `memory`; losing it costs time and nothing else.

    A remembered hash is used only if the file's size, modification time, change time and inode are all as they were,
    and had settled before it was read: a file written again within the clock's resolution would look the same. The
    change time cannot be set by a program, unlike the modification time.
    """

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._files: dict[str, list[Any]] = {}
        self._changed = False
        try:
            kept = json.loads(memory.read_text(encoding="utf-8"))
            if kept["format"] == _FORMAT:
                self._files = dict(kept["files"])
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def of(self, path: str | Path) -> str | None:
        """The SHA-256 of a file; None if there is none that can be read."""
        try:
            before = _status(os.stat(path))
        except OSError:
            return None
        kept = self._files.get(str(path))
        if kept and kept[:-1] == before:
            return kept[-1]
        try:
            with open(path, "rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                after = _status(os.fstat(file.fileno()))
        except OSError:
            return None
        # Neither while it was read nor shortly before may it have changed.
        if after == before and time.time_ns() - max(before[1], before[2]) > _SETTLED:
            self._files[str(path)] = [*before, sha256]
            self._changed = True
        return sha256

    def save(self) -> None:
        """Remember for the next build."""
        if self._changed:
            write_whole(self._memory, json.dumps({"format": _FORMAT, "files": self._files}))
            self._changed = False


def _status(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def code_in_use(hashes: Hashes, package: Path | None = None) -> dict[str, Any]:
    """What code a build runs: a fingerprint of the package's files, and the versions of Python and every library.

    Parameters
    ----------
    hashes
        Remembers hashes of the files.
    package
        The package's folder; that of the code that runs if None.
    """
    root = package or Path(__file__).resolve().parents[1]
    files = (path for path in sorted(root.rglob("*")) if "__pycache__" not in path.parts and path.is_file())
    libraries = {}
    for entry in reversed(sys.path):
        for path in Path(entry or ".").glob("*.dist-info"):
            name, _, version = path.name.removesuffix(".dist-info").rpartition("-")
            libraries[name] = version
    return {
        "version": __version__,
        "auditlib": digest({path.relative_to(root).as_posix(): hashes.of(path) for path in files}),
        "python": platform.python_version(),
        "libraries": dict(sorted(libraries.items())),
    }
