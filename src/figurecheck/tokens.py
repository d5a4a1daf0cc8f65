"""What is written as a number: the patterns of figures, words, units, dates and labels.

Belongs here: how numbers are written. Does not belong here: what a number is worth (``quantities``).
"""

from __future__ import annotations

import re

from figurecheck.dates import MONTH

NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
SCALE = {"million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "thousand": 3, "k": 3}
SCALES = r"(?:million|billion|trillion|thousand|bn|mn|m|k)"
UNITS = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|(?:working |calendar |school |bed )?days?|weeks?|months?|years?"
    r"|decades?|miles?|km|kilometres?|metres?|cm|mm|kg|kilograms?|tonnes?|grams?|litres?|ml|mg|hectares?|acres?"
    r"|sq\s?m"
    r"|kwh|mwh|gwh|mw|gw|mph|°c|degrees?|sessions? per|pages?|words?|points?|marks?|stars?|pence|pm|am|p)"
)
TIME = "days|weeks|months|years|hours|terms|quarters"
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {"zero": 0} | {word: number for number, word in enumerate(_ONES + _TEENS, start=1)}
WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}|zero)"
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
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

#: Not within a word, which spares most places the trial of what follows.
TOKEN = re.compile(
    r"(?:(?<![A-Za-z])|(?=\[))(?:"
    + "|".join(
        (
            # what only looks like a number of things
            r"(?P<cited>\[\d{1,3}(?:(?:, ?| ?[–-] ?)\d{1,3})*\]|(?<=[a-z.] )\(\d{1,3}(?:, ?\d{1,3})+\)"
            r"|\b[TP]?K\s?[-–]\s?\d{1,2}\b)",
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
            rf"(?P<range>(?:(?<=between )|(?<=Between )){_NOT_BEFORE}[£$€]?{NUM}\s?(?:%|per\s?cent|"
            rf"{SCALES}\b)?\s+and\s+[£$€]?{NUM}(?:\s?(?:%|per\s?cent|{SCALES}\b))?"
            rf"|{_NOT_BEFORE}[£$€]?{NUM}\s?(?:%|per\s?cent|{SCALES})?\s?[–—-]\s?[£$€]?{NUM}(?:\s?(?:%"
            rf"|per\s?cent|{SCALES}\b))?(?![\w/-])"
            rf"|{_NOT_BEFORE}(?!(?:19|20)\d\d\s)-?[£$€]?{NUM}\s?(?:%|per\s?cent|{SCALES})?\s+to\s+-?[£$€]?"
            rf"{NUM}(?:\s?(?:%|per\s?cent|{SCALES}\b))?(?![\w/]))",
            # amounts
            rf"(?P<money>(?<![\w])-?[£$€]\s?-?{NUM}(?:\s?{SCALES}\b)?)",
            rf"(?P<points>\b{WORD}[\s-](?:percentage|per\s?cent)[\s-]points?\b|{_NOT_BEFORE}[+-]?{NUM}(?:\s?%)?[\s-](?:percentage|per\s?cent|%)[\s-]?points?\b|"
            rf"{_NOT_BEFORE}[+-]?{NUM}\s?(?:ppts?|pps?|p\.p\.)(?!\w))",
            rf"(?P<percent>{_NOT_BEFORE}[+-]?{NUM}\s?(?:%|per\s?cent\b|percent\b|pct\b)"
            rf"|\b{WORD}\s+(?:per\s?cent|percent)\b)",
            rf"(?P<rate>{_NOT_BEFORE}{NUM}\s+(?:[a-z]+\s+){{0,3}}per\s+(?:1,000|10,000|100,000|1000|10000"
            rf"|100000|100\b|million)"
            rf"|\bper\s+(?:1,000|10,000|100,000|1000|10000|100000|100)\b)",
            rf"(?P<oneIn>\b(?:{NUM}|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)\sin\s(?:every\s)?(?:\d{{1,3}}|two|three"
            rf"|four|five|six|seven|eight|nine|ten)\b(?!,\d|%|\.\d))",
            rf"(?P<ratio>{_NOT_BEFORE}\d{{1,3}}(?:,\d{{3}})*/\d{{1,3}}(?:,\d{{3}})*(?![\w/,.]?\d))",
            r"(?P<ordinal>\b\d+(?:st|nd|rd|th)\b)",
            rf"(?P<measure>{_NOT_BEFORE}{NUM}(?:\s?{SCALES})?[\s-]?{UNITS}(?![\w]))",
            rf"(?P<plainyear>{_NOT_BEFORE}(?:19|20)\d\d(?![\w%]|,\d|\.\d|-\d))",
            rf"(?P<number>{_NOT_BEFORE}-?{NUM}(?:\s?{SCALES}\b)?(?![\w%/]|-[A-Za-z0-9]))",
            r"(?P<fraction>\b(?:(?:a|an|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|sixths?|eighths?"
            r"|tenths?)"
            r"|half)\b(?![\s-](?:year|term|yearly|hour|day|way)))",
            rf"(?P<wordunit>\b{WORD}[\s-]{UNITS}(?!\w))",
            rf"(?P<word>\b{WORD}\b(?![\s-](?:hundred|thousand|million|dozen|and a half)|-(?!\s)))",
        )
    )
    + ")",
    re.IGNORECASE,
)
MAY_COUNT = re.compile(rf"\d|\b(?:half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?|{WORD})\b", re.IGNORECASE)
KINDS = {
    "date": "d", "year": "y", "range": "z", "money": "m", "points": "g", "percent": "p", "rate": "r", "oneIn": "h",
    "ratio": "f", "ordinal": "o", "measure": "u", "plainyear": "y", "number": "c", "fraction": "h", "wordunit": "u",
    "word": "w",
}  # fmt: skip
