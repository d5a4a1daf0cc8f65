"""What words say that a figure is of the others about it, and whether any arithmetic of them gives it.

Belongs here: judging the relations that ``words.toml`` declares. Does not belong here: any words.

A relation is looked for in a sentence, and in the sentence before as well where its own figures are too few. The figure
is consistent if any of the others, put together in any of the ways that the words allow, give it. Only if none do, and
it misses by so little that it must have been meant, is there a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import permutations, product
from math import prod

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    HUNDRED,
    KINDS,
    ZERO,
    Arithmetic,
    Context,
    Kind,
    Result,
    agrees,
    counts,
    exact,
    finding,
    is_prose,
    pattern,
    printed,
    reckon,
    set_beside,
    sort_of,
)  # fmt: skip
from figurecheck.relations.near import before_cause, is_change, of_another_period, of_another_year
from figurecheck.report import Finding
from figurecheck.words import cue, lexicon

_MOST = 6
#: Arithmetic of two figures, the base of a rate first; None where it makes no sense of them. And how it is written.
PAIRS: dict[str, tuple[Arithmetic, str]] = {
    "share": (lambda _, a, b: a * HUNDRED / b if 0 < a <= b else None, "{0} ÷ {1}"),
    "rate": (lambda base, a, b: a * base / b if base and 0 < a < b else None, "{0} ÷ {1}"),
    "difference": (lambda _, a, b: abs(a - b), "difference between {0} and {1}"),
    "quotient": (
        lambda _, a, b: max(a, b) / min(a, b) if min(a, b) > 0 else None,
        "{0} and {1}, one divided by the other",
    ),
    "times": (lambda _, a, b: a * b, "{0} × {1}"),
    "rise": (
        lambda _, a, b: abs(a - b) * HUNDRED / min(a, b) if min(a, b) > 0 else None,
        "change between {0} and {1}, divided by the lower"),
    "fall": (
        lambda _, a, b: abs(a - b) * HUNDRED / max(a, b) if max(a, b) > 0 else None,
        "change between {0} and {1}, divided by the higher"),
    # "up £2m to £12m": of what the second was before the first was added, or taken away
    "added": (lambda _, a, b: a * HUNDRED / (b - a) if b > a else None, "{0} of {1} less {0}"),
    "taken": (lambda _, a, b: a * HUNDRED / (b + a) if b > 0 else None, "{0} of {1} and {0}"),
}  # fmt: skip
#: Arithmetic of any number of figures, and how it is written; the largest comes first in what is left.
MANY: dict[str, tuple[Arithmetic, str, str]] = {
    "sum": (lambda *v: sum(v, ZERO), " + ", "{0}"),
    "rest": (lambda whole, *v: whole - sum(v, ZERO), " − ", "{0}"),
    "hundred": (lambda *v: HUNDRED - sum(v, ZERO), " − ", "100% − {0}"),
    "mean": (lambda *v: sum(v, ZERO) / len(v), " + ", "({0}) ÷ {1}"),
}


def masked(sentence: Sentence, item: Figure | None = None) -> str:
    """The sentence with ``#`` for one figure and ``@`` for the other amounts."""
    pieces, position = [], 0
    for figure in sentence.own:
        pieces += [sentence.text[position : figure.start], "#" if figure is item else "@"]
        position = figure.end
    return "".join([*pieces, sentence.text[position:]])


