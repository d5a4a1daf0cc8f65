"""Changes and comparisons that sentences state: from what, to what, by how much, in which direction.

Belongs here: finding them. Does not belong here: judging them (``changes``, ``courses``, ``repeats``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from figurecheck.dates import Month, find_months
from figurecheck.model import Sentence
from figurecheck.patterns import breaks, figure
from figurecheck.quantities import Figure
from figurecheck.words import BETTER, DOWN, DOWN_NOUN, UP, UP_NOUN, WORSE

_F = r"\(?⟦[cpmurgw](?P<{}>\d+)⟧"
_A, _B, _D = _F.format("a"), _F.format("b"), _F.format("d")
_ADV = r"(?:\s(?!from\b|to\b|by\b)[a-z]+(?:ly|er)?){0,2}?"
_VERB = rf"(?P<word>\b(?:{UP}|{DOWN}|{BETTER}|{WORSE}|doubled|halved|trebled|tripled|quadrupled)\b)"
_NOUN = rf"(?P<word>{UP_NOUN}|{DOWN_NOUN}|improvement|deterioration|worsening)"
_SOFT = r"(?:[^⟦⟧;:.]|⟦[ydxo]\d+⟧|⟦u\d+⟧){0,70}?"
_NEAR = (
    r"(?:(?!\b(?:by|an?|increas|decreas|reduc|rose|fell|rising|falling|grew|grow|declin|dropp|improv"
    r"|went|gone|up|down))"
    r"[^⟦⟧;:.,()]|⟦[ydxo]\d+⟧){0,30}?"
)

_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # rose by 5% from 200 to 210; up 3 points, from 41% to 44%
        rf"{_VERB}{_ADV}(?: by)?(?: (?:just |only |about )?{_D})?(?: [a-z-]+){{0,3}}?,? \(?from {_NEAR}{_A}"
        rf"(?P<gap>{_SOFT})\bto {_NEAR}{_B}",
        # rose by 5% to 210 from 200
        rf"{_VERB}{_ADV}(?: by)?(?: (?:just |only |about )?{_D})?(?: [a-z-]+){{0,3}}?,? to {_NEAR}{_B}"
        rf"(?P<gap>{_SOFT})\bfrom {_NEAR}{_A}",
        # an increase of 5% from 200 to 210; a 5% increase from 200 to 210
        rf"\b(?:an?|the) (?:[a-z-]+ ){{0,2}}?{_NOUN}(?: (?:in|of) (?:the )?[a-z -]{{1,50}}?)?(?: of "
        rf"{_D})?,? \(?from {_NEAR}{_A}(?P<gap>{_SOFT})\bto {_NEAR}{_B}",
        rf"\b(?:an? )?{_D} {_NOUN}(?: in [a-z' -]{{1,50}}?)?,? \(?from {_NEAR}{_A}(?P<gap>{_SOFT})\bto {_NEAR}{_B}",
        # the increase for girls was 5%, from 200 to 210
        rf"\b{_NOUN}(?: (?:in|of|for) (?:the )?[a-z' -]{{1,50}}?)? was {_D},? from {_NEAR}{_A}(?P<gap>"
        rf"{_SOFT})\bto {_NEAR}{_B}",
        # from 200 to 210, an increase of 5%; from 200 to 210 (up 5%)
        rf"\bfrom {_NEAR}{_A}(?P<gap>{_SOFT})\bto {_NEAR}{_B}(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,40}}?[,(–—-]\s?"
        rf"(?:which is |this is |representing |equating to |equivalent to )?(?:an? )?(?:[a-z-]+ ){{0,2}}?"
        rf"(?:{_NOUN} of|(?P<updown>up|down)(?: by)?) (?:about )?{_D}",
        rf"\bfrom {_NEAR}{_A}(?P<gap>{_SOFT})\bto {_NEAR}{_B}(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,40}}?[,(–—-]\s?"
        rf"(?:which is |representing )?an? {_D} {_NOUN}",
        # 210, up 5% from 200; 44% (down from 41%)
        rf"{_B}(?P<gap>(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,40}}?)(?:, |\s?\(|\s[–—-]\s?| which (?:is|was) )(?:this "
        rf"(?:is|was) )?(?P<updown>up|down)(?: slightly| sharply| significantly)?(?: by)?(?: {_D})? (?:from"
        rf"|on) {_NEAR}{_A}",
        rf"{_B}(?P<gap>(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,40}}?)(?:, |\s?\(|\s[–—-]\s?| which (?:is|was) )(?:this "
        rf"(?:is|was) )?an? (?:[a-z-]+ ){{0,2}}?{_NOUN}(?: of {_D})? (?:from|on|over|compared (?:to|with)) "
        rf"{_NEAR}{_A}",
        # 44% is an improvement on 41%
        rf"{_B}(?P<gap>(?:[^⟦⟧;:.,]|⟦[yd]\d+⟧){{0,40}}?) (?:is|was|represents|represented) an? (?:[a-z-]+"
        rf" ){{0,2}}?{_NOUN}(?: of {_D})? (?:from|on|over|compared (?:to|with)) {_NEAR}{_A}",
        # 210 compared with 200 last year, an increase of 5%
        rf"{_B}(?P<gap>(?:[^⟦⟧;:.,]|⟦[yd]\d+⟧){{0,40}}?),? compared (?:to|with) {_NEAR}{_A}(?:[^⟦⟧;:.]|"
        rf"⟦[yd]\d+⟧){{0,40}}?[,(–—-]\s?(?:which is |representing )?an? (?:[a-z-]+ ){{0,2}}?{_NOUN} of {_D}",
        # £4.2m against a budget of £4.0m, an overspend of £0.2m
        rf"{_B}(?P<gap>(?:[^⟦⟧;:.,]|⟦[yd]\d+⟧){{0,40}}?) (?:against|compared (?:to|with)) (?:a |the )?"
        rf"(?:[a-z]+ )?budget of {_A}(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,30}}?[,(–—-]\s?(?:which is |giving "
        rf"|resulting in )?an? (?:[a-z-]+ ){{0,2}}?(?P<word>overspend|underspend|shortfall) of {_D}",
        # increased to 210 compared with 200 last year
        rf"{_VERB}{_ADV},? to {_NEAR}{_B}(?P<gap>(?:[^⟦⟧;:.]|⟦[yd]\d+⟧){{0,40}}?),? compared (?:to|with) {_NEAR}{_A}",
    )
)
#: A level beside another: "44%, above the England average of 46%".
_LEVELS = re.compile(
    r"⟦p(?P<b>\d+)⟧(?P<gap>(?:[^⟦⟧;:.,()]|⟦[yd]\d+⟧){0,50}?)(?:, | \(|, which (?:is|was) | which (?:is"
    r"|was) |, and (?:is|was) )(?:this (?:is|was) )?"
    r"(?:slightly |much |well |still |also |just |significantly |considerably )?(?P<word>higher|lower"
    r"|greater|less|better|worse|above|below)"
    r"(?: than)? (?:the |that of |that for )?(?P<near>(?:[^⟦⟧;:.,()]|⟦[ydx]\d+⟧){0,50}?)(?:of |at |\("
    r"|was |is |, |figure )⟦p(?P<a>\d+)⟧",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"(?:\b(?:this|it|which)(?: also)? (?:is|was|represents|represented|marks|shows|showed) |^(?:an?"
    r"|another) )(?:(?:an?|another|the) )?(?:[a-z-]+ ){0,3}?"
    rf"(?P<word>{UP_NOUN}|{DOWN_NOUN}|improvement|deterioration|worsening)s? (?:from|on|over|against"
    rf"|compared (?:to|with)) ",
    re.IGNORECASE,
)
_SKIP = re.compile(
    r"\b(?:per (?:year|annum|month)|annual(?:ly|ised)?|each year|a year(?! ago| earlier| before)"
    r"|on average|average annual|compound|real terms|like[- ]for[- ]like"
    r"|adjust\w+|seasonally|cumulative|respectively|the gap|difference|deficit|variance|rank\w*"
    r"|ranged?|ranging|surplus|loss(?:es)?|disinvest\w*|outflows?|negative|minus)\b",
    re.IGNORECASE,
)


_UPWARD = re.compile(rf"\b(?:{UP}|{UP_NOUN})\b", re.IGNORECASE)
_DOWNWARD = re.compile(rf"\b(?:{DOWN}|{DOWN_NOUN})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure, what it is compared with, and what the sentence says of the two.

    Parameters
    ----------
    first, second
        The earlier or reference figure, and the figure it became or is.
    word
        The word of direction, in lower case.
    delta
        By how much, if said.
    month
        The month of `first`, if it is named beside it.
    subject
        The sentence that `second` stands in.
    """

    sentence: Sentence
    first: Figure
    second: Figure
    word: str
    delta: Figure | None = None
    month: Month | None = None
    subject: Sentence | None = None


