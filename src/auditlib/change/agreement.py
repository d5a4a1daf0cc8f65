"""How far two judgements of the same cases agree, beyond chance.

Belongs here: weighted kappa with its interval, and when it cannot be given. Does not belong here: facts, words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from auditlib.claims import FEWEST_COMPARED


class NoKappa(StrEnum):
    """Why there is no kappa; each a phrase to print in its place."""

    NONE = "none moderated"
    TOO_FEW = "too few to say"
    ONE_JUDGEMENT = "all had one judgement before or after it"


@dataclass(frozen=True, slots=True)
class Kappa:
    """Weighted kappa: 1 is complete agreement, 0 what chance would give.

    Parameters
    ----------
    value
        Kappa with linear weights.
    low, high
        The 95% interval, cut at -1 and 1; None where every case agrees and there is nothing to estimate it from.
    """

    value: float
    low: float | None
    high: float | None


def fewest(judgements_used: int) -> int:
    """How many cases a kappa needs: twice the square of the number of judgements in use, and at least ten.

    Source: D. V. Cicchetti (1981), Testing the normal approximation and minimal sample size requirements of
    weighted kappa when the number of categories is large, Applied Psychological Measurement 5, 101–104.
    """
    return max(FEWEST_COMPARED, 2 * judgements_used**2)


def weighted_kappa(table: Sequence[Sequence[int]]) -> Kappa | NoKappa:
    """Agreement of two ordered judgements; a judgement two steps away counts as twice as far as one.

    Parameters
    ----------
    table
        Numbers of cases: a row for each judgement before, a column for each judgement after, best first.

    Returns
    -------
    Kappa or NoKappa
        Linear weights (Cicchetti and Allison); the interval from the standard error of Fleiss, Cohen and
        Everitt (1969), as computed by ``statsmodels.stats.inter_rater.cohens_kappa``.
    """
    size = len(table)
    cases = sum(map(sum, table))
    if not cases:
        return NoKappa.NONE
    before = {place for place in range(size) if sum(table[place])}
    after = {place for place in range(size) if sum(row[place] for row in table)}
    if cases < fewest(len(before | after)):
        return NoKappa.TOO_FEW
    if len(before) == 1 or len(after) == 1:  # chance alone would agree just as well: kappa is 0 or undefined
        return NoKappa.ONE_JUDGEMENT
    if all(row == column or not table[row][column] for row in before for column in after):
        return Kappa(1.0, None, None)
    from statsmodels.stats.inter_rater import cohens_kappa  # slow to import, and only agreement needs it

    with np.errstate(divide="ignore", invalid="ignore"):  # a test of kappa = 0, not used here, may divide by zero
        found = cohens_kappa(table, weights=list(range(size)), wt="linear")
    if not found.std_kappa > 0:
        return Kappa(float(found.kappa), None, None)
    return Kappa(float(found.kappa), max(float(found.kappa_low), -1.0), min(float(found.kappa_upp), 1.0))
