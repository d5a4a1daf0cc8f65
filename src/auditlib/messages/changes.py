"""The changes that messages speak of, and what no summary may leave out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditlib.claims import Comparison, Verdict, compare
from auditlib.disclosure import until_withheld
from auditlib.facts import Fact, Facts, Withheld
from auditlib.periods import EDITION, month_name, months_before
from auditlib.settings import Edition

COMPLIANCE, GOOD = "audits.compliance", "audits.good_or_better_rate"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that may get worse."""

    measure: str  # ids of its facts, without the month
    worse: str  # the direction that is worse: ``lower`` or ``higher``
    change: str  # the change for the worse, in words
    headline: str  # a sentence about it, with the months ``{now}`` and ``{then}``


RATES = (
    Rate(COMPLIANCE, "lower", "the fall in returns", "Fewer audits came back in {now} than in {then}."),
    Rate(
        GOOD,
        "lower",
        "the fall in judgements of Good or better",
        "Fewer cases were judged Good or better in {now} than in {then}.",
    ),
    Rate(
        "moderation.changed_rate",
        "higher",
        "the rise in judgements changed at moderation",
        "Moderators changed more judgements in {now} than in {then}.",
    ),
    Rate(
        "reaudits.compliance",
        "lower",
        "the fall in re-audits returned",
        "Fewer re-audits came back in {now} than in {then}.",
    ),
    Rate(
        "reaudits.improved_rate",
        "lower",
        "the fall in cases that a re-audit found improved",
        "Fewer cases re-audited had improved in {now} than in {then}.",
    ),
)


@dataclass(frozen=True, slots=True)
class MustSay:
    """Something that a summary written by hand may not leave out."""

    what: str  # what it is, in words
    facts: tuple[str, ...]  # ids of which the summary has to name one


def latest(edition: Edition, facts: Facts, rate: str) -> str | None:
    """The edition's last month in which a rate has cases."""
    return facts.latest(rate, edition.months[-1], edition.months[0])


def comparisons(edition: Edition, facts: Facts, rate: str, worse: str = "lower") -> dict[str, Comparison]:
    """The latest month's rate against the month before and the same month a year ago, by ``before`` and ``year``.

    Where it is worse than in neither, but worse than two or three months ago, that is ``earlier``.
    """
    month = latest(edition, facts, rate)
    if month is None:
        return {}

    def against(back: int) -> Comparison | None:
        now, then = facts[f"{rate}.{month}"], facts.get(f"{rate}.{months_before(month, back)}")
        if then is None or isinstance(then, Withheld) or isinstance(now, Withheld):
            return None
        return compare(now, then)

    found = {name: comparison for name, back in (("before", 1), ("year", 12)) if (comparison := against(back))}
    if not any(is_significantly(comparison, worse) for comparison in found.values()):
        earlier = [each for back in (2, 3) if (each := against(back)) and is_significantly(each, worse)]
        if earlier:
            found["earlier"] = min(earlier, key=lambda comparison: comparison.p or 0.0)
    return found


def is_significantly(comparison: Comparison, direction: str) -> bool:
    """Whether a test supports that a rate is ``lower`` or ``higher`` than it was."""
    return comparison.verdict is Verdict.SIGNIFICANT and comparison.direction == direction


def under_target(edition: Edition, facts: Facts) -> list[Fact]:
    """The rates of returns that are under the edition's target, if it has one: the latest month's and the edition's."""
    target, month = edition.returns_target, latest(edition, facts, COMPLIANCE)
    if target is None or month is None:
        return []
    rates = [facts.get(f"{COMPLIANCE}.{period}") for period in (month, EDITION)]
    shown = [rate for rate in rates if rate is not None and not isinstance(rate, Withheld)]
    return [rate for rate in shown if 100 * rate.numerator < target * rate.denominator]


def month_of(fact: Fact) -> str:
    """The month of a rate, in words."""
    return month_name(fact.id.split(".")[2])


def worst(edition: Edition, facts: Facts) -> tuple[Rate, Comparison] | None:
    """The most adverse change that a test supports."""
    found = [
        (rate, comparison)
        for rate in RATES
        for comparison in comparisons(edition, facts, rate.measure, rate.worse).values()
        if is_significantly(comparison, rate.worse)
    ]
    return min(found, key=lambda each: each[1].p or 0.0, default=None)


def must_say(edition: Edition, facts: Facts) -> list[MustSay]:
    """What no summary may leave out: the worst change, long waits, overdue actions, a target missed."""
    parts = (
        _worst_change(edition, facts),
        _more_than_none(facts, f"waiting.long.{EDITION}", "cases that wait too long for a re-audit"),
        _more_than_none(facts, f"actions.overdue.{edition.edition}", "overdue actions"),
        _under_target(edition, facts),
    )
    return [each for part in parts for each in until_withheld(part)]


def _worst_change(edition: Edition, facts: Facts) -> Iterator[MustSay]:
    adverse = worst(edition, facts)
    if adverse is not None:
        rate, comparison = adverse
        months = f"{month_of(comparison.now)} against {month_of(comparison.then)}"
        yield MustSay(f"{rate.change}, {months}", (comparison.then.id,))


def _more_than_none(facts: Facts, fact_id: str, what: str) -> Iterator[MustSay]:
    if facts.number(fact_id):
        yield MustSay(what, (fact_id,))


def _under_target(edition: Edition, facts: Facts) -> Iterator[MustSay]:
    below = under_target(edition, facts)
    if below:
        what = f"that returns are under the target of {edition.returns_target:g}%"
        yield MustSay(what, tuple(rate.id for rate in below))
