"""What a relation is and how it is judged: figures, arithmetic with rounding, findings.

Belongs here: the engine. Does not belong here: any relation, which is a declaration or a short function in the
modules beside this one, entered with its code, its name and an example (``KINDS``).

A relation says which figure is *stated* and which it follows from. If any of the figures it can be of give the stated
one, the text is consistent; only if none does, and there is no doubt which are meant, is there a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from itertools import product

from figurecheck.dates import MONTH, find_months, find_quarters, find_years
from figurecheck.model import Block, Document
from figurecheck.quantities import Figure, Sentence
from figurecheck.report import Finding, Place
from figurecheck.rounding import Practice, practice_of, shown, spread
from figurecheck.text import shortened
from figurecheck.tokens import WORDS
from figurecheck.words import cue, joined

ZERO, HUNDRED = Decimal(0), Decimal(100)
FIX_WORD = "Correct the word or the figures."


def counts(found: Iterable[Figure], kinds: str = "cw") -> list[Figure]:
    """Those of the kinds named, but for the pronoun "one" and a range without its dash: "the 15 24 year olds"."""
    return [m for m in found if m.kind in kinds and not (m.kind == "w" and m.value == 1 or re.match(r" \d", m.after))]


def exact(items: Iterable[Figure]) -> bool:
    """Whether all are stated as values."""
    return all(item.exact for item in items)


def sum_of(items: Sequence[Figure]) -> str:
    """A sum written out."""
    return " + ".join(item.text for item in items)


def total(items: Iterable[Figure]) -> Decimal:
    """All together."""
    return sum((item.value for item in items), ZERO)


_TENTHS = {"tenth": 10, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60}


def number_of(text: str) -> int | None:
    """The number that a word or some digits write; None if they write none."""
    return int(text) if text.isdigit() else (WORDS | _TENTHS).get(text.lower())


def is_prose(sentence: Sentence) -> bool:
    """Whether a sentence is one: words outnumber figures, and no row of a table or of dots was taken for it."""
    words = re.findall(r"\b[a-zA-Z][a-z]+\b", sentence.text)
    paged = sentence.block is not None and sentence.block.page is not None
    if paged and len(re.findall(r"\b[a-z]{2,}\b", sentence.text)) < 4:
        return False  # a row of a table in a PDF
    return len(words) >= len(sentence.own) and not re.search(
        r"(?:\. ?){4,}|[—_]\s+[—_$]|\$\s|\d{4,}\s+\d{4,}", sentence.text
    )


def sort_of(item: Figure) -> str:
    """What kind of amount a figure is, with its unit: only like can be added, or set beside each other."""
    unit = re.findall(r"[a-z]+", item.text.lower())[-1:] if item.kind == "u" else []
    counted = not unit or unit[0].rstrip("s") in ("point", "mark")
    named = {"w": "c", "r": "c"}.get(item.kind, "c" if unit else item.kind)
    return named if counted else "u" + unit[0].rstrip("s")


#: Where the words about one figure end, but for the comma of "January 1, 2016"; and a day before its year.
_ENDS_WHEN = re.compile(r",(?! (?:19|20)\d\d\b)|;|\band\b")
_DAY_AND_YEAR = re.compile(rf"\b({MONTH}) \d{{1,2}}, (?=(?:19|20)\d\d\b)")


def when_of(item: Figure) -> tuple[int, int] | None:
    """The year and month (or quarter) beside a figure, where its own words name just one."""
    for text in (_ENDS_WHEN.split(item.after)[0], _ENDS_WHEN.split(item.before)[-1]):
        text = _DAY_AND_YEAR.sub(r"\1 ", text)
        months, quarters, years = find_months(text), find_quarters(text), find_years(text)
        if len(months) == 1:
            return (months[0][2].year or 0, months[0][2].month)
        if len(quarters) == 1 and len(years) <= 1:
            return (years[0][2] if years else 0, quarters[0][2])
        if len(years) == 1:
            return (years[0][2], 0)
        numbered = re.search(r"\b(?:period|week|wave|round) (\d{1,2})\b", text)
        if numbered:
            return (0, int(numbered.group(1)))
    return None


def set_beside(one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    """Which of two figures the other is set beside, by the words before them or their dates: reference, then figure."""
    dated = [when_of(m) for m in (one, other)]
    years = [found[0] if found else 0 for found in dated]
    if all(years) and years[0] != years[1]:
        return (one, other) if years[0] < years[1] else (other, one)
    was = re.search(r"\bhad been (?:[a-z]+ )?(?:at )?$", one.before) or re.match(
        r"[^,;]* (?:when|as) [a-z ]{2,20} (?:began|opened|started)\b", one.after
    )
    if was and re.search(r"\b(?:to|at) $", other.before):
        return one, other
    first, second = (bool(cue("changes.reference").search(item.before)) for item in (one, other))
    if first and second and re.match(r" ?(?:against|compared (?:with|to)|versus|vs\.?) ", other.before):
        return other, one
    if second and not first or re.search(r"\bthis (?:year|quarter|month|term)\b", one.after) and second:
        return other, one
    now = cue("changes.to").search(other.before)
    if first and not second:
        return (one, other) if now or re.search(r"\b(?:was|were|is|are) $", other.before) else None
    if re.search(r"\b(?:was|were|had been|when) (?:just |only )?$", one.before) and re.search(
        r"\b(?:is|are|now|currently) (?:now |just |only )?$", other.before
    ):
        return one, other
    half = [
        re.search(r"\b(?:the |its )?(first|second)(?: half| part| quarter| term| year)?\b", m.after)
        for m in (one, other)
    ]
    if all(half) and half[0].group(1) == "first" and half[1].group(1) == "second":
        return one, other
    if all(half) and half[0].group(1) == "second" and half[1].group(1) == "first":
        return other, one
    if re.match(r"(?: [a-z]+){0,2} (?:now|today)\b", one.after) and re.match(
        r"(?: [a-z]+){0,2} (?:then|before)\b", other.after
    ):
        return other, one
    if re.match(r" (?:then|before|previously)\b", one.after) and re.match(r" (?:now|today|currently)\b", other.after):
        return one, other
    later = (
        r"\b(?:by (?:week|day|month|term|then|now|the end|(?:19|20)\d\d|[A-Z][a-z]+)|(?:and|but) (?:then|now))\b[^,;]*$"
    )
    if re.search(later, other.before) and not first:
        return one, other
    then, later = when_of(one), when_of(other)
    last = re.search(r"\blast (year|quarter|month|term)\b", one.after)
    if last and re.search(rf"\bthis {last.group(1)}\b", other.after):
        return one, other
    if first or not then or not later or then == later or [bool(n) for n in then] != [bool(n) for n in later]:
        return None
    if not then[0] and re.search(
        r"\bover the (?:year|twelve months|12 months)\b", one.sentence.text if one.sentence else ""
    ):
        return one, other  # from April to March
    forward = then < later if then[0] else (later[1] - then[1]) % 12 <= 6
    return (one, other) if forward else (other, one)


@dataclass
class Context:
    """A document, its notes on rounding, and the figures of it that have been judged."""

    document: Document
    practice: Practice = field(default_factory=Practice)
    bound: set[object] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> Context:
        """The context of a document not yet checked."""
        return cls(document, practice_of(document.text))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Every sentence of the document in order."""
        return [sentence for block in self.document.prose for sentence in block.sentences]

    def bind(self, item: object) -> bool:
        """Note that a figure is judged; False if it was judged already."""
        new = item not in self.bound
        self.bound.add(item)
        return new


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of relation: its name and code, what finds it, and of what.

    `of` is ``sentence`` where the function gets a sentence with figures, or ``block``, ``table`` or ``document``.
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
    how: str = "",
    figures: Iterable[Figure] = (),
    do: str = "Correct the one of these figures that is wrong.",
    also: Iterable[Sentence] = (),
) -> Finding:
    """A finding about a sentence, which also names the others from which its figures come."""
    named = list(dict.fromkeys(figures))
    others = dict.fromkeys([*also, *(item.sentence for item in named if item.sentence is not None)])
    drawn = tuple((other.block.place, shortened(other.text)) for other in others if other is not sentence)
    severity = "warning" if code == "DOC-02" else "error"
    texts = tuple(item.text for item in named)
    return Finding(code, severity, sentence.block.place, shortened(sentence.text), what, how, do, texts, drawn)


