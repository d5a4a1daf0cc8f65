"""A project for another council, from names and from trackers of seven shapes."""

from __future__ import annotations

import csv
import datetime as dt

import openpyxl
import pytest
from typer.testing import CliRunner

from auditlib.cli import app
from auditlib.disclosure import identifying_parts
from auditlib.ingest import read_month
from auditlib.paths import Project
from auditlib.progress import returns_with_rows
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS
from auditlib.tracker import read_tracker

PLAIN = ["Audit ID", "Mosaic ID", "Month", "Locality", "Team", "Case Type", "Auditor", "Date Sent", "Due Date"]
PLAIN += ["Date Returned", "Overall Grade"]


def row(number, *, month="2020-02", area="North", team="Assessment", grade="Good", case="CIN", auditor="M-01"):
    day = dt.datetime(2020, 2, 3)
    return [f"A{number}", f"C{number}", month, area, team, case, auditor, day, day, day, grade]


def saved(tmp_path, sheets, merge=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
        if merge:
            sheet.merge_cells(merge)
    path = tmp_path / "tracker.xlsx"
    book.save(path)
    return path


def run(*arguments, code=0):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output


def test_a_plain_tracker_gives_lists_and_a_map_with_which_its_own_rows_are_read(tmp_path):
    path = saved(tmp_path, {"Audits": [PLAIN, row(1), row(2, area="South", team="Care Leavers", grade="RI")]})
    said = run("init", tmp_path / "ours", "--from-workbook", path)
    assert "Read 2 rows; placed 11 columns:" in said
    project = Project(tmp_path / "ours")
    lists = load_code_lists(project)
    assert [lists.areas.name_of(code) for code in lists.areas.codes] == ["North", "South"]
    assert lists.teams.entries["care-leavers"].fields["area"] == "South"
    folder = project.raw / "2020-02"
    folder.mkdir()
    (folder / "returns.xlsx").write_bytes(path.read_bytes())
    received = read_month(project, "2020-02", lists, ("audits",))
    assert [str(fault.problem) for fault in received.faults] == []
    assert list(received.tables["audits"]["judgement"]) == ["good", "requires-improvement"]


def test_title_rows_merged_cells_and_totals_are_said(tmp_path):
    rows = [["Case file audits 2019/20"], [], PLAIN, row(1), row(2), ["Total", *[None] * 9, 2]]
    found = read_tracker(saved(tmp_path, {"Log": rows}, merge="A1:D1"))
    assert found.rows == 2
    said = " ".join(found.remarks)
    for words in ("is in row 3", "merged cells", "totals row"):
        assert words in said


def test_a_sheet_for_each_team_with_another_beside(tmp_path):
    short = [*PLAIN[:3], *PLAIN[4:]]
    sheets = {
        name: [short, [each for at, each in enumerate(row(1, team=name)) if at != 3]] for name in ("East", "West")
    }
    found = read_tracker(saved(tmp_path, sheets | {"Guidance": [["Return this by the 10th"]]}))
    assert found.values["team"] == ["East", "West"]
    said = " ".join(found.remarks)
    assert "The audits are on 2 sheets" in said
    assert "'Guidance' has no columns like those of audits" in said
    assert "No column was found for area." in said


def test_grades_as_numbers_months_in_words_and_blanks_that_are_written(tmp_path):
    rows = [PLAIN, row(1, month="Feb-20", grade=2), row(2, month="Feb-20", grade=3), row(3, grade="N/A", case="-")]
    said = run("init", tmp_path / "ours", "--from-workbook", saved(tmp_path, {"Audits": rows}))
    assert "Months are written as 'Feb-20'. Write them as 2020-02." in said
    assert "'N/A' stands for a blank in judgement." in said
    assert "'-' stands for a blank in cohort." in said


def test_headers_that_fit_twice_or_nothing_are_left_to_a_person_and_names_are_not_shown(tmp_path):
    header = [*PLAIN, "Rating", "Strengths"]
    rows = [header, [*row(1, auditor="Ann Example"), "Good", "Warm, clear"]]
    said = run("init", tmp_path / "ours", "--from-workbook", saved(tmp_path, {"Audits": rows}))
    assert "The column 'Rating' could not be placed." in said
    assert "The column 'Overall Grade' could not be placed." in said
    assert "The column 'Strengths' could not be placed." in said
    assert "No column was found for judgement." in said
    assert "Ann Example" not in said
    with (tmp_path / "ours" / "data" / "reference" / "columns.csv").open() as file:
        assert "judgement" not in {each["column"] for each in csv.DictReader(file)}


def test_a_log_of_a_framework_of_tiers(tmp_path):
    """As county councils' published audit frameworks describe it: by district, graded in Ofsted's words."""
    header = ["LCS number", "District", "Team", "Type of case", "Social worker", "Auditor", "Date allocated"]
    header += ["Date audit due", "Date audit completed", "Ofsted grading"]
    day = dt.datetime(2020, 2, 3)
    done = [101, "North", "Duty", "CIN", "Ann Example", "Bo Example", day, day, day, "Requires improvement to be good"]
    rows = [["Tier 2 case file audits: monthly log"], ["Return to the audit team by the 10th"], [], header, done]
    said = run("init", tmp_path / "ours", "--from-workbook", saved(tmp_path, {"Tier 2 log": rows}))
    assert "placed 9 columns" in said
    assert "is in row 4" in said
    assert "The column 'Social worker' could not be placed." in said
    assert "No column was found for audit_ref." in said
    assert "Example" not in said
    assert "Judgements that are not listed" not in said, "Ofsted's own words are known"


def test_a_workbook_with_a_sheet_a_month_and_moderation_beside_each_audit(tmp_path):
    """As metropolitan councils' published schemes describe it: auditor's and moderator's judgement in one row."""
    header = ["Case ref", "Service area", "Team name", "Lead auditor", "Allocated", "Deadline", "Completed"]
    header += ["Judgement", "Moderator", "Moderated judgement"]
    done = ["Locality East", "East 1", "Bo", "01/02/2020", "28/02/2020", "20/02/2020", "G", "Al", "RI"]
    sheets = {name: [["Practice audits", "", name], header, [f"{name}-1", *done]] for name in ("January", "February")}
    found = read_tracker(saved(tmp_path, sheets))
    assert len(found.headers) == 8
    assert found.values["area"] == ["Locality East"]
    said = " ".join(found.remarks)
    assert "The audits are on 2 sheets." in said
    assert "It looks like judgement_after of moderations" in said
    assert "It looks like moderator_ref of moderations" in said


def test_a_sheet_for_each_team_named_nowhere_else_and_grades_as_colours(tmp_path):
    header = ["No.", "Child's initials", "Mosaic ID", "Month", "Auditor", "Date sent out", "Date back", "Grade (RAG)"]
    rows = [[1, "A.B.", 101, "Feb-20", "Jo Example", dt.date(2020, 2, 3), "N/A", None], ["Total", 1]]
    sheets = {name: [["Audits 2019/20"], [], header, *rows] for name in ("Assessment", "Leaving Care")}
    found = read_tracker(saved(tmp_path, sheets, merge="A1:H1"))
    assert set(found.headers) == {"child_ref", "month", "auditor_ref", "allocated_on", "returned_on", "judgement"}
    assert (found.values["team"], found.rows) == (["Assessment", "Leaving Care"], 2)
    said = " ".join(found.remarks)
    assert "the names of the sheets were taken for it" in said
    assert "'Grade (RAG)' has no values. A cell's colour cannot be read: write it out." in said


def test_headers_over_two_rows_on_sheets_called_after_months(tmp_path):
    above = ["Child", None, "Team", "Locality", "Allocation", None, None, "Outcome", None]
    below = ["LCS No", "Plan type", None, None, "Auditor", "Date allocated", "Deadline", "Date completed", "Grade 1-4"]
    done = ["L1", "CIN", "East 1", "East", "Jo Example", dt.date(2020, 2, 3), "28/2/20", "-", 2]
    sheets = {name: [above, below, done] for name in ("Jan 2020", "Feb 2020")}
    found = read_tracker(saved(tmp_path, sheets, merge="C1:C2"))
    assert len(found.headers) == 9
    assert (found.values["team"], found.values["area"]) == (["East 1"], ["East"])
    assert "The sheets are called after months." in " ".join(found.remarks)


def test_the_answers_of_a_form_whose_headers_are_questions(tmp_path):
    header = ["ID", "Completion time", "Name", "What is the child's LCS number?", "Which team holds the case?"]
    header += ["Which service area?", "What is your overall judgement?", "Judgement returned?", "Actions due"]
    done = [1, dt.datetime(2020, 2, 3, 10, 1), "Jo Example", "7001", "MASH", "Front Door", "RI", "Y", "none"]
    found = read_tracker(saved(tmp_path, {"Form1": [header, done]}))
    assert found.headers == {
        "returned_on": "Completion time",
        "child_ref": "What is the child's LCS number?",
        "team": "Which team holds the case?",
        "area": "Which service area?",
        "judgement": "What is your overall judgement?",
    }


def test_what_is_no_tracker_is_refused(tmp_path):
    said = run("init", tmp_path / "ours", "--from-workbook", saved(tmp_path, {"Sheet1": [["a", "b"], [1, 2]]}), code=2)
    assert "No sheet of 'tracker.xlsx' has columns like those of audits." in said
    (tmp_path / "notes.xlsx").write_text("no workbook")
    said = run("init", tmp_path / "ours", "--from-workbook", tmp_path / "notes.xlsx", code=2)
    assert "cannot be read as a workbook" in said
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "Give the areas and teams"),
        (["--area", "North"], "at least one team"),
        (["--area", "North", "--team", "Assessment"], "is not a team"),
        (["--area", "North", "--team", "Assessment=South"], "'South', which is no area"),
    ],
)
def test_what_is_missing_is_said(tmp_path, options, says):
    assert says in run("init", tmp_path / "ours", *options, code=2)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all")
    said = run("init", tmp_path, "--area", "North", "--team", "A=North", code=2)
    assert "not empty" in said


