"""Tables as numbers: cells read, columns named and distinguished, total rows found.

Belongs here: reading a table's cells. Does not belong here: judging them (``relations.tables``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from figurecheck.model import Block

_CELL = re.compile(
    r"^[£$€]?\s?(?P<minus>[-–(]?)\+?\s?[£$€]?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<unit>%|per cent|m|bn|k)?\)?(?:\s?\[?[a-z*†]\]?)?$"
)
_COUNT_PERCENT = re.compile(r"^(?P<n>\d{1,3}(?:,\d{3})+|\d+)\s?\(\s?(?P<p>\d+(?:\.\d+)?)\s?%\s?\)$")
#: A cell that stands for a number that is not shown: suppressed, not available, not applicable.
_MISSING = re.compile(
    r"^(?:[-–—.:*xzcu~#]{1,3}|\[[a-z]{1,4}\]|n/?a|\.\.|<\s?\d+|≤\s?\d+|\d+\s?[-–]\s?\d+|\*+|suppressed"
    r"|low|not available|not applicable)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^(?:grand |overall |sub-?)?totals?$|^sum$"
    r"|^(?:[a-z'-]+ ){1,3}total$|^(?:all|overall|total)(?: [a-z'-]+){0,6}$|^overall$"
    r"|^(?:whole|full) year$|^everyone(?: [a-z'-]+){0,5}$",
    re.IGNORECASE,
)
_MONTH_NAME = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_PERIOD_TOTAL = re.compile(r"^(?:the )?(?:quarter|half[- ]?year|year|term)(?: \d)?$", re.IGNORECASE)
#: What is left of amounts of which some are taken away.
_NET = re.compile(r"^net(?: (?:total|cost|expenditure|spend|spending|budget|position))?$", re.IGNORECASE)
_PERCENT_NAME = re.compile(r"%|\bper ?cent|percentage|proportion", re.IGNORECASE)
_NOT_ADDABLE = re.compile(
    r"%|(?<!\d{4})/|\bper ?cent|\bpercentages?\b|\bproportions?\b|\brates?\b|\baverages?\b|\bmean\b|\bmedian\b"
    r"|\bratios?\b|\bindex\b"
    r"|\brank(?:ing)?\b|\bscores?\b|\bages?\b|\bdays\b"
    r"|(?<!in )(?<!this )(?<!last )(?<!the )(?<!full )(?<!whole )\byears?\b"
    r"|\bchanges?\b|\bdifferences?\b"
    r"|\bvariance\b|\bper\b|\bfte\b"
    r"|\bsamples?\b|\btargets?\b|\bprices?\b|\bintervals?\b|\blower\b|\bupper\b|\bci\b|\bdates?\b|\bref"
    r"(?:erence)?s?\b|\bcodes?\b|\bid\b"
    r"|\bunique\b|\bdistinct\b|\bbalance\b(?! £)|\bcumulative\b|\bto date\b|\bnos?\.",
    re.IGNORECASE,
)


class Cell(NamedTuple):
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
    share
        The percentage of ``72 (75%)``, as a cell of its own.
    """

    value: Decimal | None
    decimals: int = 0
    is_percent: bool = False
    missing: bool = False
    text: str = ""
    share: Cell | None = None


def read_cell(text: str) -> Cell:
    """Read one cell."""
    text = text.strip()
    if pair := _COUNT_PERCENT.match(text):
        share = read_cell(f"{pair.group('p')}%")
        return Cell(Decimal(pair.group("n").replace(",", "")), text=text, share=share)
    match = _CELL.match(text)
    if match is None or match.group("unit") in ("m", "bn", "k"):
        return Cell(None, missing=bool(_MISSING.match(text)), text=text)
    digits = match.group("n").replace(",", "")
    value = -Decimal(digits) if match.group("minus") else Decimal(digits)
    return Cell(value, len(digits.partition(".")[2]), match.group("unit") in ("%", "per cent"), False, text)