def signed(stated: Figure, figures: Sequence[Figure], context: Context) -> bool:
    """Whether any of the figures, added or taken away, give the stated one."""
    for signs in product((1, -1, 0), repeat=len(figures)):
        used = [(sign, figure) for sign, figure in zip(signs, figures, strict=True) if sign]
        if len(used) < 2 or used[0][0] < 0:
            continue
        by = [sign for sign, _ in used]
        arithmetic = lambda *v, by=by: abs(sum((a * b for a, b in zip(by, v, strict=True)), ZERO))  # noqa: E731
        if agrees(stated, reckon(arithmetic, [figure for _, figure in used], "", context.practice)):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A declaration in ``words.toml``: words beside a figure, the figures it is of, the arithmetic of them.

    Parameters
    ----------
    name, code
        As for :class:`Kind`.
    cue
        What stands around the stated figure, which is ``#``, other amounts being ``@``.
    stated, operands
        Kinds of the stated figure and of the figures it is reckoned from (see ``quantities``).
    formulas
        The arithmetic that the words allow; the first is the one shown.
    needs, unless
        Patterns that the sentences must, or may not, match as well.
    least, most
        How many figures it is reckoned from.
    near
        By which share of the larger the figure may miss and still be meant.
    alike
        Whether all figures must be of one kind.
    beside
        Whether words or dates must set the operands beside each other: "from … to", "against", "than".
    back
        Whether the sentence before may give operands: ``always``, ``taken up`` or ``no``.
    order
        ``before`` if the operands come before the figure.
    """

    name: str
    code: str
    cue: list[str]
    stated: str
    operands: str
    formulas: list[str]
    needs: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)
    least: int = 2
    most: int = 2
    near: float = 0.6
    alike: bool = True
    beside: bool = False
    back: str = "taken up"
    order: str = ""

    def windows(self, item: Figure) -> Iterator[tuple[list[Figure], str]]:
        """The figures that a stated one may be reckoned from, and the text they stand in."""
        sentence, kinds = item.sentence, self.operands
        if self.alike and item.kind in "cwmur":
            kinds = {"c": "cw", "w": "cw", "r": "cr"}.get(item.kind, item.kind)
        own = [m for m in counts(before_cause(sentence), kinds) if m is not item]
        if self.alike and item.kind == "u":
            own = [m for m in own if sort_of(m) == sort_of(item)]
        if self.formulas[0] in ("share", "rate"):  # "34 of the 88 are over fifty"
            own = [m for m in own if not m.bound and not re.search("year|month|week|hour", m.text)]
        if self.formulas[0] in ("sum", "rest", "mean"):
            own = [m for m in own if not of_another_period(m)]
        if self.order == "before":
            own = [m for m in own if m.start < item.start]
        text = masked(sentence, item)
        yield own, text
        earlier = [m for m in counts(sentence.earlier, kinds) if m.kind != "u" or "rate" not in self.formulas]
        earlier = [m for m in earlier if self.formulas[0] not in ("sum", "rest", "mean") or not of_another_period(m)]
        if self.alike and item.kind == "u":
            earlier = [m for m in earlier if sort_of(m) == sort_of(item)]
        near = self.back == "always" and sentence.index and len(earlier) + len(own) <= self.most
        if (
            earlier
            and (len(own) < self.least or near)
            and (near or self.back == "taken up" and cue("changes.takes_up").match(sentence.text))
        ):
            yield earlier + own, f"{masked(earlier[0].sentence)} ¶ {text}"
        if near and sentence.index > 1:
            yield (
                [
                    m
                    for other in sentence.block.sentences[: sentence.index]
                    for m in counts(other.own, kinds)
                    if not self.alike or sort_of(m) == sort_of(item) or item.kind != "u"
                ]
                + own,
                text,
            )

    def results(self, item: Figure, figures: list[Figure], context: Context) -> Iterator[Result]:
        """What the figures give, the formula shown first."""
        texts = [m.text for m in figures]
        for name in self.formulas:
            if name == "between" and len({m.value for m in figures}) > 1:
                values = [m.value for m in figures]
                yield Result(
                    sum(values) / len(values), min(values), max(values), f"between {texts[0]} and {texts[-1]}, such as"
                )
            elif (
                name == "chain"
                and (figures := sorted(figures, key=lambda m: m.kind not in "cw"))[0].kind in "cw"
                and all(m.kind in "ph" for m in figures[1:])
            ):
                shares = [
                    (m.value / (m.other or 100), Decimal("0.005").scaleb(-m.decimals) * (m.kind == "p"))
                    for m in figures[1:]
                ]
                low, value, high = (
                    prod([figures[0].value, *(p + sign * room for p, room in shares)]) for sign in (-1, 0, 1)
                )
                yield Result(value, low - Decimal("0.5"), high + Decimal("0.5"), " × ".join(texts))
            elif name in MANY and not (name == "sum" and len({m.value for m in figures}) == 1):
                formula, sign, how = MANY[name]
                ordered = sorted(figures, key=lambda m: -m.value) if name == "rest" else figures
                written = how.format(sign.join(m.text for m in ordered), len(figures))
                if result := reckon(formula, ordered, written, context.practice):
                    yield result
            elif name in PAIRS:
                formula, how = PAIRS[name]
                base = item.other or ZERO
                for pair in permutations(figures, 2):
                    kinds = {m.kind for m in pair}
                    unlike = pair[0].value == pair[1].value or kinds & set("pmu") and len(kinds) > 1
                    if (
                        unlike
                        if self.alike
                        else (item.kind == "m") != ("m" in kinds)
                        or name == "share"
                        and len({m.value for m in pair}) == 1
                    ):
                        continue
                    if result := reckon(lambda a, b, f=formula, base=base: f(base, a, b), pair, how, context.practice):
                        yield result

    def judge(self, sentence: Sentence, context: Context) -> Iterator[Finding]:
        """The findings in one sentence."""
        stated = [
            m for m in before_cause(sentence) if m.kind in self.stated and pattern(self.cue).search(masked(sentence, m))
        ]
        for said in stated if len(sentence.own) <= 2 * _MOST and is_prose(sentence) else ():
            if self.formulas == ["rate"] and sentence.of_kind("p"):
                continue  # counts with a percentage each are parts of something else
            after = sentence.block.sentences[sentence.index + 1 : sentence.index + 2]
            if self.formulas == ["rest"] and after and all(_LABELLED.match(s.text) for s in (sentence, *after)):
                continue  # "Refused: 15. Withdrawn: 8."
            limited = (
                said.bound in ("most", "goal")
                or said in context.bound
                or said.kind == "w"
                and said.value == 1
                or said.kind == "h"
                and said.bound
            )
            aside = re.search(r"\([^()]*\b(?:grew|rose|fell|increased|decreased)\b[^()]*$", sentence.text[: said.start])
            limited = limited or aside is not None  # "slower than the economy (GDP grew by 6.2%)"
            ahead = [m.value for m in sentence.own if m.kind in "cw" and m.end < said.start]
            own = "share" in self.formulas and said.before.endswith("(") and ahead
            limited = limited or bool(own) and ahead[-1] >= max(m.value for m in sentence.own if m.kind in "cw")
            if limited or said.kind == "p" and self.beside and cue("changes.share_of").match(said.after):
                continue
            averaged = said.approx and re.search(r"\baverag\w+(?: of)? $", said.before)
            item = replace(said, approx=False) if averaged else said
            usable: list[tuple[list[Figure], list[Result]]] = []
            for figures, text in self.windows(said):
                out = (
                    self.needs
                    and not pattern(self.needs).search(text)
                    or self.unless
                    and pattern(self.unless).search(text)
                )
                goals = "difference" in self.formulas  # "a shortfall of £0.77m" against a target
                known = [m for m in figures if not (goals and m.bound == "goal" and not m.approx)]
                changed = goals and sum(map(is_change, [*figures, item])) > 1  # "(up 7,585), India (up 5,327)"
                if (
                    out
                    or changed
                    or of_another_year(said, figures)
                    or self.formulas[0] in ("sum", "rest")
                    and any(m.value == said.value for m in figures)
                    or self.formulas[0] == "rest"
                    and (_is_whole(said) or _of_other_things(said, figures))
                    or not figures
                    or self.formulas == ["quotient"]
                    and _for_another(said, figures)
                    or len(figures) > _MOST
                    or not exact(known)
                ):
                    continue
                results = list(self.results(item, figures, context))
                if (
                    any(agrees(item, each) for each in results)
                    or self.alike
                    and item.kind in "cwmu"
                    and signed(item, figures, context)
                ):
                    if self.formulas != ["between"]:  # which many a figure lies
                        context.bind(said)
                    usable = []
                    break
                if self.least <= len(figures) <= self.most and results:
                    usable.append((figures, results))
            only = (
                sum(m.kind == "p" for m in sentence.own) == 1 if "share" in self.formulas and said.kind == "p" else True
            )
            small = "sum" in self.formulas and said.kind in "cw" and said.value < 3
            alone = (
                only
                and not small
                and (not self.alike or not self.beside or sum(m.kind == said.kind for m in stated) == 1)
            )
            for figures, results in usable[:1] if alone else ():
                apart = abs(results[0].value - abs(item.value)) > abs(results[0].value) * Decimal("0.8")
                beside = (
                    not self.beside
                    or set_beside(*figures)
                    or said.kind in "cwmu"
                    and not apart
                    and said is sentence.own[-1]
                    or said.kind not in "ph"
                    and re.search(r"\b(?:net|difference|gap)\b", sentence.text)
                )
                many = self.formulas[0] in MANY or self.beside
                result = results[0] if many else min(results, key=lambda each: abs(each.value - item.value))
                value = item.value * HUNDRED / (item.other or 1) if item.kind == "h" else abs(item.value)
                room = max(
                    Decimal(25) if item.kind in "pgh" and self.beside else Decimal(3),
                    max(value, abs(result.value)) * Decimal(str(self.near)),
                )
                if (
                    not beside
                    or result.value < 0
                    or not result.value
                    and "rest" in self.formulas
                    or abs(result.value - value) > room
                    or not context.bind(said)
                ):
                    continue
                right = printed(result.value, said)
                what = f"{said.text} is stated as {self.name}; the figures give {right}."
                yield finding(self.code, sentence, what, f"{result.how} = {right}", [*figures, said])


def _for_another(said: Figure, figures: Sequence[Figure]) -> bool:
    """Whether an average is said to be for each of something else than a length of time: "446 cases per prosecutor"."""
    per = re.match(r"(?: [a-z]+){0,2} per ([a-z]+)", said.after)
    timed = [m.text for m in figures if m.kind == "u"]
    return per is not None and bool(timed) and not any(per.group(1) in text for text in timed)


def _is_whole(item: Figure) -> bool:
    """Whether something is said to be of a figure: "two of the 34 states did not know"."""
    apart = re.search(
        r"\b(?:all but|rest of|remainder of)\b", item.sentence.text if item.sentence else "", re.IGNORECASE
    )
    taken_up = re.match(r" of (?:these|those)\b", item.after) and len(item.sentence.own if item.sentence else ()) == 1
    return (
        bool(taken_up)
        or apart is None
        and re.search(r"\bof (?:the|these|those|all|our|its) $", item.before) is not None
    )


def _of_other_things(said: Figure, figures: Sequence[Figure]) -> bool:
    """Whether all count different things: "62 arrests, 31 missing children and 28 victims"."""
    nouns = [m.noun for m in (said, *figures)]
    return (
        all(nouns)
        and all(one.isdisjoint(other) for n, one in enumerate(nouns) for other in nouns[:n])
        and len(nouns) > 2
    )


#: A label and its figure.
_LABELLED = re.compile(r"^[A-Z][^:;.]{2,40}: [^:]{1,20}$")


def declared() -> None:
    """Enter the relations that ``words.toml`` declares."""
    for each in lexicon()["relation"]:
        relation = Reckoning(**each)
        KINDS.append(Kind(relation.name, relation.code, relation.judge))
