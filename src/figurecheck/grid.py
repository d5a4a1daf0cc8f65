"""Tables as numbers: cells read, columns named and told apart, total rows found.

Belongs here: reading a table's cells. Does not belong here: judging them (``relations.tables``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from figurecheck.model import Block

_CELL = re.compile(
    r"^[£$€]?\s?(?P<minus>[-–(]?)\s?[£$€]?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<unit>%|per cent|m|bn|k)?\)?(?:\s?\[?[a-z*†]\]?)?$"
)
_COUNT_PERCENT = re.compile(r"^(?P<n>\d{1,3}(?:,\d{3})+|\d+)\s?\(\s?(?P<p>\d+(?:\.\d+)?)\s?%\s?\)$")
#: A cell that stands for a number nobody shows: suppressed, not available, not applicable.
_MISSING = re.compile(
    r"^(?:[-–—.:*xzcu~#]{1,3}|\[[a-z]{1,4}\]|n/?a|\.\.|<\s?\d+|≤\s?\d+|\d+\s?[-–]\s?\d+|\*+|suppressed"
    r"|low|not available|not applicable)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^(?:grand |overall |sub-?)?totals?$|^all$|^all (?:grades|judgements|outcomes|settings|homes|plans|visits"
    r"|groups|localities|sexes)$|^(?:all|overall|total)(?: (?:areas|teams|children|audits"
    r"|cases|ages|categories|returns|responses|staff|schools|services|districts|wards|months"
    r"|quarters))$|^total (?:number|count)$",
    re.IGNORECASE,
)
_SUB = re.compile(r"\bsub-?total", re.IGNORECASE)
_PERCENT_NAME = re.compile(r"%|\bper ?cent|percentage|proportion", re.IGNORECASE)
_NOT_ADDABLE = re.compile(
    r"%|/|\bper ?cent|\bpercentages?\b|\bproportions?\b|\brates?\b|\baverages?\b|\bmean\b|\bmedian\b"
    r"|\bratios?\b|\bindex\b"
    r"|\brank(?:ing)?\b|\bscores?\b|\bages?\b|\bdays\b|\byears?\b|\bchanges?\b|\bdifferences?\b"
    r"|\bvariance\b|\bper\b|\bfte\b"
    r"|\btargets?\b|\bprices?\b|\bintervals?\b|\blower\b|\bupper\b|\bci\b|\bdates?\b|\bref"
    r"(?:erence)?s?\b|\bcodes?\b|\bid\b"
    r"|\bunique\b|\bdistinct\b|\bbalance\b|\bcumulative\b|\bto date\b|\bnos?\.",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table.

    Parameters
    ----------
    value
        None where the cell is empty, suppressed or no number.
    decimals
        Places shown.
    is_percent
        The cell itself carries a percent sign.
    missing
        Suppressed or not available: a number that is not shown.
    text
        As written.
    """

    value: Decimal | None
    decimals: int = 0
    is_percent: bool = False
    missing: bool = False
    text: str = ""
    paired: Decimal | None = None
    paired_decimals: int = 0


def read_cell(text: str) -> Cell:
    """Read one cell."""
    text = text.strip()
    pair = _COUNT_PERCENT.match(text)
    if pair:
        share = pair.group("p")
        return Cell(
            Decimal(pair.group("n").replace(",", "")),
            0,
            False,
            False,
            text,
            Decimal(share),
            len(share.partition(".")[2]),
        )
    match = _CELL.match(text)
    if match is None or match.group("unit") in ("m", "bn", "k"):
        return Cell(None, missing=bool(_MISSING.match(text)), text=text)
    digits = match.group("n").replace(",", "")
    value = Decimal(digits)
    if match.group("minus"):
        value = -value
    return Cell(value, len(digits.partition(".")[2]), match.group("unit") in ("%", "per cent"), False, text)


