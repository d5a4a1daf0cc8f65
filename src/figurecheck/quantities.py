"""The numbers of a sentence, each with what kind of number it is.

Belongs here: recognising numbers and telling counts from percentages, money, dates, labels and the like,
and how exactly each is stated. Does not belong here: what two numbers have to do with each other (``relations``).

A sentence has a second form in which every number is a mark such as ``⟦p3⟧`` (the fourth number, a percentage), so that
relations can state their grammar as patterns of words and marks. Kinds:

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
from functools import cached_property
from typing import Any

from figurecheck.dates import MONTH
from figurecheck.text import are_titles, content_words
from figurecheck.tokens import KINDS, MAY_COUNT, NUM, PARTS, SCALE, SCALES, TIME, TOKEN, UNITS, WORD, WORDS
from figurecheck.words import cue, exactly

#: Program code, which is no sentence.
_CODE = re.compile(r"[{}\\]|<-|%>%|==|::|</|\w\(\w*[=,)]|[A-Za-z_]{2,} = [\w\"]|={5}")
#: After a number that counts nothing of its own.
_BARE = re.compile(
    r"\s?(?:[,;.)]|$)|\s(?:and|are|is|was|were|for|in|at|among|by|from|to|when|then|now|on)\b(?! (?:the )?other)"
)
#: The kinds that state an amount.
AMOUNTS = "cwpgmurfh"
#: A sentence with more figures than this is no sentence.
_LONGEST = 40
_NOUN_ENDS = re.compile(
    r"[,;:.()–—]|\b(?:and|or|but|were|was|are|is|had|have|has|in|on|at|by|for|from|to|with|of|who|which|that|than|as"
    r"|per|did|do|does|went|came|took|said|felt|led|gave|made|have been)\b"
)


@dataclass(slots=True, eq=False)
class Figure:
    """One number of a sentence.

    Parameters
    ----------
    kind
        One letter; see the module.
    text
        As written.
    value
        The number; a percentage as 75, not 0.75; 0 where there is none to reckon with.
    decimals
        Decimal places shown, before any "million".
    start, end
        Where it stands in the sentence.
    scale
        Power of ten of a "million" or the like.
    approx
        Said to be about right ("around", "nearly", "an estimated").
    bound
        ``least`` or ``most`` where it is a limit, ``goal`` where it is a target, ``more`` where it comes on top
        ("another 82"); else empty.
    other
        The second number of a ratio, fraction or rate.
    sentence
        The sentence in which it stands.
    before, after
        The words back to the amount before it, and on to the next, within the sentence.
    """

    kind: str
    text: str
    value: Decimal = Decimal(0)
    decimals: int = 0
    start: int = 0
    end: int = 0
    scale: int = 0
    approx: bool = False
    bound: str = ""
    other: Decimal | None = None
    sentence: Sentence | None = None
    before: str = ""
    after: str = ""

    @property
    def exact(self) -> bool:
        """Whether it is stated as a value, neither about right nor as a limit or target."""
        return self.kind in AMOUNTS and not self.approx and not self.bound

    @property
    def around(self) -> str:
        """The words beside it, itself as ``#``."""
        return f"{self.before}#{self.after}"

    @property
    def in_sentence(self) -> str:
        """The sentence with ``#`` for the figure."""
        text = self.sentence.text if self.sentence else self.text
        return f"{text[: self.start]}#{text[self.end :]}"

    @property
    def noun(self) -> frozenset[str]:
        """The stems of the words that say what is counted: "41 open cases in May" gives "open" and "case"."""
        return content_words(_NOUN_ENDS.split(self.after, maxsplit=1)[0])


