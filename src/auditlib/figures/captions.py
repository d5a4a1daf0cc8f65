"""Captions that say what to see in a chart; empty where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Set

from auditlib import rounding
from auditlib.claims import Signal, control_chart
from auditlib.claims.chart import SHIFT_POINTS, TREND_POINTS, TRIAL_POINTS
from auditlib.disclosure import MONTHS_SHOWN, Evidence, unless_withheld
from auditlib.facts import Fact, fact_span
from auditlib.periods import EDITION, PROGRAMME, month_name, period_name
from auditlib.reference import NEED, STRENGTH

#: Rules of a control chart, as a caption names them.
_RULES = {
    Signal.ASTRONOMICAL: "Beyond a limit",
    Signal.SHIFT: f"{SHIFT_POINTS} or more months in a row on one side of the usual level",
    Signal.TREND: f"{TREND_POINTS} or more months in a row in one direction",
    Signal.NEAR_LIMIT: "Two of three months near a limit",
}


def _runs(months: list[str], chosen: Set[str]) -> str:
    """Months in words, those in a row as from and to."""
    groups: list[list[str]] = []
    for place, month in enumerate(months):
        if month in chosen:
            in_a_row = place > 0 and months[place - 1] in chosen
            groups[-1].append(month) if in_a_row else groups.append([month])
    return rounding.listed([period_name(group) for group in groups])


@unless_withheld
def rules_broken(evidence: Evidence, measure: str) -> str:
    """Which rules of a control chart the edition's own months break, and which months shown lie beyond a limit."""
    chart = control_chart(evidence.facts, measure, evidence.edition.programme_months)
    if chart.trial:
        return f"No limits are drawn: they need {TRIAL_POINTS} months."
    months = evidence.edition.programme_months[-MONTHS_SHOWN:]
    found = []
    for signal, words in _RULES.items():
        broken = {month for month, signals in chart.signals.items() if signal in signals}
        # A run that ended long ago is no news; a month beyond a limit stays one.
        if broken.intersection(months if signal is Signal.ASTRONOMICAL else evidence.edition.months):
            found.append(f"{words}: {_runs(months, broken)}.")
    return " ".join(found) or "No month here stands out from chance."


def _control(evidence: Evidence, title: str, measure: str) -> str:
    facts = [(month, evidence.facts.get(f"{measure}.{month}")) for month in evidence.edition.months]
    shown = [
        f"{fact_span(fact, str(fact) if fact.has_value else 'none')} in {month_name(month)}"
        for month, fact in facts
        if fact
    ]
    usual = evidence.facts.get(f"{measure}.{PROGRAMME}")
    if usual is None:
        return ""
    rules = rules_broken(evidence, measure)
    limits = (
        "Chance alone would keep nearly every month between the broken lines. "
        if rules and "No limits" not in rules
        else ""
    )
    level = f"The usual level since {month_name(evidence.edition.programme_start)} is {fact_span(usual, str(usual))}."
    return f"{title}: {rounding.listed(shown)}. {level} {limits}{rules}".rstrip()


def compliance(evidence: Evidence) -> str:
    """Of compliance with case audits by month."""
    return _control(evidence, "Audits returned by month", "audits.compliance")


def moderation_changed(evidence: Evidence) -> str:
    """Of the share of judgements changed at moderation by month."""
    return _control(evidence, "Judgements changed at moderation", "moderation.changed_rate")


def judgements(evidence: Evidence) -> str:
    """Of judgements by month."""
    facts = evidence.facts
    good = [
        f"{month_name(month)} {fact_span(rate, str(rate))}"
        for month in evidence.edition.months
        if facts.occurs(f"audits.returned.{month}") and (rate := facts[f"audits.good_or_better_rate.{month}"])
    ]
    text = "Judgements of returned audits by month, as shares of each month with their counts"
    return f"{text}. Good or better: {rounding.listed(good)}." if good else f"{text}."


def judgements_by_area(evidence: Evidence) -> str:
    """Of judgements by area."""
    text = f"Judgements of returned audits by area, {evidence.edition.period}, as shares of each area with their counts"
    return f"{text}. {_lowest_and_highest(evidence)}".rstrip()


@unless_withheld
def _lowest_and_highest(evidence: Evidence) -> str:
    """The areas with the lowest and the highest share of Good or better; all that print the same share are named."""
    rates = {
        evidence.lists.areas.name_of(code): fact
        for code, fact in evidence.facts.under(f"audits.good_or_better_rate.{EDITION}").items()
        if fact.has_value
    }
    ends = [end(rates.values(), key=lambda fact: fact.value) for end in (min, max)] if rates else []
    if len({end.display for end in ends}) < 2:
        return ""
    said = []
    for end in ends:  # what is printed alike is named together
        alike = sorted((name, fact) for name, fact in rates.items() if fact.display == end.display)
        said.append(rounding.listed([f"{fact_span(fact)} in {name}" for name, fact in alike]))
    return f"Good or better ranges from {said[0]} to {said[1]}."


def themes(evidence: Evidence, shows: str) -> str:
    """Of the themes of remarks that show a strength or a need: the commonest ones, all that have the same count."""
    facts = evidence.facts
    found = facts.under(f"comments.showing.{EDITION}.{shows}")
    if not found:
        return ""
    title = {STRENGTH: "What works well", NEED: "What practice needs"}[shows]
    return _themes(evidence, shows, title, found) or f"{title}, {evidence.edition.period}."


@unless_withheld
def _themes(evidence: Evidence, shows: str, title: str, found: dict[str, Fact]) -> str:
    facts = evidence.facts
    most = max(fact.number for fact in found.values())
    first = {evidence.lists.themes.name_of(code): fact for code, fact in found.items() if fact.number == most}
    remarks = facts[f"comments.showing.{EDITION}.{shows}"]
    whole = fact_span(remarks)
    if remarks.number == 1:
        return f"{title}, {evidence.edition.period}: {next(iter(first))}, in {whole} remark."
    if most < 2:
        return f"{title}, {evidence.edition.period}: no theme is named twice in {whole} remarks."
    each = "each " if len(first) > 1 else ""
    named = fact_span(next(iter(first.values())))
    return (
        f"{title}, {evidence.edition.period}: {rounding.listed(sorted(first))} most often, {each}in {named} of {whole} "
        "remarks."
    )
