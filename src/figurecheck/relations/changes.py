"""Figures set beside each other: in which direction, how many times, against a target, in what order.

Belongs here: two figures of one kind and what is said of the two. Does not belong here: parts and wholes (``shares``,
``parts``); by how much two figures differ, which is declared in ``words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from figurecheck.dates import Month, find_months
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, counts, exact, finding, kind, set_beside, when_of
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, exactly, less_is_better, lexicon, listed, more_is_better


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
    for match in cue("changes.word").finditer(text):
        word, group = match.group().lower(), match.lastgroup
        if word.endswith("ing") and not re.match(r" (?:by|from|to|further)\b", text[match.end() :]):
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
        or item.kind == "p"
        and cue("changes.moved").search(item.before)
    ):
        return True
    than = cue("changes.than").match(item.after) or re.search(r"\ban? $", item.before)  # "a 21% increase"
    return bool(
        cue("changes.is_change").match(item.after)
        and (size > 2 or than and (item.kind != "p" or "a" in item.before[-3:]))
    )


def comparisons(sentence: Sentence) -> list[Comparison]:
    """Every pair of figures that a sentence sets beside each other."""
    text, found = sentence.text, []
    if re.search(r"⟦(.)\d+⟧\)? and (?:[a-z]+ ){0,2}\(?⟦\1\d+⟧[^⟦]{0,80}\bthan\b", sentence.marks):
        return []  # two and two
    if cue("changes.skip").search(cue("changes.not_returned").sub("", text)):
        return []
    own = [m for m in counts(sentence.own, "cwpmur") if not _is_change(m, len(sentence.own))]
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
        ordered = (
            None if one is closed or ";" in between or far or same and one.kind in "uw" else set_beside(one, other)
        )
        after = own[number + 2].before if number + 2 < len(own) else ""
        leads = re.search(r"\bfrom (?:\w+ ){0,2}$", other.before) and re.match(r"[^,;]*\bto (?:\w+ ){0,2}$", after)
        limit = re.search(r"\bthan $", other.before) and re.match(r" of\b", other.after)
        if not ordered or leads or limit or not _alike(one, other):
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
        sides = [start + match.start() for match in cue("changes.sides").finditer(text[start:stop])]
        if dated and alike > 2 or any(one.start < side < other.end for side in sides):
            continue
        start = max([side for side in sides if side < one.start], default=start)
        stop = min([side for side in sides if side > other.end], default=stop)
        piece = cue("changes.not_direction").sub("", text[start:stop])
        judged = more_is_better(piece) or less_is_better(piece) or not cue("changes.valued").search(piece)
        sign, word = direction(piece if judged else text)
        than = re.search(r"\b(?:than|above|below)\b[^#]*$", ordered[0].before)
        than = than or re.search(r"\bthan\b[^.;]*\($", one.before)
        against = alike == 2 and cue("changes.against").search(other.before)
        if cue("changes.adjective").fullmatch(word) and (dated or not than) and not against:
            sign = None
        found.append(Comparison(sentence, *ordered, sign, word))
    return found + _back(sentence, own, found)


def _back(sentence: Sentence, own: list[Figure], found: list[Comparison]) -> list[Comparison]:
    """What a sentence sets beside the one figure before: "This is an improvement from 56% in November"."""
    text, made = sentence.text, []
    this = cue("changes.this_change").search(text)
    for item in own if this or cue("changes.back").match(text) else ():
        reference = cue("changes.reference").search(item.before)
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
        lead = re.match(r"(More|Fewer|Less) [a-z]", sentence.text)
        if item.sign is None and lead and len(found) == 1:  # "Fewer complaints: 58, up from 46"
            item = replace(item, sign=1 if lead.group(1) == "More" else -1, word=lead.group(1).lower())
        if item.sign is None or not first.exact or second.approx or second.bound in ("most", "goal"):
            continue
        moved = -item.moved if first.value < 0 and second.value < 0 else item.moved
        same = abs(moved) >= max(Decimal(10), first.value / 5) and first.kind in "pcu"
        goal = item.word in ("above", "below") and re.search(r"\btargets?\b", first.around + second.around)
        if not (moved * item.sign <= 0 if item.sign else same) or _far(item) or goal:
            continue
        went = "more than" if moved > 0 else "less than" if moved < 0 else "the same as"
        what = f"“{item.word}”, but {second.text} is {went} {first.text}."
        how = f"{second.text} − {first.text} = {shown(moved)}"
        yield finding("DOC-09", sentence, what, how, [first, second], FIX_WORD)


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


@cache
def _times() -> re.Pattern[str]:
    said = "|".join(lexicon()["times"])
    rest, about = listed("changes.after_times"), listed("changes.about_times")
    pattern = f"(?P<w>{said}|⟦[cwr](?P<n>\\d+)⟧ times)(?P<rest>{rest})"
    return re.compile(f"(?<!\\w)(?P<about>{about} )?{pattern}", re.IGNORECASE)


@kind("a multiple", "DOC-08")
def multiples(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Doubled, halved, three times as many."""
    marks = re.sub(
        r"⟦h(\d+)⟧ (?=as |the |that )", lambda m: sentence.figures[int(m.group(1))].text + " ", sentence.marks
    )
    for match in _times().finditer(marks) if not cue("changes.not_times").search(sentence.text) else ():
        word, verb = match.group("w").lower(), match.group("w").lower().endswith(("ed", "ing", "fold"))
        if not verb and not re.match(
            r" (?:as|the|that|those|more|higher|increase|rise|growth|fall|drop|reduction|decrease)", match.group("rest")
        ):
            continue
        number = sentence.at(match, "n") if match.group("n") else None
        said = number.value if number else Decimal(str(lexicon()["times"][word]))
        if len(_times().findall(marks)) > 1:
            return  # several multiples, side by side
        of = re.match(
            rf" {listed('changes.times_of')}\b",
            match.group("rest"),
        )
        items = [m for m in sentence.own if m is not number and (verb or of or m.start > match.start())]
        if of:  # "more than double that of B (3.8%) and C (3.3%)"
            items = [m for m in items if m.start < match.start()][-1:] + [m for m in items if m.start > match.start()][
                :1
            ]
        pairs = ([m for m in items if m.kind in kinds] for kinds in ("p", "m", "c", "cw", "u", "r"))
        items = next((pair for pair in pairs if len(pair) == 2), [])
        if not items or not exact(items) or not all(m.value for m in [*items, *([number] if number else [])]):
            continue
        than = re.search(r"\b(?:than|as)\b[^⟦]*$", items[1].before)
        # "twice as many: 150 and 85"
        introduced = re.match(r"[^⟦⟧]*(?::|–|—|\()[^⟦⟧]*⟦", match.group("rest") + marks[match.end() :])
        if (
            not than
            and not introduced
            and not of
            and not set_beside(*items)
            or re.search(r"(?:\bto|\bor|–|-) $", marks[: match.start()])
        ):
            continue
        low, high = sorted(items, key=lambda m: m.value)
        ratio, said, about = high.value / low.value, max(said, 1 / said), (match.group("about") or "").strip()
        beyond = about in ("over", "more than", "just over")
        off = abs(ratio - said) > said * Decimal("0.25" if about else "0.1")
        loose = not verb and said < ratio <= said * Decimal("1.25")  # "twice as many" is two and a bit
        if ratio < said * Decimal("0.99") if beyond else off and not loose:
            what = f"“{'times as many' if number else word}”, but {high.text} is {shown(ratio)} times {low.text}."
            yield finding("DOC-08", sentence, what, f"{high.text} ÷ {low.text} = {shown(ratio)}", [high, low], FIX_WORD)


