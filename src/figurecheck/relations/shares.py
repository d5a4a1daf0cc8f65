"""A part of a whole: percentages, fractions and words for a size beside the counts that they are of.

Belongs here: finding which count is part of which, and what is said of the two. Does not belong here: lists of parts
(``parts``), and figures set beside others (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from figurecheck.quantities import Figure
from figurecheck.relations.core import HUNDRED, ZERO, Context, Mention, Window, counts, exact, finding, kind
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit_values, possible_denominators, possible_numerators, rounded, shown, spread
from figurecheck.words import cue, exactly, joined, lexicon, listed


@dataclass(frozen=True, slots=True)
class Pair:
    """A part and its whole; `strong` where words tie the two, not their order alone."""

    part: Mention
    whole: Mention
    strong: bool = True

    @property
    def percent(self) -> Decimal:
        """The part as a percentage of the whole."""
        return self.part.value * HUNDRED / self.whole.value

    def figures(self) -> list[Mention]:
        """The two."""
        return [self.part, self.whole]


def _between(first: Mention, second: Mention) -> str:
    """The words between two figures of one sentence, other figures as ``#``."""
    start, end = first.figure.end, second.figure.start
    text = first.sentence.text[start:end]
    for other in reversed(first.sentence.tagged.figures):
        if start <= other.start and other.end <= end:
            text = text[: other.start - start] + "#" + text[other.end - start :]
    return text


def pairs(window: Window) -> list[Pair]:
    """Which counts of a sentence are parts of which, by the words between them."""
    found: list[Pair] = []
    own = counts(window.own)
    for ratio in (m for m in window.own if m.figure.kind == "f" and (m.figure.other or 0) >= m.value):
        other = Figure("c", f"{ratio.figure.other}", ratio.figure.other, 0, ratio.figure.start, ratio.figure.end)
        found.append(Pair(ratio, Mention(other, ratio.sentence, "", "")))
    for index, first in enumerate(own):
        for second in own[index + 1 :]:
            text = re.sub(r"\s?\(#\)|,? or #,?", "", between := _between(first, second))
            match, larger = cue("shares.of").match(text), first.value >= second.value
            moved = match and match.group("of").startswith("from") and cue("shares.moves").search(window.text)
            if match and not moved and not cue("shares.breaks").search(match.group("gap")):
                tied = not match.group("gap") or re.match(r"out|from|among|.*the", match.group("of")) or "#" in between
                found.append(Pair(first, second, bool(tied)))
            elif larger and (
                cue("shares.leads").search(first.before)
                or cue("shares.of_which").search(text)
                or cue("shares.takes_up").match(_past_percent(second))
            ):
                found.append(Pair(second, first))
            elif (
                larger
                and cue("shares.sent").search(f"{first.before[-25:]} {text}")
                and not _is_part(first)
                and cue("shares.came").search(second.before + window.text[second.figure.end :][:60])
            ):
                found.append(Pair(second, first, bool(cue("shares.issued").search(first.around))))
    return found


def _past_percent(item: Mention) -> str:
    """What follows a count and the percentage in brackets that may stand beside it."""
    return re.sub(r"^\s?\(\d+(?:\.\d+)?\s?(?:%|per cent)\)", "", item.sentence.text[item.figure.end :])


def _is_part(item: Mention) -> bool:
    """Whether a count has its own percentage: "24 respondents (26%)" is a part of something else."""
    after = item.sentence.text[item.figure.end :][:40]
    return bool(
        re.match(r"(?: [a-z-]+){0,3} ?\(\d+(?:\.\d+)?%|, \d+(?:\.\d+)?%\)", after)
        or re.search(r"\(n ?= ?$|\($", item.before)
    )


