"""The returns of a sample fit together, whatever its size, council or format.

Each test is a rule of the contract or of the field that a validator may hold against real returns, so a
sample that broke one would make every report built from it look wrong.
"""

from collections import Counter
from datetime import date, timedelta

import pytest

SIZES = {
    "calibrated": "calibrated",
    "calibrated with another seed": "another_seed",
    "other council": {"council": "other", "months": 7, "rows": 60},
    "other council in workbooks": {"council": "other", "months": 5, "rows": 40, "file_format": "xlsx"},
    "twelve areas": {"areas": 12, "months": 6, "rows": 90, "file_format": "csv"},
    "named areas over new year": {"areas": ["Old Town", "New Town"], "months": ["2023-11", "2023-12", "2024-01"]},
    "one audit a month": {"months": 4, "rows": 1},
    "neither re-audits nor supervision": {
        "months": 4,
        "rows": 50,
        "with_reaudits": False,
        "with_supervision": False,
    },
}


@pytest.fixture(scope="module", params=SIZES.values(), ids=SIZES)
def sample(request, tmp_path_factory, plain_sample):
    from auditlib.sample import write_sample

    if isinstance(request.param, str):
        return request.getfixturevalue(request.param)
    root = tmp_path_factory.mktemp("sample")
    write_sample(root, **request.param)
    return plain_sample(root)


def by(rows, column):
    return {row[column]: row for row in rows}


def returned_audits(sample):
    return {row["audit_ref"]: row for row in sample["audits"] if row["returned_on"]}


def test_every_row_stands_in_the_folder_of_its_month(sample):
    assert sample.returns
    for name, rows in sample.returns.items():
        assert all(row["month"] == row["folder"] for row in rows), name


def test_every_reference_names_one_row(sample):
    for name, rows in sample.returns.items():
        key = next(iter(rows[0]))
        assert len({row[key] for row in rows}) == len(rows), name


def test_every_reference_is_marked_as_made_up(sample):
    for rows in sample.returns.values():
        for row in rows:
            refs = [value for column, value in row.items() if column.endswith("_ref")]
            assert all(ref.startswith(("SYN-", "MADEUP-")) for ref in refs)


def test_no_child_is_allocated_twice_in_a_month(sample):
    allocated = Counter((row["month"], row["child_ref"]) for row in sample["audits"] + sample["reaudits"])
    assert max(allocated.values()) == 1


def test_dates_are_in_order(sample):
    for row in sample["audits"] + sample["reaudits"]:
        assert row["allocated_on"] <= row["due_on"]
        assert row["returned_on"] is None or row["returned_on"] > row["allocated_on"]


def test_an_audit_has_a_judgement_if_and_only_if_it_came_back(sample):
    for row in sample["audits"] + sample["reaudits"]:
        assert bool(row["judgement"]) == bool(row["returned_on"])


def test_teams_are_in_the_area_the_row_names(sample):
    areas = sample.codes("areas")
    area_of = {row["team"]: areas[row["area"].lower().replace("-", " ")] for row in sample.lists["teams"]}
    for row in sample["audits"] + sample["reaudits"]:
        assert area_of[row["team"]] == row["area"]


def test_moderations_are_of_audits_back_by_then_with_the_auditors_judgement(sample):
    audits = returned_audits(sample)
    for row in sample["moderations"]:
        audit = audits[row["audit_ref"]]
        assert (row["month"], row["judgement_before"]) == (audit["month"], audit["judgement"])
        assert row["moderated_on"] > audit["returned_on"]


def test_reflection_sheets_are_of_returned_audits_and_do_not_precede_them(sample):
    audits = returned_audits(sample)
    for row in sample["reflections"]:
        audit = audits[row["audit_ref"]]
        assert row["month"] == audit["month"]
        assert row["returned_on"] >= audit["returned_on"]


