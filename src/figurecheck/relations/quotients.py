"""Figures near each other, of which one is the quotient or product of the others: changes in per cent, rates, costs.

Belongs here: as ``windows``, where the figures are of different kinds. Does not belong here: shares (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import ZERO, Context, agrees, exact, kind, printed, reckon, sort_of
from figurecheck.relations.near import beside, misstated, near, of_sort
from figurecheck.relations.repeats import slip_of
from figurecheck.relations.shares import Pair, cut_or_wrong, fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit, shown
from figurecheck.text import content_words
from figurecheck.words import cue

#: A change from a period whose figure may not be among those given.
_OTHER_BASE = re.compile(
    r"\b(?:than|on|from|over|since) (?:the |in the |a )?(?:same |previous|last|prior|year (?:earlier|before|ago))"
)


@kind("a change in per cent near its figures", "DOC-08")
def changes(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Climbed 7.5% in a year, 1,034 then and 1,215 now."""
    for said in beside(sentence, context, "windows.changed", "p", (45, 25)):
        yearly = re.search(r"\b(?:annual(?:ised)? (?:growth )?rate of|to) $", said.before)  # "fell to 2.8%" is a level
        if said.bound or said.approx or yearly or cue("windows.no_change").search(sentence.text):
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
            down = cue("windows.down").search(f"{said.before[-45:]}#{said.after[:25]}")
            up = cue("windows.up").search(f"{said.before[-45:]}#{said.after[:25]}")
            given = (fall,) if down and not up else (rise,) if up and not down else (rise, fall)
            here = all(m.sentence is sentence for m in others)
            if not here and _OTHER_BASE.search(said.after[:60]):
                continue
            room = Decimal(10_000) / low.value if all(m.value >= 1000 and m.value % 100 == 0 for m in pair) else ZERO
            if any(agrees(said, result) or abs(result.value - said.value) <= room for result in (*given, share)):
                context.bind(said)
                break
            result, base = (fall, high) if down else (rise, low)
            if high.value <= 3 * low.value and abs(result.value - said.value) <= 25 and context.bind(said):
                how = f"{result.how}, divided by {base.text}"
                yield misstated("DOC-08", said, "a change", printed(result.value, said), how, pair)
                break


_TIED = re.compile(
    r"^(?:[^.;]*[ ,])?(?:out of|of|from|among) (?:an? |the |all |our |its |these |those |total |possible |planned )*$"
)
_LED = re.compile(
    r"(?:^|[,;] |and )(?:Of|Out of|From|Among|of|out of|from|among) (?:an? |the |all |our |its |these |those )*$"
)


