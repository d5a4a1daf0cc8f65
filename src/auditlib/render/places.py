"""Where things stand in the document's files, and what is wrong there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditlib.errors import BuildError, Problem

#: What a message may repeat from the document: names, ids and paths, never running text.
_NAME = re.compile(r"[\w.:/#@=+^\[\]-]{1,60}")


def named(text: str) -> str:
    """Quote a name for a message, or say that it is withheld: a notebook's output can hold anything."""
    return f"'{text}'" if _NAME.fullmatch(text) else "(not shown: it is not a plain name)"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of one of the document's files."""

    file: str  # path relative to the workspace
    line: int = 0  # number of the line, from 1; 0 if it is not known
    cell: str = ""  # label of the notebook cell that put the line out, if one did; `line` then counts in its output
    through: Place | None = None  # the line that includes or embeds this one

    def __str__(self) -> str:
        text = self.file
        if self.cell:
            text += f" cell '{self.cell}'"
        elif self.line:
            text += f" line {self.line}"
        if self.through:
            text += f" (used by {self.through})"
        return text


class Faults:
    """Collects every fault of a document, so that one run reports all."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __bool__(self) -> bool:
        return bool(self.problems)

    def add(self, place: Place | None, what: str, do: str) -> None:
        """Note a fault; the same fault at the same place is noted once."""
        problem = Problem(what, do, str(place) if place else "")
        if problem not in self.problems:
            self.problems.append(problem)

    def raise_any(self) -> None:
        """Raise what was collected.

        Raises
        ------
        BuildError
            At least one fault was noted; it lists all.
        """
        if self.problems:
            raise BuildError(self.problems)
