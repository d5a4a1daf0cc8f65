"""The same figure stated twice with different values (DOC-07).

Belongs here: telling that two statements are of the same figure, and comparing them. Does not belong here:
figures and the facts of an edition (``facts``).

Two statements are of the same figure when (a) both compare the same present rate with that of the same month;
or (b) their clauses have the same meaningful words, the same period and one number each, and neither stands
under a heading or label that says more than its clause; or (c) a sentence names the row and the column of a
table's cell in its own section, and its clause has nothing else that could matter. A value that rounds to the
other is the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.comparisons import Comparison, comparisons
from figurecheck.checks.grid import Grid
from figurecheck.dates import periods_in
from figurecheck.model import Block, Sentence
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import spread
from figurecheck.text import content_words, shortened, stem
from figurecheck.wordlist import words_of
from figurecheck.words import RATE

_NEUTRAL = frozenset(
    stem(word)
    for word in words_of(
        """
    received recorded reported made there year month months years period date during end figure
    figures currently now rate percentage proportion cent per latest data show shows shown see table
    chart programme say january february march april may june july august september october november
    december compared respectively
    """
    )
) | {"rat", "yearly"}
_PLAIN_HEADING = frozenset(
    stem(word)
    for word in words_of(
        """
    introduction summary executive key headline headlines overview background conclusion conclusions
    findings main highlights report results result details further analysis performance data
    statistics messages points facts section part annual monthly quarterly detail commentary context
    activity at glance
    """
    )
)
_MOVING = re.compile(
    r"\bfrom (?=[£$]?\d)|\b(?:increas\w+|decreas\w+|rose|risen|rise|fell|fall\w*|more|fewer|less"
    r"|higher|lower|up|down|change\w*|than|compared|forecast"
    r"|target\w*|expected|planned|aim\w*|if|could|would|(?-i:may)|might|each|every|per|another|further"
    r"|additional|first|last|next|second|third"
    r"|half|other|others|remaining|average|median|mean|range|these|those|them|which|whom)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    r";\s|,\s(?:and|but|while|whilst|with|of which|which|whereas)\s|\s(?:while|whilst|whereas|but)\s|\sand\s(?=\d)"
)
_DO = "Find out which value is right and use it in both places."


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: Sentence
    figure: Figure
    key: tuple[str, frozenset[str], frozenset[str]]


def _apart(first: Figure, second: Figure, context: Context) -> bool:
    """Whether two figures differ by more than rounding explains."""
    if first.value is None or second.value is None:
        return False
    if first.decimals == second.decimals and first.scale == second.scale and first.kind != "c":
        return first.value != second.value
    for one, other in ((first, second), (second, first)):
        size = one.value or Decimal(0)
        unit = Decimal(10)
        while one.kind == "c" and size and size % unit == 0:  # 4,500 may be 4,512
            if abs(size - (other.value or Decimal(0))) <= unit / 2:
                return False
            unit *= 10
    return abs(first.value - second.value) > max(spread(first, context.practice), spread(second, context.practice))


def _pair(first: Sentence, one: Figure, second: Sentence, other: Figure, of_what: str) -> Finding:
    what = f"{of_what} is {other.text} here and {one.text} in another place."
    return finding("DOC-07", second, what, "", _DO, (one, other), (first,))


def _rate(comparison: Comparison) -> str:
    text = comparison.sentence.text + (comparison.subject.text if comparison.subject is not None else "")
    found = re.findall(rf"\b{RATE}\b", text, re.IGNORECASE)
    return stem(found[0]) if found else ""


def _anchored(context: Context) -> Iterator[Finding]:
    """Two comparisons of one present rate with the same month."""
    known: list[Comparison] = []
    for sentence in context.sentences:
        for item in comparisons(sentence):
            if item.month is None or item.first.kind != "p" or not (item.first.exact and item.second.exact):
                continue
            for earlier in known:
                same = earlier.second.value == item.second.value and earlier.second.decimals == item.second.decimals
                whole = (item.second.value or Decimal(0)) % 5 == 0 and not item.second.decimals
                if (
                    not same
                    or whole
                    or earlier.sentence is item.sentence
                    or not _rate(item)
                    or _rate(item) != _rate(earlier)
                ):
                    continue
                if (
                    earlier.month is not None
                    and earlier.month.fits(item.month)
                    and _apart(earlier.first, item.first, context)
                ):
                    month = earlier.month if earlier.month.year else item.month
                    what = f"The figure for {month} that {item.second.text} is compared with"
                    yield _pair(earlier.sentence, earlier.first, item.sentence, item.first, what)
                    break
            else:
                known.append(item)


def _clauses(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    start = 0
    for match in _CLAUSES.finditer(sentence.text):
        yield sentence.text[start : match.start()], start, match.start()
        start = match.end()
    yield sentence.text[start:], start, len(sentence.text)


def _says_more(sentence: Sentence, words: frozenset[str]) -> bool:
    """Whether the label or heading above carries a meaning that the clause does not."""
    above = (
        [sentence.block.label, *sentence.block.path[1:]]
        if len(sentence.block.path) > 1
        else [sentence.block.label, *sentence.block.path]
    )
    if sentence.block.parent is not None:
        above.append(sentence.block.parent.label)
    specific = frozenset().union(*(content_words(text) for text in above)) - _PLAIN_HEADING - _NEUTRAL
    return bool(specific - words)


def _statements(sentence: Sentence) -> Iterator[_Statement]:
    """The figures of a sentence that its words pin down."""
    if sentence.block.kind == "heading":
        return
    tagged = sentence.tagged
    for text, start, end in _clauses(sentence):
        inside = [item for item in tagged.figures if start <= item.start < end]
        figures = [item for item in inside if item.kind in "cp"]
        if (
            len(figures) != 1
            or any(item.kind in "wgzmhfru" for item in inside)
            or not figures[0].exact
            or _MOVING.search(text)
        ):
            continue
        periods = periods_in(text) or (
            periods_in(sentence.text) if len(periods_in(sentence.text)) == 1 else frozenset()
        )
        words = content_words(text) - _NEUTRAL
        if len(words) < (2 if periods else 4) or len(words) > 14 or not periods:
            continue
        if not _says_more(sentence, words):
            yield _Statement(sentence, figures[0], (figures[0].kind, words, periods))


def _same_words(context: Context) -> Iterator[Finding]:
    known: dict[tuple[str, frozenset[str], frozenset[str]], list[_Statement]] = defaultdict(list)
    for sentence in context.sentences:
        for item in _statements(sentence):
            for earlier in known[item.key]:
                if earlier.sentence.block is item.sentence.block and earlier.sentence is item.sentence:
                    continue
                if _apart(earlier.figure, item.figure, context):
                    yield _pair(earlier.sentence, earlier.figure, item.sentence, item.figure, "The same figure")
                    break
            else:
                known[item.key].append(item)


@dataclass(frozen=True, slots=True)
class _CellFigure:
    words: frozenset[str]
    periods: frozenset[str]
    value: Decimal
    decimals: int
    where: str


def _cells(grid: Grid) -> Iterator[tuple[str, _CellFigure]]:
    """The figures of a table that their row and column name fully: ``p`` or ``c``, and the cell."""
    for column in grid.number_columns:
        kind = "p" if grid.is_percent(column) else "c" if grid.is_count(column) else ""
        for row, cells in enumerate(grid.cells):
            cell, names = cells[column], (grid.row_name(row), grid.column_name(column))
            if not kind or cell.value is None or not all(names) or (kind == "c" and cell.decimals):
                continue
            words = content_words(" ".join(names)) - _NEUTRAL
            periods = periods_in(names[0]) | periods_in(names[1])
            yield kind, _CellFigure(words, periods, cell.value, cell.decimals, f"{names[0]}, {names[1]}: {cell.text}")


def _tabled(context: Context) -> Iterator[Finding]:
    """A figure of a sentence against the cell whose row and column it names."""
    for block in context.document.tables:
        grid = Grid(block)
        if not 2 <= len(grid.body) <= 60 or len(grid.number_columns) > 12:
            continue
        cells = list(_cells(grid))
        around = frozenset().union(*(content_words(text) for text in (*block.path, grid.caption)))
        around_periods = frozenset().union(*(periods_in(text) for text in (*block.path, grid.caption)))
        for sentence in context.sentences:
            if sentence.block.path == block.path and abs(sentence.block.number - block.number) <= 12:
                yield from _against(sentence, block, cells, around | _NEUTRAL, around_periods, context)


def _against(
    sentence: Sentence,
    block: Block,
    cells: list[tuple[str, _CellFigure]],
    around: frozenset[str],
    around_periods: frozenset[str],
    context: Context,
) -> Iterator[Finding]:
    for text, start, end in _clauses(sentence):
        inside = [item for item in sentence.tagged.figures if start <= item.start < end]
        figures = [item for item in inside if item.kind in "cp"]
        if (
            len(figures) != 1
            or any(item.kind in "wgzmhfru" for item in inside)
            or not figures[0].exact
            or _MOVING.search(text)
        ):
            continue
        words, periods = content_words(text), periods_in(text)
        named = [
            cell
            for kind, cell in cells
            if kind == figures[0].kind
            and cell.words
            and cell.words <= words
            and words - cell.words <= around
            and cell.periods <= periods
            and periods - cell.periods <= around_periods
        ]
        most = max((len(cell.words) + len(cell.periods) for cell in named), default=0)
        best = [cell for cell in named if len(cell.words) + len(cell.periods) == most]
        if len(best) != 1 or most < 2:
            continue
        stated = Figure(figures[0].kind, best[0].where, best[0].value, best[0].decimals, 0, 0)
        if _apart(stated, figures[0], context):
            what = f"The sentence says {figures[0].text}, the table says {best[0].where}."
            yield Finding(
                "DOC-07",
                "error",
                sentence.block.place,
                shortened(sentence.text),
                what,
                "",
                _DO,
                (figures[0].text,),
                ((block.place, best[0].where),),
            )


def find(context: Context) -> Iterator[Finding]:
    """Figures stated twice with different values."""
    yield from _anchored(context)
    yield from _same_words(context)
    yield from _tabled(context)
