"""Percentages in tables that their counts do not give (DOC-06), cut instead of rounded (DOC-02).

Belongs here: a column of percentages beside columns of counts, and cells such as ``72 (75%)``. Does not belong
here: sums (``tables``).

Precondition: the pair of columns (or the column's total) that a percentage column is of is told by the table
itself: it must give at least three rows, and four in five of them or all but one, and no other pair may give as
many and disagree. Only then is a row that it does not give a finding. A column of which half the rows fit only
when cut is one finding, not many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.checks.base import Context, quotient, table_place
from figurecheck.checks.grid import Grid
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit_values, rounded, share, shown

_ENOUGH = 3
_SHARE_THAT_FIT = 0.8


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    numerator: Decimal
    denominator: Decimal
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    """What a percentage column may be of, and how its rows fit."""

    name: str
    rows: tuple[_Row, ...]

    @property
    def fitting(self) -> int:
        """Rows that fit, rounded or cut, and that do not fit for any counts (0% of 0, 100% of all)."""
        return sum(row.fit is not Fit.WRONG and row.numerator not in (0, row.denominator) for row in self.rows)


def _spread(value: Decimal, context: Context) -> tuple[Decimal, Decimal]:
    half = Decimal(context.practice.nearest) / 2 if context.practice.nearest > 1 else Decimal(0)
    return value - half, value + half


def _rows(
    grid: Grid, column: int, parts: Callable[[int], tuple[Decimal | None, Decimal | None]], context: Context
) -> tuple[_Row, ...]:
    found = []
    for row in range(len(grid.body)):
        cell = grid.cells[row][column]
        numerator, denominator = parts(row)
        if cell.value is None or numerator is None or not denominator or numerator < 0 or denominator < 0:
            continue
        low, high = _spread(denominator, context)
        if low <= 0:
            continue
        found.append(
            _Row(
                row,
                numerator,
                denominator,
                fit_values(_spread(numerator, context), (low, high), cell.value, cell.decimals),
            )
        )
    return tuple(found)


def _hypotheses(grid: Grid, column: int, context: Context) -> Iterator[_Hypothesis]:
    counts = [other for other in grid.number_columns if grid.is_count(other)]
    cells = grid.cells
    for top in counts:
        for bottom in counts:
            if top != bottom:
                name = f"{grid.column_name(top)} of {grid.column_name(bottom)}"
                yield _Hypothesis(
                    name,
                    _rows(
                        grid, column, lambda row, t=top, b=bottom: (cells[row][t].value, cells[row][b].value), context
                    ),
                )
        totals = grid.total_rows()
        if len(totals) == 1 and cells[totals[0]][top].value:
            whole = cells[totals[0]][top].value
            yield _Hypothesis(
                f"{grid.column_name(top)} of its total",
                _rows(grid, column, lambda row, t=top, w=whole: (cells[row][t].value, w), context),
            )
    for top in counts:
        for other in counts:
            if top < other:  # returned of returned and outstanding together
                name = f"{grid.column_name(top)} of {grid.column_name(top)} and {grid.column_name(other)}"
                for first in (top, other):

                    def both(
                        row: int, a: int = top, b: int = other, f: int = first
                    ) -> tuple[Decimal | None, Decimal | None]:
                        one, two = cells[row][a].value, cells[row][b].value
                        return cells[row][f].value, None if one is None or two is None else one + two

                    yield _Hypothesis(name, _rows(grid, column, both, context))


def _judge(grid: Grid, column: int, best: _Hypothesis) -> Iterator[Finding]:
    cut = [row for row in best.rows if row.fit is Fit.CUT]
    rounded_up = [row for row in best.rows if row.fit is Fit.ROUNDED]
    shown_rows = cut[:1] if len(cut) >= 2 else cut
    for row in best.rows:
        cell = grid.cells[row.row][column]
        if cell.value is None or row.fit is Fit.ROUNDED or (row.fit is Fit.CUT and row not in shown_rows):
            continue
        place = table_place(grid.block, grid.row_name(row.row), grid.column_name(column))
        arithmetic = quotient(row.numerator, row.denominator, cell.decimals)
        right = rounded(share(row.numerator, row.denominator), cell.decimals)
        percent = f"{cell.text.rstrip('%')}%"
        quote = " | ".join(text for text in grid.body[row.row] if text)
        figures = (shown(row.numerator), shown(row.denominator), percent)
        if row.fit is Fit.CUT:
            what = (
                f"{percent} was cut off instead of rounded: {shown(row.numerator)} of {shown(row.denominator)} is "
                f"{right}%."
            )
            if len(cut) > 1:
                what += f" So were {len(cut) - 1} more rows of this column, while {len(rounded_up)} fit."
            yield Finding(
                "DOC-02",
                "warning",
                place,
                quote,
                what,
                arithmetic,
                f"Write {right}%, or say that percentages are cut.",
                figures,
            )
        else:
            what = f"{percent} is not {best.name}, as in the other rows: that is {right}%."
            yield Finding(
                "DOC-06", "error", place, quote, what, arithmetic, "Correct the percentage or the counts.", figures
            )


def _mostly(item: _Hypothesis) -> bool:
    """Whether four in five rows fit, or all but one."""
    telling = [row for row in item.rows if row.numerator not in (0, row.denominator)]
    return item.fitting >= _SHARE_THAT_FIT * len(telling) or item.fitting == len(telling) - 1


def _columns(grid: Grid, context: Context) -> Iterator[Finding]:
    for column in grid.number_columns:
        if not grid.is_percent(column):
            continue
        tried = [item for item in _hypotheses(grid, column, context) if item.fitting >= _ENOUGH]
        tried = [item for item in tried if _mostly(item)]
        if not tried or context.practice.weighted:
            continue
        best = max(tried, key=lambda item: item.fitting)
        wrong = [
            {row.row for row in item.rows if row.fit is not Fit.ROUNDED}
            for item in tried
            if item.fitting == best.fitting
        ]
        if all(rows == wrong[0] for rows in wrong):
            yield from _judge(grid, column, best)


def _paired(grid: Grid, context: Context) -> Iterator[Finding]:
    """Cells such as ``72 (75%)``: of the row's total, or of the column's."""
    total_column, totals = grid.total_column(), grid.total_rows()
    for column in grid.number_columns:
        pairs = [
            (row, grid.cells[row][column])
            for row in range(len(grid.body))
            if grid.cells[row][column].paired is not None
        ]
        if len(pairs) < _ENOUGH:
            continue
        bases: dict[str, Callable[[int], Decimal | None]] = {}
        if total_column is not None and total_column != column:
            bases["the row's total"] = lambda row: grid.cells[row][total_column].value
        if len(totals) == 1:
            bases["the column's total"] = lambda row, c=column: grid.cells[totals[0]][c].value
        for other in grid.number_columns:
            if (
                other != column
                and grid.is_count(other)
                and all(cell.paired is None for cell in (line[other] for line in grid.cells))
            ):
                bases.setdefault(grid.column_name(other), lambda row, o=other: grid.cells[row][o].value)
        best: tuple[int, str, list[_Row]] | None = None
        for name, base in bases.items():
            rows = []
            for row, cell in pairs:
                whole = base(row)
                if whole and cell.value is not None and cell.paired is not None and _spread(whole, context)[0] > 0:
                    rows.append(
                        _Row(
                            row,
                            cell.value,
                            whole,
                            fit_values(
                                _spread(cell.value, context), _spread(whole, context), cell.paired, cell.paired_decimals
                            ),
                        )
                    )
            fitting = sum(item.fit is not Fit.WRONG and item.numerator not in (0, item.denominator) for item in rows)
            if fitting >= _ENOUGH and fitting >= _SHARE_THAT_FIT * len(rows) and (best is None or fitting > best[0]):
                best = (fitting, name, rows)
        if best is not None:
            yield from _judge_pairs(grid, column, best[1], best[2])


def _judge_pairs(grid: Grid, column: int, name: str, rows: list[_Row]) -> Iterator[Finding]:
    for item in rows:
        cell = grid.cells[item.row][column]
        if item.fit is Fit.ROUNDED:
            continue
        place = table_place(grid.block, grid.row_name(item.row), grid.column_name(column))
        right = rounded(share(item.numerator, item.denominator), cell.paired_decimals)
        code, severity = ("DOC-02", "warning") if item.fit is Fit.CUT else ("DOC-06", "error")
        how = (
            "was cut off instead of rounded"
            if item.fit is Fit.CUT
            else f"is not the share of {name}, as in the other rows"
        )
        what = f"{cell.paired}% {how}: {shown(item.numerator)} of {shown(item.denominator)} is {right}%."
        quote = " | ".join(text for text in grid.body[item.row] if text)
        arithmetic = quotient(item.numerator, item.denominator, cell.paired_decimals)
        yield Finding(
            code,
            severity,
            place,
            quote,
            what,
            arithmetic,
            f"Write {right}%, or correct the counts.",
            (cell.text, shown(item.denominator)),
        )


def find(context: Context) -> Iterator[Finding]:
    """Percentages of tables that their counts do not give."""
    for block in context.document.tables:
        grid = Grid(block)
        if 3 <= len(grid.body) <= 2000 and len(grid.number_columns) <= 14:
            yield from _columns(grid, context)
            yield from _paired(grid, context)
