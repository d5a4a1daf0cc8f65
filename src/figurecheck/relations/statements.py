"""Statements: whole turns of phrase in which figures have their parts, "from 63 to 47, a drop of 26".

Belongs here: finding the statements that ``statements.toml`` declares, and their arithmetic. Does not belong here: any
wording; relations that words beside one figure tell (``reckonings``).

What a statement says is certain by its form: which figure is stated, and which it follows from. So nothing else in the
sentence is looked at, except whether other figures beside it explain what is stated; then nothing is said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import permutations
from pathlib import Path

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    HUNDRED,
    ZERO,
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
from figurecheck.relations.formulas import FORMULAS, bounded, over, risen
from figurecheck.relations.near import is_change, of_another, of_another_year
from figurecheck.relations.reckonings import signed
from figurecheck.relations.repeats import slip_of
from figurecheck.relations.shares import Pair, cut_or_wrong, fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit
from figurecheck.words import cue, listed

#: Words without an amount; years, dates, labels and number words may stand among them.
_GAP = r"(?:[^⟦⟧¶;]|⟦[xydozwu]\d+⟧)"
#: Kinds of figures by the letter that stands for them in a statement; see ``quantities``.
_KINDS = {"c": "cw", "n": "cwur", "v": "cwurm", "a": "cwurmp", **{letter: letter for letter in "mpghru"}}
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
        ends = len(re.findall(r"(?<![⟧^])¶", self.says))
        return (ends, ends + 1) if re.search(r"\(\?:¶\||\|¶", self.says) else (ends + 1,)


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
    yield from (found for _, found in contradicted(sentence, lambda: context))


def contradicted(sentence: Sentence, context: Callable[[], Context]) -> Iterator[tuple[Statement, Finding]]:
    """Each statement that a sentence contradicts, with the finding.

    `context` is asked for anew for each: a figure is judged but once in a context.
    """
    if not sentence.own or not is_prose(sentence):
        return
    windows = _windows(sentence)
    for each in statements():
        for window in [windows[size] for size in each.sentences if size in windows]:
            for match in each.pattern.finditer(window.text) if window.has(each.needed) else ():
                for found in _judge(each, match, window, sentence, context()):
                    yield each, found


@dataclass
class _Claim:
    """A statement found: what is said, of which figures."""

    each: Statement
    match: re.Match[str]
    window: _Window
    context: Context

    def __post_init__(self) -> None:
        self.formula = FORMULAS[self.each.formula]
        (self.said,) = self.window.role(self.match, "said")
        self.operands = [m for role in self.formula.roles for m in self.window.role(self.match, role)]
        if self.formula.roles == ("list",):  # "the five schools spent £60,000, £70,000 …" begins with their number
            self.operands = [m for m in self.operands if (m.kind == "m") == (self.said.kind == "m")]
        if self.each.formula in ("most", "least"):
            self.operands = [(max if self.each.formula == "most" else min)(self.operands, key=lambda m: m.value)]

    @property
    def usable(self) -> bool:
        """Whether all its figures are stated amounts that have not been judged, and can be reckoned together."""
        said, operands, name = self.said, self.operands, self.each.formula
        stand = all(m.sentence is not None and m in m.sentence.own for m in [said, *operands])
        pronoun = any(m.kind == "w" and m.text.lower() == "one" for m in [said, *operands])
        judged = said in self.context.bound or said in operands or said.bound in ("goal", "most", "least")
        free = name in ("times", "at most", "at least", "under", "over", "of them", "same", "within")
        goals = ("goal",) if name == "difference" else ()  # so far from a target
        limits = not free and any(m.bound not in ("", "more", *goals) for m in operands)
        alone = self.formula.roles == ("list",) and len(operands) < (1 if name in ("most", "least") else 2)
        if alone or not stand or pronoun or judged or limits or any(m.value < 0 for m in operands):
            return False
        if name == "rise" and said.before.endswith("from ") and said.after.startswith(" to "):
            return False  # "raised from 3 to 4, and from 40 to 60%"
        if name == "sum" and any(re.search(r"\btotal (?:to|of|is) $", m.before) for m in operands):
            return False  # "£250m (bringing the total to £750m) and £100m (bringing …)"
        if name in ("mean", "median"):
            return len(operands) > 2
        if name == "difference" and (any(map(is_change, operands)) or said.after.startswith(" times")):
            return False  # "254,000 more than in May and 929,000 more than a year before"
        changed = any(re.search(r"\b(?:increase|rise|growth|decrease|fall|reduction) of $", m.before) for m in operands)
        if name == "share" and (said.kind not in "ph" or changed):
            return False
        if said.kind == "p" and (of_another_year(said, operands) or of_another(name, said)):
            return False
        mixed = len({m.kind.replace("w", "c").replace("r", "c") for m in self.window.role(self.match, "list")}) > 1
        unlike = name in ("difference", "rise") and len({sort_of(m) for m in operands}) > 1
        other = name == "difference" and said.kind not in "gp" and sort_of(said) != sort_of(operands[0])
        return not (mixed and self.formula.roles[-1:] == ("list",) or unlike or other)

    @cached_property
    def result(self) -> Result | None:
        """What the figures give."""
        said, operands, formula = self.said, self.operands, self.formula
        how = formula.written(len(operands))
        arithmetic = formula.reckon
        if self.each.formula == "rate":
            arithmetic = lambda a, b: over(a * (said.other or ZERO), b)  # noqa: E731
        if self.each.formula == "product" and said.kind == "u":
            units = _unit(operands[-1]), _unit(said)
            scale = units[0] / units[1] if units[0] and units[1] else Decimal(1)
            arithmetic = lambda a, b: a * b * scale  # noqa: E731
        return bounded(self.each.formula, operands, reckon(arithmetic, operands, how, self.context.practice))

    @property
    def value(self) -> Decimal:
        """What is said, a fraction as a percentage."""
        return self.said.value * HUNDRED / (self.said.other or 1) if self.said.kind == "h" else abs(self.said.value)

    def consistent(self, result: Result) -> bool:
        """Whether the figures, or others near them, give what is said, or nearly so if it is only about right."""
        said, apart = self.said, abs(self.value - result.value)
        if said.kind == "h" and apart <= (5 if self.value == 50 else 3):
            return True
        averaged = re.search(r"\baverag\w+(?: of)? $", said.before)  # which is not "about right"
        about = any(m.approx for m in self.operands) or said.approx and not averaged
        if about and apart <= max(abs(result.value) * Decimal("0.06"), 3 if said.kind in "pg" else 0):
            return True
        exactly_said = replace(said, approx=False)
        relative = None
        if self.each.formula == "difference" and said.kind == "p":
            relative = reckon(risen, self.operands, "", self.context.practice)
        if self.each.formula == "rise" and said.kind == "p":
            part, whole = sorted(self.operands, key=lambda m: m.value)
            if fits(said, part, whole, self.context) is Fit.ROUNDED:
                return True  # "of the 1,890 there are, 1,159 (61%)"
        given = agrees(exactly_said, result) or relative is not None and agrees(exactly_said, relative)
        return given or _explained(self.each, said, self.operands, self.window, self.context)

    def meant(self, result: Result) -> bool:
        """Whether what is said misses by so little that these figures were meant."""
        if self.each.formula == "percent":
            return _nearer(self.said, self.operands[0])
        most = Decimal(50) if self.said.kind in "pgh" else max(self.value, abs(result.value))
        near = abs(self.value - result.value) <= Decimal(str(self.each.near)) * most
        return near or slip_of(self.said, result.value)

    def finding(self, result: Result, sentence: Sentence) -> Finding:
        """What cannot be true together."""
        right, texts = printed(result.value, self.said), [m.text for m in self.operands]
        what = self.formula.what.format(*texts, said=self.said.text, name=self.formula.name, right=right)
        how = f"{result.how} = {right}" if self.formula.name else ""
        if self.each.formula == "mean":
            how = f"({result.how}) ÷ {len(texts)} = {right}"
        if self.each.formula == "median":
            how = f"the middle of {result.how} is {right}"
        return finding(self.formula.code, sentence, what, how, [*self.operands, self.said])


def _judge(
    each: Statement, match: re.Match[str], window: _Window, sentence: Sentence, context: Context
) -> Iterator[Finding]:
    claim = _Claim(each, match, window, context)
    if not claim.usable:
        return
    if each.formula == "share" and claim.said.kind == "p":
        yield from _share(each, claim.said, claim.operands, window, context)
        return
    result = claim.result
    if result is None or result.value < 0:
        return
    if claim.consistent(result):
        context.bind(claim.said)
    elif claim.meant(result):
        context.bind(claim.said)
        yield claim.finding(result, sentence)


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
        if each.formula != "after":  # "39 actions: 22 are complete, 11 are on track and the remaining 6 …"
            near = [m for m in near if min(used) <= figures.index(m) <= max(used)]
        return len(near) <= 6 and signed(said, near, context)
    return False


def _share(
    each: Statement, said: Figure, operands: list[Figure], window: _Window, context: Context
) -> Iterator[Finding]:
    part, whole = operands
    if part.kind == "w" and whole.value >= 1000 or re.search(r"\bwhere $", part.before):
        return  # "divide the two"; "where three of 19 took part, 19.4%"
    if part.value > whole.value or whole.value <= 0 or sort_of(part) != sort_of(whole):
        return
    apart = abs(part.value * HUNDRED / whole.value - said.value)
    about = said.approx or part.approx or whole.approx
    if about and apart <= max(Decimal(2), said.value * Decimal("0.08")):
        return
    near = [m for m in window.figures if m.kind in "cw" and m is not said]
    known = [Pair(a, b) for a, b in permutations(near, 2) if 0 < a.value <= b.value]
    summed = ((replace(a, value=a.value + b.value), w) for a, b, w in permutations(near[:6], 3))
    known += [Pair(a, w) for a, w in summed if a.value <= w.value]
    how = fits(said, part, whole, context)
    left = abs(HUNDRED - part.value * HUNDRED / whole.value - said.value) * 2 <= Decimal(1).scaleb(-said.decimals)
    done = cue("shares.came").search(said.after[:30]) and not cue("shares.left").search(said.after)
    others = [m for m in window.figures if m.kind == "p" and m.start < said.start]
    if any(fits(m, part, whole, context) is not Fit.WRONG for m in others):
        return  # these counts are another percentage's
    if how is Fit.ROUNDED or left and not done or any(fits(said, *pair[:2], context) is Fit.ROUNDED for pair in known):
        context.bind(said)
        return
    pair = Pair(part, whole)
    if how is Fit.CUT or abs(pair.percent - said.value) <= Decimal(str(each.near)) * 50:
        context.bind(said)
        yield cut_or_wrong(said, pair, how)
