"""Tables whose rows or columns do not sum to their total (DOC-05).

Belongs here: totals of rows and columns. Does not belong here: percentages in tables (``tabulated``).

Precondition: one row or column is called Total (All areas, Overall total …), the rows above it (or below, if
it comes first) are its parts, and no cell among them is suppressed or blank. Evidence that they are its parts:
at least one other column (row) sums exactly; or the one sum misses by no more than a tenth, and nothing in the
table or its notes says otherwise ("of which", "may be counted more than once", "top ten"). Decimals, money and rounded
counts may miss by what rounding explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, table_place
from figurecheck.checks.grid import Cell, Grid, is_subtotal, is_total
from figurecheck.model import Block
from figurecheck.report import Finding
from figurecheck.rounding import shown

_OVERLAP = re.compile(
    r"\b(?:more than one|more than once|multiple|not mutually exclusive|may be counted|double[- ]count"
    r"|do(?:es)? not (?:sum|add)|not (?:sum|add up)"
    r"|selected|top (?:\d+|five|ten|three)|most common|include[sd]? (?:others|unknown|not known|not"
    r" shown)|not shown|unknown|excludes?|excluding"
    r"|up to (?:two|three|five)|any of|tick all|all that apply|sample of|some of|examples?)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?:of which|of whom|of these|including|incl\.|excluding|excl\.|net|less|minus|average|mean"
    r"|change|difference|opening|closing|carried|brought|start of|end of|as at)\b|^\s*[-–•]",
    re.IGNORECASE,
)
_ROUNDED_UNIT = re.compile(r"£\s?'?0{3}|£\s?m|£k|£\s?million|thousands?|\(000s?\)|millions?|'000", re.IGNORECASE)


def _notes(context: Context, block: Block) -> str:
    """What stands just above and below a table: its caption and notes."""
    blocks = context.document.blocks
    here = block.number - 1
    near = [
        other
        for other in blocks[max(0, here - 2) : here + 4]
        if other is not block and other.table is None and len(other.text) < 600
    ]
    caption = block.table.caption if block.table is not None else ""
    return " ".join([caption, *(other.text for other in near)])


def _slack(cells: list[Cell], context: Context, rounded_unit: bool) -> Decimal:
    """How far a sum may miss because of rounding."""
    decimals = max(cell.decimals for cell in cells)
    values = [cell.value for cell in cells if cell.value is not None]
    unit = Decimal(1).scaleb(-decimals) if decimals or rounded_unit else Decimal(0)
    for base in (5, 10, 100, 1000):
        big = [value for value in values if value]
        if len(big) >= 3 and all(value % base == 0 for value in big):
            unit = Decimal(base)
    if context.practice.nearest > 1:
        unit = max(unit, Decimal(context.practice.nearest))
    if unit == 0 and context.practice.noted:
        unit = Decimal(1)
    return unit * (len(cells)) / 2


def _part_rows(grid: Grid, total: int) -> list[int] | None:
    """The rows that a total row is of; None if that is in doubt."""
    totals = grid.total_rows()
    if len(totals) == 1:
        rows = [row for row in range(len(grid.body)) if row != total]
        if total not in (0, len(grid.body) - 1):
            after = [row for row in rows if row > total]
            if any(
                grid.cells[row][column].value is not None
                and not grid.is_percent(column)
                and not _plainly_rate(grid, row)
                for row in after
                for column in grid.number_columns
            ):
                return None
            rows = [row for row in rows if row < total]
    else:
        earlier = [row for row in totals if row < total]
        start = earlier[-1] + 1 if earlier else 0
        if (
            total == len(grid.body) - 1
            and len(totals) > 1
            and is_total(grid.row_name(total))
            and not is_subtotal(grid.row_name(total))
        ):
            subs = [row for row in totals if row != total and is_subtotal(grid.row_name(row))]
            if subs:
                return subs if len(subs) == len(totals) - 1 and subs[-1] == total - 1 else None
            return None
        rows = list(range(start, total))
    rows = [
        row
        for row in rows
        if any(cell.value is not None or cell.missing for cell in grid.cells[row][grid.names_width :])
    ]
    if len(rows) < 2 or any(_PART_OF.search(grid.row_name(row)) for row in rows):
        return None
    return rows if len({grid.row_name(row) for row in rows}) == len(rows) else None


def _plainly_rate(grid: Grid, row: int) -> bool:
    return re.search(r"%|per ?cent|rate|proportion|average|mean", grid.row_name(row), re.IGNORECASE) is not None


def _judge(
    grid: Grid, sums: dict[int, tuple[Decimal, Decimal, Decimal, list[Cell]]], notes: str, *, what: str
) -> Iterator[tuple[int, Decimal, Decimal, list[Cell]]]:
    """Which of several sums are wrong: said total, sum of the parts, slack, by row or column."""
    right = [key for key, (said, parts, slack, _) in sums.items() if abs(said - parts) <= slack and said > 0]
    wrong = [key for key, (said, parts, slack, _) in sums.items() if abs(said - parts) > slack]
    overlap = _OVERLAP.search(notes) or any(_OVERLAP.search(text) for row in [*grid.body, *grid.header] for text in row)
    for key in wrong:
        said, parts, _, cells = sums[key]
        if said < max(cell.value or Decimal(0) for cell in cells):
            continue  # an average or a rate
        near = abs(said - parts) <= max(Decimal(2), said / 8)
        sound = (len(right) >= 2 and len(right) > len(wrong)) or (len(right) >= 1 and near and len(right) >= len(wrong))
        if (
            sound
            and not overlap
            or (
                not right
                and len(wrong) == 1
                and near
                and not overlap
                and len(cells) >= 2
                and said >= max(cell.value or 0 for cell in cells)
            )
        ):
            yield key, said, parts, cells


def _finding(
    grid: Grid, row: str, column: str, said: Decimal, parts: Decimal, cells: list[Cell], total: str
) -> Finding:
    arithmetic = (
        " + ".join(shown(cell.value) for cell in cells if cell.value is not None)
        if len(cells) <= 12
        else f"the {len(cells)} cells"
    )
    quote = f"{row} | {column} | {shown(said)}"
    what = f"The {total} says {shown(said)}; its parts come to {shown(parts)}."
    do = "Correct the total or the part that is wrong, or note why they differ."
    figures = (*(cell.text for cell in cells if len(cells) <= 12), shown(said))
    return Finding(
        "DOC-05",
        "error",
        table_place(grid.block, row, column),
        quote,
        what,
        f"{arithmetic} = {shown(parts)}",
        do,
        figures,
    )


def _down(grid: Grid, context: Context, notes: str) -> Iterator[Finding]:
    for total in grid.total_rows():
        rows = _part_rows(grid, total)
        if rows is None:
            continue
        sums = {}
        for column in grid.number_columns:
            cells = [grid.cells[row][column] for row in rows]
            said = grid.cells[total][column]
            if said.value is None or any(cell.value is None for cell in cells) or not grid.may_be_added(column):
                continue
            rounded_unit = (
                bool(_ROUNDED_UNIT.search(f"{grid.column_name(column)} {grid.caption} {notes}")) or "£" in said.text
            )
            slack = _slack([*cells, said], context, rounded_unit)
            sums[column] = (said.value, sum((cell.value or Decimal(0) for cell in cells), Decimal(0)), slack, cells)
        for column, said_value, parts, cells in _judge(grid, sums, notes, what="row"):
            yield _finding(grid, grid.row_name(total), grid.column_name(column), said_value, parts, cells, "total")


def _across(grid: Grid, context: Context, notes: str) -> Iterator[Finding]:
    total = grid.total_column()
    if total is None:
        return
    columns = [column for column in grid.number_columns if column != total]
    if len(columns) < 2 or len(columns) != grid.width - grid.names_width - 1:
        return
    if any(not grid.may_be_added(column) or _PART_OF.search(grid.column_name(column)) for column in columns):
        return
    sums = {}
    for row in range(len(grid.body)):
        cells, said = [grid.cells[row][column] for column in columns], grid.cells[row][total]
        if said.value is None or any(cell.value is None or cell.is_percent for cell in cells) or said.is_percent:
            continue
        if _plainly_rate(grid, row) or _PART_OF.search(grid.row_name(row)):
            continue
        rounded_unit = bool(_ROUNDED_UNIT.search(f"{grid.caption} {notes}")) or "£" in said.text
        slack = _slack([*cells, said], context, rounded_unit)
        sums[row] = (said.value, sum((cell.value or Decimal(0) for cell in cells), Decimal(0)), slack, cells)
    for row, said_value, parts, cells in _judge(grid, sums, notes, what="column"):
        yield _finding(grid, grid.row_name(row), grid.column_name(total), said_value, parts, cells, "total")


def find(context: Context) -> Iterator[Finding]:
    """Totals of tables that their parts do not give."""
    for block in context.document.tables:
        grid = Grid(block)
        if len(grid.body) < 3 or not grid.number_columns or len(grid.body) > 2000:
            continue
        notes = _notes(context, block)
        if re.search(r"not (?:always )?(?:sum|add)", notes, re.IGNORECASE) and "round" not in notes.lower():
            continue
        yield from _down(grid, context, notes)
        yield from _across(grid, context, notes)
