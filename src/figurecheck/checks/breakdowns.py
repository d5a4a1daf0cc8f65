"""A number said of all, of a list or of a share that another breakdown contradicts (DOC-13, DOC-14).

Belongs here: totals that are said in one place and broken down in another. Does not belong here: sums inside
one sentence or table (``sums``, ``tables``).

Preconditions. *All n that were downgraded to RI*: the same verb and the same judgement or category are counted
elsewhere, for separate months, and the claim itself is under no single month. *The following n things*: the
sentence ends in a colon and leads straight into a list. *25% of the 96 audits allocated in January were
moderated*: the same section lists, under that month, counts by judgement, and speaks there of moderation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.checks.base import Context, finding, quotient
from figurecheck.dates import Month, months_in
from figurecheck.model import Block, Sentence
from figurecheck.patterns import count, figure, number, percent
from figurecheck.quantities import Figure
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit_values, share, shown
from figurecheck.text import stem
from figurecheck.words import judgements_in

_ALL = re.compile(
    rf"\ball (?:of the |the |of )?{count('n')}(?: [a-z'-]+){{0,4}}? (?:(?:that|which|who) )?(?:(?:were"
    rf"|was|had been|have been) )?(?P<verb>[a-z]{{4,}}ed)\b(?P<to>[^⟦⟧;:.,]{{0,50}})",
    re.IGNORECASE,
)
_VERB_TO = re.compile(r"\b(?P<verb>[a-z]{4,}ed) (?:to|as|into) (?=(?P<to>[^⟦⟧;:.,]{1,50}))", re.IGNORECASE)
_THINGS = (
    r"(?:themes|areas|priorities|reasons|recommendations|objectives|actions|categories|groups"
    r"|questions|principles|strands|aims"
    r"|outcomes|findings|points|issues|factors|stages|steps|elements|domains|pillars|options|risks"
    r"|standards|criteria|headings"
    r"|parts|measures|changes|services|teams|localities|districts|goals|ambitions|strengths|concerns"
    r"|projects|workstreams|cohorts)"
)
_FOLLOWING = re.compile(rf"{count('n')} (?:[a-z'-]+ ){{0,3}}?{_THINGS}\b(?P<rest>[^⟦⟧:.;]{{0,60}}):$", re.IGNORECASE)
_SHARE = re.compile(
    rf"{percent('p')} of (?:the |all |all the |these )?{number('d')} (?P<what>[^⟦⟧;:.()]{{3,60}}?)(?=$"
    rf"|[.,;]| and ⟦| (?:were|was|have|has)\b)"
)
#: How many blocks after a line may be nested under it.
_NESTED = 30
_OPEN = re.compile(r"\b(?:includ|such as|for example|e\.g|among|some of|main|key examples)", re.IGNORECASE)


def _category(text: str) -> str:
    """What something was changed to: a judgement by its full name, else its words."""
    names = judgements_in(text)
    if names:
        return names[0]
    return " ".join(re.sub(r"[^a-z ]", "", text.lower()).split()[:3])


def _counts_by_verb(block: Block) -> Iterator[tuple[Figure, str, str, Sentence]]:
    """Counts followed by what became of them: figure, stem of the verb, category."""
    for sentence in block.sentences:
        tagged = sentence.tagged
        for index, item in enumerate(tagged.figures):
            if item.kind not in "cw" or not item.exact:
                continue
            stop = tagged.figures[index + 1].start if index + 1 < len(tagged.figures) else len(tagged.text)
            for match in _VERB_TO.finditer(tagged.text[item.end : stop]):
                yield item, stem(match.group("verb")), _category(match.group("to")), sentence


def _all(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        match = _ALL.search(sentence.tagged.marks)
        if match is None or len(sentence.block.months) == 1 or months_in(sentence.text):
            continue
        said = figure(sentence.tagged, match, "n")
        verb, target = stem(match.group("verb")), re.sub(r"^\s*(?:to|as|into)\s+", "", match.group("to"))
        if not re.match(r"\s*(?:to|as|into)\b", match.group("to")) or not said.exact:
            continue
        found = [
            (item, other, block.months[0])
            for block in context.document.prose
            if len(block.months) == 1
            for item, stemmed, category, other in _counts_by_verb(block)
            if other is not sentence and stemmed == verb and category == _category(target)
        ]
        months = [month for _, _, month in found]
        if len(found) < 2 or len(set(months)) != len(months):
            continue
        values = [item.value or Decimal(0) for item, _, _ in found]
        if sum(values, Decimal(0)) == said.value:
            continue
        parts = ", ".join(f"{shown(value)} in {month}" for value, month in zip(values, months, strict=True))
        what = f"“all {said.text}”, but {parts} are listed: {shown(sum(values, Decimal(0)))} in all."
        arithmetic = " + ".join(shown(value) for value in values) + f" = {shown(sum(values, Decimal(0)))}"
        do = f"Write {shown(sum(values, Decimal(0)))}, or say which month the {said.text} are of."
        yield finding("DOC-13", sentence, what, arithmetic, do, (said,), tuple(other for _, other, _ in found))


def _following(context: Context) -> Iterator[Finding]:
    blocks = context.document.blocks
    for index, lead in enumerate(blocks[:-1]):
        if lead.kind not in ("para", "item") or blocks[index + 1].parent is not lead or not lead.sentences:
            continue
        sentence = lead.sentences[-1]
        match = _FOLLOWING.search(sentence.tagged.marks)
        if match is None or _OPEN.search(sentence.text):
            continue
        said = figure(sentence.tagged, match, "n")
        first = blocks[index + 1]
        after = blocks[index + 1 :]
        items = [block for block in after if block.list_id == first.list_id]
        last = after.index(items[-1])
        resumed = any(
            block.kind == "item" and block.list_id != first.list_id and block.level == first.level
            for block in after[: last + 4]
        )
        if (
            context.document.kind == "pdf"
            or resumed
            or not said.exact
            or not 2 <= (said.value or 0) <= 15
            or len(items) == said.value
            or abs(len(items) - (said.value or 0)) > 3
        ):
            continue
        what = f"“{said.text}” are announced, {len(items)} are listed."
        yield finding(
            "DOC-13",
            sentence,
            what,
            f"{len(items)} ≠ {said.value}",
            "Correct the number or the list.",
            (said,),
            (items[0].sentences[0],),
        )


def _month_in(text: str) -> Month | None:
    found = months_in(text)
    return found[0] if len(found) == 1 else None


def _breakdown(block: Block) -> list[Figure] | None:
    """Counts by different judgements that a labelled line lists: "26 were graded as good and 1 outstanding"."""
    if len(block.sentences) != 1:
        return None
    tagged = block.sentences[0].tagged
    counts = tagged.of_kind("cw")
    if len(counts) < 2 or tagged.of_kind("pmz") or not all(item.exact for item in counts):
        return None
    names = []
    for index, item in enumerate(counts):
        stop = counts[index + 1].start if index + 1 < len(counts) else len(tagged.text)
        names.append(judgements_in(tagged.text[item.end : stop]))
    flat = [name for group in names for name in group]
    return counts if all(len(group) == 1 for group in names) and len(set(flat)) == len(flat) else None


def _speaks_of(blocks: list[Block], block: Block, verb: str) -> bool:
    """Whether the labelled line or what is nested under it uses the verb: "After moderation, …"."""
    below = blocks[block.number : block.number + _NESTED]  # block numbers begin at 1
    related = [block, *(other for other in below if other.parent is block)]
    return any(verb in {stem(word) for word in re.findall(r"[A-Za-z]+", other.text)} for other in related)


def _shares(context: Context) -> Iterator[Finding]:
    blocks = context.document.blocks
    for sentence in context.sentences:
        tagged = sentence.tagged
        verb = re.search(r"\b(?:were|was|have been|has been) ([a-z]{4,}ed)\b", tagged.text)
        if verb is None or not tagged.of_kind("p"):
            continue
        for match in _SHARE.finditer(tagged.marks):
            percentage, whole = figure(tagged, match, "p"), figure(tagged, match, "d")
            month = _month_in(match.group("what"))
            if month is None or not (percentage.exact and whole.exact) or percentage.value is None or not whole.value:
                continue
            listed = [
                (block, parts)
                for block in blocks
                if block.path == sentence.block.path
                and block.label
                and (named := _month_in(block.label))
                and named.fits(month)
                and (parts := _breakdown(block))
                and _speaks_of(blocks, block, stem(verb.group(1)))
            ]
            if len(listed) != 1:
                continue
            found = _judge_share(sentence, percentage, whole, verb.group(1), *listed[0])
            if found and context.bind(sentence, percentage):
                yield found


def _judge_share(
    sentence: Sentence, percentage: Figure, whole: Figure, verb: str, block: Block, parts: list[Figure]
) -> Finding | None:
    total = sum((part.value or Decimal(0) for part in parts), Decimal(0))
    base = whole.value or Decimal(1)
    if fit_values((total, total), (base, base), percentage.value or Decimal(0), percentage.decimals) is not Fit.WRONG:
        return None
    right = shown(share(total, base), max(1, percentage.decimals))
    what = f"The list for {block.label} has {shown(total)} {verb}: {right}% of {whole.text}, not {percentage.text}."
    arithmetic = (
        " + ".join(part.text for part in parts) + f" = {shown(total)}; " + quotient(total, base, percentage.decimals)
    )
    do = "Correct the percentage, or name the number it is a percentage of."
    return finding("DOC-14", sentence, what, arithmetic, do, (percentage, whole), (block.sentences[0],))


def find(context: Context) -> Iterator[Finding]:
    """Numbers that a breakdown elsewhere contradicts."""
    yield from _all(context)
    yield from _following(context)
    yield from _shares(context)