def _month_of(sentence: Sentence, item: Figure) -> Month | None:
    """The month named beside a figure: "November (55%)", "November's rate of 55%", "55% in November"."""
    text = sentence.text
    after = re.match(r"[)]?\s(?:in|for|during)\s(?:the month of )?", text[item.end :])
    for start, end, month in find_months(text):
        if after and start == item.end + after.end():
            return month
        between = text[end : item.start]
        if end <= item.start and re.fullmatch(r"(?:'s)?\s?(?:[a-z]+ ){0,4}\(?(?:of |at |was )?", between):
            return month
    return None


def _two_directions(text: str) -> bool:
    """Whether a text has words of both directions, so that one cannot say which the figures are of."""
    return _UPWARD.search(text) is not None and _DOWNWARD.search(text) is not None


def _stated(sentence: Sentence) -> Iterator[Comparison]:
    tagged = sentence.tagged
    for pattern in _FORMS:
        for match in pattern.finditer(tagged.marks):
            groups = match.groupdict()
            if re.search(r"\b(?:while|whilst|whereas|but|however|although)\b", match.group(), re.IGNORECASE):
                continue
            if _two_directions(match.group()):
                continue
            first, second = figure(tagged, match, "a"), figure(tagged, match, "b")
            delta = figure(tagged, match, "d") if groups.get("d") else None
            word = (groups.get("word") or groups.get("updown") or "").lower()
            yield Comparison(sentence, first, second, word, delta, _month_of(sentence, first), sentence)