def _back(window: Window, parts: list[Mention]) -> list[Pair]:
    """Parts of this sentence of the one count in the sentence before: "… Of these, 84 (75%) …"."""
    wholes = counts(window.earlier)
    if len(wholes) != 1 or any(m.figure.kind == "p" for m in window.earlier):
        return []
    found = []
    for part in parts:
        taken_up = (
            cue("shares.these").search(part.before)
            or re.match(r" of (?:these|them|those)\b", part.after)
            or re.match(r"(?:Of|Among) (?:these|those|them),", window.text)
        )
        role = (
            cue("shares.sent").search(wholes[0].around)
            and cue("shares.came").search(part.around)
            and not re.search(r"\bfurther\b|\bother\b", part.before)
        )
        if wholes[0].value >= part.value and (taken_up or role):
            found.append(Pair(part, wholes[0], bool(taken_up)))
    return found


def _ordered(own: list[Mention]) -> list[Pair]:
    """Every count with every larger one."""
    return [Pair(a, b, False) for a in counts(own) for b in counts(own) if a is not b and a.value < b.value]


def _beside(item: Mention, own: list[Mention], known: list[Pair]) -> tuple[list[Pair], list[Mention], list[Mention]]:
    """What a percentage stands beside: pairs, "72 of 96 (75%)"; a part, "72 (75%)"; a whole, "75% of the 96"."""
    place = own.index(item)
    before, after = own[place - 1] if place else None, own[place + 1] if place + 1 < len(own) else None
    bracket = re.search(r"(?:\(|\[|– |— |, or |, )(?:just |only |about |or )?$", item.before)
    if (
        after is not None
        and re.fullmatch(r"\s?\(\s?", item.after)
        and (direct := [p for p in known if p.part is after])
    ):
        return direct, [], []
    if (
        before is not None
        and before.figure.kind in "cwf"
        and bracket
        and not cue("shares.breaks").search(item.before[: bracket.start()])
    ):
        direct = [
            p
            for p in known
            if before in (p.whole, p.part)
            and (p.part is before or own.index(p.part) == place - 2)
            and before is p.whole
            or p.part is before
            and before.figure.kind == "f"
        ]
        if direct:
            return direct, [], []
        if before.figure.kind != "f":
            return (
                [],
                [before],
                [after]
                if after is not None
                and re.match(rf"^\)? (?:out )?of {listed('shares.det')}(?:total )?(?:of )?$", item.after, re.IGNORECASE)
                else [],
            )
    if after is not None and after.figure.kind in "cwf":
        direct = [p for p in known if p.part is after]
        if direct and re.search(r"(?:\(|– |— |: |, )(?:or |just |only |i\.e\. |that is,? )?$", item.after):
            return direct, [], []
        if re.match(
            rf"^(?: [a-z-]+){{0,2}} (?:out )?of {listed('shares.det')}(?:total )?(?:of )?$", item.after, re.IGNORECASE
        ):
            return [], [], [after]
        if (
            re.search(r"\((?:or |just |only )?$", item.after)
            and re.match(r"\s?\)| (?:[a-z]+ )*\)", after.after)
            or re.fullmatch(r" or ", item.after)
        ):
            return [], [after], []
    return [], [], []


def _fits(percent: Figure, part: Mention, whole: Mention, context: Context) -> Fit:
    """How a percentage stands to its counts."""
    half_n, half_d = spread(part.figure, context.practice), spread(whole.figure, context.practice)
    if whole.value - half_d <= 0:
        return Fit.ROUNDED
    loose = percent.approx or percent.bound or whole.value == 10 and part.figure.kind == "w"
    if loose and abs(part.value * HUNDRED / whole.value - (percent.value or ZERO)) <= 5:
        return Fit.ROUNDED
    ranges = (part.value - half_n, part.value + half_n), (whole.value - half_d, whole.value + half_d)
    return fit_values(*ranges, percent.value or ZERO, percent.decimals)


