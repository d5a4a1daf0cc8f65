"""Words of change and comparison: which of them the figures of an edition allow."""

from fractions import Fraction

import pytest

from auditlib.claims import CannotCheckError, Claim, check, kind_of
from auditlib.facts import Fact, Facts


def rate(fact_id, numerator, denominator):
    value = numerator / denominator if denominator else None
    display = f"{round(100 * value)}%" if denominator else "none allocated"
    return Fact(fact_id, value, numerator, denominator, "percent", display, "", {}, "")


def count(fact_id, value):
    return Fact(fact_id, value, None, None, "count", str(value), "", {}, "")


def compliance(**months):
    """Facts of audits.compliance: ``compliance(oct="41 of 76")`` is October 2019; areas count one audit each."""
    calendar = {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
    facts = []
    for name, written in months.items():
        period = f"2019-{calendar[name]:02d}" if name in calendar else name.replace("_", ".")
        facts.append(rate(f"audits.compliance.{period}", *map(int, written.split(" of "))))
    return Facts([*facts, *(count(f"audits.allocated.programme.{area}", 1) for area in ("north", "south", "west"))])


def verdict(facts, words, fact, **more):
    kind = kind_of(words)
    several = {name: tuple(more.pop(name).split()) for name in ("against", "over") if name in more}
    claim = Claim(kind, (fact,), running=more.pop("running", kind.running), **several, **more)
    return check(claim, facts).verdict.value


OCT, NOV, DEC = (f"audits.compliance.2019-{month}" for month in (10, 11, 12))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("significantly improved", "supported"),
        ("improved", "supported"),
        ("increased", "supported"),
        ("higher", "supported"),
        ("changed", "supported"),
        ("similar", "contradicts"),
        ("decreased", "contradicts"),
        ("worsened", "contradicts"),
        ("not significantly different", "contradicts"),
    ],
)
def test_a_change_that_a_test_tells_from_chance(words, expected):
    facts = compliance(nov="41 of 76", dec="62 of 76")
    assert verdict(facts, words, DEC, against=NOV) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("significantly improved", "unsupported"),
        ("improved", "supported-direction-only"),
        ("higher", "supported-direction-only"),
        ("changed", "unsupported"),
        ("similar", "unsupported"),
        ("lower", "contradicts"),
        ("not significantly different", "supported"),
    ],
)
def test_a_change_of_seven_points_that_chance_could_give(words, expected):
    facts = compliance(nov="72 of 96", dec="62 of 76")
    assert verdict(facts, words, DEC, against=NOV) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("similar", "supported"), ("higher", "supported-direction-only"), ("the same", "unsupported")],
)
def test_a_change_of_one_point(words, expected):
    facts = compliance(nov="25 of 45", dec="41 of 72")
    assert verdict(facts, words, DEC, against=NOV) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [("the same", "supported"), ("similar", "supported"), ("improved", "contradicts")]
)
def test_no_change_at_all(words, expected):
    facts = compliance(nov="30 of 60", dec="20 of 40")
    assert verdict(facts, words, DEC, against=NOV) == expected


def test_fewer_than_ten_cases_are_too_few_to_compare():
    facts = compliance(oct="1 of 10", nov="1 of 9", dec="10 of 10")
    assert verdict(facts, "improved", DEC, against=NOV) == "too-few"
    assert verdict(facts, "improved", DEC, against=OCT) == "supported"


def test_nothing_to_divide_by_is_nothing_to_compare():
    assert verdict(compliance(nov="0 of 0", dec="10 of 10"), "improved", DEC, against=NOV) == "too-few"


def test_where_months_are_too_small_the_quarters_are_offered_instead():
    small = {"jul": "2 of 8", "aug": "2 of 8", "sep": "1 of 8", "oct": "7 of 8", "nov": "7 of 8", "dec": "8 of 8"}
    claim = Claim(kind_of("improved"), (DEC,), ("audits.compliance.2019-09",))
    result = check(claim, compliance(**small))
    assert result.verdict.value == "too-few"
    assert "significantly higher than for July to September 2019" in result.instead
    assert "22 of 24" in result.instead


