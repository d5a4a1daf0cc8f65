"""Which figures differ between two sets of facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.facts import Fact, Facts
from auditlib.revisions.difference import VerdictChange, is_listed
from auditlib.revisions.difference import diff as diff_among


def count(fact_id, number):
    return Fact(fact_id, number, None, None, "count", str(number), "Counted.", {"return": "audits", "rows": 1}, "")


def rate(fact_id, number, cases):
    value = number / cases if cases else None
    return Fact(fact_id, value, number, cases, "percent", "", "Counted.", {"return": "audits", "rows": 1}, "")


def diff(earlier, later, **more):
    return diff_among(earlier, later, lambda _: True, **more)


IDS = st.sampled_from(
    [
        f"{measure}.{period}{group}"
        for measure in ("audits.allocated", "audits.compliance", "audits.judgement", "moderation.moderated")
        for period in ("2019-11", "2019-12", "edition", "programme")
        for group in ("", ".good", ".north")
    ]
)
FACTS = st.lists(
    st.one_of(
        st.builds(count, IDS, st.integers(0, 3)),
        st.builds(rate, IDS, st.integers(0, 2), st.sampled_from([0, 2, 4])),
    )
).map(Facts)


@given(FACTS)
def test_an_edition_does_not_differ_from_itself(facts):
    assert diff(facts, facts) == []


@given(FACTS, FACTS)
def test_the_other_way_round_the_same_figures_differ(one, other):
    there, back = (diff(*pair) for pair in ((one, other), (other, one)))
    assert [(each.id, each.published, each.now) for each in there] == [
        (each.id, each.now, each.published) for each in back
    ]


@given(FACTS, FACTS)
def test_every_figure_that_differs_is_found_and_no_other(one, other):
    found = {each.id for each in diff(one, other)}
    for fact_id in {*one, *other}:
        shown = [
            (fact.value, fact.numerator, fact.denominator) if fact else None
            for fact in (one.get(fact_id), other.get(fact_id))
        ]
        assert (fact_id in found) == (shown[0] != shown[1])


def test_the_same_share_of_other_counts_differs():
    assert diff(Facts([rate("audits.compliance.2019-12", 1, 2)]), Facts([rate("audits.compliance.2019-12", 2, 4)]))


def test_figures_come_by_month_and_in_the_order_of_the_report():
    ids = [
        "moderation.moderated.2019-11",
        "audits.allocated.2019-12",
        "audits.judgement.2019-11.good",
        "audits.judgement.2019-11.outstanding",
        "audits.returned.2019-11",
    ]
    found = diff(Facts(count(each, 1) for each in ids), Facts(count(each, 2) for each in ids))
    assert [each.id for each in found] == [
        "audits.returned.2019-11",
        "audits.judgement.2019-11.outstanding",
        "audits.judgement.2019-11.good",
        "moderation.moderated.2019-11",
        "audits.allocated.2019-12",
    ]


def test_a_revision_is_substantial_if_a_statement_about_it_comes_out_otherwise():
    ids = ["audits.compliance.2019-11", "audits.compliance.2019-12", "audits.returned.2019-12"]
    changed = VerdictChange("Compliance", "similar", "significantly higher", (ids[0], ids[1]))
    found = diff(Facts(count(each, 1) for each in ids), Facts(count(each, 2) for each in ids), verdicts=[changed])
    assert {each.id: each.is_substantial for each in found} == dict(zip(ids, (True, True, False), strict=True))


@pytest.mark.parametrize(
    ("fact_id", "listed"),
    [
        ("audits.compliance.2019-12", True),
        ("audits.compliance.2019-12.north-east", False),
        ("audits.judgement.2019-12.good", True),
        ("audits.judgement.2019-12.good.north-east", False),
        ("audits.judgement.2019-12", False),
        ("audits.outstanding.2019-12", False),
        ("audits.compliance.programme", True),
        ("moderation.moderated.programme", False),
        ("audits.compliance.edition", False),
        ("comments.theme.2019-12.positives.voice", False),
    ],
)
def test_figures_that_a_reader_saw_are_listed(fact_id, listed):
    assert is_listed(fact_id) is listed