def test_the_first_edition_of_a_new_project_starts_without_a_fault(tmp_path):
    run("init", tmp_path / "ours", "--area", "North", "--team", "Assessment=North", "--cohort", "Children in Need")
    run(
        *("new", "2020-03", "--programme-start", "2020-03", "--cut-off", "2020-04-13", "--author", "Quality team"),
        *("--contact", "quality@ours.gov.uk", "--project", tmp_path / "ours"),
    )
    project = Project(tmp_path / "ours")
    assert read_month(project, "2020-03", load_code_lists(project), ("audits",)).faults == []


def test_one_row_is_enough_for_status(tmp_path):
    run("init", tmp_path / "ours", "--area", "North", "--team", "Assessment=North")
    project = Project(tmp_path / "ours")
    book = openpyxl.Workbook()
    book.active.title = "comments"
    book.active.append(list(RETURNS["comments"].column_names))
    book.create_sheet("audits").append(list(RETURNS["audits"].column_names))
    book["comments"].append(["C-1"])
    (project.raw / "2020-03").mkdir()
    book.save(project.raw / "2020-03" / "returns.xlsx")
    assert returns_with_rows(project, "2020-03") == {"comments": True, "audits": False}


def test_an_address_of_a_council_is_read_whole_so_that_the_contact_may_be_published():
    assert identifying_parts("Write to audits@our-council.gov.uk.") == ["audits@our-council.gov.uk"]


