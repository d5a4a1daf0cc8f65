"""Sections 2 and 3: judgements by month, and each area's returns and judgements.

Belongs here: sentences about overall judgement grades. Does not belong here: moderation of them.
"""

from __future__ import annotations

from auditlib import rounding
from auditlib.claims import compare
from auditlib.disclosure import Evidence
from auditlib.narrative.words import (
    bullets,
    capital,
    comparison_sentence,
    counted,
    paragraphs,
    possessive,
    share,
    verb,
)
from auditlib.periods import EDITION, PROGRAMME, month_name, months_before
from auditlib.schema import JUDGEMENTS

#: How many earlier months a month's judgements are compared with.
MONTHS_COMPARED = 3


def mix(evidence: Evidence, period: str, area: str = "") -> str:
    """The judgements of a period as counts: ``3 Outstanding, 30 Good and 4 Inadequate``; those not given left out."""
    where = f".{area}" if area else ""
    parts = []
    for judgement in JUDGEMENTS:
        number = evidence.facts.number(f"audits.judgement.{period}.{judgement}{where}")
        if number:
            parts.append(f"{rounding.count(number)} {evidence.lists.judgements.name_of(judgement)}")
    return rounding.listed(parts)


def _month(evidence: Evidence, month: str) -> str:
    returned = evidence.facts.number(f"audits.returned.{month}")
    name = month_name(month)
    if not returned:
        return f"No audits were returned for {name}, so there are no judgements to report."
    judged = mix(evidence, month)
    if not judged:
        return f"The {counted(returned, 'audit')} returned for {name} {verb(returned, 'has', 'have')} no judgement."
    good = evidence.facts[f"audits.good_or_better_rate.{month}"]
    first, _, rest = judged.partition(" ")
    return (
        f"Of the {counted(returned, 'audit')} returned for **{name}**, {first} {verb(int(first.replace(',', '')))} "
        f"judged {rest}. {share(good)} {verb(good.numerator)} Good or better."
    )


def by_month(evidence: Evidence) -> str:
    """The judgements of each month, and the last month's Good or better against the months before."""
    edition, facts = evidence.edition, evidence.facts
    last = edition.months[-1]
    name = "audits.good_or_better_rate"
    compared = []
    for back in range(1, MONTHS_COMPARED + 1):
        month = months_before(last, back)
        if f"{name}.{month}" in facts:
            whose = possessive(month, year=month[:4] != last[:4])
            compared.append((whose, compare(facts[f"{name}.{last}"], facts[f"{name}.{month}"])))
    subject = f"{possessive(last)} share of Good or better"
    pointer = (
        "@fig-judgements and @tbl-judgements show the judgements month by month, as the auditors gave them and "
        "before moderation."
    )
    return paragraphs(
        " ".join(_month(evidence, month) for month in edition.months),
        comparison_sentence(subject, compared),
        pointer if facts.number(f"audits.returned.{PROGRAMME}") else "",
    )


def _area(evidence: Evidence, area: str) -> str:
    facts = evidence.facts
    allocated, returned, outstanding = (
        facts.number(f"audits.{name}.{EDITION}.{area}") for name in ("allocated", "returned", "outstanding")
    )
    name = evidence.lists.areas.name_of(area)
    if not allocated:
        return f"**{name}:** no audits were allocated."
    back = f"{rounding.count(returned)} {verb(returned)}" if returned else "none was"
    text = f"**{name}:** {counted(allocated, 'audit')} {verb(allocated)} allocated and {back} returned"
    if returned:
        text += f" ({facts[f'audits.compliance.{EDITION}.{area}'].display})"
    if outstanding:
        text += f"; {rounding.count(outstanding)} {verb(outstanding)} not returned"
    judged = mix(evidence, EDITION, area)
    return f"{text}. Judgements: {judged}." if judged else f"{text}."


def by_area(evidence: Evidence) -> str:
    """For each area of the list: allocated, returned, outstanding and judgements in the edition's months."""
    pointer = "@tbl-areas sets the returns side by side"
    if evidence.facts.number(f"audits.returned.{EDITION}"):
        pointer += "; @fig-judgements-by-area and @tbl-judgements-by-area show the judgements"
    return paragraphs(bullets([_area(evidence, area) for area in evidence.lists.areas.codes]), f"{pointer}.")


def opening_of_areas(evidence: Evidence) -> str:
    """What the area breakdown covers."""
    allocated = evidence.facts.number(f"audits.allocated.{EDITION}")
    return capital(
        f"this section covers the {counted(allocated, 'audit')} allocated for {evidence.edition.period}. "
        "A case counts under the area that holds it."
    )
