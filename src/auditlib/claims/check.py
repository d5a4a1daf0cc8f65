"""Checking a claim against the facts: what must be declared for its kind, and the rules of every kind but change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations

from auditlib import rounding
from auditlib.claims.chart import SHIFT_POINTS, TRIAL_POINTS, ControlChart, Point, Signal, control_chart
from auditlib.claims.claim import Claim, ClaimVerdict, Family, Finding
from auditlib.claims.comparison import (
    FEWEST_COMPARED,
    SIGNIFICANT_P,
    SIMILAR_POINTS,
    check_change,
    measured,
    stated,
    wanted,
)
from auditlib.claims.reference import CannotCheckError, Reference, area_codes, find
from auditlib.facts import Fact
from auditlib.periods import PROGRAMME, is_month, month_name, months_before


def _listed(found: list[Fact]) -> str:
    """The months of figures."""
    return rounding.listed([month_name(Reference.of(fact.id).period) for fact in found])


def _level_side(facts: Mapping[str, Fact], found: list[Fact], direction: int) -> Iterator[Finding]:
    """Low is below the programme's rate in every month, high above it."""
    usual = find(facts, Reference.of(found[0].id).at(PROGRAMME).id)
    side = "below" if direction < 0 else "above"
    for fact in found:
        if direction * (_amount(fact) - _amount(usual)) <= 0:
            yield Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)} is not {side} {stated(usual)}.")


def _remained(claim: Claim, facts: Mapping[str, Fact], name: str) -> list[Finding]:
    """A rate stayed as it was: no month differs from another by more than chance, nor by much."""
    found = [find(facts, Reference.without_period(name, month).id) for month in claim.over]
    if any(fact.denominator is None for fact in found):
        what = f"{Reference.of(found[0].id).measure} is not a rate."
        raise CannotCheckError(what, "Name a rate, such as audits.compliance.")
    if none := [fact for fact in found if not fact.denominator]:
        return [Finding(ClaimVerdict.UNSUPPORTED, f"There is no figure for {_listed(none)}.")]
    if few := [fact for fact in found if fact.denominator < FEWEST_COMPARED]:
        return [Finding(ClaimVerdict.TOO_FEW, f"There are fewer than {FEWEST_COMPARED} cases in {_listed(few)}.")]
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
    widest = max(changes, key=lambda change: abs(change.points))
    is_the_same = claim.kind.words.endswith(("the same", "unchanged"))
    is_steady = widest.sign == 0 if is_the_same else abs(widest.points) < SIMILAR_POINTS
    return against or [widest.finding(ClaimVerdict.SUPPORTED if is_steady else ClaimVerdict.UNSUPPORTED)]


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


def _has_enough(fact: Fact) -> bool:
    return fact.value is not None and (fact.denominator or FEWEST_COMPARED) >= FEWEST_COMPARED


