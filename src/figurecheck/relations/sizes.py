"""Words for a size: fractions, "most", "a minority", "all", beside their figures.

Belongs here: what words say of a share. Does not belong here: percentages and their counts (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, HUNDRED, Context, counts, exact, finding, kind, sort_of
from figurecheck.relations.near import is_change, near
from figurecheck.relations.shares import above, pairs
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, exactly, joined, lexicon


@kind("a fraction in words", "DOC-01")
def fractions(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A fraction in words beside its counts or its percentage."""
    own, said = sentence.own, [m for m in sentence.own if m.kind == "h"]
    if (
        len(said) != 1
        or said[0].bound == "goal"
        or said[0] in context.bound
        or re.search(r"\bby (?:\w+ )?$", said[0].before)
        or cue("shares.beside").search(sentence.text)
    ):
        return
    item, whole, percents = said[0], [m for m in counts(own) if m.exact], [m for m in own if m.kind == "p"]
    value = item.value * HUNDRED / (item.other or 1)
    before = counts(sentence.earlier) or (above(sentence.block)[:1] if sentence.block.label else [])
    taken_up = re.match(r" of (?:these|those|them)\b", item.after) and whole and whole[0].start < item.start
    of_some = re.match(r" of (?:those|these|the [a-z]+) (?:with|who|in|that|whose|from|without)\b", item.after)
    if len(whole) == 1 and not percents and len(before) == 1 and not taken_up and not of_some:
        whole = [*before, *whole]
    approx = item.approx or cue("shares.nearly").search(item.before)
    room = Decimal(9 if approx else 4)
    after = next((m for m in own if m.start > item.start), None)
    these = after in whole and re.match(r" of (?:these|those|them|whom) \($", item.after)
    if these and len(whole) > 1:
        whole, percents = (
            [m for m in whole if m.start < item.start][-1:] + [m for m in whole if m.start > item.start][:1],
            [],
        )
    if cue("shares.these").search(f" {item.after}") and any(m.kind in "ph" and m.start < item.start for m in own):
        return  # a share of a share
    if len(percents) == 1:
        lead = percents[0].before
        beside = abs(own.index(percents[0]) - own.index(item)) == 1 and re.search(r"(?:\(|, |– |or )$", lead)
        if (
            not beside
            or len(lead) >= 90
            or re.search(r"\b(?:and|but|of whom|of which)\b", lead)
            or percents[0].after.startswith(" of")
            or lead.endswith("(")
            and percents[0].start < item.start  # "most (83%), with half daily"
        ):
            return
        got, how, related = percents[0].value, f"{item.text} is {shown(value, 1)}%", percents
    elif len(whole) == 2 and not percents:
        part, base = related = sorted(whole, key=lambda m: m.value)
        cited = not these and any(m.before.endswith("(") and m.start < item.start for m in whole)
        if cited or all(m.sentence is sentence for m in whole) and re.search(r"\band $", whole[1].before):
            return
        of = re.search(r"\b(?:of|among|from) (?:the |these |those |all |our )?$", base.before, re.IGNORECASE)
        end = re.search(r"\bof (?:the )?(?:total|them|these|those|all)\b|^[.,]?$", item.after.strip())
        near = re.search(r"\b(?:of|all|total)\b", f"{item.around} {base.before}")
        if (
            re.search(r"\bn ?= ?$", base.before)
            or not part.value
            or part.value == base.value
            or not near
            or not (of or end)
        ):
            return
        got = part.value * HUNDRED / base.value
        how = f"{part.text} ÷ {base.text} = {shown(got, 1)}%; {item.text} is {shown(value, 1)}%"
        room = room if approx else max(Decimal("2.5"), Decimal(51) / base.value)
    else:
        return
    if item.bound:  # "under a fifth"
        just = re.search(r"\b(?:just|slightly|marginally|a little) [a-z]+ (?:than )?$", item.before, re.IGNORECASE)
        room = (
            Decimal("0.1")
            if (got > value) == (item.bound == "most")
            else Decimal(12 if just and item.other == 2 else 8 if just else 100)
        )
    elif got > value and re.search(r"\b(?:nearly|almost) $", item.before, re.IGNORECASE):
        room = min(room, Decimal(5))
    if room < abs(got - value) <= 40 and exact(related) and context.bind(item):
        what = f"“{item.text}” is stated; the figures give {shown(got, 1)}%."
        yield finding("DOC-01", sentence, what, how, [item, *related], "Correct the fraction or the figures.")


