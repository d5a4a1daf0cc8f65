"""Whether a number differs from earlier ones by more than chance: for QA's warnings of drift.

scipy is not used because importing its statistics takes longer than all of validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, sqrt

#: Above this many rows the exact test gives what the normal approximation gives, and is slow.
_EXACT_UP_TO = 2_000


def count_is_unlike(now: int, before: Sequence[int], deviations: float = 3.0) -> bool:
    """Whether a month's number lies more than `deviations` standard deviations from the forecast by earlier months.

    Monthly numbers scatter at least as a Poisson distribution; where they scatter more, the forecast is as much wider.
    At least two earlier months are needed.
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
    """Whether two shares, `count` of `base` now and before, differ by Fisher's exact test (two-sided, p < `chance`)."""
    total, having = base + base_before, count + count_before
    if having in (0, total):
        return False
    if total > _EXACT_UP_TO:
        pooled = having / total
        spread = sqrt(pooled * (1 - pooled) * (1 / base + 1 / base_before))
        return erfc(abs(count / base - count_before / base_before) / spread / sqrt(2)) < chance
    all_combinations = comb(total, base)

    def combinations(number: int) -> int:
        return comb(having, number) * comb(total - having, base - number)

    observed = combinations(count)
    possible = range(max(0, base - (total - having)), min(base, having) + 1)
    as_rare = sum(each for each in map(combinations, possible) if each <= observed)
    return as_rare < chance * all_combinations