def _division(part: Decimal, whole: Decimal, decimals: int) -> str:
    """A division written out: ``62 ÷ 76 = 81.5789…%, which rounds to 81.58%``."""
    value, places = part * HUNDRED / whole, max(decimals + 2, 2)
    near = rounded(value, places)
    text = f"{shown(part)} ÷ {shown(whole)} = {shown(near, places)}{'' if near == value else '…'}%"
    return text if value == rounded(value, decimals) else f"{text}, which rounds to {rounded(value, decimals)}%"


def cut_or_wrong(item: Mention, pair: Pair, how: Fit, context: Context, also: list, left: bool = False) -> Finding:
    """A finding on a percentage that is not that of its counts."""
    figure, part = item.figure, pair.whole.value - pair.part.value if left else pair.part.value
    right = rounded(part * HUNDRED / pair.whole.value, figure.decimals)
    division = _division(part, pair.whole.value, figure.decimals)
    said = f"{shown(part)} of {shown(pair.whole.value)} is {right}%."
    figures = [*pair.figures(), item]
    if how is Fit.CUT:
        places = f"{figure.decimals} decimal place{'s' * (figure.decimals > 1)}" if figure.decimals else "whole numbers"
        do = f"Write {right}%, or say that percentages are cut to {places}."
        return finding(
            "DOC-02",
            item.sentence,
            f"{figure.text} was cut off instead of rounded: {said}",
            division,
            do,
            figures,
            also,
        )
    what = f"{figure.text} is stated; {said}"
    if part > pair.whole.value:
        what = f"{shown(part)} of {shown(pair.whole.value)} is more than there are."
    return finding(
        "DOC-01", item.sentence, what, division, figures=figures, also=also, sure="certain" if pair.strong else "likely"
    )


@kind("a share", "DOC-01")
def shares(window: Window, context: Context) -> Iterator[Finding]:
    """A percentage that its counts do not give, or give only when cut."""
    own, known = window.own, pairs(window)
    for item in own:
        if item.figure.kind != "p" or item.figure.bound == "goal" or item.figure.bound and not item.figure.approx:
            continue
        direct, parts, wholes = _beside(item, own, known)
        follows = bool(direct) and direct[0].part.figure.start > item.figure.start
        near = item.after if follows else item.before if parts or direct else window.text
        elsewhere = cue("shares.of_another").match(item.after) and not wholes and not follows
        inside = item.before.endswith("(") and item.after.startswith(", ")  # "(37%, 2.1 million)"
        elsewhere = elsewhere or inside or item.after.startswith(" of the total ")
        if elsewhere or cue("shares.moves").search(near) or cue("shares.another").search(item.before):
            continue
        tied = cue("shares.tied").search(item.before) or cue("shares.rate_after").search(item.after)
        if direct:
            wide = direct
        elif parts and wholes:
            wide = [Pair(part, whole) for part in parts for whole in wholes]
        elif parts:
            if any(_fits(item.figure, p.part, p.whole, context) is not Fit.WRONG for p in _ordered(own)):
                context.bind(item)
            if re.search(r"\bn ?= ?$", parts[0].before) or cue("shares.leads").search(parts[0].before):
                continue
            wide = [p for p in known if p.part in parts]
            wide = [p for p in wide if p.strong] or wide or _back(window, parts)
        elif wholes and not tied:
            wide = [p for p in known if p.whole in wholes]
        elif tied and not wholes:
            said = cue("shares.rate_said").search(item.before) or cue("shares.rate_after").search(item.after)
            wide = _reached(item, [p for p in known if p.strong] or known, window, bool(said))
        else:
            continue
        yield from _decide(item, wide, bool(parts or direct), window, context)


