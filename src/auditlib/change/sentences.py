"""Sentences about what changed, how far moderation agrees, and the way of a return.

Belongs here: words, chosen by the verdict of a test; never a reason in practice, which no return gives. Does not
belong here: numbers, which come from the facts.
"""

from __future__ import annotations

from auditlib import rounding
from auditlib.change.headlines import Headline, area_name, change_id, compared_months, counts_by_area, rounded_apart
from auditlib.claims import FEWEST_COMPARED, Verdict, compare
from auditlib.disclosure import Evidence
from auditlib.facts import Fact, fact_span
from auditlib.narrative.words import capital, counted, paragraphs, share, some, verb
from auditlib.periods import EDITION, PROGRAMME, month_name


def _points(fact: Fact, unit: str = "") -> str:
    """A change in percentage points: ``+6.6 percentage points``, or without the unit ``+6.6``."""
    return fact_span(fact, fact.display.replace(" points", f" {unit}").rstrip())


def _few(evidence: Evidence, headline: Headline, months: tuple[str, str]) -> str:
    """The fewest cases that an area had in one of two months, if too few to be compared on their own."""
    facts = evidence.facts
    smallest: Fact | None = None
    for month in months:
        for area, (_, cases) in counts_by_area(evidence.lists, facts, headline, month).items():
            fact = facts[f"{headline.rate}.{month}.{area}"]
            if cases and (smallest is None or cases < smallest.denominator):
                smallest = fact
    if smallest is None or smallest.denominator >= FEWEST_COMPARED:
        return ""
    number = fact_span(smallest, rounding.count(smallest.denominator))
    cases = headline.cases if smallest.denominator > 1 else headline.cases.removesuffix("s")
    return f"the parts rest on as few as {number} {cases} in an area"


