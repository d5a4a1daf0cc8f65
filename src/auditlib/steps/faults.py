"""Exceptions that pass from one process to another.

The message of an exception that we did not write may repeat a row, so only its kind and where it arose are passed on.
"""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from auditlib.errors import AuditlibError

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


def unexpected(error: Exception) -> Exception:
    """An exception as another process may have it: a fault of the user's as it is, of any other no data."""
    if isinstance(error, AuditlibError):
        return error
    return Unexpected(describe(error), "".join(traceback.format_exception(error)) if debugging() else "")
