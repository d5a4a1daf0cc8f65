"""Moderation: how many audits, and what it changed. A row belongs to its own month."""

from auditlib.facts import measure

AUDITS = """
month   | returned_on
2020-02 | 2020-02-10
2020-02 | 2020-02-10
2020-02 | 2020-02-10
2020-02 |
"""
MODERATIONS = """
month   | judgement_before | judgement_after      | issues
2020-02 | good             | requires-improvement | spelling;rationale
2020-02 | good             | good                 | spelling
2020-01 | outstanding      | good                 |
"""


def test_coverage_is_out_of_allocated_and_out_of_returned(edition_of):
    facts = measure(edition_of(audits=AUDITS, moderations=MODERATIONS), "audits", "moderation")
    assert facts["moderation.coverage.2020-02"].counts == "2 of 4"
    assert facts["moderation.coverage_returned.2020-02"].counts == "2 of 3"


def test_changes_are_counted_by_what_they_changed(edition_of):
    facts = measure(edition_of(audits=AUDITS, moderations=MODERATIONS), "moderation")
    assert facts["moderation.changed.2020-02.good-to-requires-improvement"].value == 1
    assert facts["moderation.changed.2020-02.good-to-outstanding"].value == 0
    assert facts["moderation.changed.programme"].value == 2
    assert facts["moderation.changed_rate.2020-02"].display == "50%"
    assert facts["moderation.agreement_rate.2020-02"].counts == "1 of 2"


def test_an_audit_with_two_issues_counts_once_for_each(edition_of):
    facts = measure(edition_of(audits=AUDITS, moderations=MODERATIONS), "moderation")
    assert facts["moderation.issues.2020-02.spelling"].value == 2
    assert facts["moderation.issues.2020-02.rationale"].value == 1
    assert facts["moderation.with_issues.2020-02"].value == 2


def test_before_and_after_have_the_same_total(edition_of):
    facts = measure(edition_of(audits=AUDITS, moderations=MODERATIONS), "moderation")
    for when in ("before", "after"):
        assert sum(fact.value for fact in facts.under(f"moderation.{when}.programme").values()) == 3
