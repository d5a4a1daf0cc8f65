"""Moderation: coverage, and what it changed. A row belongs to its own month.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES

_MODERATION = "notebooks/moderation.ipynb#table-moderation"
_CHANGES = "notebooks/moderation.ipynb#table-moderation-changes"


def _moderation(name: str, title: str, counts: str, flag: str, **more: object) -> Measure:
    unit = "percent" if "out_of" in more else "count"
    more.setdefault("cell", _MODERATION)
    return Measure(f"moderation.{name}", unit, title, counts, table="moderations", flag=flag, **more)


def _share_of_moderated(name: str, title: str, counts: str, flag: str) -> Measure:
    return _moderation(name, title, counts, flag, out_of="audits moderated", none="none moderated")


_CHANGES_OF_JUDGEMENT = tuple(
    f"{before}-to-{after}" for before in JUDGEMENTS for after in JUDGEMENTS if before != after
)
MODERATION_MEASURES = [
    _moderation("moderated", "Moderated", "audits moderated", ""),
    _moderation(
        "coverage",
        "Share of allocated",
        "audits moderated",
        "",
        out_of="case audits allocated",
        out_of_table="audits",
        none="none allocated",
    ),
    _moderation(
        "coverage_returned",
        "Share of returned",
        "audits moderated",
        "",
        out_of="case audits returned by {cut_off}",
        out_of_table="audits",
        out_of_flag="is_returned",
        none="none returned",
    ),
    _moderation(
        "before",
        "Before moderation",
        "moderated audits",
        "",
        cell=_CHANGES,
        splits=(Split("judgement_before", JUDGEMENTS, "judged {} by their auditors", "judgements"),),
    ),
    _moderation(
        "after",
        "After moderation",
        "moderated audits",
        "",
        cell=_CHANGES,
        splits=(Split("judgement_after", JUDGEMENTS, "judged {} after moderation", "judgements"),),
    ),
    _moderation("changed", "Changed", "moderated audits whose judgement was changed", "is_changed"),
    _moderation(
        "changed",
        "Changed",
        "moderated audits whose judgement was changed",
        "is_changed",
        splits=(Split("change", _CHANGES_OF_JUDGEMENT, "from {}"),),
        cell=_CHANGES,
    ),
    _moderation("lowered", "Lowered", "moderated audits whose judgement was lowered", "is_lowered"),
    _moderation(
        "lowered",
        "Lowered",
        "moderated audits whose judgement was lowered",
        "is_lowered",
        splits=(Split("judgement_before", JUDGEMENTS, "judged {} by their auditors", "judgements"),),
        cell=_CHANGES,
    ),
    _moderation("raised", "Raised", "moderated audits whose judgement was raised", "is_raised"),
    _moderation("upheld", "Upheld", "moderated audits whose judgement was upheld", "is_upheld"),
    _moderation(
        "upheld",
        "Upheld",
        "moderated audits whose judgement was upheld",
        "is_upheld",
        splits=(Split("upheld", JUDGEMENTS, "at {}", "judgements"),),
        cell=_CHANGES,
    ),
    _share_of_moderated("changed_rate", "Judgements changed", "audits whose judgement was changed", "is_changed"),
    _share_of_moderated("agreement_rate", "Judgements upheld", "audits whose judgement was upheld", "is_upheld"),
    _moderation("with_issues", "Needed amendments", "moderated audits whose report needed amendments", "has_issues"),
    Measure(
        "moderation.issues",
        "count",
        "Amendment",
        "moderated audits whose report needed amendments",
        _MODERATION,
        "issues",
        splits=(Split("issue", MODERATION_ISSUES, "to {}"),),
    ),
]
