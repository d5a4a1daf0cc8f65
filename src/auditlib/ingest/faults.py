"""Kinds of fault found while reading, and one fault found; docs/reference/errors.md lists the kinds."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from auditlib.errors import Problem


class Code(StrEnum):
    """Every kind of fault in the order in which reading goes; ``faults.csv`` has what each means and what to do."""

    NO_FOLDER = "REA-01"
    NO_RETURN = "REA-02"
    UNEXPECTED = "REA-03"
    LINK = "REA-04"
    CANNOT_OPEN = "REA-05"
    TWICE = "REA-06"
    SECOND_WORKBOOK = "REA-07"
    OTHER_FORMAT = "REA-08"
    PROTECTED = "REA-09"
    DAMAGED = "REA-10"
    TOO_BIG = "REA-11"
    UNKNOWN_SHEET = "REA-12"
    EMPTY = "REA-13"
    ENCODING = "REA-14"
    NOT_TEXT = "REA-15"
    SEPARATOR = "REA-16"
    QUOTE = "REA-17"
    CELL_COUNT = "REA-18"
    HEADER_ROW = "REA-19"
    UNKNOWN_COLUMN = "REA-20"
    MISSING_COLUMN = "REA-21"
    DOUBLE_COLUMN = "REA-22"
    NO_HEADING = "REA-23"
    MERGED = "REA-24"
    NO_FORMULA_VALUE = "REA-25"
    ERROR_VALUE = "REA-26"
    BLANK = "REA-30"
    UNKNOWN_VALUE = "REA-31"
    NOT_A_DATE = "REA-32"
    AMERICAN_DATE = "REA-33"
    SHORT_YEAR = "REA-34"
    IMPOSSIBLE_DATE = "REA-35"
    TIME_OF_DAY = "REA-36"
    NOT_A_MONTH = "REA-37"
    NOT_A_NUMBER = "REA-38"
    SHORTENED = "REA-39"
    ROWS_ABOVE = "REA-40"
    TOTALS = "REA-41"
    NO_RECORD = "REA-42"

    @property
    def means(self) -> str:
        """What is wrong, in a sentence."""
        return _listed()[self]["means"]

    @property
    def do(self) -> str:
        """What to do about it."""
        return _listed()[self]["do"]

    @property
    def severity(self) -> str:
        """``critical``, or ``warning`` where nothing that is counted can be lost by it."""
        return "warning" if self in (Code.NO_HEADING, Code.ROWS_ABOVE) else "critical"


@cache
def _listed() -> dict[str, dict[str, str]]:
    text = (resources.files(__package__) / "faults.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found while reading; its `problem` is safe to print.

    `return_name` and `month` are empty where it is in none. `row_id` is the label of the row in the return's table;
    None for a fault of a whole file, sheet or column.
    """

    code: str
    problem: Problem
    return_name: str
    month: str
    row_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The file or sheet being read, so that its faults say where they are."""

    month: str
    file: str = ""
    sheet: str = ""
    return_name: str = ""

    def fault(
        self,
        code: Code,
        what: str,
        do: str = "",
        *,
        row: int | None = None,
        column: str = "",
        row_id: int | None = None,
    ) -> Fault:
        """A fault here; what to do is its kind's where `do` is not given."""
        problem = Problem(what, do or code.do, self.file, self.sheet, row, column, str(code))
        return Fault(str(code), problem, self.return_name, self.month, row_id)
