"""The plan of the calibrated sample: the published report's figures, and plausible ones where it is silent.

Belongs here: numbers taken from the published report of January and February 2020 (its 86 figures and the
verdicts on them) and numbers chosen to go with them. Does not belong here: how rows are made from them.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.periods import months_from
from auditlib.sample.council import Council
from auditlib.sample.plan import (
    GOOD,
    INADEQUATE,
    OUTSTANDING,
    RI,
    Course,
    EditionPlan,
    Moderation,
    MonthPlan,
    Observations,
    Reaudits,
    SamplePlan,
    Style,
    share_out,
    share_out_within,
    usual_allocation,
    usual_cut_off,
    usual_due,
    workday,
)

FIRST, LAST = "2018-11", "2020-02"
#: The cut-off of the edition of January and February 2020.
LAST_CUT_OFF = date(2020, 3, 13)
_SAME_EDITION = ("2020-01", "2020-02")
_LATE_SPAN = timedelta(days=70)

#: Month: audits allocated; back by the last cut-off; of these after the month's own cut-off; back after the last.
_AUDITS = {
    "2018-11": (72, 71, 5, 0),
    "2018-12": (70, 69, 4, 0),
    "2019-01": (76, 75, 6, 0),
    "2019-02": (74, 72, 4, 0),
    "2019-03": (78, 76, 5, 0),
    "2019-04": (72, 70, 4, 0),
    "2019-05": (80, 77, 6, 0),
    "2019-06": (76, 73, 5, 0),
    "2019-07": (78, 74, 4, 0),
    "2019-08": (74, 69, 5, 0),
    "2019-09": (80, 73, 6, 0),
    "2019-10": (82, 69, 5, 0),
    "2019-11": (75, 45, 4, 0),
    "2019-12": (76, 41, 3, 1),
    "2020-01": (96, 72, 0, 2),
    "2020-02": (76, 62, 0, 3),
}
#: Allocated and back by the cut-off in each area, in the order of areas.csv; with the other month's they give the
#: published 38 and 32 of the North West and 26 and 17 of CWD.
_AREAS = {
    "2020-01": ((22, 21, 21, 18, 14), (16, 17, 17, 14, 8)),
    "2020-02": ((18, 17, 15, 14, 12), (15, 15, 12, 11, 9)),
}
#: Judgements, best first, among all audits that came back; the first and last months of a straight drift, and
#: the two months whose moderations were published.
_JUDGEMENTS_AT_FIRST, _JUDGEMENTS_LATER = (0.015, 0.245, 0.53, 0.21), (0.02, 0.36, 0.49, 0.13)
_JUDGEMENTS = {"2020-01": (1, 30, 35, 8), "2020-02": (0, 22, 34, 9)}
#: Moderated audits by judgement, best first; changes Outstanding to Good, Good to RI, RI to Good.
_MODERATIONS = {
    "2018-11": ((0, 12, 8, 2), (0, 5, 1)),
    "2018-12": ((0, 10, 8, 2), (0, 5, 1)),
    "2019-01": ((1, 11, 7, 2), (1, 4, 0)),
    "2019-02": ((0, 11, 7, 2), (0, 4, 1)),
    "2019-03": ((1, 12, 7, 2), (1, 3, 0)),
    "2019-04": ((0, 10, 6, 1), (0, 4, 0)),
    "2019-05": ((0, 12, 7, 2), (0, 3, 1)),
    "2019-06": ((0, 12, 6, 2), (0, 3, 0)),
    "2019-07": ((1, 12, 7, 1), (0, 3, 0)),
    "2019-08": ((0, 11, 6, 1), (0, 3, 1)),
    "2019-09": ((1, 13, 6, 1), (1, 3, 0)),
    "2019-10": ((1, 13, 6, 1), (0, 2, 1)),
    "2019-11": ((0, 11, 7, 1), (0, 3, 0)),
    "2019-12": ((0, 9, 9, 1), (0, 2, 0)),
    "2020-01": ((1, 26, 0, 0), (1, 7, 0)),
    "2020-02": ((0, 16, 7, 0), (0, 2, 0)),
}
#: Case reflection sheets: back by the month's own cut-off, and later.
_REFLECTIONS = {
    "2018-11": (38, 4),
    "2018-12": (36, 3),
    "2019-01": (41, 4),
    "2019-02": (40, 3),
    "2019-03": (43, 4),
    "2019-04": (37, 3),
    "2019-05": (42, 5),
    "2019-06": (40, 3),
    "2019-07": (39, 4),
    "2019-08": (36, 3),
    "2019-09": (38, 4),
    "2019-10": (35, 3),
    "2019-11": (22, 3),
    "2019-12": (20, 2),
    "2020-01": (41, 0),
    "2020-02": (27, 0),
}
#: Re-audits: allocated; back by the month's own cut-off; and later, by the last.
_REAUDITS = {
    "2019-05": (18, 15, 1),
    "2019-06": (18, 14, 2),
    "2019-07": (20, 15, 2),
    "2019-08": (18, 13, 2),
    "2019-09": (22, 16, 2),
    "2019-10": (24, 16, 2),
    "2019-11": (32, 16, 2),
    "2019-12": (25, 12, 1),
    "2020-02": (29, 22, 0),
}
_COHORTS = {
    "2020-01": ("cla-cwd", "care-leavers", "children-in-need"),
    "2020-02": ("mental-health-missing", "cla-residential", "care-leavers"),
}
_STYLES = {
    "2018-12": Style(wording="mixed"),
    "2019-02": Style(dates="british", wording="alias"),
    "2019-03": Style(workbook=True),
    "2019-05": Style(bom=True, wording="code"),
    "2019-06": Style(dates="british", wording="mixed"),
    "2019-08": Style(crlf=True, wording="alias"),
    "2019-09": Style(dates="british", bom=True, crlf=True),
    "2019-10": Style(wording="mixed"),
}


def _case(area: str, audited: str, *steps: tuple[str, int | str | None], team: str = "") -> Course:
    return Course(area, audited, steps, team)


def _first(area: str, audited: str, outcome: int | str | None, team: str = "") -> Course:
    """A case whose first re-audit was in February 2020."""
    return _case(area, audited, ("2020-02", outcome), team=team)


def _second(area: str, audited: str, first: str, outcome: int | str | None, team: str = "") -> Course:
    """A case still Inadequate at its first re-audit, in month `first`, and re-audited again in February 2020."""
    return _case(area, audited, (first, INADEQUATE), ("2020-02", outcome), team=team)


#: The 29 re-audits of February 2020.
_COURSES = (
    # Still Inadequate at the second re-audit: 8, of which 3 first audited in May 2019.
    _second("north-east", "2019-05", "2019-10", INADEQUATE),
    _second("north-east", "2019-02", "2019-08", INADEQUATE),
    _second("north-east", "2019-06", "2019-10", INADEQUATE),
    _second("north-west", "2019-05", "2019-09", INADEQUATE),
    _second("south-east", "2019-05", "2019-11", INADEQUATE),
    _second("south-east", "2018-12", "2019-07", INADEQUATE),
    _second("south-east", "2019-07", "2019-11", INADEQUATE),
    _second("cwd", "2019-04", "2019-09", INADEQUATE, team="South East CWD"),
    # Still Inadequate at the first: 3.
    _first("north-east", "2019-09", INADEQUATE),
    _first("north-west", "2019-10", INADEQUATE),
    _first("cwd", "2019-08", INADEQUATE, team="North East CWD"),
    # Now Requires Improvement: 9.
    _first("north-east", "2019-10", RI),
    _second("north-east", "2019-03", "2019-09", RI),
    _first("north-west", "2019-11", RI),
    _first("south-east", "2019-09", RI),
    _first("south-east", "2019-11", RI),
    _first("south-east", "2019-10", RI),
    _second("south-east", "2019-01", "2019-08", RI),
    _first("south-west", "2019-08", RI),
    _second("south-west", "2019-02", "2019-10", RI),
    # Now Good: 2.
    _first("north-west", "2019-08", GOOD),
    _first("south-west", "2019-10", GOOD),
    # Not back by the cut-off: 7, one of them late.
    _first("north-east", "2019-11", None),
    _second("north-west", "2018-11", "2019-06", None),
    _first("south-east", "2019-12", "after"),
    _first("south-west", "2019-11", None),
    _first("cwd", "2019-10", None),
    _second("south-east", "2019-03", "2019-11", None),
    _first("north-east", "2019-12", None),
)


def _observations() -> Observations:
    """The supervision exercise of January 2020: 31 expected, 21 completed, 60 to 165 minutes with a mean of 70."""
    records = pd.DataFrame(
        {
            "recording_style": ["handwritten-then-typed"] * 3 + ["typed"] * 18,
            # Child supervision alone shows nothing of the individual principles, and the other way about.
            "supervision_type": ["child"] * 5 + ["personal"] * 2 + ["both"] * 14,
            "duration_minutes": [65] * 4 + [60] * 3 + [70, 60, 165, 65, 70, 60, 65, 75, 65, 60, 70, 65, 70, 70],
            "previous_actions_reviewed": ["yes", "no", "yes", "yes", "not-applicable"] + ["yes"] * 11 + ["no"] * 5,
            "individual_principles": ["not-applicable"] * 5 + ["good"] * 16,
            "child_principles": ["good"] * 5 + ["not-applicable"] * 2 + ["good"] * 14,
        }
    )
    return Observations(expected=31, records=records)


def _judgements(months: list[str], number: int) -> tuple[float, float, float, float]:
    """Judgement weights of a month on the straight drift from the first to the last."""
    along = number / (len(months) - 1)
    drift = zip(_JUDGEMENTS_AT_FIRST, _JUDGEMENTS_LATER, strict=True)
    return tuple(start + along * (end - start) for start, end in drift)  # type: ignore[return-value]


def _by_area(month: str, council: Council) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Audits of each area: allocated, back by the month's cut-off, late, back after the last cut-off."""
    allocated, back, late, after = _AUDITS[month]
    if month in _AREAS:
        by_area, in_time = (np.array(counts) for counts in _AREAS[month])
    else:
        by_area = share_out(allocated, [area.weight for area in council.areas])
        slow = by_area * np.array([area.delay for area in council.areas])
        in_time = by_area - share_out_within(allocated - back + late, slow, by_area - 2)
    by_late = share_out_within(late, by_area - in_time, by_area - in_time)
    left = by_area - in_time - by_late
    return by_area, in_time, by_late, share_out_within(after, left, left)


