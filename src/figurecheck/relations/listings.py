"""A count or a share, and the list that it is of, in another place; figures and the names that they are of.

Belongs here: relations between a sentence and a list, and of names with figures in the same order. Does not belong
here: lists with totals of their own (``parts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from figurecheck.dates import months_in
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import HUNDRED, Context, counts, exact, finding, kind, sum_of, total
from figurecheck.relations.shares import fits
from figurecheck.report import Finding
from figurecheck.rounding import Fit, shown
from figurecheck.text import stem
from figurecheck.words import cue, exactly, judgements_in


def _category(text: str) -> str:
    """What something was changed to: a judgement by its full name, else its words."""
    return (judgements_in(text) or [" ".join(re.sub(r"[^a-z ]", "", text.lower()).split()[:3])])[0]


@kind("all of those counted", "DOC-13", of="document")
def all_counted(context: Context) -> Iterator[Finding]:
    """All n that were downgraded, where the months' counts come to another number."""
    for sentence in context.sentences:
        match = cue("repeats.all").search(sentence.marks)
        if match is None or len(sentence.block.months) == 1 or months_in(sentence.text):
            continue
        said, verb, category, found = (
            sentence.at(match, "n"),
            stem(match.group("verb")),
            _category(match.group("to")),
            {},
        )
        for other in context.sentences:
            for item in counts(other.own) if other is not sentence and len(other.block.months) == 1 else ():
                hits = cue("repeats.verb_to").finditer(item.after)
                if item.exact and any(
                    stem(m.group("verb")) == verb and _category(m.group("to")) == category for m in hits
                ):
                    found[item] = other.block.months[0]
        together = total(found)
        if said.exact and len(found) >= 2 and len(set(found.values())) == len(found) and together != said.value:
            parts = ", ".join(f"{item.text} in {month}" for item, month in found.items())
            what = f"“all {said.text}”, but {parts} are listed: {shown(together)} in all."
            do = f"Write {shown(together)}, or say which month the {said.text} are of."
            also = [item.sentence for item in found]
            yield finding("DOC-13", sentence, what, f"{sum_of(list(found))} = {shown(together)}", [said], do, also)


def _breakdown(block: Block) -> list[Figure]:
    """Counts by different judgements that a labelled line lists: "26 were graded as good and 1 outstanding"."""
    if len(block.sentences) != 1 or block.sentences[0].of_kind("pmz"):
        return []
    found = counts(block.sentences[0].own)
    names = [tuple(judgements_in(item.after)) for item in found]
    alone = len(found) >= 2 and len(set(names)) == len(names) and all(len(name) == 1 for name in names)
    return found if alone and exact(found) else []


@kind("a share and the list behind it", "DOC-14", of="document")
def listed_share(context: Context) -> Iterator[Finding]:
    """25% of the 96 were moderated, and a list of those moderated."""
    blocks = context.document.blocks
    for sentence in context.sentences:
        verb = re.search(r"\b(?:were|was|have been|has been) ([a-z]{4,}ed)\b", sentence.text)
        for match in exactly("repeats.share_of").finditer(sentence.marks) if verb else ():
            percent, whole, months, listed = (
                sentence.at(match, "p"),
                sentence.at(match, "d"),
                months_in(match.group("what")),
                [],
            )
            for block in blocks if len(months) == 1 and exact((percent, whole)) and whole.value else ():
                named = months_in(block.label) if block.path == sentence.block.path else []
                if len(named) == 1 and named[0].fits(months[0]) and _breakdown(block):
                    below = [
                        block,
                        *(other for other in blocks[block.number : block.number + 30] if other.parent is block),
                    ]
                    stems_ = {stem(word) for other in below for word in re.findall(r"[A-Za-z]+", other.text)}
                    listed += [block] if stem(verb.group(1)) in stems_ else []
            parts = _breakdown(listed[0]) if len(listed) == 1 else []
            together = Figure("c", "", total(parts))
            if not parts or fits(percent, together, whole, context) is not Fit.WRONG or not context.bind(percent):
                continue
            said, right = shown(together.value), f"{shown(together.value * HUNDRED / whole.value, 1)}%"
            counted = f"{said} {verb.group(1)}: {right} of {whole.text}, not {percent.text}"
            what = f"The list for {listed[0].label} has {counted}."
            how = f"{sum_of(parts)} = {said}; {said} ÷ {whole.text} = {right}"
            do = "Correct the percentage, or name the number it is a percentage of."
            yield finding("DOC-14", sentence, what, how, [percent, whole], do, listed[0].sentences)


@kind("one figure for each name", "DOC-13")
def respectively(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Names and figures in the same order: as many of one as of the other."""
    if "respectively" not in sentence.text or re.search(r"\b(?:than|outside)\b", sentence.text):
        return
    runs = list(exactly("parts.run").finditer(sentence.marks))
    names = exactly("parts.names").search(
        re.sub(r"^(?:In|For|At|Of|The|Compliance in|[A-Z][a-z]+ly,)\s", "", sentence.text)
    ) or re.search(
        r"\b(?:on|of|for|in|between) (?:[a-z]+, )*[a-z]+ and [a-z]+(?= (?:was|were|is|are|came|stood|fell|rose)\b)",
        sentence.text,
    )
    many = re.search(r"\bThe ⟦w(?P<n>\d+)⟧ [a-z]+ ", sentence.marks) if names is None else None
    years = re.search(r"⟦[xy]\d+⟧(?:, ⟦y\d+⟧)*,? and ⟦y\d+⟧", sentence.marks)
    if years:
        names, many = years, None
    if (
        len(runs) != 1
        or names is None
        and many is None
        or not years
        and re.match(r"(?:Among|Across|Of|Within)\b", sentence.text)
    ):
        return
    given = [sentence.figures[int(number)] for number in re.findall(r"⟦[a-z](\d+)⟧", runs[0].group())]
    said = int(sentence.at(many, "n").value) if many else len(re.split(r", and |, | and ", names.group()))
    if said >= 2 and 0 < abs(said - len(given)) <= 2:
        what = f"“Respectively” ties {len(given)} figures to {said} names."
        how = f"{names.group() if names else 'names'}: {said}; figures: {len(given)}"
        yield finding("DOC-13", sentence, what, how, given, "Give one each.")
