"""What a relation is and how it is judged: figures with what they are of, arithmetic with rounding, findings.

Belongs here: the engine. Does not belong here: any relation, which is a declaration or a short function in the
modules beside this one, entered with its code, its name and an example (``KINDS``).

A relation says which figure is *stated* and which it follows from. If any of the figures it can be of give the stated
one, the text is consistent; only if none does, and there is no doubt which are meant, is there a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import permutations, product

from figurecheck.dates import find_months, find_quarters, find_years
from figurecheck.model import Block, Document, Sentence
from figurecheck.quantities import Figure
from figurecheck.report import Finding, Place
from figurecheck.rounding import Practice, practice_of, shown, spread
from figurecheck.text import content_words, shortened
from figurecheck.words import cue, joined, lexicon

ZERO, HUNDRED = Decimal(0), Decimal(100)
#: A sentence with more figures than this is no sentence.
_LONGEST = 40
_NOUN_ENDS = re.compile(
    r"[,;:.()–—]|\b(?:and|or|but|were|was|are|is|had|have|has|in|on|at|by|for|from|to|with|of|who|which|that|than|as"
    r"|per|did|do|does|went|came|took|said|felt|led|gave|made|have been)\b"
)


@dataclass(frozen=True, eq=False)
class Mention:
    """A figure as it is mentioned.

    Parameters
    ----------
    figure, sentence
        The figure and where it stands.
    before, after
        The words back to the figure before it, and on to the next, within the sentence.
    """

    figure: Figure
    sentence: Sentence
    before: str
    after: str

    @property
    def value(self) -> Decimal:
        """The number, 0 where there is none."""
        return self.figure.value or ZERO

    @cached_property
    def noun(self) -> frozenset[str]:
        """The stems of the words that say what is counted: "41 open cases in May" gives "open" and "case"."""
        return content_words(_NOUN_ENDS.split(self.after, maxsplit=1)[0])

    @property
    def around(self) -> str:
        """The words beside the figure, which is ``#``."""
        return f"{self.before}#{self.after}"

    @property
    def in_sentence(self) -> str:
        """The sentence with ``#`` for the figure."""
        return f"{self.sentence.text[: self.figure.start]}#{self.sentence.text[self.figure.end :]}"


def mentions(sentence: Sentence) -> list[Mention]:
    """The figures of a sentence that state an amount, in order."""
    near = [other for other in sentence.tagged.figures if other.kind not in "xyod"]
    found, text = [], sentence.text
    for place, figure in enumerate(near if len(near) <= 5 * _LONGEST else ()):
        if figure.value is not None and figure.kind in "cwpgmurfh":
            start = near[place - 1].end if place else 0
            stop = near[place + 1].start if place + 1 < len(near) else len(text)
            found.append(Mention(figure, sentence, text[start : figure.start], text[figure.end : stop]))
    return found


def counts(found: Iterable[Mention], kinds: str = "cw") -> list[Mention]:
    """Those of the kinds named, but for the pronoun "one"."""
    return [m for m in found if m.figure.kind in kinds and not (m.figure.kind == "w" and m.value == 1)]


def exact(items: Iterable[Mention]) -> bool:
    """Whether all are stated as values."""
    return all(item.figure.exact for item in items)


def when_of(item: Mention) -> tuple[int, int] | None:
    """The year and month (or quarter) beside a figure, where its own words name just one."""
    for text in (re.split(r"[,;]|\band\b", item.after)[0], re.split(r"[,;]|\band\b", item.before)[-1]):
        months, quarters, years = find_months(text), find_quarters(text), find_years(text)
        if len(months) == 1:
            return (months[0][2].year or 0, months[0][2].month)
        if len(quarters) == 1 and len(years) <= 1:
            return (years[0][2] if years else 0, quarters[0][2])
        if len(years) == 1:
            return (years[0][2], 0)
    return None


