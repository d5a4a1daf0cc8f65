"""A change its two figures do not give (DOC-08), a direction the numbers did not take (DOC-09).

Belongs here: judging one stated comparison. Does not belong here: finding comparisons (``comparisons``), or
claims about several months (``courses``).

Precondition: both figures are of one kind and stated as values. A percentage said of two percentages may mean
points or per cent, and either satisfies the check. "Improved" and "better" are judged only for measures of
which more is plainly better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.comparisons import Comparison, comparisons
from figurecheck.dates import Month, find_months
from figurecheck.model import Sentence
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import shown, spread
from figurecheck.words import BETTER, DOWN, DOWN_NOUN, UP, UP_NOUN, WORSE, less_is_better, more_is_better

_UPWARD = re.compile(rf"(?:{UP}|{UP_NOUN}|higher|greater|above|doubled|trebled|tripled|quadrupled)$")
_DOWNWARD = re.compile(rf"(?:{DOWN}|{DOWN_NOUN}|lower|less|below|halved)$")
_GOOD = re.compile(rf"(?:{BETTER})$")
_BAD = re.compile(rf"(?:{WORSE}|worsening)$")
#: Lowest and highest ratio that the word may stand for.
_TIMES = {
    "doubled": (Decimal("1.8"), Decimal("2.25")),
    "halved": (Decimal("0.4"), Decimal("0.6")),
    "trebled": (Decimal("2.7"), Decimal("3.4")),
    "tripled": (Decimal("2.7"), Decimal("3.4")),
    "quadrupled": (Decimal("3.6"), Decimal("4.5")),
}
_DO_CHANGE = "Correct the change or the figures."
_DO_DIRECTION = "Correct the word or the figures."


def direction(word: str, context_text: str) -> int:
    """1 for up, -1 for down, 0 where the word does not say."""
    if _UPWARD.match(word):
        return 1
    if _DOWNWARD.match(word):
        return -1
    if more_is_better(context_text):
        return 1 if _GOOD.match(word) else -1 if _BAD.match(word) else 0
    if less_is_better(context_text):
        return -1 if _GOOD.match(word) else 1 if _BAD.match(word) else 0
    return 0


def _text_of(comparison: Comparison) -> str:
    subject = comparison.subject
    own = comparison.sentence.text
    return own if subject is None or subject is comparison.sentence else f"{subject.text} {own}"


def _also(comparison: Comparison) -> tuple[Sentence, ...]:
    return (
        (comparison.subject,)
        if comparison.subject is not None and comparison.subject is not comparison.sentence
        else ()
    )


def _directed(comparison: Comparison) -> Finding | None:
    """A word of direction against its two figures."""
    first, second = comparison.first, comparison.second
    if (
        not (first.exact and second.exact)
        or first.value is None
        or second.value is None
        or min(first.value, second.value) < 0
    ):
        return None
    said = direction(comparison.word, _text_of(comparison))
    went = (second.value > first.value) - (second.value < first.value)
    if not said or said == went or went == 0:
        return None
    verb = "rose" if went > 0 else "fell"
    level = comparison.word in ("higher", "lower", "greater", "less", "better", "worse", "above", "below")
    what = f"“{comparison.word}”, but {second.text} is {'more' if went > 0 else 'less'} than {first.text}."
    if not level:
        what = f"“{comparison.word}”, but from {first.text} to {second.text} it {verb}."
    arithmetic = f"{second.text} − {first.text} = {shown(second.value - first.value)}"
    return finding("DOC-09", comparison.sentence, what, arithmetic, _DO_DIRECTION, (first, second), _also(comparison))


def _range(first: Figure, second: Figure, context: Context) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Lowest and highest difference, and lowest and highest relative change in per cent."""
    a, b = first.value or Decimal(0), second.value or Decimal(0)
    around_a, around_b = spread(first, context.practice), spread(second, context.practice)
    low, high = b - around_b - a - around_a, b + around_b - a + around_a
    if a - around_a <= 0:
        return low, high, Decimal("-Infinity"), Decimal("Infinity")
    return low, high, ((b - around_b) / (a + around_a) - 1) * 100, ((b + around_b) / (a - around_a) - 1) * 100


def _within(low: Decimal, high: Decimal, delta: Figure) -> bool:
    """Whether the stated change can be one between `low` and `high`, rounded or cut."""
    size = abs(delta.value or Decimal(0))
    low, high = (low, high) if low + high >= 0 else (-high, -low)
    unit = Decimal(1).scaleb(delta.scale - delta.decimals)
    half = unit / 2 if delta.kind in "pgmru" or delta.scale or delta.decimals else Decimal(0)
    return low - half <= size <= high + half or (half > 0 and size <= high < size + unit)


