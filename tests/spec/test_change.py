"""What changed by area, agreement at moderation, and the funnel."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditlib import change, disclosure
from auditlib.change import sentences, tables
from auditlib.change.followed import follow, funnel, reconcile
from auditlib.errors import BuildError
from auditlib.facts import Fact, Facts, measure


def seen(data):
    return disclosure.evidence(data, change.measure(data, measure(data)))


def plain(text):
    return re.sub(r"</?span[^>]*>", "", text)


def audits(month, area, allocated, returned, judgement="good"):
    """`allocated` audits of a month and area, the first `returned` of them returned."""
    back = [f"{month} | {area} | {month}-20 | {judgement}"] * returned
    return "\n".join(back + [f"{month} | {area} | - | -"] * (allocated - returned))


def table(*parts):
    return "month | area | returned_on | judgement\n" + "\n".join(parts)


@pytest.fixture
def two_months(edition_of):
    """The same compliance in each area, but more of February's audits in the area that returns more."""
    return edition_of(
        audits=table(
            audits("2020-01", "north", 20, 16),
            audits("2020-01", "south", 20, 8),
            audits("2020-02", "north", 30, 24),
            audits("2020-02", "south", 10, 4),
        )
    )


def part(facts, what, key="compliance", months="2020-02.vs.2020-01"):
    return facts[f"change.{key}.{months}.{what}"]


def test_the_same_compliance_in_areas_of_another_size_is_a_change_of_mix(two_months):
    facts = seen(two_months).facts
    assert part(facts, "total").display == "+10.0 points"
    assert part(facts, "mix").display == "+10.0 points"
    assert part(facts, "within").display == "0.0 points"
    assert part(facts, "mix").value == part(facts, "mix.north").value + part(facts, "mix.south").value


@pytest.fixture
def more_in_the_north(edition_of):
    """Compliance that rises in both areas by more than chance, and of which the better area has more audits."""
    return edition_of(
        audits=table(
            audits("2020-01", "north", 40, 20),
            audits("2020-01", "south", 40, 10),
            audits("2020-02", "north", 60, 48),
            audits("2020-02", "south", 20, 10),
        )
    )


def test_a_change_beyond_chance_is_decomposed(more_in_the_north):
    assert plain(sentences.change(seen(more_in_the_north), change.COMPLIANCE)) == (
        "Compliance rose by 35 percentage points from January to February, from 38% (30 of 80) to 73% (58 of 80): this "
        "is unlikely to be chance. Change within areas adds +28 points; the mix of areas, that is how allocated audits "
        "are shared out among them, adds +7 points. @tbl-change-compliance shows each area."
    )


def test_a_change_that_could_be_chance_is_not_decomposed(two_months):
    evidence = seen(two_months)
    assert part(evidence.facts, "total").display == "+10.0 points"
    assert sentences.change(evidence, change.COMPLIANCE) == ""
    assert tables.change(evidence, change.COMPLIANCE) is None


def test_a_difference_agrees_with_the_shares_beside_it(edition_of):
    """41 of 76 and 62 of 76 are 54% and 82% and differ by 27.6 points: 28 agrees, 27.6 would not."""
    data = edition_of(
        audits=table(
            audits("2020-01", "north", 38, 20),
            audits("2020-01", "south", 38, 21),
            audits("2020-02", "north", 38, 31),
            audits("2020-02", "south", 38, 31),
        )
    )
    text = plain(sentences.change(seen(data), change.COMPLIANCE))
    assert text.startswith(
        "Compliance rose by 28 percentage points from January to February, from 54% (41 of 76) to 82%"
    )


def test_a_whole_beyond_chance_that_rests_on_few_cases_says_so(edition_of):
    data = edition_of(
        audits=table(
            audits("2020-01", "north", 40, 10),
            audits("2020-01", "south", 9, 2),
            audits("2020-02", "north", 40, 36),
            audits("2020-02", "south", 8, 7),
        )
    )
    text = plain(sentences.change(seen(data), change.COMPLIANCE))
    assert text.endswith("These parts rest on as few as 8 allocated audits in an area.")


