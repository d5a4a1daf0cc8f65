"""An earlier edition against later rows: late returns, corrections, another way of counting."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from auditlib import change
from auditlib.errors import UsageError
from auditlib.facts import Facts, measure
from auditlib.paths import Project
from auditlib.periods import is_month
from auditlib.revisions import archive
from auditlib.revisions.against import against, as_of, baseline, between, previous
from auditlib.revisions.difference import Kind, Reason

RAW = Project.find(Path(__file__)).raw
THEN, NOW = "2020-01-13", "2020-03-13"


def by_id(revisions):
    return {each.id: each for each in (*revisions.listed, *revisions.others)}


def raw(month, name):
    with (RAW / month / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by(rows, day):
    return sum(bool(row["returned_on"]) and row["returned_on"] <= day for row in rows)


def test_decembers_late_returns_as_the_raw_files_have_them(late):
    found = by_id(late)
    for month, name, fact_id in (
        ("2019-12", "audits", "audits.returned.2019-12"),
        ("2019-12", "reaudits", "reaudits.returned.2019-12"),
        ("2019-11", "reaudits", "reaudits.returned.2019-11"),
        ("2019-12", "reflections", "reflections.returned.2019-12"),
    ):
        rows = raw(month, name)
        revision = found[fact_id]
        assert (revision.published.value, revision.now.value) == (by(rows, THEN), by(rows, NOW))
        assert revision.reasons == (Reason(Kind.LATE, name, by(rows, NOW) - by(rows, THEN)),)
    compliance = found["audits.compliance.2019-12"]
    assert (compliance.published.display, compliance.now.display) == ("50%", "54%")
    assert compliance.published.counts == "38 of 76"
    assert compliance.now.counts == "41 of 76"
    assert "audits.returned.2019-11" not in found, "nothing of November's audits came back between the two days"


def test_a_share_of_two_returns_names_both(late):
    revision = by_id(late)["reflections.compliance.2019-12"]
    assert {reason.source: reason.rows for reason in revision.reasons} == {"reflections": 2, "audits": 3}


def test_figures_of_months_are_those_of_the_later_edition(late, february):
    later = measure(february)
    assert late.listed
    for revision in (*late.listed, *late.others):
        if is_month(revision.period):
            assert revision.now == later[revision.id]


def test_the_programme_is_that_of_the_earlier_edition(late):
    revision = by_id(late)["audits.returned.programme"]
    rows = [*raw("2019-11", "audits"), *raw("2019-12", "audits")]
    assert (revision.published.value, revision.now.value) == (by(rows, THEN), by(rows, NOW))


def test_what_came_back_late_need_not_have_been_known_before(project, december, february, altered, keep):
    def not_yet(table):
        late = table["returned_on"] > december.edition.cut_off.isoformat()
        return table.assign(returned_on=table["returned_on"].mask(late), judgement=table["judgement"].mask(late))

    before = altered(december, "audits", not_yet)
    keep(project, before, measure(before))
    reasons = by_id(against(archive.read(project, "2019-12"), february))["audits.compliance.2019-12"].reasons
    assert reasons == (Reason(Kind.LATE, "audits", 3),)


def returned_in_december(table):
    chosen = (table["month"] == "2019-12") & (table["returned_on"] <= THEN)
    return table.index[chosen & (table["judgement"] == "inadequate")]


def corrected(table):
    table.loc[returned_in_december(table)[0], "judgement"] = "outstanding"
    return table


def test_a_corrected_row_is_distinguished_from_late_returns(published, february, altered):
    found = by_id(against(published, altered(february, "audits", corrected)))
    assert found["audits.judgement.2019-12.outstanding"].reasons == (Reason(Kind.CORRECTED, "audits", 1),)
    assert found["audits.returned.2019-12"].reasons == (Reason(Kind.LATE, "audits", 3),), "the row was returned before"
    assert found["audits.good_or_better_rate.2019-12"].reasons == (
        Reason(Kind.CORRECTED, "audits", 1),
        Reason(Kind.LATE, "audits", 3),
    )


def test_removed_and_added_rows(published, february, altered):
    fewer = altered(february, "audits", lambda table: table.drop(returned_in_december(table)[0]))
    reasons = by_id(against(published, fewer))["audits.allocated.2019-12"].reasons
    assert reasons == (Reason(Kind.REMOVED, "audits", 1),)

    def once_more(table):
        row = table.loc[returned_in_december(table)[:1]].assign(audit_ref="NEW")
        return type(table)({column: [*table[column], *row[column]] for column in table}).astype(table.dtypes)

    more = altered(february, "audits", once_more)
    assert by_id(against(published, more))["audits.allocated.2019-12"].reasons == (Reason(Kind.ADDED, "audits", 1),)


def test_another_number_from_the_same_rows_is_another_way_of_counting(published, december):
    fact = published.facts["moderation.moderated.2019-12"]
    other = Facts([*published.facts.values(), replace(fact, value=fact.value + 1)])
    found = against(replace(published, facts=other), december)
    assert [(each.id, each.reasons) for each in found.listed] == [(fact.id, (Reason(Kind.METHOD),))]
    assert not found.others


def test_another_definition_is_said_beside_corrected_rows(published, february, altered):
    fact = published.facts["audits.judgement.2019-12.outstanding"]
    other = Facts([*published.facts.values(), replace(fact, definition="Counted otherwise.")])
    found = against(replace(published, facts=other), altered(february, "audits", corrected))
    assert by_id(found)[fact.id].reasons == (Reason(Kind.CORRECTED, "audits", 1), Reason(Kind.METHOD))


def test_an_earlier_cut_off_takes_returns_away(project, december, published):
    stricter = replace(december, edition=replace(december.edition, cut_off=december.edition.cut_off.replace(day=6)))
    found = by_id(against(published, stricter))
    revision = found["audits.returned.2019-12"]
    assert revision.now.value < revision.published.value
    assert revision.reasons == (Reason(Kind.EARLY, "audits", revision.published.value - revision.now.value),)


def test_an_edition_does_not_differ_from_itself(published, december):
    found = against(published, december)
    assert not found
    assert not found.verdicts


def test_facts_made_of_other_facts_are_not_compared(project, december, keep):
    keep(project, december, change.measure(december, measure(december)))
    published = archive.read(project, "2019-12")
    assert "funnel.moderated.2019-12" in published.facts
    assert "moderation.changed_rate.2019-12.cwd" in published.facts
    assert not against(published, december)


def test_a_comparison_that_comes_out_otherwise_makes_its_figures_substantial(published, december, altered):
    def nearly_all(table):
        december_rows = table["month"] == "2019-12"
        returned_on = table["returned_on"].fillna(table["due_on"]).where(december_rows, table["returned_on"])
        returned_on = returned_on.mask(december_rows & (returned_on > THEN), table["due_on"])
        return table.assign(returned_on=returned_on, judgement=table["judgement"].fillna("good"))

    found = against(published, altered(december, "audits", nearly_all))
    assert found.verdicts
    (verdict,) = [each for each in found.verdicts if each.subject.startswith("Audit compliance")]
    assert verdict.subject == "Audit compliance, December 2019 against November 2019"
    assert (verdict.published, verdict.now) == ("lower, but this could be chance", "significantly higher")
    assert by_id(found)["audits.compliance.2019-12"].is_substantial
    assert not by_id(found)["audits.returned.2019-12"].is_substantial


def test_a_policy_no_longer_met_is_substantial(published, december, altered):
    few = altered(december, "moderations", lambda table: table[(table["month"] != "2019-12") | (table.index % 4 == 0)])
    found = against(published, few)
    assert ("met", "not met") in {(verdict.published, verdict.now) for verdict in found.verdicts}


def test_a_programme_that_begins_later_now_is_compared_month_by_month(published, february):
    shorter = as_of(february, replace(february.edition, programme_start="2019-12"), february.edition.cut_off)
    found = by_id(against(published, shorter))
    assert found["audits.returned.2019-12"].reasons == (Reason(Kind.LATE, "audits", 3),)
    assert {each.period for each in found.values()} == {"2019-12"}


def test_a_later_edition_must_cover_the_earlier_one(project, december, february, keep):
    keep(project, february, measure(february))
    with pytest.raises(UsageError, match="Edition 2019-12 does not cover the months of 2020-02"):
        against(archive.read(project, "2020-02"), december)


def test_the_edition_before_is_the_latest_archived_one(project, december, february, keep):
    assert previous(project, february) is None
    keep(project, december, measure(december))
    keep(project, february, measure(february))
    assert previous(project, february).published.edition.edition == "2019-12"
    assert previous(project, december) is None


def test_an_edition_that_is_not_archived_is_computed_from_todays_rows(february):
    found = baseline(Project.find(Path(__file__)), "2019-12", february)
    assert found.edition.edition == "2019-12"
    if found.is_recomputed:
        assert found.facts["audits.returned.2019-12"].value == by(raw("2019-12", "audits"), THEN)


def test_two_editions_of_the_sample_by_name():
    found = between(Project.find(Path(__file__)), "2019-12", "2020-02")
    revision = by_id(found)["audits.compliance.2019-12"]
    assert (revision.published.counts, revision.now.counts) == ("38 of 76", "41 of 76")
    with pytest.raises(UsageError, match="no edition '2019-13'"):
        between(Project.find(Path(__file__)), "2019-13", "2020-02")
