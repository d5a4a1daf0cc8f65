"""When and where: periods called previous or next, dates, and text that stands under another area's heading.

Belongs here: what is wrong without any arithmetic of figures. Does not belong here: figures (the other modules).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from figurecheck.dates import MONTH, NAMES, Month, find_months, find_quarters, find_years
from figurecheck.model import Block
from figurecheck.quantities import Sentence
from figurecheck.relations.core import Context, finding, kind
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.tokens import WORDS
from figurecheck.words import compass_areas, cue, exactly, lexicon, listed

#: Periods that go round: how many there are, and how they are written.
_ROUND = {"month": 12, "quarter": 4, "term": 3, "day": 7}


def _periods(text: str, unit: str) -> list[tuple[int, int, int, str]]:
    """The periods of one unit that a text names: start, end, running number, and how it is written."""
    if unit == "month":
        return [(s, e, (m.year or 0) * 12 + m.month, str(m)) for s, e, m in find_months(text)]
    if unit == "quarter":
        ordinals = [
            (*m.span(1), ["first", "second", "third", "fourth"].index(m.group(1)) + 1)
            for m in re.finditer(r"\bquarter,? (?:the )?\(?(first|second|third|fourth)\b", text)
        ]
        return (
            [(s, e, n, f"Q{n}") for s, e, n in sorted([*find_quarters(text), *ordinals])]
            if len({year for _, _, year, _ in find_years(text)}) < 2
            else []
        )
    if unit == "week":
        return [(*m.span(), int(m.group(1)), m.group()) for m in re.finditer(r"\bweek (\d+)\b", text, re.IGNORECASE)]
    if unit in ("term", "day"):
        names = lexicon()["plain"][f"{unit}s"]
        found = re.finditer(rf"\b(?:{'|'.join(names)})\b", text, re.IGNORECASE)
        return [(*m.span(), names.index(m.group().lower()) + 1, m.group()) for m in found]
    return [(s, e, y, f"{y}/{(y + 1) % 100:02d}" if spans else str(y)) for s, e, y, spans in find_years(text)]


def _written(number: int, unit: str, like: str) -> str:
    """A period by its number; a month or quarter without year goes round."""
    if unit == "year":
        return f"{number}/{(number + 1) % 100:02d}" if "/" in like else str(number)
    if unit == "month":
        return str(Month((number - 1) % 12 + 1, (number - 1) // 12 if number > 12 else None))
    return lexicon()["plain"][f"{unit}s"][number - 1] if unit in ("term", "day") else f"{unit} {number}"


_WEEK = re.compile(
    rf"\bweek (?:ending|ended|commencing|beginning|starting|of)(?: on)? (?:[A-Z][a-z]+day,? )?(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH})(?: ((?:19|20)\d\d))?"
)
_OTHER_WEEK = re.compile(
    rf"\b(?P<which>previous|preceding|prior|following|next|subsequent) week,? \(?(?:ending|ended|commencing|beginning|starting|of)?(?: on)? ?(?:[A-Z][a-z]+day,? )?"
    rf"(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH})(?: ((?:19|20)\d\d))?"
)


@kind("the previous week", "DOC-11", of="sentence")
def weeks(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The week ending 14 March, and the previous week, ending 28 February."""
    match = _OTHER_WEEK.search(sentence.text)
    before = " ".join(other.text for other in sentence.block.sentences[: sentence.index]) if match else ""
    own = list(_WEEK.finditer(f"{before} {sentence.text[: match.start()]}")) if match else []
    if match is None or len(own) != 1:
        return
    days = []
    for day, month, year in (own[0].groups(), match.groups()[1:]):
        try:
            days.append(date(int(year or 2001), find_months(month)[0][2].month, int(day)))
        except ValueError:
            return
    step = -7 if match.group("which") in ("previous", "preceding", "prior") else 7
    apart = (days[1] - days[0]).days
    if apart not in (step, step - 1 if step > 0 else step + 1, step + (1 if step > 0 else -1)) and 0 < abs(apart) <= 35:
        what = f"The {match.group('which')} week is {abs(step)} days away, not {abs(apart)}."
        yield finding("DOC-11", sentence, what, f"{days[1]:%-d %B} and {days[0]:%-d %B}", do="Name the right week.")


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
        for other in reversed(block.sentences[: sentence.index]) if not own else ():
            own = _periods(other.text, unit)
            if own:
                break
        unsaid = not own and unit == "month" and len(block.months) == 1
        if unsaid and not any(find_months(other.text) for other in block.sentences[: sentence.index]):
            month = block.months[0]
            own = [(0, 0, (month.year or 0) * 12 + month.month, str(month))]
        if called is None or len({p[2] for p in own}) != 1 or unit != "month" and len(own) != 1:
            continue
        right, said, size = own[0][2] + step, called[2], _ROUND.get(unit, 0)
        if size and not (unit == "month" and right > 12 and said > 12):  # without the year
            right, said = (right - 1) % size + 1, (said - 1) % size + 1
        if right != said:
            word = _written(own[0][2] + step if unit == "month" else right, unit, called[3])
            called_as, where = ("previous", "before") if step < 0 else ("next", "after")
            what = f"{called[3]} is called the {called_as} {unit}; the {unit} {where} {own[0][3]} is {word}."
            how = f"{own[0][3]} {'−' if step < 0 else '+'} 1 {unit} = {word}"
            yield finding("DOC-11", sentence, what, how, do="Name the right period, or leave out the word.")
            return


