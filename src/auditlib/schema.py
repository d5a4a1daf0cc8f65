"""The returns and their columns, declared once in ``schema.csv`` as the data contract has them.

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
    """One return: what a row is, and its columns in order, of which the first names a row.

    `own_headers` are headers that a council uses in place of a column's name: pairs of header and column.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    own_headers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The column that names a row."""
        return self.columns[0].name

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

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

#: What a row of each return is.
_ROWS = {
    "audits": "one allocated case audit",
    "reaudits": "one allocated re-audit",
    "moderations": "one moderated audit",
    "reflections": "one returned case reflection sheet",
    "supervision": "one expected supervision practice observation",
    "comments": "one coded remark",
}


def _returns() -> dict[str, Return]:
    columns: dict[str, list[Column]] = {name: [] for name in _ROWS}
    text = (resources.files("auditlib") / "schema.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        values = tuple(filter(None, row["values"].split(";")))
        column = Column(row["column"], Kind(row["kind"]), row["meaning"], bool(row["blank"]), values, row["codelist"])
        columns[row["return"]].append(column)
    return {name: Return(name, row, tuple(columns[name])) for name, row in _ROWS.items()}


RETURNS = _returns()
#: What a month must have where its edition does not say.
USUALLY_EXPECTED = tuple(name for name in RETURNS if name != "supervision")
