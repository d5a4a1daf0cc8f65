"""How many times one figure is another: multiples, ratios, amounts a month and a year.

Belongs here: one figure divided by another, said in words. Does not belong here: changes in per cent
(``words.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, counts, exact, finding, kind, set_beside
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, lexicon, listed


@cache
def _times() -> re.Pattern[str]:
    said = "|".join(lexicon()["times"])
    rest, about = listed("changes.after_times"), listed("changes.about_times")
    pattern = f"(?P<w>{said}|⟦[cwr](?P<n>\\d+)⟧ times)(?P<rest>{rest})"
    return re.compile(f"(?<!\\w)(?P<about>{about} )?{pattern}", re.IGNORECASE)


@kind("a multiple", "DOC-08")
def multiples(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Doubled, halved, three times as many."""
    marks = re.sub(
        r"⟦h(\d+)⟧ (?=as |the |that )", lambda m: sentence.figures[int(m.group(1))].text + " ", sentence.marks
    )
    for match in _times().finditer(marks) if not cue("changes.not_times").search(sentence.text) else ():
        word, verb = match.group("w").lower(), match.group("w").lower().endswith(("ed", "ing", "fold"))
        if not verb and not re.match(
            r" (?:as|the|that|those|more|higher|increase|rise|growth|fall|drop|reduction|decrease)", match.group("rest")
        ):
            continue
        if word.endswith("fold") and re.search(r"\b(?:is|are|was|were) $", marks[: match.start()]):
            continue  # "the proposal is two-fold: …"
        number = sentence.at(match, "n") if match.group("n") else None
        said = number.value if number else Decimal(str(lexicon()["times"][word]))
        if len(_times().findall(marks)) > 1:
            return  # several multiples, side by side
        of = re.match(
            rf" {listed('changes.times_of')}\b",
            match.group("rest"),
        )
        items = [m for m in sentence.own if m is not number and (verb or of or m.start > match.start())]
        if of:  # "more than double that of B (3.8%) and C (3.3%)"
            items = [m for m in items if m.start < match.start()][-1:] + [m for m in items if m.start > match.start()][
                :1
            ]
        pairs = ([m for m in items if m.kind in kinds] for kinds in ("p", "m", "c", "cw", "u", "r"))
        items = next((pair for pair in pairs if len(pair) == 2), [])
        if not items or not exact(items) or not all(m.value for m in [*items, *([number] if number else [])]):
            continue
        than = re.search(r"\b(?:than|as)\b[^⟦]*$", items[1].before)
        # "twice as many: 150 and 85"
        introduced = re.match(r"[^⟦⟧,]*(?::|–|—|\()[^⟦⟧]*⟦", match.group("rest") + marks[match.end() :])
        if (
            not than
            and not introduced
            and not of
            and not set_beside(*items)
            or re.search(r"(?:\bto|\bor|–|-) $", marks[: match.start()])
        ):
            continue
        low, high = sorted(items, key=lambda m: m.value)
        ratio, said, about = high.value / low.value, max(said, 1 / said), (match.group("about") or "").strip()
        beyond = about in ("over", "more than", "just over")
        if verb and _turned(items, word):
            way = "more" if items[1].value > items[0].value else "less"
            what = f"“{word}”, but {items[1].text} is {way} than {items[0].text}."
            yield finding("DOC-08", sentence, what, "", [items[1], items[0]], FIX_WORD)
            return
        off = abs(ratio - said) > said * Decimal("0.25" if about else "0.1")
        loose = not verb and said < ratio <= said * Decimal("1.25")  # "twice as many" is two and a bit
        if ratio < said * Decimal("0.99") if beyond else off and not loose:
            what = f"“{'times as many' if number else word}”, but {high.text} is {shown(ratio)} times {low.text}."
            yield finding("DOC-08", sentence, what, f"{high.text} ÷ {low.text} = {shown(ratio)}", [high, low], FIX_WORD)