def _sized(comparison: Comparison, context: Context) -> Finding | None:
    """A stated change against its two figures."""
    first, second, delta = comparison.first, comparison.second, comparison.delta
    if (
        delta is None
        or not (first.exact and second.exact and delta.exact)
        or first.value is None
        or second.value is None
    ):
        return None
    low, high, low_rate, high_rate = _range(first, second, context)
    difference = second.value - first.value
    relative = difference / first.value * 100 if first.value else None
    if delta.kind == "g" and first.kind == "p":
        right, fits = f"{shown(abs(difference))} percentage points", _within(low, high, delta)
    elif delta.kind == "p" and first.kind == "p":
        fits = _within(low, high, delta) or _within(low_rate, high_rate, delta)
        right = f"{shown(abs(difference))} percentage points" + (
            f", or {shown(abs(relative), 1)}%" if relative is not None else ""
        )
    elif delta.kind == "p" and relative is not None:
        right, fits = f"{shown(abs(relative), max(1, delta.decimals))}%", _within(low_rate, high_rate, delta)
    elif delta.kind == first.kind or {delta.kind, first.kind} <= {"c", "w"}:
        right, fits = shown(abs(difference)), _within(low, high, delta)
    else:
        return None
    if fits:
        return None
    arithmetic = f"{second.text} − {first.text} = {shown(difference)}"
    if delta.kind == "p" and relative is not None:
        arithmetic += f"; {shown(difference)} ÷ {first.text} = {shown(relative, max(2, delta.decimals + 1))}%"
    what = f"From {first.text} to {second.text} is a change of {right}, not {delta.text}."
    return finding(
        "DOC-08", comparison.sentence, what, arithmetic, _DO_CHANGE, (first, second, delta), _also(comparison)
    )


def _times(comparison: Comparison) -> Finding | None:
    """Doubled, halved: with "more than" or "nearly" the limits shift."""
    limits = _TIMES.get(comparison.word)
    first, second = comparison.first, comparison.second
    if limits is None or not first.value or second.value is None or not (first.exact and second.exact):
        return None
    ratio = second.value / first.value
    low, high = limits
    before = comparison.sentence.text.lower()
    at = before.find(comparison.word)
    if re.search(r"(?:more than|over|at least)\s$", before[:at]):
        low, high = (low, high * 100) if ratio > 1 else (low / 100, high)
    elif re.search(r"(?:nearly|almost|close to|around|about|virtually|not quite)\s$", before[:at]):
        low, high = low * Decimal("0.9"), high * Decimal("1.1")
    if low <= ratio <= high:
        return None
    what = f"“{comparison.word}”, but {second.text} is {shown(ratio)} times {first.text}."
    return finding(
        "DOC-08",
        comparison.sentence,
        what,
        f"{second.text} ÷ {first.text} = {shown(ratio)}",
        _DO_DIRECTION,
        (first, second),
        _also(comparison),
    )


_SAME = re.compile(
    r"\b(?:unchanged|the same|no change|remained (?:constant|static))\b[^⟦⟧;:.]{0,30}?(?:at |from )⟦p"
    r"(?P<b>\d+)⟧(?P<gap>[^⟦⟧;:.]{0,50}?)(?:compared (?:to|with)|from|and) (?:[^⟦⟧;:.,]{0,30}?)⟦p"
    r"(?P<a>\d+)⟧",
    re.IGNORECASE,
)
_STEADY = re.compile(
    r"\b(?:remain(?:ed|s|ing)?|stayed|is|was) (?:broadly |relatively |largely |fairly |very )?"
    r"(?:stable|steady|similar|consistent|static|level|flat)"
    r" (?:at|to) (?:[a-z' ]{0,30}?)⟦p(?P<b>\d+)⟧[^⟦⟧;:.]{0,40}?(?:compared (?:to|with)|from)"
    r" [^⟦⟧;:.,]{0,40}?⟦p(?P<a>\d+)⟧",
    re.IGNORECASE,
)
#: A move of so many points is not stable.
_NOT_STEADY = Decimal(10)
_WORD = re.compile(rf"\b(?:{UP}|{DOWN}|{BETTER}|{WORSE}|{UP_NOUN}|{DOWN_NOUN})\b", re.IGNORECASE)


