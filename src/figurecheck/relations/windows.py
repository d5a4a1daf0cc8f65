"""Figures near each other, of which one is said to be the difference, the total or the average of the others.

Belongs here: relations that only a word beside one figure and the arithmetic tell, whatever the order of words. Does
not belong here: whole turns of phrase (``statements``); figures of different kinds (``quotients``).

Only where a sentence, or two, hold just the figures that the arithmetic needs is anything said, and only if the stated
one misses by little: else they have nothing to do with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import (
    ZERO,
    Context,
    agrees,
    exact,
    finding,
    kind,
    printed,
    reckon,
    sort_of,
    sum_of,
    total,
)  # fmt: skip
from figurecheck.relations.near import beside, is_change, misstated, near, of_another_period, of_several, of_sort
from figurecheck.relations.reckonings import signed
from figurecheck.relations.repeats import slip_of
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue


@kind("a difference of two near it", "DOC-08")
def differences(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """An extra 2.3 metres, of 18.5 and 15.2; fifteen more than last year (this year 140; last year 128)."""
    for said in beside(sentence, context, "windows.differs", "cwmurg", (40, 40)):
        of = re.fullmatch(r" (?:out )?of (?:the |these |its |our |all )*", said.after)  # "shut down 22 of 126"
        if not said.value or of or _FURTHER.search(said.before) and " from " not in sentence.text:
            continue
        for figures in near(sentence):
            others = _compared(said, figures)
            apart = any(m.sentence is not sentence for m in others) or re.search(r"\b[Tt]he $", said.before)
            if said.kind == "w" and said.value < 3 and apart:
                break  # "two main respects", "the two maps below"
            if all(m.kind == "w" and m.value < 5 for m in [said, *others]):
                break
            if sum(map(is_change, [said, *others])) > 1:
                break  # "up 7,585 in China and 5,327 in India"
            if _between_others(said, others, context):
                break
            text = " ".join(dict.fromkeys(m.sentence.text for m in figures if m.sentence))
            if len(others) != 2 or cue("windows.no_difference").search(text):
                continue
            if any(m.approx or m.bound not in ("", "goal") for m in others):
                continue
            result = reckon(lambda a, b: abs(a - b), others, "difference between {0} and {1}", context.practice)
            added = reckon(lambda a, b: a + b, others, "", context.practice)
            if result is None or added is None or not result.value:
                continue
            if agrees(said, result) or agrees(said, added):
                context.bind(said)
                break
            alike = max(m.value for m in others) <= 4 * min(m.value for m in others)
            room = Decimal("0.45") * max(result.value, abs(said.value))
            room = max(room, 3 if sort_of(said) == "c" and not said.decimals else 0)
            meant = abs(abs(said.value) - result.value) <= room or slip_of(said, result.value)
            if alike and meant and context.bind(said):
                yield misstated("DOC-08", said, "a difference", printed(result.value, said), result.how, others)
                break


_FURTHER = re.compile(r"\b(?:a further|another) $", re.IGNORECASE)


def _between_others(said: Figure, others: list[Figure], context: Context) -> bool:
    """Whether a figure is the difference or the sum of any two of several others."""
    for pair in combinations(others[:8], 2) if len(others) > 2 else ():
        results = (
            reckon(lambda a, b: abs(a - b), pair, "", context.practice),
            reckon(lambda a, b: a + b, pair, "", context.practice),
        )
        if any(result is not None and agrees(said, result) for result in results):
            context.bind(said)
            return True
    own = [m for m in others if m.sentence is said.sentence]
    return len(own) > 1 and len(own) < len(others)  # its own sentence says what it is of


def _compared(said: Figure, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that a difference can be of."""
    sorts = ("p", "g") if said.kind == "g" else (sort_of(said),)
    others = [m for sort in sorts for m in of_sort(figures, sort) if m is not said]
    others = [m for m in others if not m.before.endswith("out of ")]
    if said.kind == "g" and len({m.sentence for m in others}) > 1:
        return []
    return others or (of_sort(figures, "c") if said.kind == "u" else [])  # "1,284 sick days …, 122 days more"


