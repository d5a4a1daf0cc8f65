"""The numbers of a sentence, each with what kind of number it is.

Belongs here: recognising numbers and telling counts from percentages, money, dates, labels and the like,
and how exactly each is stated. Does not belong here: what two numbers have to do with each other (``checks``).

A tagged sentence has a second form in which every number is a mark such as ``⟦p3⟧`` (the fourth number, a
percentage), so that the checks can state their grammar as patterns of words and marks. Kinds:

=====  ==========================================================================
``c``  a count in figures: 96; 1,235; 1.2 million
``w``  a count in words: nine
``p``  a percentage
``g``  percentage points
``m``  money
``u``  a measured amount: 60 minutes, 2 years, 5 km
``r``  another decimal, or a rate per so many
``f``  a ratio in figures: 72/96
``h``  a fraction in words: a third, three quarters
``z``  a range: 10–15%
``y``  a year or financial year
``d``  a date or month
``o``  an ordinal: 1st, second is left as a word
``x``  a number that names something: section 5.4.2, Table 3, aged 16, a telephone number
=====  ==========================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.dates import MONTH
from figurecheck.limits import limits

_NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = {"million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "thousand": 3, "k": 3}
_SCALES = r"(?:million|billion|trillion|thousand|bn|mn|m|k)"
_UNITS = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|(?:working |calendar |school |bed )?days?|weeks?|months?|years?"
    r"|decades?|miles?|km|kilometres?|metres?|cm|mm|kg|kilograms?|tonnes?|grams?|litres?|ml|mg|hectares?|acres?"
    r"|sq\s?m"
    r"|kwh|mwh|gwh|mw|gw|mph|°c|degrees?|sessions? per|pages?|words?|points?|marks?|stars?|pence|pm|am|p)"
)
_TIME = "days|weeks|months|years|hours|terms|quarters"
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {"zero": 0} | {word: number for number, word in enumerate(_ONES + _TEENS, start=1)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}|zero)"
_FRACTIONS = {
    "half": (1, 2),
    "a third": (1, 3),
    "one third": (1, 3),
    "two thirds": (2, 3),
    "a quarter": (1, 4),
    "one quarter": (1, 4),
    "three quarters": (3, 4),
    "a fifth": (1, 5),
    "one fifth": (1, 5),
    "two fifths": (2, 5),
    "three fifths": (3, 5),
    "four fifths": (4, 5),
    "a sixth": (1, 6),
    "an eighth": (1, 8),
    "a tenth": (1, 10),
    "one tenth": (1, 10),
}
_LABELLED = (
    r"(?:sections?|headlines?|tables?|figures?|figs?\.?|charts?|boxe?s?|appendix|appendices|annex(?:es)?|paragraphs?|paras?\.?"
    r"|chapters?|pages?|pgs?\.?|pp?\.|parts?|items?|agenda item|articles?|regulations?|regs?\.?|schedules?|clauses?"
    r"|rules?|standards?|principles?|recommendations?|objectives?|priority|outcomes?|actions?|questions?|version"
    r"|volumes?"
    r"|issue|nos?\.?|number|ref\.?|band|bands|grades?|levels?|tiers?|stages?|phases?|key stage|ks|year group|years? "
    r"group|types?|category|class|zones?|wards? no|steps?|lines?|rows?|columns?|notes?|footnotes?|forms?|part|room"
    r"|option|question|q|scenario|wave|round|week|day|unit|module|group|quintile|decile|domain|entry level|top|bottom"
    r"|aged?|ages|aged (?:between|under|over)|under|over|age groups?|sdg|goal|p\d|psalm|act|protocol|hpv|covid|route"
    r"|bus|junction|channel|radio|bbc|iso|windows|version|v|years?|quarters?|qtr)"
)
#: Labels that may number several things at once: "sections 17 and 47", "aged 16 to 18".
_LABELLED_MANY = (
    r"(?:sections|tables|figures|figs\.?|charts|boxes|appendices|annexes|paragraphs|paras|chapters|pages|pp\.|items"
    r"|articles|regulations|schedules|clauses|recommendations|aged?|ages|age groups?|bands|levels|tiers|stages|years"
    r"|nos\.?|parts|questions|phases|wards no|outcomes|lines|rows|columns|actions)"
)
_DAY = r"(?:[12]?\d|3[01]|0\d)(?:st|nd|rd|th)?"
_NOT_BEFORE = r"(?<![\w.,/£$€#@&])(?<![A-Za-z]-)(?<!\d-)(?<!\d–)"

_TOKEN = re.compile(
    "|".join(
        (
            # what only looks like a number of things
            r"(?P<cited>\[\d{1,3}(?:(?:, ?| ?[–-] ?)\d{1,3})*\]|(?<=[a-z.] )\(\d{1,3}(?:, ?\d{1,3})+\))",
            r"(?P<link>(?:https?://|www\.)\S+|\S+@\S+\.\w+)",
            r"(?P<phone>(?:\+44\s?\(?0?\)?\s?|\b0)\d{2,4}[\s-]?\d{3,4}(?:[\s-]?\d{3,4})?\b)",
            r"(?P<time>\b\d{1,2}[:.]\d{2}\s?(?:am|pm|a\.m|p\.m|hrs)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b"
            r"|\b\d{1,2}\s?(?:am|pm)\b)",
            rf"(?P<date>\b{_DAY}\s?(?:[–-]|to|and|&)\s?{_DAY}(?:\s+of)?\s+(?-i:{MONTH})\b\.?(?:,?\s+(?:19|20)\d\d)?"
            rf"|\b{_DAY}(?:\s+of)?\s+(?-i:{MONTH})\b\.?(?:,?\s+(?:19|20)\d\d)?"
            rf"|(?:(?<=\bon )|(?<=\bsince )|(?<=\buntil )|(?<=\bby )|(?<=\bfrom )|(?<=\bto )|(?<=\bbetween )"
            rf"|(?<=\band )"
            rf"|(?<=\bbefore )|(?<=\bafter )|(?<=, ))(?-i:{MONTH})\s{_DAY}(?![\d%]|[,.]\d|\s(?:(?!was|is"
            rf"|has)[a-z]+s\b|of\b|per\s?cent))"
            rf"|\b(?-i:{MONTH})\s{_DAY}(?=[.,)](?:\s|$))"
            rf"|\b(?-i:{MONTH})\s+{_DAY},?\s+(?:19|20)\d\d\b|\b(?-i:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)\b"
            rf"|\b(?-i:{MONTH})\.?,?\s+(?:19|20)\d\d\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b"
            r"|\b(?:19|20)\d\d-\d{2}-\d{2}\b)",
            r"(?P<year>\b(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d)\b(?![,%]|\.\d)"
            r"|\bFY\s?\d{2,4}(?:[/-]\d\d)?\b)",
            r"(?P<ages>\b(?:(?:under|over|below|above) )?the ages? of \d{1,3}\b"
            r"|\baged (?:over|under|below|above) \d{1,3}\b"
            r"|\baged \d{1,3} (?:or|and) (?:over|under|older|younger|above)\b"
            r"|\b(?:aged|ages?(?: of)?|between the ages of)(?: between| from)? \d{1,3} (?:to|and"
            r"|or) \d{1,3}\b)",
            rf"(?P<label>\b{_LABELLED_MANY}\s?\d+(?:\.\d+)*(?:\(\w{{1,3}}\))*[a-zA-Z]?"
            r"(?:(?:,\s|\s?(?:and|&|or|to|–|-)\s?)\d{1,3}(?:\.\d+)*[a-zA-Z]?(?![\d%]|,\d|\.\d|\s?per\s?cent))+\b"
            rf"|\b{_LABELLED}\s?(?:\()?(?=\d)\d+(?:\.\d+)*(?:\(\w{{1,3}}\))*[a-zA-Z]?\)?"
            r"(?:\s?[–-]\s?\d+(?:\.\d+)*)?(?![\d%]|,\d|\.\d|\s?per\s?cent)(?<=[\w)]))",
            r"(?P<labelword>\b(?:stage|question|quarter|phase|tier|level|grade|band|year|part|step|option|chapter"
            r"|section)s?"
            r"\s(?:one|two|three|four|five|six|seven)\b)",
            r"(?P<section>\b\d+\.\d+\.\d+(?:\.\d+)*\b|(?<![\w.])\d+(?:\.\d+)*\([a-z]{1,3}\))",
            r"(?P<age>\b(?:aged?|ages?) (?:from|between) \d+ (?:to|and) \d+\b|\b(?:aged?|under|over)\s\d+"
            r"(?:\s?(?:–|-|to|and)\s?\d+)?s\b|\b\d+\s?(?:–|-|to|and|or)\s?\d+[\s-]year"
            r"[\s-]olds?|\b\d+[\s-]years?[\s-]olds?|\b\d+[\s-](?:to|or|and)[\s-]\d+[\s-]year|\b\d{1,3}\+|\b\d+s\b)",
            # ranges
            rf"(?P<range>(?:(?<=between )|(?<=Between )){_NOT_BEFORE}[£$€]?{_NUM}\s?(?:%|per\s?cent|"
            rf"{_SCALES}\b)?\s+and\s+[£$€]?{_NUM}(?:\s?(?:%|per\s?cent|{_SCALES}\b))?"
            rf"|{_NOT_BEFORE}[£$€]?{_NUM}\s?(?:%|per\s?cent|{_SCALES})?\s?[–—-]\s?[£$€]?{_NUM}(?:\s?(?:%"
            rf"|per\s?cent|{_SCALES}\b))?(?![\w/-])"
            rf"|{_NOT_BEFORE}(?!(?:19|20)\d\d\s)-?[£$€]?{_NUM}\s?(?:%|per\s?cent|{_SCALES})?\s+to\s+-?[£$€]?"
            rf"{_NUM}(?:\s?(?:%|per\s?cent|{_SCALES}\b))?(?![\w/]))",
            # amounts
            rf"(?P<money>(?<![\w])-?[£$€]\s?-?{_NUM}(?:\s?{_SCALES}\b)?)",
            rf"(?P<points>{_NOT_BEFORE}[+-]?{_NUM}(?:\s?%)?[\s-](?:percentage|per\s?cent|%)[\s-]?points?\b|"
            rf"{_NOT_BEFORE}[+-]?{_NUM}\s?(?:ppts?|pps?|p\.p\.)(?!\w))",
            rf"(?P<percent>{_NOT_BEFORE}[+-]?{_NUM}\s?(?:%|per\s?cent\b|percent\b|pct\b)"
            rf"|\b{_WORD}\s+(?:per\s?cent|percent)\b)",
            rf"(?P<rate>{_NOT_BEFORE}{_NUM}\s+(?:[a-z]+\s+){{0,3}}per\s+(?:1,000|10,000|100,000|1000|10000"
            rf"|100000|100\b|million)"
            rf"|\bper\s+(?:1,000|10,000|100,000|1000|10000|100000|100)\b)",
            rf"(?P<oneIn>\b(?:{_NUM}|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)\sin\s(?:every\s)?(?:\d{{1,3}}|two|three"
            rf"|four|five|six|seven|eight|nine|ten)\b(?!,\d|%|\.\d))",
            rf"(?P<ratio>{_NOT_BEFORE}\d{{1,3}}(?:,\d{{3}})*/\d{{1,3}}(?:,\d{{3}})*(?![\w/,.]?\d))",
            r"(?P<ordinal>\b\d+(?:st|nd|rd|th)\b)",
            rf"(?P<measure>{_NOT_BEFORE}{_NUM}(?:\s?{_SCALES})?[\s-]?{_UNITS}(?![\w]))",
            rf"(?P<plainyear>{_NOT_BEFORE}(?:19|20)\d\d(?![\w%]|,\d|\.\d|-\d))",
            rf"(?P<number>{_NOT_BEFORE}-?{_NUM}(?:\s?{_SCALES}\b)?(?![\w%/]|-[A-Za-z0-9]))",
            r"(?P<fraction>\b(?:(?:a|an|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|sixths?|eighths?"
            r"|tenths?)"
            r"|half)\b(?![\s-](?:year|term|yearly|hour|day|way)))",
            rf"(?P<wordunit>\b{_WORD}[\s-]{_UNITS}(?!\w))",
            rf"(?P<word>\b{_WORD}\b(?![\s-](?:hundred|thousand|million|dozen|and a half)|-(?!\s)))",
        )
    ),
    re.IGNORECASE,
)
_KINDS = {
    "cited": "x",
    "link": "x",
    "phone": "x",
    "time": "x",
    "date": "d",
    "year": "y",
    "label": "x",
    "labelword": "x",
    "section": "x",
    "age": "x",
    "ages": "x",
    "range": "z",
    "money": "m",
    "points": "g",
    "percent": "p",
    "rate": "r",
    "oneIn": "h",
    "ratio": "f",
    "ordinal": "o",
    "measure": "u",
    "plainyear": "y",
    "number": "c",
    "fraction": "h",
    "wordunit": "u",
    "word": "w",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a sentence.

    Parameters
    ----------
    kind
        One letter; see the module.
    text
        As written.
    value
        The number; a percentage as 75, not 0.75; None where there is none to reckon with.
    decimals
        Decimal places shown, before any "million".
    start, end
        Where it stands in the sentence.
    scale
        Power of ten of a "million" or the like.
    approx
        Said to be about right ("around", "nearly", "an estimated").
    bound
        ``least`` or ``most`` where it is a limit, ``goal`` where it is a target; else empty.
    other
        The second number of a ratio or fraction.
    """

    kind: str
    text: str
    value: Decimal | None
    decimals: int
    start: int
    end: int
    scale: int = 0
    approx: bool = False
    bound: str = ""
    other: Decimal | None = None

    @property
    def exact(self) -> bool:
        """Whether it is stated as a value, neither about right nor as a limit or target."""
        return self.value is not None and not self.approx and not self.bound


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence, its figures, and its text with each figure replaced by a mark."""

    text: str
    figures: tuple[Figure, ...]
    marks: str

    def of_kind(self, kinds: str) -> list[Figure]:
        """The figures of the kinds named, in order."""
        return [figure for figure in self.figures if figure.kind in kinds]


def _number(text: str) -> tuple[Decimal, int, int]:
    """Value, decimal places and scale of a number as written."""
    match = re.search(rf"(-?)[£$€]?\s?(-?)({_NUM})\s?({_SCALES})?", text, re.IGNORECASE)
    if match is None:
        raise ValueError(text)
    digits = match.group(3).replace(",", "")
    scale = _SCALE[match.group(4).lower()] if match.group(4) else 0
    value = Decimal(digits).scaleb(scale)
    if match.group(1) or match.group(2):
        value = -value
    return value, len(digits.partition(".")[2]), scale


def word_value(text: str) -> int:
    """The value of a number word up to ninety-nine."""
    return sum(_WORDS[part] for part in re.split(r"[\s-]+", text.lower()))


def _from_range(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a range is two figures: "from 41 to 44%", "rose by 5% to 210", "5% to £12"."""
    before, written = text[: match.start()], match.group().lower()
    if " to " not in written:
        return False
    if re.search(r"\b(?:from|of|by)\s+(?:[a-z']+\s+){0,3}$", before, re.IGNORECASE):
        return True
    first, second = written.split(" to ", 1)
    units = [("%" in end or "cent" in end, any(sign in end for sign in "£$€")) for end in (first, second)]
    return units[0] != units[1] and units[0] != (False, False)


