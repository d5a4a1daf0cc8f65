"""What counts as more than chance, for QA's drift warnings."""

from __future__ import annotations

import pytest

from auditlib.expectations.kinds.comparisons import count_is_unlike, number_range, of_share, whose_month


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
