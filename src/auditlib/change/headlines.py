"""The headline shares whose change is taken apart by area: how much is the mix of areas, how much change within them.

Kitagawa's decomposition: E. M. Kitagawa (1955), Components of a difference between two rates, Journal of the American
Statistical Association 50, 1168–1194. How to read it: ``docs/methods/what-changed.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from auditlib import rounding
from auditlib.change.followed import AREA_NOT_KNOWN
from auditlib.facts import Fact, Facts
from auditlib.periods import months_before
from auditlib.reference import CodeLists
from auditlib.settings import Edition

#: How many cases there are and how many of them count: ``(62, 76)``.
Counts = tuple[int | Fraction, int | Fraction]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one area, or all of them, contributes to a change between two shares."""

    mix: Fraction
    within: Fraction


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change between two shares, taken apart."""

    #: The later share less the earlier one, as a fraction of one; always the sum of the parts where there are any.
    total: Fraction
    #: The parts of each area that has cases at either time; empty where no area has cases at both.
    areas: dict[str, Parts]

    @property
    def parts(self) -> Parts | None:
        """Mix and within, all areas together; None where no area has cases at both times."""
        if not self.areas:
            return None
        mix = sum((part.mix for part in self.areas.values()), Fraction())
        return Parts(mix, sum((part.within for part in self.areas.values()), Fraction()))


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

    `then` and `now` give for each area how many cases count and how many there are, at the earlier and the later time.
    An area may be missing at either; None where there are no cases at one of them.
    """
    both = {area: (then.get(area, (0, 0)), now.get(area, (0, 0))) for area in dict.fromkeys([*then, *now])}
    counted_then, cases_then = (Fraction(number) for number in _all(then))
    counted_now, cases_now = (Fraction(number) for number in _all(now))
    if not cases_then or not cases_now:
        return None
    share_then, share_now = counted_then / cases_then, counted_now / cases_now
    areas = {}
    if any(first[1] and last[1] for first, last in both.values()):
        middle = (share_then + share_now) / 2
        areas = {
            area: _area(first, last, cases_then, cases_now, middle)
            for area, (first, last) in both.items()
            if first[1] or last[1]
        }
    return Decomposition(share_now - share_then, areas)


#: What is printed for a part that cannot be computed.
NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Headline:
    """A share whose change is taken apart by area."""

    key: str  # its name in ids: ``change.<key>.<month>.vs.<month>.<part>``
    rate: str  # ids of the share's facts, without month and area
    title: str  # for lists and tables
    subject: str  # in a sentence, after a month
    cases: str  # what is shared out among areas
    source: str  # the return it is counted from
    cell: str  # notebook and cell label that show the change


COMPLIANCE = Headline(
    "compliance",
    "audits.compliance",
    "Compliance",
    "compliance",
    "allocated audits",
    "audits",
    "notebooks/compliance.ipynb#tbl-change-compliance",
)
GOOD_OR_BETTER = Headline(
    "good_or_better",
    "audits.good_or_better_rate",
    "Good or better",
    "the share judged Good or better",
    "judged audits",
    "audits",
    "notebooks/area_breakdown.ipynb#tbl-change-good-or-better",
)
MODERATION_CHANGED = Headline(
    "moderation_changed",
    "moderation.changed_rate",
    "Judgements changed at moderation",
    "the share of judgements changed at moderation",
    "moderated audits",
    "moderations",
    "notebooks/moderation.ipynb#tbl-change-moderation",
)
HEADLINES = (COMPLIANCE, GOOD_OR_BETTER, MODERATION_CHANGED)


def points(value: Fraction, decimals: int = 1, unit: str = " points") -> str:
    """A change as printed, in percentage points: ``+6.6 points``, ``−0.4 points``, ``0.0 points`` for none at all.

    A change that is not none is never printed as none: ``under 0.1 points``.
    """
    rounded = rounding.half_up(100 * abs(value), decimals)
    if value and not rounded:
        return f"under {Decimal(1).scaleb(-decimals)}{unit}"
    sign = "" if not value else "+" if value > 0 else "−"
    return f"{sign}{rounded}{unit}"


def share_with_counts(fact: Fact, decimals: int = 1) -> str:
    """A share with as many decimals as its difference is printed with: ``53.9% (41 of 76)``."""
    if fact.value is None or not decimals:
        return fact.with_counts
    return f"{rounding.half_up(Fraction(100 * fact.numerator, fact.denominator), decimals)}% ({fact.counts})"


def decimals_that_agree(then: Fact, now: Fact, *parts: Fact) -> int:
    """With how many decimals two shares, their difference and its parts agree as printed: 0 if they can, else 1."""
    before, after = (Fraction(100 * fact.numerator, fact.denominator) for fact in (then, now))
    whole = rounding.half_up(after - before)
    known = [rounding.half_up(100 * part.value) for part in parts if part.value is not None]
    agree = rounding.half_up(after) - rounding.half_up(before) == whole and (not known or sum(known) == whole)
    return 0 if agree else 1


def rounded_apart(total: Fact, within: Fact, mix: Fact, decimals: int = 1) -> str:
    """``(rounded one by one)`` where the two parts as printed do not add up to the whole as printed."""
    whole, *parts = (rounding.half_up(100 * fact.value, decimals) for fact in (total, within, mix))
    return "" if sum(parts) == whole else " (rounded one by one)"


def area_name(lists: CodeLists, area: str) -> str:
    """An area in words."""
    return "Area not known" if area == AREA_NOT_KNOWN else lists.areas.name_of(area)


def change_id(headline: Headline, now: str, then: str, part: str, area: str = "") -> str:
    """The id of a part of a change: ``total``, ``mix`` or ``within``; the last two also for an area."""
    return f"change.{headline.key}.{now}.vs.{then}.{part}" + (f".{area}" if area else "")


def compared_months(edition: Edition, facts: Facts, headline: Headline) -> list[tuple[str, str]]:
    """The pairs of months whose change is taken apart, the later one first.

    The edition's last month against the month before, and against the last month before the edition where
    that is another one. A month in which there was nothing to count is replaced by the one before it.
    """
    last = edition.months[-1]
    if facts.value(f"{headline.rate}.{last}") is None:
        return []
    wanted = [months_before(last), months_before(edition.months[0])]
    found = [facts.latest(headline.rate, month, edition.programme_start) for month in wanted]
    return [(last, month) for month in dict.fromkeys(found) if month is not None]


def by_area(lists: CodeLists, facts: Facts, headline: Headline, month: str) -> dict[str, Fact]:
    """A headline's facts of a month in each area, in the order of the list."""
    found = {area: facts.get(f"{headline.rate}.{month}.{area}") for area in (*lists.areas.codes, AREA_NOT_KNOWN)}
    return {area: fact for area, fact in found.items() if fact is not None}


def areas_compared(lists: CodeLists, facts: Facts, headline: Headline, now: str, then: str) -> list[str]:
    """The areas that have cases in one of two months, in the order of the list."""
    found = [by_area(lists, facts, headline, month).items() for month in (now, then)]
    with_cases = {area for each in found for area, fact in each if fact.denominator}
    return [area for area in (*lists.areas.codes, AREA_NOT_KNOWN) if area in with_cases]


def decomposed(lists: CodeLists, facts: Facts, headline: Headline, now: str, then: str) -> Decomposition | None:
    """The change of a headline between two months, taken apart by area."""
    before, after = (
        {area: (fact.numerator, fact.denominator) for area, fact in by_area(lists, facts, headline, month).items()}
        for month in (then, now)
    )
    return decompose(before, after)
