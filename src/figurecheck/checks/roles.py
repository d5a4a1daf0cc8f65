"""What was sent out, what came back and what did not: the roles of counts in a sentence on returns.

Belongs here: telling from the verb beside a count which of the three it is, and what follows for a rate or a
sum. Does not belong here: judging a figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from figurecheck.model import Sentence
from figurecheck.quantities import Figure
from figurecheck.words import DONE, ISSUED, NOT_DONE

_LEFT = re.compile(rf"\b{NOT_DONE}\b", re.IGNORECASE)
_DONE = re.compile(rf"\b{DONE}\b", re.IGNORECASE)
_SENT = re.compile(rf"\b{ISSUED}\b", re.IGNORECASE)
_ANY = re.compile(rf"\b(?:{NOT_DONE}|{DONE}|{ISSUED})\b", re.IGNORECASE)
_LONGEST = 90
#: "Returned: 72"; "the number of audits returned was 72": the words come before the count.
_NAMED_BEFORE = re.compile(
    r"[A-Za-z]:\s*$|\b(?:number|total) (?:of )?[^.;:]{0,80}\b(?:was|were|is|are|stood at|came to)\s*$", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[;:()]|, (?:and|but|while|of which|which)\b|\b(?:with|giving|which|compared|than)\b")


@dataclass(frozen=True, slots=True)
class Roles:
    """The counts of a sentence by role; None where it has none, or more than one."""

    sent: Figure | None = None
    done: Figure | None = None
    left: Figure | None = None

    @property
    def parts(self) -> tuple[Decimal, Decimal] | None:
        """Numerator and denominator of the rate of what came back, if two roles give them."""
        sent, done, left = (figure.value if figure else None for figure in (self.sent, self.done, self.left))
        if sent is not None and done is not None:
            return (done, sent) if sent > 0 and done <= sent else None
        if sent is not None and left is not None:
            return (sent - left, sent) if sent > 0 and left <= sent else None
        if done is not None and left is not None:
            return (done, done + left) if done + left > 0 else None
        return None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The counts that have a role."""
        return tuple(figure for figure in (self.sent, self.done, self.left) if figure)


def role_of(after: str, before: str = "") -> str:
    """``left``, ``done``, ``sent`` or nothing, from the words after a count (and a label before it)."""
    match = _CLAUSE_END.search(after)
    clause = after[: match.start()] if match else after
    clause = clause[:_LONGEST]
    if _NAMED_BEFORE.search(before) and _ANY.search(before[-_LONGEST:]):
        clause = before[-_LONGEST:]
    left, done, sent = _LEFT.search(clause), _DONE.search(clause), _SENT.search(clause)
    if left:
        return "left"
    firsts = [(match.start(), name) for match, name in ((done, "done"), (sent, "sent")) if match]
    return min(firsts)[1] if firsts else ""


def roles_of(sentence: Sentence, start: int = 0, end: int | None = None) -> Roles | None:
    """The roles of the counts between two positions of the sentence.

    Returns
    -------
    Roles or None
        None if a count there has no role, is not stated as a value, or two have the same.
    """
    found: dict[str, Figure] = {}
    text = sentence.text
    limit = len(text) if end is None else end
    figures = [figure for figure in sentence.tagged.figures if start <= figure.start < limit and figure.kind in "cw"]
    figures = [figure for figure in figures if figure.kind == "c" or figure.value != 1]
    for index, figure in enumerate(figures):
        stop = figures[index + 1].start if index + 1 < len(figures) else limit
        begin = figures[index - 1].end if index else start
        role = role_of(text[figure.end : stop], text[begin : figure.start])
        if not role or role in found or not figure.exact:
            return None
        found[role] = figure
    return Roles(**found)