def _figure(text: str, match: re.Match[str]) -> Figure:
    group = match.lastgroup or ""
    written = match.group()
    kind, start, end = _KINDS[group], match.start(), match.end()
    approx, bound = limits(text, start, end)
    if kind in "xydozr" and group != "rate":
        return Figure(kind, written, None, 0, start, end)
    if group == "rate":
        said, _, per = written.lower().partition("per ")
        value, decimals, _ = _number(said) if re.search(r"\d", said) else (None, 0, 0)
        base = Decimal(1_000_000) if per == "million" else _number(per)[0]
        return Figure("r", written, value, decimals, start, end, approx=approx, bound=bound, other=base)
    if group == "ratio":
        first, second = (Decimal(part.replace(",", "")) for part in written.split("/"))
        return Figure("f", written, first, 0, start, end, approx=approx, bound=bound, other=second)
    if kind == "h":
        return _fraction(written, start, end, approx, bound)
    if group == "word":
        return Figure("w", written, Decimal(word_value(written)), 0, start, end, approx=approx, bound=bound)
    if group == "wordunit":
        number = Decimal(word_value(re.match(_WORD, written, re.IGNORECASE).group()))  # type: ignore[union-attr]
        return Figure("u", written, number, 0, start, end, approx=approx, bound=bound)
    if not re.search(r"\d", written):
        number = Decimal(word_value(re.match(_WORD, written, re.IGNORECASE).group()))  # type: ignore[union-attr]
        return Figure(kind, written, number, 0, start, end, approx=approx, bound=bound)
    value, decimals, scale = _number(written)
    if group == "number" and decimals and not scale:
        kind = "r"
    return Figure(kind, written, value, decimals, start, end, scale, approx, bound)