def set_beside(one: Mention, other: Mention) -> tuple[Mention, Mention] | None:
    """Which of two figures the other is set beside, by the words before them or their dates: reference, then figure."""
    reference = [bool(cue("changes.reference").search(item.before)) for item in (one, other)]
    if all(reference) and re.match(r" ?(?:against|compared (?:with|to)|versus|vs\.?) ", other.before):
        return other, one
    if re.search(r"\blast (?:year|quarter|month|term)\b", one.after) and re.search(
        r"\bthis (?:year|quarter|month|term)\b", other.after
    ):
        return one, other
    if reference[1] and not reference[0]:
        return other, one
    if reference[0] and not reference[1] and re.search(r"\bfrom\b", one.before):
        return (one, other) if re.search(r"\bto\b", other.before) or cue("changes.to").search(other.before) else None
    if reference[0] and not reference[1]:
        return (
            (one, other)
            if cue("changes.to").search(other.before) or re.search(r"\b(?:was|were|is|are) $", other.before)
            else None
        )
    if re.search(r"\b(?:was|were|had been) (?:just |only )?$", one.before) and re.search(
        r"\b(?:is|are|now|currently) (?:now |just |only )?$", other.before
    ):
        return one, other
    when = [when_of(item) for item in (one, other)]
    if (
        when[0]
        and when[1]
        and bool(when[0][0]) == bool(when[1][0])
        and bool(when[0][1]) == bool(when[1][1])
        and when[0] != when[1]
        and not any(reference)
    ):
        forward = when[0] < when[1] if when[0][0] else 0 < when[1][1] - when[0][1] < 6 or when[0][1] - when[1][1] > 8
        return (one, other) if forward else (other, one)
    return None


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence's figures, and those of what comes before it.

    Parameters
    ----------
    sentence, own
        The sentence and its figures.
    earlier
        Figures of the sentence before in the same paragraph, or of the line that leads into the list.
    aside
        Figures of the list item before, which count only if the sentence takes one of them up.
    """

    sentence: Sentence
    own: list[Mention]
    earlier: list[Mention]
    aside: list[Mention]

    @property
    def text(self) -> str:
        """The sentence as read."""
        return self.sentence.text


def windows(block: Block, blocks: Sequence[Block]) -> Iterator[Window]:
    """The sentences of a block with their figures."""
    earlier: list[Mention] = []
    aside: list[Mention] = []
    before = blocks[block.number - 2] if block.number > 1 else None
    if before is not None and before.sentences and before.path == block.path and block.kind == "item":
        found = mentions(before.sentences[-1])
        earlier, aside = ([], found) if before.kind == "item" and before.parent is block.parent else (found, [])
        if block.parent is not before and not aside:
            earlier = []
    for sentence in block.sentences:
        own = mentions(sentence)
        if own and len(own) <= _LONGEST and not _debris(sentence, own):
            yield Window(sentence, own, earlier, aside)
        earlier = own or earlier
        aside = []


def _debris(sentence: Sentence, own: list[Mention]) -> bool:
    """Whether a sentence is the rest of a table or chart, as in a PDF: figures with hardly a word or comma between."""
    words, stops = len(re.findall(r"[A-Za-z]{2,}", sentence.text)), len(re.findall(r"[,;:]| and ", sentence.text))
    return sentence.block.page is not None and len(own) >= 4 and words < 4 * len(own) and stops < len(own) - 1


@dataclass
class Context:
    """A document and what has been judged of it: figures by block, sentence and start, and its notes on rounding."""

    document: Document
    practice: Practice = field(default_factory=Practice)
    bound: set[tuple[int, int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> Context:
        """The context of a document not yet checked."""
        return cls(document, practice_of(document.text))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Every sentence of the document in order."""
        return [sentence for block in self.document.prose for sentence in block.sentences]

    @cached_property
    def windows(self) -> list[Window]:
        """Every sentence that has figures."""
        blocks = self.document.blocks
        return [window for block in self.document.prose for window in windows(block, blocks)]

    def bind(self, item: Mention) -> bool:
        """Note that a figure is judged; False if it was judged already."""
        key = (item.sentence.block.number, item.sentence.index, item.figure.start)
        new = key not in self.bound
        self.bound.add(key)
        return new


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of relation: its name and code, what finds it, and of what.

    `of` is ``sentence`` where the function gets a :class:`Window`, or ``block``, ``table`` or ``document``.
    """

    name: str
    code: str
    find: Callable[..., Iterator[Finding]]
    of: str = "sentence"


#: Every kind, in the order in which they are judged; ``docs/reference/check-document.md`` has an example of each.
KINDS: list[Kind] = []
Finder = Callable[..., Iterator[Finding]]


def kind(name: str, code: str, of: str = "sentence") -> Callable[[Finder], Finder]:
    """Enter a function as what finds a kind of relation."""

    def entered(find: Finder) -> Finder:
        KINDS.append(Kind(name, code, find, of))
        return find

    return entered


def finding(
    code: str,
    sentence: Sentence,
    what: str,
    arithmetic: str = "",
    do: str = "Correct the one of these figures that is wrong.",
    figures: Iterable[Mention | Figure] = (),
    also: Iterable[Sentence] = (),
    sure: str = "certain",
) -> Finding:
    """A finding about a sentence."""
    named = tuple(item.figure.text if isinstance(item, Mention) else item.text for item in figures)
    others = tuple((other.block.place, shortened(other.text)) for other in dict.fromkeys(also) if other is not sentence)
    severity = "warning" if code == "DOC-02" else "error"
    return Finding(
        code, severity, sentence.block.place, shortened(sentence.text), what, arithmetic, do, named, others, sure
    )


def in_table(code: str, block: Block, row: str, column: str, quote: str, what: str, how: str, do: str) -> Finding:
    """A finding about a cell."""
    place = block.place
    where = f"row '{row}', column '{column}'" if column else f"row '{row}'"
    place = Place(place.section, place.page, place.line, place.paragraph, where)
    return Finding(code, "warning" if code == "DOC-02" else "error", place, quote, what, how, do, sure="likely")


@dataclass(frozen=True, slots=True)
class Result:
    """A value that figures give, with the range that their rounding allows, and how it is reckoned."""

    value: Decimal
    low: Decimal
    high: Decimal
    how: str


Arithmetic = Callable[[Sequence[Decimal]], Decimal | None]


def reckon(formula: Arithmetic, figures: Sequence[Figure], how: str, practice: Practice) -> Result | None:
    """Apply a formula to figures as rounded; None where it makes no sense of them. `how` has placeholders."""
    values = [figure.value or ZERO for figure in figures]
    middle = formula(values)
    if middle is None:
        return None
    around = [ZERO if figure.kind == "u" and not figure.decimals else spread(figure, practice) for figure in figures]
    low = high = middle
    if any(around) and len(figures) <= 4:
        for signs in product((-1, 1), repeat=len(figures)):
            reached = formula([v + sign * half for v, sign, half in zip(values, signs, around, strict=True)])
            if reached is not None:
                low, high = min(low, reached), max(high, reached)
    elif any(around):
        low, high = middle - sum(around), middle + sum(around)
    return Result(middle, low, high, how.format(*(figure.text for figure in figures)))


def agrees(stated: Figure, result: Result, about: Decimal = Decimal(3)) -> bool:
    """Whether a stated figure is the result, rounded or cut at the places it shows."""
    value = abs(stated.value or ZERO)
    unit = Decimal(1).scaleb(stated.scale - stated.decimals)
    rounds = stated.kind in "pgmru" or stated.decimals or stated.scale or (value >= 1000 and value % 10 == 0)
    half = unit / 2 if rounds else ZERO
    if stated.approx:
        half = max(about, value * about / HUNDRED)
    if stated.bound == "least":
        return result.high >= value - half and result.low <= value + max(about * 2, value / 5)
    if stated.bound == "most":
        return result.low <= value + half
    return result.low - half <= value <= result.high + half or (bool(half) and value <= result.high < value + unit)


def share(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of the second."""
    return values[0] * HUNDRED / values[1] if values[1] > 0 and values[0] <= values[1] else None


