"""Exceptions that pass from one process to another, and what the system refused.

The message of an exception that we did not write may repeat a row, so only its kind and where it arose are passed on.
"""

from __future__ import annotations

import errno
import os
import re
import traceback
from pathlib import Path

from auditlib.errors import AuditlibError, BuildError, Problem
from auditlib.paths import Project

#: Set to see the whole traceback of a fault in the program, with whatever data it may hold.
DEBUG_VARIABLE = "AUDITLIB_DEBUG"


class Unexpected(Exception):
    """A fault in the program that arose in another process."""

    def __init__(self, where: list[str], text: str = "") -> None:
        super().__init__(where[0])
        self.where, self.text = where, text

    def __reduce__(self) -> tuple[type, tuple[list[str], str]]:
        return type(self), (self.where, self.text)


def debugging() -> bool:
    """Whether tracebacks are to be shown."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def describe(error: BaseException) -> list[str]:
    """Kind and places of an exception, without its message, and of those that led to it."""
    if isinstance(error, Unexpected):
        return error.where
    lines = [f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {_below_packages(frame.filename)}, line {frame.lineno}, in {frame.name}")
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += [f"after {line}" if number == 0 else line for number, line in enumerate(describe(before))]
    return lines


def _below_packages(filename: str) -> str:
    """A source file's path from the folder that packages lie in: the folders above may name a user."""
    parts = Path(filename).parts
    for marker in ("site-packages", "src"):
        if marker in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(marker) :])
    return Path(filename).name


_CLOSE = "Close it in Excel and other programs, and check that you may write there; then give the command again."

#: What the system may refuse, and what to do about it.
_REFUSED = {
    errno.ENOSPC: ("SYS-01", "the disk is full.", "Make room (build/ can be made anew), then give the command again."),
    errno.EDQUOT: ("SYS-01", "your share of the disk is full.", "Make room, then give the command again."),
    errno.EROFS: ("SYS-02", "it lies on a disk that may only be read.", "Copy the project to one that may be written."),
    errno.EACCES: ("SYS-03", "you may not write here, or another program holds it open.", _CLOSE),
    errno.EPERM: ("SYS-03", "you may not write here, or another program holds it open.", _CLOSE),
    errno.EBUSY: ("SYS-03", "another program holds it open.", _CLOSE),
    errno.ETXTBSY: ("SYS-03", "another program holds it open.", _CLOSE),
    errno.ENAMETOOLONG: (
        "SYS-04",
        "its path is too long for this system.",
        "Move the project to a folder nearer the top.",
    ),
}


def of_the_system(error: OSError, folder: Path | None = None) -> Problem | None:
    """What the system refused (a full disk, a file held open) as a problem; None if it may be our fault."""
    refused = _REFUSED.get(error.errno or 0)
    if refused is None:
        return None
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else None
    # Files are written under another name first; what is named is what they become.
    name = re.sub(r"^\.(.+)\.[a-z0-9_]{8}(\.\w+)?$", r"\1\2", path.name) if path else ""
    try:
        shown = Project.find(folder).show(path.absolute().with_name(name)) if path else ""
    except AuditlibError:
        shown = name
    code, what, do = refused
    return Problem(what, do, shown, code=code)


def unexpected(error: Exception, folder: Path | None = None) -> Exception:
    """An exception as another process may have it: a fault of the user's as it is, of any other no data.

    `folder` is the project's, for what the system refused.
    """
    if isinstance(error, AuditlibError):
        return error
    if isinstance(error, OSError) and (problem := of_the_system(error, folder)):
        return BuildError(problem)
    return Unexpected(describe(error), "".join(traceback.format_exception(error)) if debugging() else "")