def _reached(item: Mention, known: list[Pair], window: Window, said: bool) -> list[Pair]:
    """The counts that a percentage follows from that does not stand right beside them: "…, a response rate of 75%"."""
    own = counts(window.own)
    wide = [p for p in known if said or all(m.figure.start < item.figure.start for m in p.figures())]
    if not said or wide:
        return wide
    if len(own) == 2 and cue("shares.sent").search(window.text):
        wide = _ordered(own)
    if not wide and len(own) == 1 and cue("shares.came").search(own[0].in_sentence):
        wide = [p for p in _back(window, own) if cue("shares.sent").search(p.whole.sentence.text)]
    if not own and window.earlier and not re.match(r"(?:Of|Among) th(?:ese|ose|em)\b", window.earlier[0].sentence.text):
        wide = pairs(Window(window.sentence, window.earlier, [], []))
    if not wide and window.aside:
        aside = pairs(Window(window.sentence, window.aside, [], []))
        wide = [
            p for p in aside if {m.value for m in own} & {p.part.value, p.whole.value, p.whole.value - p.part.value}
        ]
    return wide


def _decide(item: Mention, wide: list[Pair], bracketed: bool, window: Window, context: Context) -> Iterator[Finding]:
    wide = [p for p in wide if p.whole.value > 0 and item not in p.figures()]
    if not wide or not exact(m for p in wide for m in p.figures()):
        return
    fits = [_fits(item.figure, p.part, p.whole, context) for p in wide]
    left = [cue("shares.left").search(p.part.after.split(",")[0]) is not None and not bracketed for p in wide]
    fits += [
        Fit.WRONG if bracketed else Fit.ROUNDED
        for p in wide
        if abs(HUNDRED - p.percent - item.value) * 2 <= Decimal(1).scaleb(-item.figure.decimals)
    ]
    if Fit.ROUNDED in fits:
        context.bind(item)
        return
    strong = [p for p in wide if p.strong] or wide
    if Fit.CUT in fits:
        pair, how = wide[fits.index(Fit.CUT)], Fit.CUT
    elif len({p.part for p in strong}) > 1 and len(strong) > 1 and not bracketed or len(strong) > 3:
        return
    else:
        pair, how = strong[0], Fit.WRONG
        reach = Decimal(60) if pair.strong and pair.part.sentence is pair.whole.sentence else Decimal(15)
        if (
            abs(pair.percent - (item.figure.value or ZERO)) > reach
            and not left[wide.index(pair)]
            and pair.percent <= 100
        ):
            return
        if pair.percent > 100 and not pair.strong:
            return
    if context.bind(item):
        also = [m.sentence for m in pair.figures()]
        yield cut_or_wrong(item, pair, how, context, also, left[wide.index(pair)])


@kind("more than there are", "DOC-01")
def too_many(window: Window, context: Context) -> Iterator[Finding]:
    """A part that is larger than its whole."""
    for pair in pairs(window):
        between = _between(pair.part, pair.whole) if pair.part.figure.start < pair.whole.figure.start else "-"
        if not re.match(r"^(?: [a-z]+)? (?:out )?of (?:the|these|those|its|our) $|^ out of $", between):
            continue
        if (
            pair.part.value > pair.whole.value
            and exact(pair.figures())
            and not cue("shares.moves").search(window.text)
            and context.bind(pair.part)
        ):
            what = f"{pair.part.figure.text} of {pair.whole.figure.text} is more than there are."
            yield finding(
                "DOC-01",
                window.sentence,
                what,
                f"{pair.part.figure.text} > {pair.whole.figure.text}",
                figures=pair.figures(),
            )


