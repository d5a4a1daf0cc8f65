"""Words of change and comparison in running text; ``words.toml`` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditlib.claims.claim import Family, Kind
from auditlib.patterns import joined, read_table

_TABLE = read_table("auditlib.claims", "words.toml")
_USED_OTHERWISE = re.compile(joined(_TABLE, _TABLE["otherwise"]["written"]), re.IGNORECASE)
_NUMBERED = _TABLE["parts"]["numbered"].split("|")
_ORDINAL = joined(_TABLE, ["<ordinal>"])
#: Tag, whether the word plainly claims something of figures, and how it is written.
_WORDS = [(each["claim"], each["plain"], joined(_TABLE, each["written"])) for each in _TABLE["words"]]
#: Of words that begin at the same place, those that say more are tried first.
_ORDERED = sorted(range(len(_WORDS)), key=lambda number: not _WORDS[number][1])
_FIND = re.compile("|".join(rf"(?P<w{number}>\b(?:{_WORDS[number][2]})\b)" for number in _ORDERED), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """A word of change or comparison in a text."""

    start: int
    end: int
    text: str  # as written
    tag: str  # what it claims: ``better``, ``up``, ``highest`` …
    is_plain: bool  # whether it plainly claims something of figures, and is not often used otherwise


def claim_words(text: str) -> list[ClaimWord]:
    """The words of change and comparison in a text, in order."""
    kept = _USED_OTHERWISE.sub(lambda match: " " * len(match[0]), text)
    found = []
    for match in _FIND.finditer(kept):
        tag, is_plain, _ = _WORDS[int((match.lastgroup or "w0")[1:])]
        found.append(ClaimWord(match.start(), match.end(), match[0], tag, is_plain))
    return found


_NEGATED = re.compile(r"\b(?:not|no|n't|without)(?: a| any)? $", re.IGNORECASE)


_QUANTITIES = ("all", "none", "most", "minority")
#: Of what follows "continued": the tag of the verb or noun.
_HEADING = {
    "better": r"improve",
    "worse": r"worsen|deteriorat",
    "up": r"increase|rise|grow",
    "down": r"reduc|decrease|fall|drop|decline",
}


def _of_direction(kind: Kind, better: int) -> set[str]:
    """The tags of a kind that has a direction; `better` is 1 where that is up, -1 where down."""
    if not kind.direction:
        return {"up", "down"}
    if not kind.is_value:
        return {"up" if kind.direction > 0 else "down"}
    heading = {1: {"up"}, -1: {"down"}}.get(kind.direction * better, set())
    return heading | {"better" if kind.direction > 0 else "worse"}


def _declared(kind: Kind, running: int, better: int) -> set[str]:
    """The tags that a declaration covers."""
    several = {"running", "continued"} if running > 1 else set()
    significant = {"significant"} if kind.significant or "significant" in kind.words else set()
    match kind.family:
        case Family.CHANGE:
            return _of_direction(kind, better) | several | significant | {"change", "previous"}
        case Family.TREND:
            return _of_direction(kind, better) | {"trend", "continued"}
        case Family.SIMILAR:
            return significant | {"similar", "change", "previous"}
        case Family.REMAINED:
            return {"remained", "similar", "trend", "continued", "running"}
        case Family.LEVEL:
            return several | {"all", "up", "down", "trend"}
        case Family.RANK:
            return {"highest", "best", "all"} if kind.direction > 0 else {"lowest", "worst", "all"}
        case Family.SHARE:
            own = {2: "all", 1: "most", -1: "minority", -2: "none"}[kind.direction]
            return several | {own, "up", "down"}
        case Family.PREVIOUS:
            return {"previous"}
        case _:
            return set()


def _tags(word: ClaimWord) -> set[str]:
    """The tags of a word, with that of what "continued" leads to."""
    if word.tag != "continued" or not word.is_plain:
        return {word.tag}
    return {word.tag} | {tag for tag, verbs in _HEADING.items() if re.search(verbs, word.text, re.IGNORECASE)}


def _number_of(text: str) -> int | None:
    """The number of an ordinal in "for the third month"."""
    match = re.search(_ORDINAL, text, re.IGNORECASE)
    if not match:
        return None
    word = match[0].lower()
    return _NUMBERED.index(word) + 2 if word in _NUMBERED else int(re.sub(r"\D", "", word))


def overstated(wording: str, kind: Kind, running: int = 1, better: int = 0) -> str:
    """The first word of a text that claims more than, or other than, what it is declared to claim; empty if none does.

    `better` is 1 where more of its figure is better, -1 where fewer is, 0 where neither is said.
    """
    covered = _declared(kind, running, better)
    for word in claim_words(wording):
        if word.tag == "significant" and _NEGATED.search(wording[: word.start]):
            continue
        if word.tag == "running" and running > 1 and _number_of(word.text) not in (None, running):
            return word.text
        if kind.family is Family.REMAINED and _other_level(word, kind):
            return word.text
        counts = word.is_plain or word.tag in (*_QUANTITIES, "best", "worst")
        if counts and not _tags(word) <= covered:
            return word.text
    return ""


def _other_level(word: ClaimWord, kind: Kind) -> bool:
    """Whether a word is "remained high" where "remained low" is declared."""
    said = {"high": 1, "low": -1}.get(word.text.lower().split()[-1])
    return word.tag == "remained" and said is not None and said != kind.direction
