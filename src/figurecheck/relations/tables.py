"""Tables: totals, and columns that are reckoned from others.

Belongs here: what a table says of itself. Does not belong here: reading its cells (``grid``); text beside a table
(``repeats``).

A table shows its own arithmetic: a column that in nearly all rows is the share, the difference or the sum of two
others is that in all. A total is judged only if the table shows what it is of: at least as many totals right as wrong,
or a miss of no more than an eighth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from figurecheck.grid import Cell, Grid, is_subtotal, is_total
from figurecheck.model import Block
from figurecheck.relations.core import HUNDRED, ZERO, Context, in_table, kind
from figurecheck.report import Finding
from figurecheck.rounding import rounded, shown
from figurecheck.words import cue


def _notes(context: Context, block: Block) -> str:
    """What stands just above and below a table: its caption and notes."""
    here = block.number - 1
    near = [
        other.text
        for other in context.document.blocks[max(0, here - 2) : here + 4]
        if other.table is None and len(other.text) < 600
    ]
    return " ".join([block.table.caption if block.table is not None else "", *near])


def _slack(cells: list[Cell], context: Context, in_units: bool) -> Decimal:
    """How far a sum may miss because of rounding."""
    decimals = max(cell.decimals for cell in cells)
    values = [cell.value for cell in cells if cell.value]
    unit = Decimal(1).scaleb(-decimals) if decimals or in_units else ZERO
    for base in (5, 10, 100, 1000):
        if len(values) >= 3 and all(value % base == 0 for value in values):
            unit = Decimal(base)
    if context.practice.nearest > 1:
        unit = max(unit, Decimal(context.practice.nearest))
    return (unit or Decimal(int(context.practice.noted))) * len(cells) / 2


@dataclass(frozen=True, slots=True)
class _Sum:
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
    wrong = [key for key, item in sums.items() if not item.right]
    found = []
    for key in wrong:
        item, said = sums[key], sums[key].said.value or ZERO
        if said < max(cell.value or ZERO for cell in item.parts) or overlap:
            continue  # an average or a rate
        near = abs(said - item.value) <= max(Decimal(2), said / 8)
        if (
            right >= (2 if near else 3)
            and right > len(wrong)
            or near
            and (right >= max(1, len(wrong)) or not right and len(wrong) == 1)
        ):
            found.append(key)
    return found


def _part_rows(grid: Grid, row: int) -> list[int]:
    """The rows that a total row is of; none if that is in doubt."""
    totals, last = grid.total_rows(), len(grid.body) - 1
    if len(totals) == 1:
        after = [
            r
            for r in range(row + 1, last + 1)
            if not cue("tables.rate_row").search(grid.row_name(r))
            and any(grid.cells[r][c].value is not None and not grid.is_percent(c) for c in grid.number_columns)
        ]
        if row not in (0, last) and after:
            return []
        rows = [r for r in range(last + 1) if r != row and (row == 0 or r < row)]
    elif row == last and is_total(grid.row_name(row)) and not is_subtotal(grid.row_name(row)):
        subs = [r for r in totals if r != row and is_subtotal(grid.row_name(r))]
        return subs if subs and len(subs) == len(totals) - 1 and subs[-1] == row - 1 else []
    else:
        rows = list(range(max([r for r in totals if r < row], default=-1) + 1, row))
    rows = [
        r for r in rows if any(cell.value is not None or cell.missing for cell in grid.cells[r][grid.names_width :])
    ]
    names = [grid.row_name(r) for r in rows]
    return (
        rows
        if len(rows) >= 2
        and len(set(names)) == len(names)
        and not any(cue("tables.part_of").search(name) for name in names)
        else []
    )


def _miss(grid: Grid, row: str, column: str, item: _Sum) -> Finding:
    parts = (
        " + ".join(shown(cell.value) for cell in item.parts if cell.value is not None)
        if len(item.parts) <= 12
        else f"the {len(item.parts)} cells"
    )
    said = shown(item.said.value or ZERO)
    what = f"The total says {said}; its parts come to {shown(item.value)}."
    do = "Correct the total or the part that is wrong, or note why they differ."
    return in_table(
        "DOC-05", grid.block, row, column, f"{row} | {column} | {said}", what, f"{parts} = {shown(item.value)}", do
    )


@kind("a table's total", "DOC-05", of="table")
def totals(grid: Grid, context: Context) -> Iterator[Finding]:
    """Totals of rows and columns that their parts do not give."""
    notes = _notes(context, grid.block)
    overlap = bool(cue("tables.overlap").search(notes)) or any(
        cue("tables.overlap").search(text) for row in [*grid.body, *grid.header] for text in row
    )
    if len(grid.body) < 2 or cue("tables.not_summed").search(notes) and "round" not in notes.lower():
        return
    for row in grid.total_rows() if len(grid.body) > 2 else ():
        sums = {}
        for column in grid.number_columns:
            cells, said = [grid.cells[r][column] for r in _part_rows(grid, row)], grid.cells[row][column]
            if (
                cells
                and (said.decimals or not any(cell.decimals for cell in cells))
                and said.value is not None
                and all(cell.value is not None for cell in cells)
                and grid.may_be_added(column)
            ):
                units = (
                    bool(cue("tables.in_units").search(f"{grid.column_name(column)} {grid.caption} {notes}"))
                    or "£" in said.text
                )
                sums[column] = _Sum(said, cells, _slack([*cells, said], context, units))
        for column in _wrong(sums, overlap):
            context.bound.add((grid.block.number, -1, row))
            yield _miss(grid, grid.row_name(row), grid.column_name(column), sums[column])
    column = grid.total_column()
    others = [other for other in grid.number_columns if other != column]
    if column is None or len(others) < 2 or len(others) != grid.width - grid.names_width - 1:
        return
    if any(not grid.may_be_added(other) or cue("tables.part_of").search(grid.column_name(other)) for other in others):
        return
    sums = {}
    for row in range(len(grid.body)):
        cells, said, name = [grid.cells[row][other] for other in others], grid.cells[row][column], grid.row_name(row)
        if (
            said.value is None
            or any(cell.value is None or cell.is_percent for cell in [*cells, said])
            or cue("tables.rate_row").search(name)
            or cue("tables.part_of").search(name)
        ):
            continue
        sums[row] = _Sum(
            said,
            cells,
            _slack(
                [*cells, said],
                context,
                bool(cue("tables.in_units").search(f"{grid.caption} {notes}")) or "£" in said.text,
            ),
        )
    for row in _wrong(sums, overlap):
        context.bound.add((grid.block.number, -1, row))
        yield _miss(grid, grid.row_name(row), grid.column_name(column), sums[row])


#: What a column may be of two others, with the words of a heading that say so, and how it is written.
@dataclass(frozen=True, slots=True)
class _Formula:
    """What a column may be of two others: title, list of words in its heading that say so, arithmetic, how written."""

    title: str
    words: str
    of: Callable[[Decimal, Decimal], Decimal | None]
    how: str
    percent: bool


_FORMULAS = (
    _Formula("{0} of {1}", "tables.share", lambda a, b: a * HUNDRED / b if b > 0 else None, "{0} ÷ {1}", True),
    _Formula(
        "{0} of {0} and {1} together",
        "tables.share",
        lambda a, b: a * HUNDRED / (a + b) if a + b > 0 else None,
        "{0} ÷ ({0} + {1})",
        True,
    ),
    _Formula(
        "the change from {1} to {0}",
        "tables.change",
        lambda a, b: (a - b) * HUNDRED / b if b > 0 else None,
        "({0} − {1}) ÷ {1}",
        True,
    ),
    _Formula("{0} less {1}", "tables.less", lambda a, b: a - b, "{0} − {1}", False),
    _Formula("{0} and {1} together", "tables.total", lambda a, b: a + b, "{0} + {1}", False),
    _Formula("{0} for each of {1}", "tables.average", lambda a, b: a / b if b > 0 else None, "{0} ÷ {1}", False),
)


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    one: Decimal
    other: Decimal
    value: Decimal
    fit: str


def _fit(value: Decimal, cell: Cell, slack: Decimal, percent: bool) -> str:
    said, unit = cell.value or ZERO, Decimal(1).scaleb(-cell.decimals)
    half = unit / 2 if percent or cell.decimals else ZERO
    if (
        abs(value - said) <= half + slack
        or abs(abs(value) - said) <= half + slack
        and value < 0
        and "-" not in cell.text
    ):
        return "rounded"
    return "cut" if percent and value.quantize(unit, ROUND_DOWN) == said else ""


def _hypotheses(grid: Grid, column: int, context: Context) -> Iterator[tuple[str, str, str, bool, list[_Row]]]:
    """What a column may be of two others (or of one and its total), and how its rows fit."""
    base = Decimal(context.practice.nearest) if context.practice.nearest > 1 else ZERO
    sizes = [
        cell.value
        for cells in grid.cells
        for c, cell in enumerate(cells)
        if c in grid.number_columns and not grid.is_percent(c) and cell.value
    ]
    base = base or (Decimal(5) if len(sizes) > 3 and all(size % 5 == 0 for size in sizes) else ZERO)
    shown_as = grid.is_percent(column)
    others = [c for c in grid.number_columns if c != column]
    totals = grid.total_rows()
    for each in _FORMULAS:
        name, words, how, percent = each.title, each.words, each.how, each.percent
        if (
            percent
            and not shown_as
            or not percent
            and shown_as
            and not cue("tables.change_name").search(grid.column_name(column))
        ):
            continue
        for one in others:
            for other in [*others, -1]:
                if (
                    one == other
                    or other == -1
                    and (not percent or len(totals) != 1 or "together" in name or "change" in name)
                    or name[4:] == "and {1} together"
                    and one > other
                ):
                    continue
                if (
                    percent
                    and not (grid.is_count(one) and (other == -1 or grid.is_count(other)))
                    and "change" not in name
                ):
                    continue
                if "change" in name and (grid.is_percent(one) or other == -1 or grid.is_percent(other)):
                    continue
                if (
                    not percent
                    and grid.is_percent(one) != grid.is_percent(other)
                    or not percent
                    and grid.is_percent(one) != shown_as
                ):
                    continue
                rows = []
                for row, cells in enumerate(grid.cells):
                    cell, a, b = (
                        cells[column],
                        cells[one].value,
                        grid.cells[totals[0]][one].value if other == -1 else cells[other].value,
                    )
                    result = (
                        None
                        if cell.value is None or a is None or b is None or percent and base and b <= base / 2
                        else each.of(a, b)
                    )
                    if result is None:
                        continue
                    slack = base * (HUNDRED / b if percent else 1) if base and b else ZERO
                    slack += (
                        sum(
                            (Decimal("0.5").scaleb(-c.decimals) for c in (cells[one], cells[other]) if c.decimals), ZERO
                        )
                        * (HUNDRED / b if percent and b else 1)
                        if not (percent and grid.is_count(one))
                        else ZERO
                    )
                    rows.append(_Row(row, a, b, result, _fit(result, cell, slack, percent)))
                if not grid.column_name(one) or other != -1 and not grid.column_name(other):
                    continue
                rows = [row for row in rows if row.row not in totals or not percent]
                title = name.format(grid.column_name(one), "its total" if other == -1 else grid.column_name(other))
                yield title, words, how, percent, rows


def _telling(row: _Row) -> bool:
    """Whether a row says anything: 0% of 0 and 100% of all fit any counts."""
    return row.one != 0 and row.other != 0 and row.one != row.other


@kind("a column reckoned from others", "DOC-06", of="table")
def columns(grid: Grid, context: Context) -> Iterator[Finding]:
    """Cells that are not what the rest of their column is of the others."""
    if len(grid.number_columns) > 14 or context.practice.weighted:
        return
    for column in grid.number_columns:
        found = []
        for title, words, how, percent, rows in _hypotheses(grid, column, context):
            telling = [row for row in rows if _telling(row)]
            fitting, named = (
                sum(row.fit != "" for row in telling),
                cue(words).search(grid.column_name(column)),
            )
            enough = fitting >= 3 or named and fitting >= 2
            if (enough and (fitting >= len(telling) * Decimal("0.8") or fitting == len(telling) - 1)) and (
                named or percent and "change" not in title and fitting >= 4
            ):
                found.append((fitting, title, how, percent, rows))
        if not found:
            continue
        best = max(found, key=lambda item: item[0])
        wrong = [{row.row for row in item[4] if row.fit != "rounded"} for item in found if item[0] == best[0]]
        if all(rows == wrong[0] for rows in wrong) and not any(
            not w for w in [{r.row for r in item[4] if r.fit != "rounded"} for item in found]
        ):
            judged = {row for block, _, row in context.bound if block == grid.block.number}
            yield from _deviant(grid, column, *best[1:4], [row for row in best[4] if row.row not in judged])


def _deviant(grid: Grid, column: int, title: str, how: str, percent: bool, rows: list[_Row]) -> Iterator[Finding]:
    cut = [row for row in rows if row.fit == "cut"]
    for row in rows:
        if row.fit == "rounded" or row.fit == "cut" and row is not cut[0]:
            continue
        cell = grid.cells[row.row][column]
        unit, quote = "%" * percent, " | ".join(text for text in grid.body[row.row] if text)
        right = f"{rounded(row.value, max(cell.decimals, 0 if percent or row.value == int(row.value) else 1))}{unit}"
        written = (
            how.format(shown(row.one), shown(row.other)) + f" = {shown(row.value, max(2, cell.decimals + 2))}{unit}"
        )
        said, names = f"{cell.text.rstrip('%')}{unit}", (grid.row_name(row.row), grid.column_name(column))
        if row.fit == "cut":
            what = f"{said} was cut off instead of rounded: {shown(row.one)} of {shown(row.other)} is {right}."
            what += f" So were {len(cut) - 1} more rows of this column." if len(cut) > 1 else ""
            yield in_table(
                "DOC-02", grid.block, *names, quote, what, written, f"Write {right}, or say that percentages are cut."
            )
        else:
            what = f"{said} is not {title}, as in the other rows: that is {right}."
            yield in_table(
                "DOC-06", grid.block, *names, quote, what, written, "Correct the cell or those it is reckoned from."
            )


@kind("counts with percentages in a table", "DOC-06", of="table")
def paired(grid: Grid, context: Context) -> Iterator[Finding]:
    """Cells such as ``72 (75%)``: of the row's total, of the column's, or of another column."""
    total_column, totals = grid.total_column(), grid.total_rows()
    base = Decimal(context.practice.nearest) if context.practice.nearest > 1 else ZERO
    for column in grid.number_columns:
        pairs = [(row, cells[column]) for row, cells in enumerate(grid.cells) if cells[column].paired is not None]
        plain = [
            c
            for c in grid.number_columns
            if c != column
            and (c == total_column or grid.is_count(c) and all(cells[c].paired is None for cells in grid.cells))
        ]
        found = []
        for whole in [*plain, *([-1] if len(totals) == 1 else [])]:
            rows = []
            for row, cell in pairs:
                size = (grid.cells[totals[0]][column] if whole == -1 else grid.cells[row][whole]).value
                if size and cell.value is not None and size > base and row not in totals:
                    value = cell.value * HUNDRED / size
                    seen = Cell(cell.paired, cell.paired_decimals, True, False, f"{cell.paired}%")
                    rows.append(_Row(row, cell.value, size, value, _fit(value, seen, base * HUNDRED / size, True)))
            telling = [row for row in rows if _telling(row)]
            fitting = sum(row.fit != "" for row in telling)
            if (
                fitting >= 2
                and (fitting >= 3 or len(telling) <= 3)
                and (fitting >= Decimal("0.8") * len(telling) or fitting == len(telling) - 1)
            ):
                found.append((fitting, "the column's total" if whole == -1 else grid.column_name(whole), rows))
        if not found or len(pairs) < 3:
            continue
        _, name, rows = max(found, key=lambda item: item[0])
        for row in rows:
            cell = grid.cells[row.row][column]
            if row.fit == "rounded":
                continue
            right = f"{rounded(row.value, cell.paired_decimals)}%"
            how = (
                "was cut off instead of rounded"
                if row.fit == "cut"
                else f"is not the share of {name}, as in the other rows"
            )
            what = f"{cell.paired}% {how}: {shown(row.one)} of {shown(row.other)} is {right}."
            written = f"{shown(row.one)} ÷ {shown(row.other)} = {shown(row.value)}%"
            yield in_table(
                "DOC-02" if row.fit == "cut" else "DOC-06",
                grid.block,
                grid.row_name(row.row),
                grid.column_name(column),
                " | ".join(text for text in grid.body[row.row] if text),
                what,
                written,
                f"Write {right}, or correct the counts.",
            )
