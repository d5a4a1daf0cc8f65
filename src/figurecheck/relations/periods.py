"""Periods called previous or next that are not.

Belongs here: months, quarters, terms, weeks and years by their names. Does not belong here: how long something took
(``times``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from figurecheck.dates import MONTH, Month, find_months, find_quarters, find_years
from figurecheck.quantities import Sentence
from figurecheck.relations.core import Context, finding, kind, number_of
from figurecheck.report import Finding
from figurecheck.words import cue, lexicon, listed

_DAY_OF = re.compile(
    rf"{MONTH} (?:[12]?\d|3[01])\b(?![\d%]|[,.]\d| [a-z]+s\b)"
)  # "by the preceding June 30" names a day
#: Periods that go round: how many there are, and how they are written.
_ROUND = {"month": 12, "quarter": 4, "term": 3, "day": 7}


def periods_of(text: str, unit: str) -> list[tuple[int, int, int, str]]:
    """The periods of one unit that a text names: start, end, running number, and how it is written."""
    if unit == "month":
        months = [found for found in find_months(text) if not _DAY_OF.match(text[found[0] :])]
        return [(s, e, (m.year or 0) * 12 + m.month, str(m)) for s, e, m in months]
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


def written(number: int, unit: str, like: str) -> str:
    """A period by its number; a month or quarter without year goes round."""
    if unit == "year":
        return f"{number}/{(number + 1) % 100:02d}" if "/" in like else str(number)
    if unit == "month":
        return str(Month((number - 1) % 12 + 1, (number - 1) // 12 if number > 12 else None))
    return lexicon()["plain"][f"{unit}s"][number - 1] if unit in ("term", "day") else f"{unit} {number}"


_DAY = rf"(?: on)? ?(?:[A-Z][a-z]+day,? )?(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH})(?: ((?:19|20)\d\d))?"
_WEEK = re.compile(rf"\bweek (?:ending|ended|commencing|beginning|starting|of){_DAY}")
_OTHER_WEEK = re.compile(
    r"\b(?:(?P<which>previous|preceding|prior|following|next|subsequent) week|week (?P<tail>before|after)(?: that)?)"
    rf",? \(?(?:ending|ended|commencing|beginning|starting|of)?{_DAY}"
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
    for day, month, year in (own[0].groups(), match.groups()[2:]):
        try:
            days.append(date(int(year or 2001), find_months(month)[0][2].month, int(day)))
        except ValueError:
            return
    which = match.group("which") or match.group("tail")
    step = -7 if which in ("previous", "preceding", "prior", "before") else 7
    apart = (days[1] - days[0]).days
    if abs(apart - step) > 1 and 0 < abs(apart) <= 35:
        what = f"The week {'before' if step < 0 else 'after'} is {abs(step)} days away, not {abs(apart)}."
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
        named = periods_of(text, unit)
        between = [(p, text[match.end() : p[0]]) for p in named if 0 <= p[0] - match.end() <= 60]
        called = next((p for p, words in between if cue("places.between").match(words)), None)
        own = [p for p in named if p[1] <= match.start()]
        for other in reversed(block.sentences[: sentence.index]) if not own else ():
            own = periods_of(other.text, unit)
            if own:
                break
        unsaid = not own and which and unit == "month" and len(block.months) == 1  # not "a month later"
        if unsaid and not any(find_months(other.text) for other in block.sentences[: sentence.index]):
            month = block.months[0]
            own = [(0, 0, (month.year or 0) * 12 + month.month, str(month))]
        if called is None or len({p[2] for p in own}) != 1 or unit != "month" and len(own) != 1:
            continue
        right, said, size = own[0][2] + step, called[2], _ROUND.get(unit, 0)
        if size and not (unit == "month" and right > 12 and said > 12):  # without the year
            right, said = (right - 1) % size + 1, (said - 1) % size + 1
        if right != said and context.bind((sentence, "period")):
            word = written(own[0][2] + step if unit == "month" else right, unit, called[3])
            called_as, where = ("previous", "before") if step < 0 else ("next", "after")
            what = f"{called[3]} is called the {called_as} {unit}; the {unit} {where} {own[0][3]} is {word}."
            how = f"{own[0][3]} {'−' if step < 0 else '+'} 1 {unit} = {word}"
            yield finding("DOC-11", sentence, what, how, do="Name the right period, or leave out the word.")
            return


_UNTIL = re.compile(r"before (?:the )?year (?:19|20)")  # until then, not the year before
_UNIT = re.compile(r"\b(month|quarter|term|year|week)s?\b")
_MANY = re.compile(r"\b([a-z]+|\d+) (?:months|quarters|years|terms|weeks)(?: immediately| just| right)? $")


@kind("the period before", "DOC-11", of="sentence")
def adjoining(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The term immediately before it, the autumn term; twelve months earlier, in September 2022."""
    text, block = sentence.text, sentence.block
    last = block.sentences[sentence.index - 1].text if sentence.index else ""
    said = [(match, -1) for match in cue("periods.before").finditer(text)]
    said += [(match, 1) for match in cue("periods.after").finditer(text)]
    said = [(match, sign) for match, sign in said if not _UNTIL.match(text[match.start() :])]
    for (match, sign), unit in product(said, ("quarter", "term", "month", "year", "week")):
        named = periods_of(text, unit)
        so, naming = cue("periods.named_so"), cue("periods.naming")
        called = [p for p in named if 0 <= match.start() - p[1] <= 30 and so.fullmatch(text[p[1] : match.start()])]
        called += [p for p in named if 0 <= p[0] - match.end() <= 30 and naming.fullmatch(text[match.end() : p[0]])]
        others = [p for p in named if p not in called[:1]] or periods_of(last, unit)
        if (
            match.group().lower() == "before"
            and re.match(r" (?:the )?[\w(]", text[match.end() :])
            and not _UNIT.search(text[max(0, match.start() - 12) : match.start()])
        ):
            continue  # until then
        spoken_so = called and called[0][1] <= match.start()
        if spoken_so and re.match(r" (?:[a-z]+ )?(?!\d|Q|FY)[A-Z][\w’']+ (?!\d)[a-zA-Z]", text[match.end() :]):
            continue  # "1978, the year before the Three Mile Island accident"
        adjective = match.group().lower() in ("prior", "previous", "preceding") and unit == "year"
        if adjective and called and re.match(r" [a-z]{4,}", text[called[0][1] :]):
            continue  # "a prior 2020 pilot"
        if not called or len({p[2] for p in others}) != 1 or called[0][2] == others[0][2]:
            continue  # "quarter 3, the quarter preceding quarter 4" calls the first one so
        same = unit == "month" and called[0][2] % 12 == others[0][2] % 12
        if same and not re.search(r"\bmonths?\b", text[max(0, match.start() - 12) : match.end() + 12]):
            continue  # "the previous May" is a year before
        year = "twelve months" in match.group() or "year earlier" in match.group()
        spoken = _UNIT.search(text[max(0, match.start() - 12) : match.end() + 12])
        if spoken and spoken.group(1) != unit and not year or year and unit not in ("month", "year"):
            continue
        many, size = _MANY.search(text[: match.start()]), _ROUND.get(unit, 0)
        step = (12 if unit == "month" else 1) if year else (number_of(many.group(1)) or 0) if many else 1
        right, value = others[0][2] + sign * step, called[0][2]
        dated = unit == "month" and right > 12 and value > 12
        if not step or year and unit == "month" and not dated:
            continue
        if size and not dated:
            right, value = (right - 1) % size + 1, (value - 1) % size + 1
        if right != value and context.bind((sentence, "period")):
            word = written(others[0][2] + sign * step if unit == "month" else right, unit, called[0][3])
            where, mark = ("before", "−") if sign < 0 else ("after", "+")
            what = f"{called[0][3]} is called the {unit} {where} {others[0][3]}; that is {word}."
            how = f"{others[0][3]} {mark} {step} {unit}{'s' * (step > 1)} = {word}"
            yield finding("DOC-11", sentence, what, how, do="Name the right period.")
            return
