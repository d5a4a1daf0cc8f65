"""Whether a number differs from earlier ones by more than chance would give: for QA's drift warnings.

Belongs here: two small tests. Does not belong here: the report's claims, which have rules of their own. scipy is
not used because importing its statistics takes longer than all of validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, sqrt

#: Above this many rows the exact test gives what the normal curve gives, at a price.
_EXACT_UP_TO = 2_000


def count_is_unlike(now: int, before: Sequence[int], deviations: float = 3.0) -> bool:
    """Whether a month's number lies outside what the months before lead one to expect.

    Monthly numbers scatter at least as the Poisson law says; where they scatter more, by that much more.

    Parameters
    ----------
    now
        The month's number.
    before
        The numbers of earlier months, at least two.
    deviations
        How many standard deviations of the forecast count as outside.
    """
    months = len(before)
    mean = sum(before) / months
    variance = sum((number - mean) ** 2 for number in before) / (months - 1)
    # None in n months may still mean that there are up to three in n months (the rule of three).
    expected = max(mean, 3 / months)
    scatter = max(1.0, variance / expected)
    spread = sqrt(scatter * expected * (1 + 1 / months))
    return abs(now - mean) - 0.5 > deviations * spread


def share_is_unlike(count: int, base: int, count_before: int, base_before: int, chance: float) -> bool:
    """Whether two shares differ more than chance gives: Fisher's exact test, two-sided.

    Parameters
    ----------
    count, base
        `count` of `base` now.
    count_before, base_before
        The same before.
    chance
        The probability below which they count as different.
    """
    total, having = base + base_before, count + count_before
    if having in (0, total):
        return False
    if total > _EXACT_UP_TO:
        pooled = having / total
        spread = sqrt(pooled * (1 - pooled) * (1 / base + 1 / base_before))
        return erfc(abs(count / base - count_before / base_before) / spread / sqrt(2)) < chance
    all_ways = comb(total, base)

    def ways(number: int) -> int:
        return comb(having, number) * comb(total - having, base - number)

    observed = ways(count)
    possible = range(max(0, base - (total - having)), min(base, having) + 1)
    as_rare = sum(each for each in map(ways, possible) if each <= observed)
    return as_rare < chance * all_ways
