"""Figures near each other, of which one is the quotient or product of the others: changes in per cent, rates, costs.

Belongs here: as ``windows``, where the figures are of different kinds. Does not belong here: shares (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import Context, agrees, exact, kind, printed, reckon, sort_of
from figurecheck.relations.near import beside, likely, near, of_sort
from figurecheck.relations.shares import Pair, cut_or_wrong, fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit, shown
from figurecheck.words import cue


@kind("a change in per cent near its figures", "DOC-08")
def changes(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Climbed 7.5% in a year, 1,034 then and 1,215 now."""
    for said in beside(sentence, context, "windows.changed", "p", (45, 25)):
        if said.bound or said.approx or cue("windows.no_change").search(sentence.text):
            continue
        for figures in near(sentence):
            others = [m for m in figures if m.kind in "cwmu" and not (m.kind == "w" and m.value < 13)]
            others = [m for m in others if not re.search(r"(?:day|week|month|year|hour)s?$", m.text)]
            like = len(others) == 2 and sort_of(others[0]) == sort_of(others[1]) and exact(others)
            if not like or not all(m.value > 0 for m in others) or sum(m.kind == "p" for m in figures) > 1:
                continue
            pair = low, high = sorted(others, key=lambda m: m.value)
            how, practice = "change between {0} and {1}", context.practice
            rise = reckon(lambda a, b: (b - a) * 100 / a, pair, how, practice)
            fall = reckon(lambda a, b: (b - a) * 100 / b, pair, how, practice)
            share = reckon(lambda a, b: a * 100 / b, pair, "", practice)
            if rise is None or fall is None or share is None:
                continue
            if any(agrees(said, result) for result in (rise, fall, share)):
                context.bind(said)
                break
            down = cue("windows.down").search(f"{said.before[-45:]}#{said.after[:25]}")
            result, base = (fall, high) if down else (rise, low)
            if high.value <= 3 * low.value and abs(result.value - said.value) <= 25 and context.bind(said):
                how = f"{result.how}, divided by {base.text}"
                yield likely("DOC-08", said, "a change", printed(result.value, said), how, pair)
                break


_TIED = re.compile(r"^(?:[^.;]*[ ,])?(?:out of|of|from|among) (?:an? |the |all |our |its |these |those |total |possible |planned )*$")
_LED = re.compile(r"(?:^|[,;] |and )(?:Of|Out of|From|Among|of|out of|from|among) (?:an? |the |all |our |its |these |those )*$")


@kind("a share near its counts", "DOC-01")
def shares(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """At 91.4% in week 32, with 1,290 of the 1,410 services on time."""
    percents = [m for m in sentence.own if m.kind == "p" and m.exact and m not in context.bound]
    text = sentence.text
    if len(percents) != 1 or percents[0].text[0] in "+-" or cue("windows.no_share").search(text):
        return
    said = percents[0]
    if cue("windows.of_another").match(said.after):
        return
    for figures in near(sentence):
        here = all(m.sentence is sentence for m in figures)
        if sum(m.kind in "pgh" for m in figures) > 1 or not here and not cue("changes.takes_up").match(text):
            return
        items = [m for m in figures if m.kind in "cwum" and m.value > 0 and not (m.kind == "w" and m.value == 1)]
        pairs = [(a, b) for a in items for b in items if a.value < b.value and sort_of(a) == sort_of(b) and exact((a, b))]
        if any(fits(said, part, whole, context) is Fit.ROUNDED for part, whole in pairs):
            context.bind(said)
            return
        tied = [(a, b) for a, b in pairs if a.value > 1 and b.value >= 20 and _tied(a, b, items)]
        if len(tied) != 1 or len(items) > 4:
            continue
        part, whole = tied[0]
        apart = abs(part.value * 100 / whole.value - said.value)
        how = fits(said, part, whole, context)
        if (how is Fit.CUT or apart <= 10 or _slip(said, part, whole)) and apart < 40 and context.bind(said):
            yield cut_or_wrong(said, Pair(part, whole, False), how)
            return


def _slip(said: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a percentage has the digits of the right one in another order."""
    right = shown(part.value * 100 / whole.value, said.decimals)
    return sorted(right.replace(".", "")) == sorted(str(said.value).replace(".", ""))


def _tied(part: Figure, whole: Figure, items: list[Figure]) -> bool:
    """Whether words say that one figure is of another, or there are but the two and they count the same."""
    if part.sentence is whole.sentence and part.start < whole.start:
        return _TIED.match(part.sentence.text[part.end : whole.start]) is not None
    if _LED.search(whole.before):
        return True
    return len(items) == 2 and bool(part.noun & whole.noun)


@kind("a product near its factors", "DOC-16")
def products(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """£95 an hour for 1,200 hours, so the bill was £141,000."""
    money = [m for m in sentence.own if m.kind == "m"]
    many = [m for m in sentence.own if m.kind in "cu"] or [m for m in sentence.own if m.kind == "w" and m.value > 1]
    each = cue("windows.for_each").search(sentence.text) and not cue("windows.no_change").search(sentence.text)
    if not each or len(money) != 2 or len(many) != 1 or not exact([*money, *many]):
        return
    small, large = sorted(money, key=lambda m: m.value)
    if large in context.bound or not small.value or not cue("windows.bill").search(f"{large.before[-40:]}#"):
        return
    result = reckon(lambda a, b: a * b, [many[0], small], "{0} × {1}", context.practice)
    if result is None or agrees(large, result):
        return
    if abs(result.value - large.value) <= Decimal("0.3") * large.value and context.bind(large):
        yield likely("DOC-16", large, "a product", printed(result.value, large), result.how, [small, *many])


@kind("a rate near its figures", "DOC-16")
def rates(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """462 enquiries and 28,000 children, so the rate per 10,000 is 156."""
    marks = re.sub(r"⟦x(\d+)⟧", lambda match: sentence.figures[int(match.group(1))].text, sentence.marks)
    marks = re.sub(r"(?<=every )⟦c(\d+)⟧", lambda match: sentence.figures[int(match.group(1))].text, marks)
    match = cue("windows.per").search(marks)
    if match is None:
        return
    said = sentence.at(match, "n" if match.group("n") else "n2")
    per = (match.group("base") or match.group("base2")).replace(",", "")
    base = Decimal({"thousand": "1000", "million": "1000000"}.get(per, per))
    for figures in near(sentence):
        others = [m for m in of_sort(figures, "c") if m is not said and m.value != base]
        if len(others) != 2 or said in context.bound or not all(m.value for m in others):
            continue
        pair = sorted(others, key=lambda m: m.value)
        result = reckon(lambda a, b: a * base / b, pair, f"{{0}} ÷ {{1}} × {shown(base)}", context.practice)
        if result is None or agrees(replace(said, kind="r"), result):
            continue
        if abs(result.value - said.value) <= Decimal("0.5") * said.value and context.bind(said):
            yield likely("DOC-16", said, "a rate", shown(result.value, max(1, said.decimals)), result.how, pair)
            return
