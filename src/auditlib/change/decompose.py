"""How much of a change between two shares is the mix of areas, and how much is change within areas.

Belongs here: Kitagawa's decomposition, in exact fractions. Does not belong here: facts, months, words.
Source: E. M. Kitagawa (1955), Components of a difference between two rates, Journal of the American
Statistical Association 50, 1168–1194. What it says and does not say: ``docs/methods/what-changed.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

#: How many cases there are and how many of them count: ``(62, 76)``.
Counts = tuple[int | Fraction, int | Fraction]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one area, or all of them, contributes to a change between two shares.

    Parameters
    ----------
    mix
        The part that lies in the area having another share of all cases, as a fraction of one.
    within
        The part that lies in the area's own share of cases that count being another.
    """

    mix: Fraction
    within: Fraction

    @property
    def total(self) -> Fraction:
        """Both parts."""
        return self.mix + self.within


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change between two shares, taken apart.

    Parameters
    ----------
    total
        The later share less the earlier one, as a fraction of one; always ``parts.total`` where there are parts.
    parts
        Mix and within, all areas together; None where no area has cases at both times.
    areas
        The same for each area that has cases at either time; empty where `parts` is None.
    only_now, only_then
        Areas that have cases at one of the times only; what they contribute is mix.
    """

    total: Fraction
    parts: Parts | None
    areas: dict[str, Parts]
    only_now: tuple[str, ...]
    only_then: tuple[str, ...]


def _all(areas: Mapping[str, Counts]) -> Counts:
    return sum(n for n, _ in areas.values()), sum(d for _, d in areas.values())


def _area(then: Counts, now: Counts, cases_then: Fraction, cases_now: Fraction, middle: Fraction) -> Parts:
    """One area's parts; without cases at one time it has no share of its own then, so none of it is within."""
    weight_then, weight_now = then[1] / cases_then, now[1] / cases_now
    share_then = Fraction(then[0]) / then[1] if then[1] else Fraction(now[0]) / now[1]
    share_now = Fraction(now[0]) / now[1] if now[1] else share_then
    return Parts(
        mix=(weight_now - weight_then) * ((share_now + share_then) / 2 - middle),
        within=(share_now - share_then) * (weight_now + weight_then) / 2,
    )


def decompose(then: Mapping[str, Counts], now: Mapping[str, Counts]) -> Decomposition | None:
    """Take a change between two shares apart by area.

    Each area's change is weighted by its average share of all cases, and each change of an area's share of
    cases by its average share of cases that count, so that both parts together are the whole change, with
    nothing left over. An area's mix is counted from the average of the two shares of all areas: an area
    that counts more often than the others adds to the whole when it has more of the cases.

    Parameters
    ----------
    then, now
        For each area how many cases count and how many there are, at the earlier and the later time. An
        area may be missing at either.

    Returns
    -------
    Decomposition or None
        None where there are no cases at one of the times.
    """
    places = [area for area in dict.fromkeys([*then, *now]) if then.get(area, (0, 0))[1] or now.get(area, (0, 0))[1]]
    counted_then, cases_then = (Fraction(number) for number in _all(then))
    counted_now, cases_now = (Fraction(number) for number in _all(now))
    if not cases_then or not cases_now:
        return None
    share_then, share_now = counted_then / cases_then, counted_now / cases_now
    only_now = tuple(area for area in places if not then.get(area, (0, 0))[1])
    only_then = tuple(area for area in places if not now.get(area, (0, 0))[1])
    total = share_now - share_then
    if len(only_now) + len(only_then) == len(places):
        return Decomposition(total, None, {}, only_now, only_then)
    middle = (share_then + share_now) / 2
    areas = {
        area: _area(then.get(area, (0, 0)), now.get(area, (0, 0)), cases_then, cases_now, middle) for area in places
    }
    parts = Parts(sum(part.mix for part in areas.values()), sum(part.within for part in areas.values()))
    return Decomposition(total, parts, areas, only_now, only_then)
