"""Figures near each other, of which one is the quotient or product of the others: changes in per cent, rates, costs.

Belongs here: as ``windows``, where the figures are of different kinds. Does not belong here: shares (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.quantities import Sentence
from figurecheck.relations.core import Context, agrees, exact, kind, printed, reckon, sort_of
from figurecheck.relations.near import beside, likely, near, of_sort
from figurecheck.report import Finding
from figurecheck.rounding import shown
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
    match = cue("windows.per").search(marks)
    if match is None:
        return
    said, per = sentence.at(match, "n"), match.group("base").replace(",", "")
    base = Decimal({"thousand": "1000", "million": "1000000"}.get(per, per))
    for figures in near(sentence):
        others = [m for m in of_sort(figures, "c") if m is not said and m.value != base and m.kind == "c"]
        if len(others) != 2 or said in context.bound or not all(m.value for m in others):
            continue
        pair = sorted(others, key=lambda m: m.value)
        result = reckon(lambda a, b: a * base / b, pair, f"{{0}} ÷ {{1}} × {shown(base)}", context.practice)
        if result is None or agrees(replace(said, kind="r"), result):
            continue
        if abs(result.value - said.value) <= Decimal("0.5") * said.value and context.bind(said):
            yield likely("DOC-16", said, "a rate", shown(result.value, max(1, said.decimals)), result.how, pair)
            return
