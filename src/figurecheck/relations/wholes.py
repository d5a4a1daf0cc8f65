"""Wholes that their parts cannot be of: too few, too small for a percentage, or another than the rest share.

Belongs here: what is wrong with the whole of a share. Does not belong here: the percentage itself (``shares``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import HUNDRED, Context, counts, exact, finding, kind
from figurecheck.relations.shares import Pair, between_them, cut_or_wrong, fits, pairs
from figurecheck.report import Finding
from figurecheck.rounding import Fit, possible_denominators, possible_numerators, shown
from figurecheck.text import content_words
from figurecheck.words import cue, exactly, listed

_BRACKETED = re.compile(r"⟦[cw](?P<n>\d+)⟧[^⟦⟧;.()]{0,40}\((?:just |only |about )?⟦p(?P<p>\d+)⟧\)")


@kind("shares of one base", "DOC-01", of="block")
def of_one_base(block: Block, context: Context) -> Iterator[Finding]:
    """Counts with their percentages of one base that most of them confirm: "33 (92%)", "18 (50%)", "27 (57%)"."""
    below = context.document.blocks[block.number :] if block.kind == "item" else ()
    family = [block, *(each for each in below if each.list_id == block.list_id)]
    if block.kind == "item" and (block.previous is None or block.previous.list_id == block.list_id):
        return  # judged with the first of its list
    parts = [
        (sentence.at(match, "n"), sentence.at(match, "p"))
        for each in family
        for sentence in each.sentences
        for match in _BRACKETED.finditer(sentence.marks)
    ]
    parts = [(part, percent) for part, percent in parts if exact((part, percent))]
    lead = [block.parent] if block.kind == "item" and block.parent is not None else []
    wholes = {m.value: m for each in [*lead, *family] for sentence in each.sentences for m in counts(sentence.own, "c")}
    if len(parts) < 3:
        return
    fitting = {
        value: [
            part for part in parts if part[0].value <= value and fits(part[1], part[0], whole, context) is Fit.ROUNDED
        ]
        for value, whole in wholes.items()
        if value >= 10
    }
    base = max(fitting, key=lambda value: len(fitting[value]), default=None)
    wrong = [part for part in parts if base is not None and part not in fitting[base]]
    if base is None or len(wrong) != 1 or len(fitting[base]) < 2:
        return
    (part, percent), whole = wrong[0], wholes[base]
    explained = any(
        fits(percent, part, other, context) is Fit.ROUNDED for other in wholes.values() if other.value >= part.value
    )
    how = fits(percent, part, whole, context)
    if (
        part.value > base
        or explained
        or abs(part.value * HUNDRED / base - percent.value) > 30
        or not context.bind(percent)
    ):
        return
    yield cut_or_wrong(percent, Pair(part, whole, False), how)


@kind("more than there are", "DOC-01")
def too_many(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A part that is larger than its whole."""
    items = counts(sentence.own)
    for whole, part in pairwise(items):
        led = cue("shares.leads").search(whole.before) and part.sentence.text[whole.end : part.start].count(",") == 1
        does = cue("shares.does").match(part.after) and part.before.rstrip().endswith(",")
        inside = re.match(r" of (?:whom|which|these|those|them)\b", part.after) and re.search(
            r"(?:, | and [a-z]+ )$", part.before
        )
        inside = (
            inside or re.search(r"\binclud(?:es|ed|ing) $", part.before) and not cue("shares.holder").match(whole.after)
        )
        inside = inside and part.before.strip() != ","
        if (
            (does and led or inside)
            and whole.value < part.value <= 10 * whole.value
            and exact((part, whole))
            and context.bind(part)
        ):
            what = f"{part.text} of {whole.text} is more than there are."
            yield finding("DOC-01", sentence, what, f"{part.text} > {whole.text}", (part, whole))
    for part, whole, strong in pairs(sentence.own):
        between = between_them(part, whole) if strong and part.start < whole.start else "-"
        tied = re.match(r"(?: [a-z]+)? (?:out )?of (?:the|these|those|its|our) $| out of $", between)
        if (
            not tied
            or not whole.value < part.value <= 10 * whole.value
            or part.noun
            and whole.noun
            and part.noun.isdisjoint(whole.noun)
            or not exact((part, whole))
            or cue("shares.moves").search(sentence.text)
        ):
            continue
        if context.bind(part):
            what = f"{part.text} of {whole.text} is more than there are."
            yield finding("DOC-01", sentence, what, f"{part.text} > {whole.text}", (part, whole))


