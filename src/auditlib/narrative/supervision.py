"""Section 6: supervision practice observations."""

from __future__ import annotations

from auditlib import rounding
from auditlib.disclosure import Evidence, unless_withheld
from auditlib.facts import fact_span
from auditlib.narrative.words import bullets, capital, counted, paragraphs, share, some, verb, was
from auditlib.periods import EDITION


@unless_withheld
def opening(evidence: Evidence) -> str:
    """How many observations were expected and completed."""
    facts = evidence.facts
    expected, done = (facts.count(f"supervision.{name}.{EDITION}") for name in ("expected", "completed"))
    if not expected.number:
        return ""
    compliance = facts[f"supervision.compliance.{EDITION}"]
    return (
        f"{capital(counted(expected, 'observation'))} {verb(expected)} expected and "
        f"{some(done)} {was(done)} completed ({fact_span(compliance)})."
    )


@unless_withheld
def _split(evidence: Evidence, title: str, measure: str, words: dict[str, str]) -> str:
    found = evidence.facts.occurring(f"supervision.{measure}.{EDITION}", words)
    parts = [f"{fact_span(fact)} {verb(fact)} {words[value]}" for value, fact in found.items()]
    return f"**{title}:** {rounding.listed(parts)}." if parts else ""


@unless_withheld
def _length(evidence: Evidence) -> str:
    facts = evidence.facts
    shortest, mean, longest = (
        facts[f"supervision.duration.{EDITION}.{name}"] for name in ("shortest", "mean", "longest")
    )
    if shortest.value is None:
        return ""
    if shortest.value == longest.value:
        return f"**Length:** every supervision lasted {fact_span(mean)}."
    return (
        f"**Length:** the average supervision lasted {fact_span(mean)}; the shortest was recorded as "
        f"{fact_span(shortest)} and the longest as {fact_span(longest)}."
    )


@unless_withheld
def _actions(evidence: Evidence) -> str:
    rate = evidence.facts[f"supervision.actions_reviewed_rate.{EDITION}"]
    if rate.value is None:
        return ""
    none = evidence.facts.count(f"supervision.actions_reviewed.{EDITION}.not-applicable")
    text = f"**Previous actions reviewed:** {share(rate)} reviewed the actions from the previous supervision"
    return f"{text}; this did not apply to {counted(none, 'observation')}." if none.number else f"{text}."


def process(evidence: Evidence) -> str:
    """Recording style, type, length and whether previous actions were reviewed."""
    recording = {"typed": "typed during supervision", "handwritten": "handwritten and typed later"}
    types = {
        "both": "of both personal supervision and supervision about children",
        "personal": "of personal supervision only",
        "child": "of supervision about children only",
    }
    items = [
        _split(evidence, "Recording style", "recording", recording),
        _split(evidence, "Type observed", "type", types),
        _length(evidence),
        _actions(evidence),
    ]
    return paragraphs("## Process", bullets(items)) if any(items) else ""


@unless_withheld
def _principles(evidence: Evidence, kind: str, title: str) -> str:
    rate = evidence.facts[f"supervision.{kind}_principles_rate.{EDITION}"]
    if rate.value is None:
        return ""
    none = evidence.facts.count(f"supervision.{kind}_principles.{EDITION}.not-applicable")
    text = f"**{title}:** where it applied, good practice was seen in {share(rate)} of observations"
    return f"{text}; it did not apply to {fact_span(none)}." if none.number else f"{text}."


def principles(evidence: Evidence) -> str:
    """In how many observations good practice was seen, for personal supervision and supervision about children."""
    items = [
        _principles(evidence, "individual", "Principles of individual supervision"),
        _principles(evidence, "child", "Principles of child supervision"),
    ]
    return paragraphs("## Principles of supervision", bullets(items)) if any(items) else ""