@kind("an impossible percentage", "DOC-03")
def impossible(window: Window, context: Context) -> Iterator[Finding]:
    """A percentage that no whole number of so few can be."""
    percents, whole = [m for m in window.own if m.figure.kind == "p"], counts(window.own)
    if not percents or not exact(percents) or context.practice.weighted or context.practice.nearest > 1:
        return
    marks = window.sentence.tagged.marks
    came = cue("shares.rate_of_one").search(marks)
    if (
        came
        and len({m.value for m in whole}) == 1
        and exact(whole)
        and percents[0].figure.decimals
        and 0 < whole[0].value < 1000
        and not counts(window.earlier)
        and not whole[0].value % 1
    ):
        size, item = int(whole[0].value), percents[0]
        if not possible_denominators(size, item.value, item.figure.decimals) and context.bind(item):
            base = size * HUNDRED / item.value
            near = [int(base), int(base) + 1]
            how = "; ".join(
                f"{size} of {n} is {shown(size * HUNDRED / n, item.figure.decimals)}%" for n in near if n >= size
            )
            what = f"{size} is not {item.figure.text} of any whole number."
            yield finding("DOC-03", window.sentence, what, how, figures=[whole[0], item])
    if came or cue("shares.moves").search(re.sub(r"\b(?:more|less|fewer) than\b", "", window.text)):
        return
    if not whole and re.search(r"^ of (?:them|these|those)\b", percents[0].after):
        whole = counts(window.earlier)
    if (
        len({m.value for m in whole}) != 1
        or not exactly("shares.group").search(marks)
        or not exact(whole)
        or cue("shares.not_whole").search(whole[0].after[:40])
    ):
        return
    size = int(whole[0].value)
    if not 2 <= size < 1000 or re.search(r"between|\($", whole[0].before) or re.match(r"\s(?:to|or)\s", whole[0].after):
        return
    for item in percents:
        if possible_numerators(size, item.value, item.figure.decimals) or not context.bind(item):
            continue
        below = int(item.value * size / 100)
        how = "; ".join(
            f"{n} of {size} is {shown(n * HUNDRED / size, max(1, item.figure.decimals))}%" for n in (below, below + 1)
        )
        what = f"{item.figure.text} is not the percentage of any whole number of {whole[0].figure.text}."
        yield finding("DOC-03", window.sentence, what, how, "Correct the percentage or the count.", [whole[0], item])


@kind("a fraction in words", "DOC-01")
def fractions(window: Window, context: Context) -> Iterator[Finding]:
    """A fraction in words beside its counts or its percentage."""
    own = window.own
    said = [m for m in own if m.figure.kind == "h" and m.figure.other]
    if (
        len(said) != 1
        or said[0].figure.bound
        or re.search(r"\bby (?:\w+ )?$", said[0].before)
        or cue("shares.beside").search(window.text)
    ):
        return
    item, figure = said[0], said[0].figure
    value = (figure.value or ZERO) * HUNDRED / (figure.other or Decimal(1))
    whole, percents = counts(own), [m for m in own if m.figure.kind == "p"]
    if len(whole) == 1 and not percents and len(counts(window.earlier)) == 1:
        whole = sorted([*counts(window.earlier), *whole], key=lambda m: m.value)
    if (
        len(percents) == 1
        and re.search(r"(?:\(|, |– |or )$", percents[0].before)
        and abs(own.index(percents[0]) - own.index(item)) == 1
        and len(percents[0].before) < 90
        and not re.search(r"\b(?:and|but|of whom|of which)\b", percents[0].before)
        and not percents[0].after.startswith(" of")
    ):
        got, how, related = percents[0].value, f"{figure.text} is {shown(value, 1)}%", percents
    elif len(whole) == 2 and not percents:
        part, base = sorted(whole, key=lambda m: m.value)
        near = f"{item.around} {base.before}"
        if not part.value or not re.search(r"\b(?:of|all|total)\b", near) or base.value == part.value:
            return
        if not re.search(
            r"\b(?:[Oo]f|[Aa]mong|[Ff]rom) (?:the |these |those |all |our )?$", base.before
        ) and not re.search(r"\bof (?:the )?(?:total|them|these|those|all)\b|^[.,]?$", item.after.strip()):
            return
        got = part.value * HUNDRED / base.value
        how, related = (
            f"{part.figure.text} ÷ {base.figure.text} = {shown(got, 1)}%; {figure.text} is {shown(value, 1)}%",
            whole,
        )
    else:
        return
    small = whole and len(whole) == 2 and not percents
    room = Decimal(9) if figure.approx else Decimal(4)
    if small and not figure.approx:
        base = max(whole, key=lambda m: m.value).value
        room = max(Decimal("2.5"), Decimal(51) / base if base else room)
    if room < abs(got - value) <= 40 and exact(related) and context.bind(item):
        what = f"“{figure.text}” is stated; the figures give {shown(got, 1)}%."
        yield finding("DOC-01", window.sentence, what, how, "Correct the fraction or the figures.", [item, *related])


