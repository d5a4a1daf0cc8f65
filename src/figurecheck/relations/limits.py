"""Targets and limits: whether what is said to keep or miss them does.

Belongs here: a figure beside one that it must reach or must not exceed. Does not belong here: the highest of several
(``ranks``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from figurecheck.dates import MONTH
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, exact, finding, kind, sort_of
from figurecheck.relations.near import is_change, near, of_sort
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.tokens import NUM
from figurecheck.words import cue, less_is_better, listed


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
    unclear = len(goals) != 1 or is_change(goals[0]) or goals[0].kind in "mu" and not timed
    if unclear or less_is_better(text) or cue("changes.unmet").search(text):
        return
    goal = goals[0]
    results = [m for m in own if m.kind == goal.kind and m is not goal and not m.before.endswith("out of ")]
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
    if re.search(r"\band [a-z]+ [a-z]+ ", text[results[0].end : words[0].start()]):
        return  # said of something else
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


@kind("a limit kept or not", "DOC-17", of="block")
def limits(block: Block, context: Context) -> Iterator[Finding]:
    """No more than 40 were allowed; with 37 we came in over it."""
    for sentence in block.sentences:
        text, verdicts = sentence.text, list(cue("windows.verdict").finditer(sentence.text))
        groups = {match.lastgroup for match in verdicts}
        universal = cue("windows.every").search(text) or cue("windows.none").search(text)
        if len(groups) != 1 or cue("windows.no_verdict").search(text) and not universal:
            continue
        if re.search(r"\bthan,? (?:the )?(?:proportion|rate|share|number)s? of\b", text):
            continue  # set beside another figure, not a limit
        for items in near(sentence):
            goals = [
                m
                for m in items
                if _goal(m) and not (m.kind == "w" and m.value == 1) and len(of_sort(items, sort_of(m))) > 1
            ]
            if len(goals) != 1:
                continue
            goal = goals[0]
            results = [m for m in of_sort(items, sort_of(goal)) if m is not goal and not m.before.endswith("of the ")]
            results = [m for m in results if "w" not in (m.kind, goal.kind) or m.noun & goal.noun or not m.noun]
            results = [m for m in results if not _turned_away(verdicts[0], m)]
            results = [m for m in results if m.value <= 4 * goal.value and goal.value <= 4 * m.value]
            if len(results) > 1:
                yield from _all_within(sentence, goal, results, verdicts[0], context)
                break
            if len(results) != 1 or results[0] in context.bound or results[0].bound in ("least", "most", "more"):
                continue
            result, ceiling = results[0], _goal(goal) == "ceiling"
            here = any(m.sentence is sentence for m in (result, goal))
            if not here and not re.match(r"(?:It|This|That|They|We|Both|All|None|So|The (?:target|limit))\b", text):
                continue  # a verdict on something else
            better = (goal.value - result.value) * (1 if ceiling else -1)
            group = groups.pop()
            good = group == "good" or group == "over" and not ceiling or group == "under" and ceiling
            if (better < 0) if good else (better >= 0):
                word = verdicts[0].group().strip()
                what = f"“{word}”, but {result.text} is {'not ' * (better < 0)}within the limit of {goal.text}."
                how = f"{result.text} − {goal.text} = {shown(result.value - goal.value)}"
                also = [m.sentence for m in (result, goal)]
                if context.bind(result):
                    yield finding("DOC-17", sentence, what, how, [result, goal], also=also)
            break


def _all_within(
    sentence: Sentence, goal: Figure, results: list[Figure], verdict: re.Match[str], context: Context
) -> Iterator[Finding]:
    """Beaten in every quarter: 91%, 93%, 88% and 92%; neither met it: 97% and 91%."""
    every, none = cue("windows.every").search(sentence.text), cue("windows.none").search(sentence.text)
    if bool(every) == bool(none) or verdict.lastgroup not in ("good", "bad") or not exact(results):
        return
    ceiling = _goal(goal) == "ceiling"
    kept = [m for m in results if (m.value <= goal.value if ceiling else m.value >= goal.value)]
    good = (verdict.lastgroup == "good") == bool(every)
    against = [m for m in results if m not in kept] if good else kept
    if against and len(against) < len(results) + bool(none) and context.bind(against[0]):
        word = (every or none).group()
        what = f"“{word}”, but {against[0].text} is {'not ' * good}within the limit of {goal.text}."
        how = f"{against[0].text} − {goal.text} = {shown(against[0].value - goal.value)}"
        yield finding("DOC-17", sentence, what, how, [against[0], goal])


def _turned_away(verdict: re.Match[str], item: Figure) -> bool:
    """Whether a figure comes after a "however" that follows the verdict in its sentence."""
    said = item.sentence is not None and verdict.string == item.sentence.text
    return (
        said
        and re.search(r"\b(?:however|but|although|whereas)\b", verdict.string[verdict.end() : item.start]) is not None
    )


def _goal(item: Figure) -> str:
    """``floor`` or ``ceiling`` where a figure is a target or limit."""
    around = f"{item.before[-60:]}#{item.after[:45]}"
    if item.before.endswith("(") and re.match(r" (?:out )?of\b", item.after):
        return ""  # "its goal (4,824 of 4,700)"
    timed = item.kind == "u" and re.search(r"(?:day|week|hour|minute|month|second)s?$", item.text)
    if cue("windows.ceiling").search(around) or timed and cue("windows.floor").search(around):
        return "ceiling"
    return "floor" if cue("windows.floor").search(around) else ""


@kind("a limit and its figure", "DOC-17")
def stated_limits(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Over 500 families (470); fewer than ten incidents (13)."""
    for limit, item in pairwise(sentence.own):
        alone = re.fullmatch(r"[^().;:]{0,60}\(", item.before) and item.after.startswith(")")
        if not alone or not item.exact or sort_of(item) != sort_of(limit) or limit.bound not in ("least", "most"):
            continue
        beyond = item.value < limit.value if limit.bound == "least" else item.value > limit.value
        if beyond and abs(item.value - limit.value) * 2 < limit.value and context.bind(item):
            what = f"{item.text} is {'not ' if limit.bound == 'least' else ''}more than {limit.text}, as the words say."
            how = f"{item.text} − {limit.text} = {shown(item.value - limit.value)}"
            yield finding("DOC-17", sentence, what, how, [limit, item], FIX_WORD)


