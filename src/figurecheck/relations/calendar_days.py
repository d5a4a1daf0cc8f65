"""Dates of one passage that cannot be of one calendar: weekdays, the next day, early and late, clock times, years.

Belongs here: what points in time say of each other by themselves. Does not belong here: lengths of time between two
dates (``times``); months and quarters called previous (``periods``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from figurecheck.dates import MONTH, NAMES, find_months
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import Context, finding, kind
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue

_WEEKDAYS = [day.lower() for day in calendar.day_name]
_DAY = re.compile(
    rf"(?:\b(?P<weekday>(?i:{'|'.join(_WEEKDAYS)})),? )?(?:the )?(?<![\d/.,£-])\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?: (?:of )?(?P<month>{MONTH})\b(?:,? (?P<year>(?:19|20)\d\d)\b)?)?(?![\d%]|[.,:]\d)"
)


def _days(text: str) -> list[tuple[re.Match[str], date]]:
    """Each day of a month that a text names; the month and year may be those of a later one: "from 9 to 13 October"."""
    found, month, year = [], None, None
    for match in reversed(list(_DAY.finditer(text))):
        if match.group("month"):
            month, year = find_months(match.group("month"))[0][2].month, match.group("year") or year
        follows = re.match(rf"\s?(?:,|and|to|–|-|or|until)\s?(?:the )?(?i:{'|'.join(_WEEKDAYS)})?", text[match.end() :])
        if month is None or not match.group("month") and not (match.group("weekday") and follows):
            continue
        try:
            found.insert(0, (match, date(int(year or 2001), month, int(match.group("day")))))
        except ValueError:
            continue
    return found


@kind("two days of the week", "DOC-15")
def weekdays(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Tuesday 5 and Wednesday 12 March, which would be a Tuesday."""
    days = [(match, day) for match, day in _days(sentence.text) if match.group("weekday")]
    for (one, first), (other, second) in combinations(days, 2):
        if abs((second - first).days) > 31:
            continue
        said = [_WEEKDAYS.index(match.group("weekday").lower()) for match in (one, other)]
        if (said[1] - said[0]) % 7 != (second - first).days % 7:
            right = calendar.day_name[(said[0] + (second - first).days) % 7]
            what = f"If {one.group().strip()} is right, {second.day} {NAMES[second.month - 1]} is a {right}."
            yield finding("DOC-15", sentence, what, do="Correct the weekday or the date.")
            return


@kind("days that follow each other", "DOC-15", of="block")
def in_order(block: Block, context: Context) -> Iterator[Finding]:
    """Received on 18 March and passed on the next day, 21 March; due on 14 and held on 11 November, three days late."""
    for sentence in block.sentences:
        before = block.sentences[sentence.index - 1].text if sentence.index else ""
        days = [(match.group().strip(), day) for match, day in _days(sentence.text)]
        earlier = [(match.group().strip(), day) for match, day in _days(before)]
        next_day = cue("calendar.next_day").search(sentence.text)
        if next_day and (both := _about(next_day, sentence.text, days, earlier)):
            (one, first), (other, second) = both
            if second != first + timedelta(1) and 0 <= (second - first).days < 32:
                what = f"{other} is called the next day; the day after {one} is {_written(first + timedelta(1))}."
                yield finding("DOC-15", sentence, what, do="Correct the date, or leave out the word.")
                continue
        yield from _late(sentence, before, [*earlier, *days] if len(days) < 2 else days)


def _about(
    said: re.Match[str], text: str, days: list[tuple[str, date]], earlier: list[tuple[str, date]]
) -> tuple[tuple[str, date], tuple[str, date]] | None:
    """The day before the words "the next day" and the one right after them."""
    places = [(text.find(written), written, day) for written, day in days]
    after = [(written, day) for place, written, day in places if 0 <= place - said.end() <= 6]
    ahead = [(written, day) for place, written, day in places if 0 <= place < said.start()] or earlier
    return (ahead[-1], after[0]) if after and ahead else None


