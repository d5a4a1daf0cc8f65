"""The comparisons that every edition draws, and which of them come out otherwise.

Belongs here: an edition's standard statements as verdicts. Does not belong here: the rules (``claims``), statements
written by hand, sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditlib.claims import Comparison, Verdict, compare
from auditlib.facts import Facts
from auditlib.narrative.moderation import POLICY_SHARE
from auditlib.periods import month_name, months_before
from auditlib.revisions.difference import LISTED, VerdictChange
from auditlib.settings import Edition

#: How many earlier months the last month is compared with; None for the latest that has something to divide by.
_COMPARED: dict[str, int | None] = {
    "audits.compliance": 3,
    "audits.good_or_better_rate": 3,
    "reaudits.compliance": None,
    "reflections.compliance": None,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an edition.

    Parameters
    ----------
    subject
        What is stated of what.
    verdict
        What the rule gives, in words; two statements are the same if these are.
    facts
        Ids of the figures behind it.
    """

    subject: str
    verdict: str
    facts: tuple[str, ...]


def in_words(comparison: Comparison | None) -> str:
    """A verdict in words: ``significantly higher``, ``similar``."""
    if comparison is None:
        return "nothing to compare"
    match comparison.verdict:
        case Verdict.SIGNIFICANT:
            return f"significantly {comparison.direction}"
        case Verdict.DIRECTION_ONLY:
            return f"{comparison.direction}, but this could be chance"
        case Verdict.SIMILAR:
            return "similar"
        case _:
            return "too few cases to compare"


def _earlier_months(edition: Edition, facts: Facts, measure: str) -> list[str]:
    """The months with which an edition compares its last month."""
    last, most = edition.months[-1], _COMPARED[measure]
    if most is not None:
        months = [months_before(last, back) for back in range(1, most + 1)]
        return [month for month in months if f"{measure}.{month}" in facts]
    month = months_before(last)
    while month >= edition.programme_start:
        if facts.value(f"{measure}.{month}") is not None:
            return [month]
        month = months_before(month)
    return []


def pairs_compared(edition: Edition, facts: Facts) -> list[tuple[str, str]]:
    """Ids of the figures that an edition compares: the later one and the earlier one."""
    last = edition.months[-1]
    return [
        (f"{measure}.{last}", f"{measure}.{month}")
        for measure in _COMPARED
        if f"{measure}.{last}" in facts
        for month in _earlier_months(edition, facts, measure)
    ]


def statements(edition: Edition, facts: Facts, pairs: list[tuple[str, str]]) -> list[Statement]:
    """What an edition states of its last month against others, and of the policy on moderation.

    Parameters
    ----------
    edition
        The edition.
    facts
        Its facts, as published or as they are now.
    pairs
        What is compared, as of :func:`pairs_compared`; a pair without facts is left out.
    """
    found = []
    for now, then in pairs:
        if now in facts and then in facts:
            title = LISTED[".".join(now.split(".")[:2])]
            months = [month_name(fact_id.split(".")[2]) for fact_id in (now, then)]
            verdict = in_words(compare(facts[now], facts[then]))
            found.append(Statement(f"{title}, {months[0]} against {months[1]}", verdict, (now, then)))
    for month in edition.months:
        coverage = f"moderation.coverage.{month}"
        if facts.value(coverage) is not None:
            met = "met" if facts.value(coverage) >= POLICY_SHARE else "not met"
            subject = f"Policy to moderate at least {POLICY_SHARE:.0%} of audits allocated, {month_name(month)}"
            found.append(Statement(subject, met, (coverage,)))
    return found


def verdict_changes(edition: Edition, published: Facts, now: Facts) -> list[VerdictChange]:
    """The statements of an edition that come out otherwise now.

    Parameters
    ----------
    edition
        The earlier edition.
    published, now
        Its facts as published, and as they are now for the same months.
    """
    pairs = pairs_compared(edition, published)
    later = {statement.subject: statement for statement in statements(edition, now, pairs)}
    return [
        VerdictChange(was.subject, was.verdict, later[was.subject].verdict, was.facts)
        for was in statements(edition, published, pairs)
        if was.subject in later and was.verdict != later[was.subject].verdict
    ]
