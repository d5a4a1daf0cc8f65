"""Section 4: how many audits were moderated and what moderation changed."""

from __future__ import annotations

from itertools import permutations

from auditlib import rounding
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import fact_span, group_name
from auditlib.narrative.words import bullets, counted, paragraphs, share, some, verb, was
from auditlib.periods import EDITION, month_name
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES

#: The least share of allocated audits that policy wants moderated in a month.
POLICY_SHARE = 0.25


@unless_withheld
def _coverage(evidence: Evidence, month: str) -> str:
    facts = evidence.facts
    moderated = facts.count(f"moderation.moderated.{month}")
    if not moderated.number:
        return f"No audits were moderated for {month_name(month)}."
    of_allocated, of_returned = facts[f"moderation.coverage.{month}"], facts[f"moderation.coverage_returned.{month}"]
    text = (
        f"For **{month_name(month)}**, {counted(moderated, 'audit')} {verb(moderated)} moderated: "
        f"{fact_span(of_allocated)} of the {fact_span(facts[f'audits.allocated.{month}'])} allocated"
    )
    if of_returned.value is not None:
        text += f" and {fact_span(of_returned)} of the {fact_span(facts[f'audits.returned.{month}'])} returned"
    return f"{text}."


def coverage(evidence: Evidence) -> str:
    """How many audits were moderated, out of those allocated and out of those returned, and whether policy was met."""
    months = evidence.edition.months
    return paragraphs(" ".join(_coverage(evidence, month) for month in months), _policy(evidence, months))


@unless_withheld
def _policy(evidence: Evidence, months: tuple[str, ...]) -> str:
    facts = evidence.facts
    short = [
        month_name(month, year=False)
        for month in months
        if (facts.value(f"moderation.coverage.{month}") or 0) < POLICY_SHARE
        and facts.number(f"audits.allocated.{month}")
    ]
    policy = f"Policy is to moderate at least {POLICY_SHARE:.0%} of the audits allocated each month"
    if short:
        return f"{policy}; this was not met for {rounding.listed(short)}."
    return f"{policy}; this was met{'' if len(months) == 1 else ' in each month'}."


def _before(evidence: Evidence, month: str) -> str:
    given = evidence.facts.occurring(f"moderation.before.{month}", JUDGEMENTS)
    name_of = evidence.lists.judgements.name_of
    return rounding.listed([f"{fact_span(fact)} {verb(fact)} judged {name_of(code)}" for code, fact in given.items()])


def _changes(evidence: Evidence, month: str) -> str:
    moves = [f"{before}-to-{after}" for before, after in permutations(JUDGEMENTS, 2)]
    moved = evidence.facts.occurring(f"moderation.changed.{month}", moves)
    if not moved:
        return "Moderation changed none of these judgements."
    parts = [
        f"{fact_span(fact)} {verb(fact)} changed from {group_name(move, '', evidence.lists)}"
        for move, fact in moved.items()
    ]
    rate = evidence.facts[f"moderation.changed_rate.{month}"]
    text = f"After moderation, {rounding.listed(parts)}"
    rest = "" if rate.value == 1 else "; all other judgements remained the same"
    return f"{text}{rest}. Moderation changed {share(rate)} of the judgements."


@unless_withheld
def _result(evidence: Evidence, month: str) -> str:
    if not evidence.facts.number(f"moderation.moderated.{month}"):
        return ""
    return f"**{month_name(month)}:** of the audits moderated, {_before(evidence, month)}. {_changes(evidence, month)}"


def results(evidence: Evidence) -> str:
    """For each month with moderated audits: the judgements before moderation and what changed."""
    items = [_result(evidence, month) for month in evidence.edition.months]
    if not any(items):
        return ""
    return paragraphs(
        bullets(items),
        "@tbl-moderation-changes shows each change, and @fig-moderation-changed the share changed month by month.",
    )


@unless_withheld
def issues(evidence: Evidence) -> str:
    """What the moderated reports had to have put right."""
    facts = evidence.facts
    amended = facts.count(f"moderation.with_issues.{EDITION}")
    moderated = facts.count(f"moderation.moderated.{EDITION}")
    if not moderated.number:
        return ""
    if not amended.number:
        return "None of the moderated audit reports needed amendments."
    found = facts.occurring(f"moderation.issues.{EDITION}", MODERATION_ISSUES)
    ordered = sorted(found.items(), key=lambda each: -each[1].number)
    wording = {"spelling": "spelling", "grammar": "grammar", "rationale": "the rationale for the judgement"}
    parts = [f"{wording.get(issue, issue)} ({fact_span(number)})" for issue, number in ordered]
    if amended.number == 1:
        followed_up = "This report has been followed up with its auditor"
    else:
        followed_up = "They have been followed up with the individual auditors"
    return (
        f"Of the {counted(moderated, 'audit report')} moderated, {fact_span(amended)} needed amendments: "
        f"{rounding.listed(parts)}. {followed_up}."
    )


@unless_withheld
def upheld(evidence: Evidence) -> str:
    """Section 8: how many Good judgements were upheld at moderation, and what became of the others."""
    facts = evidence.facts
    before = facts.count(f"moderation.before.{EDITION}.good")
    if not before.number:
        return "No audits judged Good were moderated."
    kept = facts.count(f"moderation.upheld.{EDITION}.good")
    others = [f"good-to-{each}" for each in JUDGEMENTS if each != "good"]
    changed = facts.occurring(f"moderation.changed.{EDITION}", others)
    name_of = evidence.lists.judgements.name_of
    became = [f"{fact_span(fact)} became {name_of(to.removeprefix('good-to-'))}" for to, fact in changed.items()]
    return (
        f"Of the {counted(before, 'audit')} judged Good that {verb(before)} moderated for {evidence.edition.period}, "
        f"{rounding.listed([f'{some(kept)} {was(kept)} upheld', *became])}."
    )
