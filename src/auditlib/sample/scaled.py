"""The plan of a sample of any size, drawn from rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.sample.council import Council
from auditlib.sample.plan import (
    GOOD,
    OUTSTANDING,
    RI,
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

#: Rates of the first month and the last; months between lie on the straight line, with a little chance.
_BACK_IN_TIME, _LATE = (0.90, 0.74), 0.05
_JUDGEMENTS = ((0.02, 0.28, 0.50, 0.20), (0.03, 0.38, 0.46, 0.13))
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
    plans = tuple(_month(council, size, number, last, rng) for number in range(len(size.months)))
    return SamplePlan(plans, tuple(EditionPlan((plan.month,), plan.cut_off) for plan in plans))


def _month(council: Council, size: Size, number: int, last: date, rng: Draw) -> MonthPlan:
    along = number / max(len(size.months) - 1, 1)
    month = size.months[number]
    cut_off = usual_cut_off(month)
    allocated = _spread(rng, size.rows, np.array([area.weight for area in council.areas]))
    in_time, late = _back(rng, council, allocated, _BACK_IN_TIME[0] + along * (_BACK_IN_TIME[1] - _BACK_IN_TIME[0]))
    back = int(in_time.sum())
    judgements = tuple(np.array(_JUDGEMENTS[0]) * (1 - along) + np.array(_JUDGEMENTS[1]) * along)
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
        supervision=_observations(rng, size) if size.supervision and number % 3 == len(size.months[:3]) - 1 else None,
        style=_style(size, number),
    )


def _near(rng: Draw, rate: float) -> float:
    """A rate within a tenth of itself, at most 1."""
    return min(rate * (0.9 + 0.2 * rng.random_sample()), 1.0)


def _spread(rng: Draw, rows: int, weights: NDArray) -> NDArray[np.int64]:
    """Rows of each area, at least one where there are enough."""
    jitter = weights * (0.85 + 0.3 * rng.random_sample(len(weights)))
    floor = np.ones(len(weights), dtype=np.int64) if rows >= len(weights) else np.zeros(len(weights), dtype=np.int64)
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
    changes = {
        (OUTSTANDING, GOOD): int(wanted[OUTSTANDING]) // 3,
        (GOOD, RI): lowered,
        (RI, GOOD): int(wanted[RI]) // 12,
    }
    return Moderation(tuple(wanted.tolist()), changes)


def _reaudits(rng: Draw, size: Size, number: int) -> Reaudits | None:
    """Re-audits from the second month on; fewer if fewer cases wait."""
    if not size.reaudits or number == 0:
        return None
    allocated = max(1, round(size.rows * _near(rng, _REAUDIT_SHARE)))
    return Reaudits(allocated, round(allocated * _REAUDITED_IN_TIME), round(allocated * _REAUDITED_LATE))


def _observations(rng: Draw, size: Size) -> Observations:
    """Supervision observations, with every listed value of every column among them if there are enough."""
    expected = max(3, min(round(size.rows * _OBSERVATION_SHARE), _MOST_OBSERVATIONS))
    done = max(1, round(expected * 0.7))
    kind = np.repeat(np.array(["both", "child", "personal"], dtype=object), share_out(done, (6, 3, 2)))
    kind = kind[order(rng, done)]
    seen = np.array(["good", "good", "good", "not-yet-good"], dtype=object)
    return Observations(
        expected,
        pd.DataFrame(
            {
                "recording_style": pick(rng, np.array(["typed"] * 5 + ["handwritten-then-typed"], dtype=object), done),
                "supervision_type": kind,
                "duration_minutes": 45 + 5 * (rng.random_sample(done) * rng.random_sample(done) * 24).astype(np.int64),
                "previous_actions_reviewed": pick(
                    rng, np.array(["yes", "yes", "yes", "no", "not-applicable"], dtype=object), done
                ),
                "individual_principles": np.where(kind == "child", "not-applicable", pick(rng, seen, done)),
                "child_principles": np.where(kind == "personal", "not-applicable", pick(rng, seen, done)),
            }
        ),
    )


def _style(size: Size, number: int) -> Style:
    if size.file_format == "xlsx":
        return Style(workbook=True)
    if size.file_format == "csv":
        return Style()
    style = _STYLES[number % len(_STYLES)]
    return Style(wording=style.wording) if style.workbook and size.rows > _LARGEST_MIXED_WORKBOOK else style
