"""Columns of a table that are reckoned from others.

Belongs here: a column that in nearly all rows is the share, the difference or the sum of two others, and so in all.
Does not belong here: totals (``tables``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from figurecheck.grid import Cell, Grid
from figurecheck.relations.core import HUNDRED, ZERO, Context, in_table, kind
from figurecheck.relations.tables import base_of
from figurecheck.report import Finding
from figurecheck.rounding import rounded, shown
from figurecheck.words import cue


class _Formula(NamedTuple):
    """What a column may be of two others: title, list of words in its heading that say so, arithmetic, how written."""

    title: str
    words: str
    of: Callable[[Decimal, Decimal], Decimal | None]
    how: str
    percent: bool = False
    change: bool = False
    scale: int = 1


_FORMULAS = (
    _Formula("{0} of {1}", "tables.share", lambda a, b: a * HUNDRED / b if b > 0 else None, "{0} ÷ {1}", True),
    _Formula(
        "{0} of {0} and {1} together", "tables.share",
        lambda a, b: a * HUNDRED / (a + b) if a + b > 0 else None, "{0} ÷ ({0} + {1})", True,
    ),
    _Formula(
        "the change from {1} to {0}", "tables.change",
        lambda a, b: (a - b) * HUNDRED / b if b > 0 else None, "({0} − {1}) ÷ {1}", True, True,
    ),
    _Formula("{0} less {1}", "tables.less", lambda a, b: a - b, "{0} − {1}"),
    _Formula("{0} and {1} together", "tables.total", lambda a, b: a + b, "{0} + {1}"),
    _Formula("{0} for each of {1}", "tables.average", lambda a, b: a / b if b > 0 else None, "{0} ÷ {1}"),
    *(
        _Formula(
            f"{{0}} for each {base:,} of {{1}}", words,
            lambda a, b, base=base: a * base / b if b > 0 else None, f"{{0}} ÷ {{1}} × {base:,}", scale=base,
        )
        for base, words in ((1_000, "tables.per_1000"), (10_000, "tables.per_10000"), (100_000, "tables.per_100000"))
    ),
)  # fmt: skip


class _Row(NamedTuple):
    row: int
    one: Decimal
    other: Decimal
    value: Decimal
    fit: str

    @property
    def telling(self) -> bool:
        """Whether it says anything: 0% of 0 and 100% of all fit any counts."""
        return self.one != 0 and self.other != 0 and self.one != self.other


def _fit(value: Decimal, cell: Cell, slack: Decimal, percent: bool) -> str:
    said, unit = cell.value or ZERO, Decimal(1).scaleb(-cell.decimals)
    room = slack + (unit / 2 if percent or cell.decimals or value % 1 else ZERO)
    unsigned = value < 0 and "-" not in cell.text and abs(-value - said) <= room
    if abs(value - said) <= room or unsigned:
        return "rounded"
    return "cut" if percent and value.quantize(unit, ROUND_DOWN) == said else ""


def _hypotheses(grid: Grid, column: int, context: Context) -> Iterator[tuple[_Formula, str, list[_Row]]]:
    """What a column may be of two others (or of one and its total), and how its rows fit."""
    base, shown_as, totals = base_of(grid, context), grid.is_percent(column), grid.total_rows
    sums = {c: sum(row[c].value or ZERO for row in grid.cells) for c in grid.number_columns}
    others = [c for c in grid.number_columns if c != column and grid.column_name(c)]
    several = sum(grid.is_count(c) for c in others) > 2  # the whole may have more parts
    for each in _FORMULAS:
        as_change = not each.percent and cue("tables.change_name").search(grid.column_name(column))
        if each.percent != shown_as and not as_change:
            continue
        together = "together" in each.title
        if together and each.percent and several:
            continue
        pairs = [(a, b) for a in others for b in others if a != b and not (together and not each.percent and a > b)]
        if each.percent and len(totals) == 1 and not together and not each.change:
            pairs += [(a, -1) for a in others]
        elif each.percent and not totals and not together and not each.change:
            pairs += [(a, -2) for a in others]  # of all rows together
        for one, other in pairs:
            percents = [grid.is_percent(c) for c in (one, other) if c >= 0]
            if each.change and any(percents) or not each.percent and set(percents) != {shown_as}:
                continue
            if each.percent and not each.change and not all(grid.is_count(c) for c in (one, other) if c >= 0):
                continue
            rows = []
            for row, cells in enumerate(grid.cells):
                cell, a = cells[column], cells[one].value
                b = grid.cells[totals[0]][one].value if other == -1 else sums[one] if other < 0 else cells[other].value
                if (
                    cell.value is None
                    or a is None
                    or b is None
                    or each.percent
                    and (row in totals or base and b <= base / 2)
                    or cue("tables.mean_row").match(grid.row_names[row])
                ):
                    continue
                if (result := each.of(a, b)) is None:
                    continue
                scale = 100 if each.percent else each.scale
                per = scale / b if scale > 1 and b else Decimal(1)
                pair = (cells[one], cells[other])
                money = each.change and cue("tables.money").search(
                    f"{cells[one].text} {grid.block.table.caption} {grid.header}"
                )
                halves = [Decimal("0.5").scaleb(-c.decimals) for c in pair if c.decimals or money]
                hundreds = Decimal(100 if b >= 1000 and not a % 100 and not b % 100 else 0)
                slack = max(base, hundreds if each.percent else ZERO) * per if b else ZERO
                slack += sum(halves) * per if money or not (each.percent and grid.is_count(one)) else ZERO
                rows.append(_Row(row, a, b, result, _fit(result, cell, slack, each.percent)))
            whole = "its total" if other < 0 else grid.column_name(other)
            yield each, each.title.format(grid.column_name(one), whole), rows


@kind("a running total in a table", "DOC-06", of="table")
def running(grid: Grid, context: Context) -> Iterator[Finding]:
    """A cumulative column that does not go up by the cells of another, or one of changes from row to row."""
    for column in grid.number_columns:
        name, found = grid.column_name(column), [row[column].value for row in grid.cells]
        so_far, steps = cue("tables.running").search(name), cue("tables.change_name").search(name)
        for other in [c for c in grid.number_columns if (so_far or steps) and c != column and grid.is_count(c)]:
            new = [row[other].value for row in grid.cells]
            if len(new) < 3 or None in new or None in found[1:] or so_far and new[0] != found[0]:
                continue
            rows = range(1, len(new))
            first = found if so_far else [-(value or ZERO) for value in new]
            rights = [(first[row - 1] or ZERO) + (new[row] or ZERO) for row in rows]
            wrong = [row for row in rows if found[row] != rights[row - 1]]
            if not 1 <= len(wrong) <= min(2 if so_far else 1, len(new) // 2):  # one wrong cell may put out the next
                continue
            row, said = wrong[0], grid.cells[wrong[0]][column].text
            right, before = shown(rights[row - 1]), shown(found[row - 1] or ZERO if so_far else new[row - 1] or ZERO)
            ahead = shown(new[row] or ZERO)
            how = f"{before} + {ahead} = {right}" if so_far else f"{ahead} − {before} = {right}"
            what = f"{said} is not the {'sum so far' if so_far else 'change'}, as in the other rows: that is {right}."
            names, quote = (grid.row_names[row], name), " | ".join(text for text in grid.body[row] if text)
            yield in_table("DOC-06", grid.block, names, quote, what, how, "Correct the cell.")


def _with_another(grid: Grid, column: int, row: _Row, percent: bool) -> bool:
    """Whether a cell is of one part more, as "good or better" is the share of good and outstanding."""
    cells = grid.cells[row.row]
    others = [c for c in grid.number_columns if c != column and (grid.is_count(c) or not percent)]
    more = [cells[c].value for c in others if cells[c].value]
    if not percent:
        return any(_fit(row.one + row.other + n, cells[column], ZERO, False) for n in more)
    return any(_fit((row.one + n) * HUNDRED / row.other, cells[column], ZERO, True) for n in more if row.other)


@kind("a column reckoned from others", "DOC-06", of="table")
def columns(grid: Grid, context: Context) -> Iterator[Finding]:
    """Cells that are not what the rest of their column is of the others."""
    for column in grid.number_columns if len(grid.number_columns) <= 14 and not context.practice.weighted else ():
        found = []
        for each, title, rows in _hypotheses(grid, column, context):
            telling = [row for row in rows if row.telling]
            apart = [row for row in rows if not row.fit and not each.change]
            if any(_with_another(grid, column, row, each.percent) for row in apart):
                continue
            fitting, named = sum(row.fit != "" for row in telling), cue(each.words).search(grid.column_name(column))
            most = fitting >= len(telling) * Decimal("0.8") or fitting == len(telling) - 1
            if not each.percent and each.scale == 1:  # rows of totals say nothing of a sum
                rows = [row for row in rows if row.row not in grid.total_rows]
                least = max(2, len(grid.cells) * 3 // 4 - 1)
                most = most and fitting >= least and len(rows) - sum(row.fit != "" for row in rows) <= 1
            most = most and (named or fitting >= len(telling) * Decimal("0.9"))
            two = each.percent and len(telling) == len(grid.cells) == 2 and len(grid.number_columns) == 3
            if most and fitting >= ((1 if two else 2) if named else 5) and (named or each.percent and not each.change):
                found.append((fitting, title, each, rows))
        wrong = [{row.row for row in item[3] if row.fit != "rounded"} for item in found]
        best = max(found, key=lambda item: item[0], default=None)
        if (
            best
            and all(wrong)
            and all(w == wrong[found.index(best)] for w, f in zip(wrong, found, strict=True) if f[0] == best[0])
        ):
            rows = [row for row in best[3] if (grid.block.number, row.row) not in context.bound]
            yield from _deviant(grid, column, best[1], best[2], rows)
            context.bound.update((grid.block.number, row.row) for row in rows if not row.fit)  # once is enough


def _deviant(grid: Grid, column: int, title: str, each: _Formula, rows: list[_Row]) -> Iterator[Finding]:
    """A finding for each row that is another, and one for all that are cut."""
    cut, sign = [row for row in rows if row.fit == "cut"], "%" * each.percent
    for row in [row for row in rows if not row.fit] + cut[:1]:
        cell = grid.cells[row.row][column].share or grid.cells[row.row][column]
        places = max(cell.decimals, 0 if each.percent or row.value == int(row.value) else 1)
        right, said = f"{rounded(row.value, places)}{sign}", f"{cell.text.rstrip('%')}{sign}"
        reckoned = each.how.format(shown(row.one), shown(row.other))
        how = f"{reckoned} = {shown(row.value, max(2, cell.decimals + 2))}{sign}"
        names = (grid.row_names[row.row], grid.column_name(column))
        quote = " | ".join(text for text in grid.body[row.row] if text)
        if row.fit:
            what = f"{said} was cut off instead of rounded: {reckoned} is {right}."
            what += f" So were {len(cut) - 1} more rows of this column." if len(cut) > 1 else ""
            do = f"Write {right}, or say that percentages are cut."
            yield in_table("DOC-02", grid.block, names, quote, what, how, do)
        else:
            what = f"{said} is not {title}, as in the other rows: that is {right}."
            yield in_table(
                "DOC-06", grid.block, names, quote, what, how, "Correct the cell or those it is reckoned from."
            )


@kind("counts with percentages in a table", "DOC-06", of="table")
def paired(grid: Grid, context: Context) -> Iterator[Finding]:
    """Cells such as ``72 (75%)``: of the row's total, of the column's, or of another column."""
    totals, base = grid.total_rows, Decimal(context.practice.nearest if context.practice.nearest > 1 else 0)
    plain = [c for c in grid.number_columns if grid.is_count(c) and all(cells[c].share is None for cells in grid.cells)]
    wholes = {c: grid.column_name(c) for c in (*plain, *([grid.total_column] if grid.total_column is not None else []))}
    wholes |= {-1: "the column's total"} if len(totals) == 1 else {}
    for column in grid.number_columns:
        found = []
        for whole, name in wholes.items():
            rows = []
            for row, cells in enumerate(grid.cells) if whole != column else ():
                cell, size = cells[column], (grid.cells[totals[0]][column] if whole == -1 else cells[whole]).value
                if cell.share and size and cell.value is not None and size > base and row not in totals:
                    value = cell.value * HUNDRED / size
                    fit = _fit(value, cell.share, base * HUNDRED / size, True)
                    rows.append(_Row(row, cell.value, size, value, fit))
            telling = [row for row in rows if row.telling]
            fitting = sum(row.fit != "" for row in telling)
            most = fitting >= Decimal("0.8") * len(telling) or fitting == len(telling) - 1
            if fitting >= 2 and (fitting >= 3 or len(telling) <= 3) and most:
                found.append((fitting, name, rows))
        if found and sum(cells[column].share is not None for cells in grid.cells) >= 3:
            _, name, rows = max(found, key=lambda item: item[0])
            yield from _deviant(grid, column, f"the share of {name}", _FORMULAS[0], rows)