def test_each_re_audit_follows_the_last_judgement_of_the_same_case(sample):
    audits = returned_audits(sample)
    last = {}
    for row in sorted(sample["reaudits"], key=lambda row: (row["month"], row["sequence"])):
        original = audits[row["original_audit_ref"]]
        before = last.get(row["original_audit_ref"], original | {"sequence": 0})
        assert original["judgement"] == row["judgement_before"] == before["judgement"] == "inadequate"
        assert [row[column] for column in ("child_ref", "area", "team")] == [
            original[column] for column in ("child_ref", "area", "team")
        ]
        assert row["sequence"] == before["sequence"] + 1
        assert before["returned_on"] < row["allocated_on"]
        last[row["original_audit_ref"]] = row


def test_remarks_come_from_records_of_the_month_that_fit_their_heading(sample):
    keys = {"audit": "audits", "reaudit": "reaudits", "moderation": "moderations", "reflection": "reflections"}
    known = {}
    for source, name in (keys | {"supervision": "supervision"}).items():
        rows = sample[name]
        known[source] = {row[next(iter(row))]: row["month"] for row in rows}
    for row in sample["comments"]:
        assert known[row["source"]][row["source_ref"]] == row["month"]


def test_remarks_use_listed_headings_and_themes(sample):
    headings = {row["heading"] for row in sample.lists["headings"]}
    themes = {row["theme"] for row in sample.lists["themes"]}
    for row in sample["comments"]:
        assert row["heading"] in headings
        assert row["theme"] in themes
        assert row["publish"] in ("yes", "no")
        assert row["text"] or row["publish"] == "no"


def test_what_a_remark_quotes_from_a_sheet_stands_on_the_sheet(sample):
    sheets = by(sample["reflections"], "audit_ref")
    for row in sample["comments"]:
        if row["source"] == "reflection" and row["text"]:
            sheet = sheets[row["source_ref"]]
            said = [sheet[name] for name in ("done_well", "challenges", "tools_comment", "do_differently")]
            assert row["text"] in said


def test_an_observation_has_its_record_if_and_only_if_it_came_back(sample):
    fields = ("recording_style", "supervision_type", "duration_minutes", "previous_actions_reviewed")
    for row in sample["supervision"]:
        for field in (*fields, "individual_principles", "child_principles"):
            assert bool(row[field]) == bool(row["returned_on"])
        assert (row["supervision_type"] == "child") == (row["individual_principles"] == "not-applicable")
        assert (row["supervision_type"] == "personal") == (row["child_principles"] == "not-applicable")


def test_editions_expect_the_returns_that_are_there(sample):
    from auditlib.paths import Project
    from auditlib.reference import load_code_lists
    from auditlib.settings import list_editions, load_edition

    project = Project(sample.root)
    load_code_lists(project)
    covered = []
    for name in list_editions(project):
        edition = load_edition(project, name)
        covered += edition.months
        for month in edition.programme_months:
            assert set(edition.expected(month)) == sample.names(month)
    assert covered == sample.months


def test_what_is_moderated_or_remarked_upon_came_back_in_time_for_the_first_edition(sample):
    """So that an earlier edition, rebuilt, has no moderation of an audit that it counts as outstanding."""
    from auditlib.paths import Project
    from auditlib.settings import list_editions, load_edition

    project = Project(sample.root)
    editions = [load_edition(project, name) for name in list_editions(project)]
    cut_off = {month: edition.cut_off for edition in editions for month in edition.months}
    audits = returned_audits(sample)
    for row in sample["moderations"]:
        assert audits[row["audit_ref"]]["returned_on"] <= row["moderated_on"] <= cut_off[row["month"]]
    sources = {"audit": audits, "reaudit": by(sample["reaudits"], "reaudit_ref")}
    sources["reflection"] = by(sample["reflections"], "audit_ref")
    for row in sample["comments"]:
        if row["source"] in sources:
            assert sources[row["source"]][row["source_ref"]]["returned_on"] <= cut_off[row["month"]]


