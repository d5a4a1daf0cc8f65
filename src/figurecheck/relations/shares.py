"""A part of a whole: percentages, fractions and words for a size beside the counts that they are of.

Belongs here: finding which count is part of which, and what is said of the two. Does not belong here: lists of parts
(``parts``), and figures set beside others (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import HUNDRED, ZERO, Context, counts, exact, finding, kind
from figurecheck.relations.near import is_change
from figurecheck.report import Finding
from figurecheck.rounding import Fit, fit_values, rounded, shown, spread
from figurecheck.text import content_words
from figurecheck.words import cue, listed


class Pair(NamedTuple):
    """A part and its whole; `strong` where words tie the two, not their order alone."""

    part: Figure
    whole: Figure
    strong: bool = True

    @property
    def percent(self) -> Decimal:
        """The part as a percentage of the whole."""
        return self.part.value * HUNDRED / self.whole.value


def between_them(first: Figure, second: Figure) -> str:
    """The words between two figures of one sentence, other figures as ``#``."""
    text = first.sentence.text[first.end : second.start]
    for other in reversed(first.sentence.figures):
        if first.end <= other.start and other.end <= second.start:
            text = text[: other.start - first.end] + "#" + text[other.end - first.end :]
    return text


def pairs(own: list[Figure]) -> list[Pair]:
    """Which counts of a sentence are parts of which, by the words between them."""
    found: list[Pair] = []
    for ratio in (m for m in own if m.kind == "f" and m.other and m.other >= m.value):
        whole = Figure("c", f"{ratio.other}", ratio.other, start=ratio.start, end=ratio.end, sentence=ratio.sentence)
        found.append(Pair(ratio, whole))
    items = [m for m in own if m.kind in "cwmu" and (m.kind != "w" or m.value != 1)]
    items = [m for m in items if not re.match(r" per [a-z]", m.after)]  # "115 per kg"
    for index, first in enumerate(items):
        sentence = first.sentence.text
        for second in items[index + 1 :]:
            if not {first.kind, second.kind} <= {"c", "w"} and (first.kind, second.kind) not in (
                ("c", "u"),
                ("m", "m"),
            ):
                continue
            if all(re.search(r"(?:%|per ?cent) \($", each.before) for each in (first, second)):
                continue  # each has a percentage of its own
            text = re.sub(r"\s?\(#\)|,? or #,?", "", between := between_them(first, second))
            match, larger = cue("shares.of").match(text), first.value >= second.value
            moved = match and match.group("of").startswith("from") and cue("shares.moves").search(sentence)
            heard = match and " and " in match.group("gap") and match.group("of").startswith("from") and larger
            # "ranking it 2 among 139"; "where three of 19 took part"
            ranked = re.search(r"\b(?:(?:rank|plac)\w*(?: [a-z]+)?|where) $", first.before)
            if match and not moved and not heard and not ranked and not cue("shares.breaks").search(match.group("gap")):
                tied = not match.group("gap") or re.match(r"out|from|among|.*the", match.group("of")) or "#" in between
                found.append(Pair(first, second, bool(tied)))
                continue
            past = re.sub(r"^\s?\(\d+(?:\.\d+)?\s?(?:%|per cent)\)", "", sentence[second.end :])
            led = cue("shares.leads").search(first.before) or cue("shares.of_which").search(
                re.sub(r"\([^()]*\)", "", text)
            )
            sent = cue("shares.sent").search(f"{first.before[-25:]} {text}") and not _is_part(first)
            money = first.kind == "m"
            if first.kind == "c" and second.kind == "u" or money and re.search(r"\$|\(#", between):
                continue
            if larger and (
                led and not (money and cue("shares.of_which").search(text)) or cue("shares.takes_up").match(past)
            ):
                found.append(Pair(second, first))
            elif (
                larger
                and not money
                and sent
                and (
                    text.endswith(": ")
                    and _is_part(second)
                    or cue("shares.came").search(second.before + sentence[second.end :][:60])
                )
            ):
                found.append(Pair(second, first, bool(cue("shares.issued").search(first.around))))
    return found


def _is_part(item: Figure) -> bool:
    """Whether a count has its own percentage: "24 respondents (26%)" is a part of something else."""
    after = item.sentence.text[item.end :][:40]
    own = re.match(r"(?: [a-z-]+){0,3} ?\(\d+(?:\.\d+)?%|, \d+(?:\.\d+)?%\)", after)
    return bool(own or re.search(r"\(n ?= ?$|\($", item.before))