def _unchanged(sentence: Sentence) -> Iterator[Finding]:
    for match in _SAME.finditer(sentence.tagged.marks):
        first, second = sentence.tagged.figures[int(match.group("a"))], sentence.tagged.figures[int(match.group("b"))]
        if first.exact and second.exact and first.value != second.value:
            what = f"Said to be unchanged, but {second.text} is not {first.text}."
            yield finding("DOC-09", sentence, what, "", _DO_DIRECTION, (first, second))


def _not_steady(sentence: Sentence) -> Iterator[Finding]:
    """Remained stable at 62%, compared with 85%."""
    for match in _STEADY.finditer(sentence.tagged.marks):
        first, second = sentence.tagged.figures[int(match.group("a"))], sentence.tagged.figures[int(match.group("b"))]
        moved = (second.value or Decimal(0)) - (first.value or Decimal(0))
        if first.exact and second.exact and abs(moved) >= _NOT_STEADY:
            what = (
                f"Said to be stable, but from {first.text} to {second.text} is {shown(abs(moved))} percentage points."
            )
            yield finding(
                "DOC-09",
                sentence,
                what,
                f"{second.text} − {first.text} = {shown(moved)}",
                _DO_DIRECTION,
                (first, second),
            )


def _dated(sentence: Sentence) -> Iterator[Finding]:
    """Compliance improved: 75% in January and 60% in February."""
    tagged = sentence.tagged
    percentages = tagged.of_kind("p")
    said = {direction(match.group().lower(), sentence.text) for match in _WORD.finditer(sentence.text)}
    if (
        len(percentages) != 2
        or len(said) != 1
        or 0 in said
        or tagged.of_kind("gz")
        or not all(p.exact for p in percentages)
    ):
        return
    if re.search(
        r"\b(?:target|than|average|national|england|while|whereas|but|however|although|despite|expected|should"
        r"|aim)\b",
        sentence.text,
        re.IGNORECASE,
    ):
        return
    if any((item.value or 0) < 0 or item.text[0] in "+-" or _is_change(sentence, item) for item in percentages):
        return
    months = [_beside(sentence, item) for item in percentages]
    if months[0] is None or months[1] is None or months[0] == months[1]:
        return
    order = _later(months[0], months[1])
    if order == 0:
        return
    first, second = percentages if order > 0 else percentages[::-1]
    went = (second.value or Decimal(0)) - (first.value or Decimal(0))
    if went and (went > 0) != (said.pop() > 0):
        word = next(_WORD.finditer(sentence.text)).group()
        what = f"“{word}”, but from {first.text} to {second.text} it {'rose' if went > 0 else 'fell'}."
        yield finding(
            "DOC-09", sentence, what, f"{second.text} − {first.text} = {shown(went)}", _DO_DIRECTION, (first, second)
        )


def _beside(sentence: Sentence, item: Figure) -> Month | None:
    text = sentence.text
    for start, end, month in find_months(text):
        if re.fullmatch(r"\)?\s(?:in|for|during) ", text[item.end : start]) or re.fullmatch(
            r"(?:'s)?\s?\(?(?:was |of |at )?", text[end : item.start]
        ):
            return month
    return None


def _is_change(sentence: Sentence, item: Figure) -> bool:
    """Whether a percentage is the size of a change: "by 3%", "an increase of 3%", "3% higher"."""
    before, after = sentence.text[: item.start], sentence.text[item.end :]
    if re.search(rf"\b(?:by|(?:{UP_NOUN}|{DOWN_NOUN}|change|growth) of|(?:{UP}|{DOWN}))\s*$", before, re.IGNORECASE):
        return True
    return (
        re.match(rf"\s(?:higher|lower|more|less|fewer|{UP_NOUN}|{DOWN_NOUN}|compared)\b", after, re.IGNORECASE)
        is not None
    )


def _later(first: Month, second: Month) -> int:
    """1 if the second month is the later, -1 if the earlier, 0 if one cannot say."""
    if first.year is not None and second.year is not None:
        return 1 if (second.year, second.month) > (first.year, first.month) else -1
    ahead = (second.month - first.month) % 12
    return 1 if 0 < ahead < 6 else -1 if ahead > 6 else 0


def find(context: Context) -> Iterator[Finding]:
    """Changes and directions that the figures do not bear out."""
    for sentence in context.sentences:
        found = comparisons(sentence)
        for comparison in found:
            judged = _directed(comparison) or _sized(comparison, context) or _times(comparison)
            if judged:
                yield judged
        yield from _unchanged(sentence)
        yield from _not_steady(sentence)
        if not found:
            yield from _dated(sentence)
