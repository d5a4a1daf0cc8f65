"""Figures set beside each other: by how much, in which direction, how many times, against a target, in what order.

Belongs here: two figures of one kind and what is said of the two. Does not belong here: parts and wholes (``shares``,
``parts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from figurecheck.dates import Month, find_months
from figurecheck.model import Sentence
from figurecheck.relations.core import Context, Mention, Window, counts, exact, finding, kind, set_beside, when_of
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, less_is_better, lexicon, listed, more_is_better


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure, what it is set beside, and the word of direction: +1 up, -1 down, 0 the same; None where unsaid."""

    sentence: Sentence
    first: Mention
    second: Mention
    sign: int | None
    word: str
    month: Month | None = None


def _month_of(item: Mention) -> Month | None:
    """The month named beside a figure: "November (55%)", "November's rate of 55%", "55% in November"."""
    after = re.match(r"[)]?\s(?:in|for|during)\s(?:the month of )?", item.after)
    later = [month for start, _, month in find_months(item.after) if after and start == after.end()]
    near = [
        month
        for _, end, month in find_months(item.before)
        if re.fullmatch(r"(?:'s)?\s?(?:[a-z]+ ){0,4}\(?(?:of |at |was )?", item.before[end:])
    ]
    return (later or near[-1:] or [None])[0]


def _direction(text: str) -> tuple[int | None, str]:
    """Which way a text says that figures go: None if it does not say, or says both."""
    signs: dict[int, str] = {}
    for match in cue("changes.word").finditer(text):
        word = match.group().lower()
        if word.endswith("ing") and not re.match(r" (?:by|from|to|further)\b", text[match.end() :]):
            continue  # "areas falling within"
        sign = 1 if match.lastgroup == "up" else -1
        if match.lastgroup in ("better", "worse"):
            sign = (1 if match.lastgroup == "better" else -1) * (more_is_better(text) - less_is_better(text))
        if not sign:
            return None, ""
        signs.setdefault(sign, word)
    if not signs and (same := cue("changes.same").search(text)):
        return 0, same.group().lower()
    return next(iter(signs.items())) if len(signs) == 1 else (None, "")


def _alike(one: Mention, other: Mention) -> bool:
    """Whether two figures are of one kind and, if measured, of one unit."""
    kinds = {one.figure.kind, other.figure.kind}
    units = {re.sub(r"^[\d.,\s-]+|s$", "", m.figure.text.lower()) for m in (one, other)} if kinds == {"u"} else set()
    same = len(kinds) == 1 or kinds == {"c", "w"}
    return same and len(units) < 2 and one.figure.other == other.figure.other and not kinds & set("gfh")


def _is_change(item: Mention, size: int) -> bool:
    """Whether a figure says by how much another differs: "38,578 higher than", "by 12"."""
    if cue("changes.change").search(item.before):
        return True
    after = cue("changes.is_change").match(item.after)
    return after is not None and (
        size > 2 or item.figure.kind != "p" and cue("changes.than").match(item.after) is not None
    )