def rise(values: Sequence[Decimal]) -> Decimal | None:
    """By how many per cent the smaller grew to the larger."""
    low, high = sorted(values)
    return (high - low) * HUNDRED / low if low > 0 else None


def fall(values: Sequence[Decimal]) -> Decimal | None:
    """By how many per cent the larger fell to the smaller."""
    low, high = sorted(values)
    return (high - low) * HUNDRED / high if high > 0 else None


def added(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of what the second was before it was added: "up £2m to £12m"."""
    return values[0] * HUNDRED / (values[1] - values[0]) if values[1] > values[0] else None


def taken(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of what the second was before it was taken away."""
    return values[0] * HUNDRED / (values[1] + values[0]) if values[1] > 0 else None


def difference(values: Sequence[Decimal]) -> Decimal | None:
    """How far two figures are apart."""
    return abs(values[0] - values[1])


def quotient(values: Sequence[Decimal]) -> Decimal | None:
    """The larger over the smaller."""
    low, high = sorted(values)
    return high / low if low > 0 else None


def times(values: Sequence[Decimal]) -> Decimal | None:
    """One times the other."""
    return values[0] * values[1]


def total(values: Sequence[Decimal]) -> Decimal | None:
    """All together."""
    return sum(values, ZERO)


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Their average."""
    return sum(values, ZERO) / len(values)


def sum_of(items: Sequence[Mention]) -> str:
    """A sum written out."""
    return " + ".join(item.figure.text for item in items)


def printed(value: Decimal, like: Figure) -> str:
    """A value as the stated figure would print it."""
    places = max(like.decimals, 0 if like.kind in "cw" and value == value.to_integral_value() else 1)
    if like.kind == "m":
        tail = "".join(letter for letter in like.text if letter.isalpha())
        tail = f" {tail}" if len(tail) > 2 else tail
        return f"{like.text.lstrip('-')[0]}{shown(value.scaleb(-like.scale), max(places, 2))}{tail}"
    unit = {"p": "%", "g": " percentage points"}.get(like.kind, "")
    return f"{shown(value, max(places, 0 if like.kind in 'pg' else 1))}{unit}"


#: The arithmetic that a declaration may name.
FORMULAS: dict[str, Arithmetic] = {
    each.__name__: each for each in (rise, fall, added, taken, difference, quotient, times)
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A declaration in ``words.toml``: words beside a figure, the figures it is of, the arithmetic of two of them.

    Parameters
    ----------
    name, code
        As for :class:`Kind`.
    cue
        What stands around the stated figure, which is ``#`` in the pattern.
    stated, operands
        Kinds of the stated figure and of the figures it is reckoned from (see ``quantities``).
    formulas, how
        The arithmetic of two figures, any of which the words allow, and how the first is shown.
    needs, unless
        Patterns that the sentences must, or may not, match as well.
    back
        Whether the sentence before may give operands.
    alike
        Whether the operands must be of one kind.
    beside
        Whether words or dates must set the operands beside each other: "from … to", "against", "than".
    """

    name: str
    code: str
    cue: list[str]
    stated: str
    operands: str
    formulas: list[str]
    how: str
    needs: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)
    back: bool = True
    alike: bool = True
    beside: bool = False

    def operands_of(self, item: Mention, window: Window) -> list[Mention]:
        """The figures that a stated one may be reckoned from: its sentence's, or those before that it takes up."""
        found = [other for other in counts(window.own, self.operands) if other is not item]
        if len(found) < 2 and self.back and cue("changes.takes_up").match(window.text):
            found = counts(window.earlier, self.operands) + found
        return found

    def results(self, item: Mention, operands: list[Mention], context: Context) -> Iterator[Result]:
        """What pairs of the operands give."""
        for pair in permutations(operands, 2):
            kinds = {other.figure.kind for other in pair}
            if self.alike and (pair[0].value == pair[1].value or (kinds & set("pmu") and len(kinds) > 1)):
                continue
            if not self.alike and (item.figure.kind == "m") != ("m" in kinds):
                continue
            for formula in self.formulas:
                result = reckon(FORMULAS[formula], [other.figure for other in pair], self.how, context.practice)
                if result is not None:
                    yield result

    def judge(self, window: Window, context: Context) -> Iterator[Finding]:
        """The findings in one sentence."""
        for item in window.own:
            stated = item.figure
            if (
                stated.kind not in self.stated
                or stated.bound in ("most", "goal")
                or not pattern(self.cue).search(item.in_sentence)
            ):
                continue
            if re.search(r"\b(?:average(?: of)?|averaging)\s$", item.before):
                stated = replace(stated, approx=False)
            operands = self.operands_of(item, window)
            involved = list(dict.fromkeys(other.sentence for other in [*operands, item]))
            text = " ".join(sentence.text for sentence in involved)
            if self.needs and not pattern(self.needs).search(text) or self.unless and pattern(self.unless).search(text):
                continue
            if stated.kind == "p" and re.match(r" of (?:the|all|our|its|those|non|total)\b", item.after):
                continue  # a share, or of something else than the sentence before
            results = list(self.results(item, operands, context))
            if not results or not exact(operands):
                continue
            if any(agrees(stated, result) for result in results):
                context.bind(item)
                continue
            if (
                self.beside
                and sum(
                    pattern(self.cue).search(m.in_sentence) is not None
                    for m in window.own
                    if m.figure.kind == stated.kind
                )
                > 1
            ):
                continue  # two changes, each from a figure of its own
            beside = not self.beside or re.search(r"\b(?:net|difference|gap)\b", text)
            beside = beside or len(operands) == 2 and set_beside(*operands) is not None
            if len(operands) > 2 or not beside or not _within_reach(stated, results[0]) or not context.bind(item):
                continue
            right = printed(results[0].value, stated)
            what = f"{stated.text} is stated as {self.name}; the figures give {right}."
            how = f"{results[0].how} = {right}"
            yield finding(self.code, item.sentence, what, how, figures=[*operands, item], also=involved)


def pattern(alternatives: list[str]) -> re.Pattern[str]:
    """A declaration's alternatives, to be searched for whatever the case."""
    return _compiled(tuple(alternatives))


@cache
def _compiled(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(joined(list(alternatives)), re.IGNORECASE)


def declared() -> None:
    """Enter the relations that ``words.toml`` declares."""
    for each in lexicon()["relation"]:
        relation = Relation(**each)
        KINDS.append(Kind(relation.name, relation.code, relation.judge))


def _within_reach(stated: Figure, result: Result) -> bool:
    """Whether a wrong figure is near enough for the two to be of the same thing."""
    said = abs(stated.value or ZERO)
    room = max(Decimal(25), said * Decimal("0.6")) if stated.kind in "pg" else max(Decimal(3), said * Decimal("1.5"))
    return abs(result.value - said) <= room and result.value * 4 >= said
