"""The same quantity in two places: two sentences, a sentence and a table, a claim and the breakdown elsewhere.

Belongs here: relations that reach beyond a sentence. Does not belong here: an edition's facts (``facts``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from figurecheck.dates import periods_in
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.changes import Comparison, all_comparisons
from figurecheck.relations.core import Context, counts, exact, finding, kind, sort_of, when_of
from figurecheck.report import Finding
from figurecheck.rounding import shown, spread
from figurecheck.text import content_words, stem, stems
from figurecheck.words import cue, exactly

_DO = "Find out which value is right and use it in both places."
NEUTRAL = stems("plain.neutral")


def apart(first: Figure, second: Figure, context: Context) -> bool:
    """Whether two figures differ by more than rounding explains."""
    if first.decimals == second.decimals and first.scale == second.scale and first.kind != "c":
        return first.value != second.value
    difference = abs(first.value - second.value)
    for one in (first, second):
        unit = Decimal(10)
        while one.kind == "c" and one.value and one.value % unit == 0:  # 4,500 may be 4,512
            if difference <= unit / 2:
                return False
            unit *= 10
    return difference > max(spread(first, context.practice), spread(second, context.practice))


def mistyped(one: Figure, other: Figure) -> bool:
    """Whether two figures differ as a slip of the hand makes them: two digits changed over, or one."""
    digits = [_digits(each) for each in (one, other)]
    if len(digits[0]) != len(digits[1]) or one.scale != other.scale or digits[0].startswith("0"):
        return False
    if one.decimals != other.decimals:
        return False  # 16.60 and 0.166
    changed = sum(a != b for a, b in zip(*digits, strict=True))
    swapped = sorted(digits[0]) == sorted(digits[1])
    return (
        swapped and 0 < changed <= (3 if len(digits[0]) > 3 else 2) or changed == 1 and len(digits[0].rstrip("0")) >= 3
    )


def slip_of(said: Figure, value: Decimal) -> bool:
    """Whether a figure is a value but for a slip of the hand."""
    written = f"{value.scaleb(-said.scale):.{said.decimals}f}"
    return mistyped(said, Figure(said.kind, written, value, said.decimals, scale=said.scale))


def _digits(item: Figure) -> str:
    written = str(item.value) if item.kind == "w" else item.text.lstrip("£$€ -").split(" ")[0]
    return re.sub(r"\D", "", written)


@kind("a figure mistyped", "DOC-07", of="document")
def slips(context: Context) -> Iterator[Finding]:
    """The 183 landlords, where a sentence before has 138; 4,812 staff on a day, and 4,182 on the same day."""
    known: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    # Among so many figures, some are others' by chance with two digits changed over.
    long = sum(len(sentence.own) for sentence in context.sentences) > _MANY
    for sentence in context.sentences:
        for item in [m for m in counts(sentence.own, "cwmpru") if m.kind != "w" or m.value > 12]:
            if (
                not item.exact
                or _names_entry(item)
                or _OF_A_LIST.search(item.before)
                or cue("repeats.moving").search(item.after.split(",")[0][:25])
            ):
                continue
            keys = [("c" if item.kind == "w" else item.kind, alike) for alike in _misreadings(item)]
            same = re.search(r"\b(?:these|those) $", item.before)
            for earlier in dict.fromkeys(m for key in keys for m in known[key]):
                others = [
                    {m.value for m in f.sentence.own if m is not f and sort_of(m) == sort_of(f)}
                    for f in (earlier, item)
                ]
                set_apart = all(others) and others[0].isdisjoint(others[1])  # each beside others of its sort
                beside = (earlier.sentence is not sentence or same) and not set_apart
                blocks = abs(sentence.block.number - earlier.sentence.block.number)
                if (blocks > _NEAR or long) and not item.noun & earlier.noun or blocks > 1 and long:
                    continue
                if beside and mistyped(earlier, item) and _of_the_same(earlier, item) and context.bind(item):
                    what = f"The same figure is {item.text} here and {earlier.text} in another place."
                    yield finding("DOC-07", sentence, what, "", [earlier, item], _DO)
                    break
            for key in keys:
                known[key].append(item)


#: "Exhibit No. 12"; "third of 28", a place in a list of its own.
_OF_A_LIST = re.compile(r"\b(?:Exhibits?|Items?|Forms?|Notes?|Rules?) (?:No\. )?$|\d(?:st|nd|rd|th) (?:out )?of $")


def _names_entry(item: Figure) -> bool:
    """Whether a number with a name after it begins an entry: of a page, or a street number."""
    begins = item.start < 4 or item.before.endswith(": ")
    return begins and re.match(r"[*†#+^]*\s[A-Z(]", item.after) is not None


def _misreadings(item: Figure) -> list[str]:
    """What a figure has in common with those that differ by a slip: its digits in order, or all but one in place."""
    digits = _digits(item)
    masked = [f"{digits[:n]}_{digits[n + 1 :]}" for n in range(len(digits))] if item.kind in "cwm" else []
    return ["".join(sorted(digits)), *masked]


#: Two figures further apart than so many paragraphs are of the same only if they count the same.
_NEAR = 3
#: Figures of a document from which on slips are looked for only within a paragraph and the one before.
_MANY = 400
_DEFINITE = re.compile(r"\b(?:all|every|each|the|these|those|its|our|their) $", re.IGNORECASE)


def _of_the_same(earlier: Figure, item: Figure) -> bool:
    """Whether a figure takes up another by its noun ("the 183 landlords"), or its sentence says the same again."""
    here, there = item.sentence, earlier.sentence
    said, own = content_words(there.text), content_words(here.text)
    if sorted(_digits(earlier)) == sorted(_digits(item)) and _changed_over(earlier, item, own, said):
        return True
    noun = content_words(" ".join(item.after.split()[:1]))
    near = here.block.number - there.block.number <= 2 and len(there.own) <= 2
    known = said if item.kind == "m" else content_words(earlier.after) if earlier.noun else said
    if near and _DEFINITE.search(item.before) and noun and noun <= known:
        return True
    if not exactly("repeats.verb").search(here.text):
        return False
    periods = periods_in(here.text)
    alone = len(counts(here.own, "cmp")) == len(counts(there.own, "cmp")) == 1
    if own - said - NEUTRAL and said - own - NEUTRAL:
        return False  # worries "about sleep" and "about work"
    shared = (own & said) - NEUTRAL
    least = min(len(own - NEUTRAL), len(said - NEUTRAL))
    return alone and periods == periods_in(there.text) and len(shared) >= max(2, least * 0.8)


def _others_named(earlier: Figure, item: Figure) -> bool:
    """Whether the words right beside two amounts of money or decimals have nothing in common, so that it is chance."""
    if item.kind not in "mr" and not item.scale:
        return False
    dated = [periods_in(m.sentence.text) for m in (earlier, item)]
    if dated[0] and dated[0] == dated[1] and earlier.sentence.block is item.sentence.block:
        return False
    beside = [content_words(f"{m.before[-60:]} {m.after[:40]}") - NEUTRAL for m in (earlier, item)]
    return not beside[0] & beside[1] and all(beside)


def _changed_over(earlier: Figure, item: Figure, own: frozenset[str], said: frozenset[str]) -> bool:
    """Whether two figures of the same digits are of the same, as their nouns, dates and sentences say."""
    here, there = item.sentence, earlier.sentence
    if _others_named(earlier, item):
        return False
    dates = when_of(earlier), when_of(item)
    if dates[0] is not None and dates[0] == dates[1] and here.block is there.block and earlier.noun & said:
        return True
    apart = dates[0] is not None and dates[1] is not None and dates[0] != dates[1]
    long, shared = len(_digits(item)), (own & said) - NEUTRAL
    names = [frozenset(re.findall(r"\b[A-Z]\w+", each.text[1:])) for each in (here, there)]
    if all(names) and names[0].isdisjoint(names[1]):
        return False
    periods = periods_in(here.text), periods_in(there.text)
    noun = item.noun and item.noun == earlier.noun or item.kind == "u" and sort_of(item) == sort_of(earlier)
    if long > 3 and shared and (noun or periods[0] and periods[0] == periods[1]) and not apart:
        return True
    if re.search(r"\b(?:these|those) $", item.before) and noun and here.block is there.block:
        return True
    unlike = all(periods) and periods[0].isdisjoint(periods[1])
    few = len(here.own) <= 2 and len(there.own) <= 2 and long > 1 and sort_of(item) == sort_of(earlier)
    if unlike or not few or not exactly("repeats.verb").search(here.text):
        return False
    least = min(len(own - NEUTRAL), len(said - NEUTRAL))
    plain = long > 2 and (item.kind != "p" or least < 3) or item.kind in "mur" or bool(item.noun & earlier.noun)
    return plain and len(shared) >= max(min(2, least), least * (0.5 if long > 2 else 0.6), 1)


@kind("a figure taken up again", "DOC-07")
def taken_up(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Of the 1,428 children supported, where the sentence before supported 1,482."""
    block, last = sentence.block, sentence.block.previous
    before = block.sentences[max(0, sentence.index - 2) : sentence.index]
    if not sentence.index and block.kind == "para" and block.page is None and last is not None and last.kind == "para":
        before = last.sentences[-1:]
    earlier = [m for other in before for m in other.own]
    if not earlier or len(counts(earlier)) > 2:
        return
    values = {m.value for m in earlier}
    for item in counts(sentence.own, "cwm"):
        other = cue("repeats.other").search(exactly("repeats.phrase_ends").split(item.after)[0])
        share = item.before == " of the " and any(m.end + 8 == item.start for m in sentence.of_kind("p"))
        if share or other or not item.exact or not exactly("repeats.takes_up").search(item.before):
            continue
        these = re.search(r"\b(?:[Tt]h[eo]se|[Aa]ll (?:of )?th[eo]se) $", item.before)
        every = re.search(r"\b[Aa]ll (?:of )?(?:the )?$", item.before)
        taken_up = re.match(r" of (?:these|those) ", item.after)  # "all 29 of these notifications"
        after = item.after[taken_up.end() - 1 :] if taken_up else item.after
        these, every = these or every and taken_up, None if taken_up else every
        phrase = exactly("repeats.phrase_ends").split(after)[0]
        phrase = after.split()[0].strip(".,;") if these and after.strip() else phrase
        words, start = content_words(phrase), content_words(" ".join(after.split()[:2]))
        fitting = []
        for m in counts(earlier, "cwm"):
            said = content_words(m.sentence.text)
            same = words <= said or every and item.value > m.value and len(start) == 2 and start <= said
            periods = periods_in(m.sentence.text), periods_in(sentence.text)
            if all(periods) and periods[0].isdisjoint(periods[1]):
                continue
            if (
                m.exact
                and same
                and (words if taken_up else item.noun) & m.noun
                and not cue("repeats.other").search(m.before[-12:])
                and not cue("repeats.other").search(m.after.split(",")[0])
            ):
                fitting.append(m)
        summed = any(item.value in (a + b, abs(a - b)) for a in values for b in values)
        twice = any(
            m.sentence is item.sentence and m is not item and words <= content_words(" ".join(m.after.split()[:2]))
            for m in sentence.own
        )
        if twice or len(fitting) != 1 or item.value in values or summed or not words:
            continue
        if len(words) > 1 or these or every or item.before.lower().endswith("the ") and item.value > fitting[0].value:
            what = f"{item.text} here and {fitting[0].text} before are said of the same."
            yield finding("DOC-07", sentence, what, "", [fitting[0], item], _DO)


