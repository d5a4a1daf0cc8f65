"""Two figures compared, and claims that one changed or differs: increased, improved, higher, similar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from auditlib import rounding
from auditlib.claims.claim import Claim, ClaimVerdict, Family, Finding, Kind
from auditlib.claims.reference import CannotCheckError, Reference, UnknownFactError, apart_from, find, polarity
from auditlib.facts import Fact
from auditlib.periods import months_from

#: A two-sided Fisher's exact test below this is called significant.
SIGNIFICANT_P = 0.05
#: Shares that differ by fewer percentage points than this are called similar, unless significantly different.
SIMILAR_POINTS = 5
#: A share of fewer cases than this is not compared with another.
FEWEST_COMPARED = 10


class Verdict(StrEnum):
    """What can be said of two shares."""

    SIGNIFICANT = "significant"
    DIRECTION_ONLY = "direction only"
    SIMILAR = "similar"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two shares compared."""

    now: Fact  # both are rates
    then: Fact
    verdict: Verdict  # what can be said
    p: float | None  # two-sided p of Fisher's exact test; None where there are too few cases
    points: int  # the change in whole percentage points, rounded once from the counts

    @property
    def direction(self) -> str:
        """``higher``, ``lower`` or ``the same``."""
        change = self.now.value - self.then.value
        return "higher" if change > 0 else "lower" if change < 0 else "the same"

    @property
    def interval(self) -> tuple[float, float]:
        """Newcombe's 95% interval of the change, as fractions; meaningful also where there are few cases."""
        return difference_interval(
            (self.now.numerator, self.now.denominator), (self.then.numerator, self.then.denominator)
        )


def compare(now: Fact, then: Fact) -> Comparison | None:
    """Compare two shares by Fisher's exact test; None where one of them has nothing to divide by."""
    if now.value is None or then.value is None:
        return None
    a, n, b, m = now.numerator, now.denominator, then.numerator, then.denominator
    change = rounding.points((a, n), (b, m))
    if min(n, m) < FEWEST_COMPARED:
        return Comparison(now, then, Verdict.TOO_FEW, None, change)
    from scipy.stats import fisher_exact  # slow to import, and only comparisons need it

    p = float(fisher_exact([[a, n - a], [b, m - b]]).pvalue)
    if p < SIGNIFICANT_P:
        verdict = Verdict.SIGNIFICANT
    elif abs(change) < SIMILAR_POINTS:
        verdict = Verdict.SIMILAR
    else:
        verdict = Verdict.DIRECTION_ONLY
    return Comparison(now, then, verdict, p, change)


