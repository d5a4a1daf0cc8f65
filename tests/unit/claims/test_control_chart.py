"""p-charts: limits against published worked examples, signals against the tests of the NHS's own package."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.claims.chart import Signal, p_chart, runs, trends, two_of_three

#: Cans of orange juice with faulty seams in 30 samples of 50 (Montgomery, Introduction to Statistical Quality
#: Control, 5th edition, example 6-1; also the data set ``orangejuice`` of the R package qcc).
ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
#: Bruised peaches of peaches inspected in 25 shipments (Pyzdek and Keller, The Handbook for Quality Management,
#: 2nd edition, table 9.6); a crate holds 250, some shipments have two crates. The limits follow from its formulas.
PEACHES = [
    (47, 250), (42, 250), (55, 250), (51, 250), (46, 250), (61, 250), (39, 250), (44, 250), (41, 250), (51, 250),
    (88, 500), (101, 500), (101, 500), (40, 250), (48, 250), (47, 250), (50, 250), (48, 250), (57, 250), (45, 250),
    (43, 250), (105, 500), (98, 500), (100, 500), (96, 500),
]  # fmt: skip


def chart_of(pairs):
    return p_chart([(str(number), *pair) for number, pair in enumerate(pairs, start=1)])


def limits_of(chart):
    return [(point.lower, point.upper) for point in chart.points]


def test_limits_and_points_outside_of_montgomerys_orange_juice_cans():
    chart = chart_of([(faulty, 50) for faulty in ORANGE_JUICE])
    assert round(chart.centre, 4) == 0.2313
    assert {(round(lower, 4), round(upper, 4)) for lower, upper in limits_of(chart)} == {(0.0524, 0.4102)}
    outside = [period for period, signals in chart.signals.items() if Signal.ASTRONOMICAL in signals]
    assert outside == ["15", "23"]
    assert not chart.trial


def test_limits_without_the_two_samples_that_montgomery_takes_out():
    kept = [faulty for number, faulty in enumerate(ORANGE_JUICE, start=1) if number not in (15, 23)]
    chart = chart_of([(faulty, 50) for faulty in kept])
    assert round(chart.centre, 4) == 0.2150
    assert {(round(lower, 4), round(upper, 4)) for lower, upper in limits_of(chart)} == {(0.0407, 0.3893)}


def test_limits_follow_the_number_of_cases_in_pyzdeks_peaches():
    chart = chart_of(PEACHES)
    assert round(chart.centre, 3) == 0.193
    by_size = {point.denominator: (round(point.lower, 3), round(point.upper, 3)) for point in chart.points}
    assert by_size == {250: (0.118, 0.268), 500: (0.140, 0.246)}
    assert not chart.signals, "the process is in control"


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([1] * 6, set()),
        ([1] * 6 + [-1], set()),
        ([1] * 8 + [-1], set(range(8))),
        ([-1] * 8 + [1], set(range(8))),
        ([-1] + [1] * 8 + [-1], set(range(1, 9))),
        ([0] * 9, set()),
    ],
)
def test_seven_on_one_side_as_nhsrplotthedots_tests_it(sides, expected):
    assert runs(sides, 7) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(1, 7), set()),
        ([1, 2, 3, 3, 4, 5, 6], set()),
        (range(1, 8), set(range(7))),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], set(range(1, 8))),
        (range(7, 0, -1), set(range(7))),
    ],
)
def test_seven_in_one_direction_as_nhsrplotthedots_tests_it(values, expected):
    values = list(values)
    steps = [(after > before) - (after < before) for before, after in zip(values, values[1:], strict=False)]
    assert trends(steps, 7) == expected


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ([0, 0, 0], set()),
        ([1, 0, 1], {0, 2}),
        ([0, 1, 1], {1, 2}),
        ([0, 0, 1, 0, 1, 0, 0], {2, 4}),
        ([1, 0, 0, 1], set()),
        ([1, 0, 0, 1, 1], {3, 4}),
    ],
)
def test_two_of_three_near_a_limit_as_nhsrplotthedots_tests_it(near, expected):
    assert two_of_three(near, [1] * len(near)) == expected


def test_two_near_opposite_limits_are_no_signal():
    assert two_of_three([1, 0, 1], [1, 1, -1]) == set()


def test_eleven_points_give_trial_limits_and_twelve_do_not():
    assert chart_of([(5, 10)] * 11).trial
    assert not chart_of([(5, 10)] * 12).trial


def test_a_month_with_nothing_to_divide_by_is_named_and_not_charted():
    chart = p_chart([("2019-12", 5, 10), ("2020-01", 0, 0), ("2020-02", 6, 10)])
    assert [point.period for point in chart.points] == ["2019-12", "2020-02"]


def test_nothing_measured_has_no_centre():
    chart = p_chart([("2020-01", 0, 0)])
    assert chart.centre is None
    assert chart.points == ()


def test_small_months_are_named():
    assert p_chart([("2020-01", 5, 9), ("2020-02", 5, 10)]).too_small == ("2020-01",)


COUNTS = st.lists(
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=30
)


@settings(deadline=None)
@given(COUNTS)
def test_limits_lie_between_0_and_1_and_hold_the_centre(pairs):
    chart = chart_of(pairs)
    for point in chart.points:
        assert 0 <= point.lower <= chart.centre + 1e-12
        assert chart.centre - 1e-12 <= point.upper <= 1


@settings(deadline=None)
@given(COUNTS)
def test_counting_the_others_turns_the_chart_upside_down(pairs):
    chart, mirror = chart_of(pairs), chart_of([(n - x, n) for x, n in pairs])
    assert [point.side for point in chart.points] == [-point.side for point in mirror.points]
    shifts = [period for period, signals in chart.signals.items() if Signal.SHIFT in signals or Signal.TREND in signals]
    again = [period for period, signals in mirror.signals.items() if Signal.SHIFT in signals or Signal.TREND in signals]
    assert shifts == again


@settings(deadline=None)
@given(COUNTS, st.integers(1, 4))
def test_pooling_loses_no_case_but_those_of_an_incomplete_first_block(pairs, pool):
    from auditlib.claims.chart import _pooled

    rows = [(f"{number}", *pair) for number, pair in enumerate(pairs)]
    blocks = list(_pooled(rows, pool))
    whole = rows[len(rows) % pool :]
    assert sum(block[2] for block in blocks) == sum(row[2] for row in whole)
    assert len(blocks) == len(rows) // pool


@settings(deadline=None)
@given(st.integers(0, 5), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_equal_shares_are_no_signal(fifths, sizes):
    chart = chart_of([(fifths * size, 5 * size) for size in sizes])
    assert not chart.signals
    assert {point.side for point in chart.points} == {0}
