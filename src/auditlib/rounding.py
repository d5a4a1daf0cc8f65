"""Numbers as they are printed: the one rounding rule, half up as people and Excel do it, and the form of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def half_up(value: float | Fraction | Decimal | str, places: int = 0) -> Decimal:
    """`value` rounded to `places` decimals, a half always up (away from zero)."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def count(number: int) -> str:
    """A whole number with its thousands: ``1,088``."""
    return f"{number:,}"


def percent(numerator: int, denominator: int) -> str:
    """A percentage without decimals: ``82%``.

    A share that is not none is never printed as 0%, nor one that is not all as 100%: ``under 1%``, ``over 99%``.
    """
    rounded = int(half_up(Fraction(100 * numerator, denominator)))
    if rounded == 0 and numerator:
        return "under 1%"
    if rounded == 100 and numerator != denominator:
        return "over 99%"
    return f"{rounded}%"


def points(now: tuple[int, int], then: tuple[int, int]) -> int:
    """The change between two shares in whole percentage points, from their counts."""
    return int(half_up(100 * (Fraction(*now) - Fraction(*then))))


def minutes(value: float) -> str:
    """A length of time: ``60 minutes``, ``2 hours 45 minutes``; up to an hour and a half in minutes."""
    whole = int(half_up(value))
    if whole <= 90:
        return f"{whole} minute{'' if whole == 1 else 's'}"
    hours, rest = divmod(whole, 60)
    text = f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{text} {rest} minute{'' if rest == 1 else 's'}" if rest else text


def listed(items: Sequence[str]) -> str:
    """A list as one reads it: ``a``; ``a and b``; ``a, b and c``."""
    items = list(items)
    if len(items) <= 1:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]