def test_an_area_without_cases_in_one_month_is_named(edition_of):
    data = edition_of(
        audits=table(
            audits("2020-01", "north", 40, 10), audits("2020-01", "south", 12, 2), audits("2020-02", "north", 40, 36)
        )
    )
    text = plain(sentences.change(seen(data), change.COMPLIANCE))
    assert "South had no allocated audits in February 2020 and counts as mix." in text


def test_areas_without_a_month_in_common_are_not_decomposed(edition_of):
    data = edition_of(audits=table(audits("2020-01", "north", 20, 10), audits("2020-02", "south", 20, 18)))
    evidence = seen(data)
    text = plain(sentences.change(evidence, change.COMPLIANCE))
    assert "by 40 percentage points" in text
    assert "No area has cases in both months" in text
    assert part(evidence.facts, "mix").display == "not applicable"
    assert "@tbl" not in text, "no table is shown, so none is pointed at"
    assert tables.change(evidence, change.COMPLIANCE) is None


def test_one_area_alone_has_no_mix_and_no_sentence(edition_of):
    data = edition_of(audits=table(audits("2020-01", "north", 40, 10), audits("2020-02", "north", 40, 32)))
    evidence = seen(data)
    assert sentences.change(evidence, change.COMPLIANCE) == ""
    assert tables.change(evidence, change.COMPLIANCE) is None


def test_a_first_month_has_nothing_to_be_compared_with(edition_of):
    evidence = seen(edition_of(start="2020-02", audits=table(audits("2020-02", "north", 20, 12))))
    for headline in change.HEADLINES:
        assert sentences.change(evidence, headline) == ""
    assert not [fact_id for fact_id in evidence.facts if fact_id.startswith("change.")]


def test_a_month_in_which_nothing_was_allocated_gives_way_to_the_one_before(edition_of):
    data = edition_of(
        audits=table(
            audits("2019-12", "north", 20, 5),
            audits("2019-12", "south", 20, 5),
            audits("2020-02", "north", 20, 15),
            audits("2020-02", "south", 20, 15),
        )
    )
    assert "from December 2019 to February, from 25% (10 of 40)" in plain(
        sentences.change(seen(data), change.COMPLIANCE)
    )


def test_an_edition_of_two_months_is_also_compared_with_the_last_month_before_it(edition_of):
    months = [
        audits(month, area, 20, returned)
        for month, returned in (("2019-12", 4), ("2020-01", 12), ("2020-02", 19))
        for area in ("north", "south")
    ]
    text = plain(sentences.change(seen(edition_of(("2020-01", "2020-02"), audits=table(*months))), change.COMPLIANCE))
    assert text.index("from January to") < text.index("from December 2019 to")
    assert text.count("@tbl-change-compliance") == 1, "the table is of the later pair"


def test_the_table_gives_each_share_with_its_counts(more_in_the_north):
    found = tables.change(seen(more_in_the_north), change.COMPLIANCE)
    assert found.texts[0] == ["North", "50.0% (20 of 40)", "80.0% (48 of 60)", "+18.8 points", "+2.5 points"]
    assert found.texts[-1] == ["All areas", "37.5% (30 of 80)", "72.5% (58 of 80)", "+28.1 points", "+6.9 points"]
    assert 'data-fact="audits.compliance.2020-01.north"' in found.markdown()


FOLLOWED = {
    "audits": """
        audit_ref | month   | area  | returned_on | judgement
        A1        | 2020-01 | north | 2020-01-20  | inadequate
        A2        | 2020-01 | south | 2020-01-20  | good
        A3        | 2020-02 | north | 2020-02-20  | good
        A4        | 2020-02 | south | 2020-02-20  | inadequate
        A5        | 2020-02 | south | 2020-03-14  | inadequate
        A6        | 2020-02 | south | -           | -
    """,
    "moderations": """
        audit_ref | month   | judgement_before | judgement_after
        A2        | 2020-01 | good             | inadequate
        A3        | 2020-02 | good             | good
        A4        | 2020-02 | inadequate       | requires-improvement
    """,
    "reaudits": """
        original_audit_ref | month   | area  | sequence
        A1                 | 2020-02 | north | 1
        A1                 | 2020-02 | north | 2
        A4                 | 2020-02 | south | 1
    """,
}


