"""What counts as more than chance, for QA's drift warnings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.expectations.chance import count_is_unlike, share_is_unlike
from auditlib.expectations.kinds.comparisons import number_range, of_share, whose_month


@settings(deadline=None)
@given(
    base=st.integers(1, 60),
    base_before=st.integers(1, 200),
    share=st.floats(0, 1),
    share_before=st.floats(0, 1),
    chance=st.sampled_from([0.001, 0.005, 0.05]),
)
def test_shares_are_compared_by_fishers_exact_test(base, base_before, share, share_before, chance):
    from scipy.stats import fisher_exact

    count, before = round(share * base), round(share_before * base_before)
    p = fisher_exact([[count, base - count], [before, base_before - before]]).pvalue
    if abs(p - chance) > 1e-9:
        assert share_is_unlike(count, base, before, base_before, chance) == (p < chance)


def test_very_many_rows_give_what_the_exact_test_gives():
    from scipy.stats import fisher_exact

    for count in (5_000, 5_100, 5_200, 5_300):
        p = fisher_exact([[count, 10_000 - count], [50_000, 50_000]]).pvalue
        assert share_is_unlike(count, 10_000, 50_000, 100_000, 0.005) == (p < 0.005)


def test_shares_of_none_or_all_are_alike():
    assert not share_is_unlike(0, 20, 0, 300, 0.05)
    assert not share_is_unlike(20, 20, 300, 300, 0.05)


@pytest.mark.parametrize(
    ("now", "before", "unlike"),
    [
        (17, [16, 17, 16, 18, 17, 17], False),
        (9, [16, 17, 16, 18, 17, 17], False),  # about the least that chance gives
        (2, [16, 17, 16, 18, 17, 17], True),
        (40, [16, 17, 16, 18, 17, 17], True),
        (40, [10, 45, 12, 38, 20, 41], False),  # it always went up and down like this
        (2, [0, 0, 0, 0, 0, 0], False),
        (12, [0, 0, 0, 0, 0, 0], True),
        (0, [2, 1, 3, 2, 2, 1], False),  # too few to say
    ],
)
def test_a_number_is_compared_with_the_ups_and_downs_before(now: int, before: list[int], unlike: bool):
    assert count_is_unlike(now, before) is unlike


def test_numbers_are_worded_with_their_counts():
    assert of_share(27, 96) == "27 of 96 rows (28.1 %)"
    assert of_share(1, 8) == "1 of 8 rows (12.5 %)"
    assert of_share(0.25) == "25 %"
    assert number_range([12, 31, 20]) == "12 to 31"
    assert number_range([4, 4]) == "4"
    assert whose_month("2020-02") == "February 2020"
    assert whose_month("2020-02", "hill") == "hill, February 2020"
