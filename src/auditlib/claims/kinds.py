"""The kinds of claims, as they are declared.

Belongs here: the words that ``is="…"`` takes and what they mean. Does not belong here: words found in running
text (``words``), rules (``check``).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from enum import StrEnum

from auditlib.reference import folded


class Family(StrEnum):
    """Kinds that are checked by the same rule."""

    CHANGE = "change"
    SIMILAR = "similar"
    REMAINED = "remained"
    RANK = "rank"
    SHARE = "share"
    LEVEL = "level"
    TREND = "trend"
    PREVIOUS = "previous"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a claim claims.

    Parameters
    ----------
    words
        As declared, in lower case.
    family
        Kinds checked by the same rule.
    direction
        1 for more (or better), -1 for fewer (or worse), 0 for neither.
    is_value
        Whether the direction is better and worse, not more and fewer.
    significant
        Whether it claims more than chance would give.
    running
        Over how many months in a row it holds when nothing else is said.
    """

    words: str
    family: Family
    direction: int = 0
    is_value: bool = False
    significant: bool = False
    running: int = 1


_UP = "increased increase higher more rose risen rise grew growth up longer"
_DOWN = (
    "decreased decrease lower fewer less fell fallen fall declined decline dropped drop reduced reduction down shorter"
)
_BETTER = "improved improvement better"
_WORSE = "worsened worse deteriorated deterioration"
#: Words of a change, with direction and whether they are of better and worse.
CHANGES: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(_UP.split(), (1, False)),
    **dict.fromkeys(_DOWN.split(), (-1, False)),
    **dict.fromkeys(_BETTER.split(), (1, True)),
    **dict.fromkeys(_WORSE.split(), (-1, True)),
    **dict.fromkeys(("changed", "change", "different", "difference"), (0, False)),
}
_CONTINUED = {
    "increase": "increased",
    "rise": "rose",
    "grow": "grew",
    "decrease": "decreased",
    "fall": "fell",
    "decline": "declined",
    "drop": "dropped",
    "improve": "improved",
    "worsen": "worsened",
    "deteriorate": "deteriorated",
}
#: "Continued to improve" is at least this many months in a row.
CONTINUED_MONTHS = 2


def _table() -> dict[str, Kind]:
    found = {words: Kind(words, Family.CHANGE, direction, is_value) for words, (direction, is_value) in CHANGES.items()}
    for words, kind in list(found.items()):
        for adverb in ("significantly", "significant"):
            found[f"{adverb} {words}"] = replace(kind, words=f"{adverb} {words}", significant=True)
    for verb, past in _CONTINUED.items():
        for words in (f"continued to {verb}", f"continues to {verb}"):
            found[words] = replace(found[past], words=words, running=CONTINUED_MONTHS)
    for noun in ("increase", "decrease", "rise", "fall", "decline", "improvement", "deterioration"):
        found[f"continued {noun}"] = replace(found[noun], words=f"continued {noun}", running=CONTINUED_MONTHS)
    plain = {
        Family.SIMILAR: ("similar", "the same", "unchanged", "not significantly different"),
        Family.REMAINED: ("remained similar", "remained stable", "remained the same", "remained unchanged"),
        Family.PREVIOUS: ("previous month", "last month"),
        Family.ABOUT: ("about",),
    }
    for family, several in plain.items():
        found |= {words: Kind(words, family) for words in several}
    directed = {
        Family.REMAINED: {"remained high": 1, "remained low": -1, "consistently high": 1, "consistently low": -1},
        Family.RANK: {"highest": 1, "lowest": -1},
        Family.SHARE: {
            "all": 2,
            "nearly all": 1,
            "most": 1,
            "majority": 1,
            "fewer than half": -1,
            "minority": -1,
            "none": -2,
        },
        Family.LEVEL: {"at least": 1, "above": 2, "at most": -1, "below": -2},
        Family.TREND: {"increasing over time": 1, "decreasing over time": -1, "stable over time": 0},
    }
    for family, several in directed.items():
        found |= {words: Kind(words, family, direction) for words, direction in several.items()}
    found |= {"best": Kind("best", Family.RANK, 1, True), "worst": Kind("worst", Family.RANK, -1, True)}
    for words, direction in {"improving over time": 1, "worsening over time": -1}.items():
        found[words] = Kind(words, Family.TREND, direction, True)
    return found


#: Every kind by the words that declare it.
KINDS: dict[str, Kind] = _table()


def kind_of(words: str) -> Kind | None:
    """The kind that some words declare, in any case, with spaces or hyphens; None if they declare none."""
    return KINDS.get(folded(words))


def nearest_kinds(words: str) -> list[str]:
    """Up to three declarations that are like words that declare nothing."""
    return difflib.get_close_matches(folded(words), list(KINDS), n=3, cutoff=0.6)