def _back(sentence: Sentence, parts: list[Figure]) -> list[Pair]:
    """Parts of this sentence of the one count in the sentence before: "… Of these, 84 (75%) …"."""
    wholes, found = counts(sentence.earlier), []
    if len(wholes) != 1 or any(m.kind == "p" for m in sentence.earlier):
        return []
    for part in parts:
        taken_up = cue("shares.these").search(part.before) or re.match(r" of (?:these|them|those)\b", part.after)
        taken_up = taken_up or re.match(r"(?:Of|Among) (?:these|those|them),", sentence.text)
        role = cue("shares.sent").search(wholes[0].around) and cue("shares.came").search(part.around)
        role = role and not re.search(r"\bfurther\b|\bother\b", part.before)
        if wholes[0].value >= part.value and (taken_up or role):
            found.append(Pair(part, wholes[0], bool(taken_up)))
    return found


def above(block: Block) -> list[Figure]:
    """The counts of the labelled items above one of a list."""
    found: list[Figure] = []
    while block.previous is not None and block.previous.kind == "item" and block.previous.list_id == block.list_id:
        block = block.previous
        found = (counts(block.sentences[0].own) if block.label and block.sentences else []) + found
    return found


def _in_list(sentence: Sentence, parts: list[Figure]) -> list[Pair]:
    """Parts in a list of labelled counts, of the count that leads into the list or that it begins with."""
    block = sentence.block
    if block.kind != "item" or not block.label or sentence.index:
        return []
    lead = counts(block.parent.sentences[-1].own) if block.parent and block.parent.sentences else []
    wholes = lead if len(lead) == 1 else above(block)[:1]
    wholes = [m for m in wholes if m.sentence is not None and not m.sentence.of_kind("p")]  # else itself a part
    return [Pair(part, whole, False) for part in parts for whole in wholes if whole.value >= part.value]


def _ordered(own: list[Figure]) -> list[Pair]:
    """Every count with every larger one."""
    plain = [m for m in counts(own) if not re.match(r" per [a-z]", m.after)]
    return [Pair(a, b, False) for a in plain for b in plain if a.value < b.value]


def _beside(item: Figure, own: list[Figure], known: list[Pair]) -> tuple[list[Pair], list[Figure], list[Figure]]:
    """What a percentage stands beside: pairs, "72 of 96 (75%)"; a part, "72 (75%)"; a whole, "75% of the 96"."""
    place = own.index(item)
    before, after = (own[n] if 0 <= n < len(own) and own[n].kind in "cwfum" else None for n in (place - 1, place + 1))
    of_the = rf"(?: [a-z-]+){{0,2}}? (?:out )?of {listed('shares.det')}(?:total )?(?:of )?"
    scale = after is not None and after.kind == "f" and not re.match(r"\s?[).,;]|$", after.after)
    after = None if scale else after  # "functional vision (6/18 or better)"
    parted = [p for p in known if after is not None and p.part is after]
    if parted and re.fullmatch(r"\s?\(\s?", item.after):
        return parted, [], []
    bracket = re.search(r"(?:\(|\[|– |— |, or |, )(?:just |only |about |or )?$", item.before)
    if before is not None and bracket and not cue("shares.breaks").search(item.before[: bracket.start()]):
        direct = [p for p in known if p.whole is before and own.index(p.part) == place - 2 or p.part is before]
        direct = [p for p in direct if p.whole is before or before.kind == "f"]
        if direct or before.kind in "cw":
            whole = after is not None and re.fullmatch(rf"\)?{of_the}", item.after, re.IGNORECASE)
            return (direct, [], []) if direct else ([], [before], [after] if whole else [])
    if parted and re.search(r"(?:\(|– |— |: |, )(?:or |just |only |i\.e\. |that is,? )?$", item.after):
        return parted, [], []
    after = after if after is not None and after.kind in "cwf" else None
    if after is not None and re.fullmatch(of_the, item.after, re.IGNORECASE):
        return [], [], [after]
    closed = after is not None and re.match(r"\s?\)| (?:[a-z]+ )*\)", after.after)
    if closed and re.search(r"\((?:or |just |only )?$", item.after) or after is not None and item.after == " or ":
        return [], [after], []
    return [], [], []


def _nested(item: Figure, own: list[Figure]) -> list[Pair]:
    """A share of a share, "25% of those (45)", or of what the sentence begins with, "75% from schools (60)"."""
    place, found = own.index(item), [m for m in own if m.kind in "cw"]
    after = own[place + 1] if place + 1 < len(own) and own[place + 1].kind == "c" else None
    if after is None or not re.fullmatch(r"\)?", after.after[:1]):
        return []
    before = [m for m in found if m.start < item.start]
    if before and re.fullmatch(r" of (?:these|those|them|which|whom) \(", item.after):
        return [Pair(after, before[-1])] if before[-1].value >= after.value else []
    first = found[0]
    if first.start < item.start and re.fullmatch(r" (?:from|in|by|at|for) [a-z ]{2,30}\(", item.after):
        return [Pair(after, first)] if first.value > max(m.value for m in found[1:]) else []
    return []