def _late(sentence: Sentence, before: str, days: list[tuple[str, date]]) -> Iterator[Finding]:
    """Due on one day, done on another, and said to be early, late or so many days of either."""
    text = f"{before} {sentence.text}" if before else sentence.text
    verdicts = list(cue("calendar.verdict").finditer(sentence.text))
    ahead = {written: re.split(r"[.;]", text[: text.find(written)])[-1][-40:] for written, _ in days}
    due = [(written, day) for written, day in days if cue("calendar.due").search(ahead[written])]
    done = [(written, day) for written, day in days if (written, day) not in due]
    groups = {match.lastgroup for match in verdicts}
    if len(due) != 1 or len(done) != 1 or len(groups) != 1 or cue("calendar.no_verdict").search(sentence.text):
        return
    late = (done[0][1] - due[0][1]).days
    if abs(late) > 366:
        return  # of one of them no year is said
    if late > 0 and "early" in groups or late < 0 and "late" in groups or late > 0 and "in_time" in groups:
        word = verdicts[0].group().strip()
        how = f"{abs(late)} day{'s' * (abs(late) != 1)} {'after' if late > 0 else 'before'} it"
        what = f"“{word}”, but {done[0][0]} is {how} was due, {due[0][0]}."
        yield finding("DOC-15", sentence, what, do="Correct the word or the dates.")


def _written(day: date) -> str:
    return f"{day.day} {NAMES[day.month - 1]}"


@kind("ends of a financial year", "DOC-15")
def financial_years(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The financial year 2023/24, which ended on 31 March 2023."""
    for match in cue("calendar.financial").finditer(sentence.text):
        first = int(match.group("first"))
        begins, year = bool(match.group("begins")), int(match.group("year"))
        right = first if begins else first + 1
        if year != right and abs(year - right) <= 2:
            what = f"{match.group('name')} {'begins' if begins else 'ends'} in {right}, not in {year}."
            yield finding("DOC-15", sentence, what, do="Correct the year.")


_CLOCK = r"(?P<{0}h>\d{{1,2}})(?:[.:](?P<{0}m>\d{{2}}))? ?(?P<{0}half>[ap]\.?m\.?)?|(?P<{0}word>noon|midday|midnight)"
_FROM_TO = re.compile(
    rf"\b(?:{_CLOCK.format('a')}) ?(?:to|until|till|and|–|-) ?(?:{_CLOCK.format('b')})(?![\d%]|[.,]\d)", re.IGNORECASE
)


def _minutes(match: re.Match[str], name: str, other: str) -> int | None:
    """A clock time as minutes since midnight; None where it may be no clock time."""
    if word := match.group(f"{name}word"):
        return 0 if word.lower() == "midnight" else 720
    hour, minute = int(match.group(f"{name}h")), int(match.group(f"{name}m") or 0)
    half = match.group(f"{name}half") or match.group(f"{other}half") or ""
    clock = half or match.group(f"{name}m") and match.group(f"{other}m")
    if not clock or hour > 23 or minute > 59:
        return None
    own = match.group(f"{name}half")
    if not own and half.lower().startswith("p") and name == "a" and hour > int(match.group(f"{other}h") or 12) % 12:
        return hour * 60 + minute  # "9.30 to 1pm" begins in the morning
    return (hour % 12 + 12 * half.lower().startswith("p") if half else hour) * 60 + minute


@kind("hours by the clock", "DOC-15")
def clocks(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Open for four and a half hours, from 9.30am to 1.00pm."""
    spans = list(_FROM_TO.finditer(sentence.text))
    said = [
        (match, minutes)
        for match in cue("calendar.hours").finditer(sentence.text)
        if (minutes := _length(match, sentence.figures)) is not None
    ]
    if len(spans) != 1 or len(said) != 1 or cue("calendar.no_clock").search(sentence.text):
        return
    start, stop = (_minutes(spans[0], *names) for names in (("a", "b"), ("b", "a")))
    if start is None or stop is None:
        return
    long, (match, stated) = (stop - start) % 1440, said[0]
    if long and stated != long and stated in range(long // 2, 2 * long):
        hours = f"{shown(Decimal(long) / 60, 2)} hours" if long >= 60 else f"{long} minutes"
        what = f"{spans[0].group()} is {hours}, not {match.group().strip()}."
        yield finding("DOC-15", sentence, what, do="Correct the times or how long it is.")


def _length(match: re.Match[str], figures: list[Figure]) -> int | None:
    """How many minutes are stated."""
    inside = [m for m in figures if match.start() <= m.start < match.end()]
    if len(inside) == 2 and match.group("minutes"):
        return int(inside[0].value * 60 + inside[1].value)
    if len(inside) != 1:
        return None
    return int(inside[0].value * (1 if match.group("unit").lower().startswith("min") else 60))
