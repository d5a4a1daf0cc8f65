"""A rate of what came back beside the counts of its own or the sentence before (DOC-01, DOC-02).

Belongs here: percentages called a rate of compliance, completion, response and the like, whose counts are
tied to them by verbs (allocated, returned, not returned) or by "of these". Does not belong here: percentages
that a construction ties to their counts (``shares``).

Precondition: every count of the clause has a role, no role is given twice, and the percentage is the clause's
only one. Across sentences the second must point back ("of these", "this is", "the compliance rate was") and
stand in the same paragraph; in the next list item it must also repeat a count that confirms the tie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, cut_advice, finding, quotient
from figurecheck.checks.roles import Roles, role_of, roles_of
from figurecheck.checks.shares import shares
from figurecheck.model import Sentence
from figurecheck.patterns import OF, breaks, count, figure, percent, words
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit_values, share, shown
from figurecheck.words import RATE, RATE_NAME

_RATE_OF = re.compile(
    rf"\b(?P<name>{RATE}(?: rate)?)(?: (?:for|in|this|of (?:these|audits))(?: [a-z]+){{0,3}})? (?:of"
    rf"|was|is|at|stood at|being|were)"
    rf" {percent('p')}",
    re.IGNORECASE,
)
_ANY_RATE = re.compile(rf"\b{RATE_NAME} (?:of|was|is|at|stood at) {percent('p')}", re.IGNORECASE)
_BACK = re.compile(
    rf"^(?:(?:This|That|It|Which)(?: (?:is|was|represents?|represented|equates?|equated|gives|gave|means|amounts?) )"
    rf"|The (?:overall |total )?{RATE_NAME} (?:therefore |overall )?(?:was|is|stood at|of) (?:therefore )?)",
    re.IGNORECASE,
)
_NEGATIVE_RATE = re.compile(
    r"\b(?:non|in)-?(?:compliance|completion|response|return)|\bnot\b[^,]{0,20}$", re.IGNORECASE
)
_OUT_OF = re.compile(rf"{count('n')}(?P<gap>{words(30)})\s{OF}{count('d')}")


def _verdict(
    sentence: Sentence,
    pair: tuple[Decimal, Decimal],
    percentage: Figure,
    figures: tuple[Figure, ...],
    also: tuple[Sentence, ...],
) -> Finding | None:
    """The finding about a rate whose counts are known exactly."""
    numerator, denominator = pair
    if not percentage.exact or percentage.value is None or denominator <= 0:
        return None
    result = fit_values((numerator, numerator), (denominator, denominator), percentage.value, percentage.decimals)
    if result is Fit.ROUNDED:
        return None
    arithmetic = quotient(numerator, denominator, percentage.decimals)
    if result is Fit.CUT:
        what, do = cut_advice(percentage, numerator, denominator)
        return finding("DOC-02", sentence, what, arithmetic, do, (*figures, percentage), also, "warning")
    right = shown(share(numerator, denominator), max(1, percentage.decimals))
    what = f"{shown(numerator)} of {shown(denominator)} is {right}%, not {percentage.text}."
    return finding(
        "DOC-01", sentence, what, arithmetic, "Correct the percentage or the counts.", (*figures, percentage), also
    )


def _inexact(figures: tuple[Figure, ...], context: Context) -> bool:
    """Whether a count may be rounded, so that exact reckoning would be unfair."""
    from figurecheck.rounding import spread

    return any(spread(figure, context.practice) for figure in figures)


def _own_counts(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """96 were sent out and 72 returned, a compliance of 75%."""
    tagged = sentence.tagged
    start = 0
    for match in _RATE_OF.finditer(tagged.marks):
        percentage = figure(tagged, match, "p")
        earlier = [other.end for other in tagged.of_kind("pg") if other.end <= percentage.start]
        start = max(earlier, default=0)
        roles = _with_before(sentence, roles_of(sentence, start, percentage.start))
        name_at = tagged.text.rfind(match.group("name"), 0, percentage.start)
        if (
            roles is None
            or roles.parts is None
            or _NEGATIVE_RATE.search(tagged.text[max(0, name_at - 12) : percentage.start])
        ):
            continue
        if _inexact(roles.figures, context) or not context.bind(sentence, percentage):
            continue
        found = _verdict(sentence, roles.parts, percentage, roles.figures, ())
        if found:
            yield found


def _with_before(sentence: Sentence, roles: Roles | None) -> Roles | None:
    """The roles of a sentence that says only what came back, with what the one before says was sent out."""
    if roles is None or roles.sent or len(roles.figures) != 1 or sentence.index == 0:
        return roles
    before = sentence.block.sentences[sentence.index - 1]
    earlier = None if before.tagged.of_kind("pg") else roles_of(before)
    if earlier is None or earlier.sent is None or len(earlier.figures) != 1:
        return roles
    return Roles(earlier.sent, roles.done, roles.left)


def _pair_before(sentence: Sentence) -> tuple[tuple[Decimal, Decimal], tuple[Figure, ...]] | None:
    """The one whole and part that a sentence states, if it has no percentage of its own."""
    tagged = sentence.tagged
    if tagged.of_kind("pg"):
        return None
    counts = [item for item in tagged.of_kind("cw") if item.kind == "c" or item.value != 1]
    if any(not item.exact for item in counts):
        return None
    match = _OUT_OF.search(tagged.marks)
    bare = match is not None and match.group("gap").strip() and match.group("of").strip() == "of"
    if match and not bare and len(counts) == 2 and not breaks(match.group("gap")):
        top, bottom = figure(tagged, match, "n"), figure(tagged, match, "d")
        if top.value is not None and bottom.value and top.value <= bottom.value:
            return (top.value, bottom.value), (top, bottom)
    roles = roles_of(sentence)
    if roles is not None and len(counts) == 2 and roles.parts is not None:
        return roles.parts, roles.figures
    return None


def _confirmed(sentence: Sentence, pair: tuple[Decimal, Decimal], *, needed: bool) -> bool:
    """Whether the sentence's own counts agree with the pair: the rest that is outstanding, or one of the two."""
    counts = [item for item in sentence.tagged.of_kind("cw") if item.kind == "c" or item.value != 1]
    if not counts:
        return not needed
    if len(counts) > 1 or counts[0].value is None:
        return False
    role = role_of(sentence.text[counts[0].end :])
    return counts[0].value == pair[1] - pair[0] if role == "left" else counts[0].value in pair and role != ""