def steps(evidence, period, area=""):
    end = f".{area}" if area else ""
    names = ("moderated", "changed", "inadequate", "reaudited")
    return tuple(evidence.facts[f"funnel.{name}.{period}{end}"].value for name in names)


def test_a_judgement_stands_as_moderation_left_it(edition_of):
    evidence = seen(edition_of(**FOLLOWED))
    assert steps(evidence, "2020-01") == (1, 1, 2, 1), "A2 became Inadequate and waits for its re-audit"
    assert steps(evidence, "2020-02") == (2, 1, 0, 0), "A4 no longer stands as Inadequate; A5 came back late"
    assert steps(evidence, "programme", "north") == (1, 0, 1, 1), "two re-audits of A1 are one case"


def test_a_moderation_of_another_months_audit_counts_where_the_audit_is_and_is_mentioned(edition_of):
    rows = FOLLOWED["moderations"].replace("A2        | 2020-01", "A2        | 2020-02")
    evidence = seen(edition_of(**FOLLOWED | {"moderations": rows}))
    assert steps(evidence, "2020-01")[0] == 1
    assert evidence.facts["funnel.moderated_elsewhere.2020-02"].value == 1
    assert "1 moderation of these months is not counted here" in plain(sentences.funnel(evidence))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("A5 | 2020-02 | inadequate | good", "its audit was not returned by the cut-off"),
        ("A9 | 2020-02 | inadequate | good", "its audit is not among the accepted rows"),
        ("A4 | 2020-02 | inadequate | good", "the audit is moderated again after it"),
    ],
)
def test_a_moderation_that_the_funnel_cannot_place_is_counted_apart(edition_of, row, why):
    evidence = seen(edition_of(**FOLLOWED | {"moderations": FOLLOWED["moderations"].rstrip() + "\n" + row}))
    assert evidence.facts["moderation.moderated.2020-02"].value == 3
    assert steps(evidence, "2020-02")[0] == 2, why
    assert evidence.facts["funnel.moderated_elsewhere.2020-02"].value == 1, why


def test_a_moderated_audit_that_is_not_known_has_no_area_but_is_not_lost(edition_of):
    more = "\nA9 | 2020-02 | good | inadequate\nA9 | 2020-02 | good | good"
    facts = seen(edition_of(**FOLLOWED | {"moderations": FOLLOWED["moderations"].rstrip() + more})).facts
    rates = [facts[f"moderation.changed_rate.2020-02{area}"] for area in ("", ".north", ".south", ".area-not-known")]
    assert [(rate.numerator, rate.denominator) for rate in rates] == [(2, 4), (0, 1), (1, 1), (1, 2)]


def test_the_funnel_in_words_and_by_area(edition_of):
    evidence = seen(edition_of(("2020-01", "2020-02"), **FOLLOWED))
    assert plain(sentences.funnel(evidence)) == (
        "For January and February 2020, 4 of 6 audits allocated were returned and 3 of these were moderated, with 2 "
        "judgements changed. 2 judgements stand as Inadequate, and re-audits of 1 of these cases have been allocated "
        "so far. Since December 2019, 4 of 6 audits allocated were returned and 3 of these were moderated, with 2 "
        "judgements changed. 2 judgements stand as Inadequate, and re-audits of 1 of these cases have been allocated "
        "so far. "
        "@tbl-funnel shows this by area."
    )
    assert tables.funnel(evidence).texts == [
        ["North", "2", "2", "1", "0", "1", "1"],
        ["South", "4", "2", "2", "2", "1", "0"],
        ["All areas", "6", "4", "3", "2", "2", "1"],
    ]


def test_nothing_allocated_has_no_funnel(edition_of):
    evidence = seen(edition_of())
    assert sentences.funnel(evidence) == ""
    assert tables.funnel(evidence) is None
    assert sentences.agreement(evidence) == ""