def _fraction(written: str, start: int, end: int, approx: bool, bound: str) -> Figure:
    plain = re.sub(r"[\s-]+", " ", written.lower())
    odds = re.match(r"(\w+) in (?:every )?(\w+)$", plain)
    if odds:
        first, second = (int(part) if part.isdigit() else _WORDS.get(part, 0) for part in odds.groups())
        if 0 < first < second:
            return Figure("h", written, Decimal(first), 0, start, end, 0, approx, bound, Decimal(second))
    pair = _FRACTIONS.get(plain) or _FRACTIONS.get(plain + "s") or _FRACTIONS.get(plain.removesuffix("s"))
    if pair is None:
        return Figure("h", written, None, 0, start, end, approx=approx, bound=bound)
    return Figure("h", written, Decimal(pair[0]), 0, start, end, approx=approx, bound=bound, other=Decimal(pair[1]))


def _two_ends(text: str, match: re.Match[str]) -> list[Figure]:
    """The two figures of "from 41 to 44%": each its own, the first with the unit of the second."""
    written = match.group()
    cut = re.search(r"\s+to\s+", written, re.IGNORECASE)
    if cut is None:
        raise ValueError(written)
    first, second = written[: cut.start()], written[cut.end() :]
    percents = [re.search(r"%|per\s?cent", end, re.IGNORECASE) is not None for end in (first, second)]
    money = [any(sign in end for sign in "£$€") for end in (first, second)]
    if percents[1] and not money[0]:
        percents[0] = True  # "from 41 to 44%"
    measured = re.match(rf"[\s-]?{_UNITS}(?!\w)", text[match.end() :], re.IGNORECASE) is not None
    scale_of_second = _number(second)[2]
    made = []
    for number, (piece, offset) in enumerate(((first, match.start()), (second, match.start() + cut.end()))):
        value, decimals, scale = _number(piece)
        if number == 0 and scale_of_second and not scale and not percents[0] and money[0] == money[1] and value < 1000:
            value, scale = value.scaleb(scale_of_second), scale_of_second  # "from 718.7 to 662.3 million"
        kind = "p" if percents[number] else "m" if money[number] else "u" if measured and not percents[0] else "c"
        own = "r" if kind == "c" and decimals and not scale else kind
        approx, bound = limits(text, offset, offset + len(piece))
        made.append(Figure(own, piece, value, decimals, offset, offset + len(piece), scale, approx, bound))
    return made


