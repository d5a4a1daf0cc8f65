"""All, none, both, only two of them: what is said of each of several, beside the figures of each.

Belongs here: a quantifier with a limit or a direction, in sentences, lists and tables alike. Does not belong here: one
figure and its target (``limits``); shares (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.grid import Grid, is_total
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import direction
from figurecheck.relations.core import FIX_WORD, Context, exact, finding, kind, sort_of
from figurecheck.relations.naming import column_of, sentences_near
from figurecheck.report import Finding
from figurecheck.words import exactly


@dataclass(frozen=True, slots=True)
class _Claim:
    """Of how many of several something is said: ``none``, ``all`` or a number, of how many where that is said."""

    word: str
    number: int | None
    of: int | None

    def against(self, bearing_out: int, many: int) -> bool:
        """Whether it cannot be true of so many of which so many bear it out."""
        if self.number is not None:
            return self.of in (None, many) and 0 < abs(bearing_out - self.number) <= 2 and self.number <= many
        return bearing_out > 0 if self.none else bearing_out < many

    @property
    def none(self) -> bool:
        """Whether it is said of none."""
        return re.match(r"no|neither|not", self.word, re.IGNORECASE) is not None


def _claim(sentence: Sentence, match: re.Match[str]) -> _Claim:
    numbers = [sentence.at(match, name) if match.group(name) else None for name in ("n", "of", "every")]
    said, of, every = (int(m.value) if m is not None else None for m in numbers)
    word = re.sub(r"⟦\w(\d+)⟧", lambda found: sentence.figures[int(found.group(1))].text, match.group("q"))
    return _Claim(word, said, of or every)


@kind("a limit for each of several", "DOC-17", of="block")
def limits_of_each(block: Block, context: Context) -> Iterator[Finding]:
    """No team fell below 80%: 86%, 83%, 79% and 91%."""
    for sentence in block.sentences:
        match = _limited(sentence)
        if match is None:
            continue
        limit = sentence.at(match, "limit")
        used = {limit, *(sentence.at(match, name) for name in ("n", "of", "every") if match.group(name))}
        for figures in _beside(sentence, block, context):
            values = [m for m in figures if sort_of(m) == sort_of(limit) and m not in used]
            if len(values) >= 2 and exact(values):
                bearing = [m for m in values if _beyond(m.value, limit.value, match)]
                yield from _judge(_claim(sentence, match), sentence, match, bearing, values, context)
                break


def _beside(sentence: Sentence, block: Block, context: Context) -> Iterator[Sequence[Figure]]:
    """The figures of a sentence, of the next, of the one before, of the list that follows."""
    yield sentence.own
    for other in block.sentences[sentence.index + 1 : sentence.index + 2]:
        yield other.own
    for other in block.sentences[max(0, sentence.index - 1) : sentence.index]:
        yield other.own
    items = []
    for other in context.document.blocks[block.number : block.number + 12]:
        if other.kind != "item" or block.kind == "item":
            break
        items += [m for each in other.sentences for m in each.own]
    yield items


def _limited(sentence: Sentence) -> re.Match[str] | None:
    """Where a sentence says of each of several, or of so many, that they keep to a limit."""
    return exactly("quantifiers.limited").search(sentence.marks) or exactly("quantifiers.limited_after").search(
        sentence.marks
    )


def _beyond(value: Decimal, limit: Decimal, match: re.Match[str]) -> bool:
    """Whether a value is beyond a limit as the words say; "or less" lets it be the limit."""
    if match.group("below"):
        return value < limit or value == limit and match.group("above") == ""
    return value >= limit if match.group("least") else value > limit


def _judge(
    claim: _Claim,
    sentence: Sentence,
    match: re.Match[str],
    bearing: list[Figure],
    values: list[Figure],
    context: Context,
) -> Iterator[Finding]:
    if not claim.against(len(bearing), len(values)) or not context.bind((sentence, "each")):
        return
    against = bearing if claim.none else [m for m in values if m not in bearing]
    what = f"“{claim.word}”, but {len(bearing)} of {len(values)} figures bear it out."
    how = ", ".join(m.text for m in (against if claim.number is None else values))
    limit = sentence.at(match, "limit")
    how = f"{'against it' if claim.number is None else 'of'}: {how}"
    yield finding("DOC-17", sentence, what, how, [*values, limit], FIX_WORD)


@kind("a direction of each of several", "DOC-09")
def directions_of_each(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Both wards cut the number of falls, Larch from 14 to 9 and Rowan from 11 to 13."""
    match = exactly("quantifiers.each").search(sentence.marks)
    pairs = [
        (sentence.at(found, "a"), sentence.at(found, "b"))
        for found in exactly("quantifiers.moved").finditer(sentence.marks)
    ]
    sign, word = direction(sentence.text)
    if match is None or len(pairs) < 2 or not sign or exactly("quantifiers.but").search(sentence.text):
        return
    if not all(sort_of(a) == sort_of(b) and exact((a, b)) for a, b in pairs):
        return
    against = [(a, b) for a, b in pairs if (b.value - a.value) * sign <= 0]
    if against and len(against) < len(pairs) and context.bind((sentence, "each")):
        a, b = against[0]
        what = f"“{match.group('q')}” and “{word}”, but one went from {a.text} to {b.text}."
        yield finding("DOC-09", sentence, what, "", [a, b], FIX_WORD)


