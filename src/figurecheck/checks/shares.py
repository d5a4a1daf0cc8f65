"""A percentage beside its two counts (DOC-01), cut instead of rounded (DOC-02).

Belongs here: constructions in which grammar leaves no doubt which counts a percentage is of. Does not
belong here: percentages that only share a sentence or a paragraph with counts (``rates``), and tables.

Precondition: the percentage and both counts are stated as values (no "around", "at least", target or range),
and stand in one of the constructions of :data:`_RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.checks.base import Context, cut_advice, finding, quotient
from figurecheck.model import Sentence
from figurecheck.patterns import OF, breaks, count, figure, gap, number, percent, words
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit, share, shown
from figurecheck.words import RATE, RATE_NAME

_OPEN = r"\s?[(\[]\s?(?:(?:or|i\.e\.|ie|equivalent to|that is|=|equating to),? )?"
_CLOSE = rf"(?:\s(?:{RATE_NAME}|overall|in total))?\s?(?:[)\];,])"
_IS = (
    r"(?:or|i\.e\.,?|which is|which was|which equates to|equating to|equivalent to|which represents"
    r"|representing|that is"
    r"|which gives|giving|making|a total of|which amounts to|amounting to|a proportion of|equal to|="
    rf"|(?:which is |giving |with |equating to |representing |at |, )?(?:an?|the) (?:[a-z-]+ ){{0,3}}{RATE_NAME} of)"
)

#: Each construction as a pattern over marks with groups n (numerator), d (denominator) and p (percentage).
_RULES: dict[str, re.Pattern[str]] = {
    # 72 of the 96 audits (75%)
    "n of d (p)": re.compile(
        rf"{count('n')}(?P<gap0>{words(30)})\s{OF}{count('d')}(?P<gap>{gap(90)}){_OPEN}{percent('p')}"
        rf"{_CLOSE}"
    ),
    # 72 (75%) of the 96 audits; 72 audits (75%) out of 96
    "n (p) of d": re.compile(
        rf"{count('n')}(?P<gap0>{words(50)}){_OPEN}{percent('p')}\s?[)\]](?P<gap>{words(40)})\s{OF}"
        rf"(?:[a-z-]+ ){{0,2}}{count('d')}"
    ),
    # 72, or 75%, of the 96 audits
    "n, or p, of d": re.compile(
        rf"{number('n')}(?P<gap>{words(40)}),\s(?:or|i\.e\.)\s{percent('p')},?\s{OF}{count('d')}"
    ),
    # 75% (72 of 96); 75% of audits (72 out of 96)
    "p (n of d)": re.compile(
        rf"{percent('p')}(?P<gap>{gap(60)})\s?[(\[]\s?(?:i\.e\.,? |or |n ?= ?)?{count('n')}(?P<gap0>"
        rf"{words(30)})\s{OF}{count('d')}"
    ),
    # 75% (72) of the 96
    "p (n) of d": re.compile(
        rf"{percent('p')}\s?[(\[]\s?(?:n ?= ?)?{number('n')}(?P<gap>{words(25)})[)\]]\s{OF}(?:[a-z-]+"
        rf" ){{0,1}}{count('d')}"
    ),
    # 75%, or 72 of the 96
    "p, or n of d": re.compile(
        rf"{percent('p')}(?P<gap>{words(30)}),?\s(?:or|i\.e\.|that is|with|as)\s(?:only )?{number('n')}"
        rf"(?P<gap0>{words(30)})\s{OF}{number('d')}"
    ),
    # 72 out of 96 audits were returned, which is 75%; a rate of 75%
    "n of d, or p": re.compile(
        rf"{count('n')}(?P<gap0>{words(30)})\s{OF}{count('d')}(?P<gap>{gap(80)})(?:,\s?|\s[–—-]\s|\s)"
        rf"{_IS}\s(?:only )?{percent('p')}"
    ),
    # 72/96 (75%); 75% (72/96) are read below
    "n of d = p": re.compile(
        rf"{count('n')}(?P<gap0>{words(30)})\s{OF}{count('d')}(?P<gap>{words(30)})\s?(?:=|:|–|—)\s?"
        rf"{percent('p')}"
    ),
    # 72 of 96 audits, 75%, were returned
    "n of d, p": re.compile(
        rf"{count('n')}(?P<gap0>{words(30)})\s{OF}{count('d')}(?P<gap>{words(40)}),\s{percent('p')}(?=\s?"
        rf"(?:[,.;]|$))"
    ),
    # 72 were returned (75% of the 96 allocated); 72, which equates to 75% of the 96
    "n (p of d)": re.compile(
        rf"{number('n')}(?P<gap>{gap(60)})\s?[(\[]\s?{percent('p')}\s{OF}(?:[a-z-]+ ){{0,2}}{number('d')}"
    ),
    "n, p of d": re.compile(
        rf"{number('n')}(?P<gap>{words(60)}),\s(?:{_IS}\s)?{percent('p')}\s{OF}(?:[a-z-]+ ){{0,2}}"
        rf"{number('d')}"
    ),
    # 72 responses from 96 families, a response rate of 75%
    "n from d": re.compile(
        rf"{number('n')} (?:completed )?(?:responses|returns|replies|forms|questionnaires|surveys) (?:were"
        rf" received |received |came )?from (?:the |all )?{number('d')}"
        rf"(?P<gap>{words(60)}),?\s(?:with |giving |which is )?(?:an? )?(?:[a-z]+ ){{0,2}}{RATE}(?: rate)?"
        rf" of {percent('p')}"
    ),
}
_RATIO_FIRST = re.compile(rf"⟦f(?P<f>\d+)⟧(?P<gap>{words(40)}){_OPEN}{percent('p')}{_CLOSE}")
_RATIO_LAST = re.compile(rf"{percent('p')}(?P<gap>{gap(40)})\s?[(\[,]\s?(?:or )?⟦f(?P<f>\d+)⟧\s?[)\],.;]?")
#: "of the 96 audits, 72 (75%) were returned and 24 (25%) were not"
_BASE = re.compile(
    rf"(?:^|[,;:]\s|\b)(?:[Oo]f|[Oo]ut of|[Aa]mong|[Ff]rom) (?:the |these |those |all |a total of |all"
    rf" the )?(?:total |remaining |original |overall )?(?:of )?{number('d')}(?P<gap>{gap(110)}),\s"
)
_PART = re.compile(rf"{count('n')}(?P<gap>{words(60)}){_OPEN}{percent('p')}{_CLOSE}")
_PART_COMMA = re.compile(
    rf"{number('n')}(?P<gap>{words(60)}),\s(?:or |a rate of |which is |equating to |i\.e\. )?"
    rf"{percent('p')}(?=\s?(?:$|[.,;]))"
)
_SHIFT = re.compile(r"\bof (?:these|those|them|which|whom|this|that)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage tied to its counts.

    Parameters
    ----------
    others
        Further denominators that the sentence allows, such as the first part of a chain of subsets.
    """

    sentence: Sentence
    numerator: Figure
    denominator: Figure
    percent: Figure
    rule: str
    others: tuple[Figure, ...] = ()