def comparisons(window: Window) -> list[Comparison]:
    """Every pair of figures that a sentence sets beside each other."""
    text, found = window.text, []
    if cue("changes.skip").search(
        re.sub(r"\b(?:does|did|has|had|have|were|was|is) not (?:been )?(?:returned|completed)\b", "", text)
    ):
        return []
    own = [m for m in window.own if not _is_change(m, len(window.own)) and not (m.figure.kind == "w" and m.value == 1)]
    closed: Mention | None = None
    for number, (one, other) in enumerate(pairwise(own)):
        between = text[one.figure.end : other.figure.start]
        far = max(one.value, other.value) > 20 * min(one.value, other.value) and one.figure.kind != "p"
        same = one.figure.text.lower() == other.figure.text.lower() or one.figure.kind == other.figure.kind == "w"
        if not _alike(one, other) or one is closed or ";" in between or same and one.figure.kind in "uw" or far:
            continue
        ordered = set_beside(one, other)
        if ordered is None:
            continue
        closed = other if re.search(r"\bto (?:\w+ )?$", other.before) else None
        alike = sum(_alike(one, m) for m in own)
        dated = not any(cue("changes.reference").search(m.before) for m in (one, other))
        start = own[number - 1].figure.end if number else 0
        stop = own[number + 2].figure.start if number + 2 < len(own) else len(text)
        if alike > 2 and (comma := re.search(r"[,;(]", text[other.figure.end : stop])):
            stop = other.figure.end + comma.start()
        sides = [start + match.start() for match in cue("changes.sides").finditer(text[start:stop])]
        if dated and alike > 2 or any(one.figure.start < side < other.figure.end for side in sides):
            continue
        start = max([side for side in sides if side < one.figure.start], default=start)
        stop = min([side for side in sides if side > other.figure.end], default=stop)
        piece = cue("changes.not_direction").sub("", text[start:stop])
        judged = more_is_better(piece) or less_is_better(piece) or not cue("changes.valued").search(piece)
        sign, word = _direction(piece if judged else text)
        adjective = cue("changes.adjective").fullmatch(word)
        if adjective and (dated or not re.search(r"\b(?:than|above|below)\b[^#]*$", ordered[0].before)):
            sign = None
        found.append(Comparison(window.sentence, *ordered, sign, word, _month_of(ordered[0])))
    if cue("changes.back").match(text) or re.search(
        r"\b(?:this|it|which)(?: also)? (?:is|was|represents) an?(?:other)? ", text
    ):
        for item in own:
            before = [
                m
                for m in own
                if m.figure.start < item.figure.start
                and _alike(m, item)
                and not cue("changes.reference").search(m.before)
            ]
            before = before or [m for m in window.earlier if _alike(m, item)]
            near = item.before if cue("changes.reference").search(item.before) else text[: item.figure.start]
            if (
                before
                and (
                    cue("changes.reference").search(item.before)
                    or found
                    and re.search(r" and $|'s \($|\band [A-Z]", item.before)
                    or cue("changes.change_from").search(near)
                )
                and not any(c.first is item for c in found)
            ):
                sign, word = _direction(
                    text
                    + (
                        " " + before[-1].sentence.text
                        if re.search(rf"\b(?:{listed('words.better')}|{listed('words.worse')})\b", text)
                        else ""
                    )
                )
                sign, word = (sign, word) if sign is not None else _direction(text)
                found.append(Comparison(window.sentence, item, before[-1], sign, word, _month_of(item)))
    return found


def _far(item: Comparison) -> bool:
    """Whether the word stands far from the figures, or one of two equal figures may be a reference: "(10)"."""
    text, start = (
        item.sentence.text.lower(),
        min(m.figure.start for m in (item.first, item.second) if m.sentence is item.sentence),
    )
    places = [match.start() for match in re.finditer(re.escape(item.word), text)]
    if item.first.value == item.second.value and re.search(r"\($", item.first.before):
        return True
    return item.second.sentence is item.sentence and min((abs(place - start) for place in places), default=0) > 150


@kind("a word of direction", "DOC-09")
def directions(window: Window, context: Context) -> Iterator[Finding]:
    """Rose, fell, improved, remained stable beside figures that did not."""
    for item in comparisons(window):
        first, second = item.first.figure, item.second.figure
        if item.sign is None or not first.exact or second.value is None or second.approx:
            continue
        moved = item.second.value - item.first.value
        if item.first.value < 0 and item.second.value < 0:
            moved = -moved
        if item.sign == 0:
            wrong = abs(moved) >= max(Decimal(10), item.first.value / 5) and first.kind in "pcu"
        else:
            wrong = moved * item.sign <= 0
        if second.bound in ("most", "goal") or first.bound or not wrong or _far(item):
            continue
        if re.search(r"\btargets?\b", item.first.around + item.second.around) and item.word in ("above", "below"):
            continue
        went = "more" if moved > 0 else "less" if moved < 0 else "the same"
        what = f"“{item.word}”, but {second.text} is {went}{' as' if not moved else ' than'} {first.text}."
        how = f"{second.text} − {first.text} = {shown(moved)}"
        yield finding(
            "DOC-09",
            window.sentence,
            what,
            how,
            "Correct the word or the figures.",
            [item.first, item.second],
            [item.second.sentence],
        )