def _turned(items: list[Figure], word: str) -> bool:
    """Whether two figures went the other way: "doubled from 214 to 107"."""
    first, second = items
    stated = re.search(r"\bfrom (?:[a-z]+ )?$", first.before) and re.search(r"\bto (?:[a-z]+ )?$", second.before)
    rose = second.value > first.value
    return stated is not None and first.value != second.value and rose == word.startswith("halv")


@kind("a ratio", "DOC-16")
def ratios(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A ratio of one to fifteen; one worker for every 12 children."""
    for match in cue("changes.ratio").finditer(sentence.marks) if len(re.findall(r"\d:\d", sentence.text)) < 2 else ():
        used = [sentence.figures[int(number)] for number in re.findall(r"⟦\w(\d+)⟧", match.group())]
        said = [Decimal(number) for number in re.findall(r"\d+", used[-1].text)] if match.group("z") else []
        said = said or ([m.value for m in used] if len(used) == 2 else [used[-1].value, Decimal(1)])
        rest = [m for m in counts(sentence.own) if m not in used]
        if len(rest) != 2 or not all(said) or not exact(rest) or not all(m.value for m in rest):
            continue
        low, high = sorted(m.value for m in rest)
        ratio = max(said) / min(said)
        if abs(high / low - ratio) > max(Decimal("0.5"), ratio * Decimal("0.03")):
            what = f"A ratio of {shown(ratio, 1)} is stated; the figures give {shown(high / low, 1)}."
            yield finding(
                "DOC-16", sentence, what, f"{shown(high)} ÷ {shown(low)} = {shown(high / low, 1)}", [*rest, used[-1]]
            )


_A_YEAR = {("month", "year"): (12,), ("week", "year"): (52,), ("quarter", "year"): (4,), ("day", "week"): (7, 5)}


@kind("an amount over time", "DOC-16")
def over_time(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """£12,000 a month, or £144,000 a year."""
    for one, other in pairwise(sentence.own):
        each = [re.match(r" (?:a|per|each|every) (day|week|month|quarter|year)\b", m.after) for m in (one, other)]
        if not all(each) or one.kind not in "cm" or one.kind != other.kind or not exact((one, other)):
            continue
        times = _A_YEAR.get((each[0].group(1), each[1].group(1)))
        said = re.search(r"(?:, or|\(|, that is,?|, i\.e\.|, which is|, equal to) $", other.before)
        if (
            times
            and said
            and one.value
            and all(abs(other.value / (one.value * n) - 1) > Decimal("0.03") for n in times)
        ):
            right = shown(one.value * times[0])
            per = [match.group().strip() for match in each if match]
            what = f"{other.text} {per[1]} is stated; {one.text} {per[0]} gives {right}."
            yield finding("DOC-16", sentence, what, f"{one.text} × {times[0]} = {right}", [one, other])


_LENGTHS = {("minute", "hour"): (60,), ("hour", "day"): (24,), ("day", "week"): (7, 5), ("month", "year"): (12,)}


@kind("the same length in two units", "DOC-16")
def converted(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """84 days (14 weeks)."""
    for pair in pairwise(sentence.own):
        said = re.search(r"(?:\(|, or |, that is,? )$", pair[1].before) and re.match(r"[).,;]|$", pair[1].after)
        alike = [re.search(r"\b(minute|hour|day|week|month|year)s?$", m.text) for m in pair if m.kind == "u"]
        if not said or len(alike) != 2 or not all(alike) or not exact(pair):
            continue
        for units, times in _LENGTHS.items():
            small, large = sorted(pair, key=lambda m: units[1] in m.text)
            if (units[0] in small.text and units[1] in large.text) and all(
                abs(small.value / n - large.value) * 2 > Decimal(1).scaleb(-large.decimals) for n in times
            ):
                right = f"{shown(small.value / times[0], 1)} {units[1]}s"
                what = f"{pair[1].text} is stated; {small.text} is {right}, not {large.text}."
                yield finding("DOC-16", sentence, what, f"{small.text} ÷ {times[0]} = {right}", pair)