#: How far a percentage said to be "around" something may be from what its counts give, in points.
_ABOUT = Decimal(10)


def _plausible(numerator: Figure, denominator: Figure, percentage: Figure) -> bool:
    """Whether the counts are stated as values, and the percentage as a value or roughly."""
    if not (numerator.exact and denominator.exact) or percentage.value is None or percentage.bound:
        return False
    top, bottom = numerator.value or Decimal(0), denominator.value or Decimal(0)
    return bottom > 0 and top >= 0 and (percentage.value or Decimal(0)) >= 0


def _gaps_hold(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if breaks(groups.get("gap") or "") or breaks(groups.get("gap0") or ""):
        return False
    if (groups.get("gap0") or "").strip() and (groups.get("of") or "").strip() == "of":
        return False  # "120 children of 45 families"
    return not _SHIFT.search((groups.get("gap") or "") + (groups.get("gap0") or ""))


def _by_rules(sentence: Sentence) -> Iterator[Share]:
    tagged = sentence.tagged
    for name, pattern in _RULES.items():
        for match in pattern.finditer(tagged.marks):
            if not _gaps_hold(match):
                continue
            parts = [figure(tagged, match, group) for group in "ndp"]
            if _plausible(*parts):
                yield Share(sentence, *parts, rule=name)
    for pattern in (_RATIO_FIRST, _RATIO_LAST):
        for match in pattern.finditer(tagged.marks):
            ratio = figure(tagged, match, "f")
            if breaks(match.group("gap")) or not ratio.exact or ratio.value is None or ratio.other is None:
                continue
            top = Figure("c", f"{ratio.value}", ratio.value, 0, ratio.start, ratio.end)
            bottom = Figure("c", f"{ratio.other}", ratio.other, 0, ratio.start, ratio.end)
            parts = [top, bottom, figure(tagged, match, "p")]
            if _plausible(*parts):
                yield Share(sentence, *parts, rule="n/d")


def _of_base(sentence: Sentence) -> Iterator[Share]:
    """Parts of a base named once: "Of the 96 audits, 72 (75%) were returned and 24 (25%) were not"."""
    tagged = sentence.tagged
    base = _BASE.search(tagged.marks)
    if base is None or breaks(base.group("gap")):
        return
    denominator = figure(tagged, base, "d")
    earlier: list[Figure] = []
    for pattern in (_PART, _PART_COMMA):
        for match in pattern.finditer(tagged.marks, base.end()):
            numerator, percentage = figure(tagged, match, "n"), figure(tagged, match, "p")
            between = tagged.marks[base.end() : match.start()]
            if _SHIFT.search(between) or _BASE.search(between) or breaks(match.group("gap")):
                break
            opens = re.search(r"(?:^|[,;] |\band )(?:only |just )?$", tagged.marks[: match.start()])
            if numerator.kind == "w" and (numerator.value == 1 or not opens):
                continue  # "one" is more often a pronoun; "in these two phases (7%)"
            if _plausible(numerator, denominator, percentage) and (numerator.value or 0) <= (denominator.value or 0):
                yield Share(sentence, numerator, denominator, percentage, "of d, n (p)", tuple(earlier))
                earlier.append(numerator)


def shares(sentence: Sentence) -> list[Share]:
    """Every percentage of the sentence that a construction ties to its counts, the most explicit first."""
    found: dict[int, Share] = {}
    for share_ in (*_by_rules(sentence), *_of_base(sentence)):
        found.setdefault(share_.percent.start, share_)
    return list(found.values())


def judge(share_: Share, context: Context) -> Finding | None:
    """The finding about a share, if it is wrong or cut."""
    top, bottom, percentage = share_.numerator, share_.denominator, share_.percent
    if top.value is None or bottom.value is None or percentage.value is None:
        return None
    if any(
        (other.value or 0) > 0 and fit(top, other, percentage, context.practice) is Fit.ROUNDED
        for other in share_.others
    ):
        return None
    result = fit(top, bottom, percentage, context.practice)
    if percentage.approx and abs(share(top.value, bottom.value) - percentage.value) <= _ABOUT:
        return None
    if result is Fit.ROUNDED:
        return None
    arithmetic = quotient(top.value, bottom.value, percentage.decimals)
    figures = (top, bottom, percentage)
    if result is Fit.CUT:
        what, do = cut_advice(percentage, top.value, bottom.value)
        return finding("DOC-02", share_.sentence, what, arithmetic, do, figures, severity="warning")
    if top.value > bottom.value:
        what = f"{top.text} cannot be a part of {bottom.text}."
    else:
        right = share(top.value, bottom.value)
        what = f"{top.text} of {bottom.text} is {shown(right, max(1, percentage.decimals))}%, not {percentage.text}."
    return finding("DOC-01", share_.sentence, what, arithmetic, "Correct the percentage or the counts.", figures)


_MORE_THAN_ALL = re.compile(
    rf"{number('n')}(?P<gap>{words(25)})\s(?:out of|of) (?:the|these|those|all) {number('d')}\s"
)


def _impossible_part(sentence: Sentence) -> Iterator[Finding]:
    """More things than there are: "12 of the 9 schools"."""
    for match in _MORE_THAN_ALL.finditer(sentence.tagged.marks):
        top, bottom = figure(sentence.tagged, match, "n"), figure(sentence.tagged, match, "d")
        if not (top.exact and bottom.exact) or breaks(match.group("gap")) or (top.value or 0) <= (bottom.value or 0):
            continue
        what = f"{top.text} cannot be a part of {bottom.text}."
        yield finding(
            "DOC-01", sentence, what, f"{top.text} > {bottom.text}", "Correct one of the counts.", (top, bottom)
        )


def find(context: Context) -> Iterator[Finding]:
    """Percentages that their counts do not give."""
    for sentence in context.sentences:
        if len(sentence.tagged.figures) < 2:
            continue
        seen = False
        for share_ in shares(sentence):
            if context.bind(sentence, share_.percent):
                found = judge(share_, context)
                seen = seen or found is not None
                if found is not None:
                    yield found
        if not seen:
            yield from _impossible_part(sentence)
