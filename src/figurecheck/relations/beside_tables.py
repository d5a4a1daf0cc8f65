"""What a sentence says of a table near it: a value, a trend, the highest or the lowest.

Belongs here: relations between text and a table. Does not belong here: a table by itself (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.dates import periods_in
from figurecheck.grid import Cell, Grid, is_total
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, HUNDRED, ZERO, Context, counts, finding, kind
from figurecheck.relations.naming import column_of, is_of_row, pieces_of, row_of, rows_named, sentences_near
from figurecheck.relations.repeats import NEUTRAL, apart, clauses, mistyped
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words
from figurecheck.words import cue

_FIX = "Correct the text or the table."


@kind("text and table", "DOC-07", of="table")
def beside_tables(grid: Grid, context: Context) -> Iterator[Finding]:
    """A sentence that names a row of the table near it, and its column, with another figure."""
    if not grid.number_columns:
        yield from _counted(grid, context)
    if not grid.number_columns or not 2 <= len(grid.body) <= 60:
        return
    for sentence in sentences_near(grid, context):
        for text, items in clauses(sentence):
            items = [m for m in items if m.kind != "w"] or items
            found = row_of(text, grid) if len(items) == 1 else None
            if found is not None and (found[1] or len(sentence.own) == 1):
                yield from _row_named(sentence, text, items[0], found, grid, context)
        for item in sentence.own if len(sentence.own) > 1 else ():
            rows = [r for r, name in enumerate(grid.row_names) if name and is_of_row(item, name)]
            if len(rows) == 1:
                found = rows[0], content_words(grid.row_names[rows[0]])
                yield from _row_named(sentence, sentence.text, item, found, grid, context, True)
        yield from _values(sentence, grid, context)
        yield from _swapped(sentence, grid, context)
        yield from _altogether(sentence, grid, context)
        yield from _mean(sentence, grid, context)


def _row_named(
    sentence: Sentence, text: str, item: Figure, found: tuple[int, frozenset[str]], grid: Grid, context: Context,
    after: bool = False,
) -> Iterator[Finding]:  # fmt: skip
    """A figure said of a row, against the one column that its words name; `after` if the row's name follows it."""
    counted = item.kind == "w" and item.before.endswith(" of the ")  # "the lowest of the three"
    if counted or not counts([item], "cpw") or not item.exact or not after and cue("repeats.plain").search(text):
        return
    (row, label), words, periods = found, content_words(text), periods_in(text)
    percent, fitting = item.kind == "p", []
    for column in grid.number_columns:
        name = grid.column_name(column)
        alone = len(grid.number_columns) == 1
        head = content_words(name) - (NEUTRAL if percent or alone and after else frozenset())
        near = head <= words | label or alone and head & words
        if (head or alone) and near and grid.is_percent(column) == percent and periods_in(name) <= periods:
            fitting.append(column)
    if len(fitting) != 1:
        return
    column, cell = fitting[0], grid.cells[row][fitting[0]]
    head, names = (
        content_words(grid.column_name(column)),
        " ".join(grid.column_name(c) for c in range(grid.names_width)),
    )
    around = " ".join([*grid.block.path, grid.caption])
    known = label | head | NEUTRAL | content_words(f"{around} {names}")
    dated = periods_in(f"{grid.row_names[row]} {grid.column_name(column)} {around}")
    beyond, total_row = content_words(text.partition(item.text)[2]) - known, is_total(grid.row_names[row])
    unknown = not after and (len(beyond) > 2 * total_row or len(content_words(item.before) - known) > 2)
    named = content_words(item.after) if total_row else item.noun
    counted = percent or named & (head | label) or not item.after.strip(" .,") and head & words
    if unknown or not (counted or after) or not after and periods - dated or cell.value is None:
        return
    rounded = cell.decimals > item.decimals and abs(cell.value - item.value) < 1
    if rounded or item.value in {other.value for other in grid.cells[row]} or percent and cell.value == HUNDRED:
        return
    if _in_another(item, grid.row_names[row], grid, context):
        return
    stated = Figure("p" if percent else "c", cell.text, cell.value, cell.decimals)
    if apart(stated, item, context) and context.bind(item):
        yield _against(sentence, item, cell, (row, column), grid)


def _against(sentence: Sentence, item: Figure, cell: Cell, at: tuple[int, int], grid: Grid) -> Finding:
    """A finding that a figure is not the cell that it is said of."""
    name, head = grid.row_names[at[0]], grid.column_name(at[1])
    what = f"{item.text} is stated; the table has {cell.text} for “{name}” under “{head}”."
    made = finding("DOC-07", sentence, what, "", [item], _FIX)
    return replace(made, also=((grid.block.place, f"{name} | {head} | {cell.text}"),))


def _in_another(item: Figure, name: str, grid: Grid, context: Context) -> bool:
    """Whether another table under the same heading has a figure in its row of the same name."""
    for block in context.document.tables:
        other = block is not grid.block and block.path == grid.block.path
        rows = block.table.rows if other and block.table is not None else ()
        same = [row for row in rows if row and row[0].strip().lower() == name.strip().lower()]
        if any(item.text in re.split(r"[\s()]+", cell) for row in same for cell in row[1:]):
            return True
    return False


