"""Figures near each other, of which one is said to be the difference, the total or the average of the others.

Belongs here: relations that only a word beside one figure and the arithmetic tell, whatever the order of words. Does
not belong here: whole turns of phrase (``statements``).

Only where a sentence, or two, hold just the figures that the arithmetic needs is anything said, and only if the stated
one misses by little: else they have nothing to do with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    ZERO,
    Context,
    agrees,
    exact,
    finding,
    is_prose,
    kind,
    printed,
    reckon,
    sort_of,
    sum_of,
)
from figurecheck.relations.reckonings import signed
from figurecheck.relations.repeats import mistyped
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue


def _near(sentence: Sentence) -> Iterator[tuple[list[Sentence], list[Figure]]]:
    """The amounts of a sentence, then those of it and the nearest before that has any, in its paragraph or the last."""
    if not is_prose(sentence):
        return
    yield [sentence], sentence.own
    block = sentence.block
    before = next((other for other in reversed(block.sentences[: sentence.index]) if other.own), None)
    last = block.previous
    if before is None and last is not None and last.kind == block.kind == "para" and last.path == block.path:
        before = next((other for other in reversed(last.sentences) if other.own), None)
    if before is not None and is_prose(before):
        yield [before, sentence], [*before.own, *sentence.own]


def _of_sort(items: list[Figure], sort: str) -> list[Figure]:
    return [m for m in items if sort_of(m) == sort and not (m.kind == "w" and m.value == 1)]


@kind("a difference of two near it", "DOC-08", of="block")
def differences(block: Block, context: Context) -> Iterator[Finding]:
    """An extra 2.3 metres, of 18.5 and 15.2; fifteen more than last year (this year 140; last year 128)."""
    for sentence in block.sentences:
        for said in [m for m in sentence.own if cue("windows.differs").search(f"{m.before[-40:]}#{m.after[:40]}")]:
            further = re.search(r"\b(?:a further|another) $", said.before)
            if (
                further
                or not said.value
                or said.bound in ("least", "most", "goal")
                or said in context.bound
                or said.kind in "ph"
            ):
                continue
            sorts = ("p", "g") if said.kind == "g" else (sort_of(said),)
            for sentences, items in _near(sentence):
                others = [m for sort in sorts for m in _of_sort(items, sort) if m is not said]
                others = [m for m in others if not m.before.endswith("out of ")]
                if not others and said.kind == "u":  # "1,284 sick days …, 122 days more"
                    others = _of_sort(items, "c")
                text = " ".join(each.text for each in sentences)
                if said.kind == "g" and len({m.sentence for m in others}) > 1:
                    continue
                if len(others) != 2 or cue("windows.no_difference").search(text) or not exact(others):
                    continue
                result = reckon(lambda a, b: abs(a - b), others, "difference between {0} and {1}", context.practice)
                if result is None or not result.value:
                    continue
                added = reckon(lambda a, b: a + b, others, "", context.practice)
                if agrees(said, result) or added is not None and agrees(said, added):
                    context.bind(said)
                    break
                much = abs(abs(said.value) - result.value)
                alike = max(m.value for m in others) <= 4 * min(m.value for m in others)
                room = Decimal("0.45") * max(result.value, abs(said.value))
                meant = much <= max(room, 3 if sort_of(said) == "c" and not said.decimals else 0) or mistyped(
                    said, _written(said, result.value)
                )
                if alike and meant and context.bind(said):
                    right = printed(result.value, said)
                    what = f"{said.text} is stated as a difference; the figures give {right}."
                    yield finding("DOC-08", sentence, what, f"{result.how} = {right}", [*others, said], sure="likely")
                    break


def _written(said: Figure, value: Decimal) -> Figure:
    return Figure(said.kind, f"{value.scaleb(-said.scale):.{said.decimals}f}", value, said.decimals, scale=said.scale)


@kind("a total near its parts", "DOC-04", of="block")
def sums(block: Block, context: Context) -> Iterator[Finding]:
    """Income was therefore £262,500, after £185,000, £60,000 and £27,500."""
    for sentence in block.sentences:
        for sentences, items in _near(sentence):
            text = " ".join(each.text for each in sentences)
            for sort in dict.fromkeys(map(sort_of, items)):
                figures = _of_sort(items, sort)
                if sum(m.kind == "c" for m in figures) > 2:
                    figures = [m for m in figures if m.kind != "w"]  # "702 scored five"
                whole = max(figures, key=lambda m: m.value, default=None)
                if whole is None or not 3 <= len(figures) <= 8 or sort in ("p", "g", "h") or not exact(figures):
                    continue
                parts = [m for m in figures if m is not whole]
                if any(m.decimals > whole.decimals and not whole.scale for m in parts):
                    continue
                if (
                    whole in context.bound
                    or any(m.value == whole.value for m in parts)
                    or whole not in (figures[0], figures[-1])
                    or cue("windows.no_sum").search(text)
                ):
                    continue
                around = f"{whole.before[-60:]}#{whole.after[:40]}"
                told = cue("windows.total").search(around) or len(parts) > 2 and cue("windows.total").search(text)
                result = reckon(lambda *v: sum(v, ZERO), parts, sum_of(parts), context.practice)
                if result is None:
                    continue
                if agrees(whole, result) or len(figures) <= 6 and signed(whole, parts, context):
                    context.bind(whole)
                    continue
                led = whole.sentence is not parts[0].sentence and len(whole.sentence.own) == 1
                led = led and len({m.sentence for m in parts}) == 1
                graded = (
                    led
                    and len(parts) > 2
                    and all(
                        cue("parts.answers").search(m.before.strip(" ,;").removeprefix("and ").removesuffix(" in"))
                        for m in parts[1:]
                    )
                )
                told = told or graded
                over = result.value > whole.value and whole is figures[0] and (led or cue("windows.parts").search(text))
                every = cue("windows.each_one").search(text)
                room = Decimal("0.25") if every and result.value > whole.value else Decimal("0.14")
                near = abs(result.value - whole.value) <= max(room * whole.value, 2)
                if near and (told or over) and len(sentence.own) > 0 and context.bind(whole):
                    right = printed(result.value, whole)
                    what = f"{whole.text} is stated as the total; its parts come to {right}."
                    yield finding("DOC-04", sentence, what, f"{result.how} = {right}", [whole, *parts], sure="likely")


@kind("an average near its figures", "DOC-16", of="block")
def averages(block: Block, context: Context) -> Iterator[Finding]:
    """A daily mean of 35, of 22, 35, 41 and 30; 163 a week, of 7,956 in 52 weeks."""
    for sentence in block.sentences:
        for said in [m for m in sentence.own if _is_mean(m)]:
            listed_on = re.match(r"(?:,|,? and|,? or)? ?$", said.after) and said is not sentence.own[-1]
            if said.bound or said in context.bound or said.kind in "hg" or listed_on:
                continue
            for _, items in _near(sentence):
                others = [m for m in items if m is not said and m.kind in "cwurmp"]
                like = [m for m in others if sort_of(m) == sort_of(said)]
                if len(like) < 3 and said.kind == "u":  # "2.5, 4.0, 3.5 and 6.0, the average being 5.0 days"
                    like = [m for m in others if sort_of(m) in ("c", sort_of(said))]
                like = [m for m in like if m.kind != "w"] if sum(m.kind != "w" for m in like) > 2 else like
                if any(m.approx and m is not said for m in others) or cue("windows.no_mean").search(sentence.text):
                    continue
                ahead = [m for m in others if m.sentence is not sentence or m.start < said.start]
                others = ahead if len(ahead) == 2 and len(like) < 3 else others
                two = len(like) == 2 and re.search(r"\b(?:the|these|both) two\b|\bboth\b", sentence.text)
                if len(like) >= 3 or two:
                    if len({m.sentence for m in like}) > 1:
                        continue
                    listed = like[1:] if like[0].value == len(like) - 1 else like
                    mean = sum((m.value for m in listed), ZERO) / len(listed)
                    how = f"({sum_of(listed)}) ÷ {len(listed)}"
                elif (
                    len(others) == 2
                    and all(m.value for m in others)
                    and len({sort_of(m) for m in others}) > 1
                    or len(others) == 2
                    and len(like) == 2
                    and max(m.value for m in like) > 3 * min(m.value for m in like) > 0
                ):
                    large, small = sorted(others, key=lambda m: -m.value)
                    mean, listed, how = large.value / small.value, others, f"{large.text} ÷ {small.text}"
                else:
                    continue
                half = Decimal("0.5").scaleb(said.scale - said.decimals)
                if abs(mean - said.value) <= half:
                    context.bind(said)
                    break
                close = abs(mean - said.value) <= Decimal("0.25") * mean
                inside = len(listed) < 3 or min(m.value for m in listed) <= said.value <= max(m.value for m in listed)
                if close and inside and context.bind(said):
                    right = shown(mean.scaleb(-said.scale), max(said.decimals, 1))
                    what = f"{said.text} is stated as the average; the figures give {right}."
                    yield finding("DOC-16", sentence, what, f"{how} = {right}", [*listed, said], sure="likely")
                    break


def _is_mean(item: Figure) -> bool:
    """Whether words say that a figure is the mean of others."""
    if re.search(r"(?:,|\band) [£$€]?$", item.before) and not re.search(r"averag|mean", item.before):
        return False  # one of the list
    if cue("windows.mean").search(f"{item.before[-45:]}#{item.after[:25]}"):
        return True
    starts = item.sentence is not None and re.match(r"(?:The|Our|Their|Its) (?:mean|average)\b", item.sentence.text)
    return bool(starts) and item is item.sentence.own[-1] and re.search(r"\b(?:was|is|were) $", item.before) is not None


@kind("a limit kept or not", "DOC-17", of="block")
def limits(block: Block, context: Context) -> Iterator[Finding]:
    """No more than 40 were allowed; with 37 we came in over it."""
    for sentence in block.sentences:
        text, verdicts = sentence.text, list(cue("windows.verdict").finditer(sentence.text))
        groups = {match.lastgroup for match in verdicts}
        universal = cue("windows.every").search(text) or cue("windows.none").search(text)
        if len(groups) != 1 or cue("windows.no_verdict").search(text) and not universal:
            continue
        for sentences, items in _near(sentence):
            goals = [m for m in items if _goal(m)]
            if len(goals) != 1:
                continue
            goal = goals[0]
            results = [m for m in _of_sort(items, sort_of(goal)) if m is not goal]
            if len(results) > 1:
                yield from _all_within(sentence, goal, results, verdicts[0], context)
                break
            if len(results) != 1 or results[0] in context.bound or results[0].bound in ("least", "most"):
                continue
            result, ceiling = results[0], _goal(goal) == "ceiling"
            better = (goal.value - result.value) * (1 if ceiling else -1)
            group = groups.pop()
            good = group == "good" or group == "over" and not ceiling or group == "under" and ceiling
            if (better < 0) if good else (better >= 0):
                word = verdicts[0].group().strip()
                what = f"“{word}”, but {result.text} is {'not ' * (better < 0)}within the limit of {goal.text}."
                how = f"{result.text} − {goal.text} = {shown(result.value - goal.value)}"
                if context.bind(result):
                    yield finding("DOC-17", sentence, what, how, [result, goal], sure="likely", also=sentences[:-1])
            break


def _all_within(
    sentence: Sentence, goal: Figure, results: list[Figure], verdict: re.Match[str], context: Context
) -> Iterator[Finding]:
    """Beaten in every quarter: 91%, 93%, 88% and 92%; neither met it: 97% and 91%."""
    every, none = cue("windows.every").search(sentence.text), cue("windows.none").search(sentence.text)
    if bool(every) == bool(none) or verdict.lastgroup not in ("good", "bad") or not exact(results):
        return
    ceiling = _goal(goal) == "ceiling"
    kept = [m for m in results if (m.value <= goal.value if ceiling else m.value >= goal.value)]
    good = (verdict.lastgroup == "good") == bool(every)
    against = [m for m in results if m not in kept] if good else kept
    if against and len(against) < len(results) + bool(none) and context.bind(against[0]):
        word = (every or none).group()  # type: ignore[union-attr]
        what = f"“{word}”, but {against[0].text} is {'not ' * good}within the limit of {goal.text}."
        how = f"{against[0].text} − {goal.text} = {shown(against[0].value - goal.value)}"
        yield finding("DOC-17", sentence, what, how, [against[0], goal], sure="likely")


@kind("a change in per cent near its figures", "DOC-08", of="block")
def changes(block: Block, context: Context) -> Iterator[Finding]:
    """Climbed 7.5% in a year, 1,034 then and 1,215 now."""
    for sentence in block.sentences:
        for said in [
            m
            for m in sentence.own
            if m.kind == "p" and cue("windows.changed").search(f"{m.before[-45:]}#{m.after[:25]}")
        ]:
            if said.bound or said.approx or said in context.bound or cue("windows.no_change").search(sentence.text):
                continue
            for _, items in _near(sentence):
                others = [m for m in items if m.kind in "cwmu" and not (m.kind == "w" and m.value < 13)]
                others = [m for m in others if not re.search(r"(?:day|week|month|year|hour)s?$", m.text)]
                if (
                    len(others) != 2
                    or len({sort_of(m) for m in others}) > 1
                    or not exact(others)
                    or not all(m.value > 0 for m in others)
                ):
                    continue
                if sum(m.kind == "p" for m in items) > 1:
                    continue
                low, high = sorted(others, key=lambda m: m.value)
                results = [
                    reckon(
                        lambda a, b, n=n: abs(a - b) * 100 / (a, b)[n],
                        [low, high],
                        "change between {0} and {1}",
                        context.practice,
                    )
                    for n in (0, 1)
                ]
                results.append(reckon(lambda a, b: a * 100 / b, [low, high], "", context.practice))
                if any(result is not None and agrees(said, result) for result in results):
                    context.bind(said)
                    break
                down = bool(cue("windows.down").search(f"{said.before[-45:]}#{said.after[:25]}"))
                result = results[int(down)]
                if (
                    result is not None
                    and high.value <= 3 * low.value
                    and abs(result.value - said.value) <= 25
                    and context.bind(said)
                ):
                    right, base = printed(result.value, said), (high if down else low).text
                    what = f"{said.text} is stated as a change; the figures give {right}."
                    yield finding(
                        "DOC-08",
                        sentence,
                        what,
                        f"{result.how}, divided by {base} = {right}",
                        [low, high, said],
                        sure="likely",
                    )
                    break


@kind("what is left near it", "DOC-04", of="block")
def left(block: Block, context: Context) -> Iterator[Finding]:
    """Of 31 actions nineteen are complete and the fourteen others are in progress."""
    for sentence in block.sentences:
        for said in [
            m
            for m in sentence.own
            if m.kind in "cwmu" and cue("windows.left").search(f"{m.before[-25:]}#{m.after[:30]}")
        ]:
            if said.bound or said in context.bound or cue("windows.no_left").search(sentence.text):
                continue
            for _, items in _near(sentence):
                others = [m for m in _of_sort(items, sort_of(said)) if m is not said]
                if len(others) < 2 and said.kind == "u":  # "of the 1,500 overtime hours …, the balance of 480 hours"
                    others = [m for m in _of_sort(items, "c") if m is not said]
                whole = max(others, key=lambda m: m.value, default=None)
                if whole is None or not 2 <= len(others) <= 4 or whole is not others[0] or not exact(others):
                    continue
                if said.kind == "m" and any(m.sentence is not sentence for m in others):
                    continue
                parts = [m for m in others if m is not whole]
                rest = whole.value - sum((m.value for m in parts), ZERO)
                if rest == said.value or signed(said, others, context):
                    context.bind(said)
                    break
                if (
                    rest >= 0
                    and abs(rest - said.value) <= max(3, Decimal("0.5") * max(rest, said.value))
                    and context.bind(said)
                ):
                    what = f"{said.text} is stated as what is left; the figures give {shown(rest)}."
                    how = f"{whole.text} − {' − '.join(m.text for m in parts)} = {shown(rest)}"
                    yield finding("DOC-04", sentence, what, how, [*others, said], sure="likely")
                    break


@kind("a product near its factors", "DOC-16", of="block")
def products(block: Block, context: Context) -> Iterator[Finding]:
    """£95 an hour for 1,200 hours, so the bill was £141,000."""
    for sentence in block.sentences:
        money = [m for m in sentence.own if m.kind == "m"]
        many = [m for m in sentence.own if m.kind in "cu"] or [m for m in sentence.own if m.kind == "w" and m.value > 1]
        if (
            len(money) != 2
            or len(many) != 1
            or not exact([*money, *many])
            or not cue("windows.for_each").search(sentence.text)
        ):
            continue
        small, large = sorted(money, key=lambda m: m.value)
        if large in context.bound or cue("windows.no_change").search(sentence.text) or not small.value:
            continue
        result = reckon(lambda a, b: a * b, [many[0], small], "{0} × {1}", context.practice)
        told = cue("windows.bill").search(f"{large.before[-40:]}#")
        if result is None or not told or agrees(large, result):
            continue
        if abs(result.value - large.value) <= Decimal("0.3") * large.value and context.bind(large):
            right = printed(result.value, large)
            what = f"{large.text} is stated as a product; the figures give {right}."
            yield finding("DOC-16", sentence, what, f"{result.how} = {right}", [*money, *many], sure="likely")


@kind("a rate near its figures", "DOC-16", of="block")
def rates(block: Block, context: Context) -> Iterator[Finding]:
    """462 enquiries and 28,000 children, so the rate per 10,000 is 156."""
    for sentence in block.sentences:
        marks = re.sub(r"⟦x(\d+)⟧", lambda m, s=sentence: s.figures[int(m.group(1))].text, sentence.marks)
        match = cue("windows.per").search(marks)
        if match is None:
            continue
        said = sentence.at(match, "n")
        per = match.group("base").replace(",", "")
        base = Decimal({"thousand": "1000", "million": "1000000"}.get(per, per))
        for _, items in _near(sentence):
            others = [m for m in _of_sort(items, "c") if m is not said and m.value != base and m.kind == "c"]
            if len(others) != 2 or said in context.bound or not all(m.value for m in others):
                continue
            part, whole = sorted(others, key=lambda m: m.value)
            result = reckon(lambda a, b, base=base: a * base / b, [part, whole], "{0} ÷ {1}", context.practice)
            if result is None or agrees(replace(said, kind="r"), result):
                continue
            if abs(result.value - said.value) <= Decimal("0.5") * said.value and context.bind(said):
                right = shown(result.value, max(1, said.decimals))
                what = f"{said.text} is stated as a rate; the figures give {right}."
                how = f"{result.how} × {shown(base)} = {right}"
                yield finding("DOC-16", sentence, what, how, [part, whole, said], sure="likely")
                break


@kind("the rest of 100% near it", "DOC-04", of="block")
def remainders(block: Block, context: Context) -> Iterator[Finding]:
    """The remaining 28%, after 82%."""
    for sentence in block.sentences:
        for said in [m for m in sentence.own if m.kind == "p" and cue("windows.rest").search(m.before[-30:])]:
            for _, items in _near(sentence):
                others = [m for m in items if m.kind == "p" and m is not said]
                left = 100 - sum((m.value for m in others), ZERO)
                if not others or said in context.bound or not exact([said, *others]) or left < 0:
                    continue
                if abs(left - said.value) <= Decimal("0.6") * len(others):
                    context.bind(said)
                    break
                if abs(left - said.value) <= 15 and context.bind(said):
                    right = shown(left)
                    what = f"{said.text} is stated as what is left of 100%; the figures give {right}%."
                    how = f"100% − {' − '.join(m.text for m in others)} = {right}%"
                    yield finding("DOC-04", sentence, what, how, [*others, said], sure="likely")
                    break


def _goal(item: Figure) -> str:
    """``floor`` or ``ceiling`` where a figure is a target or limit."""
    around = f"{item.before[-60:]}#{item.after[:45]}"
    timed = item.kind == "u" and re.search(r"(?:day|week|hour|minute|month|second)s?$", item.text)
    if cue("windows.ceiling").search(around) or timed and cue("windows.floor").search(around):
        return "ceiling"
    return "floor" if cue("windows.floor").search(around) else ""