def test_quarters_can_be_declared_themselves():
    small = {"jul": "2 of 8", "aug": "2 of 8", "sep": "1 of 8", "oct": "7 of 8", "nov": "7 of 8", "dec": "8 of 8"}
    quarters = {
        "fact": "audits.compliance.2019-10/2019-12",
        "against": "audits.compliance.2019-07/2019-09",
    }
    assert verdict(compliance(**small), "significantly improved", **quarters) == "supported"


def test_a_month_is_compared_with_the_rest_of_the_programme_not_with_itself():
    facts = compliance(dec="10 of 20", programme="60 of 120")
    claim = Claim(kind_of("the same"), (DEC,), ("audits.compliance.programme",))
    result = check(claim, facts)
    assert result.verdict.value == "supported"
    assert "(50 of 100)" in result.why


def test_the_edition_may_hold_the_month_and_is_refused():
    facts = compliance(dec="10 of 20", edition="20 of 40")
    with pytest.raises(CannotCheckError, match="share cases"):
        verdict(facts, "higher", DEC, against="audits.compliance.edition")


def test_shares_of_the_same_cases_are_refused():
    facts = Facts(
        [
            rate("audits.judgement_rate.2019-12.good", 20, 60),
            rate("audits.judgement_rate.2019-12.inadequate", 5, 60),
        ]
    )
    with pytest.raises(CannotCheckError, match="share cases"):
        verdict(
            facts,
            "higher",
            "audits.judgement_rate.2019-12.good",
            against="audits.judgement_rate.2019-12.inadequate",
        )


def test_improved_needs_it_to_be_known_which_way_is_better():
    facts = Facts([count("comments.remarks.2019-12", 40), count("comments.remarks.2019-11", 20)])
    with pytest.raises(CannotCheckError, match="more or fewer is better"):
        verdict(facts, "improved", "comments.remarks.2019-12", against="comments.remarks.2019-11")


def test_of_what_is_outstanding_fewer_is_better():
    facts = Facts([count("audits.outstanding.2019-12", 10), count("audits.outstanding.2019-11", 40)])
    pair = {"fact": "audits.outstanding.2019-12", "against": "audits.outstanding.2019-11"}
    assert verdict(facts, "improved", **pair) == "supported"
    assert verdict(facts, "worsened", **pair) == "contradicts"


def test_counts_of_what_was_decided_need_no_test_and_have_none():
    facts = Facts([count("audits.allocated.2019-12", 77), count("audits.allocated.2019-11", 76)])
    pair = {"fact": "audits.allocated.2019-12", "against": "audits.allocated.2019-11"}
    assert verdict(facts, "more", **pair) == "supported"
    assert verdict(facts, "significantly more", **pair) == "unsupported"


def test_counts_within_five_per_cent_of_each_other_are_similar():
    facts = Facts(
        [
            count("audits.allocated.2019-11", 100),
            count("audits.allocated.2019-12", 96),
            count("audits.allocated.2019-10", 95),
        ]
    )
    pair = {"fact": "audits.allocated.2019-12", "against": "audits.allocated.2019-11"}
    assert verdict(facts, "similar", **pair) == "supported"
    assert verdict(facts, "similar", **pair | {"fact": "audits.allocated.2019-10"}) == "contradicts"


def test_counts_of_periods_of_different_length_are_refused():
    facts = Facts([count(f"audits.late.{period}", 9) for period in ("2019-11", "2019-12", "programme")])
    with pytest.raises(CannotCheckError, match="different length"):
        verdict(facts, "fewer", "audits.late.2019-10/2019-12".replace("10", "11"), against="audits.late.programme")


RISING = {"sep": "20 of 80", "oct": "35 of 80", "nov": "50 of 80", "dec": "65 of 80"}


def test_improved_for_the_third_month_is_three_steps_up():
    assert verdict(compliance(**RISING), "improved", DEC, running=3) == "supported"