def in_table(code: str, block: Block, names: tuple[str, str], quote: str, what: str, how: str, do: str) -> Finding:
    """A finding about a cell, by the names of its row and column."""
    place = block.place
    where = f"row '{names[0]}', column '{names[1]}'" if names[1] else f"row '{names[0]}'"
    place = Place(place.section, place.page, place.line, place.paragraph, where)
    return Finding(code, "warning" if code == "DOC-02" else "error", place, quote, what, how, do)


Arithmetic = Callable[..., Decimal | None]


@dataclass(frozen=True, slots=True)
class Result:
    """A value that figures give, with the range that their rounding allows, and how it is reckoned."""

    value: Decimal
    low: Decimal
    high: Decimal
    how: str


def reckon(formula: Arithmetic, figures: Sequence[Figure], how: str, practice: Practice) -> Result | None:
    """Apply a formula to figures as rounded; None where it makes no sense of them. `how` has placeholders."""
    values = [figure.value for figure in figures]
    middle = formula(*values)
    if middle is None:
        return None
    around = [ZERO if figure.kind == "u" and not figure.decimals else spread(figure, practice) for figure in figures]
    low = high = middle
    if any(around) and len(figures) <= 4:
        for signs in product((-1, 1), repeat=len(figures)):
            reached = formula(*(v + sign * half for v, sign, half in zip(values, signs, around, strict=True)))
            if reached is not None:
                low, high = min(low, reached), max(high, reached)
    elif any(around):
        low, high = middle - sum(around), middle + sum(around)
    return Result(middle, low, high, how.format(*(figure.text for figure in figures)))


