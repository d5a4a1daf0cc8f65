"""Figures set beside each other: in which direction, how many times, against a target, in what order.

Belongs here: two figures of one kind and what is said of the two. Does not belong here: parts and wholes (``shares``,
``parts``); by how much two figures differ, which is declared in ``words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from figurecheck.dates import Month, find_months
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, counts, exact, finding, kind, set_beside, sort_of, when_of
from figurecheck.relations.near import before_cause
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.text import content_words, stems
from figurecheck.words import cue, exactly, less_is_better, more_is_better


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure, what it is set beside, and the word of direction: +1 up, -1 down, 0 the same; None where unsaid."""

    sentence: Sentence
    first: Figure
    second: Figure
    sign: int | None
    word: str

    @property
    def moved(self) -> Decimal:
        """By how much the second is more than the first."""
        return self.second.value - self.first.value

    @property
    def month(self) -> Month | None:
        """The month named beside the first: "November (55%)", "November's rate of 55%", "55% in November"."""
        before, after = self.first.before, self.first.after
        begins = re.match(r"[)]?\s(?:in|for|during)\s(?:the month of )?", after)
        later = [month for start, _, month in find_months(after) if begins and start == begins.end()]
        near = r"(?:'s)?\s?(?:[a-z]+ ){0,4}\(?(?:of |at |was )?"
        return (
            later or [month for _, end, month in find_months(before) if re.fullmatch(near, before[end:])] or [None]
        )[-1]


