"""Which rows and columns of a table a text near it names.

Belongs here: names of rows and columns in sentences. Does not belong here: what the sentences say of them
(``beside_tables``, ``extremes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from figurecheck.dates import periods_in
from figurecheck.grid import Grid, is_total
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import Context
from figurecheck.relations.repeats import NEUTRAL
from figurecheck.text import content_words
from figurecheck.words import cue


def sentences_near(grid: Grid, context: Context, above: int = 5, below: int = 5) -> Iterator[Sentence]:
    """The sentences of so many paragraphs above and below a table, under the same heading."""
    here = grid.block.number - 1
    for block in context.document.blocks[max(0, here - above) : here + below]:
        if block.table is None and block.kind != "heading" and block.path == grid.block.path:
            yield from block.sentences


def words_of(text: str) -> frozenset[str]:
    """Words that carry meaning, with the number of what is numbered: "Year 11"."""
    return content_words(text) | frozenset(re.findall(r"\b[A-Z][a-z]+ (\d{1,2})\b", text))


def row_of(text: str, grid: Grid) -> tuple[int, frozenset[str]] | None:
    """The one row that a text names, and the words by which it does."""
    words, periods, rows = words_of(text), periods_in(text), []
    labels = [words_of(re.sub(r"\b(?:all|total|team|area)s?\b", "", name, flags=re.I)) for name in grid.row_names]
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


def is_of_row(item: Figure, name: str) -> bool:
    """Whether a row's name stands right after a figure: "212 in April", "62 were about delays"."""
    of = "in|for|at|from|about|under|due to|related to|concerning|because of"
    return re.match(rf"(?: (?:was|were|is|are))? (?:{of}) (?:the )?(?i:{re.escape(name)})\b", item.after) is not None


def rows_named(text: str, grid: Grid) -> list[int]:
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


def column_of(text: str, grid: Grid) -> int | None:
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


def pieces_of(sentence: Sentence) -> Iterator[tuple[str, list[Figure]]]:
    """The parts of a sentence between semicolons and commas, or all of it where it has one figure."""
    if len(sentence.own) == 1:
        yield sentence.text, sentence.own
        return
    start = 0
    for cut in [*re.finditer(r";|, (?:and|while|but)?|\band\b", sentence.text), None]:
        end = cut.start() if cut else len(sentence.text)
        yield sentence.text[start:end], [m for m in sentence.own if start <= m.start < end]
        start = cut.end() if cut else end
