"""Which figures stand near each other, and the finding that one of them is not what its words say.

Belongs here: what ``windows``, ``quotients`` and ``limits`` share. Does not belong here: any relation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from figurecheck.dates import find_years
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import Context, finding, is_prose, sort_of
from figurecheck.report import Finding
from figurecheck.words import cue, exactly


def near(sentence: Sentence) -> Iterator[list[Figure]]:
    """The amounts of a sentence, then those of it and the nearest before that has any, in its paragraph or the last."""
    if not is_prose(sentence):
        return
    own = before_cause(sentence)
    yield own
    block = sentence.block
    if block.page is not None:
        return  # what stands before it in a PDF may be another column, or a picture
    before = next((other for other in reversed(block.sentences[: sentence.index]) if other.own), None)
    last = block.previous
    short = last is not None and last.kind == block.kind == "para" and len(last.sentences) <= 3
    if before is None and short and last.path == block.path:
        before = next((other for other in reversed(last.sentences) if other.own), None)
    if before is not None and is_prose(before):
        yield [*before_cause(before), *own]
    if block.kind == "para" and not sentence.index and last is not None and last.kind == "item":
        items = listed_until(last)
        if all(len(other.own) == 1 for other in items):
            yield [m for other in [*items, sentence] for m in other.own]
    if block.kind == "item":
        lead = block.parent.sentences[-1:] if block.parent is not None else []
        yield [m for other in [*lead, *listed_until(block)] for m in other.own]


def before_cause(sentence: Sentence) -> list[Figure]:
    """The figures but for those of a cause, "driven by £2m of sales", and ages without a dash, "15 24 year olds"."""
    cause = cue("limits.cause").search(sentence.text)
    own = [m for m in sentence.own if not re.match(r" \d", m.after)]
    return [m for m in own if cause is None or m.start < cause.start()]


def is_change(item: Figure) -> bool:
    """Whether a figure says by how much another changed: "254,000 more than in May", "an increase of £2.3m"."""
    return exactly("changes.is_so_much").search(f"{item.before[-20:]}#{item.after[:12]}") is not None


def of_another_period(item: Figure) -> bool:
    """Whether a figure stands in brackets with the period it is of: "£13.4m (£6.1m in 2023/24)"."""
    text = item.sentence.text if item.sentence is not None else ""
    before, after = re.search(r"\([^()]*$", text[: item.start]), re.match(r"[^()]*\)", text[item.end :])
    inside = f"{before.group()}#{after.group()}" if before and after else ""
    return re.search(r"\b(?:19|20)\d\d|\b(?:last|previous|prior) (?:year|quarter|month)\b", inside) is not None


def of_another_year(said: Figure, operands: Sequence[Figure]) -> bool:
    """Whether a change on the year before is set beside the figure of an earlier one: "36,094 in 2005 …"."""
    if any(m.sentence is not said.sentence for m in operands) and exactly("changes.year_ago").match(said.after):
        return True
    if not re.match(r"[^.;]{0,20}\b(?:than|on|from|over) the (?:previous|last|prior) year", said.after):
        return False
    years = [{found[2] for found in find_years(m.sentence.text)} for m in (said, *operands) if m.sentence]
    return any(one and other and max(one) - max(other) > 1 for one in years[:1] for other in years[1:])


def of_another(formula: str, said: Figure) -> bool:
    """Whether a percentage is of something else than the figures beside it: "the 95% standard"."""
    if formula == "share":
        return exactly("changes.a_standard").match(said.after) is not None
    if formula not in ("rise", "fall", "difference"):
        return False
    beside = exactly("changes.of_the_total").match(said.after) or exactly("changes.yearly").match(said.after)
    return bool(beside or exactly("changes.caused").search(said.before))


_OF = re.compile(r"\)? of (?:(?:the|all|its|their|our|total|[A-Z][a-z]+) )*([A-Za-z]+)")


def of_several(shares: Sequence[Figure]) -> bool:
    """Whether percentages are said of different things: "15% of the population, 42% of all admissions"."""
    wholes = [match.group(1).lower() for item in shares if (match := _OF.match(item.after))]
    return len(set(wholes) - {"them", "these", "those", "which", "whom", "other", "mixed"}) > 1


def listed_until(block: Block) -> list[Sentence]:
    """The sentences of a list up to one of its items."""
    items, other = [block], block.previous
    while other is not None and other.list_id == block.list_id:
        items.insert(0, other)
        other = other.previous
    return [sentence for item in items for sentence in item.sentences]


def of_sort(figures: Iterable[Figure], sort: str) -> list[Figure]:
    """The figures of one sort (see ``core.sort_of``), but for the pronoun "one"."""
    # Not the top of a scale, nor "the last 10 years".
    figures = [m for m in figures if sort_of(m) == sort and not re.search(r"\b(?:out of|last|past|next) $", m.before)]
    return [m for m in figures if m.kind != "w" or m.value != 1 and not _NAMED.search(m.around)]


#: Around a number in words that stands for what was named before: "the gap between the two".
_NAMED = re.compile(
    r"\b(?:the|these|those|all|both) #(?! (?!was|were|is|are|had|has|have|in|on|at|and|to|by|put|taken)[a-z])"
)


def beside(sentence: Sentence, context: Context, words: str, kinds: str, reach: tuple[int, int]) -> Iterator[Figure]:
    """The figures of some kinds, neither limits nor judged before, with words beside them.

    Parameters
    ----------
    words
        The name of a list in ``words.toml``, in which the figure is ``#``.
    reach
        How many letters before and after the figure are looked at.
    """
    for item in before_cause(sentence):
        around = f"{item.before[-reach[0] :]}#{item.after[: reach[1]]}"
        named = item.kind == "u" and "-" in item.text  # "50-year loans"
        free = item.kind in kinds and not named and item.bound in ("", "more") and item not in context.bound
        if free and cue(words).search(around):
            yield item


def misstated(
    code: str, said: Figure, name: str, right: str, how: str, of: Sequence[Figure], sentence: Sentence | None = None
) -> Finding:
    """A finding that a figure is not the difference, total or the like that its words say."""
    what = f"{said.text} is stated as {name}; the figures give {right}."
    return finding(code, sentence or said.sentence, what, f"{how} = {right}", [*of, said])
