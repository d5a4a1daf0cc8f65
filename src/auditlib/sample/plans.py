"""The plans of samples: one with the published figures of ``calibrated.yml``, and one of any size drawn from rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
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
    Draw,
    EditionPlan,
    Moderation,
    MonthPlan,
    Observations,
    Reaudits,
    SamplePlan,
    Style,
    order,
    pick,
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


#: Rates of the first month and the last; months between lie on the straight line, with a little chance.
_BACK_IN_TIME, _LATE = (0.90, 0.74), 0.05
_DRAWN_JUDGEMENTS = ((0.02, 0.28, 0.50, 0.20), (0.03, 0.38, 0.46, 0.13))
_MODERATED = 0.28
_CHANGED = 0.18
_SHEETS, _LATE_SHEETS = 0.55, 0.05
_REAUDIT_SHARE = 0.16
_REAUDITED_IN_TIME, _REAUDITED_LATE = 0.74, 0.05
_OBSERVATION_SHARE = 0.3
_MOST_OBSERVATIONS = 400
_STYLES = (
    Style(),
    Style(dates="british", wording="mixed", spaced_headers=True),
    Style(wording="alias", bom=True),
    Style(workbook=True, wording="mixed"),
    Style(dates="british", wording="code", crlf=True),
)
#: Above so many rows a month, `mixed` writes no workbooks: a worksheet of that size takes long to write and read.
_LARGEST_MIXED_WORKBOOK = 2000
#: A worksheet has 1,048,576 rows at most, header included.
LARGEST_SHEET = 1_048_575


@dataclass(frozen=True)
class Size:
    """What is asked of a scaled sample; see :func:`auditlib.sample.write_sample` for the meaning."""

    months: tuple[str, ...]
    rows: int
    file_format: str = "mixed"
    reaudits: bool = True
    supervision: bool = True


def scaled_plan(council: Council, size: Size, rng: Draw) -> SamplePlan:
    """A plan for any months, areas and rows; each month is an edition of its own."""
    last = usual_cut_off(size.months[-1])
    plans = tuple(_drawn_month(council, size, number, last, rng) for number in range(len(size.months)))
    return SamplePlan(plans, tuple(EditionPlan((plan.month,), plan.cut_off) for plan in plans))


def _drawn_month(council: Council, size: Size, number: int, last: date, rng: Draw) -> MonthPlan:
    along = number / max(len(size.months) - 1, 1)
    month = size.months[number]
    cut_off = usual_cut_off(month)
    allocated = _spread(rng, size.rows, np.array([area.weight for area in council.areas]))
    in_time, late = _back(rng, council, allocated, _BACK_IN_TIME[0] + along * (_BACK_IN_TIME[1] - _BACK_IN_TIME[0]))
    back = int(in_time.sum())
    judgements = tuple(np.array(_DRAWN_JUDGEMENTS[0]) * (1 - along) + np.array(_DRAWN_JUDGEMENTS[1]) * along)
    codes = council.cohort_codes
    return MonthPlan(
        month=month,
        allocated_on=usual_allocation(month),
        cut_off=cut_off,
        late_until=workday(cut_off + timedelta(days=60)),
        last_cut_off=last,
        cohorts=tuple(codes[(2 * number + each) % len(codes)] for each in range(min(3, len(codes)))),
        allocated=allocated,
        in_time=in_time,
        late=late,
        after=np.zeros_like(allocated),
        judgements=judgements,
        moderation=_moderation(rng, size.rows, judgements),
        reflections_in_time=round(back * _near(rng, _SHEETS)),
        reflections_late=round(back * _LATE_SHEETS),
        reaudits=_reaudits(rng, size, number),
        supervision=_drawn_observations(rng, size, number),
        style=_style(size, number),
    )


def _near(rng: Draw, rate: float) -> float:
    """A rate within a tenth of itself, at most 1."""
    return min(rate * (0.9 + 0.2 * rng.random_sample()), 1.0)


def _spread(rng: Draw, rows: int, weights: NDArray) -> NDArray[np.int64]:
    """Rows of each area, at least one where there are enough."""
    jitter = weights * (0.85 + 0.3 * rng.random_sample(len(weights)))
    floor = np.full(len(weights), int(rows >= len(weights)), dtype=np.int64)
    return floor + share_out(rows - int(floor.sum()), jitter)


def _back(rng: Draw, council: Council, allocated: NDArray, rate: float) -> tuple[NDArray, NDArray]:
    """Audits back in time and late, by area: slower areas have more of those that are not."""
    total = int(allocated.sum())
    missing = total - round(total * _near(rng, rate))
    slow = allocated * np.array([area.delay for area in council.areas])
    not_in_time = share_out_within(missing, slow, allocated)
    late = share_out_within(min(round(total * _LATE), missing), not_in_time, not_in_time)
    return allocated - not_in_time, late


def _moderation(rng: Draw, rows: int, judgements: tuple[float, ...]) -> Moderation:
    """Moderated audits, mostly of the better judgements, and their changes."""
    wanted = share_out(math.ceil(rows * _near(rng, _MODERATED)), np.array(judgements) * (2, 2, 1, 0.5))
    lowered = round(int(wanted[GOOD]) * _near(rng, _CHANGED))
    changes = (int(wanted[OUTSTANDING]) // 3, lowered, int(wanted[RI]) // 12)
    return Moderation(tuple(wanted.tolist()), dict(zip(_CHANGES, changes, strict=True)))


def _reaudits(rng: Draw, size: Size, number: int) -> Reaudits | None:
    """Re-audits from the second month on; fewer if fewer cases wait."""
    if not size.reaudits or number == 0:
        return None
    allocated = max(1, round(size.rows * _near(rng, _REAUDIT_SHARE)))
    return Reaudits(allocated, round(allocated * _REAUDITED_IN_TIME), round(allocated * _REAUDITED_LATE))


def _drawn_observations(rng: Draw, size: Size, number: int) -> Observations | None:
    """Supervision observations of each third month, with every listed value among them if there are enough."""
    if not size.supervision or number % 3 != len(size.months[:3]) - 1:
        return None
    expected = max(3, min(round(size.rows * _OBSERVATION_SHARE), _MOST_OBSERVATIONS))
    done = max(1, round(expected * 0.7))
    kind = np.repeat(["both", "child", "personal"], share_out(done, (6, 3, 2)))[order(rng, done)]
    seen = ["good", "good", "good", "not-yet-good"]
    records = {
        "recording_style": pick(rng, ["typed"] * 5 + ["handwritten-then-typed"], done),
        "supervision_type": kind,
        "duration_minutes": 45 + 5 * (rng.random_sample(done) * rng.random_sample(done) * 24).astype(np.int64),
        "previous_actions_reviewed": pick(rng, ["yes", "yes", "yes", "no", "not-applicable"], done),
        "individual_principles": np.where(kind == "child", "not-applicable", pick(rng, seen, done)),
        "child_principles": np.where(kind == "personal", "not-applicable", pick(rng, seen, done)),
    }
    return Observations(expected, pd.DataFrame(records))


def _style(size: Size, number: int) -> Style:
    if size.file_format == "xlsx":
        return Style(workbook=True)
    if size.file_format == "csv":
        return Style()
    style = _STYLES[number % len(_STYLES)]
    return Style(wording=style.wording) if style.workbook and size.rows > _LARGEST_MIXED_WORKBOOK else style
