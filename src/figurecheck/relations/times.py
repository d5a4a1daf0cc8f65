"""Dates and how long it is between them: spans, ages, anniversaries, days of the week.

Belongs here: points in time with a number of days, weeks, months or years. Does not belong here: periods called
previous or next (``periods``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from figurecheck.dates import MONTH, NAMES, find_months
from figurecheck.model import Block
from figurecheck.quantities import Sentence
from figurecheck.relations.core import Context, finding, kind, number_of
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import alternatives, cue

_POINT = re.compile(
    rf"(?:(?<![\d.])(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<m>{MONTH})\b(?:,? (?P<y>(?:19|20)\d\d)\b)?"
    r"|(?<![\d/.,£-])(?P<only>(?:19|20)\d\d)\b(?![/,%-]\d|%)"
)
_UNITS = {"days": 1, "nights": 1, "weeks": 7, "months": Decimal("30.44"), "years": Decimal("365.25")}


def _day(match: re.Match[str], year: str | None) -> date | None:
    """A point in time: a day, the first of a month, or of a year."""
    day, month, said = match.group("d"), match.group("m"), match.group("y") or match.group("only") or year
    try:
        return date(int(said or 2001), find_months(month)[0][2].month if month else 1, int(day or 1))
    except ValueError:
        return None


@kind("a span of time", "DOC-15")
def spans(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Six months from April to August; received in June and closed in May; born in 2001 and 24 in 2020."""
    text = re.sub(r"\b(from|between|to|and|until) [A-Z][a-z]+day (?=\d)", r"\1 ", sentence.text)
    text = re.sub(
        rf"\b(\d{{1,2}}) (to|and|–|-) (?:[A-Z][a-z]+day )?(\d{{1,2}} ({MONTH})\b)", r"\1 \4 \2 \3", text
    )  # "3 to 16 May"
    points = list(_POINT.finditer(text))
    if len(points) != 2 or [bool(p.group("d")) for p in points] != [bool(points[0].group("d"))] * 2:
        return
    one, other = points
    dated = [p.group("y") or p.group("only") for p in points]
    first, last = _day(one, dated[1]), _day(other, dated[0])
    if first is None or last is None or bool(one.group("m")) != bool(other.group("m")):
        return
    between, before = text[one.end() : other.start()], text[: one.start()]
    linked = cue("places.until").fullmatch(between) and cue("places.since").search(before)
    verbs = cue("places.begun").search(before) and cue("places.ended").search(between)
    unit = "days" if one.group("d") else "months" if one.group("m") else "years"
    if first > last and all(dated) and unit == "days" and (verbs or linked):
        yield finding("DOC-15", sentence, f"{other.group()} is before {one.group()}.", do="Correct the dates.")
        return
    born = re.search(r"\b[Bb]orn (?:in|on) (?:the )?$", before)
    age = next(
        (
            m
            for m in sentence.of_kind("cux")
            if re.match(r" when\b", m.after)
            or re.search("year|aged", m.text)
            or re.search(r"\b(?:turned|aged|was) $", m.before)
        ),
        None,
    )
    years = last.year - first.year
    if born and " than " not in text and age is not None and all(dated) and (number := re.search(r"\d+", age.text)):
        if int(number.group()) not in (years, years - 1):
            what = f"Born in {first.year}, one is {years - 1} or {years} in {last.year}, not {number.group()}."
            yield finding("DOC-15", sentence, what, f"{last.year} − {first.year} = {years}", [age])
        return
    months = years * 12 + last.month - first.month
    long = {"days": (last - first).days, "months": months % 12 if first > last else months, "years": years}[unit]
    lengths = [
        m
        for m in sentence.of_kind("u")
        if re.search(r"(?:days|nights|weeks|months|years)$", m.text.replace("-", " ") + "s"[m.text.endswith("s") :])
    ]
    for said in lengths if len(lengths) == 1 and long > 0 and (linked or verbs) else ():
        near = cue("places.span_before").fullmatch(text[said.end : max(said.end, one.start())])
        near = near or cue("places.span_after").fullmatch(text[other.end() : max(other.end(), said.start)])
        near = near or cue("places.lasting").search(text[: said.start])
        word = re.findall(r"[a-z]+", said.text.lower())[-1].rstrip("s") + "s"
        low = high = Decimal(long) * _UNITS[unit] / _UNITS[word]
        room = {"days": Decimal(1) / _UNITS[word], "months": Decimal(1), "years": Decimal(1)}[unit]
        room = (
            room * _UNITS[unit] / _UNITS[word] if unit != "days" else room + (Decimal("0.6") if word != "days" else 0)
        )
        low, high = low - Decimal("0.5") * (word not in ("days", unit)), high + room
        within = before.rstrip().endswith("between") and said.value < low
        inside = one.end() <= said.start < other.start() and re.search(r"\band\b", text[said.end : other.start()])
        within = within or inside is not None and inside is not False  # "in 1986, paid over 10 years, and in 2003 …"
        if near and said.exact and not within and not low <= said.value <= high:
            right = f"{shown(Decimal(long + (unit != 'days')) * _UNITS[unit] / _UNITS[word], 0)} {word}"
            what = f"{one.group()} to {other.group()} is {right}, not {said.value}."
            yield finding("DOC-15", sentence, what, "", [said], "Correct the number or the dates.")


