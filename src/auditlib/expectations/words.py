"""How findings about months word their numbers.

Belongs here: phrases with counts and shares, rounded half up. Does not belong here: sentences of the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from auditlib.periods import month_name
from auditlib.reference import CodeLists


def of_share(count: float, base: float | None = None) -> str:
    """``27 of 96 rows (28.1 %)``; the share alone, ``25 %``, where there is no base."""
    share = Decimal(str(count)) if base is None else Decimal(count) / Decimal(base)
    percent = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{percent:f}".removesuffix(".0")
    return f"{text} %" if base is None else f"{count} of {base} rows ({text} %)"


def number_range(numbers: Sequence[int]) -> str:
    """``12 to 31``, or ``12`` where all are the same."""
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"


def whose_month(month: str, area: str = "", lists: CodeLists | None = None) -> str:
    """``North West, February 2020``, or the month alone."""
    if not area:
        return month_name(month)
    name = lists.areas.name_of(area) if lists and area in lists.areas.entries else area
    return f"{name}, {month_name(month)}"
