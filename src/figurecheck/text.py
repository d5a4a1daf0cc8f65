"""Text as checks want it: cleaned of typography, cut into sentences, run-in labels split off.

Belongs here: characters, sentences, labels and stems of words. Does not belong here: numbers (see
``quantities``) or file formats.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from figurecheck.words import lexicon

_DROP = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_REPLACE = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2212": "-", "\u00a0": " ",
    "\u2026": "...", "\ufb01": "fi", "\ufb02": "fl", "\uff05": "%", "\u066a": "%",
}  # fmt: skip
_TABLE = str.maketrans(_REPLACE) | _DROP
_THIN_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_THIN = re.compile(r"[\u2000-\u200a\u202f]")
#: A footnote mark left stuck to a figure: 75%1, 75%[1], 75%*.
_FOOTNOTE_AFTER_PERCENT = re.compile(r"%(?:\d{1,2}(?:,\d{1,2})*|\[\w{1,3}\]|[*†‡]+)(?=$|[\s.,;:)])")
#: A footnote mark left stuck to a word: months3.
_FOOTNOTE_AFTER_WORD = re.compile(r"(?<=[a-z]{4})(?<!level)\d{1,2}(?=$|[\s.,;:)])")
_FOOTNOTE_BRACKET = re.compile(r"(?<=\w)\[(?:\d{1,2}|note \d{1,2}|[a-z])\](?=$|[\s.,;:)])", re.IGNORECASE)
_SUPERSCRIPTS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079*†‡]+(?=$|[\\s.,;:)])")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` with plain quotes and spaces, without soft hyphens and footnote marks stuck to words."""
    text = _THIN_THOUSANDS.sub(",", text)
    text = re.sub(r"(?<=\d), (?=000\b)", ",", text)
    text = _THIN.sub(" ", text).translate(_TABLE)
    text = _SUPERSCRIPTS.sub("", text)
    text = _FOOTNOTE_AFTER_PERCENT.sub("%", text)
    text = _FOOTNOTE_AFTER_WORD.sub("", text)
    text = _FOOTNOTE_BRACKET.sub("", text)
    return _SPACES.sub(" ", text).strip()


_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|approx|vs|v|cf|al|ca|c|no|nos|para|paras|p|pp|fig|figs|tab|sec|reg|regs|art|ch|vol"
    r"|dr|mr|mrs|ms|rs|prof|rev|st|cllr|hon|gov|dept|ref|est|incl|excl|max|min|avg|jan|feb|mar|apr|jun|jul|aug|sep|sept"
    r"|oct|nov|dec|a\.m|p\.m|[a-z])\.$",
    re.IGNORECASE,
)
#: Those of the abbreviations above that also end a sentence, when a capital follows.
_ALSO_ENDS = re.compile(r"(?:etc|a\.m|p\.m|no)\.$", re.IGNORECASE)
_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9£•–-])|\s+[•▪●◦]\s+|;\s+(?=\([a-z]\)\s)")


def sentences(text: str) -> list[str]:
    """Cut a paragraph into sentences; decimals, abbreviations and section numbers do not end one.

    A full stop ends a sentence only when a space and a capital, a digit or an opening bracket follow.
    """
    found, start = [], 0
    for match in _END.finditer(text):
        head = text[start : match.start() + 1] if match.group()[0] in ".!?;" else text[start : match.start()]
        after = text[match.end() : match.end() + 1]
        if match.group()[0] == "." and _ABBREVIATION.search(head):
            last = head.rsplit(None, 1)[-1]
            if not (_ALSO_ENDS.search(last) and after.isupper()) and not re.fullmatch(r"\W*[a-zI]\.", last):
                continue
            if len(last.strip("(.")) == 1 and not last.strip("(").islower():
                continue
            if re.fullmatch(r"no\.", last, re.IGNORECASE) and after.isdigit():
                continue
        if re.fullmatch(r"\s*(?:\d+(?:\.\d+)*|[A-Za-z]|[ivx]+)[.)]", head):  # "4." that numbers the paragraph
            continue
        end = match.start() + len(match.group().rstrip()) if match.group()[0] in ".!?" else match.start() + 1
        piece = text[start:end].strip()
        if piece:
            found.append(piece)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        found.append(rest)
    return found


_LABEL = re.compile(r"^([^\s:.;,()][^:.;,()]{0,58}?)\s*(?::(?!\d)|\s[–—-](?=\s[A-Z0-9]))\s*(?=\S)")


def split_label(text: str) -> tuple[str, str]:
    """Split a run-in label from what follows: ``North West: 38 were …`` gives ``North West``.

    Returns
    -------
    tuple
        The label, empty if there is none, and the rest.
    """
    match = _LABEL.match(text)
    if not match or len(match.group(1).split()) > 8:
        return "", text
    return match.group(1).strip(), text[match.end() :]


_STOP = frozenset(lexicon()["plain"]["stop"])
_ENDINGS = lexicon()["plain"]["endings"]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A rough stem, so that ``moderated``, ``moderation`` and ``moderating`` are the same."""
    word = word.lower().removesuffix("'s").strip("'")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word + "y" if word.endswith("i") and len(word) > 3 else word


@cache
def stems(name: str) -> frozenset[str]:
    """The stems of the words called ``section.name``."""
    section, _, key = name.partition(".")
    return frozenset(stem(word) for word in lexicon()[section][key])


def content_words(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry meaning."""
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    return frozenset(stem(word) for word in words if word.lower().removesuffix("'s") not in _STOP)


def shortened(text: str, length: int = 320) -> str:
    """`text` cut at a word near `length`, for quotation."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(None, 1)[0] + " …"


#: How a line ends that is no heading but the beginning of a sentence.
_RUNS_ON = re.compile(
    r"\b(?:is|are|was|were|of|the|and|under|for|in|to|by|with|at|on|a|an|how|that|which|will|from)$", re.IGNORECASE
)


def is_title(heading: str) -> bool:
    """Whether a line marked as a heading is one: not a line of a sentence, nor a row with a figure."""
    figures = re.search(r"\d ?%|[=£$€]", heading)
    return not heading[:1].islower() and not _RUNS_ON.search(heading.strip()) and figures is None


def are_titles(text: str, figures: int) -> bool:
    """Whether a text with so many figures is lines of a table of contents, or a heading and the number below it."""
    capitals = [word[0].isupper() for word in re.findall(r"[A-Za-z]{4,}", text)]
    if figures == 1:
        return (
            len(capitals) > 2 and all(capitals) and ":" not in text and re.search(r"[a-z] \d{1,3}\.$", text) is not None
        )
    return len(capitals) >= 10 and not text.endswith(".") and sum(capitals) > 0.7 * len(capitals)