_DAYS = {
    "day": Decimal(1), "night": Decimal(1), "week": Decimal(7), "month": Decimal("30.44"), "year": Decimal("365.25"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Length:
    """A length of time: how many of which unit, and how it was said; see ``spans`` in ``words.toml``."""

    how: str
    number: int
    unit: str
    half: bool = False


def _stated_length(text: str) -> _Length | None:
    """The first length of time that a text states."""
    for name in ("spans.later", "spans.anniversary", "spans.age", "spans.term", "spans.lasting"):
        for pattern in alternatives(name):
            match = pattern.search(text)
            found = match.groupdict() if match else {}
            number = number_of(found["n"]) if match else None
            if number is not None:
                return _Length(name.partition(".")[2], number, found.get("unit") or "year", bool(found.get("half")))
    return None


@kind("a stated length of time", "DOC-15", of="block")
def times(block: Block, context: Context) -> Iterator[Finding]:
    """Received on 3 March and signed off on 28 April, 46 days later; born on 14 May 2009 and 12 in November 2022."""
    for sentence in block.sentences:
        stated, text = _stated_length(sentence.text), sentence.text
        points = list(_POINT.finditer(text)) if stated else []
        if any(re.search(r"\bAct(?: of)? $", text[: point.start()]) for point in points):
            continue
        if len(points) == 1 and sentence.index:
            text = f"{block.sentences[sentence.index - 1].text} {text}"
            points = list(_POINT.finditer(text))
            apart = points[-1:] and re.search(
                r"\b[a-z]+ [a-z]+ [a-z]+ [a-z]+ (?:[a-z]+|\d+)[ -][a-z]+ later\b", text[points[-1].end() :]
            )
            points = [] if apart else points  # "in 2009, and put it back two years later": in 2011
        begins = (
            rf"\b(?:commencing|beginning|starting)(?: from| on| in)? {re.escape(points[-1].group())}" if points else ""
        )
        if points and re.search(begins, text):
            continue
        if stated is None or len(points) != 2 or not cue("spans.begun").search(text[: points[0].start()]):
            continue
        years = [point.group("y") or point.group("only") for point in points]
        first, last = _day(points[0], years[1]), _day(points[1], years[0])
        parts = [bool(point.group("d")) + bool(point.group("m")) for point in points]
        if first is None or last is None or first >= last or None in years and parts != [2, 2]:
            continue
        bounded = stated.how not in ("term", "lasting") or cue("spans.ends").search(text)
        if not bounded or stated.how == "age" and "born" not in text or min(parts) == 0 and stated.unit != "year":
            continue
        right = _right(stated, first, last, min(parts))
        if right is not None:
            length = f"{right} {stated.unit}{'s' * (right != 1)}"
            what = f"From {points[0].group()} to {points[1].group()} it is {length}, not {stated.number}."
            yield finding("DOC-15", sentence, what, do="Correct the number or the dates.")


def _right(stated: _Length, first: date, last: date, parts: int) -> int | None:
    """How long it is, if what is stated is not that; `parts` is 0 for years alone, 1 for months, 2 for days."""
    years, value = last.year - first.year, Decimal(stated.number) + (Decimal("0.5") if stated.half else 0)
    if stated.how == "age":
        birthday = years - ((last.month, last.day) < (first.month, first.day))
        return None if stated.number in ({birthday} if parts == 2 else {years - 1, years}) else birthday
    if parts == 0:  # "the four years from 2018 to 2021" has both ends
        both_ends = stated.how not in ("later", "anniversary") and value == years + 1
        return None if abs(value - years) < 1 or both_ends else years
    long = Decimal((last - first).days) / _DAYS[stated.unit]
    room = Decimal("0.7") if stated.unit == "year" else Decimal("1.3")
    if parts == 2:
        room = Decimal("1.01") / _DAYS[stated.unit] + (0 if stated.unit in ("day", "night") else Decimal("0.6"))
    return None if abs(value - long) <= room else int(long.to_integral_value())


_DATE = re.compile(
    rf"(?:\b(?P<weekday>(?i:{'|'.join(calendar.day_name)})),?\s+(?:the\s+)?)?(?<![\d/.,–-])\b(?P<day>\d{{1,2}})"
    rf"(?:\s|(?:st|nd|rd|th)(?:\s+of)?\s)\s*(?P<month>{MONTH})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
)


@kind("a date", "DOC-15")
def days(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Dates that do not exist or fall on another weekday."""
    for match in _DATE.finditer(sentence.text):
        month = find_months(match.group("month"))[0][2].month
        year, day, weekday = int(match.group("year")), int(match.group("day")), match.group("weekday")
        length, said = calendar.monthrange(year, month)[1], f"{day} {NAMES[month - 1]}"
        labels = any(item.start <= match.start("day") < item.end for item in sentence.of_kind("x"))
        if not 1 <= day <= 31 or labels:
            continue  # "page 38 April 2014"
        right = calendar.day_name[date(year, month, day).weekday()] if day <= length else ""
        if not right:
            what = f"{NAMES[month - 1]} {year} has {length} days; there is no {said}."
            yield finding("DOC-15", sentence, what, do="Correct the date.")
        elif weekday and weekday.capitalize() != right:
            what = f"{said} {year} was a {right}, not a {weekday}."
            yield finding("DOC-15", sentence, what, do="Correct the weekday or the date.")
