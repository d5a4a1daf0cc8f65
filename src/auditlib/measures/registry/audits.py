"""Case audits: returns, compliance and the auditors' own judgements, before moderation.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.registry.shared import BY_JUDGEMENT, returns_of

_COMPLIANCE = "notebooks/compliance.ipynb#table-compliance"
_DETAILS = "notebooks/compliance.ipynb#month-details"
_JUDGEMENTS = "notebooks/area_breakdown.ipynb#table-judgements"
_AREA_JUDGEMENTS = "notebooks/area_breakdown.ipynb#table-judgements-by-area"

AUDIT_MEASURES = [
    *returns_of("audits", "case audits", _COMPLIANCE),
    Measure(
        "audits.allocated_on",
        "date",
        "Sent out on",
        "the earliest day on which case audits were sent out",
        _DETAILS,
        "audits",
        summary="first",
        column="allocated_on",
        none="none allocated",
    ),
    Measure(
        "audits.cohort",
        "count",
        "Cohort",
        "case audits allocated",
        _DETAILS,
        "audits",
        splits=(Split("cohort", None, "of the cohort {}", "cohorts", occurring=True),),
    ),
    Measure(
        "audits.judgement",
        "count",
        "Judgement",
        "returned case audits",
        _AREA_JUDGEMENTS,
        "audits",
        "is_returned",
        excludes="changes made at moderation",
        splits=(BY_JUDGEMENT,),
        by_area=True,
    ),
    Measure(
        "audits.judgement_rate",
        "percent",
        "Share judged",
        "returned case audits",
        _JUDGEMENTS,
        "audits",
        "is_returned",
        out_of="case audits returned by {cut_off} that carry a judgement",
        out_of_flag="is_judged",
        excludes="changes made at moderation",
        splits=(BY_JUDGEMENT,),
        by_area=True,
        none="none returned",
    ),
    Measure(
        "audits.good_or_better",
        "count",
        "Good or better",
        "returned case audits judged Good or Outstanding",
        _JUDGEMENTS,
        "audits",
        "is_good_or_better",
        excludes="changes made at moderation",
        by_area=True,
    ),
    Measure(
        "audits.good_or_better_rate",
        "percent",
        "Good or better",
        "returned case audits judged Good or Outstanding",
        _JUDGEMENTS,
        "audits",
        "is_good_or_better",
        out_of="case audits returned by {cut_off} that carry a judgement",
        out_of_flag="is_judged",
        excludes="changes made at moderation",
        by_area=True,
        none="none returned",
    ),
]
