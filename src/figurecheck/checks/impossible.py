"""A percentage that no whole number gives (DOC-03).

Belongs here: percentages with one count only, a whole or a part. Does not belong here: those with both.

Precondition: the count is of things that come whole (no money, time or "million"), is stated exactly, and the
document neither rounds its counts nor weights them. With a whole of 100 or more, and no decimals shown, every
percentage is possible, and the check stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.roles import role_of
from figurecheck.model import Sentence
from figurecheck.patterns import breaks, figure, gap, number, percent, words
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import possible_denominators, possible_numerators, rounded, share, shown, spread
from figurecheck.words import RATE

_THINGS = r"(?P<noun>\s[a-z][a-z'-]+)"
_DIRECT = re.compile(
    rf"{percent('p')} of (?:the|these|those|our|all|all the|all of the) (?:total )?{number('d')}{_THINGS}"
)
_OF = re.compile(
    rf"(?:^|[,;]\s)[Oo]f (?:the |these |those |all |all the )?(?:total )?{number('d')}{_THINGS}(?P<gap>"
    rf"{gap(80)}),\s(?:only |just |a total of )?{percent('p')}\s(?P<verb>[a-z]+)"
)
_ALONE = re.compile(
    rf"{number('n')}(?P<gap>{words(70)}),? (?:with )?(?:an? |the )?(?:overall )?{RATE}(?: rate)? (?:of"
    rf"|was|is|at) {percent('p')}",
    re.IGNORECASE,
)
#: Counted in parts, or not counted in whole things at all.
_NOT_WHOLE = re.compile(
    r"^\s?(?:hours?|minutes?|days?|weeks?|months?|years?|miles?|places|points?|marks?|beds?|tonnes?"
    r"|units?|fte|wte|posts?"
    r"|million|billion|pounds?|capacity|sessions?|hectares?|acres?|most|largest|smallest|highest|lowest)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:budget|cost|spend|spent|funding|income|expenditure|savings|value|revenue|grant)\b", re.IGNORECASE
)


def _whole(item: Figure, context: Context) -> int | None:
    """The count as a whole number, if it is one and exact."""
    if (
        not item.exact
        or item.value is None
        or item.scale
        or spread(item, context.practice)
        or item.value != int(item.value)
    ):
        return None
    return int(item.value)


def _of_whole(sentence: Sentence, context: Context) -> Iterator[Finding]:
    tagged = sentence.tagged
    for pattern in (_DIRECT, _OF):
        for match in pattern.finditer(tagged.marks):
            whole, percentage = figure(tagged, match, "d"), figure(tagged, match, "p")
            size = _whole(whole, context)
            if (
                not size
                or not percentage.exact
                or percentage.value is None
                or breaks(match.groupdict().get("gap") or "")
            ):
                continue
            if (
                _NOT_WHOLE.match(match.group("noun"))
                or _MONEY.search(sentence.text)
                or not 0 <= percentage.value <= 100
            ):
                continue
            if possible_numerators(size, percentage.value, percentage.decimals) or not context.bind(
                sentence, percentage
            ):
                continue
            yield _impossible_part(sentence, whole, size, percentage)


def _impossible_part(sentence: Sentence, whole: Figure, size: int, percentage: Figure) -> Finding:
    value = percentage.value or Decimal(0)
    near = int((value * size / 100).quantize(Decimal(1), ROUND_DOWN))
    around = [f"{part} of {size} is {_nearby(part, size, percentage)}%" for part in (near, near + 1)]
    what = f"No whole number out of {size} is {percentage.text}."
    cut = [part for part in (near, near + 1) if _cut(share(Decimal(part), Decimal(size)), percentage) == value]
    if cut:
        what += f" It was cut instead of rounded, if {cut[0]} is meant."
    severity = "warning" if cut else "error"
    do = "Correct the percentage, or name the number it is a percentage of."
    return finding("DOC-03", sentence, what, "; ".join(around), do, (whole, percentage), severity=severity)


def _nearby(part: int, size: int, percentage: Figure) -> Decimal:
    return rounded(share(Decimal(part), Decimal(size)), max(1, percentage.decimals))


def _cut(value: Decimal, percentage: Figure) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-percentage.decimals), ROUND_DOWN)


def _of_part(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """27 sheets returned, a compliance rate of 44.2%: is there a number of which 27 is that?"""
    tagged = sentence.tagged
    for match in _ALONE.finditer(tagged.marks):
        part, percentage = figure(tagged, match, "n"), figure(tagged, match, "p")
        size = _whole(part, context)
        counted = [item for item in tagged.of_kind("c") if item.end <= percentage.start]
        if not size or counted != [part] or breaks(match.group("gap")) or role_of(match.group("gap")) != "done":
            continue
        if not percentage.exact or percentage.value is None or not 0 < percentage.value <= 100:
            continue
        if possible_denominators(size, percentage.value, percentage.decimals) or not context.bind(sentence, percentage):
            continue
        yield _impossible_whole(sentence, part, size, percentage)


def _impossible_whole(sentence: Sentence, part: Figure, size: int, percentage: Figure) -> Finding:
    near = int((Decimal(size) * 100 / (percentage.value or Decimal(1))).quantize(Decimal(1), ROUND_DOWN))
    wholes = [whole for whole in (near, near + 1) if whole >= size]
    around = [
        f"{size} ÷ {whole} = {rounded(share(Decimal(size), Decimal(whole)), max(2, percentage.decimals + 1))}%"
        for whole in wholes
    ]
    exact = (Decimal(size) * 100 / (percentage.value or Decimal(1))).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    what = f"{shown(Decimal(size))} is not {percentage.text} of any whole number, rounded."
    cut = [whole for whole in wholes if _cut(share(Decimal(size), Decimal(whole)), percentage) == percentage.value]
    if cut:
        what += f" It could only be {size} of {cut[0]}, cut instead of rounded."
    do = "State the number it is a percentage of, and correct the percentage."
    return finding(
        "DOC-03", sentence, what, f"{size} ÷ {percentage.text} = {exact}; " + "; ".join(around), do, (part, percentage)
    )


def find(context: Context) -> Iterator[Finding]:
    """Percentages that cannot come from their one count."""
    if context.practice.weighted or context.practice.nearest > 1:
        return
    for sentence in context.sentences:
        if sentence.tagged.of_kind("p") and sentence.tagged.of_kind("c"):
            yield from _of_whole(sentence, context)
            yield from _of_part(sentence, context)
