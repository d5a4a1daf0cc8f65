"""Months, written ``2020-02`` everywhere: as data, in ids and in file names; their order and their names."""

from __future__ import annotations

import re
from datetime import date

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$", re.ASCII)
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

#: The two periods that are not months: all months of the edition, all months of the programme.
EDITION = "edition"
PROGRAMME = "programme"


def is_month(text: object) -> bool:
    """Whether `text` is a month written ``YYYY-MM``."""
    return isinstance(text, str) and _MONTH.match(text) is not None


def _ordinal(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _from_ordinal(ordinal: int) -> str:
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def months_before(month: str, count: int = 1) -> str:
    """The month `count` months earlier: ``months_before("2020-01")`` is ``"2019-12"``."""
    return _from_ordinal(_ordinal(month) - count)


def months_from(first: str, last: str) -> list[str]:
    """All months from `first` to `last`, both included; empty if `last` is earlier."""
    return [_from_ordinal(number) for number in range(_ordinal(first), _ordinal(last) + 1)]


def first_day(month: str) -> date:
    """The first day of a month."""
    year, number = month.split("-")
    return date(int(year), int(number), 1)


def month_name(month: str, *, year: bool = True) -> str:
    """A month in words: ``February 2020``, or ``February`` without the year."""
    name = MONTH_NAMES[int(month[5:]) - 1]
    return f"{name} {month[:4]}" if year else name


def day_name(day: date) -> str:
    """A day in words: ``13 March 2020``."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def period_name(months: list[str]) -> str:
    """Months in words, the year said once where it is the same.

    ``January and February 2020``; ``December 2019 and January 2020``; ``November 2018 to February 2020``.
    """
    if len(months) == 1:
        return month_name(months[0])
    first, last = months[0], months[-1]
    same_year = first[:4] == last[:4]
    joined = " and " if len(months) == 2 else " to "
    return month_name(first, year=not same_year) + joined + month_name(last)
