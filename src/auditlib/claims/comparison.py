"""Two shares compared: the test behind "higher", "lower", "similar" and "significantly", and confidence intervals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditlib import rounding
from auditlib.facts import Fact

#: A two-sided Fisher's exact test below this is called significant.
SIGNIFICANT_P = 0.05
#: Shares that differ by fewer percentage points than this are called similar, unless significantly different.
SIMILAR_POINTS = 5
#: A share of fewer cases than this is not compared with another.
FEWEST_COMPARED = 10


class Verdict(StrEnum):
    """What can be said of two shares."""

    SIGNIFICANT = "significant"
    DIRECTION_ONLY = "direction only"
    SIMILAR = "similar"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two shares compared."""

    now: Fact  # both are rates
    then: Fact
    verdict: Verdict  # what can be said
    p: float | None  # two-sided p of Fisher's exact test; None where there are too few cases
    points: int  # the change in whole percentage points, rounded once from the counts

    @property
    def direction(self) -> str:
        """``higher``, ``lower`` or ``the same``."""
        change = self.now.value - self.then.value
        return "higher" if change > 0 else "lower" if change < 0 else "the same"

    @property
    def interval(self) -> tuple[float, float]:
        """Newcombe's 95% interval of the change, as fractions; meaningful also where there are few cases."""
        return difference_interval(
            (self.now.numerator, self.now.denominator), (self.then.numerator, self.then.denominator)
        )


def compare(now: Fact, then: Fact) -> Comparison | None:
    """Compare two shares by Fisher's exact test; None where one of them has nothing to divide by."""
    if now.value is None or then.value is None:
        return None
    a, n, b, m = now.numerator, now.denominator, then.numerator, then.denominator
    change = rounding.points((a, n), (b, m))
    if min(n, m) < FEWEST_COMPARED:
        return Comparison(now, then, Verdict.TOO_FEW, None, change)
    from scipy.stats import fisher_exact  # slow to import, and only comparisons need it

    p = float(fisher_exact([[a, n - a], [b, m - b]]).pvalue)
    if p < SIGNIFICANT_P:
        verdict = Verdict.SIGNIFICANT
    elif abs(change) < SIMILAR_POINTS:
        verdict = Verdict.SIMILAR
    else:
        verdict = Verdict.DIRECTION_ONLY
    return Comparison(now, then, verdict, p, change)


def difference_interval(now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's 95% interval of the difference of two shares."""
    from statsmodels.stats.proportion import confint_proportions_2indep  # slow to import, and only claims need it

    lower, upper = confint_proportions_2indep(*now, *then, method="newcomb", compare="diff", alpha=0.05)
    return max(-1.0, float(lower)), min(1.0, float(upper))
