"""The headline figures: each with its counts, what a test says of its change, and its course as a small line."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from auditlib import rounding
from auditlib.claims import Verdict, compare
from auditlib.colours import MAIN
from auditlib.disclosure import MONTHS_SHOWN, Evidence, unless_withheld, until_withheld
from auditlib.facts import Fact, Facts, Withheld, fact_span
from auditlib.messages.changes import COMPLIANCE, GOOD, latest, month_of
from auditlib.narrative.words import capital, paragraphs
from auditlib.periods import EDITION, month_name, months_before
from auditlib.settings import Edition

IMPROVED = "reaudits.improved_rate"
#: A line of fewer points than this shows no course.
_FEWEST_POINTS = 6
_WIDE, _HIGH = 120, 32


def cards(evidence: Evidence) -> str:
    """Four headline figures: returns, Good or better, re-audits improved, cases waiting."""
    parts = (_returned, _good, _better, _waiting)
    made = [card for part in parts for card in until_withheld(part(evidence.edition, evidence.facts))]
    return paragraphs("::: headline-figures", *made, ":::") if made else ""


def _card(title: str, number: str, *lines: str, course: str = "") -> str:
    below = [line for line in (*lines, course) if line]
    return "::: headline-figure\n" + "\\\n".join([title, f"**{number}**", *below]) + "\n:::"


def _returned(edition: Edition, facts: Facts) -> Iterator[str]:
    month = latest(edition, facts, COMPLIANCE)
    if month is not None:
        rate = facts[f"{COMPLIANCE}.{month}"]
        counts = f"{rate.counts}, {month_name(month)}"
        change, course = _change(edition, facts, COMPLIANCE), _course(edition, facts, COMPLIANCE)
        yield _card("Audits returned", fact_span(rate), counts, capital(change), course=course)


def _good(edition: Edition, facts: Facts) -> Iterator[str]:
    rate = facts.get(f"{GOOD}.{EDITION}")
    if rate is not None and rate.value is not None:
        counts = f"{rate.counts}, {edition.period}"
        change, course = _of_latest(edition, facts, GOOD), _course(edition, facts, GOOD)
        yield _card("Good or better", fact_span(rate), counts, change, course=course)


def _better(edition: Edition, facts: Facts) -> Iterator[str]:
    returned = facts.count(f"reaudits.returned.{EDITION}")
    if returned.number:
        number = f"{fact_span(facts.count(f'reaudits.improved.{EDITION}'))} of {fact_span(returned)}"
        yield _card("Re-audits improved", number, edition.period, _of_latest(edition, facts, IMPROVED))


def _waiting(edition: Edition, facts: Facts) -> Iterator[str]:
    waiting = facts.get(f"waiting.cases.{EDITION}")
    if waiting is not None:
        new, long = (facts.count(f"waiting.{name}.{EDITION}") for name in ("new", "long"))
        lines = f"{fact_span(new)} judged in this edition", f"{fact_span(long)} for three months or longer"
        yield _card("Waiting for a re-audit", fact_span(waiting), *lines)


@unless_withheld
def _of_latest(edition: Edition, facts: Facts, rate: str) -> str:
    """The change of the latest month, which is named if the edition has others."""
    month, change = latest(edition, facts, rate), _change(edition, facts, rate)
    return f"{month_name(month)}: {change}" if month and change and len(edition.months) > 1 else capital(change)


@unless_withheld
def _change(edition: Edition, facts: Facts, rate: str) -> str:
    """What a test says of the latest month against the last before it that has cases, and against a year ago."""
    month = latest(edition, facts, rate)
    if month is None:
        return ""
    before = facts.latest(rate, months_before(month), edition.programme_start)
    found: dict[str, list[str]] = {}
    for earlier in dict.fromkeys((before, months_before(month, 12))):
        then = facts.get(f"{rate}.{earlier}") if earlier else None
        if earlier is None or then is None or isinstance(then, Withheld) or then.value is None:
            continue
        comparison = compare(facts[f"{rate}.{month}"], then)
        if comparison is None:
            continue
        match comparison.verdict:
            case Verdict.SIGNIFICANT:
                words = "up from" if comparison.direction == "higher" else "down from"
            case Verdict.TOO_FEW:
                words = "too few to compare with"
            case _:
                words = "no clear change from"
        name = f"{fact_span(then, month_name(earlier, year=False))} {earlier[:4]}"  # a year is no figure of the fact
        found.setdefault(words, []).append(name)
    return "; ".join(f"{words} {rounding.listed(months)}" for words, months in found.items())


def _course(edition: Edition, facts: Facts, rate: str) -> str:
    """The latest months of a rate as a small line, from none to all; empty if there are few, or one is hidden."""
    months = edition.programme_months[-MONTHS_SHOWN:]
    found = [fact for month in months if (fact := facts.get(f"{rate}.{month}")) and not isinstance(fact, Withheld)]
    shown = [fact for fact in found if fact.value is not None]
    if len(shown) < max(_FEWEST_POINTS, len(months)):
        return ""
    step = (_WIDE - 4) / (len(shown) - 1)
    places = [(2 + number * step, 2 + (1 - fact.value) * (_HIGH - 4)) for number, fact in enumerate(shown)]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/><polyline fill="none" stroke="{MAIN}" stroke-width="2" '
        f'points="{" ".join(f"{across:.1f},{down:.1f}" for across, down in places)}"/></svg>'
    )
    data = base64.b64encode(drawing.encode()).decode()
    first, last, least = shown[0], shown[-1], min(shown, key=lambda fact: fact.value)
    alt = f"Line by month: {_at(first)} to {_at(last)}; lowest {_at(least)}."
    return f'<img class="course" alt="{alt}" src="data:image/svg+xml;base64,{data}">'


def _at(fact: Fact) -> str:
    return f"{fact.display} in {month_of(fact)}"