def clauses(sentence: Sentence) -> Iterator[tuple[str, list[Figure]]]:
    """The clauses of a sentence with their figures."""
    cuts = [match.span() for match in exactly("repeats.clauses").finditer(sentence.text)]
    for start, end in zip(
        [0, *(stop for _, stop in cuts)], [*(begin for begin, _ in cuts), len(sentence.text)], strict=True
    ):
        yield sentence.text[start:end], [m for m in sentence.own if start <= m.start < end]


def _rate(*texts: str) -> str:
    found = cue("words.rate").search(" ".join(texts))
    return stem(found.group()) if found else ""


def _rate_of(item: Comparison) -> str:
    return _rate(item.sentence.text, item.second.sentence.text)


@kind("a comparison stated twice", "DOC-07", of="document")
def anchored(context: Context) -> Iterator[Finding]:
    """Two comparisons of one present rate with the same month."""
    known: list[Comparison] = []
    for item in all_comparisons(context):
        first, second = item.first, item.second
        plain = second.value % 5 == 0 and not second.decimals
        if item.month is None or first.kind != "p" or not exact((first, second)) or plain or not _rate_of(item):
            continue
        for other in known:
            same = other.second.value == second.value and other.second.decimals == second.decimals
            alike = same and _rate_of(other) == _rate_of(item) and other.month.fits(item.month)
            if alike and other.sentence is not item.sentence and apart(other.first, first, context):
                month = other.month if other.month.year else item.month
                here = f"{first.text} here and {other.first.text} in another place"
                what = f"The figure for {month} that {second.text} is compared with is {here}."
                yield finding("DOC-07", item.sentence, what, "", [other.first, first], _DO, [other.sentence])
                break
        else:
            known.append(item)