@cache
def _sizes() -> re.Pattern[str]:
    groups = (f"(?P<s{number}>\\b{joined(size['words'])})" for number, size in enumerate(lexicon()["size"]))
    return re.compile("|".join(groups), re.IGNORECASE)


def _percent_of(figure: Figure, figures: tuple[Figure, ...], rest: str, lead: str) -> tuple[Decimal, str] | None:
    """The percentage that a figure, or a count with its base, states, and how it is got."""
    if not figure.exact or figure.value is None:
        return None
    if figure.kind == "p":
        return figure.value, figure.text
    base = figures[int(match.group("d"))].value if (match := exactly("shares.base").match(rest)) else figure.other
    led = re.search(r"of (?:the |these |all )?⟦[cw](\d+)⟧", lead) if not base else None
    base = figures[int(led.group(1))].value if led else base
    if not base or figure.value > base:
        return None
    value = figure.value * HUNDRED / base
    return value, f"{shown(figure.value)} ÷ {shown(base)} = {shown(value, 1)}%"


@kind("a word for a size", "DOC-17")
def sizes(window: Window, context: Context) -> Iterator[Finding]:
    """Most, a minority, fewer than a quarter."""
    tagged = window.sentence.tagged
    marks = re.sub(r"⟦h(\d+)⟧", lambda match: tagged.figures[int(match.group(1))].text, tagged.marks)
    for match in _sizes().finditer(marks):
        size = lexicon()["size"][int((match.lastgroup or "s0")[1:])]
        low, high = Decimal(str(size["low"])), Decimal(str(size["high"]))
        following = exactly("shares.to_figure").match(marks[match.end() :])
        led = exactly("shares.of_then_part").match(marks[match.end() :])
        before = exactly("shares.from_figure").search(marks[: match.start()])
        gap, lead = "", ""
        if following is not None:
            gap, number, rest = following.group("gap"), int(following.group("n")), following.group("rest")
        elif led is not None and re.match(r"\)| |,|\.", led.group("rest")):
            number, rest, lead = int(led.group("n")), "", led.group()
            gap = re.sub(r"⟦\w+⟧", "#", led.group()[: led.start("at")])
        elif before is not None and re.match(
            r"\s?[.,)]|$| of (?:the |all |those )?[a-z]+\s?[.,)]", marks[match.end() :]
        ):
            number, rest = int(before.group("n")), ""
        else:
            continue
        figure = tagged.figures[number]
        if re.match(r" of ", window.text[figure.end :]) and figure.kind == "p":
            continue
        got = _percent_of(figure, tagged.figures, rest, lead)
        if (
            got is None
            or cue("shares.parted").search(gap)
            or low <= got[0] <= high
            and not (got[0] == 50 and 50 in (low, high))
        ):
            continue
        what = f"“{match.group().strip()}”, but {got[1]}."
        limit = f"less than {shown(low)}%" if got[0] < low else f"more than {shown(high)}%"
        how = "50% is exactly half" if got[0] == 50 else f"{shown(got[0], 1)}% is {limit}"
        yield finding("DOC-17", window.sentence, what, how, "Correct the word or the figure.", [figure])