_AFTER = re.compile(
    r"\b(?:the (?:month|quarter|term|year|week) (?:that followed|which followed|after(?: it| that)?|following)|(?:month|quarter|term|year) immediately (?:after|following)(?: it)?)\b"
)
_BEFORE = re.compile(
    r"\b(?:previous|preceding|prior|(?:immediately |right |just )?(?:before|preceding)(?: (?:it|that|them))?|immediately preceding(?: it)?|twelve months earlier|a year earlier|the (?:month|quarter|term|year|week) earlier)\b"
)


@kind("the period before", "DOC-11", of="sentence")
def adjoining(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The term immediately before it, the autumn term; twelve months earlier, in September 2022."""
    text, block = sentence.text, sentence.block
    before = block.sentences[sentence.index - 1].text if sentence.index else ""
    for match in [*_BEFORE.finditer(text), *_AFTER.finditer(text)]:
        sign = 1 if match.re is _AFTER else -1
        for unit in ("quarter", "term", "month", "year"):
            named = _periods(text, unit)
            follow = [
                p
                for p in named
                if 0 <= p[0] - match.end() <= 30 and cue("places.naming").fullmatch(text[match.end() : p[0]])
            ]
            lead = [
                p
                for p in named
                if 0 <= match.start() - p[1] <= 16 and cue("places.named_so").fullmatch(text[p[1] : match.start()])
            ]
            said = (lead or follow)[:1]  # "quarter 3, the quarter preceding quarter 4"
            others = [p for p in named if p not in said] or (_periods(before, unit) if sentence.index else [])
            if not said or len({p[2] for p in others}) != 1:
                continue
            earlier = "twelve months" in match.group() or "year earlier" in match.group()
            spoken = re.search(
                r"\b(month|quarter|term|year|week)s?\b", text[max(0, match.start() - 12) : match.end() + 12]
            )
            if spoken and spoken.group(1) != unit and not earlier or earlier and unit not in ("month", "year"):
                continue
            many = re.search(
                r"\b([a-z]+|\d+) (?:months|quarters|years|terms|weeks)(?: immediately| just| right)? $",
                text[: match.start()],
            )
            step, size = (12 if unit == "month" else 1) if earlier else 1, _ROUND.get(unit, 0)
            step = (_written_number(many.group(1)) or 0) if many and not earlier else step
            if not step:
                continue
            right, value = others[0][2] + sign * step, said[0][2]
            dated = unit == "month" and right > 12 and value > 12
            if earlier and unit == "month" and not dated:
                continue
            if size and not dated:
                right, value = (right - 1) % size + 1, (value - 1) % size + 1
            if right == value or said[0][2] == others[0][2]:
                break
            word = _written(others[0][2] - step if unit == "month" else right, unit, said[0][3])
            what = f"{said[0][3]} is called the {unit} before {others[0][3]}; that is {word}."
            yield finding(
                "DOC-11", sentence, what, f"{others[0][3]} − {step} {unit} = {word}", do="Name the right period."
            )
            return


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
    text = sentence.text
    text = re.sub(rf"\b(\d{{1,2}}) (to|and|–|-) (\d{{1,2}} ({MONTH})\b)", r"\1 \4 \2 \3", text)  # "3 to 16 May"
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
        if near and said.exact and not low <= said.value <= high:
            right = f"{shown(Decimal(long + (unit != 'days')) * _UNITS[unit] / _UNITS[word], 0)} {word}"
            what = f"{one.group()} to {other.group()} is {right}, not {said.value}."
            yield finding("DOC-15", sentence, what, "", [said], "Correct the number or the dates.")


_LATER = re.compile(
    r"(?:(?P<n>\d{1,3}|[a-z]+)[\s-](?P<half>and a half )?(?P<unit>day|week|month|year)s? (?:later|afterwards|earlier|after that|to the day))|"
    r"(?P<nth>\d{1,3}(?=st|nd|rd|th)|tenth|twentieth|thirtieth|fortieth|fiftieth|sixtieth|centenary)(?:st|nd|rd|th)? (?:anniversary|birthday)|"
    r"\b(?:when|at which point|by which time) (?:he|she|they|the child|it) (?:was|were) (?:aged )?(?P<age>\d{1,2})\b|\b(?:then )?aged (?P<aged>\d{1,2})\b|\b(?:was|turned) (?P<then>[a-z]{3,9}|\d{1,2}) (?:when|on|by|at)\b|"
    r"\b(?:term|period|span|total|stay|duration|after|for|exactly|in all) (?:of )?(?:just over |just under |about |exactly )?(?P<of>\d{1,3}|[a-z]+) (?P<span>day|night|week|month|year)s\b|"
    r"\b(?P<lasting>\d{1,3}|[a-z]+) (?P<kept>day|night|week|month|year)s (?:had gone by|had passed|elapsed|in all|inclusive|from)\b|"
    r"\b(?P<long>\d{1,3}|[a-z]+)[\s-](?P<term>day|week|month|year)(?:s'|s)? (?:[A-Za-z]+ )?(?:agreement|deal|lease|licence|consultation|pilot|trial|project|programme|course|review|campaign|period|placement|survey|contract|tenancy|closure|scheme)",
)
_TENS = {"tenth": 10, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60}
_DAYS = {
    "day": Decimal(1),
    "night": Decimal(1),
    "week": Decimal(7),
    "month": Decimal("30.44"),
    "year": Decimal("365.25"),
}
_EVENT = re.compile(
    r"\b(?:born|open\w*|found\w*|establish\w*|set up|start\w*|began|begun|launch\w*|receiv\w*|referr\w*|made|ran|runs|runn?ing|from|submitted|admitted|placed|joined|sent|reported|signed|agreed|admitted|in post|last|served|since)\b",
    re.I,
)


def _written_number(text: str) -> int | None:
    return int(text) if text.isdigit() else (WORDS | _TENS).get(text.lower())


@kind("a time told", "DOC-15", of="block")
def times(block: Block, context: Context) -> Iterator[Finding]:
    """Received on 3 March and signed off on 28 April, 46 days later; born on 14 May 2009 and 12 in November 2022."""
    for sentence in block.sentences:
        match = _LATER.search(sentence.text)
        if match is None:
            continue
        before = block.sentences[sentence.index - 1].text if sentence.index else ""
        text = sentence.text
        points = list(_POINT.finditer(text))
        if len(points) == 1 and before:
            text, points = f"{before} {text}", list(_POINT.finditer(f"{before} {text}"))
        if len(points) != 2 or not _EVENT.search(text[: points[0].start()]):
            continue
        years = [point.group("y") or point.group("only") for point in points]
        first, last = _day(points[0], years[1]), _day(points[1], years[0])
        parts = [bool(point.group("d")) + bool(point.group("m")) for point in points]
        if first is None or last is None or first >= last or None in years and parts != [2, 2]:
            continue
        said = next(
            group for group in ("n", "nth", "age", "aged", "then", "of", "lasting", "long") if match.group(group)
        )
        unit = next((match.group(group) for group in ("unit", "term", "span", "kept") if match.group(group)), "year")
        number = _written_number(match.group(said))
        if (
            number is None
            or said in ("long", "of", "lasting")
            and not re.search(
                r"\b(?:from|between|ran|runs|running|beg\w+|start\w*|open\w*|sign\w*|expir\w*|admitted|since|last|in post)\b",
                text,
            )
        ):
            continue
        said = "age" if said in ("aged", "then") else said
        if said == "age" and not re.search(r"\bborn\b", text):
            continue
        start, end = sorted((text.rfind(match.group()), points[0].start()))
        if (
            min(parts) == 0
            and said in ("of", "lasting")
            and re.search(r"[,;]", text[start:end].replace(", from", "").replace(", a ", ""))
            and said == "of"
            and not match.group().startswith(("term", "period", "span", "stay", "duration"))
        ):
            continue
        value = Decimal(number) + (Decimal("0.5") if match.group("half") else 0)
        long = Decimal((last - first).days) / _DAYS[unit]
        if said == "age":
            whole = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
            right, fits = whole, {whole} if min(parts) == 2 else {last.year - first.year - 1, last.year - first.year}
            wrong = number not in fits
        else:
            room = {
                2: Decimal("1.01") / _DAYS[unit] + (0 if unit == "day" else Decimal("0.6")),
                1: Decimal("0.7") if unit == "year" else Decimal("1.3"),
                0: Decimal("1"),
            }[min(parts)]
            right = last.year - first.year if min(parts) == 0 else int(long.to_integral_value())
            if min(parts) == 0 and said == "lasting" and value == right + 1:
                continue  # "the four years from 2018 to 2021"
            wrong = abs(value - right) >= 1 if min(parts) == 0 else abs(value - long) > room
            wrong = wrong and not (min(parts) == 0 and unit != "year")
        if wrong:
            what = f"From {points[0].group()} to {points[1].group()} it is {right} {unit}{'s' * (right != 1)}, not {number}."
            yield finding("DOC-15", sentence, what, do="Correct the number or the dates.")


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


def _parallel(heading: str, text: str) -> str:
    """The name in a text's beginning that is a heading's but for one word: "Elm Ward" under "Oak Ward"."""
    words = re.sub(r"^[\d.]+\s+", "", heading).split()
    text = re.sub(r"^(?:(?:In|At|On|Of|For|During|Within|Across|Among) )?(?:[Tt]he )?", "", text)
    said = [word.strip(",.:;").removesuffix("'s") for word in text.split()[: len(words)]]
    if not 2 <= len(words) <= 5 or len(said) < len(words):
        return ""
    differ = [(a, b) for a, b in zip(words, said, strict=True) if a.lower().rstrip("s") != b.lower().rstrip("s")]
    names = len(differ) == 1 and all(word[:1].isupper() or word.isdigit() for word in differ[0])
    names = names or len(differ) == 1 and words[0] == differ[0][0] and cue("places.shared").search(words[-1])
    return " ".join(said) if names and not cue("places.numbering").match(words[0]) else ""


def _opposite(heading: str, text: str) -> str:
    """The opposite of a heading that a text begins with: "Of the girls" under "Boys"."""
    for pair in lexicon()["opposites"]["pairs"]:
        for own, other in (pair, pair[::-1]):
            found = re.match(rf"(?:(?:Of|Among|For) )?(?:[Tt]he )?({other})\b", text, re.IGNORECASE)
            start = re.split(r"[,;]", text)[0]
            inside = (
                re.search(rf"\b({other})\b(?!'s? [a-z]+ (?:team|service))", start, re.IGNORECASE)
                if len(heading.split()) <= 8
                else None
            )
            named = re.search(rf"\b(?:{own})(?:'s|s)?\b", heading, re.IGNORECASE) and not re.search(
                rf"\b{other}\b", heading, re.I
            )
            found = (
                found
                if re.fullmatch(own, heading, re.IGNORECASE)
                else inside
                if named and other not in ("met", "no", "open")
                else None
            )
            if found and not re.search(rf"\b{own}\b", text, re.IGNORECASE):
                return found.group(1)
    return ""


@kind("heading and its counterpart", "DOC-12", of="document")
def counterpart(context: Context) -> Iterator[Finding]:
    """Text that gives figures for Ward 9 under "Ward 7", or for October under "November" alone."""
    said: dict[tuple[str, ...], str] = defaultdict(str)
    for block in context.document.blocks:
        said[block.path] += f" {block.text} {' '.join(map(' '.join, block.table.rows)) if block.table else ''}"
    for block in context.document.prose:
        first = block.sentences[0] if block.sentences and block.path and block.kind == "para" else None
        if first is None:
            continue
        heading, text = block.path[-1], first.text
        if not first.of_kind("cpwm") and not (
            cue("places.shared").search(heading)
            and _parallel(heading, text)
            and text.startswith(_parallel(heading, text))
        ):
            continue
        units = [u for u in ("month", "quarter", "year") if re.match(r"(?:In|During|For|At) ", text)]
        dates = [(_periods(heading, u), _periods(text, u), _periods(said[block.path], u)) for u in units]
        quarter = re.match(r"Q(?:uarter )?[1-4]\b", heading)  # "Quarter 2: July to September"
        dates = (
            [d for d in dates if d[0]]
            if quarter or not re.search(rf"\b(?:since|from|until|to|between|and) (?:{MONTH}|\\d{{4}}|Q\\d)", heading)
            else []
        )
        dates = [d for d in dates if len(d[0]) == 1 and d[1]][:1] if quarter else dates[:1]
        periods = [(b[0], all_) for a, b, all_ in dates if len(a) == 1 and b and b[0][0] <= 12]
        periods = [
            p
            for p in periods
            if all(q[2] != dates[0][0][0][2] and (q[2] > 12) == (dates[0][0][0][2] > 12) for q in p[1])
        ]
        there = _parallel(heading, text) or _opposite(heading, text)
        there = there if text[-1:] in ".!?:;" and len(text.split()) > 5 else ""
        if there and heading.lower() in said[block.path].lower() or there and cue("places.beside").search(text):
            there = ""
        elif not there and periods and not cue("places.elsewhere").search(re.split(r"[,;(]", text)[0]):
            there = periods[0][0][3]
        if there:
            what = f"The text under '{heading}' gives figures for {there}."
            yield finding("DOC-12", first, what, do="Correct the heading or the text.", sure="likely")


_TYPED = {
    "number": re.compile(
        r"\b(?P<kind>[Qq]uarter|[Kk]ey [Ss]tage|[Yy]ear|[Mm]onth|[Ww]ard|[Bb]and|[Pp]hase|[Ww]eek|[Uu]nit|[Zz]one) (?P<name>\d{1,2}[A-Z]?)\b"
    ),
    "season": re.compile(r"\b(?P<name>[Aa]utumn|[Ss]pring|[Ss]ummer) (?P<kind>term|half-term)\b"),
    "named": re.compile(
        r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?) (?P<kind>Division|Ward|Primary|School|Academy|Locality|District|Borough|Hospital|Centre|Infirmary|House|Lodge|Station|Library|Team|Service)\b"
    ),
}
_APART = re.compile(
    r"\b(?:than|compared|previous\w*|last|since|until|unlike|whereas|while|as in|formerly|both|all|neighbouring|merged|from)\b",
    re.IGNORECASE,
)


@kind("a heading and what it names", "DOC-12", of="document")
def entitled(context: Context) -> Iterator[Finding]:
    """Patients on Ward 7D under "Ward 7B"; results of key stage 1 under "Results at key stage 2"."""
    blocks = context.document.blocks
    for number, block in enumerate(blocks):
        following = blocks[number + 1 : number + 2]
        headed = (
            block.kind == "heading"
            or block.kind == "para"
            and len(block.text) <= 60
            and block.text[-1:] not in ".:;?!,"
        )
        if not headed or not following or following[0].kind not in ("para", "item"):
            continue
        first = [
            s for other in blocks[number + 1 : number + 4] if other.path == following[0].path for s in other.sentences
        ][:5]
        section = " ".join(other.text for other in blocks[number + 1 :] if other.path == following[0].path)[:4000]
        for name, pattern in _TYPED.items():
            own = [(m.group("kind").lower(), m.group("name").lower()) for m in pattern.finditer(block.text)]
            if len({*own}) != 1:
                continue
            said = [(sentence, m) for sentence in first for m in pattern.finditer(sentence.text)]
            same = [(sentence, m) for sentence, m in said if m.group("kind").lower() == own[0][0]]
            other = [(sentence, m) for sentence, m in same if m.group("name").lower() != own[0][1]]
            again = any((m.group("kind").lower(), m.group("name").lower()) == own[0] for m in pattern.finditer(section))
            if (
                not other
                or len(other) != len(same)
                or again
                or not other[0][0].of_kind("cpwmu")
                or len({m.group("name").lower() for _, m in other}) > 1
            ):
                continue
            sentence, match = other[0]
            if own[0][1] in sentence.text.lower() or _APART.search(re.split(r"[,;]", sentence.text)[0]):
                continue
            what = f"The text under '{block.text}' gives figures for {match.group()}."
            yield finding("DOC-12", sentence, what, do="Correct the heading or the text.", sure="likely")
            break
        else:
            words = block.text.split()
            if len(words) == 2 and all(word[:1].isupper() and word.isalpha() for word in words) and len(words[1]) > 4:
                alike = re.compile(rf"\b(?!{words[0]}\b)([A-Z][a-z]+) {words[1]}\b")
                hits = [(s, m) for s in first[:2] for m in alike.finditer(s.text)]
                if (
                    hits
                    and block.text not in section
                    and hits[0][0].of_kind("cpwmu")
                    and not _APART.search(hits[0][0].text)
                ):
                    what = f"The text under '{block.text}' gives figures for {hits[0][1].group()}."
                    yield finding("DOC-12", hits[0][0], what, do="Correct the heading or the text.", sure="likely")


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
