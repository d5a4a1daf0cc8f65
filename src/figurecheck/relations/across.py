"""The same quantity in two places: two sentences, a heading and its text, a sentence and a table.

Belongs here: relations that reach beyond a sentence. Does not belong here: arithmetic (``declared``, ``lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.grid import Grid, is_total
from figurecheck.model import Block, Sentence
from figurecheck.relations.declared import cue
from figurecheck.relations.mentions import Mention, counts, mentions
from figurecheck.report import Finding
from figurecheck.text import content_words
from figurecheck.words import UP, compass_areas

_TAKES_UP = re.compile(
    r"(?:^|\b)(?:[Oo]f|[Aa]ll|[Tt]hese|[Tt]hose|[Aa]mong|[Tt]he|[Ee]ach of|[Ff]rom)(?: of)?(?: the| these| those"
    r"| all)? $"
)
_OTHER = cue(
    r"\b(?:other|another|further|additional|remaining|more|new|same|first|last|than|compared|previous|target"
    r"|average|per|each)\b"
)


def taken_up(block: Block, context: Context) -> Iterator[Finding]:
    """Of the 1,428 children supported, where the sentence before supported 1,482."""
    for index, sentence in enumerate(block.sentences):
        if not index:
            continue
        for item in counts(mentions(sentence), "c"):
            if not _TAKES_UP.search(item.before) or not item.figure.exact or len(item.noun) < 1:
                continue
            words = _phrase(item)
            if len(words) < 2 or _OTHER.search(item.after.split(",")[0]):
                continue
            earlier = [other for before in block.sentences[max(0, index - 2) : index] for other in mentions(before)]
            fitting = [
                other
                for other in counts(earlier, "c")
                if other.figure.exact and item.noun & other.noun and _same_phrase(item, other, words)
            ]
            values = {other.figure.value for other in earlier}
            if len(fitting) != 1 or item.figure.value in values or len(counts(earlier, "cw")) > 2:
                continue
            before = fitting[0]
            if _explained(item, earlier):
                continue
            what = f"{item.figure.text} here and {before.figure.text} before are said of the same."
            yield finding(
                "DOC-07",
                sentence,
                what,
                "",
                "Find out which of the two is right.",
                (before.figure, item.figure),
                (before.sentence,),
            )


def _same_phrase(item: Mention, other: Mention, words: frozenset[str]) -> bool:
    """Whether the later phrase says nothing that the earlier sentence does not."""
    said = content_words(other.sentence.text)
    if words <= said:
        return True
    larger = (item.figure.value or 0) > (other.figure.value or 0) and re.search(r"\b[Aa]ll (?:the )?$", item.before)
    start = content_words(" ".join(item.after.split()[:2]))
    return bool(larger) and len(start) == 2 and start <= said


def _phrase(item: Mention) -> frozenset[str]:
    """The words of a figure's phrase up to the next comma or figure."""
    return content_words(re.split(r"[,;:.(]", item.after)[0])


def _explained(item: Mention, earlier: list[Mention]) -> bool:
    """Whether a figure is the sum or difference of two mentioned before."""
    values = [other.figure.value or Decimal(0) for other in earlier]
    here = item.figure.value
    return any(here in (one + two, abs(one - two)) for one in values for two in values)


_NAMED = re.compile(
    r"^(?:the )?(?P<name>(?:[A-Z][\w'-]+ ?){1,3}?)\s?(?P<kind>[Tt]eam|[Aa]rea|[Ll]ocality|[Dd]istrict|[Rr]egion"
    r"|[Ss]ervice|[Hh]ub)?$"
)
_SUBJECT = re.compile(
    r"^(?:In|For|Across|Within|At)? ?(?:[Tt]he )?(?P<name>(?:[A-Z][\w'-]+ ?){1,3}?)\s?(?P<kind>[Tt]eam|[Aa]rea"
    r"|[Ll]ocality|[Dd]istrict|[Rr]egion"
    r"|[Ss]ervice|[Hh]ub)?(?=,| had| has| closed| opened| completed| returned| received| sent| achieved| recorded"
    r"| was| were| saw| made)"
)


def headed(context: Context) -> Iterator[Finding]:
    """Text under one area's heading that opens with another's name."""
    blocks = context.document.blocks
    names = {}
    for block in blocks:
        match = _NAMED.match(block.text.strip()) if block.kind == "heading" else None
        if match and (match.group("kind") or compass_areas(block.text)):
            names[block.text.strip()] = match.group("name").strip().lower()
    for block in blocks:
        if block.kind == "table" or block.kind == "heading" or not block.path or block.path[-1] not in names:
            continue
        own = names[block.path[-1]]
        for sentence in block.sentences:
            match = _SUBJECT.match(sentence.text)
            if match is None or not counts(mentions(sentence), "cp") or own in sentence.text.lower():
                continue
            name = match.group("name").strip().lower()
            known = name in names.values() or (
                bool(compass_areas(match.group("name"))) and bool(compass_areas(block.path[-1]))
            )
            if (
                name == own
                or not known
                or re.search(r"\b(?:than|compared|moved|transferred)\b", sentence.text)
                or own in block.text.lower()
            ):
                continue
            what = f"This stands under “{block.path[-1]}” and speaks of “{match.group('name').strip()}”."
            yield finding("DOC-12", sentence, what, "", "Correct the heading or the name.", ())
            break


