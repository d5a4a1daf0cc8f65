"""Checking a claim against the facts: what must be declared for its kind, and the rules of every kind but change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from auditlib import rounding
from auditlib.claims.chart import SHIFT_POINTS, TRIAL_POINTS, ControlChart, Point, Signal, control_chart
from auditlib.claims.claim import CannotCheckError, Claim, ClaimResult, ClaimVerdict, Family, Finding, result_of
from auditlib.claims.comparison import (
    FEWEST_COMPARED,
    SIGNIFICANT_P,
    SIMILAR_POINTS,
    Change,
    check_change,
    measured,
    stated,
    wanted,
)
from auditlib.claims.reference import Reference, UnknownFactError, area_codes, find
from auditlib.facts import Fact
from auditlib.periods import PROGRAMME, is_month, month_name, months_before


def _listed(months: list[str]) -> str:
    return rounding.listed([month_name(month) for month in months])


def _rates(facts: Mapping[str, Fact], refs: list[Reference]) -> list[Fact]:
    found = [find(facts, ref.id) for ref in refs]
    if any(fact.denominator is None for fact in found):
        raise CannotCheckError(f"{refs[0].measure} is not a rate.", "Name a rate, such as audits.compliance.")
    return found


def _unmeasured(found: list[Fact]) -> Finding | None:
    none = [Reference.of(fact.id).period for fact in found if not fact.denominator]
    if none:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is no figure for {_listed(none)}.")
    few = [Reference.of(fact.id).period for fact in found if fact.denominator < FEWEST_COMPARED]
    if few:
        return Finding(ClaimVerdict.TOO_FEW, f"There are fewer than {FEWEST_COMPARED} cases in {_listed(few)}.")
    return None


def _level_side(facts: Mapping[str, Fact], found: list[Fact], direction: int) -> list[Finding]:
    """Low is below the programme's rate in every month, high above it."""
    usual = find(facts, Reference.of(found[0].id).at(PROGRAMME).id)
    usual_share = Fraction(usual.numerator, usual.denominator)
    against = []
    for fact in found:
        share = Fraction(fact.numerator, fact.denominator)
        if (share > usual_share) - (share < usual_share) != direction:
            side = "below" if direction < 0 else "above"
            against.append(Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)} is not {side} {stated(usual)}."))
    return against