@kind("a share near its counts", "DOC-01")
def shares(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """At 91.4% in week 32, with 1,290 of the 1,410 services on time; 30 of the 45 tenants, three quarters."""
    stated = [m for m in sentence.own if m.kind in "ph"]
    text = sentence.text
    if len(stated) != 1 or stated[0].text[0] in "+-" or cue("windows.no_share").search(text):
        return
    said = stated[0]
    if said.approx or said.bound or said in context.bound or cue("windows.of_another").match(said.after):
        return
    if re.match(r" of total [a-z]+", said.after):
        return
    percent = said if said.kind == "p" else replace(said, kind="p", value=said.value * 100 / (said.other or 1))
    for figures in near(sentence):
        here = all(m.sentence is sentence for m in figures)
        if sum(m.kind in "pgh" for m in figures) > 1 or not here and not _takes_up(sentence, said):
            return
        items = [m for m in figures if m.kind in "cwum" and m.value > 0 and not (m.kind == "w" and m.value == 1)]
        items = [m for m in items if m.kind != "u" or "-" not in m.text]
        rate = cue("windows.rate_of").search(f"{said.before[-60:]}#{said.after[:20]}") is not None
        pairs = [
            (a, b) for a in items for b in items if a.value < b.value and sort_of(a) == sort_of(b) and exact((a, b))
        ]
        if any(_fits(percent, said, part, whole, context) for part, whole in pairs):
            context.bind(said)
            return
        pairs = [(a, b) for a, b in pairs if a.value * 20 > b.value]
        tied = [
            (a, b)
            for a, b in pairs
            if a.value > 1 and b.value >= 10 and (_tied(a, b, items) or rate and len(items) == 2)
        ]
        if len(tied) != 1 or len(items) > 4:
            continue
        part, whole = tied[0]
        blocks = [m.sentence.block for m in (whole, part) if m.sentence is not None]
        if {block.kind for block in blocks} == {"item"} and blocks[-1].number - blocks[0].number > 1:
            continue  # two items before
        if re.search(r"\(n ?= ?$", whole.before):
            continue  # "(n=36, 15.6%)" counts the part
        of = re.match(r" of (?:the|our|its|all) ([a-z]+)", said.after)
        of = content_words(of.group(1)) - _GROUP if of else frozenset()
        if part.sentence is not whole.sentence and of and not of & (part.noun | whole.noun):
            continue  # of others
        value = part.value * 100 / whole.value
        left = _of_the_rest(said) and abs(100 - value - percent.value) < abs(value - percent.value)
        apart = abs((100 - value if left else value) - percent.value)
        how = Fit.WRONG if left else fits(percent, part, whole, context)
        near_it = apart <= (25 if said.kind == "h" else 10)
        slip = said.kind == "p" and not left and slip_of(said, part.value * 100 / whole.value)
        if (how is Fit.CUT or near_it or slip) and apart < 40 and context.bind(said):
            if said.kind == "p":
                yield cut_or_wrong(said, Pair(part, whole, False), how, left)
            else:
                right = f"{shown(100 - value if left else value, 1)}%"
                how_ = f"({whole.text} − {part.text}) ÷ {whole.text}" if left else f"{part.text} ÷ {whole.text}"
                yield misstated("DOC-01", said, "a share", right, how_, [part, whole])
            return


def _of_the_rest(said: Figure) -> bool:
    """Whether a share is said of those that are left."""
    return cue("windows.of_the_rest").search(f"{said.before[-40:]}#{said.after[:60]}") is not None


def _takes_up(sentence: Sentence, said: Figure) -> bool:
    """Whether a share is said of the figures of the sentence before as well."""
    return cue("windows.so_much").search(f"{said.before[-60:]}#{said.after[:40]}") is not None or bool(
        cue("changes.takes_up").match(sentence.text)
    )


def _fits(percent: Figure, said: Figure, part: Figure, whole: Figure, context: Context) -> bool:
    """Whether a percentage or fraction is that of two figures, or of what they leave."""
    value = part.value * 100 / whole.value
    room = Decimal(4) if said.kind == "h" else Decimal("0.5").scaleb(-said.decimals)
    if _of_the_rest(said) and abs(100 - value - percent.value) <= room:
        return True
    return abs(value - percent.value) <= 4 if said.kind == "h" else fits(said, part, whole, context) is Fit.ROUNDED


_GROUP = content_words("group total sample whole money sum number cohort")


def _tied(part: Figure, whole: Figure, items: list[Figure]) -> bool:
    """Whether words say that one figure is of another, or there are but the two and they count the same."""
    if part.sentence is whole.sentence and part.start < whole.start:
        return _TIED.match(part.sentence.text[part.end : whole.start]) is not None
    if (
        _LED.search(whole.before)
        or whole.sentence is not part.sentence
        and re.match(r"(?: [a-z]+)? of (?:these|those|them|which|whom)\b", part.after)
        or whole.sentence is not part.sentence
        and (of := re.match(r"(?: [a-z]+)? of the ([a-z]+)", part.after))
        and content_words(of.group(1)) <= whole.noun
    ):
        return True
    if whole.sentence is not part.sentence and len(items) == 2:
        return True
    if re.match(r"(?: [a-z]+)? (?:of|out of) (?:these|those|them|which|whom)\b", part.after) and len(items) == 2:
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
        yield misstated("DOC-16", large, "a product", printed(result.value, large), result.how, [small, *many])


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
            yield misstated("DOC-16", said, "a rate", shown(result.value, max(1, said.decimals)), result.how, pair)
            return
