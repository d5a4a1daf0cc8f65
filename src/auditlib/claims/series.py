"""Claims about several months or areas: remained low, highest, improving over time."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from auditlib import rounding
from auditlib.claims.change import Change, measured, stated, wanted
from auditlib.claims.chart import SHIFT_POINTS, TRIAL_POINTS, ControlChart, Point, Signal, control_chart
from auditlib.claims.claim import CannotCheckError, Claim, ClaimVerdict, Finding
from auditlib.claims.comparison import FEWEST_COMPARED, SIGNIFICANT_P, SIMILAR_POINTS
from auditlib.claims.reference import Reference, area_codes, find
from auditlib.facts import Fact
from auditlib.periods import PROGRAMME, month_name


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