def _of_the_few(percent: Figure, whole: Figure) -> bool:
    """Whether a percentage is of the few that the sentence, or the one before, counts."""
    if whole.value > 40 or not whole.noun:
        return False
    of = re.match(r" of (?:the |our |these |all )?([a-z]+)", percent.after)
    if of:
        return bool(content_words(of.group(1)) & whole.noun)
    asked = cue("shares.asked").search(whole.sentence.text) and cue("shares.answered").match(percent.after)
    return bool(asked or cue("shares.share_is").search(percent.before))


@kind("an impossible percentage", "DOC-03")
def impossible(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A percentage that no whole number of so few can be."""
    percents, whole, marks = sentence.of_kind("p"), counts(sentence.own), sentence.marks
    if not percents or not exact(percents) or context.practice.weighted or context.practice.nearest > 1:
        return
    came, item = cue("shares.rate_of_one").search(marks), percents[0]
    noun = re.match(r" of (?:the |our |these )?([a-z]+)\b", item.after)
    tied = False
    if not whole and noun and sentence.index:
        before = counts(sentence.earlier)
        whole = [m for m in before if len(before) == 1 and re.match(rf" (?:[a-z]+ )?{noun.group(1)}\b", m.after)]
        tied = bool(whole) and re.match(r" of (?:the |our |these )", item.after) is not None
    if not whole and (
        re.match(r" of (?:them|these|those|whom|which)\b", item.after)
        or re.match(r"(?:Of|Among) (?:those|these|them)\b", sentence.text)
    ):
        whole = [m for m in counts(sentence.earlier) if m.noun]
    few = len(whole) == 1 and whole[0].before in ("Of the ", "Among the ") and whole[0].after.startswith(", ")
    tied = tied or few or len(whole) == 1 and len(percents) == 1 and _of_the_few(item, whole[0])
    bracketed = whole and item.before.endswith("(") and item.start > whole[0].start  # "four (3.5% of those asked)"
    size = int(whole[0].value) if len({m.value for m in whole}) == 1 and exact(whole) else 0
    if not 1 <= size < 1000 or whole[0].value % 1 or bracketed:
        return
    if came:
        if (
            item.decimals
            and not counts(sentence.earlier)
            and not possible_denominators(size, item.value, item.decimals)
        ):
            base = int(size * HUNDRED / item.value)
            near = [
                f"{size} of {n} is {shown(size * HUNDRED / n, item.decimals)}%" for n in (base, base + 1) if n >= size
            ]
            what = f"{size} is not {item.text} of any whole number."
            yield finding("DOC-03", sentence, what, "; ".join(near), [whole[0], item])
        return
    after = " ".join(re.split(r"[,;.]", item.after)[0].split()[:2])
    near = f"{item.before[-25:]}#{after}" if whole[0].sentence is sentence else sentence.text
    footnote = not whole[0].start and re.match(r" [A-Z][a-z]+, [A-Z]", whole[0].after)  # "35 Coleman, A. (1985)"
    few_before = size < 3 and whole[0].sentence is not sentence and not few  # "two newborn babies. … 80% of those"
    if footnote or few_before or re.match(r"(?:[ -](?:bed|bedroom|storey|star|person) [a-z]| for\b)", whole[0].after):
        return
    direct = re.fullmatch(rf" of {listed('shares.det')}", item.after)  # "went up at 60% of the 16"
    moved = not direct and cue("shares.moves").search(re.sub(r"\b(?:more|less|fewer) than\b", "", near))
    apart = re.search(r"between|\($", whole[0].before) or re.match(r"\s(?:to|or)\s", whole[0].after)
    other = cue("shares.not_whole").search(whole[0].after[:40])
    grouped = re.match(
        r" (?:[a-z]+ )?questions?\b" if size > 2 else r" (?:groups?|(?:[a-z]+ )?questions?)\b", whole[0].after
    )
    if size < 2 or grouped or moved or apart or other or not (tied or exactly("shares.group").search(marks)):
        return
    for item in percents:
        owned = rf" of {listed('shares.det')}(?:[A-Za-z]+(?:['’]s|s['’]) )?"  # "70% of the hospital's eight wards"
        led = tied or whole[0].start < item.start or re.fullmatch(owned, item.after)
        before = sentence.text[: whole[0].start]
        if whole[0].sentence is sentence and (not led or before.count("(") > before.count(")")):
            continue  # "15% of them had more (one had eight)"
        if not possible_numerators(size, item.value, item.decimals) and context.bind(item):
            below, places = int(item.value * size / 100), max(1, item.decimals)
            how = "; ".join(f"{n} of {size} is {shown(n * HUNDRED / size, places)}%" for n in (below, below + 1))
            what = f"{item.text} is not the percentage of any whole number of {whole[0].text}."
            yield finding("DOC-03", sentence, what, how, [whole[0], item], "Correct the percentage or the count.")
