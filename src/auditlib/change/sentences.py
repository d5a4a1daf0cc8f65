"""Sentences about what changed, how far moderation agrees, and the funnel."""

from __future__ import annotations

from fractions import Fraction

from auditlib import rounding
from auditlib.change.headlines import (
    Headline,
    area_name,
    areas_compared,
    by_area,
    change_id,
    compared_months,
    decimals_that_agree,
    points,
    rounded_apart,
    share_with_counts,
)
from auditlib.claims import FEWEST_COMPARED, Verdict, compare
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import Fact, fact_span
from auditlib.narrative.words import capital, counted, paragraphs, some, verb, was
from auditlib.periods import EDITION, PROGRAMME, month_name


def _few(evidence: Evidence, headline: Headline, months: tuple[str, str]) -> str:
    """The fewest cases that an area had in one of two months, if too few to be compared on their own."""
    found = [by_area(evidence.lists, evidence.facts, headline, month).values() for month in months]
    cases = [fact for areas in found for fact in areas if fact.denominator]
    smallest = min(cases, key=lambda fact: fact.denominator, default=None)
    if smallest is None or smallest.denominator >= FEWEST_COMPARED:
        return ""
    number = fact_span(smallest, rounding.count(smallest.denominator))
    what = headline.cases if smallest.denominator > 1 else headline.cases.removesuffix("s")
    return f"These parts rest on as few as {number} {what} in an area."