@kind("a total near its parts", "DOC-04")
def sums(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Income was therefore £262,500, after £185,000, £60,000 and £27,500."""
    block, blocks = sentence.block, context.document.blocks
    following = blocks[block.number] if block.number < len(blocks) else block
    if block.kind == "item" and following is not block and following.list_id == block.list_id:
        return  # the list goes on
    if block.kind == "para" and len(re.findall(r"\b[a-z]{2,}\b", sentence.text)) < 2:
        return  # a row of a table
    for figures in near(sentence):
        text = " ".join(dict.fromkeys(m.sentence.text for m in figures if m.sentence))
        for sort in dict.fromkeys(map(sort_of, figures)):
            items = [m for m in of_sort(figures, sort) if not of_another_period(m)]
            if sum(m.kind == "c" for m in items) > 2:
                items = [m for m in items if m.kind != "w"]  # "702 scored five"
            if (
                not 3 <= len(items) <= 8
                or sort in ("p", "g", "h")
                or any(m.approx or m.bound not in ("", "more") for m in items)
                or cue("windows.no_sum").search(text)
            ):
                continue
            whole = max(items, key=lambda m: m.value)
            parts = [m for m in items if m is not whole]
            if any(_NESTED.search(m.before) for m in items[2:]) or any(_NESTED.match(m.after) for m in parts[1:]):
                continue  # "22 had help, of whom 13 …"; "seven were tested, five of whom …"
            if re.match(r" out of |[^.;]{0,40}\bof which (?:only|some) $", whole.after):
                continue  # itself a part, or of more
            places = {m.sentence for m in parts}
            if len(parts) > 3 and len(places) > 1 and whole.sentence in places:
                continue  # parts on both sides of a full stop
            finer = any(m.decimals > whole.decimals and not whole.scale for m in parts)
            if finer or whole in context.bound or max(m.value for m in parts) == whole.value:
                continue
            result = reckon(lambda *v: sum(v, ZERO), parts, sum_of(parts), context.practice)
            if result is None or whole not in (items[0], items[-1]):
                continue
            words = [m for m in figures if m.kind == "w" and m not in items]  # "… and one had four"
            given = agrees(whole, result) or sort == "c" and whole.value == result.value + sum(m.value for m in words)
            if given or len(items) <= 6 and signed(whole, parts, context):
                context.bind(whole)
            elif whole.sentence.block.kind == "item" and whole.sentence is not sentence:
                continue  # the first of a list
            elif len({m.sentence.block.kind for m in parts}) > 1:
                continue  # of a list and of the text after it
            elif (
                (whole.value >= 5 or len(parts) > 2)
                and _is_total(whole, parts, text, result.value, whole is items[0])
                and context.bind(whole)
            ):
                right = printed(result.value, whole)
                yield misstated("DOC-04", whole, "the total", right, result.how, parts, sentence)


_NESTED = re.compile(r" ?\bof (?:which|whom)\b")


def _is_total(whole: Figure, parts: list[Figure], text: str, together: Decimal, first: bool) -> bool:
    """Whether words, or the shape of the sentences, say that a figure is the total of others, and it is near it."""
    over = together > whole.value
    room = Decimal("0.25") if over and cue("windows.each_one").search(text) else Decimal("0.14")
    if abs(together - whole.value) > max(room * whole.value, 2):
        return False
    numbered = any(  # "one of four outcomes"
        m.kind == "w" and m.value == len(parts) and re.search(r"\b(?:of|in|into|between|across|from) $", m.before)
        for m in whole.sentence.own
    )
    if numbered and first and len(parts) > 2 and over:
        return True
    if cue("windows.total").search(f"{whole.before[-60:]}#{whole.after[:40]}"):
        return True
    if len(parts) > 2 and cue("windows.total").search(text):
        return True
    led = len(whole.sentence.own) == 1 and (whole.kind == "m" or len({m.sentence for m in parts}) == 1)
    led = led and whole.sentence is not parts[0].sentence
    names = [m.before.strip(" ,;").removeprefix("and ").removesuffix(" in") for m in parts[1:]]
    if led and len(parts) > 2 and all(cue("parts.answers").search(name) for name in names):
        return True
    beside = cue("windows.parts").search(text) is not None and (
        whole.kind == "m" or len({m.sentence for m in parts}) == 1
    )
    return over and first and (led or beside)


@kind("an average near its figures", "DOC-16")
def averages(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A daily mean of 35, of 22, 35, 41 and 30; 163 a week, of 7,956 in 52 weeks."""
    for said in [
        m for m in sentence.own if _is_mean(m) and not m.bound and m.kind not in "hg" and m not in context.bound
    ]:
        if said.after.startswith(" out of") or re.match(r" ?±", said.after) or re.search(r"\bn ?= ?$", said.before):
            continue  # "48 ± 16", "mean values (n = 3)"
        listed_on = re.match(r"(?:,|,? and|,? or)? ?$", said.after) and said is not sentence.own[-1]
        if listed_on or cue("windows.no_mean").search(sentence.text):
            continue
        for figures in near(sentence):
            beyond = any(m.sentence is not sentence for m in figures)
            if beyond and not re.search(
                r"\b(?:averag|mean\b|each\b|apiece)", f"{said.before}#{said.after[:40]}", re.IGNORECASE
            ):
                continue  # "£489.23 per month"
            others = [m for m in figures if m is not said and m.kind in "cwurmp" and not m.before.endswith("out of ")]
            found = None if any(m.approx for m in others) else _averaged(said, others)
            if found is None:
                continue
            mean, of, how = found
            unlike = len(of) == 2 and (any(m.kind == "p" for m in of) or min(m.value for m in of) == 1)
            if unlike or len(of) > 2 and any(map(_is_mean, of)):
                continue  # "6.5 a head, and 11.8 a head": none is the mean of others
            if (said.kind == "m") != any(m.kind == "m" for m in of):
                continue
            rounded_too = len(of) == 2 and reckon(lambda a, b: max(a, b) / min(a, b), of, "", context.practice)
            if rounded_too and sort_of(of[0]) != sort_of(of[1]) and agrees(replace(said, approx=False), rounded_too):
                context.bind(said)
                break
            if abs(mean - said.value) <= Decimal("0.5").scaleb(said.scale - said.decimals):
                context.bind(said)
                break
            inside = len(of) < 3 or min(m.value for m in of) <= said.value <= max(m.value for m in of)
            if inside and abs(mean - said.value) <= Decimal("0.25") * mean and context.bind(said):
                right = shown(mean.scaleb(-said.scale), max(said.decimals, 1))
                yield misstated("DOC-16", said, "the average", right, how, of)
                break


def _averaged(said: Figure, others: list[Figure]) -> tuple[Decimal, list[Figure], str] | None:
    """A mean, what it is of and how it is reckoned: of a list, or of a total and how many there are."""
    like = [m for m in others if sort_of(m) == sort_of(said)]
    if len(like) < 3 and said.kind == "u":  # "2.5, 4.0, 3.5 and 6.0, the average being 5.0 days"
        like = [m for m in others if sort_of(m) in ("c", sort_of(said))]
    like = [m for m in like if m.kind != "w"] if sum(m.kind != "w" for m in like) > 2 else like
    text = said.sentence.text if said.sentence else ""
    if len(like) >= 3 or len(like) == 2 and re.search(r"\b(?:the|these|both) two\b|\bboth\b", text):
        if len({m.sentence for m in like}) > 1 and {m.sentence.block.kind for m in like} != {"item"}:
            return None
        of = like[1:] if like[0].value == len(like) - 1 else like
        return sum((m.value for m in of), ZERO) / len(of), of, f"({sum_of(of)}) ÷ {len(of)}"
    ahead = [m for m in others if m.sentence is not said.sentence or m.start < said.start]
    others = ahead if len(ahead) == 2 else others
    if len(others) != 2 or not all(m.value > 0 for m in others):
        return None
    large, small = sorted(others, key=lambda m: -m.value)
    unlike = sort_of(large) != sort_of(small)
    if unlike or len(like) == 2 and max(m.value for m in like) > 3 * min(m.value for m in like):
        return large.value / small.value, others, f"{large.text} ÷ {small.text}"
    return None


def _is_mean(item: Figure) -> bool:
    """Whether words say that a figure is the mean of others."""
    if re.search(r"(?:,|\band) [£$€]?$", item.before) and not re.search(r"averag|mean", item.before):
        return False  # one of the list
    if cue("windows.mean").search(f"{item.before[-80:]}#{item.after[:40]}"):
        return True
    text = item.sentence.text if item.sentence is not None else ""
    if re.search(r"\b(?:average|mean)\b[^.;(]{0,80}$", text[: item.start], re.IGNORECASE) and re.match(
        r"[^.;()]{0,40}\(", item.after
    ):
        return True  # "the average size of the six was 13 (14, 17, …)"
    starts = re.match(r"(?:The|Our|Their|Its) (?:mean|average)\b", text)
    return bool(starts) and item is item.sentence.own[-1] and re.search(r"\b(?:was|is|were) $", item.before) is not None


#: A count's percentage in brackets.
_OWN_SHARE = re.compile(r"[^.;]{0,40}\(\d+(?:\.\d+)? ?(?:%|per ?cent)")


@kind("what is left near it", "DOC-04")
def left(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Of 31 actions nineteen are complete and the fourteen others are in progress."""
    for said in beside(sentence, context, "windows.left", "cwmu", (25, 30)):
        option = re.match(r" [A-Z]", said.after)  # "19 Agree 55 Disagree 26 Not sure"
        if option or said.bound or said.value == 1 or cue("windows.no_left").search(sentence.text):
            continue
        for figures in near(sentence):
            others = [m for m in of_sort(figures, sort_of(said)) if m is not said]
            if said.kind == "m" and any(m.value == said.value for m in others):
                continue  # "one fund with £15,000, another with £10,000 and a third with £10,000"
            if said.kind == "w" and said.value < 5 and not any(m.sentence is sentence for m in others):
                continue  # "the other three"
            listed = any(m.sentence is not None and m.sentence.block is not sentence.block for m in others)
            if listed and not re.search(r"\b(?:the rest|remaining|remainder|balance|other)\b", said.before):
                continue
            if len(others) < 2 and said.kind == "u":  # "of the 1,500 overtime hours …, the balance of 480 hours"
                others = [m for m in of_sort(figures, "c") if m is not said]
            whole = max(others, key=lambda m: m.value, default=None)
            unordered = whole is not None and whole is not others[0] and len(others) > 2
            if whole is None or not 2 <= len(others) <= 4 or unordered or not exact(others):
                continue
            if all(_OWN_SHARE.match(m.in_sentence.partition("#")[2]) for m in (said, whole)):
                continue  # "57 (39 percent) … the remaining 27 (10 percent)": one part of several
            if said.kind == "m" and any(m.sentence is not sentence for m in others):
                continue
            parts = [m for m in others if m is not whole]
            rest = whole.value - sum((m.value for m in parts), ZERO)
            if rest == said.value or signed(said, others, context):
                context.bind(said)
                break
            meant = abs(rest - said.value) <= max(3, Decimal("0.5") * max(rest, said.value))
            if rest >= 0 and meant and context.bind(said):
                how = f"{whole.text} − {' − '.join(m.text for m in parts)}"
                yield misstated("DOC-04", said, "what is left", shown(rest), how, others)
                break


@kind("the rest of 100% near it", "DOC-04")
def remainders(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The remaining 28%, after 82%."""
    for said in [
        m for m in sentence.own if m.kind == "p" and cue("windows.rest").search(f"{m.before[-30:]}#{m.after[:30]}")
    ]:
        for figures in near(sentence):
            others = [m for m in figures if m.kind == "p" and (m.sentence is not sentence or m.start < said.start)]
            rest = 100 - sum((m.value for m in others), ZERO)
            if not others or said in context.bound or not exact([said, *others]) or rest < 0:
                continue
            if abs(rest - said.value) <= Decimal("0.6") * len(others):
                context.bind(said)
                break
            meant = abs(rest - said.value) <= min(Decimal(15), Decimal("0.8") * max(rest, said.value))
            if meant and context.bind(said):
                how = f"100% − {' − '.join(m.text for m in others)}"
                yield misstated("DOC-04", said, "what is left of 100%", f"{shown(rest)}%", how, others)
                break


_RAISED = re.compile(r"\b(?:raised|increased|cut|reduced)\b")


@kind("percentages of one whole near each other", "DOC-04")
def hundreds(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """52% were upheld and a further 22% in part; 17% were not, and the final 19% were withdrawn."""
    block = sentence.block
    last = block.sentences[-1] is sentence and (block.kind != "item" or not _goes_on(block, context))
    following = block.sentences[sentence.index + 1 : sentence.index + 2]
    if any(m.kind == "p" for other in following for m in other.own):
        return  # "The other 8% did not know"
    after = " ".join(other.text for other in following)
    for figures in near(sentence) if last or after else ():
        items = [m for m in figures if m.kind == "p"]
        text = " ".join([*dict.fromkeys(m.sentence.text for m in figures if m.sentence), after])
        lead = f"{block.parent.text} " if block.kind == "item" and block.parent is not None else ""
        if (
            len(items) < 3
            or items[-1].sentence is not sentence
            or any(m.approx or m.bound not in ("", "more") for m in items)
        ):
            continue
        numbered = any(  # "from three sources"
            m.kind == "w"
            and m.value == len(items)
            and re.search(r"\b(?:from|into|in|of|between|among|has|the) $", m.before)
            for m in figures
        )
        if not (numbered or cue("windows.exclusive").search(lead + text)) or cue("windows.not_exclusive").search(
            lead + text
        ):
            continue
        together, slack = total(items), sum((Decimal("0.5").scaleb(-m.decimals) for m in items), Decimal("0.01"))
        bases = [m for m in items if re.match(r" of (?!all|them|respon|the |our |those|these)[a-z]+s\b", m.after)]
        again = [m for m in items if sum(other.value == m.value for other in items) > 1]  # "10%, and the other 10%"
        begun = any(  # "… the other 9% were cars (6%) and boats (3%)"
            total(items[many:]) == items[many - 1].value for many in range(2, len(items) - 1)
        )
        if (
            begun
            or total(items[-2:]) == 100
            or any(abs(together - m.value - 100) <= slack for m in again)
            or sum(m.before.endswith("by ") for m in items) > 1
            and _RAISED.search(sentence.text)
        ):
            continue  # or changes
        nested = any(abs(2 * m.value - together) <= 1 for m in items)  # "the 51% … split into 29%, 17% and 5%"
        own = " ".join(dict.fromkeys(m.sentence.text for m in figures if m.sentence))
        few = (
            together < 100
            and not numbered
            and not cue("windows.nothing_else").search(lead + (after if last else "") + own)
        )
        if len(bases) > 1 or of_several(items) or nested or few:
            continue
        if abs(together - 100) <= slack:
            for item in items:
                context.bind(item)
            return
        if abs(together - 100) <= 15 and context.bind(items[-1]):
            what = f"The percentages come to {shown(together)}%, and cannot together be more or less than 100%."
            how = f"{sum_of(items)} = {shown(together)}%"
            yield finding("DOC-04", sentence, what, how, items, "Correct them.")
            return


def _goes_on(block: Block, context: Context) -> bool:
    """Whether another item of the list follows."""
    after = context.document.blocks[block.number : block.number + 1]
    return bool(after) and after[0].list_id == block.list_id