@kind("a ratio", "DOC-16")
def ratios(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """A ratio of one to fifteen; one worker for every 12 children."""
    for match in cue("changes.ratio").finditer(sentence.marks) if len(re.findall(r"\d:\d", sentence.text)) < 2 else ():
        used = [sentence.figures[int(number)] for number in re.findall(r"⟦\w(\d+)⟧", match.group())]
        said = [Decimal(number) for number in re.findall(r"\d+", used[-1].text)] if match.group("z") else []
        said = said or ([m.value for m in used] if len(used) == 2 else [used[-1].value, Decimal(1)])
        rest = [m for m in counts(sentence.own) if m not in used]
        if len(rest) != 2 or not all(said) or not exact(rest) or not all(m.value for m in rest):
            continue
        low, high = sorted(m.value for m in rest)
        ratio = max(said) / min(said)
        if abs(high / low - ratio) > max(Decimal("0.5"), ratio * Decimal("0.03")):
            what = f"A ratio of {shown(ratio, 1)} is stated; the figures give {shown(high / low, 1)}."
            yield finding(
                "DOC-16", sentence, what, f"{shown(high)} ÷ {shown(low)} = {shown(high / low, 1)}", [*rest, used[-1]]
            )


_A_YEAR = {("month", "year"): (12,), ("week", "year"): (52,), ("quarter", "year"): (4,), ("day", "week"): (7, 5)}


@kind("an amount over time", "DOC-16")
def over_time(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """£12,000 a month, or £144,000 a year."""
    for one, other in pairwise(sentence.own):
        each = [re.match(r" (?:a|per|each|every) (day|week|month|quarter|year)\b", m.after) for m in (one, other)]
        if not all(each) or one.kind not in "cm" or one.kind != other.kind or not exact((one, other)):
            continue
        times = _A_YEAR.get((each[0].group(1), each[1].group(1)))
        said = re.search(r"(?:, or|\(|, that is,?|, i\.e\.|, which is|, equal to) $", other.before)
        if (
            times
            and said
            and one.value
            and all(abs(other.value / (one.value * n) - 1) > Decimal("0.03") for n in times)
        ):
            right = shown(one.value * times[0])
            per = [match.group().strip() for match in each if match]
            what = f"{other.text} {per[1]} is stated; {one.text} {per[0]} gives {right}."
            yield finding("DOC-16", sentence, what, f"{one.text} × {times[0]} = {right}", [one, other])


@kind("a target", "DOC-17")
def targets(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Whether a target was met."""
    text, noun, own = sentence.text, listed("changes.goal_noun"), sentence.own
    before = rf"\b{noun}(?: (?:of|for [a-z ]{{1,30}} of|is|was|set at|being))*\s?\(?$"
    after = rf" (?:(?!against|an?\b|the|of|and)[a-z]+ ){{0,2}}?{noun}\b"
    goals = [
        m for m in own if re.search(before, m.before, re.IGNORECASE) or re.match(after, m.after) or m.bound == "goal"
    ]
    timed = len(goals) == 1 and goals[0].kind == "u" and cue("changes.takes_time").search(text)
    unclear = len(goals) != 1 or goals[0].kind in "mu" and not timed
    if unclear or less_is_better(text) or cue("changes.unmet").search(text):
        return
    goal = goals[0]
    results = [m for m in own if m.kind == goal.kind and m is not goal]
    results = results or [m for m in sentence.earlier if len(sentence.earlier) == 1 and m.kind == goal.kind]
    words = [
        m
        for m in cue("changes.reach").finditer(text)
        if not re.match(r" \d", text[m.end() :])
        and abs(m.start() - goal.start) < 60
        and re.search(noun, text[max(0, m.start() - 45) : m.end() + 45])
    ]
    words = sorted(words, key=lambda m: abs(m.start() - goal.start))[:1]
    if (
        len(results) != 1
        or len(words) != 1
        or results[0].approx
        and "average" not in results[0].before
        or results[0].bound in ("least", "most")
    ):
        return
    result, word, moved = results[0], words[0], (goal.value - results[0].value) * (1 if timed else -1)
    short, beyond = word.lastgroup == "short", word.lastgroup == "beyond"
    if moved >= 0 if short else moved < 0 or beyond and not moved:
        went = "the same as" if not moved else "more than" if (moved > 0) != bool(timed) else "less than"
        what = f"“{word.group()}”, but {result.text} is {went} the target of {goal.text}."
        yield finding(
            "DOC-17",
            sentence,
            what,
            f"{result.text} − {goal.text} = {shown(result.value - goal.value)}",
            [result, goal],
            FIX_WORD,
        )


@kind("the highest of several", "DOC-09")
def ranks(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The highest of several, beside the others."""
    match = cue("changes.had_most").search(sentence.marks) or cue("changes.most").search(sentence.marks)
    if match is None or not cue("changes.then_others").search(match.group("rest")):
        return
    lead, rest, first = (
        match.group()[: match.start("rest") - match.start()],
        match.group("rest"),
        sentence.at(match, "a"),
    )
    rest = cue("changes.another_most").split(rest)[0]
    word, bracketed = match.group("w").lower(), lead.endswith(f"(⟦{match.group('k')}{match.group('a')}⟧")
    apart = first.kind in "cw" and not bracketed and not cue("changes.had_most").search(sentence.marks)
    if cue("changes.moving").search(lead + rest) or apart or not first.exact:
        return
    least = bool(cue("words.lowest").fullmatch(word))
    others = [
        sentence.at(m, "b")
        for m in re.finditer(
            rf"{listed('changes.of_another')}⟦{match.group('k')}(?P<b>\d+)⟧",
            rest,
        )
    ]
    ordered = re.search(r"\b(?:then|third|followed by)\b", rest)
    for before, second in pairwise([first, *others]):
        before = before if ordered else first
        if second.exact and (second.value < before.value if least else second.value > before.value):
            place = f"called {word}" if before is first else "named before"
            what = f"{before.text} is {place}, but {second.text}, which follows, is {'less' if least else 'more'}."
            how = f"{second.text} − {before.text} = {shown(second.value - before.value)}"
            yield finding("DOC-09", sentence, what, how, [before, second], FIX_WORD)
            return


@kind("the most of those named", "DOC-09")
def busiest(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Northgate 9,400 and Eastgate 8,100, making Eastgate the busiest."""
    match = exactly("changes.making").search(sentence.text)
    items = [m for m in sentence.own if match and m.end <= match.start()]
    names = [re.findall(r"[A-Z][\w'-]+(?: [A-Z0-9]\b)?", m.before) for m in items]
    if match is None or len(items) < 2 or len({m.kind for m in items}) > 1 or not exact(items) or not all(names):
        return
    said = [m for m, name in zip(items, names, strict=True) if match.group("name") == name[-1]]
    least = bool(cue("words.lowest").fullmatch(match.group("w")))
    top = (min if least else max)(items, key=lambda m: m.value)
    if len(said) == 1 and said[0].value != top.value:
        what = f"“{match.group('w')}” is said of {match.group('name')} ({said[0].text}), but another has {top.text}."
        how = f"{top.text} {'<' if least else '>'} {said[0].text}"
        yield finding("DOC-09", sentence, what, how, [said[0], top], FIX_WORD)


def all_comparisons(context: Context) -> list[Comparison]:
    """Every comparison of a document."""
    return [item for sentence in context.sentences if sentence.own for item in comparisons(sentence)]
