"""A claim about the course of a measure that its figures contradict (DOC-10).

Belongs here: "has remained low", "has risen every month". Does not belong here: a single change (``changes``).

Precondition for "remained low, high or stable": another sentence of the same section gives figures of the same
rate, of a thing that the claim names, that moved by ten points or more the other way. For "every month": the
sentence itself lists three percentages or more with their months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.changes import direction
from figurecheck.checks.comparisons import Comparison, comparisons
from figurecheck.dates import find_months, find_years
from figurecheck.model import Sentence
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words, stem
from figurecheck.wordlist import words_of
from figurecheck.words import RATE

_REMAINED = re.compile(
    r"^(?P<subject>.{3,120}?)\b(?:has|have|had)?\s?(?:remained|stayed|continued to be|been) "
    r"(?:consistently |very |relatively |persistently |stubbornly )?"
    r"(?P<how>low|poor|high|good|stable|unchanged|steady|static|constant|flat|the same)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:each|every|(?:for the )?(?:second|third|fourth|fifth|sixth|\w+) consecutive|month after"
    r" month|year after year|consecutive)\b"
    r"(?: (?:month|quarter|year)s?)?",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"\b(?:increas(?:ed|es|ing)|ris(?:en|es|ing)|rose|grew|grown|improv(?:ed|es|ing)|fallen|fell|fall"
    r"(?:s|ing)|declin(?:ed|es|ing)"
    r"|decreas(?:ed|es|ing)|reduc(?:ed|es|ing)|dropped)\b",
    re.IGNORECASE,
)
_LEAST_MOVE = Decimal(10)
_GENERIC = frozenset(
    stem(word)
    for word in words_of(
        """
    rate rates overall both percentage proportion level levels month months year
    """
    )
)
_DO = "Correct the claim, or say which figures it is about."


def _rate_word(text: str) -> str:
    found = re.findall(rf"\b{RATE}\b", text, re.IGNORECASE)
    return stem(found[0]) if found else ""


def _contradicts(how: str, evidence: Comparison) -> bool:
    """Whether the figures moved by enough, and in the direction the claim rules out."""
    moved = (evidence.second.value or Decimal(0)) - (evidence.first.value or Decimal(0))
    if abs(moved) < _LEAST_MOVE or not (evidence.first.exact and evidence.second.exact):
        return False
    if how in ("low", "poor"):
        return moved > 0 and (evidence.second.value or 0) >= 50
    if how in ("high", "good"):
        return moved < 0 and (evidence.second.value or 0) < 50
    return True


def _about_the_same(subject: str, evidence: Comparison) -> bool:
    """Whether the evidence is of the same rate and of a thing that the claim names."""
    rate = _rate_word(subject)
    text = evidence.sentence.text + (f" {evidence.subject.text}" if evidence.subject is not None else "")
    if not rate or rate != _rate_word(text):
        return False
    things = content_words(subject) - _GENERIC - {rate}
    return not things or bool(things & content_words(text))


def _section(sentence: Sentence) -> tuple[str, ...]:
    path = sentence.block.path
    return path[:2] if len(path) > 1 else path


def _remained(context: Context, evidence: list[Comparison]) -> Iterator[Finding]:
    for sentence in context.sentences:
        match = _REMAINED.match(sentence.text)
        if match is None or sentence.tagged.of_kind("pg"):
            continue
        how = match.group("how").lower()
        against = [
            item
            for item in evidence
            if _section(item.sentence) == _section(sentence)
            and item.first.kind == "p"
            and _contradicts(how, item)
            and _about_the_same(match.group("subject"), item)
        ]
        if not against:
            continue
        most = max(against, key=lambda item: abs((item.second.value or Decimal(0)) - (item.first.value or Decimal(0))))
        when = f" in {most.month}" if most.month else ""
        what = f"“{how}” throughout, but the same section gives {most.first.text}{when} and then {most.second.text}."
        arithmetic = (
            f"{most.second.text} − {most.first.text} = "
            f"{shown((most.second.value or Decimal(0)) - (most.first.value or Decimal(0)))} percentage points"
        )
        places = tuple(dict.fromkeys(s for s in (most.subject, most.sentence) if s is not None))
        yield finding("DOC-10", sentence, what, arithmetic, _DO, (most.first, most.second), places)


def _every(sentence: Sentence) -> Iterator[Finding]:
    """Has risen every month: 60% in November, 54% in December and 75% in January."""
    tagged = sentence.tagged
    series = tagged.of_kind("p")
    word = _DIRECTION.search(sentence.text)
    if (
        len(series) < 3
        or word is None
        or not _EVERY.search(sentence.text)
        or tagged.of_kind("gz")
        or not all(p.exact for p in series)
    ):
        return
    if re.search(
        r"\b(?:target|average|national|england|while|whereas|but|except|apart)\b", sentence.text, re.IGNORECASE
    ):
        return
    said = direction(word.group().lower(), sentence.text)
    periods = [(start, month.year or 0, month.month) for start, _, month in find_months(sentence.text)]
    periods = periods or [(start, year, 0) for start, _, year, _ in find_years(sentence.text)]
    if not said or len(periods) != len(series) or not _forward(periods):
        return
    steps = [
        (later.value or Decimal(0)) - (earlier.value or Decimal(0))
        for earlier, later in zip(series, series[1:], strict=False)
    ]
    if any((step > 0) != (said > 0) or step == 0 for step in steps):
        what = f"“{word.group()}” throughout, but the figures are {', '.join(item.text for item in series)}."
        arithmetic = "steps of " + ", ".join(shown(step) for step in steps)
        yield finding("DOC-10", sentence, what, arithmetic, _DO, series)


def _forward(periods: list[tuple[int, int, int]]) -> bool:
    """Whether the periods are named in order of time."""
    for (_, year, month), (_, next_year, next_month) in zip(periods, periods[1:], strict=False):
        if year and next_year:
            if (next_year, next_month) <= (year, month):
                return False
        elif (next_month - month) % 12 != 1:
            return False
    return True


def find(context: Context) -> Iterator[Finding]:
    """Claims about a course of figures that they do not have."""
    evidence = [item for sentence in context.sentences for item in comparisons(sentence)]
    yield from _remained(context, evidence)
    for sentence in context.sentences:
        yield from _every(sentence)
