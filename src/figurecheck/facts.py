"""The figures of a document against the facts of an edition (DOC-20).

Belongs here: telling which fact a figure states, and comparing the two. Does not belong here: computing facts,
or contradictions within the document (``checks``).

A figure is matched only if its sentence says topic, measure and period, and one fact has just these in its id
(``audits.returned.2020-02``). What cannot be matched is left alone: it is counted as read, not as wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from figurecheck.dates import Month, find_months
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import Comparison, all_comparisons
from figurecheck.relations.core import Context, finding
from figurecheck.relations.parts import role_of
from figurecheck.report import Finding, Place
from figurecheck.rounding import Fit, fit_values, rounded, shown
from figurecheck.text import shortened
from figurecheck.words import judgements_in, listed

#: The periods of a fact beside months, and how a month is written.
EDITION, PROGRAMME = "edition", "programme"
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
#: Words of a text that speak of a topic, the more special first.
_TOPICS = (
    ("reaudits", r"\bre-?audits?\b"),
    ("reflections", r"\breflection sheets?\b|\breflections?\b"),
    ("supervision", r"\bsupervision(?: practice)? observations?\b|\bobservations?\b"),
    ("audits", r"\baudit(?:s|ed)?\b|\bchildren's cases\b"),
)
_MEASURES = {"sent": ("allocated", "expected"), "done": ("returned", "completed"), "left": ("outstanding",)}
_PROGRAMME = re.compile(
    r"\b(?:to date|so far|in total|overall|programme|since the (?:start|beginning))\b", re.IGNORECASE
)
_CHANGED = re.compile(r"\b(?:down|up)graded (?:from [^.,;]{3,30} )?to\b|\bchanged to\b", re.IGNORECASE)
_OUTCOME = re.compile(r"\b(?:remain\w*|graded|judged|improved|rated)\b", re.IGNORECASE)
_RATE = re.compile(rf"\b{listed('words.rate')}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Match:
    sentence: Sentence
    figure: Figure
    fact: dict[str, Any]


class _Facts:
    """Facts by id, and the periods they have."""

    def __init__(self, facts: Any) -> None:
        listed = facts if isinstance(facts, list) else [{"id": key, **_plain(value)} for key, value in facts.items()]
        #: Facts that are numbers; a date or a name is none.
        self.by_id: dict[str, dict[str, Any]] = {
            fact["id"]: fact for fact in listed if isinstance(fact.get("value"), int | float | Decimal)
        }
        periods = {part for name in self.by_id for part in name.split(".")[2:3]}
        self.months = sorted(period for period in periods if _MONTH.fullmatch(period))

    def period(self, month: Month) -> str | None:
        """The fact period of a month named in the text; the latest one where the year is not said."""
        fitting = [
            period for period in self.months if int(period[5:]) == month.month and month.year in (None, int(period[:4]))
        ]
        return fitting[-1] if fitting else None

    def one(self, names: list[str]) -> dict[str, Any] | None:
        """The one fact that has one of the names."""
        found = [self.by_id[name] for name in dict.fromkeys(names) if name in self.by_id]
        return found[0] if len(found) == 1 else None


def slug(text: str) -> str:
    """`text` as part of an id: ``Requires Improvement`` is ``requires-improvement``."""
    return re.sub(r"[^a-z0-9]+", "-", text.strip().lower()).strip("-")


def _plain(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"value": value}


def _topic(sentence: Sentence, position: int, end: int) -> str:
    """What the sentence is about: the topic named last before the figure or first after it, else its section's."""
    text = sentence.text
    after = text[end : end + 60]
    for piece in (re.split(r"[.;,(]", after)[0], text[:position], text):
        hits = [
            (match.start(), name) for name, pattern in _TOPICS for match in re.finditer(pattern, piece, re.IGNORECASE)
        ]
        if hits:
            special = [name for _, name in hits if name != "audits"] or ["audits"]
            return special[-1] if len(set(special)) == 1 else ""
    for earlier in reversed(sentence.block.sentences[: sentence.index]):
        found = _topic_of(earlier.text)
        if found:
            return found
    for heading in reversed(sentence.block.path):
        found = _topic_of(heading)
        if found:
            return found
    return "audits" if sentence.block.label else ""


def _topic_of(text: str) -> str:
    names = [name for name, pattern in _TOPICS if re.search(pattern, text, re.IGNORECASE)]
    special = [name for name in names if name != "audits"]
    return special[0] if len(special) == 1 else "audits" if names == ["audits"] else ""