class Sentence:
    """A sentence with its figures.

    Parameters
    ----------
    text
        Clean text (see ``text.clean``).
    block, index
        The block it stands in, and its number there.
    """

    def __init__(self, text: str, block: Any = None, index: int = 0) -> None:
        self.text, self.block, self.index = text, block, index
        self.figures: list[Figure] = []
        for match in TOKEN.finditer(text) if MAY_COUNT.search(text) else ():
            for figure in _figures(text, match):
                figure.sentence = self
                if match.lastgroup != "label" or figure.kind != "u":  # "over 12 weeks" is how long, not a limit
                    figure.approx, figure.bound = _limits(text, figure)
                self.figures.append(figure)
        self._share_units()
        marks, position = [], 0
        for number, figure in enumerate(self.figures):
            marks += [text[position : figure.start], f"⟦{figure.kind}{number}⟧"]
            position = figure.end
        self.marks = "".join([*marks, text[position:]])
        near = [figure for figure in self.figures if figure.kind not in "xyod"]
        ends = [0, *(figure.end for figure in near)]
        starts = [*(figure.start for figure in near[1:]), len(text)]
        for figure, start, stop in zip(near, ends, starts, strict=False):
            figure.before, figure.after = text[start : figure.start], text[figure.end : stop]

    def _share_units(self) -> None:
        """Give a bare number the unit of the one before: "61 marks for boys and 68 for girls", "26 of 40 hours"."""
        unit, percents = "", False
        for figure in self.figures:
            bracketed = self.text[: figure.start].endswith("(")
            if figure.kind == "p":
                percents = bracketed
            elif percents and bracketed and figure.kind in "cr" and self.text[figure.end :].startswith(")"):
                figure.kind, figure.text = "p", f"{figure.text}%"  # "Exeter (3.1%) and Truro (2.7)"
            by_from = re.match(r",? from \d", self.text[figure.end :])  # "by eight days, from 41 to 32"
            if figure.kind == "u" and (figure.text[0].isdigit() or by_from):
                unit = re.sub(rf"^(?:[\d.,\s-]+|{WORD}[\s-])", "", figure.text, flags=re.IGNORECASE)
            elif figure.kind in "cwr" and unit and not figure.other and _BARE.match(self.text[figure.end :]):
                figure.kind, figure.text = "u", f"{figure.text} {unit}"

    def of_kind(self, kinds: str) -> list[Figure]:
        """The figures of the kinds named, in order."""
        return [figure for figure in self.figures if figure.kind in kinds]

    @cached_property
    def own(self) -> list[Figure]:
        """The amounts it states; none if it is no sentence but the rest of a table or chart, as in a PDF."""
        found = self.of_kind(AMOUNTS)
        words, stops = len(re.findall(r"[A-Za-z]{2,}", self.text)), len(re.findall(r"[,;:]| and ", self.text))
        least, few = (4, 4) if self.block is not None and self.block.page is not None else (8, 1)
        debris = len(found) >= least and words < few * len(found) and stops < len(found) - 1
        page = self.block.page if self.block is not None else None
        if page and found and found[-1].kind == "c" and found[-1].end == len(self.text):
            found = found[:-1] if abs(found[-1].value - page) <= 12 else found  # the number of the page
        debris = debris or are_titles(self.text, len(found))
        return [] if debris or "$ -" in self.text or len(found) > _LONGEST or _CODE.search(self.text) else found

    @cached_property
    def earlier(self) -> list[Figure]:
        """The amounts of what comes before: the sentence before, or the line that leads into the list."""
        for other in reversed(self.block.sentences[: self.index] if self.block is not None else ()):
            if other.own:
                return other.own
        lead = self.block.parent if self.block is not None and self.block.kind == "item" else None
        return lead.sentences[-1].own if lead is not None and lead.kind == "para" and lead.sentences else []

    def at(self, match: re.Match[str], group: str) -> Figure:
        """The figure whose number a group of a pattern over `marks` caught."""
        return self.figures[int(match.group(group))]


