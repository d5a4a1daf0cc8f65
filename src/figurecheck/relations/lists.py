"""Relations among a list of figures: parts and their total, a hundred per cent, a remainder, a mean.

Belongs here: lists within a sentence. Does not belong here: tables, and relations of two figures (``declared``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from figurecheck.checks.base import Context, finding
from figurecheck.quantities import Figure
from figurecheck.relations.arithmetic import agrees, mean, printed, reckon, sum_of, total
from figurecheck.relations.declared import cue
from figurecheck.relations.mentions import Mention, counts
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import judgements_in

_OPEN = cue(
    r"\binclud|\bsuch as\b|\be\.g|\bfor example|\bamong (?:them|others)|\bof (?:these|which|whom) \S+ (?:were"
    r"|was) also"
    r"|\bmore than one\b|\bmain(?:ly)?\b|\blargest\b|\bmost common\b|\btop (?:three|five|\d)|\bat least\b"
    r"|\bup to\b|\bsome of"
    r"|\bthan\b|\bcompared\b|\bprevious|\bfrom ⟦|\bboth\b|\balso\b|\bbut\b|\bwhile\b|\btarget|\bresponses?\b"
)
#: What leads from a total to its parts.
_LEADS = (
    r"[:(–—]\s?|,? (?:of which|of whom),? |,? (?:made up of|comprising|consisting of|consists of|comprises"
    r"|split (?:into|between)"
    r"|divided (?:into|between)|broken down (?:as|into)|shared between|namely|that is,?) "
)
_AFTER_TOTAL = re.compile(rf"^(?P<what>[^:;(]*?)(?:{_LEADS})", re.IGNORECASE)
_BASE = re.compile(
    r"\b(?:of|out of|among|from) (?:the |these |those |a total of |all (?:the )?"
    r"|our )?$",
    re.IGNORECASE,
)
_IN_ALL = cue(
    r"# (?:[a-z]+ ){0,2}?(?:in all|in total|altogether|between them|combined|overall)\b",
    r"\b(?:a|the|combined|grand|overall) total of #|\btotalling #|\bmaking #(?: in|,|\.|$)|\badds? up to #"
    r"|\bcomes? to #|\bsum of #",
)
#: Two descriptions that rule each other out and leave nothing else.
_COMPLEMENTS = (
    ("boys?", "girls?"), ("male", "female"), ("men", "women"), ("yes", "no"), ("on time", "late"),
    ("improved", "(?:remained|did not|not improved)"), ("agreed?", "disagreed?"), ("permanent", "(?:temporary|agency)"),
    ("met", "(?:not met|unmet)"), ("full-time", "part-time"), ("internal", "external"),
    ("approved", "(?:refused|rejected)"),
    ("returned", "(?:not returned|outstanding)"), ("completed?", "(?:not completed?|incomplete|outstanding)"),
    ("for", "against"), ("open", "closed"), ("urban", "rural"), ("passed", "failed"),
)  # fmt: skip
_ANSWERS = cue(
    r"\b(?:strongly )?(?:dis)?agreed?\b|\bdid not know\b|\bdon't know\b|\bnot sure\b|\b(?:very |dis)?satisfied\b"
    r"|\bneither\b"
    r"|\bno (?:answer|opinion|view)\b|\b(?:very |fairly )?(?:good|poor)\b"
)
_WHOLE = cue(
    r"\bas follows\b|\bsplit\b|\bbreakdown\b|\bbroken down\b|\bspread\b|\bdistribut|\bdivided\b|\bmade up\b|\bcompris"
    r"|\bconsist"
)
_LEFT = cue(
    r"\b(?:the )?(?:remaining|remainder|rest|other|balance)(?: of)?(?: the)?[ ,(:]*(?:was |were |of "
    r"|is )?(?:just |only )?#",
    r"\bleaving (?:just |only |a further |a balance of )?#",
    r"# (?:[a-z]+ ){0,2}?(?:remain(?:ed|ing)?|left over|were left|to go|still to)\b",
)
_MEAN = cue(
    r"\b(?:average|mean)(?: [a-z-]+){0,3}? (?:of|is|was|to|at) (?:just |about |around )?#|\baveraging #"
    r"|# on average\b"
)
_MEAN_IS = re.compile(r"\b(?:average|mean)\b.* is $", re.IGNORECASE)


def exact(items: list[Mention]) -> bool:
    """Whether all are stated as values."""
    return all(item.figure.exact for item in items)


def near(said: Decimal, come_to: Decimal) -> bool:
    """Whether a sum misses by so little that the list must have been meant to be complete."""
    return abs(said - come_to) <= max(Decimal(3), said * Decimal("0.16"))


def _mismatch(whole: Mention, parts: list[Mention], context: Context) -> Iterator[Finding]:
    figures = [part.figure for part in parts]
    result = reckon(total, figures, sum_of(figures), context.practice)
    if result is None or agrees(whole.figure, result) or not context.bind(whole.sentence, whole.figure):
        return
    right = printed(result.value, whole.figure)
    what = f"{whole.figure.text} is stated as the total; its parts come to {right}."
    do = "Correct the total or the part that is wrong."
    yield finding("DOC-04", whole.sentence, what, f"{result.how} = {right}", do, [whole.figure, *figures])


def _complementary(parts: list[Mention]) -> bool:
    """Whether two parts rule each other out and leave nothing else."""
    said = [part.after for part in parts]
    if re.match(r"\s(?:[a-z]+ )?(?:(?:did|were|was|had|have|has|are|is) not|not)\b", said[1]):
        return True
    for pair in _COMPLEMENTS:
        for first, second in (pair, pair[::-1]):
            if re.search(rf"\b{first}\b", said[0], re.IGNORECASE) and re.search(
                rf"\b{second}\b", said[1], re.IGNORECASE
            ):
                return True
    return False


def _shaped_alike(parts: list[Mention]) -> bool:
    """Whether the parts are a list: figure first each time, with words, a comma or "and" between."""
    return all(
        re.search(
            r"(?:,|;|\band\b|&|, and)\s?(?:a further |only "
            r"|just )?$",
            part.before,
        )
        for part in parts[1:]
    )


def totals(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Parts beside their total."""
    for kinds in ("cw", "m"):
        items = counts(own, kinds)
        if len(items) < 3 or not exact(items):
            continue
        text = items[0].sentence.text
        if _OPEN.search(text) or "respectively" in text and len(items) > 4:
            continue
        for index, item in enumerate(items):
            parts = items[:index]
            if _IN_ALL.search(f"{item.before}#{item.after}") and len(parts) >= 2:
                value = sum((part.figure.value or Decimal(0) for part in parts), Decimal(0))
                said = item.figure.value or Decimal(0)
                if abs(value - said) * 3 <= said and not re.search(r"\beach\b|\bper\b| x | at £", text):
                    yield from _mismatch(item, parts, context)
                    return
        whole, parts = items[0], items[1:]
        if re.match(r"^\s?(?:%|,\d)", whole.after) or any(item.figure.kind in "pgh" for item in own) and len(parts) < 3:
            continue
        value = sum((part.figure.value or Decimal(0) for part in parts), Decimal(0))
        said = whole.figure.value or Decimal(0)
        if any((part.figure.value or 0) >= said for part in parts) or not near(said, value) or said < 4:
            continue
        led = _AFTER_TOTAL.match(whole.after) or _BASE.search(whole.before)
        if led and _shaped_alike(parts) and (len(parts) >= 3 or _complementary(parts)):
            yield from _mismatch(whole, parts, context)