_RANGE = re.compile(
    r"\b(?:(?P<aged>aged (?:from |between )?)|between |rang(?:ed?|es|ing) (?:from |between )?)"
    rf"[£$€]?(?P<low>{NUM})(?P<p>%)? (?:and|to) [£$€]?(?P<high>{NUM})(?P<q>%)?"
    rf"(?![\w/]|[.,]\d| (?:million|billion|thousand|{MONTH})\b| (?:\w+ )?(?:\d|and))",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:(?P<old>youngest|oldest|average age)|lowest|highest|smallest|largest|fewest|shortest|longest"
    r"|mean|median|average|averag(?:ing|ed))(?: [a-z]+(?= (?:was|is) ))?,?"
    r"(?: (?:was|of|being|is|at|in [A-Z]\w+|for [A-Z]\w+)){0,3} [£$€]?$"
)


@kind("outside its range", "DOC-16")
def outside(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """Between 12 and 20 came, with an average of 23; scores from 41% to 88%, the lowest 36%."""
    match = _RANGE.search(sentence.text)
    block, after = sentence.block, match.end() if match else 0
    low, high = (Decimal(match.group(name).replace(",", "")) for name in ("low", "high")) if match else (0, 0)
    if match is None or low >= high or 1900 < low < 2100:
        return
    following = block.sentences[sentence.index + 1 : sentence.index + 2]
    for item in [*(m for m in sentence.own if m.start >= after), *(m for other in following for m in other.own)]:
        said = _WITHIN.search(item.before)
        shares = bool(match.group("p") or match.group("q"))
        meant = said and bool(said.group("old")) == bool(match.group("aged")) and (item.kind == "p") == shares
        plain = not item.bound and not item.scale and item.kind not in "ghf"
        if (meant and plain and not low <= item.value <= high and low <= 2 * item.value <= 4 * high) and context.bind(
            item
        ):
            what = f"{item.text} does not lie between {shown(low)} and {shown(high)}."
            yield finding("DOC-16", item.sentence, what, "", [item], also=[sentence])