def _limits(text: str, figure: Figure) -> tuple[bool, str]:
    """Whether a figure is about right, and whether it is a limit or a target."""
    if figure.bound or figure.kind not in AMOUNTS:
        return figure.approx, figure.bound
    before, after = text[max(0, figure.start - 40) : figure.start], text[figure.end : figure.end + 20]
    about = cue("limits.approx").search(before)
    if (
        about
        and about.group().strip().lower() == "some"
        and not re.search(r"[05]$" if figure.value < 1000 else r"00$|[a-z]$", figure.text)
    ):
        about = None  # "some 84": a number as exact as that is not about right
    approx = bool(about or cue("limits.after_approx").match(after))
    for bound, words in (("more", "limits.more"), ("least", "limits.least"), ("most", "limits.most")):
        found = cue(words).search(before)
        across = found and figure.kind == "u" and found.group().strip().lower() == "over"  # "140 over 12 weeks"
        if found and not across and not exactly("limits.compared").search(before[: found.start()]):
            return approx, bound
    if re.search(r"\(\+\s?$", before):
        return approx, "more"
    if cue("limits.goal").search(before):
        return approx, "goal"
    return approx, "least" if cue("limits.after_bound").match(after) else ""


def _number(text: str) -> tuple[Decimal, int, int]:
    """Value, decimal places and scale of a number as written, in figures or words."""
    match = re.search(rf"(-?)[£$€]?\s?(-?)({NUM})\s?({SCALES}(?![a-z]))?", text, re.IGNORECASE)
    if match is None:
        if re.search(r"hundred|thousand|dozen", text):
            return _in_words(text.lower()), 0, 0
        word = re.match(WORD, text, re.IGNORECASE)
        parts = re.split(r"[\s-]+", word.group().lower()) if word else ()
        more = re.search(r" and a (half|quarter)\b", text)
        rest = Decimal("0.5" if more.group(1) == "half" else "0.25") if more else 0
        return Decimal(sum(WORDS[part] for part in parts)) + rest, 0, 0
    digits = match.group(3).replace(",", "")
    scale = SCALE[match.group(4).lower()] if match.group(4) else 0
    value = Decimal(digits).scaleb(scale)
    return -value if match.group(1) or match.group(2) else value, len(digits.partition(".")[2]), scale


def _again(before: str, written: str) -> bool:
    """Whether brackets repeat the number before them: "eighteen (18)", "thirty per cent (30%)"."""
    said = re.search(rf"\b({WORD})(?: per ?cent)? $", before, re.IGNORECASE)
    return said is not None and _number(said.group(1))[0] == _number(written)[0]


def _in_words(text: str) -> Decimal:
    """The value of "two thousand five hundred and six", "a dozen"."""
    whole = part = Decimal(0)
    for word in re.findall(r"[a-z]+", text):
        part += Decimal("0.5") if word == "half" else WORDS.get(word, 0)
        if word in _TIMES:
            part = (part or 1) * _TIMES[word]
            whole, part = (whole + part, Decimal(0)) if word == "thousand" else (whole, part)
    return whole + part


#: "three and one-half percent", "six and a half annas", "the two quarters".
_NO_FRACTION = re.compile(
    r"# ?(?:%|per ?cent)|\b[a-z]+ and a #|\b(?:the|last|past|next|previous) #(?:two|three|four) quarters", re.IGNORECASE
)
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000}
#: "The top ten per cent", "± 4 points" and "95% CI" are no amounts.
_NAMED = re.compile(
    r"(?:\b(?:top|bottom|poorest|richest|wealthiest|lowest|highest|(?:most|least) [a-z]+)\s|±\s?|\+\s?/\s?[-–]\s?)$",
    re.IGNORECASE,
)
#: "In 14/15" is a financial year.
_IN_YEAR = re.compile(
    r"\b(?:[Ii]n|[Dd]uring|[Ss]ince|for|from) (?:" + "|".join(f"{n}/{n + 1}" for n in range(10, 40)) + r")$"
)
#: "In the three months to June, from … in the three months to March" names periods, not amounts of time.
_TO_MONTH = re.compile(rf" (?:to|ending|ended) (?:the end of |\d{{1,2}} )?{MONTH}\b")
_TWO = re.compile(r"\bbetween (?:the|these|those) $")
_NAMES = re.compile(r"\s(?:CIs?\b|confidence\b|(?:most|least)\s[a-z]+(?:ed|ent|able)\b)")


def _percent(written: str) -> bool:
    return "%" in written or "cent" in written.lower()


def _money(written: str) -> bool:
    return any(sign in written for sign in "£$€")