def _rank(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> list[Finding]:
    """A figure is the highest or the lowest; cases too few to compare are left out of the others."""
    now = find(facts, fact_id)
    direction = wanted(claim.kind, now)
    if not _has_enough(now):
        return [Finding(ClaimVerdict.TOO_FEW, f"{stated(now)} is out of too few cases.")]
    others = [fact for fact in _rivals(claim, facts, Reference.of(fact_id)) if _has_enough(fact)]
    if not others:
        why = f"There is nothing with at least {FEWEST_COMPARED} cases to compare {stated(now)} with."
        return [Finding(ClaimVerdict.TOO_FEW, why)]
    next_to_it = max(others, key=lambda fact: direction * _amount(fact))
    change = measured(now, next_to_it)
    if change.sign != direction:
        extreme = "high or higher" if direction > 0 else "low or lower"
        joint = f"{stated(next_to_it)} is just as {extreme}. " if change.sign == 0 else ""
        return [Finding(ClaimVerdict.CONTRADICTS, joint + change.why)]
    if change.significant:
        return [change.finding(ClaimVerdict.SUPPORTED)]
    instead = f"the {claim.kind.words}, but this could be chance"
    return [Finding(ClaimVerdict.DIRECTION_ONLY, change.why, instead)]


def _chart(name: str, facts: Mapping[str, Fact], months: tuple[str, ...]) -> ControlChart:
    """The chart by month, or by quarter where most months are too small."""
    ref = Reference.without_period(name, months[0])
    of_group = partial(control_chart, facts, ref.measure, months, group=".".join(ref.groups))
    chart = of_group()
    return of_group(pool=3) if 2 * len(chart.too_small) > len(chart.points) else chart


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


def _trend_verdict(direction: int, chart: ControlChart) -> ClaimVerdict:
    if len(chart.points) < SHIFT_POINTS:
        return ClaimVerdict.TOO_FEW
    last = chart.points[-1]
    standing = ClaimVerdict.DIRECTION_ONLY if chart.trial else ClaimVerdict.SUPPORTED
    if direction == 0 and last.signals:
        return ClaimVerdict.CONTRADICTS
    if direction == 0:
        return ClaimVerdict.UNSUPPORTED if chart.signals else standing
    if not last.signals:
        return ClaimVerdict.UNSUPPORTED
    # Which way the signals lead: a run's direction, else the point's side of the centre.
    is_run = set(last.signals) == {Signal.TREND}
    heading = (1 if last.value > chart.points[-2].value else -1) if is_run else last.side
    return standing if heading == direction else ClaimVerdict.CONTRADICTS


def _trend(claim: Claim, facts: Mapping[str, Fact], name: str) -> list[Finding]:
    """A change over time, by the signal, if any, of a control chart's last point."""
    chart = _chart(name, facts, claim.over)
    if not chart.points:
        return [Finding(ClaimVerdict.TOO_FEW, "There is no figure for any of the months.")]
    direction = wanted(claim.kind, find(facts, Reference.without_period(name, claim.over[-1]).id))
    verdict = _trend_verdict(direction, chart)
    stands = verdict is ClaimVerdict.SUPPORTED
    instead = "" if stands else "no change over time that a control chart tells from chance"
    return [Finding(verdict, _shown(chart, chart.points[-1]), instead)]


#: From this share on, but short of all, it is "nearly all".
NEARLY_ALL = Fraction(9, 10)
_HALF = Fraction(1, 2)


def _figures(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> Iterator[Fact]:
    """The figures that the claim must hold for: of every area, of months in a row, or the one named."""
    ref = Reference.of(fact_id)
    if claim.running > 1 and len(ref.months) != 1:
        raise CannotCheckError(f"{fact_id} is not of one month.", "Name the last month of the run.")
    for back in range(claim.running):
        at = ref.back(back) if back else ref
        if claim.among:
            yield from (find(facts, f"{at.id}.{area}") for area in area_codes(facts))
        else:
            yield find(facts, at.id)


def _holds(words: str, share: Fraction) -> bool:
    holds = {"all": share == 1, "nearly all": NEARLY_ALL <= share < 1, "none": share == 0}
    holds |= dict.fromkeys(("fewer than half", "minority"), share < _HALF)
    return holds.get(words, share > _HALF)


def _of_level(claim: Claim, fact: Fact) -> Finding:
    words = claim.kind.words
    if words == "none" and fact.unit == "count":
        verdict = ClaimVerdict.SUPPORTED if fact.value == 0 else ClaimVerdict.CONTRADICTS
        return Finding(verdict, f"{stated(fact)}.", fact.display)
    if fact.denominator is None:
        raise CannotCheckError(f"{fact.id} is not a rate.", "Name a rate, such as audits.compliance.2020-02.")
    if not fact.denominator:
        return Finding(ClaimVerdict.UNSUPPORTED, f"There is nothing to count: {stated(fact)}.")
    share = Fraction(fact.numerator, fact.denominator)
    if claim.kind.family is Family.LEVEL:
        level = claim.level or Fraction()
        holds = {1: share >= level, 2: share > level, -1: share <= level, -2: share < level}[claim.kind.direction]
        printed = f"{rounding.half_up(100 * level, 1):f}".removesuffix(".0")
        why = f"{stated(fact)}; the level is {printed}%."
        return (
            Finding(ClaimVerdict.SUPPORTED, why) if holds else Finding(ClaimVerdict.CONTRADICTS, why, fact.with_counts)
        )
    if not _holds(words, share):
        return Finding(ClaimVerdict.CONTRADICTS, f"{stated(fact)}.", fact.with_counts)
    if words not in ("all", "none") and fact.denominator < FEWEST_COMPARED:
        return Finding(ClaimVerdict.TOO_FEW, f"{stated(fact)}: fewer than {FEWEST_COMPARED} cases.", fact.with_counts)
    return Finding(ClaimVerdict.SUPPORTED, f"{stated(fact)}.", fact.with_counts)


def _level(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> list[Finding]:
    """The amount of one figure, of every area's, or of months in a row."""
    return [_of_level(claim, fact) for fact in _figures(claim, facts, fact_id)]


def _previous(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> list[Finding]:
    """The month called the previous one is."""
    findings = []
    for against in claim.against:
        now, then = (Reference.of(find(facts, each).id).period for each in (fact_id, against))
        if not is_month(now) or not is_month(then):
            raise CannotCheckError(f"{fact_id} and {against} are not both of one month.", "Name months' figures.")
        why = f"The month before {month_name(now)} is {month_name(months_before(now))}."
        if then == months_before(now):
            findings.append(Finding(ClaimVerdict.SUPPORTED, why))
        else:
            why += f" The figure is of {month_name(then)}."
            findings.append(Finding(ClaimVerdict.CONTRADICTS, why, month_name(then)))
    return findings


def _about(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> list[Finding]:
    """The area which the text names is the one whose figure it gives."""
    groups = Reference.of(find(facts, fact_id).id).groups
    if not groups:
        raise CannotCheckError(f"{fact_id} is of all areas.", "Name the figure of one area.")
    why = f"The figure is of the area {groups[-1]}; the text names {claim.area}."
    if groups[-1] == claim.area:
        return [Finding(ClaimVerdict.SUPPORTED, why)]
    return [Finding(ClaimVerdict.CONTRADICTS, why, groups[-1])]


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a family of claims is checked, what must be declared for it and what may be."""

    check: Callable[[Claim, Mapping[str, Fact], str], list[Finding]]  # by the id of one of its figures
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    example: str = ""


_AGAINST = 'against="audits.compliance.2019-12"'
_OVER = 'over="2019-12 to 2020-02"'
RULES: dict[Family, _Rule] = {
    Family.CHANGE: _Rule(check_change, (), ("against", "running"), f'{_AGAINST} or running="3"'),
    Family.SIMILAR: _Rule(check_change, ("against",), (), _AGAINST),
    Family.REMAINED: _Rule(_remained, ("over",), (), _OVER),
    Family.RANK: _Rule(_rank, (), ("over", "among"), f'among="areas" or {_OVER}'),
    Family.SHARE: _Rule(_level, (), ("among", "running")),
    Family.LEVEL: _Rule(_level, ("level",), ("among", "running"), 'level="25%"'),
    Family.TREND: _Rule(_trend, ("over",), (), 'over="2018-11 to 2020-02"'),
    Family.PREVIOUS: _Rule(_previous, ("against",), (), _AGAINST),
    Family.ABOUT: _Rule(_about, ("area",), (), 'area="North West"'),
}
#: Of the attributes that these families may have, they need exactly one.
_ONE_OF = (Family.CHANGE, Family.RANK)


def _rule_of(claim: Claim) -> _Rule:
    """The rule of a claim that is declared rightly for it."""
    rule, words = RULES[claim.kind.family], claim.kind.words
    given = {name for name in ("against", "over", "among", "area") if getattr(claim, name)}
    given |= ({"level"} if claim.level is not None else set()) | ({"running"} if claim.running > 1 else set())
    if not claim.facts:
        raise CannotCheckError("the claim names no figure.", 'Add fact="audits.compliance.2020-02".')
    missing = [name for name in rule.needs if name not in given]
    if missing or (claim.kind.family in _ONE_OF and len(given & set(rule.takes)) != 1):
        what = missing[0] if missing else "what it is compared with"
        raise CannotCheckError(f"'{words}' does not say {what}.", f"Declare {rule.example}.")
    odd = sorted(given - set(rule.needs) - set(rule.takes))
    if odd:
        raise CannotCheckError(f"'{words}' takes no {odd[0]}.", f"Take out {odd[0]}, or declare another claim.")
    if claim.kind.family is Family.REMAINED and len(claim.over) < 2:
        raise CannotCheckError(f"'{words}' covers one month only.", f"Declare {_OVER}.")
    return rule


def check(claim: Claim, facts: Mapping[str, Fact]) -> Finding:
    """Check a claim against the facts: the worst that is found of its figures.

    Raises
    ------
    CannotCheckError
        It names a figure that there is none of, or is not declared so that its kind could be checked.
    """
    rule = _rule_of(claim)
    found = [finding for fact_id in claim.facts for finding in rule.check(claim, facts, fact_id)]
    verdict = max((finding.verdict for finding in found), key=list(ClaimVerdict).index)
    deciding = [finding for finding in found if finding.verdict is verdict]
    why = " ".join(dict.fromkeys(finding.why for finding in deciding))
    return Finding(verdict, why, next((finding.instead for finding in deciding if finding.instead), ""))
