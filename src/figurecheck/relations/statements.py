"""Statements: whole turns of phrase in which figures have their parts, "from 63 to 47, a drop of 26".

Belongs here: finding the statements that ``statements.toml`` declares, and their arithmetic. Does not belong here: any
wording; relations that words beside one figure tell (``reckonings``).

What a statement says is certain by its form: which figure is stated, and which it follows from. So nothing else in the
sentence is looked at, except whether other figures beside it explain what is stated; then nothing is said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import permutations
from pathlib import Path

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    HUNDRED,
    ZERO,
    Arithmetic,
    Context,
    Result,
    agrees,
    finding,
    is_prose,
    kind,
    printed,
    reckon,
    sort_of,
)
from figurecheck.relations.reckonings import signed
from figurecheck.relations.repeats import mistyped
from figurecheck.relations.shares import Pair, cut_or_wrong, fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit
from figurecheck.words import cue, listed

#: Words without an amount; years, dates, labels and number words may stand among them.
_GAP = r"(?:[^⟦⟧¶;]|⟦[xydozwu]\d+⟧)"
#: Kinds of figures by the letter that stands for them in a statement; see ``quantities``.
_KINDS = {"c": "cw", "n": "cwur", "m": "m", "p": "p", "g": "g", "h": "h", "r": "r", "u": "u", "a": "cwurmp"}


@dataclass(frozen=True, slots=True)
class Formula:
    """How what is stated follows: arithmetic of the roles named, how it is written, the code of a finding."""

    roles: tuple[str, ...]
    reckon: Arithmetic
    how: str
    code: str
    name: str


def _over(a: Decimal, b: Decimal) -> Decimal | None:
    return a / b if b > 0 else None


def _median(*values: Decimal) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _risen(a: Decimal, b: Decimal) -> Decimal | None:
    return abs(b - a) * HUNDRED / a if a > 0 else None


FORMULAS = {
    "share": Formula(("part", "whole"), lambda a, b: _over(a * HUNDRED, b), "{0} ÷ {1}", "DOC-01", "a share"),
    "difference": Formula(
        ("a", "b"), lambda a, b: abs(a - b), "difference between {0} and {1}", "DOC-08", "a difference",
    ),
    "rise": Formula(("a", "b"), _risen, "change from {0} to {1}, divided by {0}", "DOC-08", "a change in per cent"),
    "gap": Formula(("a", "b"), _risen, "{0} less {1}, divided by {0}", "DOC-08", "a gap"),
    "times": Formula(("a", "b"), lambda a, b: _over(max(a, b), min(a, b)), "{1} ÷ {0}", "DOC-08", "a multiple"),
    "sum": Formula(("list",), lambda *v: sum(v, ZERO), " + ", "DOC-04", "the total"),
    "rest": Formula(("whole", "list"), lambda whole, *v: whole - sum(v, ZERO), " − ", "DOC-04", "what is left"),
    "hundred": Formula(("list",), lambda *v: HUNDRED - sum(v, ZERO), " − ", "DOC-04", "what is left of 100%"),
    "net": Formula(("list", "less"), lambda *v: sum(v[:-1], ZERO) - v[-1], " − ", "DOC-04", "what is left"),
    "after": Formula(("a", "b"), lambda a, b: a - b, "{0} − {1}", "DOC-04", "what there is in the end"),
    "added": Formula(("a", "b"), lambda a, b: a + b, "{0} + {1}", "DOC-04", "what there is in the end"),
    "mean": Formula(("list",), lambda *v: sum(v, ZERO) / len(v), " + ", "DOC-16", "the average"),
    "median": Formula(("list",), _median, ", ", "DOC-16", "the median"),
    "each": Formula(("whole", "part"), _over, "{0} ÷ {1}", "DOC-16", "the amount for each"),
    "within": Formula(("a", "b"), lambda a, b: (a + b) / 2, "between {0} and {1}", "DOC-16", "within a range"),
    "most": Formula(("list",), lambda *v: max(v), "the highest of the others is {0}", "DOC-09", "the highest"),
    "least": Formula(("list",), lambda *v: min(v), "the lowest of the others is {0}", "DOC-09", "the lowest"),
    "at most": Formula(("limit",), lambda a: a, "the limit is {0}", "DOC-17", "within a limit"),
    "at least": Formula(("limit",), lambda a: a, "the limit is {0}", "DOC-17", "at or above a limit"),
    "same": Formula(("other",), lambda a: a, "{0} before", "DOC-07", "the same figure"),
    "percent": Formula(("other",), lambda a: a, "{0}", "DOC-01", "a fraction"),
    "product": Formula(("a", "b"), lambda a, b: a * b, "{0} × {1}", "DOC-16", "a product"),
    "rate": Formula(("part", "whole"), _over, "{0} ÷ {1}", "DOC-16", "a rate"),
}  # fmt: skip
_MINUTES = {"second": Decimal(1) / 60, "minute": Decimal(1), "min": Decimal(1), "hour": Decimal(60), "hr": Decimal(60)}


_PART = re.compile(r"(?<!\(\?P)<(\w+)>")


@dataclass(frozen=True)
class Statement:
    """A turn of phrase.

    Parameters
    ----------
    formula
        How what is stated follows; see ``FORMULAS``.
    says
        The phrase: ``{role:kind}`` for a figure, ``{role:kind+}`` for a list of them, ``…`` for words without an
        amount, ``¶`` for the end of a sentence, ``{section.list}`` for words of ``words.toml``, ``<name>`` for a part.
    near
        By how much of what the figures give (in points, for a percentage) the stated one may miss and still be meant.
    """

    formula: str
    says: str
    near: float = 0.6

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The phrase as a regular expression over marked text."""
        text = self.says.replace("} ", "} ?")
        while _PART.search(text):
            text = _PART.sub(lambda match: _parts()[match.group(1)], text)
        text = re.sub(r"\{(\w+\.\w+)\}", lambda match: listed(match.group(1)), text)
        text = re.sub(r"\{(\w+):(\w)(\+?)\}", _figure, text)
        return re.compile(re.sub(r" ?… ?", lambda _: f" ?{_GAP}{{0,90}}?", text), re.IGNORECASE)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The kinds of its figures."""
        return tuple(_KINDS[kinds] for _, kinds in re.findall(r"\{(\w+):(\w)", self.says))

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """Over how many sentences it may go."""
        ends = len(re.findall(r"(?<!⟧)¶", self.says))
        return (ends, ends + 1) if "(?:¶|" in self.says else (ends + 1,)


def _figure(match: re.Match[str]) -> str:
    role, kinds = match.group(1), f"[{_KINDS[match.group(2)]}]"
    if not match.group(3):
        return rf"⟦{kinds}(?P<{role}>\d+)⟧"
    words = r"[^⟦⟧¶;:.]{0,60}?"
    return rf"(?P<{role}>⟦{kinds}\d+⟧(?:{words}(?:, and|,|;|\band\b|\bplus\b){words}⟦{kinds}\d+⟧){{1,9}})"


@cache
def _declared() -> dict[str, list]:
    return tomllib.loads((Path(__file__).parents[1] / "statements.toml").read_text(encoding="utf-8"))


@cache
def _parts() -> dict[str, str]:
    return {name: "(?:" + "|".join(words) + ")" for name, words in _declared()["part"].items()}


@cache
def statements() -> tuple[Statement, ...]:
    """The statements declared."""
    return tuple(
        Statement(each["formula"], says, each.get("near", 0.6))
        for each in _declared()["statement"]
        for says in each["says"]
    )


@dataclass
class _Window:
    """Sentences that follow each other, as one marked text."""

    sentences: Sequence[Sentence]
    figures: list[Figure] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        pieces = []
        for sentence in self.sentences:
            start = len(self.figures)
            pieces.append(
                re.sub(r"⟦(\w)(\d+)⟧", lambda m, n=start: f"⟦{m.group(1)}{int(m.group(2)) + n}⟧", sentence.marks)
            )
            self.figures += sentence.figures
        return " ¶ ".join(pieces)

    def has(self, kinds: Sequence[str]) -> bool:
        """Whether there are figures of all the kinds."""
        return all(sum(self._kinds.count(kind) for kind in each) >= kinds.count(each) for each in kinds)

    @cached_property
    def _kinds(self) -> str:
        return "".join(re.findall(r"⟦(\w)", self.text))

    def role(self, match: re.Match[str], name: str) -> list[Figure]:
        """The figures of a role."""
        text = match.groupdict().get(name) or ""
        return [self.figures[int(number)] for number in re.findall(r"⟦\w(\d+)⟧", text) or [text] if number]


def _windows(sentence: Sentence) -> dict[int, _Window]:
    """A sentence alone, with the one before, and with the two before; before a list's item stands its lead."""
    block = sentence.block
    before = list(block.sentences[max(0, sentence.index - 2) : sentence.index])
    lead = block.parent if block.kind == "item" else None
    if not before and lead is not None and lead.sentences:
        before = [lead.sentences[-1]]
    return {size: _Window([*before[len(before) + 1 - size :], sentence]) for size in range(1, len(before) + 2)}