def agrees(stated: Figure, result: Result) -> bool:
    """Whether a stated figure is the result, rounded or cut at the places it shows."""
    value, about = abs(stated.value), Decimal(3)
    unit = Decimal(1).scaleb(stated.scale - stated.decimals)
    rounds = stated.kind in "pgmru" or stated.decimals or stated.scale or (value >= 1000 and value % 10 == 0)
    half = unit / 2 if rounds else ZERO
    if stated.kind == "h":
        value, half = value * HUNDRED / (stated.other or 1), Decimal(6 if stated.approx or stated.bound else 3)
    elif stated.approx:
        half = max(about, value * about / HUNDRED)
    if stated.bound == "least":
        return result.high >= value - half and result.low <= value + max(about * 2, value / 5)
    if stated.bound == "most":
        return result.low <= value + half
    return result.low - half <= value <= result.high + half or (bool(half) and value <= result.high < value + unit)


def printed(value: Decimal, like: Figure) -> str:
    """A value as the stated figure would print it."""
    places = max(like.decimals, 0 if like.kind in "cw" and value == value.to_integral_value() else 1)
    if like.kind == "m":
        tail = "".join(letter for letter in like.text if letter.isalpha())
        tail = f" {tail}" if len(tail) > 2 else tail
        return f"{like.text.lstrip('-')[0]}{shown(value.scaleb(-like.scale), max(places, 2))}{tail}"
    unit = {"p": "%", "h": "%", "g": " percentage points"}.get(like.kind, "")
    return f"{shown(value, max(places, 0 if like.kind in 'pg' else 1))}{unit}"


def pattern(alternatives: list[str]) -> re.Pattern[str]:
    """A declaration's alternatives, to be searched for whatever the case."""
    return _compiled(tuple(alternatives))


@cache
def _compiled(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(joined(list(alternatives)), re.IGNORECASE)