def _reading(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    """What may be read into the parts, by the verdict on the whole."""
    facts = evidence.facts
    comparison = compare(facts[f"{headline.rate}.{now}"], facts[f"{headline.rate}.{then}"])
    few = _few(evidence, headline, (now, then))
    match comparison.verdict:
        case Verdict.SIGNIFICANT:
            return "; the whole is unlikely to be chance" + (f", but {few}" if few else "")
        case Verdict.TOO_FEW:
            return "; there are too few cases to read anything into the parts"
        case _:
            ending = f", and {few}" if few else ""
            return f"; the whole could be chance, so neither part is a finding{ending}"


def _parts(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    facts = evidence.facts
    mix, within = (facts[change_id(headline, now, then, part)] for part in ("mix", "within"))
    if mix.value is None:
        return "; no area has cases in both months, so it cannot be told apart into mix and change within areas"
    parts = f": {_points(within)} within areas and {_points(mix)} from the mix of areas"
    parts += rounded_apart(facts[change_id(headline, now, then, "total")], within, mix)
    return parts + _reading(evidence, headline, now, then)


def _one_month_only(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    """Which areas have cases in one of the months only."""
    if is_in_one_piece(evidence, headline, now, then):
        return ""
    counts = {month: counts_by_area(evidence.lists, evidence.facts, headline, month) for month in (now, then)}
    sentences = []
    for month, other in ((now, then), (then, now)):
        without = [
            area_name(evidence.lists, area)
            for area, (_, cases) in counts[other].items()
            if cases and not counts[month].get(area, (0, 0))[1]
        ]
        if without:
            sentences.append(
                f"{capital(rounding.listed(without))} had no {headline.cases} in {month_name(month)} and "
                f"{'counts' if len(without) == 1 else 'count'} as mix."
            )
    return " ".join(sentences)


def _change(evidence: Evidence, headline: Headline, now: str, then: str) -> str:
    facts = evidence.facts
    at_now, at_then = facts[f"{headline.rate}.{now}"], facts[f"{headline.rate}.{then}"]
    total = facts[change_id(headline, now, then, "total")]
    first = month_name(then, year=then[:4] != now[:4])
    second = month_name(now, year=False)
    if total.value:
        start = (
            f"From {first}'s {share(at_then)} to {second}'s {share(at_now)}, {headline.subject} differs by "
            f"{_points(total, 'percentage points')}"
        )
    else:
        start = f"{capital(headline.subject)} is the same in {second}, {share(at_now)}, as in {first}, {share(at_then)}"
        if not facts[change_id(headline, now, then, "mix")].value:
            return f"{start}."
    sentence = f"{start}{_parts(evidence, headline, now, then)}."
    return f"{sentence} {_one_month_only(evidence, headline, now, then)}".strip()


def _several_areas(evidence: Evidence, headline: Headline, months: tuple[str, str]) -> bool:
    """Whether more than one area has cases in these months: otherwise there is no mix."""
    found = set()
    for month in months:
        counts = counts_by_area(evidence.lists, evidence.facts, headline, month)
        found |= {area for area, (_, cases) in counts.items() if cases}
    return len(found) > 1


def shown_months(evidence: Evidence, headline: Headline) -> list[tuple[str, str]]:
    """The pairs of months whose change can be taken apart by area, the later one first."""
    pairs = compared_months(evidence.edition, evidence.facts, headline)
    return [pair for pair in pairs if _several_areas(evidence, headline, pair)]


def change(evidence: Evidence, headline: Headline) -> str:
    """How much of a headline's change is change within areas and how much is the mix of areas, a sentence a pair.

    Parameters
    ----------
    evidence
        What may be shown; its facts are of ``change.measured.measure``.
    headline
        ``COMPLIANCE``, ``GOOD_OR_BETTER`` or ``MODERATION_CHANGED``.

    Returns
    -------
    str
        Empty where there is no earlier month, nothing to count, or only one area.
    """
    pairs = shown_months(evidence, headline)
    if not pairs:
        return ""
    where = f"@fig-{name_of(headline)} and @tbl-{name_of(headline)} show"
    if is_in_one_piece(evidence, headline, *pairs[0]):
        where = f"@tbl-{name_of(headline)} shows"
    pointer = f"{where} this area by area; the mix of areas is how {headline.cases} are shared out among them."
    return paragraphs(" ".join([*(_change(evidence, headline, now, then) for now, then in pairs), pointer]))


def is_in_one_piece(evidence: Evidence, headline: Headline, now: str, then: str) -> bool:
    """Whether a change cannot be told apart, because no area has cases in both months."""
    return evidence.facts[change_id(headline, now, then, "mix")].value is None


def name_of(headline: Headline) -> str:
    """What a headline's chart and table are called in cross-references: ``change-compliance``."""
    return f"change-{headline.key.replace('_', '-')}"


def points_only(fact: Fact) -> str:
    """A change in percentage points without the unit: ``+6.6``."""
    return fact.display.replace(" points", "")


def chart_caption(evidence: Evidence, headline: Headline) -> str:
    """What to see in the chart of a headline's change by area; empty where there is no change to take apart."""
    pairs = shown_months(evidence, headline)
    if not pairs:
        return ""
    now, then = pairs[0]
    total, within, mix = (evidence.facts[change_id(headline, now, then, part)] for part in ("total", "within", "mix"))
    if mix.value is None:
        return ""
    return (
        f"{headline.title}: {_points(within)} percentage points within areas and {_points(mix)} from the mix of "
        f"areas make up the difference of {_points(total)} between {month_name(then)} and {month_name(now)}"
        f"{rounded_apart(total, within, mix)}."
    )


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
        text += f"; {some(lowered)} {verb(lowered) if lowered.number else 'was'} lowered and {some(raised)} "
        text += f"{verb(raised) if raised.number else 'was'} raised"
    return f"{text}. {_kappa(evidence)}"


def _kappa(evidence: Evidence) -> str:
    kappa, low, high = (evidence.facts[f"moderation.{name}.{EDITION}"] for name in ("kappa", "kappa_low", "kappa_high"))
    if kappa.value is None:
        return f"Agreement beyond chance (weighted kappa) is not given: {fact_span(kappa)}."
    interval = f"95% interval {fact_span(low)} to {fact_span(high)}; " if low.value is not None else ""
    return (
        "Agreement beyond chance, with a judgement two grades away counted as twice as far as one, is "
        f"{fact_span(kappa)} (weighted kappa; {interval}1 is complete agreement and 0 what chance would give). "
        "Moderators see the auditor's judgement before they give theirs, so this is not the agreement of two people "
        "who judge apart."
    )


def _funnel(evidence: Evidence, period: str, start: str) -> str:
    facts = evidence.facts
    allocated = facts.count(f"audits.allocated.{period}")
    if not allocated.number:
        return ""
    returned = facts.count(f"audits.returned.{period}")
    moderated, changed, inadequate, reaudited = (
        facts.count(f"funnel.{step}.{period}") for step in ("moderated", "changed", "inadequate", "reaudited")
    )
    text = f"{start}, {some(returned)} of {counted(allocated, 'audit')} allocated {_came_back(returned)} returned"
    if returned.number:
        text += f" and {some(moderated)} of these {_came_back(moderated)} moderated"
    if moderated.number:
        text += f", with {counted(changed, 'judgement')} changed"
    text += "."
    if inadequate.number:
        judgements = capital(counted(inadequate, "judgement"))
        text += f" {judgements} {verb(inadequate, 'stands', 'stand')} as Inadequate, and "
        text += _reaudited(inadequate, reaudited)
    return text


def _reaudited(inadequate: Fact, reaudited: Fact) -> str:
    if inadequate.number > 1:
        return f"re-audits of {some(reaudited)} of these cases have been allocated so far."
    return f"{fact_span(reaudited, 'a' if reaudited.number else 'no')} re-audit of the case has been allocated so far."


def _came_back(fact: Fact) -> str:
    return verb(fact) if fact.number else "was"


def funnel(evidence: Evidence) -> str:
    """How many audits took each step from allocated to re-audited, for the edition and for the programme."""
    edition, facts = evidence.edition, evidence.facts
    sentences = [_funnel(evidence, EDITION, f"For {edition.period}")]
    if len(edition.programme_months) > len(edition.months):
        sentences.append(_funnel(evidence, PROGRAMME, f"Since {month_name(edition.programme_start)}"))
    elsewhere = facts.count(f"funnel.moderated_elsewhere.{EDITION}")
    if elsewhere.number:
        sentences.append(
            f"{capital(counted(elsewhere, 'moderation'))} of these months {verb(elsewhere, 'is', 'are')} not counted "
            "here: of an audit of other months, not returned by the cut-off or not accepted, or followed by another."
        )
    pointer = "@tbl-funnel shows this by area." if facts.number(f"audits.allocated.{EDITION}") else ""
    return " ".join(sentence for sentence in [*sentences, pointer] if sentence)
