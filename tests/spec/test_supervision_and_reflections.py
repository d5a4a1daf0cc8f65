"""Supervision rates leave out what does not apply; reflection sheets are counted out of audits returned."""

from auditlib.facts import measure

SUPERVISION = """
returned_on | recording_style | duration_minutes | previous_actions_reviewed | individual_principles | child_principles
2020-02-20  | typed           | 60               | yes                       | good                  | good
2020-02-20  | handwritten-then-typed | 165       | no                        | not-applicable        | not-yet-good
2020-02-20  | typed           | 70               | not-applicable            | good                  | good
-           | -               | -                | -                         | -                     | -
"""


def test_rates_are_out_of_the_observations_to_which_it_applies(edition_of):
    facts = measure(edition_of(supervision=SUPERVISION), "supervision")
    assert facts["supervision.actions_reviewed_rate.2020-02"].counts == "1 of 2"
    assert facts["supervision.individual_principles_rate.2020-02"].counts == "2 of 2"
    assert facts["supervision.individual_principles.2020-02.not-applicable"].value == 1
    assert facts["supervision.child_principles_rate.2020-02"].counts == "2 of 3"


def test_lengths_are_of_completed_observations(edition_of):
    facts = measure(edition_of(supervision=SUPERVISION), "supervision")
    assert facts["supervision.duration.2020-02.shortest"].display == "60 minutes"
    assert facts["supervision.duration.2020-02.longest"].display == "2 hours 45 minutes"
    assert facts["supervision.duration.2020-02.mean"].display == "1 hour 38 minutes"
    assert facts["supervision.length.2020-02.61-to-90-minutes"].value == 1


def test_compliance_and_recording(edition_of):
    facts = measure(edition_of(supervision=SUPERVISION), "supervision")
    assert facts["supervision.compliance.2020-02"].counts == "3 of 4"
    assert facts["supervision.recording.2020-02.handwritten"].value == 1


def test_no_observations_is_no_average(edition_of):
    fact = measure(edition_of(supervision=SUPERVISION), "supervision")["supervision.duration.2020-01.mean"]
    assert (fact.value, fact.display) == (None, "none recorded")


def test_reflection_sheets_are_out_of_audits_returned_not_allocated(edition_of):
    facts = measure(
        edition_of(
            audits="returned_on\n2020-02-10\n2020-02-11\n-",
            reflections="returned_on | tools_sufficient\n2020-02-12 | partly",
        ),
        "reflections",
    )
    assert facts["reflections.compliance.2020-02"].counts == "1 of 2"
    assert facts["reflections.tools.2020-02.partly"].value == 1


def test_every_remark_counts_whether_or_not_it_may_be_shown(edition_of):
    comments = """
    heading   | theme | publish
    positives | voice | yes
    positives | voice | no
    positives | plans | yes
    """
    facts = measure(edition_of(comments=comments), "comments")
    assert facts["comments.theme.2020-02.positives.voice"].value == 2
    assert facts["comments.remarks.edition.positives"].value == 3
    assert facts["comments.about.2020-02.plans"].value == 1