def check_remained(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check that a rate stayed as it was: no month differs from another by more than chance, nor by much."""
    findings = []
    for name in claim.facts:
        found = _rates(facts, [Reference.without_period(name, month) for month in claim.over])
        missing = _unmeasured(found)
        if missing:
            findings.append(missing)
            continue
        pairs = list(combinations(found, 2))
        changes = [measured(after, before) for before, after in pairs]
        # As many tests as pairs: each must be the more certain (Bonferroni).
        against = [
            Finding(ClaimVerdict.CONTRADICTS, change.why, f"{change.phrase} in {Reference.of(after.id).when}")
            for (_, after), change in zip(pairs, changes, strict=True)
            if change.p is not None and change.p * len(changes) < SIGNIFICANT_P
        ]
        if claim.kind.direction:
            against += _level_side(facts, found, claim.kind.direction)
        findings += against or [_steady(claim, changes)]
    return findings


def _steady(claim: Claim, changes: list[Change]) -> Finding:
    widest = max(changes, key=lambda change: abs(change.points))
    if claim.kind.words.endswith(("the same", "unchanged")):
        return widest.finding(ClaimVerdict.UNSUPPORTED if widest.sign else ClaimVerdict.SUPPORTED)
    near = abs(widest.points) < SIMILAR_POINTS
    return widest.finding(ClaimVerdict.SUPPORTED if near else ClaimVerdict.UNSUPPORTED)


def _rivals(claim: Claim, facts: Mapping[str, Fact], ref: Reference) -> list[Fact]:
    if claim.over:
        if ref.period not in claim.over:
            raise CannotCheckError(f"{ref.id} is not of a month that the claim covers.", "Correct over or fact.")
        return [find(facts, ref.at(month).id) for month in claim.over if month != ref.period]
    areas = area_codes(facts)
    if not ref.groups or ref.groups[-1] not in areas:
        raise CannotCheckError(f"{ref.id} is not of one area.", "Name the area's figure: its id ends in the area.")
    stem = ".".join((ref.measure, ref.period, *ref.groups[:-1]))
    return [find(facts, f"{stem}.{area}") for area in areas if area != ref.groups[-1]]


def _amount(fact: Fact) -> Fraction:
    return Fraction(fact.numerator, fact.denominator) if fact.denominator else Fraction(fact.value)


def check_rank(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check that a figure is the highest or the lowest; cases too few to compare are left out of the others."""
    findings = []
    for fact_id in claim.facts:
        now = find(facts, fact_id)
        direction = wanted(claim.kind, now)
        if now.value is None or (now.denominator or FEWEST_COMPARED) < FEWEST_COMPARED:
            findings.append(Finding(ClaimVerdict.TOO_FEW, f"{stated(now)} is out of too few cases."))
            continue
        others = [fact for fact in _rivals(claim, facts, Reference.of(fact_id)) if fact.value is not None]
        others = [fact for fact in others if (fact.denominator or FEWEST_COMPARED) >= FEWEST_COMPARED]
        if not others:
            why = f"There is nothing with at least {FEWEST_COMPARED} cases to compare {stated(now)} with."
            findings.append(Finding(ClaimVerdict.TOO_FEW, why))
            continue
        next_to_it = max(others, key=lambda fact: direction * _amount(fact))
        findings.append(_first(claim, direction, measured(now, next_to_it), next_to_it))
    return findings


def _first(claim: Claim, direction: int, change: Change, next_to_it: Fact) -> Finding:
    if change.sign != direction:
        extreme = "high or higher" if direction > 0 else "low or lower"
        joint = f"{stated(next_to_it)} is just as {extreme}. " if change.sign == 0 else ""
        return Finding(ClaimVerdict.CONTRADICTS, joint + change.why)
    if change.significant:
        return change.finding(ClaimVerdict.SUPPORTED)
    return Finding(ClaimVerdict.DIRECTION_ONLY, change.why, f"the {claim.kind.words}, but this could be chance")


def _chart(name: str, facts: Mapping[str, Fact], months: tuple[str, ...]) -> ControlChart:
    """The chart by month, or by quarter where most months are too small."""
    ref = Reference.without_period(name, months[0])
    group = ".".join(ref.groups)
    try:
        chart = control_chart(facts, ref.measure, months, group=group)
        if 2 * len(chart.too_small) > len(chart.points):
            return control_chart(facts, ref.measure, months, group=group, pool=3)
    except ValueError:
        raise CannotCheckError(f"{name} is not a rate.", "Name a rate, such as audits.compliance.") from None
    return chart


def _shown(chart: ControlChart, last: Point) -> str:
    share = rounding.percent(last.numerator, last.denominator)
    centre = rounding.half_up(100 * (chart.centre or 0.0))
    what = rounding.listed(list(last.signals)) if last.signals else "no signal"
    limits = f"limits {rounding.half_up(100 * last.lower)}% to {rounding.half_up(100 * last.upper)}%"
    trial = f"; with fewer than {TRIAL_POINTS} points the limits are trial ones" if chart.trial else ""
    return (
        f"Control chart of {len(chart.points)} points, centre {centre}%: the last, {share} "
        f"({last.numerator} of {last.denominator}, {limits}), shows {what}{trial}."
    )


def _trend(direction: int, chart: ControlChart) -> ClaimVerdict:
    last = chart.points[-1]
    if len(chart.points) < SHIFT_POINTS:
        return ClaimVerdict.TOO_FEW
    standing = ClaimVerdict.DIRECTION_ONLY if chart.trial else ClaimVerdict.SUPPORTED
    if direction == 0:
        if last.signals:
            return ClaimVerdict.CONTRADICTS
        return ClaimVerdict.UNSUPPORTED if chart.signals else standing
    if not last.signals:
        return ClaimVerdict.UNSUPPORTED
    return standing if _heading(chart) == direction else ClaimVerdict.CONTRADICTS


def _heading(chart: ControlChart) -> int:
    """Which way the signals of the last point lead: a run's direction, else its side of the centre."""
    last = chart.points[-1]
    if set(last.signals) == {Signal.TREND}:
        return 1 if last.value > chart.points[-2].value else -1
    return last.side


def check_trend(claim: Claim, facts: Mapping[str, Fact]) -> list[Finding]:
    """Check a change over time by the signal, if any, of a control chart's last point."""
    findings = []
    for name in claim.facts:
        chart = _chart(name, facts, claim.over)
        if not chart.points:
            findings.append(Finding(ClaimVerdict.TOO_FEW, "There is no figure for any of the months."))
            continue
        direction = wanted(claim.kind, find(facts, Reference.without_period(name, claim.over[-1]).id))
        verdict = _trend(direction, chart)
        stands = verdict is ClaimVerdict.SUPPORTED
        instead = "" if stands else "no change over time that a control chart tells from chance"
        findings.append(Finding(verdict, _shown(chart, chart.points[-1]), instead))
    return findings


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


def _of_share(claim: Claim, fact: Fact) -> Finding:
    words = claim.kind.words
    if words == "none" and fact.unit == "count":
        verdict = ClaimVerdict.SUPPORTED if fact.value == 0 else ClaimVerdict.CONTRADICTS
        return Finding(verdict, f"{stated(fact)}.", fact.display)
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.")
    if not _holds(words, share):
        return Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)}.", fact.with_counts)
    if words not in ("all", "none") and fact.denominator < FEWEST_COMPARED:
        return Finding(ClaimVerdict.TOO_FEW, f"{stated(fact)}: fewer than {FEWEST_COMPARED} cases.", fact.with_counts)
    return Finding(ClaimVerdict.SUPPORTED, f"{stated(fact)}.", fact.with_counts)


def _of_level(claim: Claim, fact: Fact) -> Finding:
    share = _share(fact)
    if share is None:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.")
    wanted = claim.level or Fraction()
    over = (share > wanted) - (share < wanted)
    holds = {1: over >= 0, 2: over > 0, -1: over <= 0, -2: over < 0}[claim.kind.direction]
    level = f"{rounding.half_up(100 * wanted, 1):f}".removesuffix(".0")
    why = f"{stated(fact)}; the level is {level}%."
    return Finding(ClaimVerdict.SUPPORTED, why) if holds else Finding(ClaimVerdict.CONTRADICTS, why, fact.with_counts)


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