def difference_interval(now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's 95% interval of the difference of two shares."""
    from statsmodels.stats.proportion import confint_proportions_2indep  # slow to import, and only claims need it

    lower, upper = confint_proportions_2indep(*now, *then, method="newcomb", compare="diff", alpha=0.05)
    return max(-1.0, float(lower)), min(1.0, float(upper))


#: Counts of what was decided, not of what happened: a difference needs no test.
_DECIDED = ("allocated", "expected")
#: Months in a quarter.
_QUARTER = 3


def stated(fact: Fact) -> str:
    """A figure with its counts and its period: ``82% (62 of 76) for February 2020``."""
    return f"{fact.with_counts} for {Reference.of(fact.id).label}"


def wanted(kind: Kind, fact: Fact) -> int:
    """The direction that a kind of claim needs of a figure: 1 for more, -1 for fewer, 0 for neither.

    Raises
    ------
    CannotCheckError
        The kind is of better and worse, and it is not said which the figure is when there is more of it.
    """
    if not kind.is_value:
        return kind.direction
    sign = polarity(Reference.of(fact.id))
    if not sign:
        more, fewer = ("increased", "decreased") if kind.family is Family.CHANGE else ("higher", "lower")
        raise CannotCheckError(
            f"it is not defined whether more or fewer is better for {fact.id}, so '{kind.words}' cannot be checked.",
            f"Say '{more}' or '{fewer}'.",
        )
    return kind.direction * sign


@dataclass(frozen=True, slots=True)
class Change:
    """What is known of the change from one figure to another."""

    sign: int  # 1 if it is higher now, -1 if lower, 0 if the same
    significant: bool | None  # whether a test tells it from chance; None if there are too few cases to say
    similar: bool  # whether it is so small that the figures are called similar
    why: str  # the figures and the test, in one sentence
    phrase: str  # what may be said: ``higher than for December 2019, but this could be chance``
    p: float | None = None  # of the test, if one was made
    points: int = 0  # the change in whole percentage points, for two shares

    def finding(self, verdict: ClaimVerdict) -> Finding:
        """A finding with this change as evidence."""
        return Finding(verdict, self.why, "" if verdict is ClaimVerdict.SUPPORTED else self.phrase)


def p_text(p: float) -> str:
    """A probability as printed: ``p = 0.36``, ``p = 0.0005``, ``p < 0.0001``."""
    if p < 0.0001:
        return "p < 0.0001"
    if p >= 0.995:
        return "p = 1"
    places = 2 if p >= 0.095 else 3 if p >= 0.00095 else 4
    return f"p = {rounding.half_up(p, places)}"


def points_text(number: int) -> str:
    """A change in points as printed, without its sign: ``28 percentage points``."""
    if number == 0:
        return "under 1 percentage point"
    return f"{abs(number)} percentage point{'' if abs(number) == 1 else 's'}"


def _signed(share: float) -> str:
    """An end of an interval in points: ``18``, ``−6`` (with a minus, not a hyphen)."""
    return f"{rounding.half_up(100 * share):f}".replace("-0", "0").replace("-", "\N{MINUS SIGN}")


def _nothing(now: Fact, then: Fact) -> Change:
    return Change(0, None, False, f"There is nothing to compare: {stated(now)}, {stated(then)}.", "")


def _of_shares(now: Fact, then: Fact) -> Change:
    comparison = compare(now, then)
    if comparison is None:
        return _nothing(now, then)
    sign = (now.value > then.value) - (now.value < then.value)
    start, other = f"{stated(now)} against {stated(then)}: ", Reference.of(then.id).label
    p, change = comparison.p, comparison.points
    if comparison.verdict is Verdict.TOO_FEW:
        why = f"{start}one of them is out of fewer than {FEWEST_COMPARED} cases."
        return Change(sign, None, False, why, "there are too few cases to compare", p, change)
    if sign == 0:
        return Change(0, False, True, f"{start}they are the same.", f"the same as for {other}", p, change)
    low, high = comparison.interval
    span = f"95% interval {_signed(low)} to {_signed(high)} points"
    test = f"Fisher's exact test {p_text(p or 0.0)}, {span}"
    why = f"{start}{points_text(change)} {comparison.direction}; {test}."
    phrase = {
        Verdict.SIGNIFICANT: f"significantly {comparison.direction} than for {other}",
        Verdict.DIRECTION_ONLY: f"{comparison.direction} than for {other}, but this could be chance",
        Verdict.SIMILAR: f"similar to {other}",
    }[comparison.verdict]
    significant = comparison.verdict is Verdict.SIGNIFICANT
    return Change(sign, significant, comparison.verdict is Verdict.SIMILAR, why, phrase, p, change)


def _of_counts(now: Fact, then: Fact) -> Change:
    a, b = Reference.of(now.id), Reference.of(then.id)
    if a.period != b.period and (not a.months or len(a.months) != len(b.months)):
        what = f"{now.id} and {then.id} count periods of different length."
        raise CannotCheckError(what, "Compare months with months, or compare a rate.")
    sign = (now.value > then.value) - (now.value < then.value)
    other = Reference.of(then.id).label
    phrase = {1: f"more than for {other}", -1: f"fewer than for {other}", 0: f"as many as for {other}"}[sign]
    start = f"{stated(now)} against {stated(then)}"
    similar = 100 * abs(now.value - then.value) < SIMILAR_POINTS * max(now.value, then.value)
    if Reference.of(now.id).measure.split(".")[1] in _DECIDED:
        return Change(sign, True, similar, f"{start}.", phrase)
    if now.value + then.value < FEWEST_COMPARED:
        why = f"{start}: fewer than {FEWEST_COMPARED} together."
        return Change(sign, None, False, why, "there are too few cases to compare")
    from scipy.stats import binomtest  # slow to import, and only comparisons need it

    p = float(binomtest(int(now.value), int(now.value + then.value), 0.5).pvalue)
    significant = p < SIGNIFICANT_P
    why = f"{start}: exact test of two counts {p_text(p)}."
    if sign and not significant:
        phrase += ", but this could be chance"
    return Change(sign, significant, similar, why, phrase, p)


def measured(now: Fact, then: Fact) -> Change:
    """The change from one figure to another of its kind.

    Raises
    ------
    CannotCheckError
        They are not of one kind, or are dates.
    """
    if now.unit != then.unit or now.unit == "date":
        raise CannotCheckError(
            f"{now.id} and {then.id} cannot be compared: one is a {now.unit}, the other a {then.unit}.",
            "Name two rates or two counts.",
        )
    if now.denominator is not None and then.denominator is not None:
        return _of_shares(now, then)
    if now.value is None or then.value is None:
        return _nothing(now, then)
    if now.unit == "count":
        return _of_counts(now, then)
    sign = (now.value > then.value) - (now.value < then.value)
    phrase = {1: "longer", -1: "shorter", 0: "the same"}[sign]
    why = f"{stated(now)} against {stated(then)}: no test is made of lengths of time."
    return Change(sign, False, sign == 0, why, f"{phrase}, but no test was made")


def judge(kind: Kind, direction: int, change: Change) -> Finding:
    """The finding of a change under a kind of claim whose direction is resolved."""
    if change.significant is None:
        return change.finding(ClaimVerdict.TOO_FEW)
    if kind.family is Family.SIMILAR:
        return change.finding(_judge_similar(kind, change))
    if direction == 0:
        different = ClaimVerdict.SUPPORTED if change.significant else ClaimVerdict.UNSUPPORTED
        return change.finding(different if change.sign else ClaimVerdict.CONTRADICTS)
    if change.sign != direction:
        return change.finding(ClaimVerdict.CONTRADICTS)
    if change.significant:
        tested = change.p is not None or not kind.significant
        return change.finding(ClaimVerdict.SUPPORTED if tested else ClaimVerdict.UNSUPPORTED)
    return change.finding(ClaimVerdict.UNSUPPORTED if kind.significant else ClaimVerdict.DIRECTION_ONLY)


def _judge_similar(kind: Kind, change: Change) -> ClaimVerdict:
    if kind.words == "not significantly different":
        return ClaimVerdict.CONTRADICTS if change.significant else ClaimVerdict.SUPPORTED
    if kind.words in ("the same", "unchanged"):
        if change.sign == 0:
            return ClaimVerdict.SUPPORTED
        return ClaimVerdict.UNSUPPORTED if change.similar else ClaimVerdict.CONTRADICTS
    if change.sign == 0 or (change.similar and not (change.significant and change.p is not None)):
        return ClaimVerdict.SUPPORTED
    return ClaimVerdict.CONTRADICTS if change.significant else ClaimVerdict.UNSUPPORTED


def _suggest_quarters(finding: Finding, facts: Mapping[str, Fact], now: Reference, then: Reference) -> Finding:
    """Where months are too small, say what the quarters that end in them give."""
    if len(now.months) != 1 or len(then.months) != 1:
        return finding
    if len(months_from(*sorted((now.period, then.period)))) <= _QUARTER:
        return finding
    try:
        pooled = [find(facts, ref.at(f"{ref.back(_QUARTER - 1).period}/{ref.period}").id) for ref in (now, then)]
    except UnknownFactError:
        return finding
    change = measured(*pooled)
    if change.significant is None:
        return finding
    return replace(finding, instead=f"of the quarters that end in these months: {change.phrase} ({change.why[:-1]})")


def _pair(claim: Claim, facts: Mapping[str, Fact], now: Fact, against: str) -> Finding:
    then = find(facts, against)
    rest = apart_from(facts, now, then)
    if rest is None:
        raise CannotCheckError(
            f"{now.id} and {against} share cases, and their ids do not say which.",
            "Compare with other months, named by first and last: 2019-09/2019-11.",
        )
    finding = judge(claim.kind, wanted(claim.kind, now), measured(now, rest))
    if rest is not then:
        inner, outer = Reference.of(now.id).label, Reference.of(then.id).label
        return replace(finding, why=f"{finding.why} The cases of {inner} are left out of {outer}.")
    if finding.verdict is ClaimVerdict.TOO_FEW:
        return _suggest_quarters(finding, facts, Reference.of(now.id), Reference.of(against))
    return finding


def _run(claim: Claim, facts: Mapping[str, Fact], now: Fact) -> list[Finding]:
    """The same change month after month: every step in its direction, and the whole of it tested."""
    ref = Reference.of(now.id)
    if len(ref.months) != 1:
        raise CannotCheckError(f"{now.id} is not of one month.", "Name the last month of the run.")
    months = [find(facts, ref.back(count).id) for count in range(claim.running + 1)]
    missing = [Reference.of(fact.id).when for fact in months if fact.value is None]
    if missing:
        return [Finding(ClaimVerdict.UNSUPPORTED, f"There is no figure for {rounding.listed(missing)}.")]
    direction = wanted(claim.kind, now)
    steps = [measured(after, before) for after, before in zip(months, months[1:], strict=False)]
    broken = [step.finding(ClaimVerdict.CONTRADICTS) for step in steps if step.sign != direction]
    return broken or [judge(claim.kind, direction, measured(months[0], months[-1]))]


def check_change(claim: Claim, facts: Mapping[str, Fact], fact_id: str) -> list[Finding]:
    """A figure changed or differs."""
    now = find(facts, fact_id)
    if claim.running > 1:
        return _run(claim, facts, now)
    return [_pair(claim, facts, now, against) for against in claim.against]
