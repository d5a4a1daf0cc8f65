"""Compliance: audits returned by the cut-off, out of audits allocated."""

from auditlib.facts import measure

AUDITS = """
month   | area  | due_on     | returned_on | judgement
2020-01 | north | 2020-01-20 | 2020-01-15  | good
2020-02 | north | 2020-02-20 | 2020-02-19  | good
2020-02 | north | 2020-02-20 | 2020-03-13  | inadequate
2020-02 | north | 2020-02-20 | 2020-03-14  | outstanding
2020-02 | south | 2020-02-20 |             |
"""


def test_a_return_on_the_cut_off_day_counts_and_one_a_day_later_is_late(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.allocated.2020-02"].value == 4
    assert facts["audits.returned.2020-02"].value == 2
    assert facts["audits.late.2020-02"].value == 1


def test_a_late_return_is_outstanding_also_in_the_programme(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.outstanding.2020-02"].value == 2
    assert facts["audits.outstanding.programme"].value == 2


def test_the_due_date_plays_no_part(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.compliance.2020-02"].value == 2 / 4


def test_compliance_keeps_its_two_counts(edition_of):
    fact = measure(edition_of(audits=AUDITS), "audits")["audits.compliance.2020-02"]
    assert (fact.numerator, fact.denominator, fact.display) == (2, 4, "50%")


def test_each_area_has_its_own(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.compliance.2020-02.north"].value == 2 / 3
    assert facts["audits.compliance.2020-02.south"].value == 0, "none of one is 0 %, not missing"


def test_nothing_allocated_is_printed_in_words(edition_of):
    fact = measure(edition_of(audits=AUDITS), "audits")["audits.compliance.2019-12"]
    assert fact.value is None
    assert fact.display == "none allocated"


def test_programme_covers_every_month_from_its_start(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.allocated.programme"].value == 5
    assert facts["audits.allocated.edition"].value == 4
    assert facts["audits.allocated.2019-12"].value == 0


def test_the_day_sent_out_is_the_earliest(edition_of):
    facts = measure(
        edition_of(audits="allocated_on\n2020-02-03\n2020-02-01\n2020-02-01"),
        "audits",
    )
    assert facts["audits.allocated_on.2020-02"].value == "2020-02-01"
    assert facts["audits.allocated_on.2020-02"].display == "1 February 2020"


def test_judgements_are_the_auditors_on_returned_audits(edition_of):
    facts = measure(edition_of(audits=AUDITS), "audits")
    assert facts["audits.judgement.2020-02.good"].value == 1
    assert facts["audits.judgement.2020-02.inadequate.north"].value == 1
    assert facts["audits.judgement.2020-02.outstanding"].value == 0, "a late return's judgement waits too"
    assert facts["audits.good_or_better_rate.2020-02"].display == "50%"