def _area(block: Block) -> str:
    return slug(block.label) if block.label and not find_months(block.label) else ""


def _period(sentence: Sentence, figure: Figure, facts: _Facts, section: dict[tuple[str, ...], Month]) -> str | None:
    """The period a figure is of."""
    named = _periods_named(sentence)
    joined = any(re.fullmatch(r"\s?(?:,|and|to|–|-)\s?", sentence.text[a[1] : b[0]]) for a, b in pairwise(named))
    if joined or len(named) > 2 or re.search(r"\bsince [A-Z]", sentence.text, re.IGNORECASE):
        return None  # of several months together
    after = _until_next(sentence, figure)
    close = [month for start, _, month in named if figure.end <= start < after]
    if close:
        return facts.period(close[0])
    before = [month for _, end, month in named if end <= figure.start]
    if before:
        return facts.period(before[-1])
    if _PROGRAMME.search(sentence.text):
        return PROGRAMME
    for earlier in reversed(sentence.block.sentences[: sentence.index]):
        named = _periods_named(earlier)
        if named:
            return facts.period(named[-1][2])
        if _PROGRAMME.search(earlier.text):
            return PROGRAMME
    if len(sentence.block.months) == 1:
        return facts.period(sentence.block.months[0])
    if _area(sentence.block):
        return EDITION
    month = section.get(sentence.block.path)
    return facts.period(month) if month is not None else None


def _periods_named(sentence: Sentence) -> list[tuple[int, int, Month]]:
    """The months a sentence names, but for those of days: "sent out on 31 December" is not of December."""
    days = [item for item in sentence.figures if item.kind == "d" and item.text[0].isdigit()]
    return [found for found in find_months(sentence.text) if not any(day.start <= found[0] < day.end for day in days)]


def _until_next(sentence: Sentence, figure: Figure) -> int:
    """Where the words after a figure end: at the next figure or clause; "25% of the 96" goes on after the 96."""
    later = [item for item in sentence.figures if item.start > figure.start and item.kind in "cp"]
    if later and re.fullmatch(r"\s(?:out )?of (?:the )?", sentence.text[figure.end : later[0].start]):
        later = later[1:]
    stop = later[0].start if later else len(sentence.text)
    clause = re.search(r"[,;]| which | with ", sentence.text[figure.end : stop])
    return figure.end + clause.start() if clause else stop


def _sections(context: Context) -> dict[tuple[str, ...], Month]:
    """The month that a section begins with, where its first sentence names just one at its start."""
    found: dict[tuple[str, ...], Month] = {}
    for sentence in context.sentences:
        path = sentence.block.path
        named = find_months(sentence.text)
        if path not in found and len(named) == 1 and named[0][0] < 12 and sentence.block.kind == "para":
            found[path] = named[0][2]
    return found


def _matches(
    sentence: Sentence, facts: _Facts, section: dict[tuple[str, ...], Month], compared: dict[int, Comparison]
) -> Iterator[_Match]:
    for index, figure in enumerate(sentence.figures):
        if figure.kind not in "cp" or not figure.exact:
            continue
        stop = sentence.figures[index + 1].start if index + 1 < len(sentence.figures) else len(sentence.text)
        begin = sentence.figures[index - 1].end if index else 0
        after, before = sentence.text[figure.end : stop], sentence.text[begin : figure.start]
        if id(figure) in compared and figure.kind == "p":
            month = compared[id(figure)].month
            period = facts.period(month) if month is not None else None
            subject = compared[id(figure)].second.sentence
            topic = (
                _topic_of(sentence.text) if _topic_of(sentence.text) not in ("", "audits") else _topic_of(subject.text)
            )
        else:
            if re.search(r"\b(?:last|previous|next) (?:month|year|quarter)", before[-40:], re.IGNORECASE):
                continue
            period = _period(sentence, figure, facts, section)
            topic = _topic(sentence, figure.start, figure.end)
        topic = topic or ("moderation" if _CHANGED.search(after) else "")
        if period is None or not topic:
            continue
        fact = facts.one(_names(sentence, figure, topic, period, before, after))
        if fact is not None:
            yield _Match(sentence, figure, fact)


