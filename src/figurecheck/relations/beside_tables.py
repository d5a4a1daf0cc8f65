"""What a sentence says of a table near it: a value, a trend, the highest or the lowest.

Belongs here: relations between text and a table. Does not belong here: a table by itself (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.dates import periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import direction
from figurecheck.relations.core import FIX_WORD, ZERO, Context, counts, finding, kind
from figurecheck.relations.repeats import NEUTRAL, apart, clauses, mistyped
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words
from figurecheck.words import cue, exactly


@kind("text and table", "DOC-07", of="table")
def beside_tables(grid: Grid, context: Context) -> Iterator[Finding]:
    """A sentence that names a row of the table near it, and its column, with another figure."""
    blocks, here = context.document.blocks, grid.block.number - 1
    if not grid.number_columns:
        yield from _counted(grid, context)
    if not grid.number_columns or not 2 <= len(grid.body) <= 60:
        return
    for near in blocks[max(0, here - 5) : here + 5]:
        if near.table is None and near.kind != "heading" and near.path == grid.block.path:
            for sentence in near.sentences:
                for text, items in clauses(sentence):
                    items = [m for m in items if m.kind != "w"] or items
                    found = _row_of(text, grid) if len(items) == 1 else None
                    if found is not None and (found[1] or len(sentence.own) == 1):
                        yield from _row_named(sentence, text, items[0], found, grid, context)
                for item in sentence.own if len(sentence.own) > 1 else ():
                    rows = [r for r, name in enumerate(grid.row_names) if name and _of_row(item, name)]
                    if len(rows) == 1:
                        found = rows[0], content_words(grid.row_names[rows[0]])
                        yield from _row_named(sentence, sentence.text, item, found, grid, context, True)
                yield from _extreme(sentence, grid)
                yield from _trend(sentence, grid)
                yield from _told(sentence, grid, context)
                yield from _swapped(sentence, grid, context)
                yield from _altogether(sentence, grid, context)
                yield from _most(sentence, grid, context)
                yield from _mean(sentence, grid, context)


def _named(text: str) -> frozenset[str]:
    """Words that carry meaning, with the number of what is numbered: "Year 11"."""
    return content_words(text) | frozenset(re.findall(r"\b[A-Z][a-z]+ (\d{1,2})\b", text))


def _row_of(text: str, grid: Grid) -> tuple[int, frozenset[str]] | None:
    """The one row that a text names, and the words by which it does."""
    words, periods, rows = _named(text), periods_in(text), []
    labels = [_named(re.sub(r"\b(?:all|total|team|area)s?\b", "", name, flags=re.I)) for name in grid.row_names]
    named = any(label & words for label in labels)
    for row, (name, label) in enumerate(zip(grid.row_names, labels, strict=True)):
        if is_total(name) and not label and not named and cue("repeats.altogether").search(text):
            rows.append((0, row))
        elif not label and (dates := periods_in(name)) and dates == periods:
            rows.append((1, row))
        elif label and label <= words and periods_in(name) <= periods:
            rows.append((len(label), row))
    rows = [(size, row) for size, row in rows if size == max(rows)[0]]
    return (rows[0][1], labels[rows[0][1]]) if len(rows) == 1 else None


def _of_row(item: Figure, name: str) -> bool:
    """Whether a row's name stands right after a figure: "212 in April"."""
    return re.match(rf" (?:in|for|at|from) (?:the )?{re.escape(name)}\b", item.after) is not None


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
        head = content_words(name) - (NEUTRAL if percent else frozenset())
        alone = len(grid.number_columns) == 1
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
    if rounded or item.value in {other.value for other in grid.cells[row]}:
        return
    stated = Figure("p" if percent else "c", cell.text, cell.value, cell.decimals)
    if apart(stated, item, context) and context.bind(item):
        named = f"“{grid.row_names[row]}” under “{grid.column_name(column)}”"
        what = f"{item.text} is stated; the table has {cell.text} for {named}."
        quote = f"{grid.row_names[row]} | {grid.column_name(column)} | {cell.text}"
        made = finding("DOC-07", sentence, what, "", [item], "Correct the text or the table.", sure="likely")
        yield replace(made, also=((grid.block.place, quote),))


