"""Of which figures more is better.

Belongs here: that one judgement, which "improved" and "worse" rest on. Does not belong here: what is counted.
A figure that is not listed can be higher or lower, but not better: whether it is would be a matter of opinion.
"""

from __future__ import annotations

from auditlib.claims.reference import Reference

_MORE_IS_BETTER = {
    "audits.compliance",
    "audits.good_or_better",
    "audits.good_or_better_rate",
    "moderation.agreement_rate",
    "moderation.coverage",
    "moderation.coverage_returned",
    "reaudits.compliance",
    "reaudits.improved_rate",
    "reflections.compliance",
    "reflections.tools_rate",
    "supervision.actions_reviewed_rate",
    "supervision.child_principles_rate",
    "supervision.compliance",
    "supervision.individual_principles_rate",
}
_FEWER_IS_BETTER = {
    "audits.late",
    "audits.outstanding",
    "moderation.changed_rate",
    "moderation.issues",
    "moderation.with_issues",
    "reaudits.declined_rate",
    "reaudits.late",
    "reaudits.not_returned",
    "reaudits.unchanged_rate",
    "supervision.late",
    "supervision.outstanding",
}
_JUDGED = ("audits.judgement", "audits.judgement_rate", "reaudits.outcome")
_BY_JUDGEMENT = {"outstanding": 1, "inadequate": -1}

#: Every measure that can be better or worse.
VALUED = sorted(_MORE_IS_BETTER | _FEWER_IS_BETTER)


def polarity(ref: Reference) -> int:
    """1 where more is better, -1 where fewer is, 0 where neither is said."""
    if ref.measure in _JUDGED:
        return _BY_JUDGEMENT.get(ref.groups[0], 0) if ref.groups else 0
    return (ref.measure in _MORE_IS_BETTER) - (ref.measure in _FEWER_IS_BETTER)
