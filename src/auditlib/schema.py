"""The returns and their columns, declared once, in ``returns.csv`` and ``schema.csv``, as the data contract has them.

Lists that a council may change are in ``data/reference``; ``docs/reference/columns.md`` is written from this module.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources


class Kind(StrEnum):
    """What a cell of a column holds."""

    REF = "reference"  # identifies a case or a person; never shown, logged or published
    MONTH = "month"  # YYYY-MM
    DATE = "date"  # ISO or British
    CODE = "code"  # one of `values`, or of the list in data/reference
    CODES = "codes"  # several of `values`, separated by ;
    NUMBER = "whole number"
    TEXT = "free text"  # never shown in a message; published only where a comment allows it
    NAME = "name"  # words from no list, such as a role


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a return."""

    name: str  # its header
    kind: Kind
    meaning: str  # in one sentence
    blank: bool = False  # whether a row may leave it empty
    values: tuple[str, ...] = ()  # the allowed values of a CODE or CODES column that is the same for every council
    codelist: str = ""  # name of the list in ``data/reference`` that gives the allowed values

    @property
    def may_be_shown(self) -> bool:
        """Whether a message may repeat a value of this column."""
        return self.kind not in (Kind.REF, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Return:
    """One return, as ``returns.csv`` and ``schema.csv`` declare it."""

    name: str
    row: str  # what a row is: ``one allocated case audit``
    columns: tuple[Column, ...]  # in order; the first names a row
    title: str = ""  # for lists
    one: str = ""  # one of what its rows are, in a sentence: ``audit``
    #: Headers that a council uses in place of a column's name: pairs of header and column.
    own_headers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The column that names a row."""
        return self.columns[0].name

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def column_names(self) -> list[str]:
        """Headers in order."""
        return [column.name for column in self.columns]


#: From best to worst, as written in cleaned data and in fact ids.
JUDGEMENTS = ("outstanding", "good", "requires-improvement", "inadequate")
#: The judgement that calls for a re-audit.
INADEQUATE = "inadequate"
GOOD_OR_BETTER = ("outstanding", "good")
MODERATION_ISSUES = ("spelling", "grammar", "rationale", "formatting")
PRINCIPLES = ("good", "not-yet-good", "not-applicable")


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("auditlib") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _returns() -> dict[str, Return]:
    columns: dict[str, list[Column]] = {}
    for row in _rows("schema.csv"):
        values = tuple(filter(None, row["values"].split(";")))
        column = Column(row["column"], Kind(row["kind"]), row["meaning"], bool(row["blank"]), values, row["codelist"])
        columns.setdefault(row["return"], []).append(column)
    return {
        name: Return(name, row["row"], tuple(columns[name]), row["title"], row["one"])
        for row in _rows("returns.csv")
        for name in [row["return"]]
    }


RETURNS = _returns()
#: What a month must have where its edition does not say.
USUALLY_EXPECTED = tuple(name for name in RETURNS if name != "supervision")
