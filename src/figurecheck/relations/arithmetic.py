"""What figures give together, as the lowest and highest value that their printed forms allow.

Belongs here: the arithmetic of relations and whether a stated figure agrees with it. Does not belong here: which
figures are related.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from figurecheck.quantities import Figure
from figurecheck.rounding import Practice, shown, spread

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Result:
    """A value that figures give, with the range that their rounding allows, and how it is reckoned."""

    value: Decimal
    low: Decimal
    high: Decimal
    how: str


Arithmetic = Callable[[Sequence[Decimal]], Decimal | None]


def reckon(formula: Arithmetic, figures: Sequence[Figure], how: str, practice: Practice) -> Result | None:
    """Apply a formula to figures; None where it makes no sense of them.

    Parameters
    ----------
    how
        The formula for a reader, with ``{0}``, ``{1}`` for the figures.
    """
    values = [figure.value or ZERO for figure in figures]
    middle = formula(values)
    if middle is None:
        return None
    around = [ZERO if figure.kind == "u" and not figure.decimals else spread(figure, practice) for figure in figures]
    low = high = middle
    if any(around) and len(figures) <= 4:
        for signs in product((-1, 1), repeat=len(figures)):
            moved = [value + sign * half for value, sign, half in zip(values, signs, around, strict=True)]
            reached = formula(moved)
            if reached is not None:
                low, high = min(low, reached), max(high, reached)
    elif any(around):
        low, high = middle - sum(around), middle + sum(around)
    return Result(middle, low, high, how.format(*(figure.text for figure in figures)))


def agrees(stated: Figure, result: Result, *, about: Decimal = Decimal(3)) -> bool:
    """Whether a stated figure is the result, rounded or cut at the places it shows."""
    value = abs(stated.value or ZERO)
    unit = Decimal(1).scaleb(stated.scale - stated.decimals)
    rounds = stated.kind in "pgmru" or stated.decimals or stated.scale or (value >= 1000 and value % 10 == 0)
    half = unit / 2 if rounds else ZERO
    if stated.approx:
        half = max(about, value * about / HUNDRED)
    if stated.bound == "least":
        return result.high >= value - half and result.low <= value + max(about * 2, value / 5)
    if stated.bound == "most":
        return result.low <= value + half
    if result.low - half <= value <= result.high + half:
        return True
    return bool(half) and value <= result.high < value + unit


def share(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of the second."""
    return values[0] * HUNDRED / values[1] if values[1] > 0 and values[0] <= values[1] else None


def rise(values: Sequence[Decimal]) -> Decimal | None:
    """By how many per cent the smaller grew to the larger."""
    low, high = sorted(values)
    return (high - low) * HUNDRED / low if low > 0 else None


def fall(values: Sequence[Decimal]) -> Decimal | None:
    """By how many per cent the larger fell to the smaller."""
    low, high = sorted(values)
    return (high - low) * HUNDRED / high if high > 0 else None


def added(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of what the second was before it was added: "up £2m to £12m"."""
    return values[0] * HUNDRED / (values[1] - values[0]) if values[1] > values[0] else None


def taken(values: Sequence[Decimal]) -> Decimal | None:
    """The first as a percentage of what the second was before it was taken away."""
    return values[0] * HUNDRED / (values[1] + values[0]) if values[1] > 0 else None


def difference(values: Sequence[Decimal]) -> Decimal | None:
    """How far two figures are apart."""
    return abs(values[0] - values[1])


def quotient(values: Sequence[Decimal]) -> Decimal | None:
    """The larger over the smaller."""
    low, high = sorted(values)
    return high / low if low > 0 else None


def times(values: Sequence[Decimal]) -> Decimal | None:
    """One times the other."""
    return values[0] * values[1]


def total(values: Sequence[Decimal]) -> Decimal | None:
    """All together."""
    return sum(values, ZERO)


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Their average."""
    return sum(values, ZERO) / len(values)


def sum_of(figures: Sequence[Figure]) -> str:
    """A sum written out."""
    return " + ".join(figure.text for figure in figures)


def printed(value: Decimal, like: Figure) -> str:
    """A value as the stated figure would print it."""
    places = max(like.decimals, 0 if like.kind in "cw" and value == value.to_integral_value() else 1)
    if like.kind == "m":
        sign = like.text.lstrip("-")[0]
        scaled = value.scaleb(-like.scale)
        tail = "".join(letter for letter in like.text if letter.isalpha())
        tail = f" {tail}" if len(tail) > 2 else tail
        return f"{sign}{shown(scaled, max(places, 2))}{tail}"
    if like.kind == "p":
        return f"{shown(value, places)}%"
    if like.kind == "g":
        return f"{shown(value, places)} percentage points"
    return shown(value, max(places, 1))