def _month(month: str, number: int, months: list[str], council: Council) -> MonthPlan:
    allocated_on = {"2020-01": date(2019, 12, 31), "2020-02": date(2020, 2, 1)}.get(month, usual_allocation(month))
    cut_off = LAST_CUT_OFF if month in _SAME_EDITION else usual_cut_off(month)
    allocated, in_time, late, after = _by_area(month, council)
    by_judgement, changes = _MODERATIONS[month]
    sheets, late_sheets = _REFLECTIONS[month]
    codes = council.cohort_codes
    return MonthPlan(
        month=month,
        allocated_on=allocated_on,
        due_on=usual_due(allocated_on),
        cut_off=cut_off,
        late_until=min(workday(cut_off + _LATE_SPAN), LAST_CUT_OFF),
        last_cut_off=LAST_CUT_OFF,
        cohorts=_COHORTS.get(month, tuple(codes[(3 * number + each) % len(codes)] for each in range(3))),
        allocated=allocated,
        in_time=in_time,
        late=late,
        after=after,
        judgements=_JUDGEMENTS.get(month, _judgements(months, number)),
        moderation=Moderation(
            by_judgement, dict(zip(((OUTSTANDING, GOOD), (GOOD, RI), (RI, GOOD)), changes, strict=True))
        ),
        reflections_in_time=sheets,
        reflections_late=late_sheets,
        reaudits=Reaudits(*_REAUDITS[month]) if month in _REAUDITS else None,
        supervision=_observations() if month == "2020-01" else None,
        style=_STYLES.get(month, Style()),
        exact=True,
    )


def calibrated_plan(council: Council) -> SamplePlan:
    """The plan of the sample that gives the published figures: sixteen months, fifteen editions."""
    months = months_from(FIRST, LAST)
    plans = tuple(_month(month, number, months, council) for number, month in enumerate(months))
    single = [EditionPlan((plan.month,), plan.cut_off) for plan in plans if plan.month not in _SAME_EDITION]
    editions = (*single, EditionPlan(_SAME_EDITION, LAST_CUT_OFF))
    return SamplePlan(plans, editions, _COURSES, unique_remarks=True)
