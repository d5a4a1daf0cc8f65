"""When and where: periods called previous or next, dates, and text that stands under another area's heading.

Belongs here: what is wrong without any arithmetic of figures. Does not belong here: figures (the other modules).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from figurecheck.dates import MONTH, NAMES, Month, find_months, find_quarters, find_years
from figurecheck.quantities import Sentence
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


def _written(number: int, unit: str, like: str) -> str:
    """A period by its number; a month or quarter without year goes round."""
    if unit == "year":
        return f"{number}/{(number + 1) % 100:02d}" if "/" in like else str(number)
    return (
        str(Month((number - 1) % 12 + 1, (number - 1) // 12 if number > 12 else None))
        if unit == "month"
        else f"Q{number}"
    )


@kind("the previous period", "DOC-11", of="sentence")
def periods(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A period called previous or next that is not."""
    text, block = sentence.text, sentence.block
    for match in cue("places.same").finditer(text):
        named = find_months(text)
        own = [m for _, end, m in named if end <= match.start() and m.year]
        said = [m for start, _, m in named if 0 <= start - match.end() <= 12 and m.year]
        if len(own) == len(said) == 1 and said[0] != (right := own[0].before(12)):
            what = f"{said[0]} is called the same month of the year before {own[0]}; that is {right}."
            yield finding("DOC-11", sentence, what, f"{own[0]} − 12 months = {right}", do="Name the right month.")
    for match in cue("places.called").finditer(text):
        which, unit, tail = ((match.group(name) or "").lower() for name in ("which", "unit", "tail"))
        if bool(which) == bool(tail) or which == "last" and text[: match.start()].lower().endswith("the "):
            continue
        step = -1 if re.fullmatch(listed("places.before"), which) or tail in (" before", " earlier") else 1
        named = _periods(text, unit)
        between = [(p, text[match.end() : p[0]]) for p in named if 0 <= p[0] - match.end() <= 60]
        called = next((p for p, words in between if cue("places.between").match(words)), None)
        own = [p for p in named if p[1] <= match.start()]
        unsaid = not own and unit == "month" and len(block.months) == 1
        if unsaid and not any(find_months(other.text) for other in block.sentences[: sentence.index]):
            month = block.months[0]
            own = [(0, 0, (month.year or 0) * 12 + month.month, str(month))]
        if called is None or len({p[2] for p in own}) != 1 or unit != "month" and len(own) != 1:
            continue
        right, said, size = own[0][2] + step, called[2], {"month": 12, "quarter": 4}.get(unit, 0)
        if size and not (unit == "month" and right > 12 and said > 12):  # without the year
            right, said = (right - 1) % size + 1, (said - 1) % size + 1
        if right != said:
            word = _written(own[0][2] + step if unit == "month" else right, unit, called[3])
            called_as, where = ("previous", "before") if step < 0 else ("next", "after")
            what = f"{called[3]} is called the {called_as} {unit}; the {unit} {where} {own[0][3]} is {word}."
            how = f"{own[0][3]} {'−' if step < 0 else '+'} 1 {unit} = {word}"
            yield finding("DOC-11", sentence, what, how, do="Name the right period, or leave out the word.")
            return


def _day(match: re.Match[str], place: str, year: int | None) -> date | None:
    """One end of a span: a day, the first of a month, or of a year."""
    day, month, said = (match.group(f"{name}{place}") for name in ("d", "m", "y"))
    numbers = int(said or year or 2001), find_months(month)[0][2].month if month else 1, int(day or 1)
    try:
        return date(*numbers)
    except ValueError:
        return None


