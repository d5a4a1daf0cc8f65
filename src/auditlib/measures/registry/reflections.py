"""Case reflection sheets, out of audits returned.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split

_DETAILS = "notebooks/compliance.ipynb#month-details"
_FEEDBACK = "notebooks/practice_themes.ipynb#feedback"

REFLECTION_MEASURES = [
    Measure(
        "reflections.returned",
        "count",
        "Sheets returned",
        "case reflection sheets returned by {cut_off}",
        _DETAILS,
        "reflections",
        "is_returned",
    ),
    Measure(
        "reflections.compliance",
        "percent",
        "Sheets returned",
        "case reflection sheets returned by {cut_off}",
        _DETAILS,
        "reflections",
        "is_returned",
        out_of="case audits returned by {cut_off}",
        out_of_table="audits",
        out_of_flag="is_returned",
        none="no audits returned",
    ),
    Measure(
        "reflections.tools",
        "count",
        "Sufficient tools",
        "returned case reflection sheets",
        _FEEDBACK,
        "reflections",
        "is_returned",
        splits=(Split("tools_sufficient", ("yes", "partly", "no"), "that say {} to having sufficient tools"),),
    ),
    Measure(
        "reflections.tools_rate",
        "percent",
        "Sufficient tools",
        "returned case reflection sheets that say the worker has sufficient tools",
        _FEEDBACK,
        "reflections",
        "has_tools",
        out_of="case reflection sheets returned by {cut_off}",
        out_of_flag="is_returned",
        none="no sheets returned",
    ),
]
