"""Months, quarters and years as documents write them.

Belongs here: finding periods in a text and comparing them, with or without a year. Does not belong here:
saying what is wrong with them.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

NAMES = list(calendar.month_name)[1:]
_NUMBER = {name.lower(): number for number, name in enumerate(NAMES, start=1)}
_NUMBER |= {name[:3].lower(): number for number, name in enumerate(NAMES, start=1)} | {"sept": 9}
#: May and March are also words: the short forms and these need a capital letter, which the pattern asks for.
_WRITTEN = [*NAMES, *(name.upper() for name in NAMES if name != "May"), *(name[:3] for name in NAMES), "Sept"]
MONTH = rf"(?:{'|'.join(_WRITTEN)})"
#: "the" and other words after which May is the month; "may" as a verb has no capital except at a start.
_MONTH_YEAR = re.compile(
    rf"\b({MONTH})\b\.?(?:'s)?(?:(?:,?\s+(?=(?:19|20)\d\d)|\s+'?(?=\d\d\b(?!\s*%|,\d|\.\d|\s[a-z]|,? (?:19|20)\d\d\b)))"
    r"((?:19|20)\d\d|\d\d)\b)?"
)
_ISO_MONTH = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])\b(?!-\d)")


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month; `year` is None where the text does not say it."""

    month: int
    year: int | None = None

    def before(self, count: int = 1) -> Month:
        """The month `count` months earlier."""
        ordinal = (self.year or 0) * 12 + self.month - 1 - count
        return Month(ordinal % 12 + 1, ordinal // 12 if self.year is not None else None)

    def fits(self, other: Month) -> bool:
        """Whether the two can be the same month."""
        return self.month == other.month and (self.year is None or other.year is None or self.year == other.year)

    def __str__(self) -> str:
        return NAMES[self.month - 1] + (f" {self.year}" if self.year else "")


def month_of(match: re.Match[str]) -> Month:
    """The month of a match of the pattern for a month and its year."""
    year = match.group(2)
    if year and len(year) == 2:
        year = f"20{year}"
    return Month(_NUMBER[match.group(1).lower()], int(year) if year else None)


def find_months(text: str) -> list[tuple[int, int, Month]]:
    """Each month named in `text`, with where it starts and ends."""
    found = [
        (match.start(), match.end(), month_of(match))
        for match in _MONTH_YEAR.finditer(text)
        if not _is_verb(match, text)
    ]
    found += [(m.start(), m.end(), Month(int(m.group(2)), int(m.group(1)))) for m in _ISO_MONTH.finditer(text)]
    return sorted(found, key=lambda item: item[0])


def _is_verb(match: re.Match[str], text: str) -> bool:
    """Whether "May" or "March" begins a sentence as a verb, or is part of a name."""
    word = match.group(1)
    if word not in ("May", "March", "Mar") or match.group(2):
        return False
    before = text[: match.start()].rstrip()
    if not before:
        return re.match(r"\s+(?:be|have|we|not|I|the)\b", text[match.end() :]) is not None
    return re.search(r"\b(?:Mrs?|Ms|Dr|Theresa|Cllr)\.?$", before) is not None


def months_in(text: str) -> list[Month]:
    """The months named in `text`, each once, in order."""
    found: list[Month] = []
    for _, _, month in find_months(text):
        if month not in found:
            found.append(month)
    return found


_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:\s?[/–-]\s?((?:19|20)?\d\d)\b(?![/-]\d))?")
_QUARTER = re.compile(r"\b(?:Q([1-4])|[Qq]uarter\s+([1-4]|one|two|three|four)|(first|second|third|fourth)\s+quarter)\b")
_QUARTER_WORD = {"one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


def find_years(text: str) -> list[tuple[int, int, int, bool]]:
    """Each year named: start, end, its first calendar year, and whether it spans two (``2019/20``)."""
    found = []
    for match in _YEARS.finditer(text):
        first, second = int(match.group(1)), match.group(2)
        spans = second is not None and int(second) % 100 == (first + 1) % 100
        if second is not None and not spans:
            continue
        found.append((match.start(), match.end(), first, spans))
    return found


def find_quarters(text: str) -> list[tuple[int, int, int]]:
    """Each quarter named: start, end, number."""
    found = []
    for match in _QUARTER.finditer(text):
        written = match.group(1) or match.group(2) or match.group(3)
        found.append((match.start(), match.end(), _QUARTER_WORD.get(written, 0) or int(written)))
    return found


def periods_in(text: str) -> frozenset[str]:
    """Every period named in `text` as comparable words: ``2020-02``, ``month-02``, ``2019/20``, ``q3``."""
    found = set()
    for _, _, month in find_months(text):
        found.add(f"{month.year}-{month.month:02d}" if month.year else f"month-{month.month:02d}")
    taken = [(start, end) for start, end, _ in find_months(text)]
    for start, _, year, spans in find_years(text):
        if not any(begin <= start < finish for begin, finish in taken):
            found.add(f"{year}/{(year + 1) % 100:02d}" if spans else str(year))
    found |= {f"q{number}" for _, _, number in find_quarters(text)}
    return frozenset(found)