@kind("a span of time", "DOC-15")
def spans(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Six months from April to August; from 12 May to 3 April of one year."""
    text = sentence.text
    for match in _SPAN.finditer(text):
        year = match.group("yb") or match.group("ya")
        first, last = (_day(match, place, int(year) if year else None) for place in "ab")
        unit = "days" if match.group("db") else "months" if match.group("mb") else "years"
        if first is None or last is None or bool(match.group("da")) != bool(match.group("db")):
            continue
        if bool(match.group("ma")) != bool(match.group("mb")) or unit == "years" and not (match.group("ya") and year):
            continue
        if first > last and match.group("ya") and match.group("yb") and unit == "days":
            yield finding(
                "DOC-15", sentence, f"{match.group('b')} is before {match.group('a')}.", do="Correct the dates."
            )
            continue
        months = (last.year - first.year) * 12 + last.month - first.month
        months = months % 12 if first > last else months
        long = {"days": (last - first).days, "months": months, "years": last.year - first.year}[unit]
        for said in sentence.of_kind("u"):
            near = cue("places.span_before").fullmatch(text[said.end : max(said.end, match.start())])
            near = near or cue("places.span_after").fullmatch(text[match.end() : max(match.end(), said.start)])
            if near and unit[:-1] in said.text and said.exact and said.value not in (long, long + 1) and long > 0:
                right = f"{long + (unit != 'days')} {unit}"
                what = f"{match.group('a')} to {match.group('b')} is {right}, not {said.value}."
                yield finding("DOC-15", sentence, what, "", [said], "Correct the number or the dates.")


_END = (
    rf"(?P<{{0}}>(?:(?P<d{{0}}>\d{{{{1,2}}}}) )?(?:(?P<m{{0}}>{MONTH})\b)?"
    r"(?:(?: |(?<=rom )|(?<=ween )|(?<=to ))(?P<y{0}>(?:19|20)\d\d)\b)?)"
)
_SPAN = re.compile(rf"\b(?:[Ff]rom|[Bb]etween) {_END.format('a')} (?:to|and|until) {_END.format('b')}")
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


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", cue("places.kind_word").sub("", name).lower()))


def _key(name: str) -> str:
    """What the name of an area is compared by: letters of the compass, or the name without "area" or "team"."""
    found = compass_areas(name)
    alone = len(found) == 1 and not _plain(name[: found[0][0]] + name[found[0][1] :])
    return found[0][2] if alone else _plain(name)


def _label(text: str) -> str:
    match = exactly("places.name").match(text.rstrip(":").strip())
    return match.group(1) if match and len(text) <= 45 else ""


def _areas(context: Context) -> dict[str, str]:
    """Keys of the names that head sections or paragraphs as areas."""
    families: dict[tuple, set[str]] = defaultdict(set)
    known, places = {}, set()
    for block in context.document.prose:
        heading = block.kind == "heading"
        if own := _label(block.text if heading else block.label):
            families[heading, block.level if heading else 0, block.path].add(own)
        above = _label(block.label or (block.path[-1] if block.path else ""))
        if (
            above
            and not heading
            and re.search(rf"\b(?:in|within|across) {re.escape(above)}\b", block.text, re.IGNORECASE)
        ):
            places.add(above)
    for names in families.values():
        compass, ends = [name for name in names if compass_areas(name)], Counter(name.split()[-1] for name in names)
        plain = [
            name
            for name in names
            if name in compass
            or name in places
            or cue("places.kind_word").search(name)
            or " " in name
            and ends[name.split()[-1]] > 1
        ]  # Elm House, Oak House
        if len(names) > 1 and 2 * len(plain) >= len(names) or compass:
            known |= {_key(name): name for name in names}
    return {key: name for key, name in known.items() if key}


@kind("heading and text", "DOC-12", of="document")
def headed(context: Context) -> Iterator[Finding]:
    """Text under one area's heading whose figures are said of another."""
    known = _areas(context)
    names = {
        name for key in known for name in (key, cue("places.kind_word").sub("", known[key]).strip()) if len(key) > 2
    }
    choice = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"\b(?:{choice})\b", re.IGNORECASE) if names else None
    for block in context.document.prose if known else ():
        label = _label(block.label or (block.path[-1] if block.path else ""))
        own = _key(label) if label else ""
        capitals = label.isupper() and len(label) > 4  # "GEOGRAPHY" is a topic
        if capitals or own not in known or block.kind not in ("para", "item"):
            continue
        rest = [s for s in block.sentences if s.index == 0 or _key(s.text.rstrip(".")) != own]
        found = [(s, _named(_unlabelled(s), pattern)) for s in rest]
        if any(own == key for _, named in found for _, _, key in named):
            continue
        for sentence, named in found:
            if other := _misplaced(sentence, named, own, known):
                what = f"The text under '{label}' gives figures for '{other}'."
                do = f"Name {label} in the text, or put the text under the heading of {other}."
                yield finding("DOC-12", sentence, what, do=do, sure="likely")
                break


