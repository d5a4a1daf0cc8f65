"""Tables: totals, and columns that are reckoned from others.

Belongs here: what a table says of itself. Does not belong here: reading its cells (``grid``); text beside a table
(``repeats``).

A table shows its own arithmetic: a column that in nearly all rows is the share, the difference or the sum of two
others is that in all. A total is judged only if the table shows what it is of: at least as many totals right as wrong,
or a miss of no more than an eighth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from figurecheck.grid import Cell, Grid, is_total
from figurecheck.relations.core import HUNDRED, ZERO, Context, in_table, kind, number_of
from figurecheck.relations.naming import sentences_near
from figurecheck.report import Finding
from figurecheck.rounding import is_slip, shown
from figurecheck.words import cue, judgements_in


def _notes(context: Context, grid: Grid) -> str:
    """What stands just above and below a table: its caption and notes."""
    here = grid.block.number - 1
    near = context.document.blocks[max(0, here - 2) : here + 4]
    return " ".join([grid.caption, *(other.text for other in near if other.table is None and len(other.text) < 600)])


def _slack(cells: list[Cell], context: Context, in_units: bool, rounded_to: Decimal) -> Decimal:
    """How far a sum may miss because of rounding."""
    decimals, values = max(cell.decimals for cell in cells), [cell.value for cell in cells if cell.value]
    large = Decimal("0.5") if len(values) > 2 and max(values) >= 100_000 else ZERO  # maybe whole pounds
    unit = Decimal(1).scaleb(-decimals) if decimals or in_units else large
    for base in (5, 10, 100, 1000) if len(values) >= 3 else ():
        is_rounded = base <= rounded_to or base >= 10 and len(values) > (3 if base >= 100 else 5)
        unit = Decimal(base) if is_rounded and all(value % base == 0 for value in values) else unit
    if context.practice.nearest > 1:
        unit = max(unit, Decimal(context.practice.nearest))
    return (unit or Decimal(int(context.practice.noted))) * len(cells) / 2


class _Sum(NamedTuple):
    said: Cell
    parts: list[Cell]
    slack: Decimal

    @property
    def value(self) -> Decimal:
        return sum((cell.value or ZERO for cell in self.parts), ZERO)

    @property
    def right(self) -> bool:
        return abs((self.said.value or ZERO) - self.value) <= self.slack


def _wrong(sums: dict[int, _Sum], overlap: bool) -> list[int]:
    """Which of several sums are wrong, if enough shows that they are sums."""
    right = sum(item.right and (item.said.value or 0) > 0 for item in sums.values())
    wrong, found = [key for key, item in sums.items() if not item.right], []
    for key in wrong if not overlap else ():
        item, said = sums[key], sums[key].said.value or ZERO
        slip = is_slip(said, item.value) or any(
            is_slip(cell.value or ZERO, said - item.value + (cell.value or ZERO)) for cell in item.parts
        )
        near = abs(said - item.value) <= max(Decimal(2), said / (2 if slip else 5 if right else 8))
        enough = right > len(wrong) and right >= (2 if near else 3) or near and right >= max(1, len(wrong))
        if said >= max(cell.value or ZERO for cell in item.parts) and (
            enough or near and not right and len(wrong) == 1
        ):
            found.append(key)  # else an average or a rate
    return found


def _part_rows(grid: Grid, row: int) -> list[int]:
    """The rows that a total row is of; none if that is in doubt."""
    totals, last, names = grid.total_rows, len(grid.body) - 1, grid.row_names
    sub = [bool(cue("tables.subtotal").search(name)) for name in names]
    if len(totals) == 1:
        after = [r for r in range(row + 1, last + 1) if not cue("tables.rate_row").search(names[r])]
        counted = any(
            grid.cells[r][c].value is not None and not grid.is_percent(c) for r in after for c in grid.number_columns
        )
        rows = [r for r in range(last + 1) if r != row and (row == 0 or r < row)]
        rows = [] if counted and row not in (0, last) else rows
    elif row == last and is_total(names[row]) and not sub[row]:
        subs = [r for r in totals if r != row and sub[r]]
        return subs if subs and len(subs) == len(totals) - 1 and subs[-1] == row - 1 else []
    else:
        rows = list(range(max([r for r in totals if r < row], default=-1) + 1, row))
    rows = [r for r in rows if any(grid.cells[r][c].text for c in grid.number_columns)]
    years = [[cell.value for cell in grid.cells[r] if cell.value is not None] for r in rows]
    rows = [r for r, row in zip(rows, years, strict=True) if not row or not all(1990 <= value <= 2035 for value in row)]
    several = len(rows) > 1 and len({names[r] for r in rows}) == len(rows)
    return rows if several and not any(cue("tables.part_of").search(names[r]) for r in rows) else []


def _miss(grid: Grid, names: tuple[str, str], item: _Sum) -> Finding:
    parts = " + ".join(shown(cell.value) for cell in item.parts if cell.value is not None)
    parts, said = parts if len(item.parts) <= 12 else f"the {len(item.parts)} cells", shown(item.said.value or ZERO)
    what = f"The total says {said}; its parts come to {shown(item.value)}."
    do = "Correct the total or the part that is wrong, or note why they differ."
    return in_table("DOC-05", grid.block, names, " | ".join([*names, said]), what, f"{parts} = {shown(item.value)}", do)


def base_of(grid: Grid, context: Context) -> Decimal:
    """What the table's counts are rounded to; 0 if they are exact."""
    columns = [c for c in grid.number_columns if not grid.is_percent(c)]
    sizes = [cells[c].value for cells in grid.cells for c in columns if cells[c].value]
    least = {1000: 4, 100: 4, 10: 10, 5: 10}
    bases = [base for base, many in least.items() if len(sizes) >= many and all(size % base == 0 for size in sizes)]
    return Decimal(context.practice.nearest if context.practice.nearest > 1 else max(bases, default=0))


