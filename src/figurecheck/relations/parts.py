"""Lists of figures: parts and a total, a hundred per cent, what is left, an average, as many as announced.

Belongs here: lists within a sentence, a paragraph or bullets. Does not belong here: tables; two figures (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from figurecheck.model import Block
from figurecheck.relations.core import (
    ZERO,
    Context,
    Mention,
    Window,
    agrees,
    counts,
    exact,
    finding,
    kind,
    mean,
    mentions,
    printed,
    reckon,
    sum_of,
    total,
)
from figurecheck.report import Finding
from figurecheck.rounding import shown, spread
from figurecheck.words import cue, exactly, judgements_in, lexicon, listed


def near(said: Decimal, come_to: Decimal) -> bool:
    """Whether a sum misses by so little that the list must have been meant to be complete."""
    return abs(said - come_to) <= max(Decimal(3), said * Decimal("0.16"))


def _sum(items: Sequence[Mention]) -> Decimal:
    return sum((item.value for item in items), ZERO)


def mismatch(whole: Mention, parts: list[Mention], context: Context, sure: str = "certain") -> Iterator[Finding]:
    """A finding if the parts do not come to the total."""
    result = reckon(total, [part.figure for part in parts], sum_of(parts), context.practice)
    if result is None or agrees(whole.figure, result) or not context.bind(whole):
        return
    right = printed(result.value, whole.figure)
    what = f"{whole.figure.text} is stated as the total; its parts come to {right}."
    do = "Correct the total or the part that is wrong, or say that the list is not complete."
    also = [part.sentence for part in parts]
    yield finding("DOC-04", whole.sentence, what, f"{result.how} = {right}", do, [whole, *parts], also, sure)


def _complementary(parts: list[Mention], shares: bool = False) -> bool:
    """Whether two parts rule each other out and leave nothing else."""
    heads = [
        re.match(r"^(?: (?!and\b|or\b)[a-z]+){0,2}? (by|in|from|for|at|to|on|with|through)\b", part.after)
        for part in parts
    ]
    if not shares and all(heads) and len({head.group(1) for head in heads if head}) == 1:
        return True
    words = [re.match(r" ([a-z-]{4,})", part.after) for part in parts]
    if all(words) and re.fullmatch(rf"(?:un|non-?|in|dis)-?{re.escape(words[0].group(1))}", words[1].group(1)):
        return True
    for said in ([part.after for part in parts], [part.before for part in parts]):
        if re.match(
            r"\s(?:[a-z]+ )?(?:(?:did|were|was|had|have|has|are|is|do|does) not|not|(?:had|were) no)\b", said[1]
        ):
            return True
        for pair in lexicon()["opposites"]["pairs"]:
            for first, second in (pair, pair[::-1]):
                if re.search(rf"\b{first}\b", said[0], re.IGNORECASE) and re.search(
                    rf"\b{second}\b", said[1], re.IGNORECASE
                ):
                    return True
    return False


def _shaped_alike(parts: list[Mention]) -> bool:
    """Whether the parts are a list: figures with words, a comma or "and" between."""
    return all(exactly("parts.separate").search(part.before) for part in parts[1:]) or all(
        re.search(r"\($", part.before.strip()) for part in parts
    )


@kind("parts and their total", "DOC-04")
def totals(window: Window, context: Context) -> Iterator[Finding]:
    """Parts beside their total."""
    for kinds in ("cw", "m", "u"):
        items = counts(window.own, kinds)
        text = window.sentence.tagged.marks
        if kinds == "cw" and len(items) != sum(m.figure.kind in "cw" for m in window.own):
            items = [m for m in window.own if m.figure.kind in "cw"] if "each" not in text else []
        shares = [m for m in window.own if m.figure.kind in "pgh"]
        if not exact(items) or cue("parts.open").search(text) or "respectively" in text and len(items) > 4:
            continue
        for index, item in enumerate(items):
            parts = items[:index]
            said = cue("parts.in_all").search(item.around) and not cue("parts.each").search(window.text)
            if said and len(parts) >= 2 and abs(_sum(parts) - item.value) * 3 <= item.value:
                yield from mismatch(item, parts, context)
                break
        if len(items) >= 3:
            yield from _led(items, shares, window, context)
    yield from _placed(window, context)
    wholes, parts = counts(window.earlier), counts(window.own)
    two = len(wholes) == len(window.earlier) == 1 and len(parts) == len(window.own) == 2 and exact([*wholes, *parts])
    if not two or cue("parts.open").search(window.sentence.tagged.marks) or not _complementary(parts):
        return
    if near(wholes[0].value, _sum(parts)) and all(part.value < wholes[0].value for part in parts):
        yield from mismatch(wholes[0], parts, context, "likely")


def _led(items: list[Mention], shares: list[Mention], window: Window, context: Context) -> Iterator[Finding]:
    """A total and then its parts."""
    for start in range(min(2, len(items) - 2)):
        whole, parts = items[start], items[start + 1 :]
        if shares and not all(re.search(r"\($", s.before) or s.figure.kind == "h" for s in shares) and len(parts) < 3:
            continue
        said = whole.value
        if any(part.value >= said for part in parts) or not near(said, _sum(parts)) or said < 4:
            continue
        led = (
            cue("parts.after_total").match(whole.after)
            or cue("parts.base").search(whole.before)
            or re.search(r"\btotal\b", whole.around)
            or (len(parts) >= 3 and all(judgements_in(p.after) for p in parts))
            or re.search(r"\b(?:were|was|are|is|had|have|has|came|took|made|[a-z]{3,}ed)\b.*[,;–] $", whole.after)
        )
        if led and _shaped_alike(parts) and (len(parts) >= 3 or _complementary(parts)):
            yield from mismatch(whole, parts, context)
            return


def _placed(window: Window, context: Context) -> Iterator[Finding]:
    """8 cases remain inadequate. 3 were held in the North East, 1 was from the North West and 3 from the South East."""
    wholes, parts = counts(window.earlier), [m for m in window.own if m.figure.kind in "cw"]
    if (
        len(wholes) != 1
        or len(window.earlier) != 1
        or not exactly("parts.placed").match(window.sentence.tagged.marks)
        or not exact([*wholes, *parts])
    ):
        return
    if near(wholes[0].value, _sum(parts)) and all(part.value < wholes[0].value for part in parts):
        yield from mismatch(wholes[0], parts, context, "likely")


_ROLES = (
    (
        "left",
        cue("parts.role_left"),
    ),
    ("done", re.compile(rf"\b{listed('words.done')}\b|\bcame back\b|\breceived\b", re.IGNORECASE)),
    ("sent", re.compile(rf"\b{listed('words.issued')}\b", re.IGNORECASE)),
)


def role_of(after: str, before: str = "") -> str:
    """``left``, ``done``, ``sent`` or nothing, from the words after a count (and a label before it)."""
    clause = re.split(r"[;:()]|, (?:and|but|while|of which|which)\b|\b(?:with|giving|which|compared|than)\b", after)[0][
        :90
    ]
    if re.search(
        r"[A-Za-z]:\s*$|\b(?:number|total) (?:of )?[^.;:]{0,80}\b(?:was|were|is|are|stood at|came to)\s*$|\bwas sent $",
        before,
        re.IGNORECASE,
    ) and any(p.search(before[-90:]) for _, p in _ROLES):
        clause = before[-90:]
    hits = [(match.start(), name) for name, pattern in _ROLES if (match := pattern.search(clause))]
    return "left" if any(name == "left" for _, name in hits) else min(hits)[1] if hits else ""


@kind("sent out, returned and not returned", "DOC-04", of="block")
def roles(block: Block, context: Context) -> Iterator[Finding]:
    """What was allocated is what was returned and what was not, each said once in the paragraph."""
    found: dict[str, Mention] = {}
    for sentence in block.sentences[:60]:
        for item in counts(mentions(sentence)):
            role = role_of(item.after, item.before)
            if role in found or not item.figure.exact or not role or spread(item.figure, context.practice):
                return
            found[role] = item
        if len(found) == 3:
            break
    if len(found) == 3 and not block.sentences[0].tagged.of_kind("z"):
        yield from mismatch(found["sent"], [found["done"], found["left"]], context)


def _items(block: Block, blocks: Sequence[Block]) -> list[Block]:
    """The bullets into which a line leads."""
    after = blocks[block.number :]
    if not block.sentences or not after or after[0].kind != "item" or after[0].parent is not block:
        return []
    return [other for other in after if other.list_id == after[0].list_id]


@kind("a list and its total", "DOC-04", of="block")
def bullets(block: Block, context: Context) -> Iterator[Finding]:
    """A total that leads into a list whose every item has a count."""
    items = _items(block, context.document.blocks)
    if len(items) < 2:
        return
    sentence = block.sentences[-1]
    wholes = [m for m in mentions(sentence) if m.figure.kind in "cwmp"]
    parts = []
    for item in items:
        marks = item.sentences[0].tagged.marks if item.sentences else ""
        match = exactly("parts.first").match(marks) or exactly("parts.last").match(marks)
        if match is not None:
            figure = item.sentences[0].tagged.figures[int(match.group("n"))]
            parts += [m for m in mentions(item.sentences[0]) if m.figure is figure]
    if (
        len(wholes) != 1
        or not cue("parts.listed_as").search(sentence.text)
        or len(parts) != len(items)
        or not exact([*wholes, *parts])
        or cue("parts.some").search(sentence.text)
    ):
        return
    if near(wholes[0].value, _sum(parts)) and wholes[0].figure.kind != "p":
        yield from mismatch(wholes[0], parts, context)


@kind("as many as are announced", "DOC-13", of="block")
def announced(block: Block, context: Context) -> Iterator[Finding]:
    """Four priorities, and a list of three."""
    blocks = context.document.blocks
    items = _items(block, blocks)
    match = cue("parts.following").search(block.sentences[-1].tagged.marks) if items else None
    if match is None or cue("parts.some").search(block.sentences[-1].text) or context.document.kind == "pdf":
        return
    said = block.sentences[-1].tagged.figures[int(match.group("n"))]
    last = blocks.index(items[-1])
    resumed = any(
        other.kind == "item" and other.list_id != items[0].list_id and other.level == items[0].level
        for other in blocks[block.number : last + 4]
    )
    if (
        resumed
        or not said.exact
        or not 2 <= (said.value or 0) <= 15
        or len(items) == said.value
        or abs(len(items) - (said.value or 0)) > 3
    ):
        return
    what = f"“{said.text}” are announced, {len(items)} are listed."
    yield finding(
        "DOC-13",
        block.sentences[-1],
        what,
        f"{len(items)} ≠ {said.value}",
        "Correct the number or the list.",
        [said],
        items[0].sentences[:1],
    )


@kind("as many as are named", "DOC-13")
def named(window: Window, context: Context) -> Iterator[Finding]:
    """Three aims: safety, stability, health and learning."""
    match = cue("parts.numbered").search(window.sentence.tagged.marks)
    if match is None or cue("parts.some").search(window.text):
        return
    listed = [piece for piece in re.split(r", and |, | and ", match.group("list")) if piece.strip()]
    said = window.sentence.tagged.figures[int(match.group("n"))]
    if (
        match.group("list").count(",") < 1
        or " and " not in match.group("list")
        or not said.exact
        or any(len(piece.split()) > 3 for piece in listed)
    ):
        return
    loose = (
        len(re.split(r", (?:and )?", match.group("list"))) if match.group("list").count(" and ") > 1 else len(listed)
    )
    if said.value not in (len(listed), loose) and abs(len(listed) - (said.value or 0)) <= 2:
        what = f"“{said.text}” are announced, {len(listed)} are named."
        yield finding(
            "DOC-13",
            window.sentence,
            what,
            f"{len(listed)} ≠ {said.value}",
            "Correct the number or the list.",
            [said],
            sure="likely",
        )


@kind("percentages of one whole", "DOC-04")
def hundred(window: Window, context: Context) -> Iterator[Finding]:
    """Percentages that are all there is."""
    items = [m for m in window.own if m.figure.kind == "p"]
    if (
        len(items) < 2
        or not exact(items)
        or any(m.figure.kind in "gm" for m in window.own)
        or cue("parts.open").search(window.sentence.tagged.marks)
    ):
        return
    if cue("parts.nested").search(window.text):
        return
    together = _sum(items)
    slack = sum((Decimal("0.5").scaleb(-m.figure.decimals) for m in items), ZERO)
    if abs(together - 100) <= max(slack, Decimal("0.2")) or not Decimal(80) <= together <= Decimal(130):
        return
    judged = [judgements_in(m.before + " " + m.after) for m in items]
    answers = sum(
        cue("parts.answers").search(m.after.split(",")[0]) is not None
        or re.search(r"\($", m.before) is not None
        and cue("parts.answers").search(m.before) is not None
        for m in items
    )
    leftover = re.search(
        r"\b(?:the (?:rest|remainder|remaining|others?)|other|none|unknown|not known)\b[^,;]{0,30}$",
        items[-1].before + items[-1].after[:25],
        re.IGNORECASE,
    )
    whole = (
        (len(items) >= 3 and cue("parts.whole").search(window.text) is not None)
        or (len(items) >= 3 and answers == len(items) and (together > 100 or _shaped_alike(items)))
        or (len(items) == 4 and all(judged))
        or (len(items) >= 3 and leftover is not None and _shaped_alike(items))
        or (len(items) == 2 and _complementary(items, shares=True) and (together > 100 or not answers))
    )
    if (
        together < 100
        and leftover is None
        and re.search(r"\b(?:remainder|rest|remaining|others?|neither|some)\b", window.text)
    ):
        return
    if whole and context.bind(items[-1]):
        what = f"The percentages come to {shown(together)}%, and cannot together be more or less than 100%."
        yield finding("DOC-04", window.sentence, what, f"{sum_of(items)} = {shown(together)}%", "Correct them.", items)


@kind("what is left", "DOC-04")
def remainder(window: Window, context: Context) -> Iterator[Finding]:
    """What is left of a total."""
    for kinds in ("cw", "m", "p"):
        items = counts(window.own, kinds)
        for item in items:
            if not cue("parts.left").search(item.around) or cue("parts.of_the_rest").search(item.before):
                continue
            others = [other for other in items if other is not item]
            if len(others) < 2 and kinds != "p" or not others:
                others = counts(window.earlier, kinds) + others
            whole = Decimal(100) if kinds == "p" else max((other.value for other in others), default=ZERO)
            parts = others if kinds == "p" else [other for other in others if other.value != whole]
            if not parts or len(parts) > 5 or not exact([*others, item]) or item.value >= whole:
                continue
            text = " ".join(dict.fromkeys(other.sentence.text for other in [*others, item]))
            if re.search(r"\bof (?:these|whom)\b|\beach\b.*\bleaving\b.*\beach\b|\binclud|\bthan\b|\bcompared\b", text):
                continue
            slack = sum((spread(m.figure, context.practice) for m in [*others, item]), ZERO)
            slack = slack if kinds == "cw" else Decimal("1.2").scaleb(item.figure.scale - item.figure.decimals)
            if all(m.value % 1000 == 0 for m in [*others, item]):
                slack = max(slack, Decimal(500) * (len(others) + 1))
            sizes = [part.value for part in parts]
            left = {
                whole - sum(chosen, ZERO) for size in range(1, len(sizes) + 1) for chosen in combinations(sizes, size)
            }
            if (
                any(abs(value - item.value) <= slack for value in left)
                or kinds == "p"
                and abs(sum(sizes) + item.value - 100) > 25
            ):
                continue
            if kinds != "p" and abs(whole - sum(sizes) - item.value) > max(whole / 2, 5) or not context.bind(item):
                continue
            right = printed(whole - sum(sizes, ZERO), item.figure)
            start, less = "100%" if kinds == "p" else shown(whole), " − ".join(part.figure.text for part in parts)
            how = f"{start} − {less} = {right}"
            what = f"{item.figure.text} is stated as what is left; the figures leave {right}."
            yield finding(
                "DOC-04", window.sentence, what, how, figures=[*others, item], also=[other.sentence for other in others]
            )


@kind("an average of a list", "DOC-16")
def means(window: Window, context: Context) -> Iterator[Finding]:
    """The mean of a list of figures."""
    own = window.own
    for item in own:
        ends = item is own[-1] and cue("parts.mean_is").search(window.text[: item.figure.start])
        begins = item is own[0] and re.match(r"[^.;]{0,40}(?:\(|:|\bfrom\b)", item.after)
        if not (ends or (item is own[-1] or begins) and cue("parts.mean").search(item.around)) or item.figure.bound:
            continue
        listed = [other for other in own if other is not item and other.figure.kind in "cwmupr"]
        if len(listed) > 3 and listed[0].value == len(listed) - 1:
            listed = listed[1:]
        kinds = {"c" if other.figure.kind in "wr" else other.figure.kind for other in listed}
        kinds -= {"c"} if kinds == {"c", "u"} and listed[-1].figure.kind == "u" else set()
        if len(listed) < 3 or len(kinds) > 1 or not exact(listed) or not _shaped_alike(listed):
            continue
        result = reckon(mean, [m.figure for m in listed], f"({sum_of(listed)}) ÷ {len(listed)}", context.practice)
        unit = Decimal(1).scaleb(item.figure.scale - item.figure.decimals)
        if result is None or abs(item.value - result.value) <= unit / 2 or not context.bind(item):
            continue
        right = printed(result.value, item.figure)
        what = f"{item.figure.text} is stated as the average; the figures give {right}."
        yield finding("DOC-16", window.sentence, what, f"{result.how} = {right}", "Correct it.", [*listed, item])


@kind("one figure for each name", "DOC-13")
def respectively(window: Window, context: Context) -> Iterator[Finding]:
    """Names and figures in the same order: as many of one as of the other."""
    if "respectively" not in window.text:
        return
    runs = [match.group() for match in exactly("parts.run").finditer(window.sentence.tagged.marks)]
    names = exactly("parts.names").search(re.sub(r"^(?:In|For|At|Of|The|Compliance in)\s", "", window.text))
    if len(runs) != 1 or names is None:
        return
    given, said = len(re.findall(r"⟦", runs[0])), len(re.split(r", and |, | and ", names.group()))
    if said != given and said >= 2:
        figures = [window.sentence.tagged.figures[int(number)] for number in re.findall(r"⟦[a-z](\d+)⟧", runs[0])]
        what = f"“Respectively” ties {given} figures to {said} names."
        yield finding(
            "DOC-13", window.sentence, what, f"{names.group()}: {said}; figures: {given}", "Give one each.", figures
        )
