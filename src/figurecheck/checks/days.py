"""Dates that do not exist or fall on another weekday (DOC-15).

Belongs here: dates with day, month and year. Does not belong here: anything that needs today's date.

Precondition: the year is written out, so that the calendar decides alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from figurecheck.checks.base import Context, finding
from figurecheck.dates import MONTH, NAMES
from figurecheck.report import Finding

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DATE = re.compile(
    rf"(?:\b(?P<weekday>(?i:{'|'.join(_WEEKDAYS)})),?\s+(?:the\s+)?)?(?<![\d/.,–-])\b(?P<day>\d{{1,2}})(?:\s"
    rf"|(?:st|nd|rd|th)(?:\s+of)?\s)\s*"
    rf"(?P<month>{MONTH})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
)


def find(context: Context) -> Iterator[Finding]:
    """Impossible dates and wrong weekdays."""
    for sentence in context.sentences:
        labels = [item for item in sentence.tagged.figures if item.kind == "x"]
        for match in _DATE.finditer(sentence.text):
            if any(item.start <= match.start("day") < item.end for item in labels):
                continue  # "page 38 April 2014"
            number = next(n for n, name in enumerate(NAMES, 1) if name[:3].lower() == match.group("month")[:3].lower())
            year, day = int(match.group("year")), int(match.group("day"))
            days = calendar.monthrange(year, number)[1]
            if day > 31:
                continue  # more likely a number that stands before a month
            if not 1 <= day <= days:
                what = f"{NAMES[number - 1]} {year} has {days} days; there is no {day} {NAMES[number - 1]}."
                yield finding("DOC-15", sentence, what, "", "Correct the date.")
                continue
            weekday = _WEEKDAYS[date(year, number, day).weekday()]
            if match.group("weekday") and match.group("weekday").capitalize() != weekday:
                what = f"{day} {NAMES[number - 1]} {year} was a {weekday}, not a {match.group('weekday')}."
                yield finding("DOC-15", sentence, what, "", "Correct the weekday or the date.")