def test_improved_for_the_third_month_is_contradicted_by_one_step_down():
    assert verdict(compliance(**RISING | {"oct": "55 of 80"}), "improved", DEC, running=3) == "contradicts"


def test_continued_to_improve_is_two_steps_up_and_tested_as_a_whole():
    assert verdict(compliance(**RISING), "continued to improve", DEC) == "supported"
    slowly = compliance(oct="40 of 80", nov="41 of 80", dec="42 of 80")
    assert verdict(slowly, "continued to improve", DEC) == "supported-direction-only"


def test_a_month_without_figure_breaks_the_run():
    assert verdict(compliance(**RISING | {"oct": "0 of 0"}), "improved", DEC, running=3) == "unsupported"


LAST_THREE = "2019-10 2019-11 2019-12"


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ({"oct": "40 of 80", "nov": "41 of 80", "dec": "42 of 80"}, "supported"),
        ({"oct": "40 of 80", "nov": "46 of 80", "dec": "42 of 80"}, "unsupported"),
        ({"oct": "20 of 80", "nov": "41 of 80", "dec": "42 of 80"}, "contradicts"),
        ({"oct": "4 of 8", "nov": "41 of 80", "dec": "42 of 80"}, "too-few"),
        ({"oct": "0 of 0", "nov": "41 of 80", "dec": "42 of 80"}, "unsupported"),
    ],
)
def test_remained_similar_over_months(months, expected):
    assert verdict(compliance(**months), "remained similar", "audits.compliance", over=LAST_THREE) == expected


def test_low_is_below_the_programmes_rate_in_every_month():
    months = {"oct": "40 of 80", "nov": "41 of 80", "dec": "42 of 80"}
    below, above = compliance(**months, programme="800 of 1000"), compliance(**months, programme="505 of 1000")
    assert verdict(below, "remained low", "audits.compliance", over=LAST_THREE) == "supported"
    assert verdict(above, "remained low", "audits.compliance", over=LAST_THREE) == "contradicts"
    assert verdict(below, "remained high", "audits.compliance", over=LAST_THREE) == "contradicts"


def areas(north, south, west):
    return compliance(edition_north=north, edition_south=south, edition_west=west)


def test_highest_among_areas_by_more_than_chance_or_within_it():
    facts = areas("58 of 60", "30 of 60", "20 of 60")
    north = "audits.compliance.edition.north"
    assert verdict(facts, "highest", north, among="areas") == "supported"
    assert verdict(facts, "lowest", north, among="areas") == "contradicts"
    close = areas("31 of 60", "30 of 60", "20 of 60")
    assert verdict(close, "highest", north, among="areas") == "supported-direction-only"


def test_joint_highest_is_not_the_highest():
    facts = areas("30 of 60", "15 of 30", "20 of 60")
    assert verdict(facts, "highest", "audits.compliance.edition.north", among="areas") == "contradicts"


def test_an_area_with_few_cases_cannot_be_the_highest_nor_stand_in_the_way():
    facts = areas("58 of 60", "5 of 5", "20 of 60")
    assert verdict(facts, "highest", "audits.compliance.edition.north", among="areas") == "supported"
    assert verdict(facts, "highest", "audits.compliance.edition.south", among="areas") == "too-few"


def test_highest_among_months():
    facts = compliance(oct="40 of 80", nov="41 of 80", dec="70 of 80")
    assert verdict(facts, "highest", DEC, over=LAST_THREE) == "supported"


@pytest.mark.parametrize(
    ("share", "words", "expected"),
    [
        ("41 of 80", "most", "supported"),
        ("40 of 80", "most", "contradicts"),
        ("5 of 8", "most", "too-few"),
        ("39 of 80", "fewer than half", "supported"),
        ("72 of 80", "nearly all", "supported"),
        ("71 of 80", "nearly all", "contradicts"),
        ("80 of 80", "nearly all", "contradicts"),
        ("80 of 80", "all", "supported"),
        ("79 of 80", "all", "contradicts"),
        ("3 of 3", "all", "supported"),
        ("0 of 3", "none", "supported"),
        ("1 of 3", "none", "contradicts"),
        ("0 of 0", "all", "unsupported"),
        ("0 of 0", "none", "unsupported"),
    ],
)
def test_words_for_amounts(share, words, expected):
    assert verdict(compliance(dec=share), words, DEC) == expected


