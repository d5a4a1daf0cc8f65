"""Re-audits: improved means a better judgement than before."""

import pytest

from auditlib.errors import BuildError
from auditlib.facts import measure

AUDITS = """
audit_ref | month   | judgement  | returned_on
A1        | 2019-12 | inadequate | 2019-12-20
A2        | 2020-01 | inadequate | 2020-01-20
"""
REAUDITS = """
original_audit_ref | area  | sequence | judgement_before | judgement            | returned_on
A1                 | north | 2        | inadequate       | inadequate           | 2020-02-20
A2                 | north | 1        | inadequate       | requires-improvement | 2020-02-20
A2                 | south | 1        | inadequate       | good                 | 2020-02-20
A2                 | south | 1        | inadequate       | inadequate           | 2020-03-30
"""


def facts_of(edition_of):
    return measure(edition_of(audits=AUDITS, reaudits=REAUDITS), "reaudits")


def test_outcomes_by_judgement_and_area(edition_of):
    facts = facts_of(edition_of)
    assert facts["reaudits.outcome.2020-02.inadequate"].value == 1, "the one that came back late waits"
    assert facts["reaudits.requires-improvement.2020-02.north"].value == 1
    assert facts["reaudits.good.2020-02.south"].value == 1


def test_improved_and_unchanged_are_out_of_returned(edition_of):
    facts = facts_of(edition_of)
    assert facts["reaudits.improved_rate.2020-02"].counts == "2 of 3"
    assert facts["reaudits.unchanged_rate.2020-02"].counts == "1 of 3"


def test_sequence_and_month_of_the_first_audit(edition_of):
    facts = facts_of(edition_of)
    assert facts["reaudits.inadequate.2020-02.second"].value == 1
    assert facts["reaudits.inadequate.2020-02.second.north"].value == 1
    assert facts["reaudits.inadequate.2020-02.second.first-audited-2019-12"].value == 1
    assert facts["reaudits.inadequate.2020-02.first"].value == 0


def test_a_month_without_re_audits_has_no_rate(edition_of):
    fact = facts_of(edition_of)["reaudits.improved_rate.2020-01"]
    assert (fact.value, fact.display) == (None, "none returned")


def test_not_returned_and_judged_outstanding_are_two_different_things(edition_of):
    facts = facts_of(edition_of)
    assert facts["reaudits.not_returned.2020-02"].value == 1, "the one that came back late"
    assert facts["reaudits.outstanding.2020-02"].value == 0, "judged Outstanding, like reaudits.good"
    assert facts["reaudits.allocated.2020-02"].value == 3 + facts["reaudits.not_returned.2020-02"].value


def test_two_measures_never_share_an_id(edition_of, monkeypatch):
    from dataclasses import replace

    from auditlib.measures.registry import MEASURES

    same_id = replace(MEASURES["reaudits"][0], counts="re-audits of another kind", flag="is_returned")
    monkeypatch.setitem(MEASURES, "reaudits", [*MEASURES["reaudits"], same_id])
    with pytest.raises(BuildError, match=r"two measures have the id reaudits\.allocated"):
        facts_of(edition_of)