@pytest.mark.parametrize(
    ("written", "code"),
    [("NE", "NE"), ("north_east", "north_east"), ("Môn", "Môn"), ("N.E.", "n-e"), ("North East", "north-east")],
)
def test_an_area_stands_in_ids_by_its_code_as_the_list_writes_it(tmp_path, written, code):
    run("init", tmp_path / "ours", "--area", "Somewhere", "--team", "Duty=Somewhere")
    listed = tmp_path / "ours" / "data" / "reference" / "areas.csv"
    listed.write_text(listed.read_text("utf-8").replace("\nsomewhere,", f"\n{written},"), "utf-8")
    lists = load_code_lists(Project(tmp_path / "ours"))
    assert lists.areas.codes == [code]
    assert {lists.areas.code_of(text) for text in (written, written.upper(), "somewhere")} == {code}


def test_a_welsh_name_has_a_code_without_its_accents(tmp_path):
    run("init", tmp_path / "ours", "--area", "Ynys Môn", "--area", "Llŷn", "--team", "Tîm=Llŷn")
    lists = load_code_lists(Project(tmp_path / "ours"))
    assert lists.areas.codes == ["ynys-mon", "llyn"]
    assert lists.areas.code_of("YNYS MÔN") == "ynys-mon"


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ("Llyn", "The areas 'Llŷn' and 'Llyn' are alike. Tell them apart."),
        ("!", "The name of each area needs a letter"),
        ("North | East", "The area 'North | East' holds |, which documents and spreadsheets take for a mark."),
    ],
)
def test_a_name_that_cannot_be_is_refused_before_anything_is_written(tmp_path, area, says):
    said = run("init", tmp_path / "ours", "--area", "Llŷn", "--area", area, "--team", "Tîm=Llŷn", code=2)
    assert says in said
    assert not (tmp_path / "ours").exists()


def test_one_area_is_counted_as_one_and_all_months_are_named_to_be_filled_in(tmp_path):
    ours = tmp_path / "ours"
    assert "Wrote the project ours: 1 area, 1 team." in run("init", ours, "--area", "North", "--team", "A=North")
    said = run(
        *("new", "2020-01", "--months", "2019-12,2020-01", "--programme-start", "2019-12", "--cut-off", "2020-02-13"),
        *("--author", "Quality team", "--contact", "quality@ours.gov.uk", "--project", ours),
    )
    assert "fill in the returns in data/raw/2019-12 and data/raw/2020-01, then run" in said


def test_a_sha_256_that_begins_like_a_telephone_number_is_none():
    digest = "0423165065d3fcfe4b4bda8735b60ba38f47984bc6bc140b34c27dfa9af33b81"
    assert identifying_parts(f'{{"charts/11.svg": "{digest}"}}, {digest[:16]}') == []
    assert identifying_parts("Call 01632 960123ext5 or 0423165065d3fcfe4b4b.") == ["01632 960123", "0423165065"]


def test_an_edition_that_cannot_be_leaves_nothing_behind(tmp_path):
    ours = tmp_path / "ours"
    run("init", ours, "--area", "North", "--team", "A=North")
    first = ("--programme-start", "2020-01", "--author", "Quality team", "--contact", "quality@ours.gov.uk")
    before = sorted(ours.rglob("*"))
    said = run("new", "2020-02", "--cut-off", "2020-01-31", *first, "--project", ours, code=4)
    assert "the cut-off is before the edition's last month" in said
    assert sorted(ours.rglob("*")) == before