@kind("heading and its counterpart", "DOC-12", of="document")
def counterpart(context: Context) -> Iterator[Finding]:
    """Text that gives figures for Ward 9 under "Ward 7", or for October under "November" alone."""
    said: dict[tuple[str, ...], str] = defaultdict(str)
    for block in context.document.blocks:
        said[block.path] += f" {block.text} {' '.join(map(' '.join, block.table.rows)) if block.table else ''}"
    for block in context.document.prose:
        first = block.sentences[0] if block.sentences and block.path and block.kind == "para" else None
        if first is None or not first.of_kind("cpwm") or cue("places.elsewhere").search(first.text):
            continue
        heading, text = block.path[-1], first.text
        units = [u for u in ("month", "quarter", "year") if re.match(r"(?:In|During|For|At) ", text)]
        dates = [(_periods(heading, u), _periods(text, u), _periods(said[block.path], u)) for u in units]
        dates = [d for d in dates if d[0]][:1] if not re.search(r"\b(?:to|since|from|until|between)\b", heading) else []
        periods = [(a[0], b[0], all_) for a, b, all_ in dates if len(a) == 1 and b and b[0][0] <= 12]
        number = re.fullmatch(r"(?:.*\W)?([A-Z][a-z]+ )([0-9]{1,3}|[A-Z])", heading)
        other = re.match(rf"(?:(?:In|At|On) )?({number.group(1)}(?:[0-9]{{1,3}}|[A-Z]))\b", text) if number else None
        if other and other.group(1) not in heading and (number.group(1) + number.group(2)) not in said[block.path]:
            there = other.group(1)
        elif periods := [p for p in periods if all(q[2] != p[0][2] and (q[2] > 12) == (p[0][2] > 12) for q in p[2])]:
            there = periods[0][1][3]
        else:
            continue
        if there:
            what = f"The text under '{heading}' gives figures for {there}."
            yield finding("DOC-12", first, what, do="Correct the heading or the text.", sure="likely")


def _misplaced(sentence: Sentence, named: list[tuple[int, int, str]], own: str, known: dict[str, str]) -> str:
    """The other area of which a sentence gives figures."""
    body = _unlabelled(sentence)
    counted = sentence.of_kind("cpwm") and len(body.split()) >= 5 and not cue("places.elsewhere").search(body)
    if len({key for _, _, key in named}) != 1 or not counted:
        return ""
    start, end, other = named[0]
    compass = re.fullmatch(r"[NS][EW]", other) and (re.fullmatch(r"[NS][EW]", own) or len(known) > 1)
    acts = cue("places.subject").search(body[:start]) and cue("places.acts").match(body[end:])
    return body[start:end] if acts and (other in known or compass) else ""


def _named(text: str, pattern: re.Pattern[str] | None) -> list[tuple[int, int, str]]:
    """The areas that a text names: start, end, key."""
    found = compass_areas(text)
    for match in pattern.finditer(text) if pattern else ():
        if match.group()[0].isupper() and not any(start <= match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), _key(match.group())))
    return sorted(found)


def _unlabelled(sentence: Sentence) -> str:
    text = sentence.text
    return (
        re.sub(r"^[^:–—]{0,60}(?::|\s[–—-])\s*", "", text, count=1)
        if not sentence.index and sentence.block.label
        else text
    )