def hundred(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Percentages that are all there is."""
    items = [item for item in own if item.figure.kind == "p"]
    if len(items) < 2 or not exact(items) or any(item.figure.kind in "gm" for item in own):
        return
    text = items[0].sentence.text
    if _OPEN.search(text) or re.search(
        r"\b(?:of (?:these|which|whom)|respectively|year|last|while"
        r"|increase)\b",
        text,
    ):
        return
    values = [item.figure.value or Decimal(0) for item in items]
    together = sum(values, Decimal(0))
    slack = sum((Decimal("0.5").scaleb(-item.figure.decimals) for item in items), Decimal(0))
    if abs(together - 100) <= max(slack, Decimal("0.2")) or not Decimal(85) <= together <= Decimal(125):
        return
    judged = [judgements_in(item.before + " " + item.after) for item in items]
    answers = sum(_ANSWERS.search(item.after.split(",")[0]) is not None for item in items)
    whole = (
        (len(items) >= 3 and _WHOLE.search(text) is not None)
        or (len(items) >= 3 and answers == len(items) and together > 100)
        or (len(items) >= 3 and answers == len(items) and _shaped_alike(items))
        or (len(items) == 4 and all(judged))
        or (len(items) == 2 and _complementary(items))
    )
    if whole and context.bind(items[-1].sentence, items[-1].figure):
        figures = [item.figure for item in items]
        what = f"The percentages come to {shown(together)}%, and cannot together be more or less than 100%."
        yield finding(
            "DOC-04", items[0].sentence, what, f"{sum_of(figures)} = {shown(together)}%", "Correct them.", figures
        )


def remainder(own: list[Mention], earlier: list[Mention], context: Context) -> Iterator[Finding]:
    """What is left of a total."""
    for kinds in ("cw", "m", "p"):
        items = counts(own, kinds)
        for item in items:
            if not _LEFT.search(f"{item.before}#{item.after}"):
                continue
            others = [other for other in items if other is not item]
            if len(others) < 2 and kinds != "p":
                others = counts(earlier, kinds) + others
            values = [other.figure.value or Decimal(0) for other in others]
            whole = Decimal(100) if kinds == "p" else max(values, default=Decimal(0))
            parts = others if kinds == "p" else [other for other in others if other.figure.value != whole]
            if not parts or len(parts) > 5 or not exact([*others, item]) or item.figure.value >= whole:
                continue
            text = " ".join(dict.fromkeys(other.sentence.text for other in [*others, item]))
            if re.search(
                r"\bof (?:these|whom)\b|\beach\b.*\bleaving\b.*\beach\b|\binclud|\bthan\b"
                r"|\bcompared\b",
                text,
            ):
                continue
            slack = Decimal(0) if kinds == "cw" else Decimal("0.6").scaleb(item.figure.scale - item.figure.decimals) * 2
            sizes = [part.figure.value or Decimal(0) for part in parts]
            left = {
                whole - sum(chosen, Decimal(0))
                for size in range(1, len(sizes) + 1)
                for chosen in combinations(sizes, size)
            }
            if any(abs(value - (item.figure.value or 0)) <= slack for value in left):
                continue
            if kinds == "p" and abs(sum(sizes) + (item.figure.value or 0) - 100) > 25:
                continue
            if not context.bind(item.sentence, item.figure):
                continue
            right = printed(whole - sum(sizes, Decimal(0)), item.figure)
            less = " − ".join(part.figure.text for part in parts)
            how = f"{'100%' if kinds == 'p' else shown(whole)} − {less} = {right}"
            what = f"{item.figure.text} is stated as what is left; the figures leave {right}."
            also = [other.sentence for other in others[:1] if other.sentence is not item.sentence]
            do = "Correct the one of these figures that is wrong."
            yield finding("DOC-04", item.sentence, what, how, do, [*(o.figure for o in others), item.figure], also)


def means(own: list[Mention], context: Context) -> Iterator[Finding]:
    """The mean of a list of figures."""
    for item in own:
        ends = item is own[-1] and _MEAN_IS.search(item.sentence.text[: item.figure.start])
        begins = item is own[0] and re.match(r"\s?(?:\(|:|from\b)", item.after)
        said = ends or ((item is own[-1] or begins) and _MEAN.search(f"{item.before}#{item.after}"))
        if not said or item.figure.bound:
            continue
        listed = [other for other in own if other is not item and other.figure.kind in "cwmup"]
        if len(listed) > 3 and listed[0].figure.value == len(listed) - 1:
            listed = listed[1:]
        kinds = {"c" if other.figure.kind == "w" else other.figure.kind for other in listed}
        if len(listed) < 3 or len(kinds) > 1 or not exact(listed) or not _shaped_alike(listed):
            continue
        figures: list[Figure] = [other.figure for other in listed]
        result = reckon(mean, figures, f"({sum_of(figures)}) ÷ {len(figures)}", context.practice)
        if result is None or _near_mean(item.figure, result.value) or not context.bind(item.sentence, item.figure):
            continue
        right = printed(result.value, item.figure)
        what = f"{item.figure.text} is stated as the average; the figures give {right}."
        yield finding("DOC-16", item.sentence, what, f"{result.how} = {right}", "Correct it.", [*figures, item.figure])


def _near_mean(stated: Figure, value: Decimal) -> bool:
    """Whether an average is right at the places shown, which a whole number may round to."""
    unit = Decimal(1).scaleb(stated.scale - stated.decimals)
    return abs((stated.value or Decimal(0)) - value) <= unit / 2


_NAMES = re.compile(r"\b[A-Z]\w+(?:,? (?:[A-Z]\w+)(?=,| and))*(?:, [A-Z][\w ]+?)* and (?:the )?[A-Z]\w+")
_RUN = re.compile(r"⟦([cpmw])\d+⟧(?:, ⟦\1\d+⟧)*,? and ⟦\1\d+⟧")


def respectively(own: list[Mention], context: Context) -> Iterator[Finding]:
    """Names and figures in the same order: as many of one as of the other."""
    if not own or "respectively" not in own[0].sentence.text:
        return
    sentence = own[0].sentence
    runs = [match.group() for match in _RUN.finditer(sentence.tagged.marks)]
    names = _NAMES.search(re.sub(r"^(?:In|For|At|Of)\s", "", sentence.text))
    if len(runs) != 1 or names is None:
        return
    said, given = len(re.split(r", and |, | and ", names.group())), len(re.findall(r"⟦", runs[0]))
    if said != given and said >= 2:
        figures = [sentence.tagged.figures[int(number)] for number in re.findall(r"⟦[a-z](\d+)⟧", runs[0])]
        what = f"“Respectively” ties {given} figures to {said} names."
        yield finding("DOC-13", sentence, what, f"{names.group()}: {said}; figures: {given}", "Give one each.", figures)