def _before(sentence: Sentence, context: Context) -> tuple[Sentence | None, bool]:
    """The sentence before, and whether it is in the same paragraph."""
    if sentence.index:
        return sentence.block.sentences[sentence.index - 1], True
    blocks = context.document.blocks
    here = sentence.block.number - 1
    above = blocks[here - 1] if here else None
    if above is None or above.kind != "item" or above.list_id != sentence.block.list_id or not above.sentences:
        return None, False
    return above.sentences[-1], False


def _points_back(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """21 out of 31 were completed. The compliance rate was 67%, as 10 remained outstanding."""
    tagged = sentence.tagged
    percentages = tagged.of_kind("p")
    if not percentages or not _BACK.match(sentence.text):
        return
    match = _ANY_RATE.search(tagged.marks) or re.match(
        rf"(?:This|That|It|Which)\b[^⟦⟧,;]{{0,60}}{percent('p')}", tagged.marks
    )
    if match is None or figure(tagged, match, "p") is not percentages[0]:
        return
    before, same = _before(sentence, context)
    pair = _pair_before(before) if before is not None else None
    if before is None or pair is None or not _confirmed(sentence, pair[0], needed=not same):
        return
    if _NEGATIVE_RATE.search(tagged.text[: percentages[0].start]) or _about_change(sentence, percentages[0]):
        return
    if _inexact(pair[1], context) or not context.bind(sentence, percentages[0]):
        return
    found = _verdict(sentence, pair[0], percentages[0], pair[1], (before,))
    if found:
        yield found


def _about_change(sentence: Sentence, percentage: Figure) -> bool:
    """Whether the percentage is of a change or a comparison and not of the pair."""
    before, after = sentence.text[: percentage.start], sentence.text[percentage.end : percentage.end + 40]
    words_of_change = (
        r"increas|decreas|reduc|rise|rose|fall|fell|drop|improve|higher|lower|more|less|growth|up|down|change"
    )
    return (
        re.search(rf"\b(?:{words_of_change})", before, re.IGNORECASE) is not None
        or re.match(rf"\s(?:of|{words_of_change})\b", after, re.IGNORECASE) is not None
    )


def find(context: Context) -> Iterator[Finding]:
    """Rates that the counts beside them do not give."""
    for sentence in context.sentences:
        if not sentence.tagged.of_kind("p"):
            continue
        for share_ in shares(sentence):
            context.bind(sentence, share_.percent)
        yield from _own_counts(sentence, context)
        yield from _points_back(sentence, context)


__all__ = ["Roles", "find"]