#: Where a sentence goes on to compare: "…, compared with 53% last year".
_COMPARED = re.compile(r",? (?:compared (?:with|to)|against|up from|down from) ")


def fits(percent: Figure, part: Figure, whole: Figure, context: Context) -> Fit:
    """How a percentage stands to its counts."""
    half_n, half_d = spread(part, context.practice), spread(whole, context.practice)
    if part.value % 10 and whole.value < 10_000 and context.practice.nearest == 1:
        half_d = ZERO if whole.kind in "cw" else half_d  # beside 1,234 of them, 2,170 are as many
    # "four out of five (83%)" is a fraction, "six in ten" of tenths
    fraction = part.kind == "w" and (
        whole.value == 10 or whole.kind == "w" and re.search(r"\b(?:out of|in) $", whole.before)
    )
    loose = percent.approx or percent.bound or fraction
    if whole.value - half_d <= 0 or loose and abs(part.value * HUNDRED / whole.value - percent.value) <= 5:
        return Fit.ROUNDED
    ranges = (part.value - half_n, part.value + half_n), (whole.value - half_d, whole.value + half_d)
    return fit_values(*ranges, percent.value, percent.decimals)


def cut_or_wrong(item: Figure, pair: Pair, how: Fit, left: bool = False) -> Finding:
    """A finding on a percentage that is not that of its counts."""
    whole, places = pair.whole.value, item.decimals
    part = whole - pair.part.value if left else pair.part.value
    value = part * HUNDRED / whole
    right, longer = rounded(value, places), rounded(value, max(places + 2, 2))
    division = f"{shown(part)} ÷ {shown(whole)} = {shown(longer, max(places + 2, 2))}{'' if longer == value else '…'}%"
    division += "" if value == right else f", which rounds to {right}%"
    said, figures = f"{shown(part)} of {shown(whole)} is {right}%.", [*pair[:2], item]
    if how is Fit.CUT:
        cut_to = f"{places} decimal place{'s' * (places > 1)}" if places else "whole numbers"
        do = f"Write {right}%, or say that percentages are cut to {cut_to}."
        what = f"{item.text} was cut off instead of rounded: {said}"
        return finding("DOC-02", item.sentence, what, division, figures, do)
    what = f"{item.text} is stated; {said}"
    if part > whole:
        what = f"{shown(part)} of {shown(whole)} is more than there are."
    return finding("DOC-01", item.sentence, what, division, figures)