class Grid:
    """A table's body as numbers, with names of rows and columns.

    The first columns that hold no numbers name the rows.
    """

    def __init__(self, block: Block) -> None:
        table = block.table
        if table is None:
            raise ValueError("not a table")
        self.block = block
        rows, header = table.rows, table.header
        if header == 0 and rows and not any(read_cell(text).value is not None for text in rows[0][1:]):
            header = 1
        self.header = rows[:header]
        self.body = [row for row in rows[header:] if any(cell.strip() for cell in row)]
        self.width = len(rows[0]) if rows else 0
        self.caption = table.caption

    @cached_property
    def cells(self) -> list[list[Cell]]:
        """The body's cells."""
        return [[read_cell(text) for text in row] for row in self.body]

    @cached_property
    def names_width(self) -> int:
        """How many of the first columns name the rows."""
        for column in range(self.width):
            numbers = sum(row[column].value is not None or row[column].missing for row in self.cells)
            if numbers * 2 > len(self.cells):
                return max(column, 1)
        return self.width

    def row_name(self, row: int) -> str:
        """What a row is called."""
        parts = list(dict.fromkeys(text.strip() for text in self.body[row][: self.names_width] if text.strip()))
        return " ".join(parts)

    def column_name(self, column: int) -> str:
        """What a column is called, all its heading cells together."""
        parts = list(
            dict.fromkeys(row[column].strip() for row in self.header if column < len(row) and row[column].strip())
        )
        return " ".join(parts)

    @cached_property
    def number_columns(self) -> list[int]:
        """Columns in which most cells are numbers or stand for one."""
        found = []
        for column in range(self.names_width, self.width):
            cells = [row[column] for row in self.cells]
            numbers = sum(cell.value is not None for cell in cells)
            other = sum(cell.value is None and not cell.missing and bool(cell.text) for cell in cells)
            if numbers >= 2 and other <= numbers * 0.3:
                found.append(column)
        return found

    def is_percent(self, column: int) -> bool:
        """Whether a column holds percentages."""
        cells = [row[column] for row in self.cells if row[column].value is not None]
        marked = sum(cell.is_percent for cell in cells)
        return marked * 2 > len(cells) or (marked == 0 and _PERCENT_NAME.search(self.column_name(column)) is not None)

    def is_count(self, column: int) -> bool:
        """Whether a column holds whole numbers that may be added up."""
        cells = [row[column] for row in self.cells if row[column].value is not None]
        whole = all(cell.decimals == 0 and not cell.is_percent and (cell.value or 0) >= 0 for cell in cells)
        return whole and not self.is_percent(column) and not _NOT_ADDABLE.search(self.column_name(column))

    def may_be_added(self, column: int) -> bool:
        """Whether a column's numbers may be added up, decimals and money included."""
        return not self.is_percent(column) and not _NOT_ADDABLE.search(self.column_name(column))

    def total_rows(self) -> list[int]:
        """Rows called total."""
        named = [row for row in range(len(self.body)) if is_total(self.row_name(row))]
        return named or self._total_unnamed()

    def _total_unnamed(self) -> list[int]:
        """The last row, if one of its columns is the sum of all the rows above: "Quarter 1" below three months."""
        last = len(self.body) - 1
        for column in self.number_columns if last >= 3 and self.names_width < self.width else []:
            values = [row[column].value for row in self.cells]
            numbers = [value for value in values if value is not None and value > 5]
            whole = len(numbers) == len(values) and self.may_be_added(column)
            if whole and sum(numbers[:-1]) == numbers[-1]:
                return [last]
        return []

    def total_column(self) -> int | None:
        """The one column called total, if it is the first or last of the numbers."""
        named = [column for column in self.number_columns if is_total(self.column_name(column))]
        last = self.number_columns[-1] if len(self.number_columns) >= 4 else None
        if not named and last is not None:  # "Year" after four quarters
            rows = [[cells[column].value for column in self.number_columns] for cells in self.cells]
            if any(None not in row and sum(row[:-1]) == row[-1] and min(row) > 5 for row in rows):
                return last
        if len(named) != 1 or named[0] not in (self.number_columns[0], self.number_columns[-1]):
            return None
        return named[0]


def is_total(name: str) -> bool:
    """Whether a row or column is called total."""
    return _TOTAL.match(re.sub(r"[*:]+|\(.*?\)|\[.*?\]", "", name).strip()) is not None


def is_subtotal(name: str) -> bool:
    """Whether a row is called subtotal."""
    return _SUB.search(name) is not None
