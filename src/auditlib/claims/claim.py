"""What a claim is and what can be found of it.

Belongs here: the shapes of a claim and of its result. Does not belong here: rules (``check``) or markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from auditlib.claims.kinds import Family, Kind
from auditlib.claims.reference import Reference


class ClaimVerdict(StrEnum):
    """What the facts say of a claim, from the best to the worst."""

    SUPPORTED = "supported"
    #: True of the figures, but no more than chance would give.
    DIRECTION_ONLY = "supported-direction-only"
    TOO_FEW = "too-few"
    UNSUPPORTED = "unsupported"
    CONTRADICTS = "contradicts"

    @property
    def stands(self) -> bool:
        """Whether the claim may be published."""
        return self in (ClaimVerdict.SUPPORTED, ClaimVerdict.DIRECTION_ONLY)


_WORST_LAST = list(ClaimVerdict)


class CannotCheckError(Exception):
    """The claim is not declared so that it could be checked.

    Parameters
    ----------
    what
        The fault.
    do
        What to do; a whole sentence.
    """

    def __init__(self, what: str, do: str = "") -> None:
        self.what, self.do = what, do
        super().__init__(f"{what} {do}".strip())


@dataclass(frozen=True, slots=True)
class Claim:
    """A word of change or comparison, and the figures that it is about.

    Parameters
    ----------
    wording
        The words of the text that make the claim.
    kind
        What they claim.
    facts
        Ids of the figures claimed about; with `over`, without their period.
    against
        Ids of the figures that they are compared with.
    over
        The months that the claim covers, in order, for claims about several.
    among
        ``areas``, for claims about every area or the first among them.
    level
        The share of a claim about a level, as a fraction.
    running
        How many months in a row the claim holds for.
    area
        The area that the text names, by its code.
    id
        Its id where it should have one of its own.
    """

    wording: str
    kind: Kind
    facts: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    among: str = ""
    level: Fraction | None = None
    running: int = 1
    area: str = ""
    id: str = ""

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
    """What one comparison behind a claim gave.

    Parameters
    ----------
    verdict
        What it means for the claim.
    why
        The numbers, in one plain sentence.
    facts
        Ids of the facts used; months pooled as ``2019-12/2020-02``.
    p
        Two-sided p of the test made, if one was.
    points
        The change in whole percentage points, for two shares.
    interval
        95% interval of the change, as fractions, for two shares.
    instead
        What may be said instead, where the claim does not stand as it is.
    """

    verdict: ClaimVerdict
    why: str
    facts: tuple[str, ...] = ()
    p: float | None = None
    points: int | None = None
    interval: tuple[float, float] | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict.

    Parameters
    ----------
    id, wording
        The claim's.
    verdict
        The worst of its findings: a claim stands only as a whole.
    why
        The findings that decided, in plain sentences.
    evidence
        Every finding.
    """

    id: str
    wording: str
    verdict: ClaimVerdict
    why: str
    evidence: tuple[Finding, ...]

    @property
    def instead(self) -> str:
        """What may be said instead, where the claim does not stand as it is."""
        return next((found.instead for found in self.evidence if found.verdict is self.verdict and found.instead), "")


def result_of(claim: Claim, found: list[Finding]) -> ClaimResult:
    """The result of a claim from its findings, of which there is at least one."""
    verdict = max((finding.verdict for finding in found), key=_WORST_LAST.index)
    deciding = [finding.why for finding in found if finding.verdict is verdict]
    return ClaimResult(claim.name, claim.wording, verdict, " ".join(dict.fromkeys(deciding)), tuple(found))
