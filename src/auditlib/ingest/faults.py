"""Kinds of fault found while reading, and one fault found.

Belongs here: the table of all kinds with what each means and what to do, kept in step with
``docs/reference/reading.md`` by a test. Does not belong here: finding them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditlib.errors import Problem


class Code(StrEnum):
    """Stable code of each kind of fault; a code is never given to another kind."""

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


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a kind of fault means, and what to do about any of its kind."""

    code: Code
    means: str
    do: str

    @property
    def severity(self) -> str:
        """``critical``, or ``warning`` where nothing that is counted can be lost by it."""
        return "warning" if self.code in _WARNINGS else "critical"


#: What is read in spite of it.
_WARNINGS = (Code.NO_HEADING, Code.ROWS_ABOVE)
_KINDS = (
    (Code.NO_FOLDER, "A month of the programme has no folder.", "Make the folder and put the month's returns in it."),
    (
        Code.NO_RETURN,
        "A return that the edition expects is not in the month's folder.",
        "Put the return in the folder, or correct 'expects' in the edition's file.",
    ),
    (
        Code.UNEXPECTED,
        "The folder holds something that is not a return.",
        "Give it the name of its return, or move it out of data/raw.",
    ),
    (
        Code.LINK,
        "A link leads out of data/raw or nowhere, or it is not an ordinary file.",
        "Put the file itself into the folder.",
    ),
    (
        Code.CANNOT_OPEN,
        "The file is there but this computer will not let it be read.",
        "Close it in other programs and check that you may read it.",
    ),
    (
        Code.TWICE,
        "One return came twice: as a CSV file and as a sheet, or under two spellings of its name.",
        "Keep the right one and remove the other.",
    ),
    (
        Code.SECOND_WORKBOOK,
        "A workbook that is not called returns.xlsx.",
        "Put all sheets into one workbook called returns.xlsx.",
    ),
    (
        Code.OTHER_FORMAT,
        "A kind of file that is not read (.xls, .xlsm, .xlsb, .ods, PDF, a web page …), whatever its name says.",
        "Save it as 'Excel Workbook (.xlsx)' or as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    ),
    (Code.PROTECTED, "The workbook is protected by a password.", "Save it without a password."),
    (
        Code.DAMAGED,
        "The workbook is damaged or was not copied whole.",
        "Open it in Excel, save it again, or ask for it again.",
    ),
    (
        Code.TOO_BIG,
        "The file is of an unreasonable size, unpacks to one, or has cells or lines that run far away from its table.",
        "Copy the table alone into a new file.",
    ),
    (
        Code.UNKNOWN_SHEET,
        "A sheet with something on it that is not called after a return.",
        "Call it by its return's name, or remove it.",
    ),
    (Code.EMPTY, "The return has nothing in it, not even a header.", "Send it with at least its header row."),
    (
        Code.ENCODING,
        "The CSV file is not UTF-8 (but UTF-16, Windows-1252 …).",
        "Save it in Excel as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    ),
    (
        Code.NOT_TEXT,
        "The CSV file has bytes that no text has.",
        "Save it again as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    ),
    (
        Code.SEPARATOR,
        "The CSV file's cells are separated by semicolons, tabs or bars.",
        "Save it with commas: in Excel, 'CSV UTF-8 (Comma delimited) (.csv)'.",
    ),
    (
        Code.QUOTE,
        "A double quote that opens or closes a cell has no partner; nothing after it can be read.",
        "Put the whole cell in double quotes, and write a double quote inside it twice.",
    ),
    (
        Code.CELL_COUNT,
        "The row of a CSV file has more or fewer cells than the header.",
        "Put a cell that has a comma in it in double quotes and keep the commas of empty cells, or send returns.xlsx.",
    ),
    (
        Code.HEADER_ROW,
        "No row at the top is the header row.",
        "Make the header the first row, with nothing above it.",
    ),
    (
        Code.UNKNOWN_COLUMN,
        "A column that the return does not have.",
        "Correct its header, or remove the column.",
    ),
    (
        Code.MISSING_COLUMN,
        "A column of the return is not there.",
        "Add the column; leave its cells blank if they may be.",
    ),
    (Code.DOUBLE_COLUMN, "Two columns have the same header.", "Keep the right one and remove the other."),
    (
        Code.NO_HEADING,
        "A column has values but no header; it is not read. A warning.",
        "Remove it, or give it its header.",
    ),
    (
        Code.MERGED,
        "Cells of the header or of the table are merged, so that some rows or columns look blank.",
        "Unmerge them and fill in every cell.",
    ),
    (
        Code.NO_FORMULA_VALUE,
        "A formula whose value was never worked out.",
        "Open the workbook in Excel and save it, or paste the cells as values.",
    ),
    (Code.ERROR_VALUE, "A cell shows an error such as #N/A.", "Correct the formula, or type the value."),
    (Code.BLANK, "A cell that must be filled is blank.", "Fill it in."),
    (
        Code.UNKNOWN_VALUE,
        "A coded value that is not listed.",
        "Write a listed value, or add this one as an alias in data/reference.",
    ),
    (
        Code.NOT_A_DATE,
        "Not a date as returns write it.",
        "Write 2020-02-13 or 13/02/2020, or format the cell as a date.",
    ),
    (
        Code.AMERICAN_DATE,
        "The date only makes sense with the month first.",
        "Write 2020-02-13 or 13/02/2020: dates are read with the day first.",
    ),
    (Code.SHORT_YEAR, "The year has two digits.", "Write all four: 13/02/2020."),
    (Code.IMPOSSIBLE_DATE, "There is no such day.", "Look the date up and correct it."),
    (Code.TIME_OF_DAY, "The date has a time of day.", "Leave the date alone in the cell."),
    (
        Code.NOT_A_MONTH,
        "Not a month.",
        "Write it as 2020-02, in a column formatted as text: Excel turns it into Feb-20.",
    ),
    (Code.NOT_A_NUMBER, "Not a whole number.", "Write digits alone, without units, commas or decimals."),
    (
        Code.SHORTENED,
        "Excel has shortened a long reference to a number such as 1.2E+15; its digits are lost.",
        "Format the column as text and fill in the references again.",
    ),
    (
        Code.ROWS_ABOVE,
        "Rows above the header row; they are not read. A warning.",
        "Look whether they say anything that matters; they may stay.",
    ),
    (Code.TOTALS, "A row of totals among the rows.", "Delete it: totals are computed."),
)

#: Every kind of fault by its code, in the order in which reading goes.
FAULT_KINDS: dict[str, FaultKind] = {str(code): FaultKind(code, means, do) for code, means, do in _KINDS}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found while reading.

    Parameters
    ----------
    code
        Its kind, a key of :data:`FAULT_KINDS`.
    problem
        Where it is, what is wrong and what to do; safe to print.
    return_name
        The return it is in; empty where it is of none.
    month
        The folder it is in; empty where it is of none.
    row_id
        Label of the row in the return's table; None for a fault of a whole file, sheet or column.
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
        problem = Problem(what, do or FAULT_KINDS[code].do, self.file, self.sheet, row, column, str(code))
        return Fault(str(code), problem, self.return_name, self.month, row_id)
