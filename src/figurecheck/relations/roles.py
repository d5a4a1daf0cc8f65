"""Relations in which words beside each figure say which part it has, whatever the order: opening, added, left, closing.

Belongs here: judging the relations that ``roles.toml`` declares, in sentences, lists and columns of tables alike. Does
not belong here: any words; whole turns of phrase (``statements``).

The figures of a sentence, of it and the one or two before, of a list with its lead, or of a column of a table are
looked at together. If they, put together in any order, give what is stated, the text is consistent; only if they do
not, each part has just one figure and the stated one misses by little, is there a finding.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import permutations
from pathlib import Path

from figurecheck.grid import Grid
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    Context,
    Result,
    agrees,
    finding,
    is_prose,
    kind,
    pattern,
    printed,
    reckon,
    sort_of,
)
from figurecheck.relations.formulas import FORMULAS, Formula, bounded
from figurecheck.relations.near import listed_until, misstated
from figurecheck.relations.repeats import slip_of
from figurecheck.report import Finding
from figurecheck.rounding import shown

#: So many figures are put together in any order; with more, nothing is said.
_MOST = 6


@dataclass(frozen=True)
class Relation:
    """Words beside figures that give each its part.

    Parameters
    ----------
    formula
        How what is stated follows from the others; see ``formulas.FORMULAS``. Or ``compared``: a word says which of two
        is more.
    roles
        What stands about the figure of each part: the figure is ``#``; its name in a table stands before a colon.
        A part without words takes any figure left.
    kinds
        Kinds of figures that have a part (see ``quantities``).
    more, less
        Of a comparison: the words that say that the figure of the first part is more, or less, than that of the second.
    needs, unless
        What the sentences must, or may not, say as well.
    near
        By which share of what the figures give the stated one may miss and still be meant.
    """

    formula: str
    roles: dict[str, list[str]]
    kinds: str = "cwurm"
    more: list[str] = field(default_factory=list)
    less: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)
    near: float = 0.3

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The roles, what is stated first."""
        return ("said", *FORMULAS[self.formula].roles) if self.formula != "compared" else ("a", "b")

    def candidates(self, role: str, figures: Iterable[Figure]) -> list[Figure]:
        """The figures beside which the words of a role stand."""
        words = self.roles.get(role)
        around = lambda m: f"{_CUT.split(m.before)[-1][-70:]}#{_CUT.split(m.after)[0][:60]}"  # noqa: E731
        return [m for m in figures if words is None or pattern(words).search(around(m))]


@cache
def relations() -> tuple[Relation, ...]:
    """The relations declared."""
    declared = tomllib.loads((Path(__file__).parents[1] / "roles.toml").read_text(encoding="utf-8"))
    return tuple(Relation(**each) for each in declared["relation"])


#: Where what is said of one figure ends and what is said of the next begins.
_CUT = re.compile(r"[,;.)–—]| (?=(?:and|but|while|against|compared|than|when the other)\b)")


#: Where "one" is a pronoun: before it, or no noun after it.
_BEFORE_ONE, _NOUN = re.compile(r"\b(?:least|most|than|any|no|every|each|the) $"), re.compile(r" [a-z]+")