def _figures(text: str, match: re.Match[str]) -> list[Figure]:
    """What a match stands for: one figure, the two of "from 41 to 44%", or a number that only looked like a label."""
    group, written, start, end = match.lastgroup or "", match.group(), match.start(), match.end()
    if written.lower() == "one" and re.search(
        r"\b(?:than|the|this|that|which|no|any|every|another|(?:an?|the) [a-z]+) $", text[max(0, start - 40) : start]
    ):
        return []  # a pronoun
    if (
        group == "word"
        and _TWO.search(text[max(0, start - 20) : start])
        and re.match(r" (?:was|were|is|are)\b|[,;.)]", text[end:])
    ):
        return []  # "the gap between the two was"
    if group == "label" and (_is_limit(written) or _only_stands_before(text, match)):
        return [_relabelled(text, match)]
    if group == "range" and _from_range(text, match):
        return _two_ends(text, match)
    misread = re.match(r"[OIl](?![a-z])| (?:(?:[A-Z]\.){2,}|Stat\.)", text[end:])  # "$105O"; "31 U.S.C."
    kind = "x" if misread else KINDS.get(group, "x")
    enclosed = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
    numbers = (
        enclosed
        and group == "number"
        and (start == 1 or re.search(r"(?:[:;,]|\band|\bor) \($", text[max(0, start - 6) : start]))
    )
    if numbers or enclosed and _again(text[: start - 1], written):
        return [Figure("x", written, start=start, end=end)]
    if kind in "pgc" and (_NAMED.search(text[max(0, start - 40) : start]) or kind == "p" and _NAMES.match(text[end:])):
        return [Figure("x", written, start=start, end=end)]
    if group == "number" and start == 0 and _numbers_paragraph(text, match) or kind in "xydoz":
        return [Figure("x" if group == "number" else kind, written, start=start, end=end)]
    if group == "rate":
        said, per = re.split(r"\s(?:per|for|in|to|out of)\s|^per\s", written.lower(), maxsplit=1)
        per = re.sub(r"^(?:every|each)\s", "", per)
        base = Decimal({"million": 1_000_000, "thousand": 1_000}.get(per, 0)) or _number(per)[0]
        kind = "r" if re.search(r"\d", said) else "x"
        return [Figure(kind, written, *_number(said)[:2], start, end, other=base)]
    if KINDS.get(group) == "u" and _TO_MONTH.match(text[end:]) and len(_TO_MONTH.findall(text)) > 1:
        return [Figure("x", written, start=start, end=end)]
    if group == "ratio" and _IN_YEAR.search(f"{text[:start]}{written}"):
        return [Figure("y", written, start=start, end=end)]
    if group == "ratio" and re.search(r"[+\d] ?$", text[:start]):
        return [Figure("x", written, start=start, end=end)]  # a score, "+3/5"; "4 3/4 per cent"
    if group == "ratio":
        first, second = (_number(part)[0] for part in written.split("/"))
        return [Figure("f", written, first, 0, start, end, other=second)]
    if kind == "h" and _NO_FRACTION.search(f"{text[:start]}#{written}#{text[end:]}"):
        return [Figure("x", written, start=start, end=end)]
    if kind == "h":
        plain = re.sub(r"[\s-]+", " ", written.lower())
        plain = re.sub(r"^every (\w+)$", r"one \1", plain).replace("every ", "").replace(" out of ", " in ")
        plain = re.sub(r"^one [a-z]{4,} in ", "one in ", plain)
        first, _, second = plain.partition(" in " if " in " in plain else " ")
        top = _number(first)[0] or Decimal(1)
        base = _number(second)[0] if " in " in plain else Decimal(PARTS.get((second or first).rstrip("s"), 0))
        return [Figure("h" if 0 < top < base else "x", written, top, 0, start, end, other=base)]
    value, decimals, scale = _number(written)
    if kind == "u" and re.search(r"points?$", written) and re.search(r"%|per cent", text):
        kind = "g"
    kind = "r" if group == "number" and decimals and not scale else kind
    return [Figure(kind, written, value, decimals, start, end, scale)]


