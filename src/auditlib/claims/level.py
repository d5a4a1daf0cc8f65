"""Claims about one figure alone: all, most, none, at least 25%.

Belongs here: a share against a level. Does not belong here: figures compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from auditlib import rounding
from auditlib.claims.change import stated
from auditlib.claims.claim import CannotCheckError, Claim, ClaimVerdict, Finding
from auditlib.claims.comparison import FEWEST_COMPARED
from auditlib.claims.kinds import Family
from auditlib.claims.reference import Reference, area_codes, find
from auditlib.facts import Fact

#: From this share on, but short of all, it is "nearly all".
NEARLY_ALL = Fraction(9, 10)
_HALF = Fraction(1, 2)


def _figures(claim: Claim, facts: Mapping[str, Fact]) -> Iterator[Fact]:
    """The figures that the claim must hold for: of every area, of months in a row, or the one named."""
    for fact_id in claim.facts:
        ref = Reference.of(fact_id)
        if claim.running > 1 and len(ref.months) != 1:
            raise CannotCheckError(f"{fact_id} is not of one month.", "Name the last month of the run.")
        for back in range(claim.running):
            at = ref.back(back) if back else ref
            if claim.among:
                yield from (find(facts, f"{at.id}.{area}") for area in area_codes(facts))
            else:
                yield find(facts, at.id)


def _share(fact: Fact) -> Fraction | None:
    if fact.denominator is None:
        raise CannotCheckError(f"{fact.id} is not a rate.", "Name a rate, such as audits.compliance.2020-02.")
    return Fraction(fact.numerator, fact.denominator) if fact.denominator else None


def _holds(words: str, share: Fraction) -> bool:
    match words:
        case "all":
            return share == 1
        case "nearly all":
            return NEARLY_ALL <= share < 1
        case "none":
            return share == 0
        case "fewer than half" | "minority":
            return share < _HALF
        case _:
            return share > _HALF


def _amount(fact: Fact) -> str:
    """What may be said instead of a word for an amount."""
    return f"{fact.display} ({fact.counts})" if fact.denominator else fact.display


def _of_share(claim: Claim, fact: Fact) -> Finding:
    words = claim.kind.words
    if words == "none" and fact.unit == "count":
        verdict = ClaimVerdict.SUPPORTED if fact.value == 0 else ClaimVerdict.CONTRADICTS
        return Finding(verdict, f"{stated(fact)}.", (fact.id,), instead=fact.display)
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.", (fact.id,))
    if not _holds(words, share):
        return Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)}.", (fact.id,), instead=_amount(fact))
    few = words not in ("all", "none") and fact.denominator < FEWEST_COMPARED
    why = f"{stated(fact)}" + (f": fewer than {FEWEST_COMPARED} cases." if few else ".")
    return Finding(ClaimVerdict.TOO_FEW if few else ClaimVerdict.SUPPORTED, why, (fact.id,), instead=_amount(fact))


def _of_level(claim: Claim, fact: Fact) -> Finding:
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.", (fact.id,))
    over = (share > claim.level) - (share < claim.level)
    holds = {1: over >= 0, 2: over > 0, -1: over <= 0, -2: over < 0}[claim.kind.direction]
    level = f"{rounding.half_up(100 * claim.level, 1):f}".removesuffix(".0")
    why = f"{stated(fact)}; the level is {level}%."
    verdict = ClaimVerdict.SUPPORTED if holds else ClaimVerdict.CONTRADICTS
    return Finding(verdict, why, (fact.id,), instead="" if holds else _amount(fact))


def check_level(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check a claim about the amount of one figure, of every area's, or of months in a row."""
    rule = _of_share if claim.kind.family is Family.SHARE else _of_level
    return [rule(claim, fact) for fact in _figures(claim, facts)]