def tag(text: str) -> Tagged:
    """Find the figures of one sentence.

    Parameters
    ----------
    text
        Clean text (see ``text.clean``).
    """
    figures: list[Figure] = []
    marks: list[str] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "label" and (_is_limit(match.group()) or _only_stands_before(text, match)):
            pieces = _relabel(text, match)
        elif match.lastgroup == "range" and _from_range(text, match):
            pieces = _two_ends(text, match)
        elif match.lastgroup in ("section", "number") and match.start() == 0 and _numbers_paragraph(text, match):
            pieces = [Figure("x", match.group(), None, 0, match.start(), match.end())]
        else:
            pieces = [_figure(text, match)]
        for figure in pieces:
            marks += [text[position : figure.start], f"⟦{figure.kind}{len(figures)}⟧"]
            figures.append(figure)
            position = figure.end
    marks.append(text[position:])
    return Tagged(text, tuple(figures), "".join(marks))


def _is_limit(written: str) -> bool:
    """Whether "over 200" or "under 50" is a limit on a count, not an age."""
    match = re.match(r"(?:under|over)\s?(\d+)$", written, re.IGNORECASE)
    return match is not None


_SOFT_LABEL = re.compile(
    r"(?:quarters?|years?|weeks?|days?|groups?|parts?|actions?|outcomes?|items?|options?|class"
    r"|category|modules?|rooms?|forms?"
    r"|questions?|units?|rounds?|waves?|periods?|priority|steps?|zones?|routes?|tests?|stages?)\s",
    re.IGNORECASE,
)


