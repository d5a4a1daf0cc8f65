"""Section 1: the programme to date and each month of the edition."""

from __future__ import annotations

from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import Fact, fact_span
from auditlib.narrative.words import (
    bullets,
    capital,
    compared_with,
    counted,
    months_compared,
    paragraphs,
    possessive,
    some,
    verb,
    was,
)
from auditlib.periods import PROGRAMME, day_name, month_name, months_before


@unless_withheld
def programme(evidence: Evidence) -> str:
    """The programme to date: allocated, returned, outstanding and late."""
    facts, edition = evidence.facts, evidence.edition
    allocated, returned, outstanding, late = (
        facts.count(f"audits.{name}.{PROGRAMME}") for name in ("allocated", "returned", "outstanding", "late")
    )
    if not allocated.number:
        return f"No audits have been allocated since the programme began in {month_name(edition.programme_start)}."
    completion = facts[f"audits.compliance.{PROGRAMME}"]
    cut_off = day_name(edition.cut_off)
    if len(edition.programme_months) == 1:
        since = f"{month_name(edition.programme_start)} is the first month of the audit programme."
    else:
        since = f"The audit programme began in {month_name(edition.programme_start)}."
    text = (
        f"{since} **{counted(allocated, 'audit')}** {verb(allocated, 'has', 'have')} been allocated to date and "
        f"**{some(returned)}** {was(returned)} completed by {cut_off}, an **overall completion rate of "
        f"{fact_span(completion)}**."
    )
    if outstanding.number:
        text += f" {capital(counted(outstanding, 'audit'))} {verb(outstanding, 'has', 'have')} not been returned"
        text += _late(late, outstanding)
    return text


def _late(late: Fact, outstanding: Fact) -> str:
    if not late.number:
        return "."
    if late.number == outstanding.number == 1:
        return "; it came back after that day and counts as outstanding here."
    which = fact_span(late, "all") if late.number == outstanding.number else fact_span(late)
    return f", {which} of which came back after that day and {verb(late, 'counts', 'count')} as outstanding here."


@unless_withheld
def _sent_out(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    allocated, returned = facts.count(f"audits.allocated.{month}"), facts.count(f"audits.returned.{month}")
    name = month_name(month)
    if not allocated.number:
        return f"No audits were allocated for {name}."
    sent, compliance = facts[f"audits.allocated_on.{month}"], facts[f"audits.compliance.{month}"]
    came_back = f"**{some(returned)}** {was(returned)} completed"
    return (
        f"For **{name}**, {counted(allocated, 'audit')} {verb(allocated)} sent out on {fact_span(sent)} and "
        f"{came_back}: **compliance of {fact_span(compliance)}**."
    )


def months(evidence: Evidence) -> str:
    """Each month's completion and compliance, the last one compared with the months before it."""
    edition, facts = evidence.edition, evidence.facts
    last = edition.months[-1]
    pointer = "@fig-compliance shows it month by month."
    return paragraphs(
        " ".join(_sent_out(evidence, month) for month in edition.months),
        compared_with(facts, "audits.compliance", last, months_compared(last), f"{possessive(last)} compliance"),
        pointer if facts.occurs(f"audits.allocated.{PROGRAMME}") else "",
    )


@unless_withheld
def compared_with_last(evidence: Evidence, measure: str, month: str, subject: str) -> str:
    """One sentence that compares a month's share with the latest earlier one; empty if there is none."""
    before = evidence.facts.latest(measure, months_before(month), evidence.edition.programme_start)
    return compared_with(evidence.facts, measure, month, [before], subject) if before else ""


@unless_withheld
def _exercise(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    expected, done, outstanding = (
        facts.count(f"supervision.{name}.{month}") for name in ("expected", "completed", "outstanding")
    )
    if not expected.number:
        return ""
    text = (
        f"{capital(counted(expected, 'supervision practice observation'))} {verb(expected)} expected and "
        f"{some(done)} {was(done)} completed: compliance of "
        f"{fact_span(facts[f'supervision.compliance.{month}'])}."
    )
    if outstanding.number:
        text += f" {fact_span(outstanding)} {verb(outstanding, 'remains', 'remain')} outstanding."
    return text


@unless_withheld
def _reaudits(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    allocated, returned = facts.count(f"reaudits.allocated.{month}"), facts.count(f"reaudits.returned.{month}")
    if not allocated.number:
        began = any(facts.number(f"reaudits.allocated.{earlier}") for earlier in evidence.edition.programme_months)
        return f"No re-audits were allocated for {month_name(month)}." if began else ""
    text = (
        f"{capital(counted(allocated, 're-audit'))} {verb(allocated)} allocated and "
        f"{some(returned)} {was(returned)} returned: **compliance of "
        f"{fact_span(facts[f'reaudits.compliance.{month}'])}**."
    )
    return f"{text} {compared_with_last(evidence, 'reaudits.compliance', month, 'Re-audit compliance')}".strip()


@unless_withheld
def _sheets(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    audits = facts.count(f"audits.returned.{month}")
    sheets = facts.count(f"reflections.returned.{month}")
    if not audits.number:
        return ""
    text = (
        f"{capital(counted(sheets, 'case reflection sheet'))} {verb(sheets)} returned for the "
        f"{counted(audits, 'audit')} returned: compliance of {fact_span(facts[f'reflections.compliance.{month}'])}."
    )
    return f"{text} {compared_with_last(evidence, 'reflections.compliance', month, 'This')}".strip()


@unless_withheld
def _cohorts(evidence: Evidence, month: str) -> str:
    cohorts = evidence.facts.under(f"audits.cohort.{month}")
    if not cohorts:
        return ""
    ordered = sorted(cohorts.items(), key=lambda item: (-item[1].value, item[0]))
    names = [f"{evidence.lists.cohorts.name_of(code)} ({fact_span(fact)})" for code, fact in ordered]
    return paragraphs(
        "The children selected for auditing came from "
        + ("this cohort, the group chosen" if len(names) == 1 else "these cohorts, the groups chosen")
        + f" for {month_name(month, year=False)}:",
        bullets(names),
    )


def month_details(evidence: Evidence) -> str:
    """For each month: its special exercise, re-audits, case reflection sheets and the cohorts sampled."""
    parts = []
    for month in evidence.edition.months:
        notes = [_exercise(evidence, month), _reaudits(evidence, month), _sheets(evidence, month)]
        cohorts = _cohorts(evidence, month)
        if any(notes) or cohorts:
            parts += [f"## {month_name(month)}: further details", bullets(notes), cohorts]
    return paragraphs(*parts)
