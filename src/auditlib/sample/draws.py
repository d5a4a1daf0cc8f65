"""Chance, drawn so that the same seed gives the same bytes on every machine.

Belongs here: the random stream and the few ways in which the sample draws from it. Does not belong here:
what is drawn.

``numpy.random.RandomState`` is used because its stream is frozen (NEP 19), whereas that of ``Generator`` may
change from one numpy to the next and the committed sample with it. Sorting is stable for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    weight = np.asarray(weights, dtype=float)
    while (left := total - int(given.sum())) > 0:
        room = limit - given
        open_weight = np.where(room > 0, np.maximum(weight, 1e-9), 0.0)
        given += np.minimum(share_out(left, open_weight), room)
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