def _one_month_only(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    """Which areas have cases in one of the months only."""
    areas, sentences = areas_compared(evidence.lists, evidence.facts, headline, now, then), []
    for month in (now, then):
        here = by_area(evidence.lists, evidence.facts, headline, month)
        without = [area_name(evidence.lists, area) for area in areas if area not in here or not here[area].denominator]
        if without:
            sentences.append(
                f"{capital(rounding.listed(without))} had no {headline.cases} in {month_name(month)} and "
                f"{'counts' if len(without) == 1 else 'count'} as mix."
            )
    return " ".join(sentences)


def _parts(evidence: Evidence, headline: Headline, now: str, then: str, decimals: int) -> str:
    facts = evidence.facts
    mix, within = (facts[change_id(headline, now, then, part)] for part in ("mix", "within"))
    if mix.value is None:
        return "No area has cases in both months, so it cannot be split into mix and change within areas."
    by_mix, by_areas = (
        fact_span(part, points(Fraction(part.value), decimals).replace("under 1 points", "less than 1 point"))
        for part in (mix, within)
    )
    text = (
        f"Change within areas adds {by_areas}; the mix of areas, that is how {headline.cases} are shared out among "
        f"them, adds {by_mix}"
    )
    apart = rounded_apart(facts[change_id(headline, now, then, "total")], within, mix, decimals)
    few, only = _few(evidence, headline, (now, then)), _one_month_only(evidence, headline, now, then)
    is_first = (now, then) == significant_changes(evidence, headline)[0]
    pointer = f"@tbl-{name_of(headline)} shows each area." if is_first else ""
    return " ".join(part for part in (f"{text}{apart}.", pointer, few, only) if part)


def _change(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    facts = evidence.facts
    at_now, at_then = facts[f"{headline.rate}.{now}"], facts[f"{headline.rate}.{then}"]
    total, *parts = (facts[change_id(headline, now, then, part)] for part in ("total", "within", "mix"))
    decimals = decimals_that_agree(at_then, at_now, *parts)
    size = fact_span(total, points(abs(Fraction(total.value)), decimals, unit="").lstrip("+"))
    first = month_name(then, year=then[:4] != now[:4])
    return (
        f"{capital(headline.subject)} {'rose' if total.value > 0 else 'fell'} by {size} percentage points from "
        f"{first} to {month_name(now, year=False)}, from {_precisely(at_then, decimals)} to "
        f"{_precisely(at_now, decimals)}: this is unlikely to be chance. "
        f"{_parts(evidence, headline, now, then, decimals)}"
    )


def _precisely(fact: Fact, decimals: int) -> str:
    return fact_span(fact, share_with_counts(fact, decimals))


def significant_changes(evidence: Evidence, headline: Headline) -> list[tuple[str, str]]:
    """The pairs of months whose change is more than chance and is taken apart by area, the later one first."""
    facts = evidence.facts
    if evidence.edition.is_public:  # the parts of a change would give small numbers in an area away
        return []
    return [
        (now, then)
        for now, then in compared_months(evidence.edition, facts, headline)
        if len(areas_compared(evidence.lists, facts, headline, now, then)) > 1  # otherwise there is no mix
        and (found := compare(facts[f"{headline.rate}.{now}"], facts[f"{headline.rate}.{then}"]))
        and found.verdict is Verdict.SIGNIFICANT
    ]


def change(evidence: Evidence, headline: Headline) -> str:
    """How much of a headline's change is change within areas and how much is the mix of areas.

    Only of changes that are more than chance: the parts of others would be read as findings. The page on methods has
    those, too.
    """
    pairs = significant_changes(evidence, headline)
    return paragraphs(*(_change(evidence, headline, now, then) for now, then in pairs))


def name_of(headline: Headline) -> str:
    """What a headline's chart and table are called in cross-references: ``change-compliance``."""
    return f"change-{headline.key.replace('_', '-')}"


@unless_withheld
def agreement(evidence: Evidence) -> str:
    """How far moderators agreed with auditors: exactly, in which direction not, and beyond chance."""
    facts = evidence.facts
    moderated = facts.count(f"moderation.moderated.{EDITION}")
    if not moderated.number:
        return ""
    upheld = facts[f"moderation.agreement_rate.{EDITION}"]
    lowered, raised = facts.count(f"moderation.lowered.{EDITION}"), facts.count(f"moderation.raised.{EDITION}")
    text = f"Moderators upheld {fact_span(upheld)} of the judgements ({fact_span(upheld, upheld.counts)})"
    if lowered.number or raised.number:
        text += f"; {some(lowered)} {was(lowered)} lowered and {some(raised)} "
        text += f"{was(raised)} raised"
    return f"{text}. {_kappa(evidence)}"


@unless_withheld
def _kappa(evidence: Evidence) -> str:
    kappa, low, high = (evidence.facts[f"moderation.{name}.{EDITION}"] for name in ("kappa", "kappa_low", "kappa_high"))
    if kappa.value is None:
        return f"Kappa, a measure of agreement beyond chance, is not given: {fact_span(kappa)}."
    interval = f"95% interval {fact_span(low)} to {fact_span(high)}; " if low.value is not None else ""
    return (
        f"Kappa, a measure of agreement beyond chance, is {fact_span(kappa)} ({interval}1 is complete agreement and 0 "
        "agreement by chance). Moderators see the auditor's judgement before they give theirs, so this is not the "
        "agreement of two people who judge apart."
    )


@unless_withheld
def _funnel(evidence: Evidence, period: str, start: str) -> str:
    facts = evidence.facts
    allocated = facts.count(f"audits.allocated.{period}")
    if not allocated.number:
        return ""
    returned = facts.count(f"audits.returned.{period}")
    moderated, changed, inadequate, reaudited = (
        facts.count(f"funnel.{step}.{period}") for step in ("moderated", "changed", "inadequate", "reaudited")
    )
    text = f"{start}, {some(returned)} of {counted(allocated, 'audit')} allocated {was(returned)} returned"
    if returned.number:
        text += f" and {some(moderated)} of these {was(moderated)} moderated"
    if moderated.number:
        text += f", with {counted(changed, 'judgement')} changed"
    text += "."
    if inadequate.number:
        judgements = capital(counted(inadequate, "judgement"))
        text += f" {judgements} {verb(inadequate, 'stands', 'stand')} as Inadequate, and "
        if inadequate.number > 1:
            text += f"re-audits of {some(reaudited)} of these cases have been allocated so far."
        else:
            a = fact_span(reaudited, "a" if reaudited.number else "no")
            text += f"{a} re-audit of the case has been allocated so far."
    return text


def funnel(evidence: Evidence) -> str:
    """How many audits took each step from allocated to re-audited, for the edition and for the programme."""
    edition, facts = evidence.edition, evidence.facts
    sentences = [_funnel(evidence, EDITION, f"For {edition.period}")]
    if len(edition.programme_months) > len(edition.months):
        sentences.append(_funnel(evidence, PROGRAMME, f"Since {month_name(edition.programme_start)}"))
    sentences.append(_elsewhere(evidence))
    pointer = "@tbl-funnel shows this by area." if facts.occurs(f"audits.allocated.{EDITION}") else ""
    return " ".join(sentence for sentence in [*sentences, pointer] if sentence)


@unless_withheld
def _elsewhere(evidence: Evidence) -> str:
    elsewhere = evidence.facts.count(f"funnel.moderated_elsewhere.{EDITION}")
    if not elsewhere.number:
        return ""
    return (
        f"{capital(counted(elsewhere, 'moderation'))} of these months {verb(elsewhere, 'is', 'are')} not counted "
        "here: of an audit of other months, not returned by the cut-off or not accepted, or followed by another."
    )