_IN_UNITS = ((re.compile(r"£\s?m|£ ?million", re.I), 6), (re.compile(r"£\s?'?000|£k", re.I), 3))


def _values(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """Spend came to £2.9m in 2023/24, beside a table with £1.9m for that year."""
    if not 2 <= len(grid.body) <= 40:
        return
    column = column_of(sentence.text, grid)
    totals = [row for row, name in enumerate(grid.row_names) if is_total(name)]
    for text, items in [(sentence.text, sentence.own), *(pieces_of(sentence) if len(sentence.own) > 1 else ())]:
        rows = rows_named(text, grid)
        of_all = not rows and len(totals) == 1 and len(grid.number_columns) == 1 and len(sentence.own) == 1
        rows = totals if of_all and sentence.index == 0 else rows
        if len(rows) == 1 and column is not None:
            yield from _value_of(sentence, items, (rows[0], column), grid, context)


def _value_of(
    sentence: Sentence, items: list[Figure], at: tuple[int, int], grid: Grid, context: Context
) -> Iterator[Finding]:
    """One figure said of a cell, if it is near it but stands nowhere in the table and follows from nothing there."""
    row, column = at
    cell, name = grid.cells[row][column], f"{grid.column_name(column)} {grid.caption}"
    kinds = "p" if grid.is_percent(column) else "m" if "£" in name or "£" in cell.text else "cw"
    items = counts(items, kinds)
    if len(items) != 1 or not items[0].exact or cell.value is None:
        return
    item = items[0]
    clause = re.split(r"[,;:]", item.before)[-1] + re.split(r"[,;:]", item.after)[0]
    counted = item.kind == "w" and (item.value in (1, len(grid.body)) or item.before.endswith("the "))
    if counted or cue("repeats.no_value").search(clause):
        return
    scale = next((n for words, n in _IN_UNITS if words.search(name)), 0) if kinds == "m" else 0
    value, kind_ = cell.value.scaleb(scale), "c" if item.kind == "w" else item.kind
    stated = Figure(kind_, cell.text, value, cell.decimals, scale=scale)
    every = [each.value.scaleb(scale) for cells in grid.cells for each in cells if each.value is not None]
    near = abs(item.value - value) <= max(abs(value), item.value) * Decimal("0.6")
    explained = any(abs(item.value) in (abs(a - b), a + b) for a in every for b in every)
    explained = explained and not (kinds == "p" and len(rows_named(sentence.text, grid)) == 1)
    alike = any(not apart(Figure(kind_, "", each, cell.decimals, scale=scale), item, context) for each in every)
    rounded = cell.decimals > item.decimals and abs(value - item.value) < Decimal(1).scaleb(scale - item.decimals)
    explained = explained or _in_another(item, grid.row_names[row], grid, context) or kinds == "p" and value == HUNDRED
    if apart(stated, item, context) and near and not explained and not alike and not rounded and context.bind(item):
        yield _against(sentence, item, cell, (row, column), grid)


def _altogether(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """Altogether 85 alarms were fitted, beside a table without a total whose column comes to 75."""
    column, items = column_of(sentence.text, grid), counts(sentence.own, "c")
    if any(re.match(r"[^.;,]{0,30}\(\d+(?:\.\d+)?%\)", sentence.text[m.end :]) for m in items):
        return  # a part of them: "a total of 1,083 pupils (93%)"
    total = cue("repeats.altogether").search(sentence.text) and not cue("repeats.no_value").search(sentence.text)
    if not total or column is None or len(items) != 1 or not items[0].exact or not grid.is_count(column):
        return
    values = [cells[column].value for cells in grid.cells]
    if any(is_total(name) for name in grid.row_names) or rows_named(sentence.text, grid) or None in values:
        return
    together, item = sum((value or ZERO for value in values), ZERO), items[0]
    if 0 < abs(together - item.value) <= together * Decimal("0.2") and context.bind(item):
        what = f"{item.text} is stated; the column “{grid.column_name(column)}” comes to {shown(together)}."
        how = f"{' + '.join(shown(value or ZERO) for value in values[:12])} = {shown(together)}"
        yield finding("DOC-04", sentence, what, how, [item], _FIX)


def _swapped(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """A figure said of one row that is another row's, or the row's own with its digits changed over."""
    if not 2 <= len(grid.body) <= 40:
        return
    moving = cue("changes.moving").search(sentence.text)
    for text, items in pieces_of(sentence):
        rows = rows_named(text, grid)
        total = [row for row, name in enumerate(grid.row_names) if is_total(name)]
        if not rows and len(total) == 1 and cue("repeats.altogether").search(sentence.text):
            rows = total
        for item in counts(items, "cpmu") if len(rows) == 1 else ():
            own = [cell for cell in grid.cells[rows[0]] if cell.value is not None]
            every = [(cell, row) for row, cells in enumerate(grid.cells) for cell in cells if cell.value is not None]
            if (
                not item.exact
                or item.before.endswith("total of ")
                or len(re.sub(r"\D", "", item.text)) < 2
                or any(cell.value == item.value for cell in own)
            ):
                continue
            others = [(cell, row) for cell, row in every if cell.value == item.value and cell.decimals == item.decimals]
            slips = [
                cell for cell in own if mistyped(Figure(item.kind, cell.text, cell.value or ZERO, cell.decimals), item)
            ]
            swapped = [row for _, row in others if row not in rows and row not in rows_named(sentence.text, grid)]
            swapped = [row for row in swapped if not is_total(grid.row_names[row])]
            years = own and all(1900 <= (cell.value or 0) <= 2100 for cell in own)
            alike = any(cell.decimals == item.decimals for cell in own) and not years
            plain = re.sub(r"more than any other|an average of", "", text)
            plain_value = not moving and not cue("repeats.no_value").search(plain)
            if not alike:
                continue
            if plain_value and len(others) == 1 and swapped:
                column = next(c for c, cell in enumerate(grid.cells[swapped[0]]) if cell.value == item.value)
                cell = grid.cells[rows[0]][column]
            elif len(slips) == 1 and not others and (plain_value or len(re.sub(r"\D", "", item.text)) > 2):
                cell = slips[0]
            else:
                continue
            if item.kind == "p" and cell.value == HUNDRED or cell.is_percent != (item.kind == "p"):
                continue  # of all of them, or of another sort
            others_said = {m.value for m in sentence.own if m is not item}
            known = {item.value} | {cell.value for cell in own} if grid.block.page is not None else {item.value}
            if known & others_said:
                continue  # said of something else as well; or two columns of a PDF, and the row has its figure
            name = grid.row_names[rows[0]]
            if _in_another(item, name, grid, context) or re.search(
                rf"\bcompared (?:to|with)\b[^,;]*\b{re.escape(name)}", text
            ):
                continue
            if context.bind(item):
                there = f" and {item.text} for “{grid.row_names[swapped[0]]}”" if len(others) == 1 and swapped else ""
                what = f"{item.text} is stated; the table has {cell.text} for “{grid.row_names[rows[0]]}”{there}."
                made = finding("DOC-07", sentence, what, "", [item], _FIX)
                yield replace(made, also=((grid.block.place, " | ".join(grid.body[rows[0]])),))


def _mean(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """An average of 69, beside a table whose column has another."""
    match = re.search(r"\b(?:average|mean|averag(?:ed|ing))\b", sentence.text, re.IGNORECASE)
    column = column_of(sentence.text, grid)
    items = [m for m in counts(sentence.own, "cru") if m.kind != "w"]
    rows = [row for row, name in enumerate(grid.row_names) if not is_total(name)]
    if match is None or column is None or len(items) != 1 or len(rows) < 3 or grid.is_percent(column):
        return
    labels = [content_words(name) for name in grid.row_names]
    if any(label and label <= content_words(sentence.text) for label in labels) or re.search(
        r"average|mean", grid.column_name(column), re.I
    ):
        return
    if any(is_total(name) or "average" in name.lower() for name in grid.row_names):
        return
    values = [grid.cells[row][column].value for row in rows]
    if any(value is None for value in values) or cue("repeats.no_value").search(
        sentence.text.replace(match.group(), "")
    ):
        return
    mean, item = sum((value or ZERO for value in values), ZERO) / len(values), items[0]
    half = Decimal("0.5").scaleb(-item.decimals)
    if half < abs(item.value - mean) <= mean * Decimal("0.25") and context.bind(item):
        right = shown(mean, max(item.decimals, 1))
        what = f"{item.text} is stated as the average; the column “{grid.column_name(column)}” has {right}."
        yield finding("DOC-16", sentence, what, f"sum of {len(values)} cells ÷ {len(values)} = {right}", [item])


_OF_ALL = re.compile(r"\bof (?:the |our |its )$")


def _counted(grid: Grid, context: Context) -> Iterator[Finding]:
    """Four actions are shown as complete, beside a table in which five are."""
    for column in range(1, grid.width):
        cells = [row[column].strip().lower() for row in grid.body]
        names = {cell for cell in cells if cell}
        if not 2 <= len(names) <= 4 or len(cells) < 3 or re.search(r"\d", " ".join(names)):
            continue
        for sentence in sentences_near(grid, context, 2, 3):
            items, text = counts(sentence.own), sentence.text.lower()
            if len(items) == 2 and items[1].value == len(cells) and _OF_ALL.search(items[1].before):
                items = items[:1]  # four of the five
            said = [name for name in names if re.search(rf"(?<!not )(?<!in)\b{re.escape(name)}\b", text)]
            many = cells.count(said[0]) if len(said) == 1 else 0
            taken_up = len(items) == 1 and re.search(r"\b(?:the|th[eo]se|last|both) $", items[0].before)
            if taken_up or len(items) != 1 or not many or not items[0].exact or items[0].value in (many, len(cells)):
                continue
            if abs(items[0].value - many) <= 3 and context.bind(items[0]):
                what = f"{items[0].text} is stated; in the table {many} are “{said[0]}”."
                how = f"{many} of {len(cells)} rows"
                yield finding("DOC-13", sentence, what, how, [items[0]], FIX_WORD)