@kind("all of them", "DOC-17")
def all_of(window: Window, context: Context) -> Iterator[Finding]:
    """All 40 of the 42; everyone (93%)."""
    tagged = window.sentence.tagged
    for match in exactly("shares.all_of").finditer(tagged.marks):
        part, whole = tagged.figures[int(match.group("n"))], tagged.figures[int(match.group("d"))]
        if part.exact and whole.exact and part.value != whole.value:
            what = f"“All”, but {part.text} are not all of {whole.text}."
            how = f"{whole.text} − {part.text} = {shown((whole.value or ZERO) - (part.value or ZERO))}"
            yield finding("DOC-17", window.sentence, what, how, "Correct the word or the counts.", [part, whole])
    said = re.search(r"(?:^|[.,;] )(?:All|Every|Each|all|every)\b", window.text)
    for pair in pairs(window) if said else ():
        if (
            re.search(r"\($", pair.part.before)
            and pair.part.value < pair.whole.value
            and exact(pair.figures())
            and not re.search(r"\bbut\b|\bexcept\b", window.text)
        ):
            what = f"“{said.group().strip(' .,;')}”, but {pair.part.figure.text} of {pair.whole.figure.text}."
            yield finding(
                "DOC-17",
                window.sentence,
                what,
                f"{pair.part.figure.text} < {pair.whole.figure.text}",
                "Correct the word or the counts.",
                pair.figures(),
            )
            return
    whole = re.search(
        r"\b(?:[Aa]ll|[Ee]very|[Nn]one|[Nn]o)\b(?: of)?(?: the| our| these)? [a-z' -]{3,40}?\(⟦p(\d+)⟧\)", tagged.marks
    )
    if whole is not None and not re.search(
        r"\b(?:all|every|no) (?:ages?|other|groups?|areas?|types?|but|one)\b|\bnearly|\balmost",
        whole.group(),
        re.IGNORECASE,
    ):
        figure, none = tagged.figures[int(whole.group(1))], whole.group().lower().startswith(("none", "no"))
        if (
            not re.search(
                r"(?:nearly|almost|not|across|of|in|virtually|for|over|above|at) (?:the )?$",
                tagged.marks[: whole.start()],
                re.IGNORECASE,
            )
            and figure.exact
            and figure.value not in ((0,) if none else (100,))
        ):
            what = f"“{whole.group().split()[0]}”, but {figure.text}."
            yield finding(
                "DOC-17",
                window.sentence,
                what,
                f"{figure.text} is not {'0%' if none else '100%'}",
                "Correct the word or the figure.",
                [figure],
            )


@kind("a rate per head", "DOC-16")
def per_head(window: Window, context: Context) -> Iterator[Finding]:
    """A rate per so many, from what was counted and the population."""
    for item in window.own:
        figure = item.figure
        if (
            figure.kind != "r"
            or not figure.other
            or not figure.exact
            or cue("shares.per_head_skip").search(window.text)
        ):
            continue
        found = counts(window.own, "c")
        found = counts(window.earlier, "c") + found if len(found) == 1 else found
        found = [other for other in found if other.value != figure.other]
        low, high = (f(other.value for other in found) for f in (min, max)) if len(found) == 2 else (ZERO, ZERO)
        if not low or not exact(found) or high < figure.other / 10 or low * 2 > high or not context.bind(item):
            continue
        right = low / high * figure.other
        digits = str(int(high)).rstrip("0")
        vague = Decimal("0.5") / Decimal(digits.ljust(2, "0")) if len(digits) < 4 else ZERO
        room = Decimal("0.5").scaleb(-figure.decimals) + right * vague
        if right * 12 >= item.value >= right / 12 and abs(right - item.value) > room:
            said = shown(rounded(right, max(1, figure.decimals)))
            how = f"{shown(low)} ÷ {shown(high)} × {shown(figure.other)} = {said}"
            what = f"{figure.text} is stated; the figures give {said} per {shown(figure.other)}."
            yield finding("DOC-16", window.sentence, what, how, "Correct the rate or the counts.", [*found, item])