def direction(text: str) -> tuple[int | None, str]:
    """Which way a text says that figures go: None if it does not say, or says both."""
    signs: dict[int, str] = {}
    text = exactly("changes.participle").sub(" ", text)
    for match in cue("changes.word").finditer(text):
        word, group = match.group().lower(), match.lastgroup
        if text[match.start() - 1 : match.start()] == "-" or exactly("changes.particle").search(text[: match.end()]):
            continue  # a "write-down", "handed down"
        by = text[: match.start()].endswith("by ")  # "increase the incentive by reducing …" says both
        if word.endswith("ing") and not by and not re.match(r" (?:by|from|to|further)\b", text[match.end() :]):
            continue  # "areas falling within"
        judged = (more_is_better(text) - less_is_better(text)) if group in ("better", "worse") else 1
        if not judged:
            return None, ""
        signs.setdefault(judged if group in ("up", "better") else -judged, word)
    if not signs and (same := cue("changes.same").search(text)):
        return 0, same.group().lower()
    sign, word = next(iter(signs.items()), (None, ""))
    against = cue("words.down_noun" if sign == 1 else "words.up_noun").search(text)
    return (None, "") if len(signs) != 1 or against and against.group().lower() not in word else (sign, word)


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two figures are of one kind and, if measured, of one unit."""
    kinds = {one.kind, other.kind}
    units = {re.sub(r"^[\d.,\s-]+|s$", "", m.text.lower()) for m in (one, other)} if kinds == {"u"} else set()
    return (
        (len(kinds) == 1 or kinds == {"c", "w"})
        and len(units) < 2
        and one.other == other.other
        and not kinds & set("gfh")
    )


def _is_change(item: Figure, size: int) -> bool:
    """Whether a figure says by how much another differs: "38,578 higher than", "by 12"."""
    up_to = cue("changes.up_to").search(item.before) and item.after.startswith(" to ")
    if (
        up_to
        or cue("changes.change").search(item.before)
        or (item.kind == "p" or item.kind == "m" and re.match(r" (?:from|in|for|during)\b|,? \(", item.after))
        and cue("changes.moved").search(item.before)
    ):
        return True
    than = cue("changes.than").match(item.after) or re.search(r"\ban? $", item.before)  # "a 21% increase"
    return bool(
        cue("changes.is_change").match(item.after)
        and (size > 2 or than and (item.kind != "p" or "a" in item.before[-3:]))
    )


def _is_second_change(item: Figure, sentence: Sentence) -> bool:
    """Whether a figure goes on after one by which something changed: "by 17% on 2010 and 66% on 2009"."""
    place = sentence.own.index(item)
    last = sentence.own[place - 1] if place else None
    by = last is not None and last.kind == item.kind and re.search(r"\bby (?:[a-z]+ ){0,2}$", last.before)
    return bool(by) and re.search(r"\band (?:by )?(?:[a-z]+ )?$", item.before) is not None and item.kind == "p"


def _is_year(item: Figure) -> bool:
    """Whether a whole number like 2020 is a year: nothing is counted after it."""
    counted = re.match(r" (?!and\b|to\b|in\b|when\b|but\b|or\b|was\b|is\b)[a-z]+", item.after)
    return item.kind == "c" and re.fullmatch(r"(?:19|20)\d\d", item.text) is not None and counted is None


def comparisons(sentence: Sentence) -> list[Comparison]:
    """Every pair of figures that a sentence sets beside each other."""
    text, found = sentence.text, []
    if sum(re.fullmatch(r" (?:out )?of (?:the )?", m.before) is not None for m in sentence.own) > 1:
        return []  # "(18 of 40) … (39 of 60)"
    if re.search(r"⟦(.)\d+⟧\)? and (?:[a-z]+ ){0,2}\(?⟦\1\d+⟧[^⟦]{0,80}\bthan\b", sentence.marks):
        return []  # two and two
    if cue("changes.skip").search(cue("changes.not_returned").sub("", text)):
        return []
    own = [m for m in counts(before_cause(sentence), "cwpmur") if not _is_change(m, len(sentence.own))]
    own = [m for m in own if not (m.kind == "u" and "-" in m.text)]  # "a four-year term"
    own = [m for m in own if not _is_second_change(m, sentence)]
    own = [m for m in own if not _is_year(m)]
    own = [
        m
        for m in own
        if m.bound != "more" and not re.match(r" (?:[a-z]+est|leading|top|major|[a-z]+-[a-z]+ed)\b", m.after)
    ]
    if sum(m.kind != "w" for m in own) > 1:
        own = [m for m in own if m.kind != "w"]
    closed: Figure | None = None
    for number, (one, other) in enumerate(pairwise(own)):
        between = text[one.end : other.start]
        far = max(one.value, other.value) > 20 * min(one.value, other.value) and one.kind != "p"
        same = one.text.lower() == other.text.lower() or one.kind == other.kind == "w"
        unlike = one is closed or ";" in between or far or same and one.kind in "uw"
        ordered = None if unlike else set_beside(one, other)
        after = own[number + 2].before if number + 2 < len(own) else ""
        leads = re.search(r"\bfrom (?:\w+ ){0,2}$", other.before) and re.match(r"[^,;]*\bto (?:\w+ ){0,2}$", after)
        limit = re.search(r"\bthan $", other.before) and re.match(r" of\b", other.after)
        limited = any(exactly(f"changes.{name}").search(other.before) for name in ("limited_to", "threshold"))
        limited = limited or other.after.startswith(" plus ")
        if not ordered or leads or limit or limited or not _alike(one, other):
            continue
        closed = other if re.search(r"\bto (?:\w+ )?$", other.before) else None
        alike, dated = (
            sum(_alike(one, m) for m in own),
            not any(cue("changes.reference").search(m.before) for m in ordered),
        )
        start = own[number - 1].end if number else 0
        stop = own[number + 2].start if number + 2 < len(own) else len(text)
        if alike > 2 and (comma := re.search(r"[,;(]", text[other.end : stop])):
            stop = other.end + comma.start()
        start = max(start, text.rfind(";", 0, one.start) + 1)
        sides = [start + match.start() for match in cue("changes.sides").finditer(text[start:stop])]
        if dated and alike > 2 or any(one.start < side < other.end for side in sides):
            continue
        start = max([side for side in sides if side < one.start], default=start)
        stop = min([side for side in sides if side > other.end], default=stop)
        piece = cue("changes.not_direction").sub("", _of_these(text, start, stop, (one, other), sentence))
        judged = more_is_better(piece) or less_is_better(piece) or not cue("changes.valued").search(piece)
        sign, word = direction(piece if judged else text)
        than = re.search(r"\b(?:than|above|below)\b[^#]*$", ordered[0].before)
        than = than or re.search(r"\bthan\b[^.;]*\($", one.before)
        against = alike == 2 and cue("changes.against").search(other.before)
        if ordered[0] is one and re.search(rf"\b{re.escape(word)} to $", one.before) and sign is not None:
            sign = None  # "had risen to 182 in July, stood at 165 in December"
        if cue("changes.adjective").fullmatch(word) and (dated or not than) and not against:
            sign = None
        found.append(Comparison(sentence, *ordered, sign, word))
    return found + _back(sentence, own, found)


def _of_these(text: str, start: int, stop: int, pair: tuple[Figure, Figure], sentence: Sentence) -> str:
    """A piece of a sentence without the words of direction right before other figures."""
    aside = exactly("changes.aside").match(text)
    start = aside.end() if aside and start < aside.end() <= min(m.start for m in pair) else start
    for item in reversed(sentence.figures):
        if (
            start <= item.start < stop
            and item not in pair
            and (match := exactly("changes.just_below").search(text[start : item.start]))
        ):
            text = text[: start + match.start()] + text[item.start :]
            stop -= len(match.group())
    return text[start:stop]


def _back(sentence: Sentence, own: list[Figure], found: list[Comparison]) -> list[Comparison]:
    """What a sentence sets beside the one figure before: "This is an improvement from 56% in November"."""
    text, made = sentence.text, []
    this = cue("changes.this_change").search(text)
    for item in own if this or cue("changes.back").match(text) else ():
        reference = cue("changes.reference").search(item.before)
        if exactly("changes.limited_to").search(item.before):
            continue
        before = [
            m for m in own if m.start < item.start and _alike(m, item) and not cue("changes.reference").search(m.before)
        ]
        before = before[-1:] or [m for m in sentence.earlier if _alike(m, item)]
        near = item.before if reference else text[: item.start]
        dated = find_months(item.before) and re.search(r" and $|'s \($|\band [A-Z]", item.before)
        also = (found or made) and dated or cue("changes.change_from").search(near)
        before = [
            m for m in before if m.kind == item.kind and max(m.value, item.value) <= 20 * min(m.value, item.value)
        ]
        group = re.search(r"\b(?:higher|lower|more|less|greater|fewer|similar) (?:for|among|amongst|in)\b", item.before)
        several = sum(bool(cue("changes.reference").search(m.before)) for m in own) > 1 and not find_months(text)
        if group or several or len(before) != 1 or not (reference or also) or any(item is c.first for c in found):
            continue
        valued = cue("changes.valued").search(text)
        sign, word = direction(f"{text} {before[0].sentence.text}" if valued else text)
        made.append(Comparison(sentence, item, before[0], *((sign, word) if sign is not None else direction(text))))
    return made


def _far(item: Comparison) -> bool:
    """Whether the word stands far from the figures, or one of two equal figures may be a reference: "(10)"."""
    if item.first.value == item.second.value and item.first.before.endswith("("):
        return True
    start = min(m.start for m in (item.first, item.second) if m.sentence is item.sentence)
    places = [abs(match.start() - start) for match in re.finditer(re.escape(item.word), item.sentence.text.lower())]
    return item.second.sentence is item.sentence and min(places, default=0) > 150


@kind("a word of direction", "DOC-09")
def directions(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Rose, fell, improved, remained stable beside figures that did not."""
    found = comparisons(sentence)
    for item in found:
        first, second = item.first, item.second
        lead = re.match(r"(More|Fewer|Less) (?!than)[a-z]", sentence.text)
        if item.sign is None and lead and len(found) == 1:  # "Fewer complaints: 58, up from 46"
            item = replace(item, sign=1 if lead.group(1) == "More" else -1, word=lead.group(1).lower())
        if item.sign is None or not first.exact or second.approx or second.bound in ("most", "goal"):
            continue
        if first.text == second.text and first.sentence is not second.sentence:
            continue  # the same figure, said again
        moved = -item.moved if first.value < 0 and second.value < 0 else item.moved
        same = abs(moved) >= max(Decimal(10), first.value / 5) and first.kind in "pcu"
        limits = re.finditer(r"\b(?:under|over|below|above) (?:the age of )?(?=(?:this )?cut-off|\d)", sentence.text)
        if any(item.word in m.group() and m.end() not in (first.start, second.start) for m in limits):
            continue  # "23% are under 20"
        goal = item.word in ("above", "below") and re.search(r"\btargets?\b", first.around + second.around)
        if not (moved * item.sign <= 0 if item.sign else same) or _far(item) or goal:
            continue
        went = "more than" if moved > 0 else "less than" if moved < 0 else "the same as"
        what = f"“{item.word}”, but {second.text} is {went} {first.text}."
        how = f"{second.text} − {first.text} = {shown(moved)}"
        yield finding("DOC-09", sentence, what, how, [first, second], FIX_WORD)