@kind("a share", "DOC-01")
def shares(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A percentage that its counts do not give, or give only when cut."""
    own, known = sentence.own, pairs(sentence.own)
    for item in own:
        if item.kind != "p" or item.bound == "goal" or item.bound and not item.approx:
            continue
        direct, parts, wholes = _beside(item, own, known)
        direct = direct or _nested(item, own)
        follows = bool(direct) and direct[0].part.start > item.start
        compared = _COMPARED.search(sentence.text, item.end)
        said_of = sentence.text[: compared.start()] if compared else sentence.text
        near = item.after if follows else item.before if parts or direct else said_of
        elsewhere = cue("shares.of_another").match(item.after) and not wholes and not follows
        elsewhere = elsewhere or item.before.endswith("(") and item.after.startswith(", ")  # "(37%, 2.1 million)"
        if elsewhere or item.after.startswith(" of the total ") or cue("shares.another").search(item.before):
            continue
        said = cue("shares.rate_said").search(item.before) or cue("shares.rate_after").search(item.after)
        tied = cue("shares.tied").search(item.before) or cue("shares.rate_after").search(item.after)
        if cue("shares.moves").search(near):
            continue
        wide = direct
        if not direct and parts:
            if any(fits(item, *p[:2], context) is Fit.ROUNDED for p in _ordered(own)):
                context.bind(item)
            if re.search(r"\bn ?= ?$", parts[0].before) or cue("shares.leads").search(parts[0].before):
                continue
            if any(map(is_change, parts)):
                continue  # "an increase of 40,000 (19%)"
            wide = [p for p in known if p.part in parts]
            wide = [p for p in wide if p.strong] or wide or _back(sentence, parts) or _in_list(sentence, parts)
            wide = [Pair(part, whole) for part in parts for whole in wholes] or wide
        elif not direct and bool(wholes) != bool(tied):
            wide = [p for p in known if p.whole in wholes] if wholes else _reached(item, known, sentence, bool(said))
        yield from _decide(item, wide, bool(parts or direct), context)


def _reached(item: Figure, known: list[Pair], sentence: Sentence, said: bool) -> list[Pair]:
    """The counts that a percentage follows from that does not stand right beside them: "…, a response rate of 75%"."""
    own, known = counts(sentence.own), [p for p in known if p.strong] or known
    wide = [p for p in known if said or all(m.start < item.start for m in p[:2])]
    if not said or wide:
        return wide
    if len(own) == 2 and cue("shares.sent").search(sentence.text):
        wide = _ordered(own)
    if not wide and len(own) == 1 and cue("shares.came").search(own[0].in_sentence):
        wide = [p for p in _back(sentence, own) if cue("shares.sent").search(p.whole.sentence.text)]
    earlier, block, before = sentence.earlier, sentence.block, sentence.block.previous
    found = above(block) if block.kind == "item" else []
    found = (
        found
        or [
            m
            for other in block.sentences[: sentence.index]
            for m in counts(other.own)
            if re.match(r"[^:.]{3,50}: ", other.text)
        ][-2:]
    )
    if not own and not wide and len(found) >= 2 and found[0].sentence is not found[-1].sentence:
        came = [m for m in found if cue("shares.came").search(m.sentence.text)]
        sent = [m for m in found if m not in came and cue("shares.sent").search(m.sentence.text)]
        if len(sent) == len(came) == 1 and came[0].value <= sent[0].value:
            return [Pair(came[0], sent[0])]
    sibling = before is not None and before.kind == "item" and before.parent is block.parent
    if not wide and not sentence.index and sibling:
        beside = pairs(before.sentences[-1].own) if before.sentences else []  # the item before, if this takes it up
        return [p for p in beside if {m.value for m in own} & {*(m.value for m in p[:2]), p.whole.value - p.part.value}]
    if not own and earlier and not re.match(r"(?:Of|Among) th(?:ese|ose|em)\b", earlier[0].sentence.text):
        wide = pairs(counts(earlier, "cwf"))
    return wide


def _decide(item: Figure, wide: list[Pair], bracketed: bool, context: Context) -> Iterator[Finding]:
    wide = [p for p in wide if p.whole.value > 0 and item not in p]
    own = re.compile(r"(?:%|per cent) \($")  # "58 per cent (3.3 million)"
    wide = [
        p
        for p in wide
        if p.part.start == p.whole.start or not all(own.search(item.sentence.text[: m.start]) for m in p[:2])
    ]
    if not wide or not exact(m for p in wide for m in p[:2]):
        return
    how = [fits(item, *p[:2], context) for p in wide]
    left = [bool(cue("shares.left").search(p.part.after.split(",")[0])) and not bracketed for p in wide]
    done = cue("shares.came").search(item.after[:30]) and not cue("shares.left").search(item.after)
    rest = [not done and abs(HUNDRED - p.percent - item.value) * 2 <= Decimal(1).scaleb(-item.decimals) for p in wide]
    if Fit.ROUNDED in how or any(rest) and not bracketed:
        context.bind(item)
        return
    of = content_words(item.after.split("(")[0])  # "of which 50 were re-audited; 20% of the re-audits (10)"
    others = [*counts(item.sentence.earlier), *(m for m in counts(item.sentence.own) if content_words(m.after) & of)]
    before = [Pair(p.part, m) for p in wide for m in others if m.value >= p.part.value]
    if any(fits(item, *p[:2], context) is Fit.ROUNDED for p in before):
        context.bind(item)
        return
    strong, fit = [p for p in wide if p.strong] or wide, Fit.CUT if Fit.CUT in how else Fit.WRONG
    pair = wide[how.index(Fit.CUT)] if fit is Fit.CUT else strong[0]
    others = [m for m in item.sentence.own if m.kind == "p" and m is not item]
    if any(fits(m, *pair[:2], context) is not Fit.WRONG for m in others):
        return  # these counts are another percentage's
    several = len({p.part for p in strong}) > 1 and not bracketed or len(strong) > 3
    reach = 60 if pair.strong and pair.part.sentence is pair.whole.sentence else 15
    reach = reach if pair.part.sentence is item.sentence else min(reach, 30)
    far = abs(pair.percent - item.value) > reach and not left[wide.index(pair)] and pair.percent <= 100
    if (
        fit is Fit.WRONG
        and (several or far or pair.percent > 100 and not (pair.strong and bracketed))
        or not context.bind(item)
    ):
        return
    yield cut_or_wrong(item, pair, fit, left[wide.index(pair)])
