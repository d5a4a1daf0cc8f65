"""Section 5: outcomes of re-audits."""

from __future__ import annotations

from itertools import count, takewhile

from auditlib import rounding
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import Fact, fact_span
from auditlib.measures import ordinal
from auditlib.narrative.introduction import compared_with_last
from auditlib.narrative.words import bullets, capital, counted, paragraphs, share, some, verb, was
from auditlib.periods import EDITION, PROGRAMME, month_name
from auditlib.schema import INADEQUATE, JUDGEMENTS

_CASE = ("child's case", "children's cases")


@unless_withheld
def _month(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    allocated, returned = facts.count(f"reaudits.allocated.{month}"), facts.count(f"reaudits.returned.{month}")
    text = (
        f"For **{month_name(month)}**, {counted(allocated, 're-audit')} {verb(allocated)} allocated and "
        f"**{some(returned)}** {was(returned)} returned, an overall "
        f"**compliance of {fact_span(facts[f'reaudits.compliance.{month}'])}**."
    )
    return f"{text} {compared_with_last(evidence, 'reaudits.compliance', month, 'This')}".strip()


def compliance(evidence: Evidence) -> str:
    """Re-audits allocated and returned, month by month, and those months that had none."""
    months, facts = evidence.edition.months, evidence.facts
    had = [month for month in months if facts.occurs(f"reaudits.allocated.{month}")]
    without = [month_name(month, year=False) for month in months if month not in had]
    none = f"No re-audits were allocated for {rounding.listed(without)}." if without else ""
    return paragraphs(" ".join(_month(evidence, month) for month in had), none)


def areas_of(evidence: Evidence, stem: str) -> str:
    """The areas of a count: ``3 in North East and 1 in North West``."""
    counts, name_of = evidence.facts.occurring(stem, evidence.lists.areas.codes), evidence.lists.areas.name_of
    return rounding.listed([f"{fact_span(fact)} in {name_of(area)}" for area, fact in counts.items()])


def _sequences(evidence: Evidence, judgement: str) -> dict[str, Fact]:
    """The sequences of re-audits with this judgement, later ones first, with their counts."""
    facts, stem = evidence.facts, f"reaudits.{judgement}.{EDITION}"
    words = list(takewhile(lambda word: f"{stem}.{word}" in facts, map(ordinal, count(1))))
    return facts.occurring(stem, reversed(words))


def _still_inadequate(evidence: Evidence, word: str, number: Fact) -> str:
    stem = f"reaudits.{INADEQUATE}.{EDITION}.{word}"
    text = f"This was the {word} re-audit for {counted(number, *_CASE)}: {areas_of(evidence, stem)}."
    months = [
        f"{fact_span(fact)} in {month_name(key.removeprefix('first-audited-'))}"
        for key, fact in sorted(evidence.facts.under(stem).items())
        if key.startswith("first-audited-") and word != "first" and fact.value
    ]
    if months:
        text += f" They were first audited: {rounding.listed(months)}."
    return text


def _judged(evidence: Evidence, number: Fact) -> str:
    """How many were judged: cases, or re-audits where a case may have had one in each of several months."""
    months = evidence.facts.occurring("reaudits.returned", evidence.edition.months)
    return f"{counted(number, *(_CASE if len(months) == 1 else ('re-audit',)))} {verb(number)} judged"


@unless_withheld
def _outcome(evidence: Evidence, judgement: str) -> str:
    number = evidence.facts.count(f"reaudits.outcome.{EDITION}.{judgement}")
    if not number.number:
        return ""
    name = evidence.lists.judgements.name_of(judgement)
    if judgement == INADEQUATE:
        sub = [f"    - {_still_inadequate(evidence, *each)}" for each in _sequences(evidence, judgement).items()]
        text = f"{_judged(evidence, number)} {name}."
        return "\n".join([text, *sub])
    where = areas_of(evidence, f"reaudits.{judgement}.{EDITION}")
    return f"{_judged(evidence, number)} {name}: {where}."


def outcomes(evidence: Evidence) -> str:
    """The judgements of returned re-audits by sequence and area, and how many improved."""
    if not evidence.facts.occurs(f"reaudits.returned.{EDITION}"):
        were_allocated = evidence.facts.occurs(f"reaudits.allocated.{EDITION}")
        return "None has been returned, so there are no outcomes." if were_allocated else ""
    return paragraphs(
        bullets([_outcome(evidence, judgement) for judgement in reversed(JUDGEMENTS)]),
        _improved(evidence),
        "@tbl-reaudits shows the outcomes by area.",
    )


@unless_withheld
def _improved(evidence: Evidence) -> str:
    facts = evidence.facts
    returned = facts.count(f"reaudits.returned.{EDITION}")
    words = {
        "improved": "improved",
        "unchanged": "kept the judgement they had before",
        "declined": "had a worse judgement than before",
    }
    rates = {name: facts[f"reaudits.{name}_rate.{EDITION}"] for name in words}
    shares = [f"{share(rate)} {words[name]}" for name, rate in rates.items() if rate.numerator]
    return f"**Of the {counted(returned, 'returned re-audit')}, {rounding.listed(shares)}.**"


@unless_withheld
def to_date(evidence: Evidence) -> str:
    """Re-audits in the programme to date."""
    facts = evidence.facts
    returned = facts.count(f"reaudits.returned.{PROGRAMME}")
    improved = facts[f"reaudits.improved_rate.{PROGRAMME}"]
    if not returned.number or len(evidence.edition.programme_months) == len(evidence.edition.months):
        return ""
    return (
        f"In the programme to date, {counted(returned, 're-audit')} {verb(returned, 'has', 'have')} been returned; "
        f"{share(improved)} had improved."
    )


@unless_withheld
def waiting(evidence: Evidence) -> str:
    """How many cases judged Inadequate wait for a re-audit, and the rule that the longest waits break."""
    facts = evidence.facts
    cases, long = facts.count(f"waiting.cases.{EDITION}"), facts.count(f"waiting.long.{EDITION}")
    if not cases.number:
        return "No case judged Inadequate waits for a re-audit to be allocated."
    wait = verb(cases, "waits", "wait")
    text = f"{capital(counted(cases, 'case'))} judged Inadequate {wait} for a re-audit (@tbl-waiting)."
    if long.number:
        text += (
            f" {capital(counted(long, 'case'))} {verb(long, 'has', 'have')} waited for three months or longer"
            f"{_longest(evidence)}: a re-audit should be allocated within three months (rule AUD-20)."
        )
    return text


@unless_withheld
def _longest(evidence: Evidence) -> str:
    return f", the longest for {counted(evidence.facts.count(f'waiting.longest.{EDITION}'), 'month')}"
