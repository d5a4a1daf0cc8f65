"""What a relation is: words that state it, the figures it is of, its arithmetic.

Belongs here: the form of a declaration, and judging a document by one. Does not belong here: the declarations.

A relation is stated by the words beside one figure (the *stated* one: "an increase of 25%"). The figures it can be of
are those of its sentence, or failing that of the sentence before. If any of them give the stated figure the text is
consistent; only if none does, and there is no doubt which are meant, is there a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from figurecheck.checks.base import Context, finding
from figurecheck.quantities import Figure
from figurecheck.relations.arithmetic import Arithmetic, Result, agrees, printed, reckon
from figurecheck.relations.mentions import Mention, counts
from figurecheck.report import Finding


@dataclass(frozen=True, slots=True)
class Relation:
    """A declaration.

    Parameters
    ----------
    kind, code
        The kind as the documentation calls it, and the code of its findings.
    cue
        What stands around the stated figure, which is ``#`` in the pattern.
    stated, operands
        Kinds of the stated figure and of the figures it is reckoned from (see ``quantities``).
    formula, how
        The arithmetic of two figures, and how it is shown.
    needs
        A pattern that the sentences must also match.
    unless
        A pattern that they may not match.
    most
        How many operands there may be for a finding; more leave it open which are meant.
    back
        Whether the sentence before may give operands.
    alike
        Whether the operands must be of one kind.
    also
        Further arithmetic that the words allow.
    """

    kind: str
    code: str
    cue: re.Pattern[str]
    stated: str
    operands: str
    formula: Arithmetic
    how: str
    needs: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    most: int = 2
    back: bool = True
    alike: bool = True
    also: tuple[Arithmetic, ...] = ()


def stated_by(relation: Relation, item: Mention) -> bool:
    """Whether the words beside a figure state the relation."""
    if item.figure.kind not in relation.stated or item.figure.bound in ("most", "goal"):
        return False
    return relation.cue.search(f"{item.before}#{item.after}") is not None


def as_stated(item: Mention) -> Figure:
    """The figure, not approximate for being called an average."""
    called = re.search(r"\b(?:average(?: of)?|averaging)\s$", item.before)
    return replace(item.figure, approx=False) if called else item.figure


def within_reach(stated: Figure, result: Result) -> bool:
    """Whether a wrong figure is near enough for the two to be of the same thing."""
    said = abs(stated.value or Decimal(0))
    room = max(Decimal(25), said * Decimal("0.6")) if stated.kind in "pg" else max(Decimal(3), said * Decimal("1.5"))
    return abs(result.value - said) <= room and result.value * 4 >= said


def operands_of(relation: Relation, item: Mention, own: list[Mention], earlier: list[Mention]) -> list[Mention]:
    """The figures that a stated one may be reckoned from."""
    found = [other for other in counts(own, relation.operands) if other is not item]
    if len(found) < 2 and relation.back:
        found = [other for other in counts(earlier, relation.operands) if other is not item] + found
    return found


def _results(relation: Relation, item: Mention, operands: list[Mention], context: Context) -> Iterator[Result]:
    for pair in permutations(operands, 2):
        costs = [other.figure.kind == "m" for other in pair]
        if not relation.alike and (item.figure.kind == "m") != any(costs):
            continue
        if relation.alike and pair[0].figure.value == pair[1].figure.value:
            continue
        if (
            relation.alike
            and {other.figure.kind for other in pair} & set("pmu")
            and pair[0].figure.kind != pair[1].figure.kind
        ):
            continue
        for formula in (relation.formula, *relation.also):
            result = reckon(formula, [other.figure for other in pair], relation.how, context.practice)
            if result is not None:
                yield result


def judged(relation: Relation, own: list[Mention], earlier: list[Mention], context: Context) -> Iterator[Finding]:
    """The findings of one relation in one sentence."""
    for item in own:
        if not stated_by(relation, item):
            continue
        stated = as_stated(item)
        operands = operands_of(relation, item, own, earlier)
        involved = {id(other.sentence): other.sentence for other in [*operands, item]}.values()
        text = " ".join(sentence.text for sentence in involved)
        if relation.needs is not None and not relation.needs.search(text):
            continue
        if relation.unless is not None and relation.unless.search(text):
            continue
        if len(involved) > 1 and re.match(r" of (?:the|all|our|its)\b", item.after):
            continue  # of something else than the sentence before
        results = list(_results(relation, item, operands, context))
        if not results or len(operands) > relation.most or any(not other.figure.exact for other in operands):
            continue
        if any(agrees(stated, result) for result in results):
            context.bind(item.sentence, item.figure)
            continue
        result = results[0]
        if not within_reach(item.figure, result) or not context.bind(item.sentence, item.figure):
            continue
        right = printed(result.value, item.figure)
        also = [sentence for sentence in involved if sentence is not item.sentence]
        yield finding(
            relation.code,
            item.sentence,
            f"{item.figure.text} is stated as {relation.kind}; the figures give {right}.",
            f"{result.how} = {right}",
            "Correct the one of these figures that is wrong.",
            [*(other.figure for other in operands), item.figure],
            also,
        )
