"""Kinds of fault found while reading, and one fault found; docs/reference/errors.md lists the kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditlib.errors import Problem


class Code(StrEnum):
    """Every kind of fault in the order in which reading goes: its code, for good; what it means; what to do."""

    means: str
    do: str

    def __new__(cls, code: str, means: str, do: str) -> Code:
        """Make a code that also says what it means and what to do."""
        member = str.__new__(cls, code)
        member._value_, member.means, member.do = code, means, do
        return member

    @property
    def severity(self) -> str:
        """``critical``, or ``warning`` where nothing that is counted can be lost by it."""
        return "warning" if self in (Code.NO_HEADING, Code.ROWS_ABOVE) else "critical"

    NO_FOLDER = (
        "REA-01",
        "A month of the programme has no folder.",
        "Make the folder and put the month's returns in it.",
    )
    NO_RETURN = (
        "REA-02",
        "A return that the edition expects is not in the month's folder.",
        "Put the return in the folder, or correct 'expects' in the edition's file.",
    )
    UNEXPECTED = (
        "REA-03",
        "The folder holds something that is not a return.",
        "Give it the name of its return, or move it out of data/raw.",
    )
    LINK = (
        "REA-04",
        "A link leads out of data/raw or nowhere, or it is not an ordinary file.",
        "Put the file itself into the folder.",
    )
    CANNOT_OPEN = (
        "REA-05",
        "The file is there but this computer will not let it be read.",
        "Close it in other programs and check that you may read it.",
    )
    TWICE = (
        "REA-06",
        "One return came twice: as a CSV file and as a sheet, or under two spellings of its name.",
        "Keep the right one and remove the other.",
    )
    SECOND_WORKBOOK = (
        "REA-07",
        "A workbook that is not called returns.xlsx.",
        "Put all sheets into one workbook called returns.xlsx.",
    )
    OTHER_FORMAT = (
        "REA-08",
        "A kind of file that is not read (.xls, .xlsm, .xlsb, .ods, PDF, a web page …), whatever its name says.",
        "Save it as 'Excel Workbook (.xlsx)' or as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    )
    PROTECTED = "REA-09", "The workbook is protected by a password.", "Save it without a password."
    DAMAGED = (
        "REA-10",
        "The workbook is damaged or was not copied whole.",
        "Open it in Excel, save it again, or ask for it again.",
    )
    TOO_BIG = (
        "REA-11",
        "The file is of an unreasonable size, unpacks to one, or has cells or lines that run far away from its table.",
        "Copy the table alone into a new file.",
    )
    UNKNOWN_SHEET = (
        "REA-12",
        "A sheet with something on it that is not called after a return.",
        "Call it by its return's name, or remove it.",
    )
    EMPTY = "REA-13", "The return has nothing in it, not even a header.", "Send it with at least its header row."
    ENCODING = (
        "REA-14",
        "The CSV file is not UTF-8 (but UTF-16, Windows-1252 …).",
        "Save it in Excel as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    )
    NOT_TEXT = (
        "REA-15",
        "The CSV file has bytes that no text has.",
        "Save it again as 'CSV UTF-8 (Comma delimited) (.csv)'.",
    )
    SEPARATOR = (
        "REA-16",
        "The CSV file's cells are separated by semicolons, tabs or bars.",
        "Save it with commas: in Excel, 'CSV UTF-8 (Comma delimited) (.csv)'.",
    )
    QUOTE = (
        "REA-17",
        "A double quote that opens or closes a cell has no partner; nothing after it can be read.",
        "Put the whole cell in double quotes, and write a double quote inside it twice.",
    )
    CELL_COUNT = (
        "REA-18",
        "The row of a CSV file has more or fewer cells than the header.",
        "Put a cell that has a comma in it in double quotes and keep the commas of empty cells, or send returns.xlsx.",
    )
    HEADER_ROW = (
        "REA-19",
        "No row at the top is the header row.",
        "Make the header the first row, with nothing above it.",
    )
    UNKNOWN_COLUMN = "REA-20", "A column that the return does not have.", "Correct its header, or remove the column."
    MISSING_COLUMN = (
        "REA-21",
        "A column of the return is not there.",
        "Add the column; leave its cells blank if they may be.",
    )
    DOUBLE_COLUMN = "REA-22", "Two columns have the same header.", "Keep the right one and remove the other."
    NO_HEADING = (
        "REA-23",
        "A column has values but no header; it is not read. A warning.",
        "Remove it, or give it its header.",
    )
    MERGED = (
        "REA-24",
        "Cells of the header or of the table are merged, so that some rows or columns look blank.",
        "Unmerge them and fill in every cell.",
    )
    NO_FORMULA_VALUE = (
        "REA-25",
        "A formula whose value was never worked out.",
        "Open the workbook in Excel and save it, or paste the cells as values.",
    )
    ERROR_VALUE = "REA-26", "A cell shows an error such as #N/A.", "Correct the formula, or type the value."
    BLANK = "REA-30", "A cell that must be filled is blank.", "Fill it in."
    UNKNOWN_VALUE = (
        "REA-31",
        "A coded value that is not listed.",
        "Write a listed value, or add this one as an alias in data/reference.",
    )
    NOT_A_DATE = (
        "REA-32",
        "Not a date as returns write it.",
        "Write 2020-02-13 or 13/02/2020, or format the cell as a date.",
    )
    AMERICAN_DATE = (
        "REA-33",
        "The date only makes sense with the month first.",
        "Write 2020-02-13 or 13/02/2020: dates are read with the day first.",
    )
    SHORT_YEAR = "REA-34", "The year has two digits.", "Write all four: 13/02/2020."
    IMPOSSIBLE_DATE = "REA-35", "There is no such day.", "Look the date up and correct it."
    TIME_OF_DAY = "REA-36", "The date has a time of day.", "Leave the date alone in the cell."
    NOT_A_MONTH = (
        "REA-37",
        "Not a month.",
        "Write it as 2020-02, in a column formatted as text: Excel turns it into Feb-20.",
    )
    NOT_A_NUMBER = "REA-38", "Not a whole number.", "Write digits alone, without units, commas or decimals."
    SHORTENED = (
        "REA-39",
        "Excel has shortened a long reference to a number such as 1.2E+15; its digits are lost.",
        "Format the column as text and fill in the references again.",
    )
    ROWS_ABOVE = (
        "REA-40",
        "Rows above the header row; they are not read. A warning.",
        "Look whether they say anything that matters; they may stay.",
    )
    TOTALS = "REA-41", "A row of totals among the rows.", "Delete it: totals are computed."


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
