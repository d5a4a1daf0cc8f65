"""Tests and intervals against published worked examples, and what must hold of any counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.claims import Verdict, compare, difference_interval
from auditlib.claims.comparison import p_text
from auditlib.facts import Fact


def rate(numerator, denominator, fact_id="audits.compliance.2020-02"):
    value = numerator / denominator if denominator else None
    return Fact(fact_id, value, numerator, denominator, "percent", "", "", {}, "")


@pytest.mark.parametrize(
    ("now", "then", "p"),
    [
        ((10, 13), (2, 17), 0.0005367),  # Fisher's convicted twins (1962), two-sided as in R's ?fisher.test
        ((3, 4), (1, 4), 0.4857),  # the lady tasting tea (Agresti, Categorical Data Analysis, 2nd ed., p. 92)
    ],
)
def test_fishers_exact_test(now, then, p):
    from scipy.stats import fisher_exact

    (a, n), (b, m) = now, then
    assert round(float(fisher_exact([[a, n - a], [b, m - b]]).pvalue), 7 if p < 0.01 else 4) == p
    if min(n, m) >= 10:
        assert round(compare(rate(a, n), rate(b, m)).p, 7) == p


@pytest.mark.parametrize(
    ("now", "then", "limits"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombes_interval_of_a_difference(now, then, limits):
    """Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10."""
    assert tuple(round(end, 4) for end in difference_interval(now, then)) == limits


COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
OPPOSITE = {"higher": "lower", "lower": "higher", "the same": "the same"}


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_comparing_the_other_way_round_gives_the_opposite(one, other):
    there, back = compare(rate(*one), rate(*other)), compare(rate(*other), rate(*one))
    assert there.verdict == back.verdict
    assert there.points == -back.points
    assert there.direction == OPPOSITE[back.direction]
    assert there.p == pytest.approx(back.p)
    assert there.interval == pytest.approx(tuple(-end for end in reversed(back.interval)))


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_a_probability_lies_between_0_and_1(one, other):
    comparison = compare(rate(*one), rate(*other))
    assert comparison.p is None or 0 <= comparison.p <= 1 + 1e-9
    assert (comparison.p is None) == (comparison.verdict == Verdict.TOO_FEW)


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_the_interval_of_a_difference_holds_it(one, other):
    lower, upper = difference_interval(one, other)
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= lower <= difference + 1e-9
    assert difference - 1e-9 <= upper <= 1


@settings(deadline=None)
@given(COUNTS)
def test_nothing_differs_from_itself(counts):
    assert compare(rate(*counts), rate(*counts)).verdict in (Verdict.SIMILAR, Verdict.TOO_FEW)


@pytest.mark.parametrize(
    ("p", "printed"),
    [(0.36, "p = 0.36"), (0.0949, "p = 0.095"), (0.0041, "p = 0.004"), (0.00047, "p = 0.0005"), (1.0, "p = 1"),
     (0.00001, "p < 0.0001")],
)  # fmt: skip
def test_probabilities_as_printed(p, printed):
    assert p_text(p) == printed
