"""Tables: totals, and columns that are reckoned from others.

Belongs here: what a table says of itself. Does not belong here: reading its cells (``grid``); text beside a table
(``repeats``).

A table shows its own arithmetic: a column that in nearly all rows is the share, the difference or the sum of two
others is that in all. A total is judged only if the table shows what it is of: at least as many totals right as wrong,
or a miss of no more than an eighth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from figurecheck.grid import Cell, Grid, is_total
from figurecheck.relations.core import HUNDRED, ZERO, Context, in_table, kind
from figurecheck.report import Finding
from figurecheck.rounding import rounded, shown
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
        is_rounded = base <= rounded_to or (base >= 100 and len(values) > 3)
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
        slip = sum(a != b for a, b in zip(shown(said), shown(item.value), strict=False)) == 1
        slip = slip or sorted(shown(said)) == sorted(shown(item.value))
        near = abs(said - item.value) <= max(
            Decimal(2), said / (3 if slip and len(shown(said)) == len(shown(item.value)) else 5 if right else 8)
        )
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


@kind("a table's total", "DOC-05", of="table")
def totals(grid: Grid, context: Context) -> Iterator[Finding]:
    """Totals of rows and columns that their parts do not give."""
    notes, column, names = _notes(context, grid), grid.total_column, grid.row_names
    overlap = any(cue("tables.overlap").search(text) for row in [[notes], *grid.body, *grid.header] for text in row)
    if len(grid.body) < 2 or cue("tables.not_summed").search(notes) and "round" not in notes.lower():
        return

    def sums_of(found: dict[int, tuple[Cell, list[Cell], str]]) -> dict[int, _Sum]:
        sums = {}
        for key, (said, parts, name) in found.items():
            shown_ = said.decimals or not any(cell.decimals for cell in parts)
            if parts and shown_ and None not in [cell.value for cell in [said, *parts]]:
                units = cue("tables.in_units").search(f"{name} {grid.caption} {notes}") or "£" in said.text
                sums[key] = _Sum(said, parts, _slack([*parts, said], context, bool(units), _base(grid, context)))
        return sums

    for row in grid.total_rows if len(grid.body) > 2 else ():
        rows = _part_rows(grid, row)
        alone = not any(grid.is_count(c) for c in grid.number_columns)  # else they are judged by the counts
        hundred = [
            c for c in grid.number_columns if alone and grid.is_percent(c) and grid.cells[row][c].value == HUNDRED
        ]
        columns = {c: grid.column_name(c) for c in grid.number_columns if grid.may_be_added(c) or c in hundred}
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


@kind("an average in a table", "DOC-16", of="table")
def averages(grid: Grid, context: Context) -> Iterator[Finding]:
    """A row called average that is not that of the counts above it."""
    rows = [row for row, name in enumerate(grid.row_names) if re.match(r"(?:average|mean)\b", name, re.IGNORECASE)]
    if len(rows) != 1 or rows[0] != len(grid.body) - 1 or len(grid.body) < 4:
        return
    for column in grid.number_columns:
        cells, said = [row[column] for row in grid.cells[:-1]], grid.cells[-1][column]
        counted = all(cell.value is not None and not cell.decimals and not cell.is_percent for cell in cells)
        if said.value is None or not counted or cue("tables.rate_row").search(grid.column_name(column)):
            continue
        mean = sum((cell.value or ZERO for cell in cells), ZERO) / len(cells)
        if Decimal("0.5").scaleb(-said.decimals) < abs(mean - said.value) <= mean * Decimal("0.3"):
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
    if not known and not re.match(r"(?:others?|none|unknown|not known|no )\b", grid.row_names[rows[-1]], re.IGNORECASE):
        return
    for column in [c for c in grid.number_columns if grid.is_percent(c)]:
        cells = [grid.cells[row][column] for row in rows]
        if any(cell.value is None for cell in cells):
            continue
        item = _Sum(Cell(HUNDRED), cells, Decimal("0.5").scaleb(-max(c.decimals for c in cells)) * (len(cells) + 1))
        if not item.right and (80 if known else 90) <= item.value <= (130 if known else 115):
            how = " + ".join(cell.text for cell in cells) + f" = {shown(item.value)}%"
            what, names = (
                f"The answers come to {shown(item.value)}%, not to 100%.",
                (grid.row_names[rows[-1]], grid.column_name(column)),
            )
            yield in_table("DOC-04", grid.block, names, how, what, how, "Correct the one that is wrong.")


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


def _base(grid: Grid, context: Context) -> Decimal:
    """What the table's counts are rounded to; 0 if they are exact."""
    columns = [c for c in grid.number_columns if not grid.is_percent(c)]
    sizes = [cells[c].value for cells in grid.cells for c in columns if cells[c].value]
    least = {1000: 4, 100: 4, 10: 10, 5: 10}
    bases = [base for base, many in least.items() if len(sizes) >= many and all(size % base == 0 for size in sizes)]
    return Decimal(context.practice.nearest if context.practice.nearest > 1 else max(bases, default=0))


def _hypotheses(grid: Grid, column: int, context: Context) -> Iterator[tuple[_Formula, str, list[_Row]]]:
    """What a column may be of two others (or of one and its total), and how its rows fit."""
    base, shown_as, totals = _base(grid, context), grid.is_percent(column), grid.total_rows
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
        for one, other in pairs:
            percents = [grid.is_percent(c) for c in (one, other) if c >= 0]
            if each.change and any(percents) or not each.percent and set(percents) != {shown_as}:
                continue
            if each.percent and not each.change and not all(grid.is_count(c) for c in (one, other) if c >= 0):
                continue
            rows = []
            for row, cells in enumerate(grid.cells):
                cell, a = cells[column], cells[one].value
                b = grid.cells[totals[0]][one].value if other == -1 else cells[other].value
                if (
                    cell.value is None
                    or a is None
                    or b is None
                    or each.percent
                    and (row in totals or base and b <= base / 2)
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
            whole = "its total" if other == -1 else grid.column_name(other)
            yield each, each.title.format(grid.column_name(one), whole), rows


@kind("a running total in a table", "DOC-06", of="table")
def running(grid: Grid, context: Context) -> Iterator[Finding]:
    """A cumulative column that does not go up by the cells of another."""
    for column in [c for c in grid.number_columns if cue("tables.running").search(grid.column_name(c))]:
        for other in [c for c in grid.number_columns if c != column and grid.is_count(c)]:
            new, sums = ([row[c].value for row in grid.cells] for c in (other, column))
            if len(new) < 3 or None in new or None in sums or new[0] != sums[0]:
                continue
            steps = [(sums[row - 1] or ZERO) + (new[row] or ZERO) for row in range(1, len(new))]
            wrong = [row for row, right in enumerate(steps, start=1) if sums[row] != right]
            if not 1 <= len(wrong) <= min(2, len(new) // 2):  # one wrong cell may put out the next
                continue
            row, right, said = wrong[0], steps[wrong[0] - 1], grid.cells[wrong[0]][column].text
            how = f"{shown(sums[row - 1] or ZERO)} + {shown(new[row] or ZERO)} = {shown(right)}"
            what = f"{said} is not the sum so far, as in the other rows: that is {shown(right)}."
            names, quote = (
                (grid.row_names[row], grid.column_name(column)),
                " | ".join(text for text in grid.body[row] if text),
            )
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
            if most and fitting >= (2 if named else 5) and (named or each.percent and not each.change):
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
