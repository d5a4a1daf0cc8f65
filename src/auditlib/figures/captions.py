"""Captions that say what to see in a chart; empty where there is nothing to draw."""

from __future__ import annotations

from auditlib import rounding
from auditlib.disclosure import Evidence
from auditlib.facts import fact_span
from auditlib.periods import EDITION, month_name
from auditlib.schema import INADEQUATE


def _by_month(evidence: Evidence, title: str, measure: str) -> str:
    facts = [(month, evidence.facts.get(f"{measure}.{month}")) for month in evidence.edition.months]
    shown = [
        f"{fact_span(fact, 'none' if fact.value is None else '')} in {month_name(month)}"
        for month, fact in facts
        if fact
    ]
    return f"{title}: {rounding.listed(shown)}. Darker columns are this edition's months."


def compliance(evidence: Evidence) -> str:
    """Of compliance with case audits by month."""
    return _by_month(evidence, "Audit compliance by month", "audits.compliance")


def moderation_changed(evidence: Evidence) -> str:
    """Of the share of judgements changed at moderation by month."""
    return _by_month(evidence, "Judgements changed at moderation", "moderation.changed_rate")


def judgements(evidence: Evidence) -> str:
    """Of judgements by month."""
    facts = evidence.facts
    good = [
        f"{month_name(month)} {fact_span(facts[f'audits.good_or_better_rate.{month}'])}"
        for month in evidence.edition.months
        if facts.number(f"audits.returned.{month}")
    ]
    text = "Judgements of returned audits by month, as shares of each month with their counts"
    return f"{text}. Good or better: {rounding.listed(good)}." if good else f"{text}."


def judgements_by_area(evidence: Evidence) -> str:
    """Of judgements by area."""
    return (
        f"Judgements of returned audits by area, {evidence.edition.period}, as shares of each area with their counts."
    )


def moderation(evidence: Evidence) -> str:
    """Of judgements before and after moderation."""
    changed = evidence.facts[f"moderation.changed_rate.{EDITION}"]
    return (
        f"Judgements of moderated audits before and after moderation, {evidence.edition.period}: "
        f"{fact_span(changed, f'{changed.display} ({changed.counts})')} were changed."
    )


def reaudits(evidence: Evidence) -> str:
    """Of judgements of returned re-audits by area."""
    inadequate = evidence.facts.count(f"reaudits.outcome.{EDITION}.{INADEQUATE}")
    returned = evidence.facts.count(f"reaudits.returned.{EDITION}")
    return (
        f"Judgements of returned re-audits by area, {evidence.edition.period}: {fact_span(inadequate)} of "
        f"{fact_span(returned)} are {evidence.lists.judgements.name_of(INADEQUATE)}."
    )


def supervision_length(evidence: Evidence) -> str:
    """Of how long the observed supervisions lasted."""
    mean = fact_span(evidence.facts[f"supervision.duration.{EDITION}.mean"])
    return f"How long the observed supervisions lasted: {mean} on average."


def themes(evidence: Evidence) -> str:
    """Of the themes that remarks were most often about."""
    found = evidence.facts.under(f"comments.about.{EDITION}").items()
    if not found:
        return ""
    first, fact = min(found, key=lambda item: (-item[1].number, item[0]))
    return (
        f"Themes that remarks were most often about, {evidence.edition.period}. "
        f"{evidence.lists.themes.name_of(first)} comes first, with "
        f"{fact_span(fact)} {'remark' if fact.number == 1 else 'remarks'}."
    )