_IN_THOUSANDS = re.compile(r"£\s?'?000\b")
#: A heading that is a row, as a PDF gives it where the table goes on.
_NUMBER = re.compile(r"[£$]?(?!0|(?:19|20)\d\d$)[\d,.]+")


@kind("a table's total", "DOC-05", of="table")
def totals(grid: Grid, context: Context) -> Iterator[Finding]:
    """Totals of rows and columns that their parts do not give."""
    notes, column, names = _notes(context, grid), grid.total_column, grid.row_names
    overlap = any(cue("tables.overlap").search(text) for row in [[notes], *grid.body, *grid.header] for text in row)
    if len(grid.body) < 2 or cue("tables.not_summed").search(notes) and "round" not in notes.lower():
        return

    in_thousands = _IN_THOUSANDS.search(context.document.text)

    def sums_of(found: dict[int, tuple[Cell, list[Cell], str]]) -> dict[int, _Sum]:
        sums, alike = {}, [said.value == HUNDRED for said, _, _ in found.values()]
        shares = len(alike) > 1 and all(alike)
        for key, (said, parts, name) in found.items():
            shown_ = said.decimals or not any(cell.decimals for cell in parts)
            if parts and shown_ and None not in [cell.value for cell in [said, *parts]]:
                units = (
                    in_thousands or cue("tables.in_units").search(f"{name} {grid.caption} {notes}") or "£" in said.text
                )
                slack = _slack([*parts, said], context, bool(units), base_of(grid, context))
                if said.value == HUNDRED and (len(parts) > 5 or shares):  # percentages without their sign
                    slack = max(slack, Decimal(len(parts)) / 2)
                sums[key] = _Sum(said, parts, slack)
        return sums

    for row in grid.total_rows if len(grid.body) > 2 else ():
        rows = _part_rows(grid, row)
        alone = not any(grid.is_count(c) for c in grid.number_columns)  # else they are judged by the counts
        hundred = [
            c for c in grid.number_columns if alone and grid.is_percent(c) and grid.cells[row][c].value == HUNDRED
        ]
        columns = {c: grid.column_name(c) for c in grid.number_columns if grid.may_be_added(c) or c in hundred}
        columns = {c: name for c, name in columns.items() if not _NUMBER.fullmatch(name)}
        sums = sums_of({c: (grid.cells[row][c], [grid.cells[r][c] for r in rows], name) for c, name in columns.items()})
        for c in _wrong(sums, overlap):
            context.bind((grid.block.number, row))
            yield _miss(grid, (names[row], columns[c]), sums[c])
    others = [other for other in grid.number_columns if other != column]
    if column is None or len(others) < 2 or len(others) != grid.width - grid.names_width - 1:
        return
    if any(not grid.may_be_added(other) or cue("tables.part_of").search(grid.column_name(other)) for other in others):
        return
    found = {}
    for row, cells in enumerate(grid.cells):
        apart = cue("tables.rate_row").search(names[row]) or cue("tables.part_of").search(names[row])
        if not apart and not any(cells[c].is_percent for c in [column, *others]):
            found[row] = (cells[column], [cells[other] for other in others], "")
    sums = sums_of(found)
    for row in _wrong(sums, overlap):
        context.bind((grid.block.number, row))
        yield _miss(grid, (names[row], grid.column_name(column)), sums[row])


#: Names of an average that is of the rows above it and of nothing else.
_PLAIN_MEAN = re.compile(r"(?:overall )?(?:average|mean)(?: of (?:the |all |these )?.{3,40})?", re.IGNORECASE)