def test_at_least_a_level_holds_at_the_level_itself_and_above_does_not():
    quarter = Fraction(1, 4)
    facts = compliance(dec="20 of 80")
    assert verdict(facts, "at least", DEC, level=quarter) == "supported"
    assert verdict(facts, "above", DEC, level=quarter) == "contradicts"
    assert verdict(facts, "at most", DEC, level=quarter) == "supported"
    assert verdict(facts, "below", DEC, level=quarter) == "contradicts"


def test_a_level_in_every_area_is_contradicted_by_one():
    level = {"level": Fraction(1, 2), "among": "areas"}
    assert verdict(areas("40 of 60", "31 of 60", "35 of 60"), "above", "audits.compliance.edition", **level) == (
        "supported"
    )
    assert verdict(areas("40 of 60", "30 of 60", "35 of 60"), "above", "audits.compliance.edition", **level) == (
        "contradicts"
    )


YEAR = [f"2018-{month:02d}" for month in range(1, 13)] + [f"2019-{month:02d}" for month in range(1, 13)]


def over_time(*shares):
    months = YEAR[: len(shares)]
    facts = [rate(f"audits.compliance.{month}", x, 80) for month, x in zip(months, shares, strict=True)]
    return Facts(facts), " ".join(months)


def test_improving_over_time_is_a_signal_of_the_control_charts_last_point():
    facts, months = over_time(*[40] * 9, *[60] * 7)
    assert verdict(facts, "improving over time", "audits.compliance", over=months) == "supported"
    assert verdict(facts, "worsening over time", "audits.compliance", over=months) == "contradicts"
    assert verdict(facts, "stable over time", "audits.compliance", over=months) == "contradicts"


def test_under_twelve_points_limits_are_trial_ones_and_only_the_direction_is_supported():
    facts, months = over_time(40, 40, 40, 40, 60, 61, 60, 61, 60, 61, 60)
    assert verdict(facts, "improving over time", "audits.compliance", over=months) == "supported-direction-only"


def test_no_signal_is_no_change_over_time():
    facts, months = over_time(*[40, 42, 39, 41] * 4)
    assert verdict(facts, "improving over time", "audits.compliance", over=months) == "unsupported"
    assert verdict(facts, "stable over time", "audits.compliance", over=months) == "supported"


def test_under_seven_points_a_control_chart_says_nothing():
    facts, months = over_time(40, 42, 39, 41, 60, 61)
    assert verdict(facts, "improving over time", "audits.compliance", over=months) == "too-few"


def test_small_months_are_charted_by_quarter():
    facts = Facts([rate(f"audits.compliance.{month}", 4, 8) for month in YEAR])
    claim = Claim(kind_of("stable over time"), ("audits.compliance",), over=tuple(YEAR))
    result = check(claim, facts)
    assert "Control chart of 8 points" in result.why
    assert result.verdict.value == "supported-direction-only", "8 quarters give trial limits"


def test_the_month_before_january_is_december():
    facts = compliance(nov="1 of 2", dec="1 of 2", oct="1 of 2")
    assert verdict(facts, "previous month", DEC, against=NOV) == "supported"
    assert verdict(facts, "previous month", DEC, against=OCT) == "contradicts"


def test_text_about_one_area_with_the_figure_of_another():
    facts = areas("1 of 2", "1 of 2", "1 of 2")
    assert verdict(facts, "about", "audits.compliance.edition.north", area="north") == "supported"
    assert verdict(facts, "about", "audits.compliance.edition.north", area="south") == "contradicts"
