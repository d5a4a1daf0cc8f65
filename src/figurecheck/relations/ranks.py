"""Targets, and the highest and the lowest of several figures.

Belongs here: which figure is beyond which. Does not belong here: how one changed (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from figurecheck.dates import NAMES
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, finding, kind
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, exactly, less_is_better, listed


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


def _values(sentence: Sentence) -> dict[str, Figure]:
    """The figures of one kind that a sentence gives for names: "South had 41, Central 37 and West 29"."""
    best: dict[str, Figure] = {}
    for words in (exactly("changes.valued_name"), exactly("changes.named_value")):
        found: dict[str, dict[str, Figure]] = {}
        for match in words.finditer(sentence.marks):
            name = re.sub(r"^(?:In|At|For|The|And|While|Of|By|From|With) ", "", match.group("name"))
            name = re.sub(r"⟦x(\d+)⟧", lambda m: sentence.figures[int(m.group(1))].text, name)
            found.setdefault(match.group("k"), {})[name] = sentence.at(match, "n")
        most = max(found.values(), key=len, default={})
        best = most if len(most) > len(best) else best
    return {name: item for name, item in best.items() if item.exact and name not in NAMES}


@kind("the rank of one of those named", "DOC-09", of="block")
def rank_named(block: Block, context: Context) -> Iterator[Finding]:
    """South had 41, Central 37, North 34 and West 29; North has the second highest rate."""
    for sentence in block.sentences:
        values = _values(sentence)
        if len(values) < 3:
            continue
        for other in block.sentences[max(0, sentence.index - 1) : sentence.index + 2]:
            match = cue("changes.ranked").search(other.text)
            if match is None or other is not sentence and other.own or cue("repeats.not_most").search(other.text):
                continue
            near = other.text
            if other is sentence:  # the clause of the word
                near = (
                    re.split(r"[,;:(–]", other.text[: match.start()])[-1]
                    + re.split(r"[,;:(–]", other.text[match.start() :])[0]
                )
            said = [name for name in values if re.search(rf"\b{re.escape(name)}\b", near)]
            if len(said) != 1 or len(cue("changes.ranked").findall(other.text)) != 1:
                continue
            low = bool(cue("words.lowest").search(match.group("w")))
            place = {"second": 1, "third": 2}.get((match.group("nth") or "").strip().lower(), 0)
            order = sorted(values.values(), key=lambda m: m.value, reverse=not low)
            item = values[said[0]]
            if place < len(order) and order[place].value != item.value:
                right = next(name for name, m in values.items() if m is order[place])
                word = match.group().strip()
                what = f"“{word}” is said of {said[0]} ({item.text}); it is {right} ({order[place].text})."
                yield finding("DOC-09", other, what, "", [item, order[place]], FIX_WORD)