@kind("a statement", "DOC-08")
def stated(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Figures that stand in a turn of phrase, one of which the others do not give."""
    if not sentence.own or not is_prose(sentence):
        return
    windows = _windows(sentence)
    for each in statements():
        for window in [windows[size] for size in each.sentences if size in windows]:
            for match in each.pattern.finditer(window.text) if window.has(each.needed) else ():
                yield from _judge(each, match, window, sentence, context)


def _operands(each: Statement, match: re.Match[str], window: _Window) -> list[Figure]:
    return [figure for role in FORMULAS[each.formula].roles for figure in window.role(match, role)]


def _judge(
    each: Statement, match: re.Match[str], window: _Window, sentence: Sentence, context: Context
) -> Iterator[Finding]:
    (said,) = window.role(match, "said")
    operands, formula = _operands(each, match, window), FORMULAS[each.formula]
    usable = [
        m
        for m in [said, *operands]
        if m.sentence is not None
        and m in m.sentence.own
        and not (m.kind == "w" and m.value == 1 and m.text.lower() == "one")
    ]
    if len(usable) < len(operands) + 1 or said in context.bound or said.bound in ("goal", "most"):
        return
    free = each.formula in ("times", "at most", "at least", "same", "within")
    if not free and any(m.bound not in ("", "more") for m in operands) or said.bound == "least" or said in operands:
        return
    if (
        len({m.kind.replace("w", "c").replace("r", "c") for m in window.role(match, "list")}) > 1
        and formula.roles[-1:] == ("list",)
        and each.formula not in ("mean", "median")
    ):
        return
    if each.formula in ("difference", "rise") and len({sort_of(m) for m in operands}) > 1:
        return
    if each.formula == "difference" and said.kind not in "gp" and sort_of(said) != sort_of(operands[0]):
        return
    if each.formula in ("mean", "median") and len(operands) < 3:
        return
    if each.formula == "share" and said.kind == "p":
        yield from _share(each, said, operands, window, context)
        return
    how = formula.how if "{" in formula.how else formula.how.join(f"{{{n}}}" for n in range(len(operands)))
    arithmetic = formula.reckon
    if each.formula == "rate":
        arithmetic = lambda a, b: _over(a * (said.other or ZERO), b)  # noqa: E731
    if each.formula == "product" and said.kind == "u":
        scale = _unit(operands[-1]) / _unit(said) if _unit(operands[-1]) and _unit(said) else Decimal(1)
        arithmetic = lambda a, b: a * b * scale  # noqa: E731
    if each.formula in ("most", "least"):
        operands = [(max if each.formula == "most" else min)(operands, key=lambda m: m.value)]
    result = _bounded(each.formula, operands, reckon(arithmetic, operands, how, context.practice))
    if result is None or result.value < 0 or any(m.value < 0 for m in operands):
        return
    about = any(m.approx for m in [said, *operands])
    value = said.value * HUNDRED / (said.other or 1) if said.kind == "h" else abs(said.value)
    points = said.kind in "pgh"
    loose = (
        said.kind == "h"
        and abs(value - result.value) <= (5 if value == 50 else 3)
        or about
        and abs(value - result.value) <= max(abs(result.value) * Decimal("0.06"), 3 if points else 0)
    )
    other = (
        reckon(_risen, operands, how, context.practice) if each.formula == "difference" and said.kind == "p" else None
    )
    stated = replace(said, approx=False)
    if (
        agrees(stated, result)
        or loose
        or other is not None
        and agrees(stated, other)
        or _explained(each, said, operands, window, context)
    ):
        context.bind(said)
        return
    if each.formula == "percent" and not _nearer(said, operands[0]):
        return
    room = Decimal(str(each.near)) * (Decimal(50) if points else max(value, abs(result.value)))
    if abs(value - result.value) > room and not mistyped(said, _like(said, result.value)):
        return
    context.bind(said)
    right = printed(result.value, said)
    gives = f"the figures give {right}" if result.high < _ANY and result.low > -_ANY else result.how
    what = f"{said.text} is stated as {formula.name}; {gives}."
    yield finding(formula.code, sentence, what, f"{result.how} = {right}", [*operands, said])


_ANY = Decimal(10) ** 15


def _bounded(formula: str, operands: list[Figure], result: Result | None) -> Result | None:
    """What a statement that compares allows: all from a lowest to a highest value."""
    if result is None or formula not in ("within", "most", "least", "at most", "at least"):
        return result
    if formula == "within":
        low, high = sorted(m.value for m in operands)
        return None if low == high else replace(result, low=low, high=high)
    how = f"{result.how.split('{')[0]}" if "{" in result.how else result.how
    upward = formula in ("most", "at least")
    return replace(result, low=result.value if upward else -_ANY, high=_ANY if upward else result.value, how=how)


def _like(said: Figure, value: Decimal) -> Figure:
    """A figure with another value, written as the one stated."""
    text = f"{value.scaleb(-said.scale):.{said.decimals}f}"
    return Figure(said.kind, text, value, said.decimals, scale=said.scale)


def _nearer(said: Figure, percent: Figure) -> bool:
    """Whether a fraction next to the one stated is nearer to a percentage: a fifth is nearer to 20% than a quarter."""
    top, base = said.value, said.other or Decimal(1)
    if top > 1 and base > 5:  # "six in ten" is rounded to tenths
        return False
    others = [top * HUNDRED / (base + step) for step in (-1, 1) if base + step > top]
    apart = min(abs(other - percent.value) for other in others)
    return apart < abs(top * HUNDRED / base - percent.value) and (apart <= 1 or not said.approx)


def _unit(item: Figure) -> Decimal | None:
    word = re.search(r"[a-z]+$", item.text.lower())
    return _MINUTES.get(word.group().rstrip("s")) if word else None


def _explained(each: Statement, said: Figure, operands: list[Figure], window: _Window, context: Context) -> bool:
    """Whether other figures near give what is stated, by the same arithmetic."""
    first = window.sentences[0]
    before = first.block.sentences[max(0, first.index - 2) : first.index] if first.block is not None else ()
    figures = [*(m for other in before for m in other.figures), *window.figures]
    near = [
        m for m in figures if m is not said and m.kind in operands[-1].kind + "cw"[: 2 * (operands[-1].kind in "cw")]
    ]
    formula = FORMULAS[each.formula]
    if (
        len(formula.roles) == 2
        and "list" not in formula.roles
        and len(near) <= 8
        and each.formula not in ("rate", "product")
    ):
        for pair in permutations(near, 2):
            result = reckon(formula.reckon, pair, "", context.practice)
            if result is not None and agrees(said, result) and {*pair} != {*operands}:
                return True
    if (
        each.formula in ("sum", "mean") and len(operands) - 1 == operands[0].value
    ):  # "six patients waited 3, 7 and 4 days" begins with their number
        result = reckon(formula.reckon, operands[1:], "", context.practice)
        if result is not None and agrees(said, result):
            return True
    if each.formula in ("sum", "rest", "net", "after", "added"):
        used = [figures.index(m) for m in [said, *operands]]
        near = [m for m in near if min(used) <= figures.index(m) <= max(used)]
        return len(near) <= 6 and signed(said, near, context)
    return False


def _share(
    each: Statement, said: Figure, operands: list[Figure], window: _Window, context: Context
) -> Iterator[Finding]:
    part, whole = operands
    if part.kind == "w" and whole.value >= 1000:
        return  # "divide the two"
    if part.value > whole.value or whole.value <= 0 or said.approx or part.approx or whole.approx:
        return
    near = [m for m in window.figures if m.kind in "cw" and m is not said]
    known = [Pair(a, b) for a in near for b in near if 0 < a.value <= b.value and a is not b]
    known += [
        Pair(replace(a, value=a.value + b.value), w)
        for a, b, w in permutations(near[:6], 3)
        if a.value + b.value <= w.value
    ]
    how = fits(said, part, whole, context)
    left = abs(HUNDRED - part.value * HUNDRED / whole.value - said.value) * 2 <= Decimal(1).scaleb(-said.decimals)
    done = cue("shares.came").search(said.after[:30]) and not cue("shares.left").search(said.after)
    if how is Fit.ROUNDED or left and not done or any(fits(said, *pair[:2], context) is Fit.ROUNDED for pair in known):
        context.bind(said)
        return
    pair = Pair(part, whole)
    if how is Fit.CUT or abs(pair.percent - said.value) <= Decimal(str(each.near)) * 50:
        context.bind(said)
        yield cut_or_wrong(said, pair, how)