@kind("none of them, and some", "DOC-17")
def none_and_some(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """None was judged inadequate; nine were good and two were inadequate."""
    for match in exactly("quantifiers.none_was").finditer(sentence.marks):
        verdict = rf"⟦[cw](?P<n>\d+)⟧ (?:were |was |had |been |judged |rated |graded |to be )*{match.group('v')}\b"
        for found in re.finditer(verdict, sentence.marks[match.end() :]):
            said = sentence.at(found, "n")
            if said.exact and said.value > 0 and context.bind(said):
                what = (
                    f"“{match.group('q')}”, but {said.text} {'was' if said.value == 1 else 'were'} {match.group('v')}."
                )
                yield finding("DOC-17", sentence, what, f"{said.text} > 0", [said], FIX_WORD)


@kind("an exact figure beside its limit", "DOC-17", of="block")
def exact_beside_limit(block: Block, context: Context) -> Iterator[Finding]:
    """Fewer than 50 are educated at home; the count in January was 57."""
    for sentence in block.sentences:
        before = block.sentences[sentence.index - 1].own if sentence.index else []
        for said in [
            m for m in sentence.own if exactly("quantifiers.exactly").search(f"{m.before[-50:]}#{m.after[:25]}")
        ]:
            limits = [
                m
                for m in [*before, *sentence.own]
                if m is not said and sort_of(m) == sort_of(said) and exactly("quantifiers.limit").search(m.before[-25:])
            ]
            if len(limits) != 1 or said.bound or said.approx or said in context.bound:
                continue
            limit, word = limits[0], exactly("quantifiers.limit").search(limits[0].before[-25:])
            over = word.lastgroup == "over"
            apart = abs(said.value - limit.value) <= limit.value * Decimal("0.3")
            if apart and ((said.value < limit.value) if over else (said.value > limit.value)) and context.bind(said):
                what = f"“{word.group().strip()} {limit.text}”, but {said.text} is {'less' if over else 'more'}."
                yield finding("DOC-17", sentence, what, "", [limit, said], FIX_WORD, also=[limit.sentence])


@kind("how many rows of a table", "DOC-17", of="table")
def rows_of_each(grid: Grid, context: Context) -> Iterator[Finding]:
    """Only one of the four schemes made fewer than 500 trips; applications rose in two of the four schools."""
    rows = [row for row, name in enumerate(grid.row_names) if not is_total(name)]
    for sentence in sentences_near(grid, context) if 2 <= len(rows) <= 40 else ():
        match = _limited(sentence)
        if match is not None:
            limit, column = sentence.at(match, "limit"), column_of(sentence.text, grid)
            column = column if column is not None else grid.number_columns[0] if len(grid.number_columns) == 1 else None
            if column is None or grid.is_percent(column) != (limit.kind == "p"):
                continue
            values = [grid.cells[row][column] for row in rows]
            bearing = [cell.value is not None and _beyond(cell.value, limit.value, match) for cell in values]
            yield from _rows(_claim(sentence, match), sentence, [cell.value for cell in values], sum(bearing), context)
        match = exactly("quantifiers.moved_in").search(sentence.marks)
        sign, _ = direction(sentence.text)
        if match is not None and sign and len(grid.number_columns) == 2:
            first, last = grid.number_columns
            pairs = [(grid.cells[row][first].value, grid.cells[row][last].value) for row in rows]
            whole = [value for pair in pairs for value in pair]
            bearing = [None not in pair and (pair[1] - pair[0]) * sign > 0 for pair in pairs]
            yield from _rows(_claim(sentence, match), sentence, whole, sum(bearing), context, len(pairs))


def _rows(
    claim: _Claim, sentence: Sentence, values: list[Decimal | None], bearing: int, context: Context, many: int = 0
) -> Iterator[Finding]:
    many = many or len(values)
    if None not in values and claim.against(bearing, many) and context.bind((sentence, "each")):
        what = f"“{claim.word}” is said of {many} rows of the table, of which {bearing} bear it out."
        yield finding("DOC-17", sentence, what, "", sentence.own, FIX_WORD)
