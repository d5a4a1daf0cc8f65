"""The plan of the calibrated sample: the published figures of ``calibrated.yml`` and what goes with them."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

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
    workday,
)
from auditlib.schema import JUDGEMENTS

#: The cut-off of the edition of January and February 2020.
LAST_CUT_OFF = date(2020, 3, 13)
_SAME_EDITION = ("2020-01", "2020-02")
_ALLOCATED_ON = {"2020-01": date(2019, 12, 31), "2020-02": date(2020, 2, 1)}
_LATE_SPAN = timedelta(days=70)
#: Judgements of the first month and the last, best first; the months between lie on a straight line.
_JUDGEMENTS = ((0.015, 0.245, 0.53, 0.21), (0.02, 0.36, 0.49, 0.13))
_CHANGES = ((OUTSTANDING, GOOD), (GOOD, RI), (RI, GOOD))


def _course(case: dict[str, str]) -> Course:
    """A case re-audited in February 2020, for the first time or, still Inadequate at the first, for the second."""
    outcome = case.get("outcome")
    last = JUDGEMENTS.index(outcome) if outcome in JUDGEMENTS else outcome
    first = ((case["first"], INADEQUATE),) if "first" in case else ()
    return Course(case["area"], case["audited"], (*first, ("2020-02", last)), case.get("team", ""))


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


def _by_area(figures: dict[str, Any], council: Council) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Audits of each area: allocated, back by the month's cut-off, late, back after the last cut-off."""
    allocated, back, late, after = figures["audits"]
    if "areas" in figures:
        by_area, in_time = (np.array(counts) for counts in figures["areas"])
    else:
        by_area = share_out(allocated, [area.weight for area in council.areas])
        slow = by_area * np.array([area.delay for area in council.areas])
        in_time = by_area - share_out_within(allocated - back + late, slow, by_area - 2)
    by_late = share_out_within(late, by_area - in_time, by_area - in_time)
    left = by_area - in_time - by_late
    return by_area, in_time, by_late, share_out_within(after, left, left)


def _month(month: str, figures: dict[str, Any], number: int, along: float, council: Council) -> MonthPlan:
    cut_off = LAST_CUT_OFF if month in _SAME_EDITION else usual_cut_off(month)
    allocated, in_time, late, after = _by_area(figures, council)
    drift = tuple(start + along * (end - start) for start, end in zip(*_JUDGEMENTS, strict=True))
    codes = council.cohort_codes
    return MonthPlan(
        month=month,
        allocated_on=_ALLOCATED_ON.get(month, usual_allocation(month)),
        cut_off=cut_off,
        late_until=min(workday(cut_off + _LATE_SPAN), LAST_CUT_OFF),
        last_cut_off=LAST_CUT_OFF,
        cohorts=tuple(figures.get("cohorts", (codes[(3 * number + each) % len(codes)] for each in range(3)))),
        allocated=allocated,
        in_time=in_time,
        late=late,
        after=after,
        judgements=tuple(figures.get("judgements", drift)),
        moderation=Moderation(tuple(figures["moderations"]), dict(zip(_CHANGES, figures["changes"], strict=True))),
        reflections_in_time=figures["reflections"][0],
        reflections_late=figures["reflections"][1],
        reaudits=Reaudits(*figures["reaudits"]) if "reaudits" in figures else None,
        supervision=_observations() if month == "2020-01" else None,
        style=Style(**figures.get("style", {})),
        exact=True,
    )


def calibrated_plan(council: Council) -> SamplePlan:
    """The plan of the sample that gives the published figures: sixteen months, fifteen editions."""
    figures = yaml.safe_load((resources.files(__package__) / "calibrated.yml").read_text(encoding="utf-8"))
    months = figures["months"]
    plans = tuple(
        _month(month, months[month], number, number / (len(months) - 1), council) for number, month in enumerate(months)
    )
    single = [EditionPlan((plan.month,), plan.cut_off) for plan in plans if plan.month not in _SAME_EDITION]
    editions = (*single, EditionPlan(_SAME_EDITION, LAST_CUT_OFF))
    return SamplePlan(plans, editions, tuple(map(_course, figures["courses"])), unique_remarks=True)
