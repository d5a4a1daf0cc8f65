"""The parts of an edition's rows that can be asked for, and noting which of them a process asks for.

What a notebook did not ask for may change without its being run again (:mod:`auditlib.steps`).
"""

from __future__ import annotations

import os
from pathlib import Path

from auditlib.schema import RETURNS

#: The accepted rows of each return; the rejected rows; the references in the accepted rows, of whatever return.
PARTS = (*RETURNS, "rejected", "references")
#: Environment variable: the file in which a process notes each part that it asks for, a name on each line.
NOTED_IN = "AUDITLIB_ASKED_FOR"


def note(part: str) -> None:
    """Note that this process asks for a part, if anybody wants to know."""
    path = os.environ.get(NOTED_IN)
    if path:
        with open(path, "a", encoding="utf-8") as notes:
            notes.write(f"{part}\n")


def noted(path: Path) -> frozenset[str]:
    """The parts that a process noted, none if it noted nothing; the note is removed."""
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()
    finally:
        path.unlink(missing_ok=True)