@kind("parts by the words beside them", "DOC-04")
def in_prose(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """On 60 plans when September closed, where there had been 57; 11 were started and 14 ended."""
    if not is_prose(sentence) or not sentence.own:
        return
    for figures in _windows(sentence):
        yield from _judge(figures, sentence, context)


def _windows(sentence: Sentence) -> Iterator[list[Figure]]:
    """The figures of a sentence, of it and those before it, of the list that it ends with its lead."""
    yield sentence.own
    before = [other for other in sentence.block.sentences[: sentence.index] if is_prose(other)]
    for size in (1, 2):
        if len(before) >= size:
            yield [m for other in [*before[-size:], sentence] for m in other.own]
    block = sentence.block
    if block.kind == "item" and block.parent is not None:
        lead = block.parent.sentences[-1:]
        yield [m for other in [*lead, *listed_until(block)] for m in other.own]


@kind("parts named in a table", "DOC-04", of="table")
def in_columns(grid: Grid, context: Context) -> Iterator[Finding]:
    """On the list at 1 April, added, removed, on the list at 30 June."""
    for column in grid.number_columns if len(grid.body) <= _MOST else ():
        heading = grid.column_name(column)
        unit = "".join(sign for sign in "£%" if sign in heading)
        rows = []
        for name, row in zip(grid.row_names, grid.body, strict=True):
            text = f"{unit}{row[column]}" if unit == "£" else f"{row[column]}{unit}"
            rows.append(Sentence(f"{name}: {text}", grid.block))
        yield from _judge([m for row in rows for m in row.own], None, context)


def _judge(figures: list[Figure], sentence: Sentence | None, context: Context) -> Iterator[Finding]:
    if not 2 <= len(figures) <= _MOST + 2:
        return
    text = " ¶ ".join(dict.fromkeys(m.sentence.text for m in figures if m.sentence))
    for each in relations():
        usable = [m for m in figures if m.kind in each.kinds]
        ones = [m for m in usable if m.kind == "w" and m.value == 1]
        usable = [m for m in usable if m not in ones or not _BEFORE_ONE.search(m.before) and _NOUN.match(m.after)]
        if len(usable) < len(each.parts) or len(usable) > _MOST:
            continue
        if each.needs and not pattern(each.needs).search(text) or each.unless and pattern(each.unless).search(text):
            continue
        if each.formula == "compared":
            yield from _compare(each, usable, text, sentence, context)
        else:
            yield from _reckon(each, usable, sentence, context)


def _compare(
    each: Relation, figures: list[Figure], text: str, sentence: Sentence | None, context: Context
) -> Iterator[Finding]:
    """An underspend of £60,000, with £2.31m to spend and £2.37m spent."""
    more, less = (pattern(words).search(text) for words in (each.more, each.less))
    if bool(more) == bool(less):
        return
    for a in each.candidates("a", figures):
        others = [m for m in each.candidates("b", figures) if m is not a and sort_of(m) == sort_of(a)]
        if len(others) != 1 or len(each.candidates("a", [m for m in figures if m is not others[0]])) != 1:
            continue
        (b,), word = others, (more or less).group()
        if max(a.value, b.value) > 4 * min(a.value, b.value):
            return  # one is not set beside the other
        if a.value == b.value or (a.value > b.value) == bool(more) or a.bound in ("least", "most"):
            return
        if context.bind((a, b)):
            is_more = "more" if a.value > b.value else "less"
            what = f"“{word}”, but {a.text} is {is_more} than {b.text}."
            how = f"{a.text} − {b.text} = {shown(a.value - b.value)}"
            yield finding("DOC-09", sentence or a.sentence, what, how, [a, b], "Correct the word or the figures.")
        return


def _reckon(each: Relation, figures: list[Figure], sentence: Sentence | None, context: Context) -> Iterator[Finding]:
    """What is stated, of the figures whose words give them the other parts."""
    formula = FORMULAS[each.formula]
    for said in each.candidates("said", figures):
        if (
            said.bound
            or said in context.bound
            or sentence is not None
            and said.sentence is not sentence
            and not any(m.sentence is sentence for m in figures)
        ):
            continue
        if each.formula == "share" and said.kind not in "ph":
            continue  # "a capacity of 11, an occupancy of 11"
        others = [m for m in figures if m is not said]
        operands = _assigned(each, formula.roles, others)
        about = said.approx and not re.search(r"\baverag\w+(?: of)? $", said.before)
        if operands is None or about or any(m.bound not in ("", "more", "goal") or m.approx for m in operands):
            continue
        how = formula.written(len(operands))
        result = bounded(each.formula, operands, reckon(formula.reckon, operands, how, context.practice))
        said_exactly = replace(said, approx=False)
        if result is None or result.value <= 0:
            continue
        known = set(formula.roles) <= set(each.roles)  # the words leave no other order
        if agrees(said_exactly, result) or not known and _otherwise(said_exactly, others, formula, context):
            context.bind(said)
            return
        apart = abs(result.value - said.value)
        if (apart <= Decimal(str(each.near)) * result.value or slip_of(said, result.value)) and context.bind(said):
            yield _found(formula, said, result, operands, sentence)
            return


def _found(
    formula: Formula, said: Figure, result: Result, operands: list[Figure], sentence: Sentence | None
) -> Finding:
    if formula.name:
        return misstated(formula.code, said, formula.name, printed(result.value, said), result.how, operands, sentence)
    what = formula.what.format(*(m.text for m in operands), said=said.text)
    return finding(formula.code, sentence or said.sentence, what, "", [*operands, said])


def _assigned(each: Relation, roles: Sequence[str], others: list[Figure]) -> list[Figure] | None:
    """The figures of the parts in order, where the words leave no choice; a list takes all that are left."""
    free = list(others)
    order = sorted(roles, key=lambda role: (role not in each.roles, role == "list"))
    chosen: dict[str, list[Figure]] = {}
    for role in order:
        fitting = each.candidates(role, free)
        if role not in each.roles and len(fitting) == 2 and role != "list":  # of two without words, the smaller
            fitting = [min(fitting, key=lambda m: m.value)]
        if role == "list" or len(fitting) == 1:
            chosen[role] = fitting
        else:
            return None
        free = [m for m in free if m not in chosen[role]]
    found = [m for role in roles for m in chosen[role]]
    if len({sort_of(m) for m in found}) > 1 and FORMULAS[each.formula].alike:
        return None
    return found if all(chosen.values()) else None


def _otherwise(said: Figure, others: list[Figure], formula: Formula, context: Context) -> bool:
    """Whether the figures give what is stated if they have other parts."""
    many = len(formula.roles)
    if "list" in formula.roles or not formula.name:
        return False
    for some in permutations(others, many):
        result = reckon(formula.reckon, some, "", context.practice)
        if result is not None and agrees(said, result):
            return True
    return False