_OF_SO_MANY = re.compile(r"\bof (?:the |all |these )?([a-z]+|\d+) ", re.IGNORECASE)


@kind("an average in a table", "DOC-16", of="table")
def averages(grid: Grid, context: Context) -> Iterator[Finding]:
    """A row called average that is not that of the counts above it."""
    rows = [
        row
        for row, name in enumerate(grid.row_names)
        if re.match(r"(?:[a-z]+ )?(?:average|mean)\b", name, re.IGNORECASE)
    ]
    if len(rows) != 1 or rows[0] != len(grid.body) - 1 or len(grid.body) < 4:
        return
    for column in grid.number_columns:
        cells, said = [row[column] for row in grid.cells[:-1]], grid.cells[-1][column]
        counted = all(cell.value is not None and not cell.decimals and not cell.is_percent for cell in cells)
        values = [cell.value for cell in cells if cell.value is not None]
        if (
            grid.column_name(column)
            and said.value is not None
            and len(values) == len(cells)
            and _PLAIN_MEAN.fullmatch(grid.row_names[-1])
        ):
            room = Decimal("0.5").scaleb(-min(cell.decimals for cell in [said, *cells]))
            if not min(values) - room <= said.value <= max(values) + room:
                between = f"the rows go from {shown(min(values))} to {shown(max(values))}"
                what = f"{said.text} is given as the average; {between}."
                names = (grid.row_names[-1], grid.column_name(column))
                yield in_table("DOC-16", grid.block, names, " | ".join([*names, said.text]), what, "", "Correct it.")
                continue
            simple = _OF_SO_MANY.search(grid.row_names[-1])
            mean = sum(values, ZERO) / len(values)
            if simple and number_of(simple.group(1)) == len(values) and abs(mean - said.value) > room * 2:
                yield from _not_the_mean(grid, column, cells, said, mean)
                continue
        if said.value is None or not counted or cue("tables.rate_row").search(grid.column_name(column)):
            continue
        mean = sum((cell.value or ZERO for cell in cells), ZERO) / len(cells)
        if Decimal("0.5").scaleb(-said.decimals) < abs(mean - said.value) <= mean * Decimal("0.3"):
            yield from _not_the_mean(grid, column, cells, said, mean)


def _not_the_mean(grid: Grid, column: int, cells: list[Cell], said: Cell, mean: Decimal) -> Iterator[Finding]:
    right = shown(mean, max(said.decimals, 1))
    how = f"({' + '.join(cell.text for cell in cells)}) ÷ {len(cells)} = {right}"
    what = f"{said.text} is given as the average; the rows have {right}."
    names = (grid.row_names[-1], grid.column_name(column))
    yield in_table("DOC-16", grid.block, names, " | ".join([*names, said.text]), what, how, "Correct it.")


@kind("percentages of one whole in a table", "DOC-04", of="table")
def answers(grid: Grid, context: Context) -> Iterator[Finding]:
    """A column of the answers to one question that does not come to 100%."""
    rows = [row for row in range(len(grid.body)) if row not in grid.total_rows]
    graded = all(judgements_in(grid.row_names[row]) for row in rows)
    graded = graded and not any(grid.is_count(column) for column in grid.number_columns)
    if len(rows) < 3 or len(grid.number_columns) != 1 and not graded:
        return
    known = all(cue("parts.answers").search(grid.row_names[row]) for row in rows)
    said = " ".join([grid.caption, grid.column_name(0), *(s.text for s in sentences_near(grid, context, 2, 2))])
    known = known or cue("windows.nothing_else").search(said) is not None
    rest = re.match(r"(?:others?|none|unknown|not known|no )\b", grid.row_names[rows[-1]], re.IGNORECASE)
    rest = rest or any(re.match(r"(?:rest of|elsewhere|all other)\b", grid.row_names[r], re.IGNORECASE) for r in rows)
    if not known and not rest:
        return
    for column in [c for c in grid.number_columns if grid.is_percent(c)]:
        cells = [grid.cells[row][column] for row in rows]
        if any(cell.value is None for cell in cells):
            continue
        halves = [Decimal("0.5").scaleb(-c.decimals) for c in cells]
        item = _Sum(Cell(HUNDRED), cells, sum(halves, min(halves)))
        if not item.right and (80 if known else 90) <= item.value <= (130 if known else 115):
            how = " + ".join(cell.text for cell in cells) + f" = {shown(item.value)}%"
            what, names = (
                f"The answers come to {shown(item.value)}%, not to 100%.",
                (grid.row_names[rows[-1]], grid.column_name(column)),
            )
            yield in_table("DOC-04", grid.block, names, how, what, how, "Correct the one that is wrong.")