@kind("a comparison", "DOC-09")
def levels(window: Window, context: Context) -> Iterator[Finding]:
    """Fewer children (48) than last quarter (43)."""
    tagged = window.sentence.tagged
    for match in cue("changes.level").finditer(tagged.marks):
        tail = next(tail for tail in "234" if match.group(f"w{tail}"))
        word = match.group(f"w{tail}").lower()
        here, there = tagged.figures[int(match.group(f"b{tail}"))], tagged.figures[int(match.group(f"a{tail}"))]
        up = word in ("more", "higher", "longer", "larger", "up")
        if (
            not (here.exact and there.exact)
            or here.value is None
            or there.value is None
            or re.search(r"target|\bage|\bwhile\b|\bbut\b", match.group(), re.IGNORECASE)
        ):
            continue
        if (here.value <= there.value) if up else (here.value >= there.value):
            what = f"“{word}”, but {here.text} is not {'more' if up else 'less'} than {there.text}."
            how = f"{here.text} − {there.text} = {shown(here.value - there.value)}"
            yield finding("DOC-09", window.sentence, what, how, "Correct the word or the figures.", [here, there])


@kind("a course of figures", "DOC-10")
def courses(window: Window, context: Context) -> Iterator[Finding]:
    """Has risen every month: 60% in November, 54% in December and 75% in January."""
    word, _ = _direction(window.text)
    for kinds in ("p", "c"):
        series = counts(window.own, kinds)
        if (
            len(series) < 3
            or not word
            or not cue("changes.every").search(window.text)
            or not exact(series)
            or len(series) != len([m for m in window.own if m.figure.kind not in "wuh"])
        ):
            continue
        if re.search(
            r"\b(?:target|average|national|england|while|whereas|but|except|apart)\b", window.text, re.IGNORECASE
        ):
            continue
        when = [(when_of(item) or (0, 0)) for item in series]
        dated = all(
            a[0] < b[0] if a[0] and a[0] != b[0] else (b[1] - a[1]) % 12 == 1 or b[1] - a[1] > 0
            for a, b in pairwise(when)
        )
        if not dated and (any(any(w) for w in when) or not re.search(r"\bfrom\b.*\bto\b|, .* and ", window.text)):
            continue
        steps = [later.value - earlier.value for earlier, later in pairwise(series)]
        if any(step * word <= 0 for step in steps) and (dated or any(step * word > 0 for step in steps)):
            what = f"The figures do not go one way throughout: {', '.join(item.figure.text for item in series)}."
            yield finding(
                "DOC-10",
                window.sentence,
                what,
                "steps of " + ", ".join(shown(step) for step in steps),
                "Correct the claim.",
                series,
            )


@cache
def _times() -> re.Pattern[str]:
    said = "|".join(lexicon()["times"])
    return re.compile(
        f"(?<!\\w)(?P<about>{listed('changes.about_times')} )?(?P<w>{said}|⟦[cwr]\\d+⟧ times|⟦h\\d+⟧)"
        f"(?P<rest>{listed('changes.after_times')})",
        re.IGNORECASE,
    )


