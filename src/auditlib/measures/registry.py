"""Every measure of the report: the one list from which facts, definitions and the method appendix come.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
How to count is the data contract's: a return counts when it came back on or before the cut-off; judgements
are the auditors' own, on returned audits, before moderation; moderation belongs to the month of its row.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES, PRINCIPLES

BY_JUDGEMENT = Split("judgement", JUDGEMENTS, "judged {}", "judgements")
_SEQUENCE = Split("sequence_word", None, "on their {} re-audit")
_FIRST_AUDITED = Split("first_audited", None, "{}", occurring=True)

_COMPLIANCE = "notebooks/compliance.ipynb#table-compliance"
_DETAILS = "notebooks/compliance.ipynb#month-details"
_JUDGEMENTS = "notebooks/area_breakdown.ipynb#table-judgements"
_AREAS = "notebooks/area_breakdown.ipynb#table-areas"
_AREA_JUDGEMENTS = "notebooks/area_breakdown.ipynb#table-judgements-by-area"
_MODERATION = "notebooks/moderation.ipynb#table-moderation"
_CHANGES = "notebooks/moderation.ipynb#table-moderation-changes"
_REAUDITS = "notebooks/reaudits.ipynb#table-reaudits"
_OUTCOMES = "notebooks/reaudits.ipynb#reaudit-outcomes"
_SUPERVISION = "notebooks/supervision_themes.ipynb#table-supervision"
_FEEDBACK = "notebooks/practice_themes.ipynb#feedback"
_THEMES = "notebooks/practice_themes.ipynb#table-themes"


def _returns_of(topic: str, things: str, cell: str) -> list[Measure]:
    """Allocated, returned, outstanding, late and compliance of audits or re-audits."""
    by_cut_off = f"{things} returned by {{cut_off}}"
    return [
        Measure(f"{topic}.allocated", "count", "Allocated", f"{things} allocated", cell, topic, by_area=True),
        Measure(f"{topic}.returned", "count", "Returned", by_cut_off, cell, topic, "is_returned", by_area=True),
        Measure(
            f"{topic}.outstanding",
            "count",
            "Outstanding",
            f"{things} not returned by {{cut_off}}",
            cell,
            topic,
            "is_outstanding",
            by_area=True,
        ),
        Measure(
            f"{topic}.late",
            "count",
            "Late",
            f"{things} returned after {{cut_off}}, which count as outstanding",
            cell,
            topic,
            "is_late",
            by_area=True,
        ),
        Measure(
            f"{topic}.compliance",
            "percent",
            "Compliance",
            by_cut_off,
            cell,
            topic,
            "is_returned",
            out_of=f"{things} allocated",
            by_area=True,
            none="none allocated",
        ),
    ]


AUDIT_MEASURES = [
    *_returns_of("audits", "case audits", _COMPLIANCE),
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


def _of_returned_reaudits(name: str, title: str, counts: str, flag: str) -> list[Measure]:
    """A count of returned re-audits and its share of them."""
    more = {"cell": _REAUDITS, "table": "reaudits", "flag": flag, "by_area": True}
    share = {"out_of": "re-audits returned by {cut_off}", "out_of_flag": "is_returned", "none": "none returned"}
    return [
        Measure(f"reaudits.{name}", "count", title, counts, **more),
        Measure(f"reaudits.{name}_rate", "percent", title, counts, **more, **share),
    ]


def _outcomes_by_sequence(judgement: str) -> list[Measure]:
    """Returned re-audits with one judgement: by area, by sequence, and by month of the first audit."""
    things = f"returned re-audits judged {judgement.replace('-', ' ').title()}"
    return [
        Measure(
            f"reaudits.{judgement}",
            "count",
            judgement.replace("-", " ").title(),
            things,
            _OUTCOMES,
            "reaudits",
            f"is_{judgement}",
            splits=splits,
            by_area=_FIRST_AUDITED not in splits,
        )
        for splits in ((), (_SEQUENCE,), (_SEQUENCE, _FIRST_AUDITED))
    ]


REAUDIT_MEASURES = [
    *_returns_of("reaudits", "re-audits", _REAUDITS),
    Measure(
        "reaudits.outcome",
        "count",
        "Outcome",
        "returned re-audits",
        _REAUDITS,
        "reaudits",
        "is_returned",
        splits=(BY_JUDGEMENT,),
        by_area=True,
    ),
    *_of_returned_reaudits("improved", "Improved", "re-audits with a better judgement than before", "is_improved"),
    *_of_returned_reaudits("unchanged", "Unchanged", "re-audits with the same judgement as before", "is_unchanged"),
    *_of_returned_reaudits("declined", "Declined", "re-audits with a worse judgement than before", "is_declined"),
    *(measure for judgement in JUDGEMENTS for measure in _outcomes_by_sequence(judgement)),
]

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


def _observed(name: str, column: str, title: str, values: tuple[str, ...], wording: str) -> Measure:
    split = Split(column, values, wording)
    things = "completed supervision observations"
    return Measure(
        f"supervision.{name}", "count", title, things, _SUPERVISION, "supervision", "is_completed", splits=(split,)
    )


def _where_it_applies(name: str, column: str, title: str, counts: str) -> Measure:
    return Measure(
        f"supervision.{name}",
        "percent",
        title,
        counts,
        _SUPERVISION,
        "supervision",
        f"{column}_good",
        out_of="completed supervision observations to which it applies",
        out_of_flag=f"{column}_applies",
        excludes="observations where it does not apply or is not recorded",
        none="none to which it applies",
    )


def _duration(summary: str, title: str, counts: str) -> Measure:
    return Measure(
        "supervision.duration",
        "minutes",
        title,
        counts,
        "notebooks/supervision_themes.ipynb#supervision-process",
        "supervision",
        "is_completed",
        summary=summary,
        column="duration_minutes",
        none="none recorded",
    )


SUPERVISION_MEASURES = [
    Measure(
        "supervision.expected", "count", "Expected", "supervision observations expected", _SUPERVISION, "supervision"
    ),
    Measure(
        "supervision.completed",
        "count",
        "Completed",
        "supervision observations returned by {cut_off}",
        _SUPERVISION,
        "supervision",
        "is_completed",
    ),
    Measure(
        "supervision.outstanding",
        "count",
        "Outstanding",
        "supervision observations not returned by {cut_off}",
        _SUPERVISION,
        "supervision",
        "is_outstanding",
    ),
    Measure(
        "supervision.late",
        "count",
        "Late",
        "supervision observations returned after {cut_off}, which count as outstanding",
        _SUPERVISION,
        "supervision",
        "is_late",
    ),
    Measure(
        "supervision.compliance",
        "percent",
        "Compliance",
        "supervision observations returned by {cut_off}",
        _SUPERVISION,
        "supervision",
        "is_completed",
        out_of="supervision observations expected",
        none="none expected",
    ),
    _observed("recording", "recording", "Recording", ("typed", "handwritten"), "whose record was {}"),
    _observed("type", "supervision_type", "Type", ("personal", "child", "both"), "of type {}"),
    Measure(
        "supervision.length",
        "count",
        "Length",
        "completed supervision observations",
        "notebooks/supervision_themes.ipynb#table-supervision-length",
        "supervision",
        "is_completed",
        splits=(Split("length_band", tuple(LENGTH_BANDS), "that lasted {}"),),
    ),
    _duration("shortest", "Shortest", "the shortest completed supervision observation"),
    _duration("longest", "Longest", "the longest completed supervision observation"),
    _duration("mean", "Mean length", "the mean length of completed supervision observations"),
    _observed(
        "actions_reviewed",
        "previous_actions_reviewed",
        "Previous actions reviewed",
        ("yes", "no", "not-applicable"),
        "with {} to previous actions reviewed",
    ),
    _where_it_applies(
        "actions_reviewed_rate",
        "previous_actions_reviewed",
        "Previous actions reviewed",
        "completed supervision observations that reviewed the previous actions",
    ),
    *(
        measure
        for kind in ("individual", "child")
        for measure in (
            _observed(
                f"{kind}_principles",
                f"{kind}_principles",
                f"Principles of {kind} supervision",
                PRINCIPLES,
                f"with {{}} practice in the principles of {kind} supervision",
            ),
            _where_it_applies(
                f"{kind}_principles_rate",
                f"{kind}_principles",
                f"Principles of {kind} supervision",
                f"completed supervision observations with good practice in the principles of {kind} supervision",
            ),
        )
    ),
]

_HEADING = Split("heading", None, "under the heading {}", "headings")
_THEME = Split("theme", None, "on the theme {}", "themes")
COMMENT_MEASURES = [
    Measure("comments.remarks", "count", "Remarks", "remarks", _THEMES, "comments", splits=(_HEADING,)),
    Measure(
        "comments.theme",
        "count",
        "Remarks on a theme",
        "remarks",
        _THEMES,
        "comments",
        splits=(_HEADING, _THEME),
    ),
    Measure("comments.about", "count", "Remarks on a theme", "remarks", _THEMES, "comments", splits=(_THEME,)),
]

MEASURES: dict[str, list[Measure]] = {
    "audits": AUDIT_MEASURES,
    "moderation": MODERATION_MEASURES,
    "reaudits": REAUDIT_MEASURES,
    "reflections": REFLECTION_MEASURES,
    "supervision": SUPERVISION_MEASURES,
    "comments": COMMENT_MEASURES,
}
