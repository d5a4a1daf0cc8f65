"""When and where: periods called previous or next, dates, and text that stands under another area's heading.

Belongs here: what is wrong without any arithmetic of figures. Does not belong here: figures (the other modules).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from figurecheck.dates import MONTH, NAMES, Month, find_months, find_quarters, find_years
from figurecheck.model import Sentence
from figurecheck.relations.core import Context, finding, kind
from figurecheck.report import Finding
from figurecheck.words import compass_areas, cue, exactly, listed


def _periods(text: str, unit: str) -> list[tuple[int, int, int, str]]:
    """The periods of one unit that a text names: start, end, running number, and how it is written."""
    if unit == "month":
        return [(s, e, (m.year or 0) * 12 + m.month, str(m)) for s, e, m in find_months(text)]
    if unit == "quarter":
        return [(s, e, n, f"Q{n}") for s, e, n in find_quarters(text)] if not find_years(text) else []
    return [(s, e, y, f"{y}/{(y + 1) % 100:02d}" if spans else str(y)) for s, e, y, spans in find_years(text)]


def _month(number: int) -> Month:
    return Month((number - 1) % 12 + 1, (number - 1) // 12 if number > 12 else None)


def _step(present: int, step: int, unit: str, other: int) -> tuple[int, bool]:
    """The period before or after, and whether it is the other one; a month or quarter without year goes round."""
    if unit == "year":
        return present + step, other == present + step
    size = 12 if unit == "month" else 4
    number = (present - 1 + step) % size + 1
    dated = present > 12 and other > 12 and unit == "month"
    return (present + step, other == present + step) if dated else (number, (other - 1) % size + 1 == number)


@kind("the previous period", "DOC-11", of="document")
def periods(context: Context) -> Iterator[Finding]:
    """A period called previous or next that is not."""
    for sentence in context.sentences:
        for match in cue("places.called").finditer(sentence.text):
            which, unit, tail = (
                (match.group("which") or "").lower(),
                match.group("unit").lower(),
                (match.group("tail") or "").lower(),
            )
            if (
                not (which or tail)
                or which
                and tail
                or which == "last"
                and re.search(r"\bthe $", sentence.text[: match.start()], re.IGNORECASE)
            ):
                continue
            step = -1 if re.fullmatch(listed("places.before"), which) or tail in (" before", " earlier") else 1
            named = _periods(sentence.text, unit)
            joined = [
                p
                for p in named
                if 0 <= p[0] - match.end() <= 60 and cue("places.between").match(sentence.text[match.end() : p[0]])
            ]
            if not joined:
                continue
            own = [p for p in named if p[1] <= match.start()]
            present = own[0][2] if len({p[2] for p in own}) == 1 else None
            if (
                not own
                and unit == "month"
                and len(sentence.block.months) == 1
                and not any(find_months(s.text) for s in sentence.block.sentences[: sentence.index])
            ):
                month = sentence.block.months[0]
                present, own = (month.year or 0) * 12 + month.month, [(0, 0, 0, str(month))]
            if not own and unit == "year" and sentence.index == 0:
                continue
            if present is None or unit != "month" and len(own) != 1:
                continue
            right, same = _step(present, step, unit, joined[0][2])
            if not same:
                word = {"month": str(_month(present + step)), "quarter": f"Q{right}"}.get(unit, "")
                word = word or (f"{right}/{(right + 1) % 100:02d}" if "/" in joined[0][3] else str(right))
                called, where = ("previous", "before") if step < 0 else ("next", "after")
                what = f"{joined[0][3]} is called the {called} {unit}; the {unit} {where} {own[0][3]} is {word}."
                how = f"{own[0][3]} {'−' if step < 0 else '+'} 1 {unit} = {word}"
                yield finding("DOC-11", sentence, what, how, "Name the right period, or leave out the word.")
                break


_WEEKDAYS = list(calendar.day_name)
_DATE = re.compile(
    rf"(?:\b(?P<weekday>(?i:{'|'.join(_WEEKDAYS)})),?\s+(?:the\s+)?)?(?<![\d/.,–-])\b(?P<day>\d{{1,2}})(?:\s|(?:st|nd|rd|th)(?:\s+of)?\s)\s*"
    rf"(?P<month>{MONTH})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
)


@kind("a date", "DOC-15", of="document")
def days(context: Context) -> Iterator[Finding]:
    """Dates that do not exist or fall on another weekday."""
    for sentence in context.sentences:
        labels = [item for item in sentence.tagged.figures if item.kind == "x"]
        for match in _DATE.finditer(sentence.text):
            number = next(n for n, name in enumerate(NAMES, 1) if name[:3].lower() == match.group("month")[:3].lower())
            year, day, written = int(match.group("year")), int(match.group("day")), match.group("weekday")
            length = calendar.monthrange(year, number)[1]
            if day > 31 or any(item.start <= match.start("day") < item.end for item in labels):
                continue  # "page 38 April 2014"
            if not 1 <= day <= length:
                yield finding(
                    "DOC-15",
                    sentence,
                    f"{NAMES[number - 1]} {year} has {length} days; there is no {day} {NAMES[number - 1]}.",
                    "",
                    "Correct the date.",
                )
            elif written and written.capitalize() != (weekday := _WEEKDAYS[date(year, number, day).weekday()]):
                yield finding(
                    "DOC-15",
                    sentence,
                    f"{day} {NAMES[number - 1]} {year} was a {weekday}, not a {written}.",
                    "",
                    "Correct the weekday or the date.",
                )


def _key(name: str) -> str:
    """What the name of an area is compared by: letters of the compass, or the name without "area" or "team"."""
    found = compass_areas(name)
    rest = cue("places.kind_word").sub("", name[: found[0][0]] + name[found[0][1] :] if len(found) == 1 else name)
    plain = re.sub(r"[^a-z0-9]+", " ", rest.lower()).strip()
    return (
        found[0][2]
        if len(found) == 1 and not plain
        else re.sub(r"[^a-z0-9]+", " ", cue("places.kind_word").sub("", name).lower()).strip()
    )


def _label(text: str) -> str:
    match = exactly("places.name").match(text.rstrip(":").strip())
    return match.group(1) if match and len(text) <= 45 else ""


def _areas(context: Context) -> dict[str, str]:
    """Keys of the names that head sections or paragraphs as areas."""
    families: dict[tuple, set[str]] = {}
    places = set()
    for block in context.document.prose:
        own = _label(block.text if block.kind == "heading" else block.label)
        if own:
            families.setdefault(
                (block.kind == "heading", block.level if block.kind == "heading" else 0, block.path), set()
            ).add(own)
        above = _label(block.label or (block.path[-1] if block.path else ""))
        if (
            above
            and block.kind != "heading"
            and re.search(rf"\b(?:in|within|across) {re.escape(above)}\b", block.body, re.IGNORECASE)
        ):
            places.add(above)
    known = {}
    for names in families.values():
        plain = {n for n in names if compass_areas(n) or cue("places.kind_word").search(n) or n in places}
        if len(names) > 1 and 2 * len(plain) >= len(names) or any(compass_areas(name) for name in names):
            known |= {_key(name): name for name in names}
    return {key: name for key, name in known.items() if key}


@kind("heading and text", "DOC-12", of="document")
def headed(context: Context) -> Iterator[Finding]:
    """Text under one area's heading whose figures are said of another."""
    known = _areas(context)
    names = sorted(
        (
            re.escape(name)
            for key in known
            for name in {key, cue("places.kind_word").sub("", known[key]).strip()}
            if len(key) > 2
        ),
        key=len,
        reverse=True,
    )
    pattern = re.compile(rf"\b(?:{'|'.join(names)})\b", re.IGNORECASE) if names else None
    for block in context.document.prose:
        label = _label(block.label or (block.path[-1] if block.path else ""))
        own = _key(label) if label else ""
        if own not in known or block.kind not in ("para", "item"):
            continue
        rest = [s for s in block.sentences if s.index == 0 or _key(s.text.rstrip(".")) != own]
        found = [(s, _named(_unlabelled(s), pattern)) for s in rest]
        if any(own == key for _, named in found for _, _, key in named):
            continue
        for sentence, named in found:
            if problem := _misplaced(sentence, named, own, known, label):
                yield problem
                break