def _only_stands_before(text: str, match: re.Match[str]) -> bool:
    """Whether the word before a number ends a phrase: "in the quarter 72 audits", not "quarter 2"."""
    if not _SOFT_LABEL.match(match.group()):
        return False
    return (
        re.search(
            r"\b(?:the|this|that|each|last|per|same"
            r"|whole)\s(?:[a-z]+\s)?$",
            text[: match.start()],
            re.IGNORECASE,
        )
        is not None
    )


def _relabel(text: str, match: re.Match[str]) -> list[Figure]:
    number = re.search(rf"{_NUM}", match.group())
    if number is None:
        raise ValueError(match.group())
    start = match.start() + number.start()
    value, decimals, scale = _number(number.group())
    approx, bound = limits(text, start, match.end())
    end = match.start() + number.end()
    if _is_limit(match.group()):
        unit = re.match(rf"\s(?:{_TIME})\b", text[end:], re.IGNORECASE)
        if unit:  # "over 12 weeks" is how long, not a limit
            return [Figure("u", text[start : end + unit.end()], value, decimals, start, end + unit.end(), scale)]
        bound = bound or "least"
    return [Figure("r" if decimals else "c", number.group(), value, decimals, start, end, scale, approx, bound)]


def _numbers_paragraph(text: str, match: re.Match[str]) -> bool:
    """Whether the number at the start numbers the paragraph: "4.2 The council", "3. In total"."""
    after = text[match.end() : match.end() + 3]
    return bool(re.match(r"[.)]\s", after)) or ("." in match.group() and bool(re.match(r"\s[A-Z]", after)))
