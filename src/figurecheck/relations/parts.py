"""Lists of figures: parts and a total, a hundred per cent, what is left, an average, as many as announced.

Belongs here: lists within a sentence, a paragraph or bullets. Does not belong here: tables; two figures (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    ZERO,
    Context,
    agrees,
    counts,
    exact,
    finding,
    kind,
    printed,
    reckon,
    sum_of,
    total,
)  # fmt: skip
from figurecheck.relations.near import of_several
from figurecheck.report import Finding
from figurecheck.rounding import shown, spread
from figurecheck.words import cue, exactly, judgements_in, lexicon

_FIX_LIST = "Correct the number or the list."


def near(said: Decimal, come_to: Decimal, room: str = "0.16") -> bool:
    """Whether a sum misses by so little that the list must have been meant to be complete."""
    return abs(said - come_to) <= max(Decimal(3), said * Decimal(room))


def mismatch(whole: Figure, parts: list[Figure], context: Context) -> Iterator[Finding]:
    """A finding if the parts do not come to the total."""
    result = reckon(lambda *values: sum(values, ZERO), parts, sum_of(parts), context.practice)
    aged = re.search(
        r"\b(?:aged|years|older|younger)\b", parts[-1].after
    )  # "50 male, 45 female and 17 aged 14 or less"
    begun = aged and any(total(parts[:many]) == whole.value for many in range(2, len(parts)))
    both = re.search(r"\bboth\b|\w & \w", parts[-1].after)  # "39 for A, 32 for B and 7 for both" of 85
    begun = begun or both and result is not None and result.value < whole.value
    if result is None or agrees(whole, result) or begun or not context.bind(whole):
        return
    right = printed(result.value, whole)
    what = f"{whole.text} is stated as the total; its parts come to {right}."
    do = "Correct the total or the part that is wrong, or say that the list is not complete."
    yield finding("DOC-04", whole.sentence, what, f"{result.how} = {right}", [whole, *parts], do)


def _complementary(parts: list[Figure], shares: bool = False) -> bool:
    """Whether two parts rule each other out and leave nothing else."""
    heads = [
        re.match(r" (?:(?!and\b|or\b)[a-z]+ ){0,2}?(by|in|from|for|at|to|on|with|through)\b", m.after) for m in parts
    ]
    if not shares and all(heads) and len({head.group(1) for head in heads if head}) == 1:
        return True
    words = [re.match(r" ([a-z-]{4,})", part.after) for part in parts]
    if all(words) and re.fullmatch(rf"(?:un|non-?|in|dis)-?{re.escape(words[0].group(1))}", words[1].group(1)):
        return True
    for said in ([part.after for part in parts], [part.before for part in parts]):
        negated = cue("parts.negated").match(said[1])
        after = re.findall(r"[a-z]+", said[1][negated.end() :].lower())[:2] if negated else []
        if negated and (not after or any(word in said[0].lower() for word in after if len(word) > 2) or not shares):
            return True
        for pair in lexicon()["opposites"]["pairs"]:
            for words in (pair, pair[::-1]):
                if all(re.search(rf"\b{word}\b", text, re.IGNORECASE) for word, text in zip(words, said, strict=True)):
                    return True
    return False


def _shaped_alike(parts: list[Figure]) -> bool:
    """Whether the parts are a list: figures with words, a comma or "and" between."""
    named = parts[0].before.count("(") and exactly("parts.named").search(parts[0].before)  # "(autumn 41, spring 39)"
    separate = all(exactly("parts.named" if named else "parts.separate").search(part.before) for part in parts[1:])
    return separate or all(re.search(r"\(\s?$", part.before) for part in parts)


@kind("parts and their total", "DOC-04")
def totals(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Parts beside their total."""
    marks, opened = sentence.marks, cue("parts.open").search(sentence.marks)
    for kinds in ("cw", "m", "u"):
        items = [m for m in sentence.own if m.kind in kinds and not _A_YEAR.match(m.after)]
        announced = (m.kind == "w" and n and m.value == len(items) - n - 1 for n, m in enumerate(items))
        items = [m for m, skip in zip(items, [*announced], strict=True) if not skip]  # "in two buildings: 236 in …"
        digits = [m for m in items if m.kind == "c"]  # "12 with one bedroom, 20 with two"
        items = (
            digits
            if len(digits) > 2 and all(re.search(r"\bwith $", m.before) for m in items if m.kind == "w")
            else items
        )
        if len(items) != len(counts(items, kinds)):  # "one" is a part, or a pronoun
            items = items if "each" not in marks else []
        if not all(m.exact or m.bound == "more" for m in items) or opened or "respectively" in marks and len(items) > 4:
            continue
        if len(items) >= 3:
            yield from _led(items, context)
    wholes, parts = counts(sentence.earlier), [m for m in sentence.own if m.kind in "cw"]
    if len(wholes) != 1 or len(sentence.earlier) != 1 or not parts or not exact([*wholes, *parts]):
        return
    placed = (
        exactly("parts.placed").match(marks)
        or len(parts) >= 3
        and all(re.search(r",|\band\b", m.before) for m in parts[1:])
        and re.match(r"(?:It|They|Th[eo]se|Of th[eo]se|Of them)\b", sentence.text)
        and not cue("parts.flow").search(sentence.text)
    )
    placed = (
        placed
        or len(parts) >= 3
        and all(re.search(r"(?:,|\band) (?:by|from|at|on|to|in|for)(?: the)? [a-z]+ $", m.before) for m in parts[1:])
    )
    two = len(parts) == len(sentence.own) == 2 and not opened and _complementary(parts)
    if (placed or two) and near(wholes[0].value, total(parts)) and max(m.value for m in parts) < wholes[0].value:
        yield from mismatch(wholes[0], parts, context)


