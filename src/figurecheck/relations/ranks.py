"""The highest and the lowest of several figures.

Belongs here: which figure is beyond which. Does not belong here: targets (``limits``); how one changed (``changes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from figurecheck.dates import NAMES
from figurecheck.model import Block
from figurecheck.quantities import Figure, Sentence
from figurecheck.relations.core import FIX_WORD, Context, exact, finding, kind, sort_of
from figurecheck.report import Finding
from figurecheck.rounding import shown
from figurecheck.words import cue, exactly, listed

#: A group that is called so by something else: "the lowest income decile".
_GROUP = re.compile(
    r"\b(?:low|high|poor|rich)est(?:[ -][a-z]+)? (?:decile|quintile|quartile|fifth|tenth|group|earners?)\b"
)


@kind("the highest of several", "DOC-09")
def ranks(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The highest of several, beside the others."""
    match = cue("changes.had_most").search(sentence.marks) or cue("changes.most").search(sentence.marks)
    if match is None or not cue("changes.then_others").search(match.group("rest")):
        return
    if _GROUP.search(match.group()):
        return
    lead, rest, first = (
        match.group()[: match.start("rest") - match.start()],
        match.group("rest"),
        sentence.at(match, "a"),
    )
    rest = cue("changes.another_most").split(rest)[0]
    word, bracketed = match.group("w").lower(), lead.endswith(f"(⟦{match.group('k')}{match.group('a')}⟧")
    if re.match(r"\)? and (?:[a-z]+ ){1,3}\(", rest):
        return  # "in both frequency (45%) and volume (80%)"
    apart = first.kind in "cw" and not bracketed and not cue("changes.had_most").search(sentence.marks)
    if cue("changes.moving").search(lead + rest) or apart or not first.exact:
        return
    timed = first.kind == "u" and word in ("slowest", "quickest", "fastest")  # the slowest takes the most minutes
    least = bool(cue("words.lowest").fullmatch(word)) != timed
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
        if len(values) < 3 or any(item.value < 0 for item in values.values()):
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


@kind("one after the other", "DOC-09")
def in_order(sentence: Sentence, context: Context) -> Iterator[Finding]:
    """The main source was the police with 412, ahead of schools with 431 and health with 287."""
    match = re.search(
        r"\b(ahead of|followed by)\b(?:(?!\b(?:while|whereas|compared|than|up|down|from)\b)[^;:])*", sentence.text
    )
    before = [m for m in sentence.own if match and m.end <= match.start()][-1:]
    after = [m for m in sentence.own if match and match.start() < m.start < match.end()]
    after = [m for m in after if before and sort_of(m) == sort_of(before[0]) and m.kind != "u"]  # "a 2 mile swim …"
    if len(after) < 2 or not exact([*before, *after]) or next(ranks(sentence, context), None) is not None:
        return
    steps = list(pairwise([*before, *after])) if match.group(1) == "followed by" else [(before[0], m) for m in after]
    ups = [step for step in steps if step[1].value > step[0].value]
    if ups and any(step[1].value < step[0].value for step in steps) and context.bind(ups[0][1]):
        what = f"{ups[0][1].text} is named after {ups[0][0].text}, but is more; another that is named after it is less."
        yield finding("DOC-09", sentence, what, "", [*before, *after], "Correct the order or the figures.")