def _names(sentence: Sentence, figure: Figure, topic: str, period: str, before: str, after: str) -> list[str]:
    """The ids that a figure may be of."""
    area = _area(sentence.block)
    tail = f".{area}" if area else ""
    if figure.kind == "p":
        moderated = re.match(r"\s(?:of the|of)\s*$", after) and re.search(r"\bmoderated\b", sentence.text)
        later = next((m.after for m in sentence.figures if m.start > figure.start), "")
        if moderated and "returned" in later[:20]:
            return []
        if moderated:
            return [f"moderation.coverage.{period}{tail}"]
        return [f"{topic}.compliance.{period}{tail}"] if _RATE.search(sentence.text) else []
    judged = judgements_in(after)
    if _CHANGED.search(after) and judged:
        first = judged[0] if len(judged) == 2 else ""
        return [f"moderation.changed.{period}.{slug(first)}-to-{slug(judged[-1])}"] if first else []
    if (
        judged
        and _OUTCOME.search(after)
        and topic == "reaudits"
        and len(set(judged)) == 1
        and not re.search(r"\bwait", sentence.text)
    ):
        return [f"reaudits.outcome.{period}.{slug(judged[0])}{tail}"]
    if judged and (_OUTCOME.search(sentence.text) or "Outstanding" in after):
        return []  # a judgement, not what is still to come
    role = role_of(figure)
    if role == "done" and re.search(r"\bout of (?:a |the )?(?:possible |potential |total of )?$", before):
        role = "sent"
    elif re.match(r"\sout of ", after):
        role = "done"
    return [f"{topic}.{measure}.{period}{tail}" for measure in _MEASURES.get(role, ())]


def _agrees(match: _Match) -> bool:
    """Whether a figure says what its fact says, rounded or cut."""
    figure, fact = match.figure, match.fact
    value = Decimal(str(fact["value"]))
    if figure.kind == "c":
        return figure.value == value
    numerator, denominator = fact.get("numerator"), fact.get("denominator")
    pair = (
        (Decimal(str(numerator)), Decimal(str(denominator)))
        if numerator is not None and denominator
        else (value, Decimal(1))
    )
    return fit_values((pair[0],) * 2, (pair[1],) * 2, figure.value, figure.decimals) is not Fit.WRONG


def _differs(match: _Match) -> Finding:
    figure, fact = match.figure, match.fact
    value = Decimal(str(fact["value"]))
    numerator, denominator = fact.get("numerator"), fact.get("denominator")
    right = f"{rounded(value * 100, max(1, figure.decimals))}%" if figure.kind == "p" else shown(value)
    counts = f"{shown(Decimal(str(numerator)))} ÷ {shown(Decimal(str(denominator)))} = {right}" if denominator else ""
    what = f"{figure.text} is stated; the fact {fact['id']} is {right}."
    do = f"Write {right}, or find out which of the two is out of date."
    return finding("DOC-20", match.sentence, what, counts, (figure,), do)


def absent(context: Context, facts: Any) -> list[tuple[Place, str, str]]:
    """The counts and percentages of a document that no fact has, whatever the fact is of.

    Parameters
    ----------
    context
        The document.
    facts
        As for :func:`compare`.

    Returns
    -------
    list
        Place, figure and sentence of each, in the order of the document.
    """
    values = [Decimal(str(fact["value"])) for fact in _Facts(facts).by_id.values()]
    counts, shares = set(values), [value * 100 for value in values if 0 <= value <= 1]
    found = []
    for sentence in context.sentences:
        for figure in sentence.of_kind("cp"):
            if not figure.exact:
                continue
            unit = Decimal(1).scaleb(-figure.decimals)
            known = figure.value in counts
            if figure.kind == "p":
                known = any(-unit / 2 <= value - figure.value < unit for value in shares)
            if not known:
                found.append((sentence.block.place, figure.text, shortened(sentence.text)))
    return found


def compare(context: Context, facts: Any) -> tuple[int, int, list[Finding]]:
    """Compare every figure that can be matched with its fact.

    Parameters
    ----------
    context
        The document.
    facts
        The content of ``facts.json``, or facts or bare values by id.

    Returns
    -------
    tuple
        How many figures could be matched, how many of them agree, and a finding for each that differs.
    """
    known = _Facts(facts)
    section = _sections(context)
    compared = {id(item.first): item for item in all_comparisons(context) if item.month is not None}
    matches = [match for sentence in context.sentences for match in _matches(sentence, known, section, compared)]
    differing = [_differs(match) for match in matches if not _agrees(match)]
    return len(matches), len(matches) - len(differing), differing
