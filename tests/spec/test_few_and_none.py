"""Editions of one audit, of none returned, of one area: what is said is true and reads well."""

from __future__ import annotations

import re

import pytest

from auditlib import disclosure, figures, messages, narrative
from auditlib.actions import Register
from auditlib.disclosure import publishable, withheld
from auditlib.facts import measure
from auditlib.narrative import actions
from auditlib.workspace import metadata

RETURNED = "returned_on | judgement\n"


def seen(data):
    return disclosure.evidence(data, measure(data))


def plainly(text):
    return re.sub(r"<[^>]*>", "", text)


def main_messages(data):
    return plainly(messages.main_messages(seen(data)))


def test_none_of_many_is_not_very_few(edition_of):
    said = main_messages(edition_of(audits=RETURNED + "- | -\n" * 30))
    assert "**No audits came back in February 2020.** 0% (0 of 30)" in said
    assert "Very few" not in said


def test_one_of_one_is_singular(edition_of):
    said = main_messages(edition_of(audits=RETURNED + "2020-02-20 | good"))
    assert "**The one audit came back in February 2020.**" in said
    assert "**The one audited case was judged Good or better.**" in said


def test_one_of_several_was_judged(edition_of):
    rows = "2020-02-20 | good\n2020-02-20 | inadequate\n2020-02-20 | inadequate"
    said = main_messages(edition_of(audits=RETURNED + rows))
    assert "**1 of 3 audited cases was judged Good or better.**" in said


@pytest.mark.parametrize(
    ("moved", "ending"),
    [
        ("good | inadequate", ", so the true share is likely to be lower."),
        ("good | inadequate\nrequires-improvement | good", ", and raised at least as many others to Good or better."),
        ("good | inadequate\ninadequate | outstanding\noutstanding | inadequate", ", so the true share"),
    ],
)
def test_what_moderation_says_of_the_true_share_follows_from_all_of_its_changes(edition_of, moved, ending):
    data = edition_of(
        audits=RETURNED + "2020-02-20 | good\n" * 12,
        moderations=f"judgement_before | judgement_after\ngood | good\n{moved}",
    )
    assert f"Moderators lowered 1 of the 2 Good judgements that they checked{ending}" in main_messages(data)


@pytest.mark.parametrize(("cases", "asks"), [(1, "the 1 case that waits."), (2, "each of the 2 cases that wait.")])
def test_what_managers_are_asked_counts_one_case_as_one(edition_of, cases, asks):
    from auditlib.change.followed import measure_waiting

    data = edition_of(audits=RETURNED + "2020-02-20 | inadequate\n" * cases)
    asked = messages.asks(disclosure.evidence(data, measure_waiting(data, measure(data))))
    assert plainly(asked).startswith(f"- **Team managers:** allocate a re-audit to {asks}")


def test_none_completed_to_date_is_said_in_words(edition_of):
    data = edition_of(audits=RETURNED + "- | -")
    assert "and **none** was completed by 13 March 2020" in plainly(narrative.introduction.programme(seen(data)))


def test_an_alternative_text_names_the_one_month_and_the_one_area(edition_of):
    data = seen(edition_of(start="2020-02", audits=f"area | {RETURNED}north | 2020-02-20 | good"))
    by_month = figures.by_month(data, "audits.compliance")
    assert figures.listing(by_month) == "February 2020 100%, 1 of 1"
    judged = figures.by_month(data, "audits.judgement", split="judgement")
    assert figures.listing(judged).startswith("February 2020: Outstanding 0, Good 1, ")
    by_area = figures.by_area(data, "audits.judgement", split="judgement")
    assert figures.listing(by_area).startswith("North: Outstanding 0, Good 1, ")


def test_the_caption_of_one_remark_names_its_theme(edition_of):
    data = seen(edition_of(comments="heading | theme\npositives | voice"))
    assert plainly(figures.captions.themes(data, "strength")) == (
        "What works well, February 2020: Voice of the child, in 1 remark."
    )


def test_one_report_that_needed_amendments_has_one_auditor(edition_of):
    data = edition_of(
        audits=RETURNED + "2020-02-20 | good",
        moderations="judgement_before | judgement_after | issues\ngood | good | spelling",
    )
    assert plainly(narrative.moderation.issues(seen(data))).endswith(
        "This report has been followed up with its auditor."
    )


def test_a_register_without_actions_says_so_under_its_heading(edition_of):
    data = edition_of(audits=RETURNED + "2020-02-20 | good")
    said = actions.section(seen(data), Register(data.edition, ()))
    assert said == "## Actions\n\nNo actions have been promised so far."


def test_a_section_with_nothing_but_commentary_is_in_the_report(edition_of):
    data = edition_of(audits=RETURNED + "2020-02-20 | good")
    facts = measure(data)
    assert metadata(data.edition, data.lists, facts)["has"]["reaudits"] is False
    has = metadata(data.edition, data.lists, facts, ["reaudits", "summary"])["has"]
    assert (has["reaudits"], has["summary"], has["feedback"]) == (True, True, False)


@pytest.mark.parametrize("text", ["None", "None.", "nan", "Lives with her nan (maternal).", "None Recorded"])
def test_a_remark_that_a_page_could_not_tell_from_a_missing_value_is_withheld_by_its_place(edition_of, text):
    data = edition_of(comments=f"heading | theme | publish | text\npositives | voice | yes | {text}")
    assert publishable(data).empty
    why = "it has a word, such as None or nan, that on a page would stand for something missing"
    assert withheld(data) == [("comments.csv, row 2", why)]


@pytest.mark.parametrize("text", ["None of the visits was late.", "She goes to her nan on Sundays."])
def test_such_words_within_a_sentence_are_shown(edition_of, text):
    data = edition_of(comments=f"heading | theme | publish | text\npositives | voice | yes | {text}")
    assert list(publishable(data)["text"]) == [text]