@kind("a multiple", "DOC-08")
def multiples(window: Window, context: Context) -> Iterator[Finding]:
    """Doubled, halved, three times as many."""
    tagged = window.sentence.tagged
    marks = re.sub(r"⟦h(\d+)⟧ (?=as |the |that )", lambda m: tagged.figures[int(m.group(1))].text + " ", tagged.marks)
    for match in _times().finditer(marks):
        word = match.group("w").lower()
        verb = word.endswith(("ed", "ing"))
        if not verb and not re.match(r" (?:as|the|that of|more|higher)", match.group("rest")) or "⟦h" in word:
            continue
        said = Decimal(str(lexicon()["times"][word])) if word in lexicon()["times"] else None
        if said is None:
            number = re.search(r"⟦[cwr](\d+)⟧", word)
            said = tagged.figures[int(number.group(1))].value if number else None
        spent = {int(n) for n in re.findall(r"⟦\w(\d+)⟧", match.group())}
        items = [m for m in window.own if tagged.figures.index(m.figure) not in spent and m.figure.kind in "cpmuwr"]
        items = [m for m in items if m.figure.start > match.start() or verb]
        if re.search(r"(?:\bto|\bor|–|-) $", marks[: match.start()]):
            continue
        groups = [[m for m in items if m.figure.kind in kinds] for kinds in ("p", "m", "c", "cw", "u", "r")]
        items = next((group for group in groups if len(group) == 2), [])
        if not items or not exact(items) or not all(m.value for m in items) or not said:
            continue
        if re.search(r"\b(?:not|nearly all|if|would|could|will|target|aim|plan|expected|weight)\b", window.text):
            continue
        ordered = set_beside(*items) if verb else None
        high, low = (ordered[1], ordered[0]) if ordered else (items[0], items[1])
        if not ordered and not re.search(r"\b(?:than|as)\b[^⟦]*$", low.before) and not set_beside(*items):
            continue
        ratio = high.value / low.value
        if not ordered and (verb or re.search(r"\b(?:than|as)\b[^⟦]*$", low.before) is None):
            ratio = max(ratio, 1 / ratio) if said > 1 else min(ratio, 1 / ratio)
        about = (match.group("about") or "").strip()
        room = said * (Decimal("0.25") if about else Decimal("0.12"))
        beyond = about in ("over", "more than", "just over")
        off = abs(ratio - said) > room and not (beyond and (said <= ratio <= said * 2 or ratio <= said < 1))
        if off or beyond and said > 1 and ratio < said * Decimal("0.99"):
            word = "times as many" if "⟦" in word else word
            what = f"“{word}”, but {high.figure.text} is {shown(ratio)} times {low.figure.text}."
            how = f"{high.figure.text} ÷ {low.figure.text} = {shown(ratio)}"
            yield finding("DOC-08", window.sentence, what, how, "Correct the word or the figures.", [high, low])


@kind("a change by a fraction", "DOC-08")
def by_fraction(window: Window, context: Context) -> Iterator[Finding]:
    """Cut by a third."""
    for item in window.own:
        figure, pair = (
            item.figure,
            counts(window.own, "c") if len(counts(window.own, "c")) == 2 else counts(window.own, "m"),
        )
        if (
            figure.kind != "h"
            or not figure.other
            or not cue("changes.by_fraction").search(item.before)
            or len(pair) != 2
            or not exact(pair)
        ):
            continue
        sign, _ = _direction(window.text)
        low, high = sorted(m.value for m in pair)
        if not sign or not low:
            continue
        said, got = item.value / figure.other, (high - low) / (low if sign > 0 else high)
        if abs(said - got) > (Decimal("0.06") if figure.approx or figure.bound else Decimal("0.03")):
            how = f"({shown(high)} − {shown(low)}) ÷ {shown(low if sign > 0 else high)} = {shown(got * 100, 1)}%"
            yield finding(
                "DOC-08",
                window.sentence,
                f"“{figure.text}” is stated; the figures give {shown(got * 100, 1)}%.",
                how,
                figures=[*pair, item],
            )


@kind("a ratio", "DOC-16")
def ratios(window: Window, context: Context) -> Iterator[Finding]:
    """A ratio of one to fifteen; one worker for every 12 children."""
    tagged = window.sentence.tagged
    for match in cue("changes.ratio").finditer(tagged.marks):
        used = [int(number) for number in re.findall(r"⟦\w(\d+)⟧", match.group())]
        base = tagged.figures[used[-1]]
        rest = [m for m in counts(window.own) if tagged.figures.index(m.figure) not in used]
        first = tagged.figures[int(match.group("a"))].value if match.group("a") else None
        said = [base.value or Decimal(0), first or Decimal(1)]
        if match.group("z"):
            said = [Decimal(number) for number in re.findall(r"\d+", base.text)]
        bottom, top = sorted(said[:2])
        if len(rest) != 2 or not bottom or not exact(rest) or not all(m.value for m in rest):
            continue
        low, high = sorted(m.value for m in rest)
        ratio = top / bottom
        if abs(high / low - ratio) > max(Decimal("0.5"), ratio * Decimal("0.03")):
            how = f"{shown(high)} ÷ {shown(low)} = {shown(high / low, 1)}"
            what = f"A ratio of {shown(ratio, 1)} is stated; the figures give {shown(high / low, 1)}."
            yield finding("DOC-16", window.sentence, what, how, "Correct the ratio or the counts.", [*rest, base])


