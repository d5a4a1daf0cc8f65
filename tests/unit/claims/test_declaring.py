"""Claims as declared: their ids, what each kind needs, and the words of the text against the declaration."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.claims import CannotCheckError, Claim, check, kind_of
from auditlib.claims.check import RULES
from auditlib.claims.claim import KINDS, Family, nearest_kinds
from auditlib.claims.reference import Reference, polarity
from auditlib.claims.words import claim_words, overstated
from auditlib.facts import Fact, Facts

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "claims.md"


def claim(words, *facts, **more):
    return Claim(kind_of(words), facts, **more)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            claim("higher", "audits.compliance.2020-02", against=("audits.compliance.2020-01",)),
            "claim.audits.compliance.2020-02.vs.2020-01",
        ),
        (
            claim("higher", "audits.compliance.edition.north", against=("audits.compliance.edition.south",)),
            "claim.audits.compliance.edition.north.vs.edition.south",
        ),
        (
            claim("higher", "reaudits.compliance.2020-02", against=("audits.compliance.2020-02",)),
            "claim.reaudits.compliance.2020-02.vs.audits.compliance.2020-02",
        ),
        (
            claim("remained low", "audits.compliance", over=("2019-12", "2020-01", "2020-02")),
            "claim.audits.compliance.2019-12/2020-02.remained-low",
        ),
        (
            claim("improved", "audits.compliance.2020-02", running=3),
            "claim.audits.compliance.2020-02.improved.3-months",
        ),
        (
            claim("at least", "moderation.coverage.2020-02", level=Fraction(1, 4)),
            "claim.moderation.coverage.2020-02.at-least.25",
        ),
        (
            claim("highest", "audits.compliance.edition.north", among="areas"),
            "claim.audits.compliance.edition.north.highest.areas",
        ),
    ],
)
def test_ids(declared, expected):
    assert declared.name == expected


def test_every_family_has_a_rule_and_every_kind_a_family():
    assert set(RULES) == set(Family) == {kind.family for kind in KINDS.values()}


@pytest.mark.parametrize("words", KINDS)
def test_every_kind_is_in_the_methods_page(words):
    page = PAGE.read_text(encoding="utf-8")
    plain = words.removeprefix("significantly ").removeprefix("significant ")
    assert f"`{plain}`" in page


def test_kinds_are_found_in_any_case_and_with_hyphens():
    assert kind_of("Significantly-Improved") is KINDS["significantly improved"]
    assert kind_of("ameliorated") is None
    assert "improved" in nearest_kinds("imporved")


def test_more_compliance_is_better_and_fewer_outstanding():
    assert polarity(Reference.of("audits.compliance.2020-02")) == 1
    assert polarity(Reference.of("audits.outstanding.2020-02")) == -1
    assert polarity(Reference.of("audits.allocated.2020-02")) == 0


def test_more_judged_outstanding_is_better_and_more_judged_inadequate_is_worse():
    assert polarity(Reference.of("audits.judgement.2020-02.outstanding")) == 1
    assert polarity(Reference.of("audits.judgement.2020-02.inadequate.north")) == -1
    assert polarity(Reference.of("audits.judgement.2020-02.good")) == 0


FACTS = Facts([Fact("audits.compliance.2020-02", 0.5, 10, 20, "percent", "50%", "", {}, "")])


@pytest.mark.parametrize(
    ("declared", "what"),
    [
        (claim("higher"), "names no figure"),
        (claim("higher", "audits.compliance.2020-02"), "what it is compared with"),
        (
            claim("higher", "audits.compliance.2020-02", against=("audits.compliance.2020-02",), running=2),
            "what it is compared with",
        ),
        (claim("remained low", "audits.compliance"), "does not say over"),
        (claim("remained low", "audits.compliance", over=("2020-02",)), "one month only"),
        (claim("at least", "audits.compliance.2020-02"), "does not say level"),
        (claim("most", "audits.compliance.2020-02", area="north"), "takes no area"),
        (claim("highest", "audits.compliance.2020-02", over=("2020-01",)), "not of a month that the claim covers"),
        (claim("highest", "audits.compliance.2020-02", among="areas"), "not of one area"),
        (claim("about", "audits.compliance.2020-02", area="north"), "of all areas"),
    ],
)
def test_a_claim_that_does_not_say_enough_is_refused(declared, what):
    with pytest.raises(CannotCheckError, match=what):
        check(declared, FACTS)


@pytest.mark.parametrize(
    "declared",
    [
        claim("most", "audits.complience.2020-02"),
        claim("increasing over time", "audits.complience", over=("2020-02", "2020-03")),
    ],
)
def test_a_fact_that_there_is_none_of_is_named_with_the_nearest(declared):
    with pytest.raises(CannotCheckError) as caught:
        check(declared, FACTS)
    assert "audits.complience.2020-02" in caught.value.what
    assert "audits.compliance.2020-02" in caught.value.do


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-z_]+(-[a-z]+)?", fullmatch=True), min_size=2, max_size=5))
def test_an_id_taken_apart_and_put_together_is_the_same(parts):
    fact_id = ".".join([*parts[:2], "2020-02", *parts[2:]])
    assert Reference.of(fact_id).id == fact_id


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_taking_apart(text):
    assert isinstance(Reference.of(text), Reference)
    assert isinstance(claim_words(text), list)


@pytest.mark.parametrize(
    "text",
    [
        "The child was at risk of significant harm and significant others were told.",
        "The audit was judged Requires Improvement.",
        "An area for improvement is recording; the improvement plan says so.",
        "We aim to improve recording, which would reduce delay and should increase trust.",
        "Managers were asked to see whether practice has improved.",
        "Mother declined support and declined to engage.",
        "The young person fell ill and was falling behind at school.",
        "He grew up in care and dropped out of higher education.",
        "This gave rise to a concern. First of all, not at all, after all.",
        "The most recent visit was the most helpful.",
        "The team gained a better understanding.",
    ],
)
def test_the_same_words_used_otherwise_claim_nothing(text):
    assert claim_words(text) == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("a significant improvement", ["significant", "better"]),
        ("compliance has increased", ["up"]),
        ("it fell to 54%", ["down"]),
        ("it declined to 54%", ["down"]),
        ("has remained low over the last three months", ["remained"]),
        ("supervision continued to improve", ["continued"]),
        ("improved for the third month running", ["better", "running"]),
        ("another month-on-month improvement", ["running", "better"]),
        ("highest in the North West", ["highest"]),
        ("similar to the previous month", ["similar", "previous"]),
        ("most audits were returned, none was late", ["most", "none"]),
        ("all areas", ["all"]),
        ("it rose sharply", ["up", "significant"]),
    ],
)
def test_words_of_change_are_found(text, tags):
    assert [word.tag for word in claim_words(text)] == tags


@pytest.mark.parametrize(
    ("wording", "words", "running", "more"),
    [
        ("improved", "improved", 1, ""),
        ("increased", "improved", 1, ""),
        ("has improved significantly", "significantly improved", 1, ""),
        ("rose sharply", "significantly increased", 1, ""),
        ("has not changed significantly", "not significantly different", 1, ""),
        ("was similar to the previous month", "similar", 1, ""),
        ("improved for the third month", "improved", 3, ""),
        ("was highest of all areas", "highest", 1, ""),
        ("continued to fall", "continued to fall", 2, ""),
        ("has remained low", "remained low", 1, ""),
        ("a significant improvement", "improved", 1, "significant"),
        ("improved", "increased", 1, "improved"),
        ("fell", "increased", 1, "fell"),
        ("improved for the third month", "improved", 2, "third month"),
        ("improved for the third month", "improved", 1, "third month"),
        ("continued to fall", "continued to improve", 2, "continued to fall"),
        ("has remained high", "remained low", 1, "remained high"),
        ("was the lowest", "highest", 1, "lowest"),
        ("fell", "improved", 1, "fell"),
        ("none was returned", "all", 1, "none"),
        ("all were returned", "most", 1, "all"),
    ],
)
def test_a_text_may_not_say_more_than_it_is_declared_to_say(wording, words, running, more):
    assert overstated(wording, kind_of(words), running, better=1) == more


def test_a_fall_is_an_improvement_where_fewer_is_better():
    assert overstated("fell", kind_of("improved"), better=-1) == ""
