"""What a sample is to contain, month by month, and the random draws that fill it: the same for one seed everywhere.

``numpy.random.RandomState`` is used because its stream is frozen (NEP 19), whereas that of ``Generator`` may change
from one numpy to the next and the committed sample with it. Sorting is stable for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditlib.periods import first_day, months_before
from auditlib.schema import JUDGEMENTS

OUTSTANDING, GOOD, RI, INADEQUATE = range(len(JUDGEMENTS))
#: In an integer column: no judgement, because not returned.
NONE = -1


@dataclass(frozen=True)
class Course:
    """The course of one case that a plan wants: audited Inadequate, then re-audited as `steps` say.

    `steps` are the month and outcome of each re-audit in order. The outcome is a judgement, ``None`` where the re-audit
    stays out, or ``"after"`` where it comes back after the last cut-off. An empty `team` is any of the area's.
    """

    area: str
    audited: str
    steps: tuple[tuple[str, int | str | None], ...]
    team: str = ""


@dataclass(frozen=True)
class Moderation:
    """Moderations of a month: how many of each judgement, and how many of those change to which."""

    by_judgement: tuple[int, int, int, int]
    changes: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Observations:
    """Supervision observations of a month: how many were expected, and the records that came back.

    `records` has one row a completed observation and the columns from ``recording_style`` on.
    """

    expected: int
    records: pd.DataFrame


@dataclass(frozen=True)
class Reaudits:
    """Re-audits of a month: allocated, back by the month's cut-off, back later; and the mix of their outcomes."""

    allocated: int
    in_time: int
    late: int = 0
    outcomes: tuple[float, float, float, float] = (0.0, 0.13, 0.45, 0.42)


@dataclass(frozen=True)
class Style:
    """How a month's returns are written."""

    dates: str = "iso"  # ``iso`` or ``british``; a workbook has real dates either way
    wording: str = "plain"  # ``plain`` (names), ``code``, ``alias`` or ``mixed`` (any of these, row by row)
    bom: bool = False  # whether CSV files begin with a byte order mark
    crlf: bool = False  # whether they have Windows line ends
    workbook: bool = False  # one ``returns.xlsx`` instead of CSV files
    spaced_headers: bool = False  # headers as people type them (``Audit Ref``)


@dataclass(frozen=True)
class MonthPlan:
    """What one month's returns are to contain. Arrays have one number an area, in the council's order."""

    month: str
    allocated_on: date
    cut_off: date
    late_until: date
    last_cut_off: date
    cohorts: tuple[str, ...]
    allocated: NDArray[np.int64]  # audits
    in_time: NDArray[np.int64]  # of these, back by the month's own cut-off
    late: NDArray[np.int64]  # back by `late_until`
    after: NDArray[np.int64]  # back after the last cut-off
    #: Weights of the judgements, best first; exact counts where they sum to the audits that came back.
    judgements: tuple[float, float, float, float]
    moderation: Moderation
    reflections_in_time: int  # case reflection sheets back by the month's own cut-off
    reflections_late: int
    reaudits: Reaudits | None = None
    supervision: Observations | None = None
    style: Style = Style()
    #: Whether just so many re-audits come back as are planned, and not as great a share of those that are made.
    exact: bool = False

    @property
    def due_on(self) -> date:
        """The day by which audits are asked back: three weeks after allocation."""
        return workday(self.allocated_on + timedelta(days=21))


@dataclass(frozen=True)
class EditionPlan:
    """One edition to write: its months and cut-off."""

    months: tuple[str, ...]
    cut_off: date

    @property
    def edition(self) -> str:
        """Its name: its last month."""
        return self.months[-1]


@dataclass(frozen=True)
class SamplePlan:
    """A whole sample: months in order, editions in order, and the courses of single cases."""

    months: tuple[MonthPlan, ...]
    editions: tuple[EditionPlan, ...]
    courses: tuple[Course, ...] = ()
    #: Whether no two published remarks of an edition may be made from the same sentence.
    unique_remarks: bool = False


def workday(day: date) -> date:
    """`day`, or the Monday after if it is at a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def usual_cut_off(month: str) -> date:
    """The cut-off of the edition that ends with `month`: about the 13th of the next month."""
    return workday(first_day(months_before(month, -1)) + timedelta(days=12))


def usual_allocation(month: str) -> date:
    """The day on which a month's audits are sent out: its first working day."""
    return workday(first_day(month))


Draw = np.random.RandomState


def order(rng: Draw, count: int) -> NDArray[np.int64]:
    """The numbers from 0 to `count` - 1 in a random order."""
    return np.argsort(rng.random_sample(count), kind="stable")


def some_of(rng: Draw, among: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """`count` different ones of `among`, or all of them in a random order if there are fewer."""
    return among[order(rng, len(among))[:count]]


def share_out(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Whole numbers in proportion to `weights` that sum to `total` (largest remainders first)."""
    weight = np.asarray(weights, dtype=float)
    if total == 0 or weight.sum() <= 0:
        return np.zeros(len(weight), dtype=np.int64)
    exact = total * weight / weight.sum()
    whole = np.floor(exact).astype(np.int64)
    left = total - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:left]] += 1
    return whole


def share_out_within(total: int, weights: ArrayLike, limits: ArrayLike) -> NDArray[np.int64]:
    """As :func:`share_out`, but no part is more than its limit; `total` may not exceed the limits' sum."""
    limit = np.asarray(limits, dtype=np.int64)
    if total > limit.sum():
        raise ValueError("more to share out than the limits allow")
    given = np.zeros(len(limit), dtype=np.int64)
    weight = np.maximum(np.asarray(weights, dtype=float), 1e-9)
    while (left := total - int(given.sum())) > 0:
        room = limit - given
        given += np.minimum(share_out(left, np.where(room > 0, weight, 0.0)), room)
    return given


def pick(rng: Draw, among: Sequence[str] | NDArray, count: int) -> NDArray:
    """`count` draws from `among`, with replacement, each as likely as the others."""
    values = np.asarray(among)
    return values[np.minimum((rng.random_sample(count) * len(values)).astype(np.int64), len(values) - 1)]


def noise(rng: Draw, count: int) -> NDArray[np.float64]:
    """`count` draws that are roughly normal with mean 0 and variance 1.

    The sum of uniform draws is used because its last bit does not depend on the machine's ``log`` and ``cos``.
    """
    return rng.random_sample((count, 12)).sum(axis=1) - 6.0
