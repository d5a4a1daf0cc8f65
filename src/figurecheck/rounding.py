"""Whether a printed figure can come from others, given how each was rounded.

Belongs here: intervals of what a printed number may stand for, and the tests built on them. Does not belong
here: which numbers belong together.

A printed number stands for every value that rounds to it, half up or half to even. A count in plain figures
is exact, unless the document says that its counts are rounded, or it is a large number that ends in zeros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import ceil, floor

from figurecheck.quantities import Figure

_HALF = Decimal("0.5")
_ROUND_FROM = 1000
#: From here on a number may be in thousands; 2,900 homes may well be 2,900.
_THOUSANDS = 10_000
_NEAREST = re.compile(
    r"round(?:ed|ing)\b[^.]{0,60}?\bnearest (?:multiple of )?(\d[\d,]*|five|ten|hundred|thousand|whole|integer)",
    re.IGNORECASE,
)
_NEAREST_WORD = {"five": 5, "ten": 10, "hundred": 100, "thousand": 1000, "whole": 1, "integer": 1}
_MAY_NOT_SUM = re.compile(
    r"(?:may|might|do|does|will|can|could)\s*(?:not|n't)\s*(?:always |necessarily |exactly )?(?:sum"
    r"|add|total|equal|tally)"
    r"|due to rounding|because of rounding|subject to rounding|rounding errors?|not mutually exclusive"
    r"|(?:percentages|figures|numbers|totals|values) (?:are|have been|may be) rounded|independently rounded",
    re.IGNORECASE,
)
_WEIGHTED = re.compile(r"\bweight(?:ed|ing|s)\b(?! (?:bearing|loss|training|management))", re.IGNORECASE)


class Fit(StrEnum):
    """How a printed percentage stands to the counts behind it."""

    ROUNDED = "rounded"
    CUT = "cut"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Practice:
    """What a document says of its own rounding.

    Parameters
    ----------
    nearest
        Counts are rounded to this; 1 if the document does not say so.
    noted
        There is a note that figures may not sum or are rounded.
    weighted
        Figures are weighted, so that percentages need not come from whole numbers.
    """

    nearest: int = 1
    noted: bool = False
    weighted: bool = False


def practice_of(text: str) -> Practice:
    """Read a document's notes on rounding."""
    bases = []
    for match in _NEAREST.finditer(text):
        written = match.group(1).lower().replace(",", "")
        bases.append(_NEAREST_WORD.get(written) or int(written))
    return Practice(
        nearest=max([base for base in bases if base > 0], default=1),
        noted=_MAY_NOT_SUM.search(text) is not None,
        weighted=_WEIGHTED.search(text) is not None,
    )


def spread(figure: Figure, practice: Practice = Practice()) -> Decimal:
    """Half the width of what a printed number may stand for: 0 for an exact count."""
    value = abs(figure.value)
    if figure.kind in "pgrmu" or figure.decimals or figure.scale:
        return _HALF.scaleb(figure.scale - figure.decimals)
    half = Decimal(0)
    if practice.nearest > 1 and value % practice.nearest == 0:
        half = Decimal(practice.nearest) / 2
    unit = 10
    while value >= _ROUND_FROM and value % unit == 0 and unit * 10 <= value and (unit == 10 or value >= _THOUSANDS):
        half = max(half, Decimal(unit) / 2)
        unit *= 10
    return half


def share(numerator: Decimal, denominator: Decimal) -> Decimal:
    """`numerator` as a percentage of `denominator`."""
    return numerator * 100 / denominator


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` to so many places, half up."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def fit_values(
    numerator: tuple[Decimal, Decimal], denominator: tuple[Decimal, Decimal], percent: Decimal, decimals: int
) -> Fit:
    """As :func:`fit`, for the lowest and highest values that the counts may have."""
    if denominator[0] <= 0:
        raise ZeroDivisionError
    low, high = share(numerator[0], denominator[1]), share(numerator[1], denominator[0])
    half = _HALF.scaleb(-decimals)
    halfway_cut = low == high == percent + half and int(percent.scaleb(decimals)) % 2  # 68.75 is 68.8 by either rule
    if low <= percent + half and high >= percent - half and not halfway_cut:
        return Fit.ROUNDED
    if all(value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN) == percent for value in (low, high)):
        return Fit.CUT
    return Fit.WRONG


def possible_numerators(denominator: int, percent: Decimal, decimals: int) -> list[int]:
    """Whole numbers that are `percent` of `denominator` when rounded; empty if there is none."""
    half = _HALF.scaleb(-decimals)
    low = ceil((percent - half) * denominator / 100)
    high = floor((percent + half) * denominator / 100)
    return list(range(low, high + 1))


def possible_denominators(numerator: int, percent: Decimal, decimals: int) -> list[int]:
    """Whole numbers of which `numerator` is `percent` when rounded; empty if there is none."""
    half = _HALF.scaleb(-decimals)
    if numerator <= 0 or percent - half <= 0:
        return [numerator] if percent == 0 or numerator > 0 else []
    low = ceil(Decimal(numerator) * 100 / (percent + half))
    high = floor(Decimal(numerator) * 100 / (percent - half))
    return list(range(max(low, numerator), high + 1))


def shown(value: Decimal, places: int = 2) -> str:
    """A calculated number for a message: at most so many places, no trailing zeros."""
    text = f"{rounded(value, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ as a slip of the hand makes them: one digit, or the same digits in another order."""
    texts = shown(one), shown(other)
    if len(texts[0]) != len(texts[1]):
        return False
    return sum(a != b for a, b in zip(*texts, strict=True)) == 1 or sorted(texts[0]) == sorted(texts[1])