def test_a_funnel_that_differs_from_the_facts_fails_the_build(edition_of):
    data = edition_of(**FOLLOWED)
    facts = measure(data)
    wrong = facts["audits.returned.2020-02.south"]
    other = Fact(wrong.id, 2, None, None, "count", "2", wrong.definition, wrong.source, wrong.cell)
    rows = follow(data)
    with pytest.raises(BuildError, match=r"2020-02: audits\.returned\.2020-02\.south is 2, and 1 audits were followed"):
        reconcile(data, Facts([*facts.values(), other]), funnel(data, rows))


JUDGED = "judgement_before | judgement_after\n"


def moderated(*pairs):
    return JUDGED + "\n".join(f"{before} | {after}" for number, before, after in pairs for _ in range(number))


def test_agreement_in_words(edition_of):
    data = edition_of(
        moderations=moderated(
            (12, "good", "good"),
            (3, "good", "requires-improvement"),
            (1, "requires-improvement", "good"),
            (9, "requires-improvement", "requires-improvement"),
        )
    )
    assert plain(sentences.agreement(seen(data))).startswith(
        "Moderators upheld 84% of the judgements (21 of 25); 3 were lowered and 1 was raised. Kappa, a measure of "
        "agreement beyond chance, is 0.68 (95% interval 0.39 to 0.96; 1 is complete agreement and 0 agreement by "
        "chance)."
    )


def test_complete_agreement_has_no_interval(edition_of):
    data = edition_of(moderations=moderated((12, "good", "good"), (9, "inadequate", "inadequate")))
    text = plain(sentences.agreement(seen(data)))
    assert text.startswith("Moderators upheld 100% of the judgements (21 of 21). Kappa, a measure of agreement")
    assert "is 1.00 (1 is complete agreement" in text


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(4, "good", "good"), (3, "good", "inadequate")], "too few to say"),
        ([(20, "good", "good")], "all had one judgement before or after it"),
    ],
)
def test_agreement_that_cannot_be_computed_is_given_in_words(edition_of, pairs, words):
    text = plain(sentences.agreement(seen(edition_of(moderations=moderated(*pairs)))))
    assert f"Kappa, a measure of agreement beyond chance, is not given: {words}." in text


REFS, MONTHS = [f"A{number}" for number in range(8)], ["2019-12", "2020-01", "2020-02"]
GRADES = ["good", "requires-improvement", "inadequate"]
AUDIT = st.tuples(
    st.sampled_from(REFS),
    st.sampled_from(MONTHS),
    st.sampled_from(["north", "south"]),
    st.sampled_from(["-", "2020-03-10", "2020-03-20"]),
    st.sampled_from(GRADES),
)
MODERATION = st.tuples(st.sampled_from(REFS), st.sampled_from(MONTHS), st.sampled_from(GRADES), st.sampled_from(GRADES))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(AUDIT, max_size=12),
    st.lists(MODERATION, max_size=10),
    st.lists(st.tuples(st.sampled_from(REFS), st.sampled_from(MONTHS)), max_size=6),
)
def test_the_funnel_always_adds_up(edition_of, audits, moderations, reaudits):
    def rows(header, found):
        return "\n".join([header, *(" | ".join(row) for row in found)])

    data = edition_of(
        audits=rows("audit_ref | month | area | returned_on | judgement", audits),
        moderations=rows("audit_ref | month | judgement_before | judgement_after", moderations),
        reaudits=rows("original_audit_ref | month", reaudits),
    )
    facts = change.measure(data, measure(data)).number  # fails the build if it does not add up
    for period in (*MONTHS, "edition", "programme"):
        for step in ("moderated", "changed", "inadequate", "reaudited"):
            assert facts(f"funnel.{step}.{period}") == sum(
                facts(f"funnel.{step}.{period}.{area}") for area in ("north", "south")
            )
        assert facts(f"funnel.reaudited.{period}") <= facts(f"funnel.inadequate.{period}")
        assert facts(f"funnel.inadequate.{period}") <= facts(f"audits.returned.{period}")