_PLAIN = cue(
    rf"\b(?:than|compared|more|fewer|less|{UP}|average|target|last|previous|of which|respectively|nearly|about"
    rf"|over)\b"
)


def beside_tables(context: Context) -> Iterator[Finding]:
    """A sentence that names a row of the table near it, and its column, with another figure."""
    blocks = context.document.blocks
    for block in context.document.tables:
        grid = Grid(block)
        if not grid.number_columns or len(grid.body) > 60:
            continue
        here = block.number - 1
        for near in [*blocks[max(0, here - 3) : here], *blocks[here + 1 : here + 3]]:
            if near.table is not None or near.kind == "heading" or near.path != block.path:
                continue
            for sentence in near.sentences:
                yield from _row_named(sentence, grid, context)
                yield from _extreme(sentence, grid)


def _row_named(sentence: Sentence, grid: Grid, context: Context) -> Iterator[Finding]:
    items = counts(mentions(sentence), "cp")
    if len(items) != 1 or not items[0].figure.exact or _PLAIN.search(sentence.text):
        return
    item, words = items[0], content_words(sentence.text)
    rows = []
    for row in range(len(grid.body)):
        label = content_words(re.sub(r"\b(?:all|total)\b", "", grid.row_name(row), flags=re.IGNORECASE))
        if label and label <= words:
            rows.append((len(label), row, label))
    if not rows:
        return
    size, row, label = max(rows)
    if sum(found[0] == size for found in rows) > 1:
        return
    columns = [
        column
        for column in grid.number_columns
        if grid.is_percent(column) == (item.figure.kind == "p")
        and (head := content_words(grid.column_name(column)))
        and head <= words | label
    ]
    extra = (
        words
        - label
        - (content_words(grid.column_name(columns[0])) if columns else frozenset())
        - content_words(grid.caption)
    )
    if len(columns) != 1 or len(extra) > 2:
        return
    if not (item.noun & (content_words(grid.column_name(columns[0])) | label)) and item.figure.kind == "c":
        return
    cell = grid.cells[row][columns[0]]
    values = {other.value for other in grid.cells[row]}
    if cell.value is None or item.figure.value in values or cell.decimals > item.figure.decimals:
        return
    if not context.bind(sentence, item.figure):
        return
    name = grid.row_name(row)
    what = (
        f"{item.figure.text} is stated; the table has {cell.text} for “{name}” under “{grid.column_name(columns[0])}”."
    )
    also = grid.block.place
    made = finding("DOC-07", sentence, what, "", "Correct the text or the table.", (item.figure,))
    quote = f"{name} | {grid.column_name(columns[0])} | {cell.text}"
    yield Finding(**{name: getattr(made, name) for name in made.__slots__ if name != "also"}, also=((also, quote),))


_EXTREME = re.compile(
    r"\b(?P<w>highest|largest|greatest|most|lowest|smallest|fewest|least)\b(?! (?:common|recent|likely"
    r"|of))(?P<what>[^.;]{0,60}?)"
    r"\b(?:was|were|is|came|comes|in|from|for|at|by)\b (?:in |from |for |by |at "
    r"|that of )?(?:the )?(?P<name>[A-Z][\w' -]*\w)",
)
_DID_MOST = re.compile(
    r"^(?:The )?(?P<name>[A-Z][\w' -]*?) (?:had|has|made|recorded|received|completed|returned|reported|saw"
    r"|achieved) the "
    r"(?P<w>highest|largest|greatest|most|lowest|smallest|fewest|least)\b(?! (?:common|recent"
    r"|likely))(?P<what>[^.;]{0,60})"
)


def _extreme(sentence: Sentence, grid: Grid) -> Iterator[Finding]:
    """The highest number of referrals came from Ashby."""
    match = _EXTREME.search(sentence.text) or _DID_MOST.search(sentence.text)
    if match is None or re.search(
        r"\b(?:second|third|increase|rise|fall|change|growth|one of|among|joint|after)\b", sentence.text
    ):
        return
    words = content_words(match.group("what"))
    columns = [
        column
        for column in grid.number_columns
        if (head := content_words(grid.column_name(column))) and words and words & head
    ]
    columns = columns if len(columns) == 1 else [c for c in columns if words == content_words(grid.column_name(c))]
    if len(columns) != 1:
        return
    cells = [
        (grid.cells[row][columns[0]].value, grid.row_name(row), grid.cells[row][columns[0]].text)
        for row in range(len(grid.body))
        if not is_total(grid.row_name(row))
    ]
    known = [cell for cell in cells if cell[0] is not None]
    said = [
        cell
        for cell in known
        if content_words(cell[1]) and content_words(cell[1]) == content_words(match.group("name"))
    ]
    if len(said) != 1 or len(known) != len(cells) or len(known) < 3:
        return
    least = match.group("w") in ("lowest", "smallest", "fewest", "least")
    top = (min if least else max)(known, key=lambda cell: cell[0])
    if top[0] != said[0][0]:
        what = f"“{match.group('w')}” is said of {said[0][1]} ({said[0][2]}); in the table it is {top[1]} ({top[2]})."
        yield finding("DOC-09", sentence, what, "", "Correct the text or the table.", ())


__all__ = ["beside_tables", "headed", "taken_up"]
