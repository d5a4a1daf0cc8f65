"""Weighted kappa: published examples, and tables for which there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.change.measured import Kappa, NoKappa, fewest, weighted_kappa

# A. Agresti (1990), Categorical Data Analysis, Table 2.10: two people's answers on a scale of four, 91 couples. Kappa
# as printed in the documentation of R's vcdExtra ("Measures of agreement"): weighted 0.2374, ASE 0.07832,
# 95% interval 0.083883432 to 0.3908778.
FOUR_STEPS = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]


def test_a_published_example_of_four_steps():
    found = weighted_kappa(FOUR_STEPS)
    assert found.value == pytest.approx(0.2374, abs=5e-5)
    assert found.low == pytest.approx(0.083883432, abs=1e-7)
    assert found.high == pytest.approx(0.3908778, abs=1e-7)


def test_every_judgement_upheld_is_complete_agreement_without_an_interval():
    assert weighted_kappa([[10, 0, 0], [0, 10, 0], [0, 0, 2]]) == Kappa(1.0, None, None)


def test_two_steps_away_is_twice_as_far_as_one():
    one = weighted_kappa([[20, 4, 0, 0], [0, 20, 0, 0], [0, 0, 20, 0], [0, 0, 0, 20]])
    two = weighted_kappa([[20, 0, 4, 0], [0, 20, 0, 0], [0, 0, 20, 0], [0, 0, 0, 20]])
    assert two.value < one.value < 1


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[0, 0], [0, 0]], NoKappa.NONE),
        ([[3, 1], [0, 5]], NoKappa.TOO_FEW),
        ([[5, 2, 0, 0], [0, 9, 1, 0], [0, 0, 9, 0], [0, 0, 0, 5]], NoKappa.TOO_FEW),
        ([[40, 0], [0, 0]], NoKappa.ONE_JUDGEMENT),
        ([[30, 10], [0, 0]], NoKappa.ONE_JUDGEMENT),
        ([[30, 0], [10, 0]], NoKappa.ONE_JUDGEMENT),
    ],
    ids=["no cases", "under ten", "31 of 32 for four judgements", "one judgement", "one before", "one after"],
)
def test_there_is_no_kappa_where_it_would_say_nothing(table, why):
    assert weighted_kappa(table) is why


@pytest.mark.parametrize(("used", "cases"), [(2, 10), (3, 18), (4, 32)])
def test_the_fewest_cases(used, cases):
    assert fewest(used) == cases


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4))
def test_kappa_lies_within_its_interval_and_between_minus_one_and_one(table):
    found = weighted_kappa(table)
    if isinstance(found, Kappa):
        assert -1 <= found.value <= 1
        if found.low is not None:
            assert -1 <= found.low <= found.value <= found.high <= 1
