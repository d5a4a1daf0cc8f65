"""Supervision practice observations; rates leave out what does not apply.

Belongs here: declarations. Does not belong here: counting (``compute``) or wording of sentences.
"""

from __future__ import annotations

from auditlib.measures.kinds import Measure, Split
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.schema import PRINCIPLES

_SUPERVISION = "notebooks/supervision_themes.ipynb#table-supervision"


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
        "is_not_returned",
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