@kind("remained low", "DOC-10", of="document")
def remained(context: Context) -> Iterator[Finding]:
    """A rate said to have remained low, high or stable, of which the same section gives figures that moved."""
    evidence = [
        c for c in all_comparisons(context) if c.first.kind == "p" and exact((c.first, c.second)) and abs(c.moved) >= 10
    ]
    for sentence in context.sentences if evidence else ():
        match = cue("repeats.remained").match(sentence.text)
        rate = _rate(match.group("subject")) if match else ""
        if not match or not rate or sentence.of_kind("pg"):
            continue
        how, things = match.group("how").lower(), content_words(match.group("subject")) - stems("plain.rates") - {rate}
        against = []
        for item in evidence:
            text, now = f"{item.sentence.text} {item.second.sentence.text}", item.second.value
            low = item.moved > 0 and now >= 50 if how in ("low", "poor") else None
            high = item.moved < 0 and now < 50 if how in ("high", "good") else low
            here = item.sentence.block.path[:2] == sentence.block.path[:2]
            if here and high is not False and _rate(text) == rate and (not things or things & content_words(text)):
                against.append(item)
        if against:
            most = max(against, key=lambda item: abs(item.moved))
            when, before, after = f" in {most.month}" if most.month else "", most.first, most.second
            what = f"“{how}” throughout, but the same section gives {before.text}{when} and then {after.text}."
            arithmetic = f"{after.text} − {before.text} = {shown(most.moved)} percentage points"
            do, also = "Correct the claim, or say which figures it is about.", [after.sentence, most.sentence]
            yield finding("DOC-10", sentence, what, arithmetic, [before, after], do, also)