def _trend(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """Staff numbers rose between 2019 and 2021, beside the table of them by year."""
    columns, words = grid.number_columns, content_words(sentence.text)
    fitting = [c for c in columns if content_words(grid.column_name(c)) and content_words(grid.column_name(c)) <= words]
    sign, word = direction(sentence.text)
    dated = all(periods_in(name) for name in grid.row_names)
    if len(fitting) != 1 or not sign or sentence.own or not dated or len(grid.body) < 2:
        return
    named = [row for row, name in enumerate(grid.row_names) if periods_in(name) <= periods_in(sentence.text)]
    ends = (
        (named[0], named[-1]) if len(named) == 2 else (0, len(grid.body) - 1) if not periods_in(sentence.text) else None
    )
    first, last = (grid.cells[row][fitting[0]] for row in ends) if ends else (None, None)
    if first is None or first.value is None or last.value is None or (last.value - first.value) * sign >= 0:
        return
    order = [min(re.findall(r"\d{4}", grid.row_names[row]) or [""]) for row in ends]
    if order[0] <= order[1]:
        what = f"“{word}”, but the table has {first.text} and then {last.text}."
        yield finding(
            "DOC-09",
            sentence,
            what,
            f"{last.text} − {first.text} = {shown(last.value - first.value)}",
            [],
            FIX_WORD,
            sure="likely",
        )


def _rows_named(text: str, grid: Grid) -> list[int]:
    """The rows that a text names, by their words, their period or, as in "week 2", with the heading above them."""
    head, periods, found = grid.column_name(0), periods_in(text), []
    words = content_words(text)
    for row, name in enumerate(grid.row_names):
        if re.fullmatch(r"\d{1,2}", name):
            named = bool(re.search(rf"\b{re.escape(head)}\s{name}\b", text, re.IGNORECASE)) if head else False
        elif periods_in(name) and not content_words(re.sub(r"\bQ[1-4]\b", "", name)) - NEUTRAL:
            named = periods_in(name) <= periods
        else:
            label = content_words(name)
            named = (
                bool(label) and label <= words and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None
            )
        if named and not is_total(name):
            found.append(row)
    return found


def _column_of(text: str, grid: Grid) -> int | None:
    """The one column of numbers that a text is about."""
    about = " ".join([grid.caption, grid.block.path[-1] if grid.block.path else "", grid.column_name(0)])
    words = content_words(text) - NEUTRAL
    if len(grid.number_columns) == 1:
        column = grid.number_columns[0]
        return column if words & (content_words(f"{grid.column_name(column)} {about}") - NEUTRAL) else None
    heads = {c: content_words(grid.column_name(c)) - NEUTRAL for c in grid.number_columns}
    shared = frozenset.intersection(*heads.values()) if heads else frozenset()
    fitting = [c for c, head in heads.items() if head - shared and head - shared <= words | content_words(about)]
    return fitting[0] if len(fitting) == 1 else None


_IN_UNITS = ((re.compile(r"£\s?m|£ ?million", re.I), 6), (re.compile(r"£\s?'?000|£k", re.I), 3))


def _told(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """Spend came to £2.9m in 2023/24, beside a table with £1.9m for that year."""
    if not 2 <= len(grid.body) <= 40:
        return
    column, totals = (
        _column_of(sentence.text, grid),
        [row for row, name in enumerate(grid.row_names) if is_total(name)],
    )
    for text, items in [(sentence.text, sentence.own), *(_pieces(sentence) if len(sentence.own) > 1 else ())]:
        rows = _rows_named(text, grid)
        of_all = not rows and len(totals) == 1 and len(grid.number_columns) == 1 and len(sentence.own) == 1
        rows = totals if of_all and sentence.index == 0 else rows
        if len(rows) == 1 and column is not None:
            yield from _cell_told(sentence, items, (rows[0], column), grid, context)


def _cell_told(
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
    if counted or cue("repeats.told_not").search(clause):
        return
    scale = next((n for words, n in _IN_UNITS if words.search(name)), 0) if kinds == "m" else 0
    value, kind_ = cell.value.scaleb(scale), "c" if item.kind == "w" else item.kind
    stated = Figure(kind_, cell.text, value, cell.decimals, scale=scale)
    every = [each.value.scaleb(scale) for cells in grid.cells for each in cells if each.value is not None]
    near = abs(item.value - value) <= max(abs(value), item.value) * Decimal("0.6")
    explained = any(abs(item.value) in (abs(a - b), a + b) for a in every for b in every)
    alike = any(not apart(Figure(kind_, "", each, cell.decimals, scale=scale), item, context) for each in every)
    rounded = cell.decimals > item.decimals and abs(value - item.value) < Decimal(1).scaleb(scale - item.decimals)
    if apart(stated, item, context) and near and not explained and not alike and not rounded and context.bind(item):
        what = f"{item.text} is stated; the table has {cell.text} for “{grid.row_names[row]}”"
        what += f" under “{grid.column_name(column)}”."
        made = finding("DOC-07", sentence, what, "", [item], "Correct the text or the table.", sure="likely")
        quote = f"{grid.row_names[row]} | {grid.column_name(column)} | {cell.text}"
        yield replace(made, also=((grid.block.place, quote),))


def _altogether(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """Altogether 85 alarms were fitted, beside a table without a total whose column comes to 75."""
    column, items = _column_of(sentence.text, grid), counts(sentence.own, "c")
    told = cue("repeats.altogether").search(sentence.text) and not cue("repeats.told_not").search(sentence.text)
    if not told or column is None or len(items) != 1 or not items[0].exact or not grid.is_count(column):
        return
    values = [cells[column].value for cells in grid.cells]
    if any(is_total(name) for name in grid.row_names) or _rows_named(sentence.text, grid) or None in values:
        return
    together, item = sum((value or ZERO for value in values), ZERO), items[0]
    if 0 < abs(together - item.value) <= together * Decimal("0.2") and context.bind(item):
        what = f"{item.text} is stated; the column “{grid.column_name(column)}” comes to {shown(together)}."
        how = f"{' + '.join(shown(value or ZERO) for value in values[:12])} = {shown(together)}"
        yield finding("DOC-04", sentence, what, how, [item], "Correct the text or the table.", sure="likely")


def _swapped(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """A figure said of one row that is another row's, or the row's own with its digits changed over."""
    if not 2 <= len(grid.body) <= 40:
        return
    moving = cue("changes.moving").search(sentence.text)
    for text, items in _pieces(sentence):
        rows = _rows_named(text, grid)
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
            swapped = [row for _, row in others if row not in rows and row not in _rows_named(sentence.text, grid)]
            years = own and all(1900 <= (cell.value or 0) <= 2100 for cell in own)
            alike = any(cell.decimals == item.decimals for cell in own) and not years
            told = re.sub(r"more than any other|an average of", "", text)
            told = not moving and not cue("repeats.told_not").search(told)
            if not alike:
                continue
            if told and len(others) == 1 and swapped:
                column = next(c for c, cell in enumerate(grid.cells[swapped[0]]) if cell.value == item.value)
                cell = grid.cells[rows[0]][column]
            elif len(slips) == 1 and not others and (told or len(re.sub(r"\D", "", item.text)) > 2):
                cell = slips[0]
            else:
                continue
            if context.bind(item):
                there = f" and {item.text} for “{grid.row_names[swapped[0]]}”" if len(others) == 1 and swapped else ""
                what = f"{item.text} is stated; the table has {cell.text} for “{grid.row_names[rows[0]]}”{there}."
                made = finding("DOC-07", sentence, what, "", [item], "Correct the text or the table.", sure="likely")
                yield replace(made, also=((grid.block.place, " | ".join(grid.body[rows[0]])),))


def _pieces(sentence: Sentence) -> Iterator[tuple[str, list[Figure]]]:
    """The parts of a sentence between semicolons and commas, or all of it where it has one figure."""
    if len(sentence.own) == 1:
        yield sentence.text, sentence.own
        return
    start = 0
    for cut in [*re.finditer(r";|, (?:and|while|but)?|\band\b", sentence.text), None]:
        end = cut.start() if cut else len(sentence.text)
        yield sentence.text[start:end], [m for m in sentence.own if start <= m.start < end]
        start = cut.end() if cut else end


_OF_TIME = re.compile(r"\b(?:minutes?|hours?|days?|weeks?|months?|wait\w*|times?|response|duration|length)\b", re.I)


def _most(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """Easton was the most positive, beside a table in which Norton is."""
    match = cue("repeats.superlative").search(sentence.text)
    rows, column = _rows_named(sentence.text, grid), _column_of(sentence.text, grid)
    column = column if column is not None else grid.number_columns[0] if len(grid.number_columns) == 1 else None
    ranked = [row for row, name in enumerate(grid.row_names) if not is_total(name)]
    if (
        match is None
        or len(rows) != 1
        or column is None
        or len(ranked) < 3
        or len(cue("repeats.superlative").findall(sentence.text)) > 1
    ):
        return
    name = re.escape(grid.row_names[rows[0]])
    near = rf"\b{name}\b[^,;.]{{0,60}}{re.escape(match.group())}|{re.escape(match.group())}[^,;.]{{0,60}}\b{name}\b"
    values = {row: grid.cells[row][column].value for row in ranked if re.search(near, sentence.text, re.IGNORECASE)}
    if (
        not values
        or None in values.values()
        or cue("repeats.not_most").search(sentence.text)
        or cue("repeats.nth").search(sentence.text)
    ):
        return
    name = f"{grid.column_name(column)} {grid.caption}"
    timed, low = _OF_TIME.search(name), match.lastgroup in ("low", "quick")
    if match.lastgroup in ("quick", "slow") and not timed:
        return
    top = (min if low else max)(values, key=lambda row: values[row])  # type: ignore[arg-type,return-value]
    if values[top] != values[rows[0]]:
        said = grid.cells[rows[0]][column].text
        there = f"in the table it is {grid.row_names[top]} ({grid.cells[top][column].text})"
        what = f"“{match.group()}” is said of {grid.row_names[rows[0]]} ({said}); {there}."
        yield finding("DOC-09", sentence, what, "", [], FIX_WORD, sure="likely")


def _mean(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    """An average of 69, beside a table whose column has another."""
    match = re.search(r"\b(?:average|mean|averag(?:ed|ing))\b", sentence.text, re.IGNORECASE)
    column = _column_of(sentence.text, grid)
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
    if any(value is None for value in values) or cue("repeats.told_not").search(
        sentence.text.replace(match.group(), "")
    ):
        return
    mean, item = sum((value or ZERO for value in values), ZERO) / len(values), items[0]
    half = Decimal("0.5").scaleb(-item.decimals)
    if half < abs(item.value - mean) <= mean * Decimal("0.25") and context.bind(item):
        right = shown(mean, max(item.decimals, 1))
        what = f"{item.text} is stated as the average; the column “{grid.column_name(column)}” has {right}."
        yield finding(
            "DOC-16", sentence, what, f"sum of {len(values)} cells ÷ {len(values)} = {right}", [item], sure="likely"
        )


def _counted(grid: Grid, context: Context) -> Iterator[Finding]:
    """Four actions are shown as complete, beside a table in which five are."""
    here = grid.block.number - 1
    for column in range(1, grid.width):
        cells = [row[column].strip().lower() for row in grid.body]
        names = {cell for cell in cells if cell}
        if not 2 <= len(names) <= 4 or len(cells) < 3:
            continue
        for near in context.document.blocks[max(0, here - 2) : here + 3]:
            for sentence in near.sentences if near.kind in ("para", "item") and near.path == grid.block.path else ():
                items, text = counts(sentence.own), sentence.text.lower()
                said = [name for name in names if re.search(rf"(?<!not )(?<!in)\b{re.escape(name)}\b", text)]
                many = cells.count(said[0]) if len(said) == 1 else 0
                if len(items) != 1 or not many or not items[0].exact or items[0].value in (many, len(cells)):
                    continue
                if abs(items[0].value - many) <= 3 and context.bind(items[0]):
                    what = f"{items[0].text} is stated; in the table {many} are “{said[0]}”."
                    yield finding(
                        "DOC-13", sentence, what, f"{many} of {len(cells)} rows", [items[0]], FIX_WORD, sure="likely"
                    )


_EXTREMES = ("repeats.did_most", "repeats.were_most", "repeats.extreme")


def _extreme(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby."""
    match = next((m for name in _EXTREMES if (m := exactly(name).search(sentence.text))), None)
    if (
        match is None
        or cue("changes.moving").search(sentence.text)
        or cue("repeats.not_most").search(sentence.text)
        or cue("repeats.nth").search(sentence.text)
    ):
        return
    words, columns = content_words(match.group("what")), grid.number_columns
    heads = {column: content_words(grid.column_name(column)) for column in columns}
    fitting = [column for column, head in heads.items() if words & head]
    fitting = fitting if len(fitting) == 1 else [column for column in fitting if words == heads[column]]
    fitting = fitting or (columns if len(columns) == 1 and not words else [])
    rows = (
        [
            (cells[fitting[0]], name)
            for cells, name in zip(grid.cells, grid.row_names, strict=True)
            if not re.match(r"(?:all|total|overall)\b", name, re.I)
        ]
        if len(fitting) == 1
        else []
    )
    names = [content_words(match.group("name")), content_words(match.group("name").split()[0])]
    said = [row for row in rows if content_words(row[1]) and content_words(row[1]) in names]
    if len(said) != 1 or len(rows) < 3 or any(cell.value is None for cell, _ in rows):
        return
    least = bool(cue("words.lowest").fullmatch(match.group("w")))
    top = (min if least else max)(rows, key=lambda row: row[0].value or ZERO)
    if top[0].value != said[0][0].value:
        there = f"in the table it is {top[1]} ({top[0].text})"
        what = f"“{match.group('w')}” is said of {said[0][1]} ({said[0][0].text}); {there}."
        yield finding("DOC-09", sentence, what, "", [], FIX_WORD)