#: An amount over time is no part: "£600m over five years (£120m/year) for …".
_A_YEAR = re.compile(r"(?:/| per | a | each )(?:year|month|week|day)\b")


def _led(items: list[Figure], context: Context) -> Iterator[Finding]:
    """A total and then its parts."""
    shares = items[0].sentence.of_kind("pgh")
    for start in range(min(2, len(items) - 2)):
        whole, parts = items[start], items[start + 1 :]
        apart = [s for s in shares if not (s.before.endswith("(") or s.after == " (" or s.kind == "h")]
        if apart and len(parts) < 3:
            continue
        first = re.search(r"\bother\b.*: $", whole.before)  # "of the other groups: 817,000", the first of them
        scored = first or all(m.before.endswith("(") for m in items)  # "current (4), relevant (2)"
        if (
            scored
            or max(m.value for m in parts) >= whole.value
            or not near(
                whole.value,
                total(parts),
                "0.4" if cue("parts.made_of").search(whole.after) else "0.25" if total(parts) > whole.value else "0.16",
            )
            or whole.value < 4
        ):
            continue
        between = whole.sentence.text[whole.end : parts[0].start]
        led = cue("parts.after_total").match(between) or cue("parts.base").search(whole.before)
        led = led or cue("parts.total").search(whole.around) or cue("parts.verb_led").search(between)
        led = led or len(parts) == 2 and between.endswith(", ") and _complementary(parts, shares=True)
        led = led or len(parts) >= 3 and all(judgements_in(p.after) for p in parts)
        heads = [re.match(r" (?:[a-z]+ )?(in|from|for|at|by|to|on)\b", part.after) for part in parts]
        placed = re.search(r" (in|from|for|at|by|on) (?:the )?[A-Z]", whole.after)
        if placed and all(head and head.group(1) == placed.group(1) for head in heads):
            continue  # "ten in Wales, seven in England": the first of them
        led = led or len(parts) >= 3 and len({head and head.group(1) for head in heads}) == 1 and all(heads)
        more = any(part.bound == "more" for part in parts)
        own = [s for s in shares if s.kind == "p" and s.before.endswith("(")]
        if len(own) == len(parts) and total(own) < 98:
            continue  # their percentages say that there are more
        rest = re.search(r"\b(?:the (?:others|rest|remainder)|some)\b", parts[-1].after)
        if led and not rest and _shaped_alike(parts) and (len(parts) >= 3 or more or _complementary(parts)):
            yield from mismatch(whole, parts, context)
            return


_ROLES = {"left": "parts.role_left", "done": "parts.role_done", "sent": "parts.role_sent"}