@kind("a target", "DOC-17")
def targets(window: Window, context: Context) -> Iterator[Finding]:
    """Whether a target was met."""
    goals = [
        m
        for m in window.own
        if re.search(
            rf"\b{listed('changes.goal_noun')}(?: (?:of|for [a-z ]{{1,30}} of|is|was|set at|being))*\s?\(?$", m.before
        )
        or re.match(rf" (?:(?!against|an?\b|the|of|and)[a-z]+ ){{0,2}}?{listed('changes.goal_noun')}\b", m.after)
    ]
    if (
        len(goals) != 1
        or goals[0].figure.kind in "mu"
        or less_is_better(window.text)
        or cue("changes.unmet").search(window.text)
    ):
        return
    goal = goals[0]
    results = [m for m in window.own if m.figure.kind == goal.figure.kind and m is not goal]
    if not results and len(window.earlier) == 1 and window.earlier[0].figure.kind == goal.figure.kind:
        results = window.earlier
    words = [
        m
        for m in cue("changes.reach").finditer(window.text)
        if re.search(listed("changes.goal_noun"), window.text[m.start() - 45 if m.start() > 45 else 0 : m.end() + 45])
    ]
    if len(results) != 1 or len(words) != 1 or results[0].figure.approx or results[0].figure.bound in ("least", "most"):
        return
    result, word = results[0], words[0]
    short, beyond = word.lastgroup == "short", word.lastgroup == "beyond"
    if result.value >= goal.value if short else result.value < goal.value or beyond and result.value == goal.value:
        is_ = "more than" if result.value > goal.value else "less than" if result.value < goal.value else "the same as"
        what = f"“{word.group()}”, but {result.figure.text} is {is_} the target of {goal.figure.text}."
        how = f"{result.figure.text} − {goal.figure.text} = {shown(result.value - goal.value)}"
        yield finding(
            "DOC-17", window.sentence, what, how, "Correct the word or the figures.", [result, goal], [result.sentence]
        )


@kind("the highest of several", "DOC-09")
def ranks(window: Window, context: Context) -> Iterator[Finding]:
    """The highest of several, beside the others."""
    tagged = window.sentence.tagged
    match = cue("changes.most").search(tagged.marks)
    if match is None or not cue("changes.then_others").search(match.group("rest")):
        return
    both = re.search(r"\b(?:lowest|smallest|fewest|least)\b", match.group("rest"))
    lead = match.group()[: match.start("rest") - match.start()]
    moving = r"increas|decreas|\brise|\bfall|change|growth|reduc|drop|\bever\b|\bsince\b|second|third|joint"
    if re.search(r"\b(?:average|increas|decreas|rise|fall|change|since|target)\b", match.group("rest")) or re.search(
        moving, lead
    ):
        return
    word = match.group("w").lower()
    least = word in ("lowest", "smallest", "fewest", "least", "shortest")
    first = tagged.figures[int(match.group("a"))]
    if first.kind in "cw" and not re.search(
        r"\(⟦[cpmur]\d+⟧\)?$", match.group()[: match.start("rest") - match.start() + 1]
    ):
        return
    for other in re.finditer(rf"(?:\(|at |with )⟦{match.group('k')}(\d+)⟧", match.group("rest")):
        second = tagged.figures[int(other.group(1))]
        if not (first.exact and second.exact) or first.value is None or second.value is None:
            continue
        if (second.value < first.value) if least else (second.value > first.value):
            is_ = "less" if least else "more"
            what = f"{first.text} is called {word}, but {second.text}, which follows, is {is_}."
            how = f"{second.text} − {first.text} = {shown(second.value - first.value)}"
            yield finding("DOC-09", window.sentence, what, how, "Correct the word or the figures.", [first, second])
            return
    if both is not None and least:
        return


def all_comparisons(context: Context) -> list[Comparison]:
    """Every comparison of a document."""
    return [item for window in context.windows for item in comparisons(window)]
