"""Parts that do not sum to their total, in sentences and lists (DOC-04).

Belongs here: parts that the text itself presents as all the parts there are. Does not belong here: tables.

Precondition, one of: what was sent out, came back and did not, each said once in one paragraph; a base with
parts and "the remaining n"; a list of counts after a colon, "made up of", "comprising" and the like, or in
brackets after the total; a sentence that shares the only count of the sentence before among named places; a
bullet list whose every item begins with a count, led in by its total. Where the list is not said to be
complete (brackets, places), only a difference of up to a tenth of the total, or 2, is a finding: a larger one
means that the list was not meant to be complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding
from figurecheck.checks.roles import Roles, roles_of
from figurecheck.model import Block, Sentence
from figurecheck.patterns import count, figure
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import shown, spread

_ITEM = r"(?:(?:a |the |an? further |just |only )?⟦[cw]\d+⟧(?:\s?\(⟦p\d+⟧\))?[^⟦⟧,;:.()]{2,60})"
_LIST = rf"(?P<list>{_ITEM}(?:(?:, and |, |; and |; | and ){_ITEM})+)"
_COMPLETE = re.compile(
    rf"{count('t')}(?P<gap>[^⟦⟧;:()]{{0,80}}?)(?:,? (?:which (?:is |was |are |were )?)?(?:made up of"
    rf"|comprising|consisting of|comprised of"
    rf"|composed of|broken down (?:as|into)|split (?:as|into)|namely|which comprised|which consisted of"
    rf"|comprised|consisted of|were made up of)|:|;)\s(?:of )?{_LIST}\s?(?=[.)]|$)"
)
_BRACKETED = re.compile(rf"{count('t')}(?P<gap>[^⟦⟧;:(),]{{2,60}}?)\s?\({_LIST}\)")
_OPEN_ENDED = re.compile(
    r"\b(?:includ|such as|e\.g|for example|for instance|of which|of whom|of these|mainly|mostly|some"
    r" of|among|at least|more than"
    r"|over|per|each|every|from ⟦|between|compared|than)\b|includ",
    re.IGNORECASE,
)
_BASE = re.compile(
    r"(?:^|[,;]\s)[Oo]f (?:the |these |those |all |a total of )?(?:total )?⟦[cw](?P<d>\d+)⟧[^⟦⟧;:()]{0,90}?,\s"
)
_PLACED = re.compile(
    r"^(?:⟦[cw]\d+⟧(?: [a-z'-]+){0,4}(?: (?:was|were|is|are))?(?: [a-z'-]+){0,3} (?:in|from|at) (?:the"
    r" )?(?:[A-Za-z]+ ){0,2}[A-Z][^⟦⟧,;.]{0,40}(?:,? and |, |\.?$)){2,}$"
)
_LEADS = re.compile(
    r"\b(?:total|as follows|broken down|breakdown|made up|comprising|comprised|consisting|outcomes?|of"
    r" which|split|graded|judged)\b[^⟦⟧]{0,60}:$|:$",
    re.IGNORECASE,
)
_STARTS_WITH_COUNT = re.compile(r"^(?:[A-Z][^⟦⟧.;:]{0,40}[:–-]\s?)?⟦c(?P<n>\d+)⟧(?! of\b| out of\b)")
_DO = "Correct the parts or the total, or say that the list is not complete."


def _near(total: Decimal, parts: Decimal) -> bool:
    """Whether the difference is small enough for the list to be meant as complete."""
    return abs(total - parts) <= max(Decimal(2), total / 10)


def _sum(values: list[Decimal]) -> str:
    return " + ".join(shown(value) for value in values) + f" = {shown(sum(values, Decimal(0)))}"


def _mismatch(sentence: Sentence, total: Figure, parts: list[Figure], also: tuple[Sentence, ...] = ()) -> Finding:
    values = [part.value for part in parts if part.value is not None]
    what = f"The parts come to {shown(sum(values, Decimal(0)))}, the total is said to be {total.text}."
    return finding("DOC-04", sentence, what, _sum(values), _DO, (*parts, total), also)


def _loose(figures: list[Figure], context: Context) -> bool:
    """Whether one of the counts may be rounded or is not stated as a value."""
    return any(not item.exact or spread(item, context.practice) > 0 or item.value is None for item in figures)


def _total_of(parts: list[Figure]) -> Decimal:
    return sum((part.value or Decimal(0) for part in parts), Decimal(0))


def _roles(block: Block, context: Context) -> Iterator[Finding]:
    """Allocated = returned + not returned, each said once in the paragraph."""
    merged: dict[str, tuple[Figure, Sentence]] = {}
    for sentence in block.sentences:
        counts = [item for item in sentence.tagged.of_kind("cw") if item.kind == "c" or item.value != 1]
        if not counts:
            continue
        roles = roles_of(sentence)
        if roles is None:
            if merged:
                break
            return
        for name in ("sent", "done", "left"):
            item = getattr(roles, name)
            if item is not None:
                if name in merged:
                    return
                merged[name] = (item, sentence)
    if len(merged) < 3:
        return
    (sent, at), (done, done_at), (left, left_at) = merged["sent"], merged["done"], merged["left"]
    if _loose([sent, done, left], context) or sent.value == (done.value or 0) + (left.value or 0):
        return
    others = tuple(dict.fromkeys(other for other in (done_at, left_at) if other is not at))
    yield _mismatch(at, sent, [done, left], others)


def _listed(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """22 re-audits: 11 inadequate, 9 requires improvement and 2 good."""
    marks = sentence.tagged.marks
    for pattern, complete in ((_COMPLETE, True), (_BRACKETED, False)):
        for match in pattern.finditer(marks):
            total = figure(sentence.tagged, match, "t")
            parts = [sentence.tagged.figures[int(index)] for index in re.findall(r"⟦[cw](\d+)⟧", match.group("list"))]
            if _OPEN_ENDED.search(match.group("gap") + match.group("list")) or _loose([total, *parts], context):
                continue
            size = total.value or Decimal(0)
            if _total_of(parts) == size or any((part.value or 0) >= size for part in parts):
                continue
            if len(parts) < 3 and not complete:
                continue
            if _near(size, _total_of(parts)):
                yield _mismatch(sentence, total, parts)


def _placed(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """8 cases remain inadequate. 3 were held in the North East, 1 was from the North West and 3 from the South East."""
    if sentence.index == 0 or not _PLACED.match(sentence.tagged.marks):
        return
    before = sentence.block.sentences[sentence.index - 1]
    totals = [item for item in before.tagged.of_kind("cw") if item.kind == "c" or item.value != 1]
    parts = sentence.tagged.of_kind("cw")
    if len(totals) != 1 or before.tagged.of_kind("pm") or _loose([*totals, *parts], context):
        return
    size = totals[0].value or Decimal(0)
    if _total_of(parts) != size and _near(size, _total_of(parts)):
        yield _mismatch(sentence, totals[0], parts, (before,))


def _bullets(context: Context) -> Iterator[Finding]:
    """A total that leads into a list whose every item begins with a count."""
    blocks = context.document.blocks
    for index, lead in enumerate(blocks):
        if lead.kind not in ("para", "item") or not lead.sentences or index + 1 >= len(blocks):
            continue
        first = blocks[index + 1]
        if first.kind != "item" or first.parent is not lead:
            continue
        sentence = lead.sentences[-1]
        totals = sentence.tagged.of_kind("cw")
        if len(totals) != 1 or not _LEADS.search(sentence.tagged.marks) or sentence.tagged.of_kind("pm"):
            continue
        items = [block for block in blocks[index + 1 :] if block.list_id == first.list_id]
        parts = _first_counts(items)
        if parts is None or len(parts) < 2 or _loose([totals[0], *parts], context) or _OPEN_ENDED.search(sentence.text):
            continue
        size = totals[0].value or Decimal(0)
        if _total_of(parts) != size and _near(size, _total_of(parts)):
            yield _mismatch(sentence, totals[0], parts, tuple(item.sentences[0] for item in items))


def _first_counts(items: list[Block]) -> list[Figure] | None:
    """The count that each item begins with; None if one does not."""
    found = []
    for item in items:
        match = _STARTS_WITH_COUNT.match(item.sentences[0].tagged.marks) if item.sentences else None
        if match is None:
            return None
        found.append(figure(item.sentences[0].tagged, match, "n"))
    return found


def find(context: Context) -> Iterator[Finding]:
    """Parts that do not sum to their total."""
    for block in context.document.prose:
        if len(block.sentences) < 60:
            yield from _roles(block, context)
        for sentence in block.sentences:
            if len(sentence.tagged.of_kind("cw")) >= 2:
                yield from _listed(sentence, context)
                yield from _placed(sentence, context)
    yield from _bullets(context)


__all__ = ["Roles", "find"]
