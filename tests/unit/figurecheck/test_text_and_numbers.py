"""Reading sentences and numbers: typography, abbreviations, ranges, labels, rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figurecheck.dates import Month, months_in, periods_in
from figurecheck.quantities import Sentence as tag
from figurecheck.rounding import (
    Fit,
    fit_values,
    possible_denominators,
    possible_numerators,
    practice_of,
    rounded,
    share,
)
from figurecheck.text import clean, sentences, split_label


def kinds(text: str) -> str:
    return "".join(figure.kind for figure in tag(clean(text)).figures)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 32. 38 were allocated.", ["There were 32.", "38 were allocated."]),
        ("See e.g. No. 5 of the list. Approx. 40 came.", ["See e.g. No. 5 of the list.", "Approx. 40 came."]),
        ("It was 81.57% in May. It rose.", ["It was 81.57% in May.", "It rose."]),
        ("5.4.2 The panel met. It agreed.", ["5.4.2 The panel met.", "It agreed."]),
    ],
)
def test_sentences_end_where_they_end(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("com\u00adpliance", "compliance"),
        ("75%1 of them", "75% of them"),
        ("the last 12 months3.", "the last 12 months."),
        ("1\u202f235 calls", "1,235 calls"),
        ("“75\u00a0%”", '"75 %"'),
    ],
)
def test_typography_is_cleaned(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("72 of 96 (75%)", "ccp"),
        ("10–15% or 20 to 25%", "zz"),
        ("from 41 to 44%", "pp"),
        ("between 10 and 15", "z"),
        ("rose by 5% to £210", "pm"),
        ("up 3 percentage points", "g"),
        ("in 2018-19 and 2020", "yy"),
        ("on 31 December 2019", "d"),
        ("section 47, Table 3 and paragraph 5.4.2", "xxx"),
        ("In Table 3, 72 of the 96", "xcc"),
        ("In the quarter 72 came", "c"),
        ("aged 16 to 17", "x"),
        ("Call 020 7946 0018", "x"),
        ("45.2 per 10,000 children", "r"),
        ("£3.4m and 1.2 million people", "mc"),
        ("three of the nine", "ww"),
        ("1 in 5, 72/96 and a third", "hfh"),
        ("COVID-19 and P45", "x"),
        ("12 may have 14", "cc"),
        ("a hundred and twenty-six of the ninety", "cw"),
        ("eighteen (18) months, thirty percent (30%)", "wxpx"),
        ("61 marks for boys and 68 for girls", "uu"),
        ("the 10% most deprived areas", "x"),
        ("Exeter (3.1%) and Truro (2.7)", "pp"),
        ("than one at 5", "c"),
    ],
)
def test_numbers_are_distinguished(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "approximate", "bound"),
    [
        ("around 75% came", True, ""),
        ("just over 75% came", True, "least"),
        ("at least 25% are read", False, "least"),
        ("up to 10 came", False, "most"),
        ("a target of 80%", False, "goal"),
        ("75% came", False, ""),
    ],
)
def test_approximations_limits_and_targets(text, approximate, bound):
    figure = tag(text).figures[0]
    assert (figure.approx, figure.bound) == (approximate, bound)


def test_a_scale_is_shared_by_both_ends_of_a_change():
    first, second = tag("from 718.7 to 662.3 million tonnes").figures
    assert (first.value, second.value) == (Decimal("718700000"), Decimal("662300000"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("North West: 38 were sent", "North West"),
        ("January 2020: 26 were good", "January 2020"),
        ("At 10:30 the panel met", ""),
        ("It was, as we said: good", ""),
    ],
)
def test_run_in_labels(text, label):
    assert split_label(text)[0] == label


def test_months_go_back_over_the_year_with_and_without_it():
    assert Month(1, 2020).before() == Month(12, 2019)
    assert Month(1).before() == Month(12)
    assert months_in("May 2020 and June") == [Month(5, 2020), Month(6)]
    assert months_in("This may be so") == []
    assert periods_in("In 2019/20 and in May 2021") == {"2019/20", "2021-05"}


def test_notes_on_rounding_are_read():
    assert practice_of("Counts are rounded to the nearest 5.").nearest == 5
    assert practice_of("Figures may not sum due to rounding.").noted
    assert practice_of("Results are weighted.").weighted


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 2))
def test_what_is_rounded_half_up_always_fits(denominator, part, decimals):
    numerator = min(part, denominator)
    percent = rounded(share(Decimal(numerator), Decimal(denominator)), decimals)
    pair = ((Decimal(numerator),) * 2, (Decimal(denominator),) * 2)
    assert fit_values(*pair, percent, decimals) is Fit.ROUNDED
    assert numerator in possible_numerators(denominator, percent, decimals)
    if numerator and percent:
        assert denominator in possible_denominators(numerator, percent, decimals)


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 2))
def test_a_percentage_more_than_one_unit_off_never_fits(denominator, part, decimals):
    numerator = min(part, denominator)
    unit = Decimal(1).scaleb(-decimals)
    percent = rounded(share(Decimal(numerator), Decimal(denominator)), decimals) + 2 * unit
    assert fit_values((Decimal(numerator),) * 2, (Decimal(denominator),) * 2, percent, decimals) is Fit.WRONG


def test_cut_is_told_from_wrong():
    counts = ((Decimal(62),) * 2, (Decimal(76),) * 2)
    assert fit_values(*counts, Decimal("81.57"), 2) is Fit.CUT
    assert fit_values(*counts, Decimal("81.58"), 2) is Fit.ROUNDED
    assert fit_values(*counts, Decimal("81.56"), 2) is Fit.WRONG
    assert fit_values((Decimal(5),) * 2, (Decimal(8),) * 2, Decimal(62), 0) is Fit.ROUNDED  # half to even
    assert fit_values((Decimal(3),) * 2, (Decimal(8),) * 2, Decimal(37), 0) is Fit.CUT  # 37.5 is 38 by either rule
