"""The highest and lowest row of a table, and its trend, as a sentence near it says.

Belongs here: what a sentence says of a table without giving a figure. Does not belong here: figures said of its cells
(``beside_tables``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from figurecheck.dates import periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.quantities import Sentence
from figurecheck.relations.changes import direction
from figurecheck.relations.core import FIX_WORD, ZERO, Context, finding, kind
from figurecheck.relations.naming import column_of, rows_named, sentences_near
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words
from figurecheck.words import cue, exactly


@kind("the highest row of a table", "DOC-09", of="table")
def extremes(grid: Grid, context: Context) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby; staff numbers rose between 2019 and 2021."""
    for sentence in sentences_near(grid, context) if grid.number_columns and 2 <= len(grid.body) <= 60 else ():
        yield from _extreme(sentence, grid)
        yield from _trend(sentence, grid)
        yield from _most(sentence, grid)


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
        )


_OF_TIME = re.compile(r"\b(?:minutes?|hours?|days?|weeks?|months?|wait\w*|times?|response|duration|length)\b", re.I)


def _most(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """Easton was the most positive, beside a table in which Norton is."""
    match = cue("repeats.superlative").search(sentence.text)
    rows, column = rows_named(sentence.text, grid), column_of(sentence.text, grid)
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
    top = (min if low else max)(values, key=lambda row: values[row])
    given = {m.value for m in sentence.own if m.kind != "w"}
    if given and not given & {cell.value for cells in grid.cells for cell in cells}:
        return  # the sentence has figures of its own, so it is about something else
    if values[top] != values[rows[0]]:
        said = grid.cells[rows[0]][column].text
        there = f"in the table it is {grid.row_names[top]} ({grid.cells[top][column].text})"
        what = f"“{match.group()}” is said of {grid.row_names[rows[0]]} ({said}); {there}."
        yield finding("DOC-09", sentence, what, "", [], FIX_WORD)


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
    given = {m.value for m in sentence.own if m.kind != "w"}
    if given and not given & {cell.value for cells in grid.cells for cell in cells}:
        return  # the sentence has figures of its own, so it is about something else
    if top[0].value != said[0][0].value:
        there = f"in the table it is {top[1]} ({top[0].text})"
        what = f"“{match.group('w')}” is said of {said[0][1]} ({said[0][0].text}); {there}."
        yield finding("DOC-09", sentence, what, "", [], FIX_WORD)
