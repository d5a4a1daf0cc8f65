"""Revisions as readers see them."""

import re
from dataclasses import replace

import pytest

from auditlib import disclosure
from auditlib.facts import measure
from auditlib.revisions import shown
from auditlib.revisions.against import against
from auditlib.revisions.difference import Kind, Reason


def plain(text):
    return re.sub(r"</?span[^>]*>", "", text)


def seen(data, revisions):
    return disclosure.evidence(data, shown.with_revisions(measure(data), revisions))


@pytest.fixture
def revisions(late):
    return late


def test_the_section_in_words(revisions, february):
    first, second = plain(shown.section(seen(february, revisions), revisions)).split("\n\n")
    assert first == (
        "The edition of December 2019 counted what had come back by 13 January 2020. 2 re-audits for November 2019, and"
        " 3 audits, 1 re-audit and 2 case reflection sheets for December 2019 have come back since and are counted."
    )
    assert second.startswith(
        f"Of its figures by month, {len(revisions.listed)} differ now (@tbl-revisions), and so do "
    )


def test_the_table(revisions, february):
    found = shown.table(seen(february, revisions), revisions)
    assert [
        "Audit compliance, December 2019",
        "50% (38 of 76)",
        "54% (41 of 76)",
        "Late returns now counted",
    ] in found.texts
    assert ["Audits returned, November and December 2019", "83", "86", "Late returns now counted"] in found.texts
    assert found.markdown().split("\n")[1].endswith("--|"), "reasons are words, aligned as words"


def test_every_number_shown_is_a_fact_with_its_source(revisions, february):
    evidence = seen(february, revisions)
    markdown = shown.section(evidence, revisions) + shown.table(evidence, revisions).markdown()
    marked = re.findall(r'data-fact="([^"]+)"', markdown)
    assert "revision.audits_compliance.2019-12.published.2019-12" in marked
    assert "audits.compliance.2019-12" in marked, "as it is now is the edition's own figure"
    assert "revision.late.2019-12.audits.2019-12" not in marked
    assert "revision.audits.2019-12.late.2019-12" in marked
    for fact_id in marked:
        fact = evidence.facts[fact_id]
        assert fact.display in markdown
        assert len(fact.source["sha256"]) == 64
    counted = evidence.facts["revision.audits.2019-12.late.2019-12"]
    assert counted.value == 3
    assert counted.definition == (
        "Rows of audits for December 2019 returned after 13 January 2020 and by 13 March 2020."
    )


def test_text_without_marks_has_no_other_number_than_dates(revisions, february):
    markdown = shown.section(seen(february, revisions), revisions).split("This is a substantial")[0]
    rest = re.sub(r"<span[^>]*>[^<]*</span>", "", markdown)
    assert set(re.findall(r"\d+", rest)) == {"2019", "13", "2020"}


def test_nothing_archived_has_nothing_to_say(february):
    evidence = seen(february, None)
    assert shown.section(evidence, None) == ""
    assert shown.table(evidence, None) is None


def test_nothing_changed_is_said(published, december):
    revisions = against(published, december)
    evidence = seen(december, revisions)
    assert shown.section(evidence, revisions) == (
        "The edition of December 2019 counted what had come back by 13 January 2020. None of its figures has changed "
        "since."
    )
    assert shown.table(evidence, revisions) is None
    assert "No figure differs." in shown.render_text(revisions, december.lists)


def test_corrected_rows_and_changed_comparisons_in_words(published, february, altered):
    def correct(table):
        in_time = (table["month"] == "2019-12") & (table["returned_on"] <= "2020-01-13")
        rows = table.index[in_time & (table["judgement"] == "requires-improvement")]
        table.loc[rows[:12], "judgement"] = "good"
        return table

    data = altered(february, "audits", correct)
    revisions = against(published, data)
    evidence = seen(data, revisions)
    text = plain(shown.section(evidence, revisions))
    assert "12 audits for December 2019 have been corrected." in text
    assert (
        "This is a substantial revision: 1 comparison that it drew comes out otherwise. Audits judged Good or" in text
    )
    why = {row[0]: row[3] for row in shown.table(evidence, revisions).texts}
    assert why["Audits judged Good or better, December 2019"] == "Corrected rows and late returns now counted"
    assert why["Audits returned, December 2019"] == "Late returns now counted"


def test_text_for_the_terminal(revisions, february):
    lines = shown.render_text(revisions, february.lists).splitlines()
    assert lines[0] == "Edition 2019-12, returns to 13 January 2020, against 2020-02, returns to 13 March 2020"
    december = lines[lines.index("December 2019") : lines.index("November and December 2019")]
    assert re.fullmatch(
        r"  Audit compliance +50% \(38 of 76\) -> 54% \(41 of 76\) +3 late audits now counted", december[2]
    )
    assert lines[-1].startswith(("Substantial:", "Not substantial"))


def test_an_edition_computed_anew_is_said_to_be(published, february):
    recomputed = against(replace(published, rows=None), february)
    assert "2019-12 is not archived: its figures are computed" in shown.render_text(recomputed, february.lists)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(Kind.LATE, "audits", 1), "1 late audit now counted"),
        (Reason(Kind.EARLY, "reaudits", 2), "2 re-audits no longer counted"),
        (Reason(Kind.CORRECTED, "moderations", 1), "1 row of moderations corrected"),
        (Reason(Kind.METHOD), "counted by another rule"),
    ],
)
def test_reasons_for_the_terminal(reason, words):
    assert shown._plain_reason(reason) == words