# What is true of the calibrated sample alone ----------------------------------------------------------------


def test_most_months_meet_the_moderation_policy_and_a_few_just_miss_it(calibrated):
    allocated = Counter(row["month"] for row in calibrated["audits"])
    moderated = Counter(row["month"] for row in calibrated["moderations"])
    under = [month for month in calibrated.months if moderated[month] / allocated[month] < 0.25]
    assert 1 <= len(under) <= 2
    assert all(moderated[month] / allocated[month] > 0.2 for month in under)


def test_a_few_cases_judged_inadequate_are_due_for_a_re_audit_and_not_yet_allocated(calibrated, last_cut_off):
    taken = {row["original_audit_ref"] for row in calibrated["reaudits"]}
    waiting = [
        row
        for row in calibrated["audits"]
        if row["judgement"] == "inadequate"
        and row["audit_ref"] not in taken
        and row["returned_on"] <= last_cut_off - timedelta(days=60)
    ]
    assert 1 <= len(waiting) <= 15


def test_every_kind_of_file_and_date_is_among_the_months(calibrated):
    raw = calibrated.root / "data" / "raw"
    assert [path.parent.name for path in raw.glob("*/*.xlsx")] == ["2019-03"]
    files = {path: path.read_bytes() for path in raw.glob("*/audits.csv")}
    british = [path for path, data in files.items() if b",01/" in data]
    assert 1 <= len(british) <= 5
    assert any(data.startswith(b"\xef\xbb\xbf") for data in files.values())
    assert any(b"\r\n" in data for data in files.values())


def test_no_sentence_is_published_twice_in_an_edition(calibrated):
    for edition in [(month,) for month in calibrated.months[:-2]] + [tuple(calibrated.months[-2:])]:
        texts = [row["text"] for row in calibrated["comments"] if row["month"] in edition and row["publish"] == "yes"]
        assert len(set(texts)) == len(texts) > 30


def test_every_heading_that_an_edition_can_have_has_something_to_publish(calibrated):
    """Supervision was observed in January 2020 and re-audits began in May 2019; the rest is there every month."""
    section = {row["heading"]: row["section"] for row in calibrated.lists["headings"]}
    with_reaudits = {row["month"] for row in calibrated["reaudits"]}
    for month in calibrated.months:
        published = {
            row["heading"] for row in calibrated["comments"] if row["month"] == month and row["publish"] == "yes"
        }
        absent = {section[heading] for heading in section if heading not in published}
        assert absent == {"5"} - ({"5"} if month in with_reaudits else set()) | ({"6"} if month != "2020-01" else set())


def test_compliance_falls_from_high_to_low_over_the_programme(calibrated, last_cut_off):
    def compliance(month):
        rows = [row for row in calibrated["audits"] if row["month"] == month]
        return sum(bool(row["returned_on"]) and row["returned_on"] <= last_cut_off for row in rows) / len(rows)

    assert min(map(compliance, calibrated.months[:10])) > 0.9
    assert max(map(compliance, ("2019-11", "2019-12"))) <= 0.6


def test_the_months_of_late_2019_to_2020_have_the_published_cohorts(calibrated):
    cohorts = {
        month: {row["cohort"] for row in calibrated["audits"] if row["month"] == month}
        for month in ("2020-01", "2020-02")
    }
    assert cohorts == {
        "2020-01": {"cla-cwd", "care-leavers", "children-in-need"},
        "2020-02": {"mental-health-missing", "cla-residential", "care-leavers"},
    }


def test_all_audits_of_a_month_were_sent_out_on_the_same_day(calibrated):
    days = {
        month: {r["allocated_on"] for r in calibrated["audits"] if r["month"] == month} for month in calibrated.months
    }
    assert all(len(each) == 1 for each in days.values())
    assert days["2020-01"] == {date(2019, 12, 31)}