def role_of(item: Figure) -> str:
    """``left``, ``done``, ``sent`` or nothing, from the words after a count (and a label before it)."""
    clause, before = exactly("parts.role_ends").split(item.after)[0][:90], item.before[-90:]
    if cue("parts.role_before").search(before) and any(cue(name).search(before) for name in _ROLES.values()):
        clause = before
    hits = {name: match.start() for name, words in _ROLES.items() if (match := cue(words).search(clause))}
    return "left" if "left" in hits else min(hits, key=hits.__getitem__, default="")


def _items(block: Block, blocks: Sequence[Block]) -> list[Block]:
    """The bullets into which a line leads."""
    after = blocks[block.number :]
    if not after or after[0].kind != "item" or after[0].parent is not block:
        return []
    return [other for other in after if other.list_id == after[0].list_id]


@kind("a list and its total", "DOC-04", of="block")
def bullets(block: Block, context: Context) -> Iterator[Finding]:
    """A total that leads into a list whose every item has a count."""
    items, sentence, parts = _items(block, context.document.blocks), block.sentences[-1], []
    for item in items:
        first = item.sentences[0] if item.sentences else sentence
        if match := exactly("parts.first").match(first.marks) or exactly("parts.last").match(first.marks):
            parts.append(first.at(match, "n"))
    wholes = sentence.of_kind("cwmp")
    if len(plain := [m for m in wholes if m.kind != "w"]) == 1:  # "each of the 72 was given one of three outcomes:"
        wholes = plain
    if not wholes and cue("parts.listed_as").search(sentence.text):  # "There were 86 of them. They ended as follows:"
        wholes = next((found for other in block.sentences[-2::-1] if (found := other.of_kind("cmp"))), [])
    if len(wholes) != 1 or wholes[0].kind == "p" or not 2 <= len(parts) == len(items) or not exact([*wholes, *parts]):
        yield from _all_answers(items, context)
        yield from _summed_after(items, parts, context)
        return
    listed_as = cue("parts.listed_as").search(sentence.text) and not cue("parts.some").search(sentence.text)
    if any(re.match(r" (?:fewer|less)\b", part.after) for part in parts):
        return  # some went down
    follows = "as follows" in sentence.text and near(wholes[0].value, total(parts), "0.08")
    if follows or listed_as and near(wholes[0].value, total(parts)):
        yield from mismatch(wholes[0], parts, context)


def _summed_after(items: list[Block], parts: list[Figure], context: Context) -> Iterator[Finding]:
    """A list and, after it, its total: "Over the whole year the bill reached £1.3 million"."""
    after = context.document.blocks[items[-1].number : items[-1].number + 1] if items else []
    sentence = after[0].sentences[0] if after and after[0].kind == "para" and after[0].sentences else None
    if sentence is None or len(parts) != len(items) or len(parts) < 3 or len({m.kind for m in parts}) > 1:
        return
    wholes = [m for m in sentence.own if m.kind == parts[0].kind]
    stated = len(wholes) == 1 and cue("windows.total").search(sentence.text) and exact([*wholes, *parts])
    if (
        stated
        and not cue("windows.no_sum").search(sentence.text.split(wholes[0].text)[0])
        and near(wholes[0].value, total(parts))
    ):
        yield from mismatch(wholes[0], parts, context)


def _all_answers(items: list[Block], context: Context) -> Iterator[Finding]:
    """Percentages of a list of all answers there can be, such as bands of age."""
    shares = [item.sentences[0].of_kind("p") if len(item.sentences) == 1 else [] for item in items]
    if len(items) < 3 or any(len(each) != 1 or each[0].sentence.own[-1:] != each for each in shares):
        return
    parts = [each[0] for each in shares]
    labels = [re.sub(r"[\s:–—-]+$", "", part.sentence.text[: part.start]) for part in parts]
    together, slack = total(parts), sum((Decimal("0.5").scaleb(-m.decimals) for m in parts), Decimal("0.01"))
    bands = all(cue("parts.answers").search(label) for label in labels)
    bands = bands or bool(
        re.match(
            r"(?:some |all |any )?others?\b|something else|none of|not (?:known|stated|sure)|unknown|don.t know",
            labels[-1],
            re.IGNORECASE,
        )
    )
    if bands and exact(parts) and slack < abs(together - 100) <= 25 and context.bind(parts[-1]):
        what = f"The percentages come to {shown(together)}%, and cannot together be more or less than 100%."
        yield finding(
            "DOC-04", parts[-1].sentence, what, f"{sum_of(parts)} = {shown(together)}%", parts, "Correct them."
        )