def _takes_up(later: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence says which way what is named in the one before it went."""
    match = cue("changes.this_moved").match(later.text)
    subject = cue("changes.stated").split(match.group(), maxsplit=1)[0] if match else ""
    return match is not None and content_words(subject) <= content_words(sentence.text) | stems("plain.neutral")


def _goes_on(sentence: Sentence, other: Sentence) -> bool:
    """Whether a sentence gives the figures of what the one before said: by a pronoun, a time or a word of it."""
    match = cue("changes.it_was").match(sentence.text)
    shared = content_words(sentence.text) & content_words(other.text)
    return match is not None and (match.group() != "The" or bool(shared - stems("plain.neutral")))


def _count_alike(one: Figure, other: Figure) -> bool:
    """Whether two figures can count the same: "in two stages from 3 to 4" cannot, "eleven children … seven" can."""
    nouns = [m.noun for m in (one, other)]
    if "w" not in (one.kind, other.kind) or nouns[0] & nouns[1]:
        return True
    return not all(nouns) if one.kind == other.kind else not any(nouns)


@kind("a direction stated beside", "DOC-09", of="block")
def directions_beside(block: Block, context: Context) -> Iterator[Finding]:
    """Two figures of one kind, and in the same sentence, the one before or the one after the direction they took."""
    for sentence in block.sentences:
        later = [other for other in block.sentences[sentence.index + 1 : sentence.index + 2] if not other.own]
        earlier = [other for other in block.sentences[max(0, sentence.index - 1) : sentence.index] if not other.own]
        beside = [other for other in later if _takes_up(other, sentence)]
        beside = beside or [other for other in earlier if _goes_on(sentence, other)]
        compared = sentence.own and cue("changes.reference").search(sentence.own[-1].before)
        if beside and compared and exactly("changes.compared").search(beside[0].text):
            continue  # "Ours has lower rates. Of theirs 31% were, compared with 11% here."
        own = counts(before_cause(sentence), "cwpmur")
        own = [m for m in own if not _is_change(m, len(sentence.own)) and m.value >= 0 and not _is_year(m)]
        own = [m for m in own if m.kind != "w" or not re.search(r"\b[Tt]he $", m.before)]
        pairs = [[m for m in own if sort_of(m) == sort] for sort in dict.fromkeys(map(sort_of, own))]
        pairs = [pair for pair in pairs if len(pair) == 2 and exact(pair) and not {*pair} & context.bound]
        pairs = [pair for pair in pairs if _count_alike(*pair)]
        texts = [other.text for other in beside] or [sentence.text]
        if beside and (moved := cue("changes.this_moved").match(texts[0])):
            texts = [moved.group()]
        since = re.match(
            r"(?:It|This|That|They|The (?:rate|figure|number|wait|total))(?: has| have| had)? (?:since|now|then)\b",
            sentence.text,
        )
        moved_to = cue("changes.moved_to").search(own[0].before) if len(own) == 1 else None
        since = since or moved_to
        dated = len(own) == 1 and when_of(own[0]) is not None and cue("changes.so_moved").search(sentence.text)
        if (since or dated) and sentence.index and len(own) == 1:
            last = [m for m in block.sentences[sentence.index - 1].own if sort_of(m) == sort_of(own[0])]
            pairs = [[*last, *own]] if len(last) == 1 and exact([*last, *own]) else []
            texts = [sentence.text]
        if len(pairs) != 1 or cue("changes.no_direction").search(" ".join([sentence.text, *texts])):
            continue
        ordered = (pairs[0][0], pairs[0][1]) if since and not dated and len(own) == 1 else set_beside(*pairs[0])
        sign, word = _way(texts, sentence.text)
        if ordered is None or sign is None or not any(m.value for m in ordered):
            continue
        if any(exactly("changes.threshold").search(m.before) for m in ordered):
            continue
        first, second = ordered
        step = second.value - first.value
        if step * sign <= 0:
            went = "more than" if step > 0 else "less than" if step < 0 else "the same as"
            what = f"“{word}”, but {second.text} is {went} {first.text}."
            how = f"{second.text} − {first.text} = {shown(step)}"
            if all(context.bind(m) for m in ordered):
                yield finding("DOC-09", sentence, what, how, [first, second], FIX_WORD, also=beside)


def _way(texts: list[str], measure: str) -> tuple[int | None, str]:
    """The one direction that texts tell, a word such as "improved" by what more of the measure means."""
    text = exactly("changes.participle").sub(" ", cue("changes.not_direction").sub("", " ".join(texts)))
    text = exactly("changes.no_move").sub("", text)
    if exactly("changes.own_rate").search(measure):
        return None, ""  # rates of growth: less growth is growth
    found = {(match.lastgroup, match.group().lower()) for match in cue("changes.stated").finditer(text)}
    groups = {group for group, _ in found}
    if len(groups) != 1:
        return None, ""
    group, word = groups.pop(), sorted(found)[0][1]
    if group in ("up", "down"):
        return (1 if group == "up" else -1), word
    both = f"{measure} {text}"
    judged = more_is_better(both) - less_is_better(both)
    return (judged if group == "better" else -judged) or None, word


@kind("a course of figures", "DOC-10")
def courses(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Has risen every month: 60% in November, 54% in December and 75% in January."""
    word, _ = direction(sentence.text)
    text = sentence.text
    if not word or not cue("changes.every").search(text) or cue("changes.not_a_course").search(text):
        return
    for kinds in ("p", "c"):
        series = counts(sentence.own, kinds)
        if len(series) < 3 or not exact(series) or len(series) != sum(m.kind not in "wuh" for m in sentence.own):
            continue
        when = [when_of(item) or (0, 0) for item in series]
        dated = all(a[0] < b[0] if a[0] != b[0] else b[1] > a[1] or (b[1] - a[1]) % 12 == 1 for a, b in pairwise(when))
        if not dated and (any(map(any, when)) or not re.search(r"\bfrom\b.*\bto\b|, .* and ", text)):
            continue
        steps = [later.value - earlier.value for earlier, later in pairwise(series)]
        if any(step * word <= 0 for step in steps) and (dated or any(step * word > 0 for step in steps)):
            what = f"The figures do not go one way throughout: {', '.join(item.text for item in series)}."
            yield finding(
                "DOC-10", sentence, what, f"steps of {', '.join(map(shown, steps))}", series, "Correct the claim."
            )


def all_comparisons(context: Context) -> list[Comparison]:
    """Every comparison of a document."""
    return [item for sentence in context.sentences if sentence.own for item in comparisons(sentence)]


@kind("more of one than of another", "DOC-09")
def more_of_one(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """More boys than girls were referred: 142 boys and 168 girls."""
    match = re.match(r"(More|Fewer|Less) ([a-z]+) than ([a-z]+)\b", sentence.text)
    named = [re.search(rf"⟦[cw](\d+)⟧ {word}\b", sentence.marks) for word in match.group(2, 3)] if match else [None]
    if not all(named) or len(counts(sentence.own)) != 2:
        return
    one, other = (sentence.figures[int(found.group(1))] for found in named)
    if exact((one, other)) and (one.value <= other.value if match.group(1) == "More" else one.value >= other.value):
        what = f"“{match.group()}”, but {one.text} are {match.group(2)} and {other.text} {match.group(3)}."
        yield finding("DOC-09", sentence, what, "", [one, other], FIX_WORD)