def _from_range(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a range is two figures: "from 41 to 44%", "rose by 5% to 210", "5% to £12"."""
    if " to " not in match.group().lower() or re.match(r"[ -](?:age|year)", text[match.end() :]):
        return False
    if re.search(
        r"\b(?:from|of|by)\s+(?:[a-z']+\s+){0,3}$", text[max(0, match.start() - 80) : match.start()], re.IGNORECASE
    ):
        return True
    units = [(_percent(end), _money(end)) for end in match.group().lower().split(" to ", 1)]
    return units[0] != units[1] and units[0] != (False, False)


def _two_ends(text: str, match: re.Match[str]) -> list[Figure]:
    """The two figures of "from 41 to 44%": each its own, the first with the unit of the second."""
    first, gap, second = re.split(r"(\s+to\s+)", match.group(), maxsplit=1, flags=re.IGNORECASE)
    percents = [_percent(first) or _percent(second) and not _money(first), _percent(second)]
    unit = re.match(rf"[\s-]?({UNITS})(?!\w)", text[match.end() :], re.IGNORECASE)
    made, offset, shared = [], match.start(), _number(second)[2]
    for piece, percent in zip((first, second), percents, strict=True):
        value, decimals, scale = _number(piece)
        if shared and not scale and not percent and _money(first) == _money(second) and value < 1000:
            value, scale = value.scaleb(shared), shared  # "from 718.7 to 662.3 million"
        kind = "p" if percent else "m" if _money(piece) else "u" if unit else "r" if decimals and not scale else "c"
        said = f"{piece} {unit.group(1)}" if unit and kind == "u" else piece
        made.append(Figure(kind, said, value, decimals, offset, offset + len(piece), scale))
        offset += len(first) + len(gap)
    return made


def _is_limit(written: str) -> bool:
    """Whether "over 200" or "under 50" is a limit on a count, not an age."""
    return re.match(r"(?:under|over)\s?(\d+)$", written, re.IGNORECASE) is not None


_SOFT_LABEL = re.compile(
    r"(?:quarters?|years?|months?|weeks?|days?|groups?|parts?|actions?|outcomes?|items?|options?|class|category|modules?|rooms?"
    r"|forms?|questions?|units?|rounds?|waves?|periods?|priority|steps?|zones?|routes?|tests?|stages?)\s",
    re.IGNORECASE,
)
_ENDS_PHRASE = re.compile(r"\b(?:the|this|that|each|last|per|same|whole)\s(?:[a-z]+\s)?$", re.IGNORECASE)


def _only_stands_before(text: str, match: re.Match[str]) -> bool:
    """Whether the word before a number ends a phrase: "in the quarter 72 audits", not "quarter 2"."""
    return bool(
        _SOFT_LABEL.match(match.group()) and _ENDS_PHRASE.search(text[max(0, match.start() - 60) : match.start()])
    )


def _relabelled(text: str, match: re.Match[str]) -> Figure:
    """The number of a label that is none: a limit, a length of time or a count."""
    number = re.search(NUM, match.group())
    start, end = match.start() + number.start(), match.start() + number.end()  # type: ignore[union-attr]
    value, decimals, scale = _number(text[start:end])
    limit = _is_limit(match.group())
    if limit and (unit := re.match(rf"\s(?:{TIME})\b", text[end:], re.IGNORECASE)):
        return Figure("u", text[start : end + unit.end()], value, decimals, start, end + unit.end(), scale)
    kind = "r" if decimals else "c"
    return Figure(kind, text[start:end], value, decimals, start, end, scale, bound="least" if limit else "")


def _numbers_paragraph(text: str, match: re.Match[str]) -> bool:
    """Whether the number at the start numbers the paragraph: "4.2 The council", "3. In total"."""
    after = text[match.end() : match.end() + 3]
    if re.match(r"\s(?:This|The|These|That|In|We|It|For|See|A|An|As|All|Of) ", text[match.end() :]):
        return True  # the mark of a footnote
    return bool(re.match(r"[.)]\s", after)) or ("." in match.group() and bool(re.match(r"\s[A-Z]", after)))
