"""Checking a claim against the facts, and the rules about one figure alone: all, most, none, at least 25%."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from auditlib import rounding
from auditlib.claims.change import check_change, stated
from auditlib.claims.claim import CannotCheckError, Claim, ClaimResult, ClaimVerdict, Family, Finding, result_of
from auditlib.claims.comparison import FEWEST_COMPARED
from auditlib.claims.reference import Reference, UnknownFactError, area_codes, find
from auditlib.claims.series import check_rank, check_remained, check_trend
from auditlib.facts import Fact
from auditlib.periods import is_month, month_name, months_before

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
    holds = {"all": share == 1, "nearly all": NEARLY_ALL <= share < 1, "none": share == 0}
    holds |= dict.fromkeys(("fewer than half", "minority"), share < _HALF)
    return holds.get(words, share > _HALF)


def _amount(fact: Fact) -> str:
    """What may be said instead of a word for an amount."""
    return f"{fact.display} ({fact.counts})" if fact.denominator else fact.display


def _of_share(claim: Claim, fact: Fact) -> Finding:
    words = claim.kind.words
    if words == "none" and fact.unit == "count":
        verdict = ClaimVerdict.SUPPORTED if fact.value == 0 else ClaimVerdict.CONTRADICTS
        return Finding(verdict, f"{stated(fact)}.", fact.display)
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.")
    if not _holds(words, share):
        return Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)}.", _amount(fact))
    if words not in ("all", "none") and fact.denominator < FEWEST_COMPARED:
        return Finding(ClaimVerdict.TOO_FEW, f"{stated(fact)}: fewer than {FEWEST_COMPARED} cases.", _amount(fact))
    return Finding(ClaimVerdict.SUPPORTED, f"{stated(fact)}.", _amount(fact))


def _of_level(claim: Claim, fact: Fact) -> Finding:
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.")
    wanted = claim.level or Fraction()
    over = (share > wanted) - (share < wanted)
    holds = {1: over >= 0, 2: over > 0, -1: over <= 0, -2: over < 0}[claim.kind.direction]
    level = f"{rounding.half_up(100 * wanted, 1):f}".removesuffix(".0")
    why = f"{stated(fact)}; the level is {level}%."
    return Finding(ClaimVerdict.SUPPORTED, why) if holds else Finding(ClaimVerdict.CONTRADICTS, why, _amount(fact))


def check_level(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check a claim about the amount of one figure, of every area's, or of months in a row."""
    rule = _of_share if claim.kind.family is Family.SHARE else _of_level
    return [rule(claim, fact) for fact in _figures(claim, facts)]


def _check_previous(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check that the month called the previous one is."""
    findings = []
    for fact_id in claim.facts:
        for against in claim.against:
            now, then = Reference.of(find(facts, fact_id).id), Reference.of(find(facts, against).id)
            if not is_month(now.period) or not is_month(then.period):
                raise CannotCheckError(f"{fact_id} and {against} are not both of one month.", "Name months' figures.")
            before = months_before(now.period)
            why = f"The month before {month_name(now.period)} is {month_name(before)}."
            if then.period == before:
                findings.append(Finding(ClaimVerdict.SUPPORTED, why))
                continue
            name = month_name(then.period)
            findings.append(Finding(ClaimVerdict.CONTRADICTS, f"{why} The figure is of {name}.", name))
    return findings


def _check_about(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check that the area which the text names is the one whose figure it gives."""
    findings = []
    for fact_id in claim.facts:
        ref = Reference.of(find(facts, fact_id).id)
        area = ref.groups[-1] if ref.groups else ""
        if not area:
            raise CannotCheckError(f"{fact_id} is of all areas.", "Name the figure of one area.")
        why = f"The figure is of the area {area}; the text names {claim.area}."
        is_it = area == claim.area
        findings.append(Finding(ClaimVerdict.SUPPORTED, why) if is_it else Finding(ClaimVerdict.CONTRADICTS, why, area))
    return findings


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a family of claims is checked, what must be declared for it and what may be."""

    check: Callable[[Claim, Mapping[str, Fact]], list[Finding]]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    example: str = ""


_AGAINST = 'against="audits.compliance.2019-12"'
_OVER = 'over="2019-12 to 2020-02"'
RULES: dict[Family, _Rule] = {
    Family.CHANGE: _Rule(check_change, (), ("against", "running"), f'{_AGAINST} or running="3"'),
    Family.SIMILAR: _Rule(check_change, ("against",), (), _AGAINST),
    Family.REMAINED: _Rule(check_remained, ("over",), (), _OVER),
    Family.RANK: _Rule(check_rank, (), ("over", "among"), f'among="areas" or {_OVER}'),
    Family.SHARE: _Rule(check_level, (), ("among", "running")),
    Family.LEVEL: _Rule(check_level, ("level",), ("among", "running"), 'level="25%"'),
    Family.TREND: _Rule(check_trend, ("over",), (), 'over="2018-11 to 2020-02"'),
    Family.PREVIOUS: _Rule(_check_previous, ("against",), (), _AGAINST),
    Family.ABOUT: _Rule(_check_about, ("area",), (), 'area="North West"'),
}
#: Of the attributes that these families may have, they need exactly one.
_ONE_OF = (Family.CHANGE, Family.RANK)


def _declared_rightly(claim: Claim) -> _Rule:
    rule, words = RULES[claim.kind.family], claim.kind.words
    given = {name for name in ("against", "over", "among", "area") if getattr(claim, name)}
    given |= ({"level"} if claim.level is not None else set()) | ({"running"} if claim.running > 1 else set())
    if not claim.facts:
        raise CannotCheckError("the claim names no figure.", 'Add fact="audits.compliance.2020-02".')
    missing = [name for name in rule.needs if name not in given]
    if missing or (claim.kind.family in _ONE_OF and len(given & set(rule.takes)) != 1):
        raise CannotCheckError(
            f"'{words}' does not say {'what it is compared with' if not missing else missing[0]}.",
            f"Declare {rule.example}.",
        )
    odd = sorted(given - set(rule.needs) - set(rule.takes))
    if odd:
        raise CannotCheckError(f"'{words}' takes no {odd[0]}.", f"Take out {odd[0]}, or declare another claim.")
    if claim.kind.family is Family.REMAINED and len(claim.over) < 2:
        raise CannotCheckError(f"'{words}' covers one month only.", f"Declare {_OVER}.")
    return rule


def check(claim: Claim, facts: Mapping[str, Fact]) -> ClaimResult:
    """Check a claim against the facts.

    Raises
    ------
    CannotCheckError
        It names a figure that there is none of, or is not declared so that its kind could be checked.
    """
    rule = _declared_rightly(claim)
    try:
        findings = rule.check(claim, facts)
    except UnknownFactError as error:
        near = (
            f"Did you mean {' or '.join(error.nearest)}?" if error.nearest else "See facts.json for the ids there are."
        )
        raise CannotCheckError(str(error), near) from None
    return result_of(claim, findings)