@kind("the same words with another figure", "DOC-07", of="block")
def same_words(block: Block, context: Context) -> Iterator[Finding]:
    """86% of annual reviews were held on time; managers were pleased that 88% of annual reviews were held on time."""
    sentences = block.sentences
    for sentence in sentences:
        for item in counts(sentence.own, "cwpmu"):
            others = [m for other in sentences[max(0, sentence.index - 3) : sentence.index + 1] for m in other.own]
            others = [m for m in others if m is not item and (m.sentence is not sentence or m.start < item.start)]
            same = [m for m in others if _says_the_same(m, item)]
            if len(same) == 1 and not any(m.value == item.value for m in others) and context.bind(item):
                what = f"{item.text} here and {same[0].text} before are said of the same."
                yield finding("DOC-07", sentence, what, "", [same[0], item], _DO)


def _says_the_same(earlier: Figure, item: Figure) -> bool:
    """Whether two figures have the same words after them, of the same period, and differ by a slip or little."""
    if sort_of(earlier) != sort_of(item) or not exact((earlier, item)) or earlier.value == item.value:
        return False
    if _names_entry(earlier) or _names_entry(item):
        return False
    one, other = (re.split(r"[,;:.()]", m.after)[0].strip().lower() for m in (earlier, item))
    phrase = exactly("repeats.phrase_ends").split(other)[0].strip()
    words = content_words(phrase) - NEUTRAL
    definite = _DEFINITE.search(item.before) is not None
    slip = mistyped(earlier, item)
    within = one.startswith(phrase) or slip and definite and words <= content_words(one)
    owned = re.search(r"\b(?:their|its|his|her|our) $", item.before)
    if item.kind == "u" and owned:  # "during their four days on site"
        begins = one.split()[:2]
        return len(begins) == 2 and begins == other.split()[:2] and bool(content_words(" ".join(begins)))
    if not words or not within or len(words) < (1 if definite else 2):
        return False
    shared = " ".join(a for a, b in zip(one.split(), other.split(), strict=False) if a == b)
    if earlier.sentence is item.sentence and not definite or not slip and len(content_words(shared)) < 3:
        return False
    periods = [periods_in(m.sentence.text) for m in (earlier, item)]
    close = abs(item.value - earlier.value) * 5 <= max(item.value, earlier.value) or slip
    moving = any(cue("repeats.moving_near").search(f"{m.before[-40:]}#{m.after[:60]}") for m in (earlier, item))
    names = [frozenset(re.findall(r"\b[A-Z]\w+", f"{m.before[1:]} {m.after}")) for m in (earlier, item)]
    unlike = all(names) and names[0] != names[1]
    return close and not moving and not unlike and periods[0] == periods[1]