def _misplaced(
    sentence: Sentence, named: list[tuple[int, int, str]], own: str, known: dict[str, str], label: str
) -> Finding | None:
    body = _unlabelled(sentence)
    counted = sentence.tagged.of_kind("cpwm") and len(body.split()) >= 5
    if len({key for _, _, key in named}) != 1 or not counted or cue("places.elsewhere").search(body):
        return None
    start, end, other = named[0]
    compass = re.fullmatch(r"[NSEWCM]{1,2}", other) and (re.fullmatch(r"[NSEWCM]{1,2}", own) or len(known) > 1)
    if other not in known and not compass:
        return None
    if not cue("places.subject").search(body[:start]) or not cue("places.acts").match(body[end:]):
        return None
    what = f"The text under '{label}' gives figures for '{body[start:end]}'."
    do = f"Name {label} in the text, or put the text under the heading of {body[start:end]}."
    return finding("DOC-12", sentence, what, "", do, sure="likely")


def _named(text: str, pattern: re.Pattern[str] | None) -> list[tuple[int, int, str]]:
    """The areas that a text names: start, end, key."""
    found = compass_areas(text)
    for match in pattern.finditer(text) if pattern else ():
        if match.group()[0].isupper() and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), _key(match.group())))
    return sorted(found)


def _unlabelled(sentence: Sentence) -> str:
    if sentence.index or not sentence.block.label:
        return sentence.text
    return re.sub(r"^[^:–—]{0,60}(?::|\s[–—-])\s*", "", sentence.text, count=1)