@kind("as many as are announced", "DOC-13", of="block")
def announced(block: Block, context: Context) -> Iterator[Finding]:
    """Four priorities, and a list of three; three aims: safety, stability, health and learning."""
    sentence, items = block.sentences[-1], _items(block, context.document.blocks)
    match = cue("parts.following" if items else "parts.numbered").search(sentence.marks)
    match = match or (None if items else cue("parts.names_listed").search(sentence.marks))
    if match is None or cue("parts.some").search(sentence.text) or context.document.kind == "pdf":
        return
    said, many = sentence.at(match, "n"), len(items)
    if len(sentence.of_kind("cw")) > 1 or sentence.text.endswith(","):
        return
    if items:
        beyond = context.document.blocks[block.number : items[-1].number + 3]
        others = [b for b in beyond if b.kind == "item" and b.list_id != items[0].list_id and b.level == items[0].level]
        if others or any(item.text[:1].islower() and item.text[-1:] == "," for item in items):
            return  # the list goes on, or is one sentence
    else:
        names = re.split(r", and |, | and ", match.group("list"))
        loose = len(re.split(r", (?:and )?", match.group("list"))) if match.group("list").count(" and ") > 1 else 0
        if len(names) < 3 or any(len(name.split()) > 3 for name in names) or said.value == loose:
            return
        many = len(names)
    if said.exact and 2 <= said.value <= 15 and 0 < abs(many - said.value) <= 2:
        what = f"“{said.text}” are announced, {many} are {'listed' if items else 'named'}."
        also = items[0].sentences[:1] if items else ()
        yield finding("DOC-13", sentence, what, f"{many} ≠ {said.value}", [said], _FIX_LIST, also)