class Grid:
    """A table's body as numbers, with names of rows and columns.

    The first columns that hold no numbers name the rows.
    """

    def __init__(self, block: Block) -> None:
        rows, header = block.table.rows, block.table.header  # type: ignore[union-attr]
        named = [not any(read_cell(text).value is not None for text in row[1:]) for row in rows]
        header = header or int(bool(rows) and named[0])
        while 0 < header < len(rows) and named[header] and rows[header][0] == rows[header - 1][0]:
            header += 1  # a heading merged downwards
        self.block, self.header, self.width = block, rows[:header], len(rows[0]) if rows else 0
        self.body = [row for row in rows[header:] if any(cell.strip() for cell in row)]
        self.caption = block.table.caption  # type: ignore[union-attr]

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

    @cached_property
    def row_names(self) -> list[str]:
        """What the rows are called."""
        return [_name(row[: self.names_width]) for row in self.body]

    def column_name(self, column: int) -> str:
        """What a column is called, all its heading cells together."""
        return self._column_names[column]

    @cached_property
    def _column_names(self) -> list[str]:
        columns = range(max([self.width, *map(len, self.header)]))
        return [_name([row[column] for row in self.header if column < len(row)]) for column in columns]

    @cached_property
    def number_columns(self) -> list[int]:
        """Columns in which most cells are numbers or stand for one."""
        found = []
        for column in range(self.names_width, self.width):
            cells = [row[column] for row in self.cells]
            numbers = sum(cell.value is not None for cell in cells)
            other = sum(cell.value is None and not cell.missing and bool(cell.text) for cell in cells)
            if numbers >= min(2, len(self.cells)) and numbers and other <= numbers * 0.3:
                found.append(column)
        return found

    def is_percent(self, column: int) -> bool:
        """Whether a column holds percentages."""
        return self._percents[column]

    @cached_property
    def _percents(self) -> list[bool]:
        return [self._is_percent(column) for column in range(self.width)]

    def _is_percent(self, column: int) -> bool:
        cells = [row[column] for row in self.cells if row[column].value is not None]
        marked = sum(cell.is_percent for cell in cells)
        return marked * 2 > len(cells) or (marked == 0 and _PERCENT_NAME.search(self.column_name(column)) is not None)

    def is_count(self, column: int) -> bool:
        """Whether a column holds whole numbers that may be added up."""
        return self._counts[column]

    @cached_property
    def _counts(self) -> list[bool]:
        return [self._is_count(column) for column in range(self.width)]

    def _is_count(self, column: int) -> bool:
        cells = [row[column] for row in self.cells if row[column].value is not None]
        whole = all(cell.decimals == 0 and not cell.is_percent and cell.value >= 0 for cell in cells)
        return whole and self.may_be_added(column)

    def may_be_added(self, column: int) -> bool:
        """Whether a column's numbers may be added up, decimals and money included."""
        return not self.is_percent(column) and not _NOT_ADDABLE.search(self.column_name(column))

    @cached_property
    def total_rows(self) -> list[int]:
        """Rows called total; else the last, if one of its columns is the sum of all above: "Quarter 1"."""
        negative = any((cell.value or 0) < 0 for row in self.cells for cell in row)
        named = [row for row, name in enumerate(self.row_names) if is_total(name) or negative and _NET.match(name)]
        last = len(self.body) - 1
        dated = last >= 3 and all(_MONTH_NAME.match(name) for name in self.row_names[:-1])
        if not named and dated and _PERIOD_TOTAL.match(self.row_names[-1]):
            return [last]
        for column in self.number_columns if last >= 3 and not named else ():
            values = [row[column].value for row in self.cells]
            if _adds_up(values) and self.may_be_added(column):
                return [last]
        return named

    @cached_property
    def total_column(self) -> int | None:
        """The one column called total, if it is the first or last of the numbers; else the last that is: "Year"."""
        columns = self.number_columns
        named = [
            column
            for column in columns
            if is_total(self.column_name(column))
            and (not self.column_name(column).lower().startswith("all ") or self._adds_up_in_a_row(column))
        ]
        if not named and len(columns) >= 4 and any(_adds_up([row[c].value for c in columns]) for row in self.cells):
            return columns[-1]
        return named[0] if len(named) == 1 and named[0] in (columns[0], columns[-1]) else None

    def _adds_up_in_a_row(self, column: int) -> bool:
        """Whether a column is the sum of the others in one row at least."""
        others = [c for c in self.number_columns if c != column]
        rows = [(cells[column].value, [cells[c].value for c in others]) for cells in self.cells]
        return len(others) > 1 and any(
            None not in parts and total == sum(p or 0 for p in parts) for total, parts in rows
        )


def _name(cells: list[str]) -> str:
    return " ".join(dict.fromkeys(text.strip() for text in cells if text.strip()))


def _adds_up(values: list[Decimal | None]) -> bool:
    """Whether the last is the sum of the others, which are all there and not small."""
    return all(value is not None and value > 5 for value in values) and sum(values[:-1]) == values[-1]


def is_total(name: str) -> bool:
    """Whether a row or column is called total."""
    return (
        not _NOT_ADDABLE.search(re.sub(r"^(?:total\b.*|all ages)$", "", name, flags=re.IGNORECASE))
        and _TOTAL.match(re.sub(r"[*:]+|\(.*?\)|\[.*?\]", "", name).strip()) is not None
    )