@cache
def _sizes() -> re.Pattern[str]:
    groups = (f"(?P<s{number}>\\b{joined(size['words'])})" for number, size in enumerate(lexicon()["size"]))
    return re.compile("|".join(groups), re.IGNORECASE)


def _percent_of(figure: Figure, rest: str, lead: str) -> tuple[Decimal, str] | None:
    """The percentage that a figure, or a count with its base, states, and how it is got."""
    if not figure.exact or figure.kind == "p":
        return (figure.value, figure.text) if figure.exact else None
    match = exactly("shares.base").match(rest) or re.search(r"of (?:the |these |all )?⟦[cw](?P<d>\d+)⟧", lead)
    base = figure.sentence.at(match, "d").value if match else figure.other
    if not base or figure.value > base:
        return None
    value = figure.value * HUNDRED / base
    return value, f"{shown(figure.value)} ÷ {shown(base)} = {shown(value, 1)}%"


@kind("a word for a size", "DOC-17")
def sizes(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Most, a minority, fewer than a quarter."""
    marks = re.sub(r"⟦h(\d+)⟧", lambda match: sentence.figures[int(match.group(1))].text, sentence.marks)
    for match in _sizes().finditer(marks):
        size, tail = lexicon()["size"][int((match.lastgroup or "s0")[1:])], marks[match.end() :]
        low, high = Decimal(str(size["low"])), Decimal(str(size["high"]))
        following, led = exactly("shares.to_figure").match(tail), exactly("shares.of_then_part").match(tail)
        before = exactly("shares.from_figure").search(marks[: match.start()])
        ends = re.match(r"\s?[.,)]|$| of (?:the |all |those )?[a-z]+\s?[.,)]", tail)
        gap, rest, lead, found = "", "", "", following or led or before
        if following:
            gap, rest = following.group("gap"), following.group("rest")
            if re.match(r"(?:[^⟦)]|⟦y\d+⟧){0,40}\bto ⟦", rest):
                continue  # "(44% in 2018 to 54% in 2020)"
        elif led and re.match(r"\)| |,|\.", led.group("rest")):
            lead = led.group()
            gap = re.sub(r"⟦\w+⟧", "#", lead[: led.start("at")])
        elif not before or not ends:
            continue
        else:
            found = before
        figure = sentence.at(found, "n")
        got = _percent_of(figure, rest, lead)
        another = figure.kind == "p" and re.match(r" of | or ", sentence.text[figure.end :])
        if match.group().lower().startswith("most") and not cue("shares.most_of").search(marks[: match.start()]):
            continue  # "the substance most used"
        within = [m.value for m in sentence.of_kind("p") if m.start < figure.start and m.value > figure.value > 0]
        if figure.kind == "p" and any(low <= figure.value * HUNDRED / base <= high for base in within):
            continue  # "11% were born abroad, the majority in the EU (6.7%)"
        if not got or another or cue("shares.parted").search(gap) or _listed(figure, match.group()):
            continue
        if low <= got[0] <= high and not (got[0] == 50 and 50 in (low, high)):
            continue
        limit = f"less than {shown(low)}%" if got[0] < low else f"more than {shown(high)}%"
        how = "50% is exactly half" if got[0] == 50 else f"{shown(got[0], 1)}% is {limit}"
        yield finding("DOC-17", sentence, f"“{match.group().strip()}”, but {got[1]}.", how, [figure], FIX_WORD)


def _listed(figure: Figure, word: str) -> bool:
    """Whether the figure is one of several that together may bear the word out: "most use this (37%) or that (28%)"."""
    others = [m for m in figure.sentence.own if m.kind == figure.kind and m is not figure and m.before.endswith("(")]
    return (
        figure.before.endswith("(")
        and any(re.search(r"\b(?:and|or|to|,)\b", m.before) or m.before == " (" for m in others)
        and bool(re.search(r"\b(?:most|majority)", word, re.IGNORECASE))
    )


@kind("all of them", "DOC-17")
def all_of(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """All 40 of the 42; everyone (93%)."""
    marks, text = sentence.marks, sentence.text
    for match in exactly("shares.all_of").finditer(marks):
        part, whole = sentence.at(match, "n"), sentence.at(match, "d")
        if exact((part, whole)) and part.value != whole.value:
            what = f"“All”, but {part.text} are not all of {whole.text}."
            how = f"{whole.text} − {part.text} = {shown(whole.value - part.value)}"
            yield finding("DOC-17", sentence, what, how, [part, whole], FIX_WORD)
    said = re.search(r"(?:^|[.,;] )(?P<w>All|Every|Each|all|every)\b", text)
    for part, whole, _ in pairs(sentence.own) if said and not re.search(r"\bbut\b|\bexcept\b", text) else ():
        if part.before.endswith("(") and part.value < whole.value and exact((part, whole)):
            what = f"“{said.group('w')}”, but {part.text} of {whole.text}."
            yield finding("DOC-17", sentence, what, f"{part.text} < {whole.text}", [part, whole], FIX_WORD)
            return
    match = cue("shares.all_but").search(marks)
    said = (
        {name: sentence.at(match, name) for name, at in match.groupdict().items() if at and name != "v"}
        if match
        else {}
    )
    if "all" in said and exact(said.values()) and 0 < said["all"].value - said["some"].value <= said["all"].value / 3:
        what, how = (
            f"“All”, but {said['some'].text} of {said['all'].text}.",
            f"{said['some'].text} < {said['all'].text}",
        )
        yield finding("DOC-17", sentence, what, how, said.values(), FIX_WORD)
    for name, figure in said.items():
        if name in "nmo" and figure.exact and figure.value:
            what = f"“{'None' if name == 'o' else 'All'}”, but {figure.text} did{'' if name == 'o' else ' not'}."
            yield finding("DOC-17", sentence, what, f"{figure.text} > 0", [figure], FIX_WORD)
    whole = exactly("shares.all_percent").search(marks)
    if whole and not exactly("shares.not_all").search(marks[: whole.start()] + whole.group()):
        figure, none = sentence.at(whole, "n"), whole.group().lower().startswith("no")
        if figure.exact and figure.value != (0 if none else 100):
            how = f"{figure.text} is not {'0%' if none else '100%'}"
            yield finding(
                "DOC-17", sentence, f"“{whole.group().split()[0]}”, but {figure.text}.", how, [figure], FIX_WORD
            )


@kind("a word for more or less than half", "DOC-17")
def halves(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Well over half of the turnover, £17.2m out of £41.5m; 31 of the grants, which puts them in the minority."""
    words = list(cue("shares.half").finditer(sentence.text))
    groups = {match.lastgroup for match in words}
    if len(groups) != 1 or cue("shares.no_half").search(sentence.text):
        return
    word = words[0]
    percents = [m for m in sentence.own if m.kind == "p" and m.exact and m.start >= word.end()]
    if len([m for m in sentence.own if m.kind == "p"]) == 1 and percents and _ends_with(percents[0], word.end()):
        yield from _against_half(word, percents, percents[0].value, percents[0].text, context)
        return
    for figures in near(sentence):
        items = [m for m in figures if m.kind in "cwm" and not (m.kind == "w" and m.value < 3)]
        items = [m for m in items if not (m.sentence is sentence and word.start() <= m.start < word.end())]
        if any(map(is_change, items)):
            return
        if sum(m.kind in "pgrf" for m in figures) or len(items) != 2 or sort_of(items[0]) != sort_of(items[1]):
            continue
        part, whole = sorted(items, key=lambda m: m.value)
        beside = re.search(r"\b(?:of|to|from) (?:the |our |each of |these |its )*$", whole.before) or cue(
            "shares.half_of"
        ).search(whole.before)
        if not exact(items) or {*items} & context.bound or part.value * 100 < whole.value or not beside:
            return
        got = part.value * HUNDRED / whole.value
        if re.search(r"\b[Ii]n $", part.before):
            return  # "in 13 lists a majority of the 158", "less than half trust it in 25 of the 29"
        if part.value != whole.value:
            yield from _against_half(word, items, got, f"{part.text} ÷ {whole.text} = {shown(got, 1)}%", context)
        return


def _ends_with(percent: Figure, after: int) -> bool:
    """Whether a percentage ends a sentence after a colon, dash or comma: "…: 47%, to be precise"."""
    text = percent.sentence.text
    closes = re.fullmatch(
        r"[.,)]?(?: (?:to be (?:precise|exact)|in all|in fact|exactly|did|said so))?[.)]?", percent.after
    )
    return closes is not None and re.search(r"(?:[:–,(]|\bat) $|\($", text[after : percent.start]) is not None


def _against_half(
    word: re.Match[str], items: list[Figure], got: Decimal, how: str, context: Context
) -> Iterator[Finding]:
    over = word.lastgroup == "over"
    if (got <= 50 if over else got >= 50) and all(context.bind(m) for m in items):
        what = f"“{word.group().strip()}”, but {shown(got, 1)}% is {'not more' if over else 'not less'} than half."
        yield finding("DOC-17", items[0].sentence, what, how, items, FIX_WORD)