def _levels(sentence: Sentence) -> Iterator[Comparison]:
    tagged = sentence.tagged
    for match in _LEVELS.finditer(tagged.marks):
        if breaks(match.group("gap")):
            continue
        first, second = figure(tagged, match, "a"), figure(tagged, match, "b")
        yield Comparison(
            sentence, first, second, match.group("word").lower(), None, _month_of(sentence, first), sentence
        )


def _pointing_back(sentence: Sentence) -> Iterator[Comparison]:
    """75.8%. This is an increase from 56% in November."""
    tagged = sentence.tagged
    for match in _THIS.finditer(tagged.marks):
        earlier = [int(index) for index in re.findall(r"⟦p(\d+)⟧", tagged.marks[: match.start()])]
        subject = sentence
        if not earlier and sentence.index:
            subject = sentence.block.sentences[sentence.index - 1]
            earlier = [index for index, item in enumerate(subject.tagged.figures) if item.kind == "p"]
        if not earlier:
            continue
        second = subject.tagged.figures[earlier[-1]]
        rest = tagged.marks[match.end() :].split(";")[0]
        for index in re.findall(r"⟦p(\d+)⟧", rest):
            first = tagged.figures[int(index)]
            yield Comparison(
                sentence, first, second, match.group("word").lower(), None, _month_of(sentence, first), subject
            )


def comparisons(sentence: Sentence) -> list[Comparison]:
    """Every change or comparison that a sentence states between two figures of one kind."""
    if not sentence.tagged.of_kind("cpmurgw"):
        return []
    found: dict[tuple[int, int], Comparison] = {}
    for item in (*_stated(sentence), *_levels(sentence), *_pointing_back(sentence)):
        same = item.first.kind == item.second.kind or {item.first.kind, item.second.kind} <= {"c", "w"}
        if same and item.first.value is not None and item.second.value is not None and item.first is not item.second:
            key = (item.first.start, item.second.start if item.subject is sentence else -1)
            if key not in found or (found[key].delta is None and item.delta is not None):
                found[key] = item
    return [] if _SKIP.search(sentence.text) else list(found.values())
