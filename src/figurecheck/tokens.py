"""What is written as a number: the patterns of figures, words, units, dates and labels, kept in ``tokens.toml``.

Belongs here: how numbers are written. Does not belong here: what a number is worth (``quantities``).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from figurecheck.dates import MONTH

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {"zero": 0} | {word: number for number, word in enumerate(_ONES + _TEENS, start=1)}
WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}|zero)"
SCALE = {"million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "thousand": 3, "k": 3}
SCALE |= {"lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "lakh crore": 12, "lakh crores": 12}
PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twentieth": 20,
}
TIME = "days|weeks|months|years|hours|terms|quarters"
_WRITTEN = tomllib.loads((Path(__file__).parent / "tokens.toml").read_text(encoding="utf-8"))


def _filled(text: str) -> str:
    """A pattern with the parts that it names."""
    known = {"word": WORD, "month": MONTH} | _WRITTEN["part"]
    while "«" in text:
        text = re.sub(r"«(\w+)»", lambda match: known[match.group(1)], text)
    return text


NUM, SCALES, UNITS = (_filled(_WRITTEN["part"][name]) for name in ("num", "scales", "units"))
#: Not within a word, which spares most places the trial of what follows.
TOKEN = re.compile(rf"(?:(?<![A-Za-z])|(?=\[))(?:{_filled('|'.join(_WRITTEN['token'].values()))})", re.IGNORECASE)
MAY_COUNT = re.compile(
    rf"\d|\b(?:half|hundred|dozen|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|twentieths?|{WORD})\b",
    re.IGNORECASE,
)
KINDS = {
    "date": "d", "year": "y", "range": "z", "money": "m", "points": "g", "percent": "p", "rate": "r", "oneIn": "h",
    "ratio": "f", "ordinal": "o", "measure": "u", "plainyear": "y", "number": "c", "fraction": "h", "wordunit": "u",
    "word": "w", "many": "c",
}  # fmt: skip
