"""Control charts of a rate: whether it changes over time by more than chance.

The limits are those of Shewhart's p-chart (Montgomery, *Introduction to Statistical Quality Control*, ch. 7); the
signals are the four rules of the NHS programme *Making Data Count*, as its R package NHSRplotthedots applies them.
``docs/methods/control-charts.md`` states them for readers and gives the reason why no package is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from auditlib.claims.comparison import FEWEST_COMPARED
from auditlib.claims.reference import CannotCheckError, find
from auditlib.facts import Fact

#: Fewer points than this give trial limits: they will move when more months are in.
TRIAL_POINTS = 12
#: So many points in a row on one side of the centre are a shift.
SHIFT_POINTS = 7
#: So many points in a row, each above (or each below) the one before, are a trend.
TREND_POINTS = 7
_LIMIT, _WARNING = 3, 2


class Signal(StrEnum):
    """A pattern that chance alone seldom gives."""

    ASTRONOMICAL = "beyond a limit"
    SHIFT = "run on one side of the centre"
    TREND = "run in one direction"
    NEAR_LIMIT = "two of three near a limit"


@dataclass(frozen=True, slots=True)
class Point:
    """One month, or months pooled, on a control chart."""

    period: str  # the month, or the first and last month of those pooled: ``2019-12/2020-02``
    numerator: int
    denominator: int
    lower: float  # limit at three standard errors, cut at 0
    upper: float  # the same, cut at 1
    side: int  # 1 above the centre, -1 below it, 0 on it
    signals: tuple[Signal, ...] = ()  # the rules by which the point stands out; empty for common-cause variation

    @property
    def value(self) -> float:
        """The share, as a fraction."""
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A p-chart as data."""

    points: tuple[Point, ...]  # in order of time; months with nothing to divide by are not among them
    centre: float | None  # all numerators over all denominators, as a fraction; None without points

    @property
    def trial(self) -> bool:
        """Whether there are too few points for lasting limits."""
        return len(self.points) < TRIAL_POINTS

    @property
    def signals(self) -> dict[str, tuple[Signal, ...]]:
        """The points that stand out, by period."""
        return {point.period: point.signals for point in self.points if point.signals}

    @property
    def too_small(self) -> tuple[str, ...]:
        """Periods of so few cases that their limits are rough."""
        return tuple(point.period for point in self.points if point.denominator < FEWEST_COMPARED)


def _pooled(counts: list[tuple[str, int, int]], months: int) -> Iterator[tuple[str, int, int]]:
    """Counts of `months` months each, counted back from the last; a rest too short for one is left out."""
    start = len(counts) % months
    for first in range(start, len(counts), months):
        block = counts[first : first + months]
        period = block[0][0] if months == 1 else f"{block[0][0]}/{block[-1][0]}"
        yield period, sum(row[1] for row in block), sum(row[2] for row in block)


def _limits(centre: Fraction, denominator: int, errors: int) -> tuple[float, float]:
    """Limits at so many standard errors from the centre."""
    distance = errors * math.sqrt(centre * (1 - centre) / denominator)
    return max(0.0, float(centre) - distance), min(1.0, float(centre) + distance)


def runs(signs: Sequence[int], length: int) -> set[int]:
    """The positions in a run of at least `length` equal signs that are not 0."""
    found: set[int] = set()
    start = 0
    for sign, run in groupby(signs):
        end = start + len(list(run))
        if sign and end - start >= length:
            found.update(range(start, end))
        start = end
    return found


def trends(steps: Sequence[int], length: int) -> set[int]:
    """The positions of at least `length` points in a row that all rise or all fall.

    `steps` is 1, 0 or -1 for the step from each point to the next.
    """
    return {at for step in runs(steps, length - 1) for at in (step, step + 1)}


def two_of_three(near: Sequence[bool], sides: Sequence[int]) -> set[int]:
    """The positions near a limit, where two of three points in a row are and all three are on one side."""
    found: set[int] = set()
    for first in range(len(near) - 2):
        window = range(first, first + 3)
        if sum(near[at] for at in window) >= 2 and abs(sum(sides[at] for at in window)) == 3:
            found.update(at for at in window if near[at])
    return found


def p_chart(counts: Sequence[tuple[str, int, int]]) -> ControlChart:
    """The p-chart of some counts."""
    measured = [row for row in counts if row[2]]
    if not measured:
        return ControlChart((), None)
    centre = Fraction(sum(row[1] for row in measured), sum(row[2] for row in measured))
    shares = [Fraction(numerator, denominator) for _, numerator, denominator in measured]
    sides = [(share > centre) - (share < centre) for share in shares]
    steps = [(after > before) - (after < before) for before, after in pairwise(shares)]
    points = [Point(*row, *_limits(centre, row[2], _LIMIT), side) for row, side in zip(measured, sides, strict=True)]
    outside = [not point.lower <= point.value <= point.upper for point in points]
    near = []
    for point, is_out in zip(points, outside, strict=True):
        lower, upper = _limits(centre, point.denominator, _WARNING)
        near.append(not is_out and not lower <= point.value <= upper)
    found = {
        Signal.ASTRONOMICAL: {at for at, is_out in enumerate(outside) if is_out},
        Signal.SHIFT: runs(sides, SHIFT_POINTS),
        Signal.TREND: trends(steps, TREND_POINTS),
        Signal.NEAR_LIMIT: two_of_three(near, sides),
    }
    signals = [tuple(signal for signal, where in found.items() if at in where) for at in range(len(points))]
    marked = (replace(point, signals=found) for point, found in zip(points, signals, strict=True))
    return ControlChart(tuple(marked), float(centre))


def control_chart(
    facts: Mapping[str, Fact], measure: str, months: Sequence[str], *, group: str = "", pool: int = 1
) -> ControlChart:
    """The p-chart of a rate by month.

    `measure` has no period: ``audits.compliance``; `group`, such as an area, follows the period in the facts' ids. A
    point is so many months as `pool` says, counted back from the last: 3 charts quarters, where months are small.

    Raises
    ------
    CannotCheckError
        There is no such fact, or it is not a rate.
    """
    rows = []
    for month in months:
        fact = find(facts, ".".join(part for part in (measure, month, group) if part))
        if fact.numerator is None or fact.denominator is None:
            name = f"{measure}.{group}".strip(".")
            raise CannotCheckError(f"{name} is not a rate.", "Name a rate, such as audits.compliance.")
        rows.append((month, fact.numerator, fact.denominator))
    return p_chart(list(_pooled(rows, pool)))
