"""What a claim is, as it is declared, and what can be found of it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import product

from auditlib.claims.reference import Reference
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
    """What a claim claims."""

    words: str  # as declared, in lower case
    family: Family  # kinds checked by the same rule
    direction: int = 0  # 1 for more (or better), -1 for fewer (or worse), 0 for neither
    is_value: bool = False  # whether the direction is better and worse, not more and fewer
    significant: bool = False  # whether it claims statistical significance
    running: int = 1  # over how many months in a row it holds when nothing else is said


_CONTINUED = {
    **{verb: f"{verb}d" for verb in ("increase", "decrease", "decline", "improve", "deteriorate")},
    **{"rise": "rose", "grow": "grew", "fall": "fell", "drop": "dropped", "worsen": "worsened"},
}
#: "Continued to improve" is at least this many months in a row.
CONTINUED_MONTHS = 2


#: Words by family and direction; ``*`` marks those of better and worse.
_WORDS: dict[Family, dict[int, str]] = {
    Family.CHANGE: {
        1: "increased, increase, higher, more, rose, risen, rise, grew, growth, up, longer, "
        "improved*, improvement*, better*",
        -1: "decreased, decrease, lower, fewer, less, fell, fallen, fall, declined, decline, dropped, drop, reduced, "
        "reduction, down, shorter, worsened*, worse*, deteriorated*, deterioration*",
        0: "changed, change, different, difference",
    },
    Family.SIMILAR: {0: "similar, the same, unchanged, not significantly different"},
    Family.REMAINED: {
        1: "remained high, consistently high",
        -1: "remained low, consistently low",
        0: "remained similar, remained stable, remained the same, remained unchanged",
    },
    Family.RANK: {1: "highest, best*", -1: "lowest, worst*"},
    Family.SHARE: {2: "all", 1: "nearly all, most, majority", -1: "fewer than half, minority", -2: "none"},
    Family.LEVEL: {2: "above", 1: "at least", -1: "at most", -2: "below"},
    Family.TREND: {
        1: "increasing over time, improving over time*",
        -1: "decreasing over time, worsening over time*",
        0: "stable over time",
    },
    Family.PREVIOUS: {0: "previous month, last month"},
    Family.ABOUT: {0: "about"},
}


def _table() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for family, directions in _WORDS.items():
        for direction, listed in directions.items():
            for written in listed.split(", "):
                words = written.removesuffix("*")
                found[words] = Kind(words, family, direction, is_value=words != written)
    changes = [(words, kind) for words, kind in found.items() if kind.family is Family.CHANGE]
    for adverb, (words, kind) in product(("significantly", "significant"), changes):
        found[f"{adverb} {words}"] = replace(kind, words=f"{adverb} {words}", significant=True)
    starts = ("continued to", "continues to")
    continued = {f"{start} {verb}": past for start in starts for verb, past in _CONTINUED.items()}
    nouns = ("increase", "decrease", "rise", "fall", "decline", "improvement", "deterioration")
    continued |= {f"continued {noun}": noun for noun in nouns}
    for words, change in continued.items():
        found[words] = replace(found[change], words=words, running=CONTINUED_MONTHS)
    return found


#: Every kind by the words that declare it.
KINDS: dict[str, Kind] = _table()


def kind_of(words: str) -> Kind | None:
    """The kind that some words declare, in any case, with spaces or hyphens; None if they declare none."""
    return KINDS.get(folded(words))


def nearest_kinds(words: str) -> list[str]:
    """Up to three declarations that are like words that declare nothing."""
    return difflib.get_close_matches(folded(words), list(KINDS), n=3, cutoff=0.6)


class ClaimVerdict(StrEnum):
    """What the facts say of a claim, from the best to the worst."""

    SUPPORTED = "supported"
    #: True of the figures, but this could be chance.
    DIRECTION_ONLY = "supported-direction-only"
    TOO_FEW = "too-few"
    UNSUPPORTED = "unsupported"
    CONTRADICTS = "contradicts"

    @property
    def stands(self) -> bool:
        """Whether the claim may be published."""
        return self in (ClaimVerdict.SUPPORTED, ClaimVerdict.DIRECTION_ONLY)


@dataclass(frozen=True, slots=True)
class Claim:
    """A word of change or comparison, and the figures that it is about."""

    kind: Kind  # what it claims
    facts: tuple[str, ...] = ()  # ids of the figures claimed about; with `over`, without their period
    against: tuple[str, ...] = ()  # ids of the figures that they are compared with
    over: tuple[str, ...] = ()  # the months that the claim covers, in order, for claims about several
    among: str = ""  # ``areas``, for claims about every area or the first among them
    level: Fraction | None = None  # the share of a claim about a level, as a fraction
    running: int = 1  # how many months in a row the claim holds for
    area: str = ""  # the area that the text names, by its code
    id: str = ""  # its id where it should have one of its own

    @property
    def name(self) -> str:
        """Its id: its own, or one made of its figures, ``claim.audits.compliance.2020-02.vs.2020-01``."""
        return self.id or "claim." + _subject(self) + _predicate(self)


def _subject(claim: Claim) -> str:
    if claim.kind.family in (Family.REMAINED, Family.TREND):
        period = f"{claim.over[0]}/{claim.over[-1]}" if claim.over else ""
        return "+".join(Reference.without_period(fact, period).id for fact in claim.facts)
    return "+".join(claim.facts)


def _predicate(claim: Claim) -> str:
    others = []
    if claim.against and claim.facts:
        measure = Reference.of(claim.facts[0]).measure
        named = [Reference.of(other) for other in claim.against]
        others = ["+".join(other.tail if other.measure == measure else other.id for other in named)]
    if claim.kind.family in (Family.CHANGE, Family.SIMILAR) and others:
        return ".".join(["", "vs", *others])
    parts = [claim.kind.words.replace(" ", "-"), *others, claim.area, claim.among]
    if claim.kind.family is Family.RANK and claim.over:
        parts.append(f"{claim.over[0]}/{claim.over[-1]}")
    if claim.level is not None:
        parts.append(f"{float(100 * claim.level):g}")
    if claim.running > 1:
        parts.append(f"{claim.running}-months")
    return "." + ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one comparison behind a claim gave."""

    verdict: ClaimVerdict  # what it means for the claim
    why: str  # the numbers, in one plain sentence
    instead: str = ""  # what may be said instead, where the claim does not stand as it is
