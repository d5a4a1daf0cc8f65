"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file in one go; text as UTF-8. Folders are made as needed."""
    data = content.encode() if isinstance(content, str) else content
    return write_with(path, lambda temporary: temporary.write_bytes(data))


def write_with(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` write a file under another name beside it, then give it its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        # What mkstemp makes is for its owner alone; files here are as any other.
        mask = os.umask(0)
        os.umask(mask)
        with suppress(PermissionError):  # some shares have no permissions of their own
            temporary.chmod(0o666 & ~mask)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
