"""What a sentence says of a table near it: a value, a trend, the highest or the lowest.

Belongs here: relations between text and a table. Does not belong here: a table by itself (``tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from figurecheck.dates import periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import direction
from figurecheck.relations.core import FIX_WORD, ZERO, Context, counts, finding, kind
from figurecheck.relations.repeats import NEUTRAL, apart, clauses
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words
from figurecheck.words import cue, exactly


@kind("text and table", "DOC-07", of="table")
def beside_tables(grid: Grid, context: Context) -> Iterator[Finding]:
    """A sentence that names a row of the table near it, and its column, with another figure."""
    blocks, here = context.document.blocks, grid.block.number - 1
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
    if not counts([item], "cpw") or not item.exact or not after and cue("repeats.plain").search(text):
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


_EXTREMES = ("repeats.did_most", "repeats.were_most", "repeats.extreme")


def _extreme(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby."""
    match = next((m for name in _EXTREMES if (m := exactly(name).search(sentence.text))), None)
    if match is None or cue("changes.moving").search(sentence.text):
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
