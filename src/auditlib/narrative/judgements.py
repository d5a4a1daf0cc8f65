"""Sections 2 and 3: judgements by month, and each area's returns and judgements."""

from __future__ import annotations

from auditlib import rounding
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import fact_span
from auditlib.narrative.words import compared_with, counted, months_compared, paragraphs, possessive, share, verb
from auditlib.periods import EDITION, PROGRAMME, month_name
from auditlib.schema import JUDGEMENTS


@unless_withheld
def _month(evidence: Evidence, month: str) -> str:
    facts, name = evidence.facts, month_name(month)
    returned = facts.count(f"audits.returned.{month}")
    if not returned.number:
        return f"No audits were returned for {name}, so there are no judgements to report."
    given = facts.occurring(f"audits.judgement.{month}", JUDGEMENTS)
    if not given:
        return f"The {counted(returned, 'audit')} returned for {name} {verb(returned, 'has', 'have')} no judgement."
    judged: list[str] = []
    for code, fact in given.items():
        was_judged = "" if judged else f"{verb(fact)} judged "
        judged.append(f"{fact_span(fact)} {was_judged}{evidence.lists.judgements.name_of(code)}")
    good = facts[f"audits.good_or_better_rate.{month}"]
    return (
        f"Of the {counted(returned, 'audit')} returned for **{name}**, {rounding.listed(judged)}. "
        f"{share(good)} {'was' if good.numerator == 1 else 'were'} Good or better."
    )


def by_month(evidence: Evidence) -> str:
    """The judgements of each month, and the last month's Good or better against the months before."""
    edition, facts = evidence.edition, evidence.facts
    last = edition.months[-1]
    subject = f"{possessive(last)} share of Good or better"
    pointer = "@fig-judgements shows the judgements month by month, as the auditors gave them and before moderation."
    return paragraphs(
        " ".join(_month(evidence, month) for month in edition.months),
        compared_with(facts, "audits.good_or_better_rate", last, months_compared(last), subject),
        pointer if facts.occurs(f"audits.returned.{PROGRAMME}") else "",
    )


@unless_withheld
def opening_of_areas(evidence: Evidence) -> str:
    """What the area breakdown covers."""
    allocated = evidence.facts.count(f"audits.allocated.{EDITION}")
    text = (
        f"This section covers the {counted(allocated, 'audit')} allocated for {evidence.edition.period}. A case counts "
        "under the area that holds it. @tbl-areas sets the returns side by side"
    )
    if evidence.facts.occurs(f"audits.returned.{EDITION}"):
        text += ", and @fig-judgements-by-area shows the judgements"
    return f"{text}."
