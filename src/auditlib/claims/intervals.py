"""Confidence intervals of shares and of their differences.

Belongs here: 95% intervals from counts. Does not belong here: verdicts. Wilson's interval for one share and
Newcombe's for the difference of two (method 10 of Newcombe 1998, *Statistics in Medicine* 17:873-890) hold their
level with the small counts of a month, and never lie outside what a share can be.
"""

from __future__ import annotations

#: How often an interval made in this way holds the true value.
LEVEL = 0.95


def share_interval(numerator: int, denominator: int) -> tuple[float, float]:
    """Wilson's interval of a share.

    Parameters
    ----------
    numerator, denominator
        The counts; the denominator is at least 1.

    Returns
    -------
    tuple of float
        Lower and upper end, as fractions from 0 to 1.
    """
    from statsmodels.stats.proportion import proportion_confint  # slow to import, and only claims need it

    lower, upper = proportion_confint(numerator, denominator, alpha=1 - LEVEL, method="wilson")
    return max(0.0, float(lower)), min(1.0, float(upper))


def difference_interval(now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's interval of the difference of two shares.

    Parameters
    ----------
    now, then
        Numerator and denominator of the later and of the earlier share; denominators are at least 1.

    Returns
    -------
    tuple of float
        Lower and upper end of `now` minus `then`, as fractions from -1 to 1.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep  # slow to import, and only claims need it

    lower, upper = confint_proportions_2indep(*now, *then, method="newcomb", compare="diff", alpha=1 - LEVEL)
    return max(-1.0, float(lower)), min(1.0, float(upper))