@kind("percentages of one whole", "DOC-04")
def hundred(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Percentages that are all there is."""
    items, text = [m for m in sentence.own if m.kind == "p"], sentence.text
    if (
        len(items) < 2
        or not exact(items)
        or of_several(items)
        or len(items) > 2
        and all(re.match(r" (?:in|for|among|amongst) [A-Z]", m.after) for m in items[:-1])
        or sentence.of_kind("gm")
        or cue("parts.open").search(sentence.marks)
    ):
        return
    together, slack = total(items), sum((Decimal("0.5").scaleb(-m.decimals) for m in items), Decimal("0.01"))
    if cue("parts.nested").search(text) or not 80 <= together <= 130:
        return
    if abs(together - 100) <= slack or total(items[-2:]) == 100:
        return  # all of them, or of a part: "5% were students, 56% of them female and 44% male"
    said = [m.after.split(",")[0] + (m.before if m.before.endswith("(") else "") for m in items]
    answers = all(cue("parts.answers").search(words) for words in said)
    answers = answers or all(cue("parts.answers").search(m.before.strip(" ;,?")) for m in items)
    leftover = cue("parts.leftover").search(items[-1].before + items[-1].after[:25])
    if len(items) == 2:
        grouped = re.match(r"\s(?:in|of|for|among|amongst)\b", items[1].after)  # "55% in men and 42% in women"
        sexes = re.search(r"\b(?:fe)?male|\b(?:wo)?men\b|\bboys\b|\bgirls\b", text)  # or neither
        direct = re.search(r"\b(?:is|are|was|were) ⟦p\d+⟧ (?:fe)?male and ⟦p\d+⟧ (?:fe)?male\b", sentence.marks)
        whole = (
            direct is not None
            and not 95 <= together < 100
            or not grouped
            and _complementary(items, shares=True)
            and (together > 100 or not answers and not sexes)
        )
    else:
        whole = cue("parts.whole").search(sentence.marks) or answers
        whole = (
            (whole or leftover)
            and _shaped_alike(items)
            or answers
            and whole
            or cue("parts.follows").search(text)
            or cue("parts.made_up").search(sentence.marks)
            or all(m.before.endswith("(") for m in items)
            and re.search(r"\bor\b", items[-1].before) is not None  # "on foot (47%), by bus (31%) or by car (22%)"
        )
        whole = whole or len(items) == 4 and all(judgements_in(f"{m.before} {m.after}") for m in items)
    incomplete = together < 98 and not (answers or leftover or cue("parts.follows").search(text)) and len(items) > 2
    after = items[0].sentence.block.sentences[sentence.index + 1 : sentence.index + 2]
    rest = [m for other in after for m in other.of_kind("p") if cue("parts.not_all").search(other.text)]
    if any(abs(together + m.value - 100) <= slack for m in rest):
        return  # "The other 8% did not know"
    some = incomplete or together < 100 and not leftover and cue("parts.not_all").search(text)
    if some or not whole or not context.bind(items[-1]):
        return
    what = f"The percentages come to {shown(together)}%, and cannot together be more or less than 100%."
    yield finding("DOC-04", sentence, what, f"{sum_of(items)} = {shown(together)}%", items, "Correct them.")


@kind("a flow", "DOC-04")
def flows(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """What there was, what came and went, and what there was in the end."""
    items = counts(sentence.own) or counts(sentence.own, "m")
    items = counts(sentence.earlier) + items if len(items) == 3 and len(sentence.earlier) == 1 else items
    if (
        len(items) != 4
        or not exact(items)
        or not cue("parts.flow").search(sentence.text[: sentence.own[-1].start + 60])
    ):
        return
    if re.search(r"\b(?:had been|began|begun|opened) ", f"{items[3].before}#{items[3].after} "):
        return  # what there was is said last
    signs = []
    for item in items[1:3]:
        words = re.split(r"[,;]| and ", item.after)[0] + re.split(r"[,;]| and ", item.before)[-1]
        last = re.split(r"[,;]| and ", item.before)[-1]
        words = last if cue("parts.into").search(last) or cue("parts.out_of").search(last) else words
        signs.append(bool(cue("parts.into").search(words)) - bool(cue("parts.out_of").search(words)))
    if 0 in signs or signs[0] == signs[1]:
        return
    result = items[0].value + signs[0] * items[1].value + signs[1] * items[2].value
    rounding = sum((spread(m, context.practice) for m in items), ZERO)
    if abs(result - items[3].value) > rounding and near(items[3].value, result) and context.bind(items[3]):
        steps = " ".join(f"{'+' if s > 0 else '−'} {m.text}" for s, m in zip(signs, items[1:3], strict=True))
        what = f"{items[3].text} is stated in the end; the figures give {shown(result)}."
        yield finding("DOC-04", sentence, what, f"{items[0].text} {steps} = {shown(result)}", items)


@kind("an average of a list", "DOC-16")
def means(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The mean of a list of figures."""
    own = sentence.own
    for item in own:
        last, begins = item is own[-1], item is own[0] and re.match(r"[^.;]{0,40}(?:\(|:|\bfrom\b)", item.after)
        said = last and cue("parts.mean_is").search(sentence.text[: item.start])
        if not said and not ((last or begins) and cue("parts.mean").search(item.around)) or item.bound:
            continue
        listed = [other for other in own if other is not item and other.kind in "cwmupr"]
        if len(listed) > 3 and listed[0].value == len(listed) - 1:
            listed = listed[1:]
        kinds = {"c" if other.kind in "wr" else other.kind for other in listed}
        kinds -= {"c"} if kinds == {"c", "u"} and listed[-1].kind == "u" else set()
        alike = kinds | ({"c" if item.kind in "wr" else item.kind} if item.kind in "pm" or kinds & set("pm") else set())
        if len(listed) < 3 or len(alike) > 1 or not exact(listed) or not _shaped_alike(listed):
            continue
        mean, unit = total(listed) / len(listed), Decimal(1).scaleb(item.scale - item.decimals)
        if abs(item.value - mean) > unit / 2 and context.bind(item):
            right = printed(mean, item)
            what = f"{item.text} is stated as the average; the figures give {right}."
            how = f"({sum_of(listed)}) ÷ {len(listed)} = {right}"
            yield finding("DOC-16", sentence, what, how, [*listed, item], "Correct it.")
