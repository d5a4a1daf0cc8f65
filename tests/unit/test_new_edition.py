"""A new edition: proposed from the last, with templates whose choices and dates the reader accepts."""

from __future__ import annotations

import datetime as dt
from datetime import date

import openpyxl
import pytest
from typer.testing import CliRunner

from auditlib import begin, progress
from auditlib.cli import app
from auditlib.errors import UsageError
from auditlib.ingest import read_month
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS, Kind
from auditlib.settings import load_edition
from auditlib.template import template


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def project(make_project):
    return make_project()


def test_it_takes_from_the_last_edition_what_does_not_change(project):
    last = load_edition(project, "2020-02")
    said = run("new", "2020-03", "--project", project.root)
    made = load_edition(project, "2020-03")
    assert made.months == ("2020-03",)
    assert (made.author, made.contact, made.programme_start) == (last.author, last.contact, last.programme_start)
    assert last.cut_off == date(2020, 3, 13)
    assert made.cut_off == date(2020, 4, 13)
    assert made.expected("2019-12") == last.expected("2019-12")
    assert (project.raw / "2020-03" / "returns.xlsx").is_file()
    assert (project.content("2020-03") / "introduction.md").is_file()
    assert "Next: fill in the returns in data/raw/2020-03, then run: auditlib validate 2020-03" in said


def test_an_edition_after_a_gap_reports_the_months_between_and_its_cut_off_is_a_working_day(project):
    proposed = begin.propose_edition(project, "2020-05")
    assert proposed.months == ("2020-03", "2020-04", "2020-05")
    assert proposed.cut_off == date(2020, 6, 15)  # the 13th is a Saturday


def test_each_question_has_an_option(project):
    run(
        *("new", "2020-04", "--months", "2020-03,2020-04", "--cut-off", "2020-05-20", "--expects", "audits,comments"),
        *("--author", "Quality: the team", "--contact", "quality@council.gov.uk", "--published-on", "2020-05-27"),
        *(
            "--title",
            "Learning from audits",
            "--profile",
            "public",
            "--formats",
            "html,docx",
            "--project",
            project.root,
        ),
    )
    made = load_edition(project, "2020-04")
    assert made.cut_off == date(2020, 5, 20)
    assert made.expected("2020-03") == made.expected("2020-04") == ("audits", "comments")
    assert (made.author, made.title, made.profile) == ("Quality: the team", "Learning from audits", "public")
    assert made.formats == ("html", "docx")


def test_nothing_is_written_over(project):
    path = project.raw / "2020-03" / "audits.csv"
    path.parent.mkdir()
    path.write_text(",".join(RETURNS["audits"].column_names) + "\n")
    run("new", "2020-03", "--project", project.root)
    assert [each.name for each in path.parent.iterdir()] == ["audits.csv"]
    with pytest.raises(UsageError, match="is there"):
        begin.propose_edition(project, "2020-03")


def test_a_fault_leaves_no_edition_behind_that_cannot_be_read(project):
    done = CliRunner().invoke(app, ["new", "2020-03", "--profile", "secret", "--project", str(project.root)])
    assert done.exit_code == 4
    assert not (project.editions / "2020-03.yml").exists()


def test_without_an_earlier_edition_and_a_person_to_ask_it_names_the_option(project):
    for path in project.editions.glob("*.yml"):
        path.unlink()
    done = CliRunner().invoke(app, ["new", "2020-03", "--project", str(project.root)])
    assert done.exit_code == 2
    assert "Give --programme-start." in done.output
    run(
        *("new", "2020-03", "--programme-start", "2020-03", "--cut-off", "2020-04-13", "--author", "A"),
        *("--contact", "a@b.gov.uk", "--project", project.root),
    )
    assert load_edition(project, "2020-03").programme_months == ["2020-03"]


def test_an_empty_template_has_no_fault_but_its_missing_rows(project):
    lists = load_code_lists(project)
    folder = project.raw / "2020-03"
    folder.mkdir()
    (folder / "returns.xlsx").write_bytes(template(lists, "2020-03", RETURNS))
    received = read_month(project, "2020-03", lists, tuple(RETURNS))
    assert [str(fault.problem) for fault in received.faults] == []
    assert all(table.empty for table in received.tables.values())


def test_every_value_that_a_template_offers_is_read(project):
    lists = load_code_lists(project)
    folder = project.raw / "2020-03"
    folder.mkdir()
    path = folder / "returns.xlsx"
    path.write_bytes(template(lists, "2020-03", RETURNS))
    book = openpyxl.load_workbook(path)
    notes = book["notes"]
    offered = 0
    for name, entry in RETURNS.items():
        sheet = book[name]
        rules = {str(rule.sqref).partition("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
        assert len(rules) == len(entry.columns)
        choices = {}
        for cell, column in zip(sheet[1], entry.columns, strict=True):
            rule = rules[cell.column_letter]
            if rule.type == "list":
                choices[column.name] = [each[0].value for each in notes[rule.formula1.split("!")[1].replace("$", "")]]
        offered += sum(map(len, choices.values()))
        for row in range(max(map(len, choices.values()))):
            values = []
            for column in entry.columns:
                if column.name in choices:
                    values.append(choices[column.name][row % len(choices[column.name])])
                elif column.kind is Kind.DATE:
                    values.append(dt.datetime(2020, 3, 2))
                else:
                    values.append({Kind.NUMBER: 1, Kind.CODES: "spelling; grammar"}.get(column.kind, f"X{row}"))
            sheet.append(values)
    book.save(path)
    assert offered > 60
    received = read_month(project, "2020-03", lists, tuple(RETURNS))
    assert [str(fault.problem) for fault in received.faults] == []
    assert set(received.tables["audits"]["judgement"]) == set(lists.judgements.codes)
    assert set(received.tables["comments"]["heading"]) == set(lists.headings.codes)


def test_status_tells_what_is_missing_and_what_to_type(project):
    run("new", "2020-03", "--project", project.root)
    (project.raw / "2020-02" / "audits.csv").unlink()
    said = run("status", "--project", project.root).splitlines()
    assert "2020-02  not validated, not built, not signed, not published" in said
    assert any(line.strip().startswith("2020-02 here: ") and "missing: audits" in line for line in said)
    expected = load_edition(project, "2020-03").expected("2020-03")
    assert any(line.strip() == f"2020-03 no rows yet: {', '.join(expected)}" for line in said)
    assert said[-1] == "Next: auditlib validate 2020-03"
    assert progress.next_editions(project) == ["2019-12", "2020-01"]


def test_build_without_an_edition_builds_what_is_next_and_status_sees_changes(short_project_in, tmp_path, auditlib):
    project = short_project_in(tmp_path / "project")

    def build() -> str:
        done = auditlib(project.root, "build", "--renderer", "embedded", "--quiet")
        assert done.returncode == 0, done.stderr
        return done.stdout

    build()
    by_name = {each.edition: each for each in progress.progress(project)}
    assert by_name["2020-02"].built
    assert not by_name["2020-02"].published
    assert (by_name["2020-02"].checked, by_name["2020-02"].changed) == ("passed", ())
    assert by_name["2020-02"].next == 'auditlib sign 2020-02 --as analyst --name "…"'
    assert by_name["2020-01"].next == "auditlib build 2020-01"
    path = project.content("2020-02") / "areas.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<!-- Nothing to say yet. -->\n")
    assert "changed: content/2020-02/areas.md" in run("status", "--project", project.root)
    said = build()
    assert "site/2020-02/index.html" in said
    assert "Nothing to say" not in (project.site("2020-02") / "index.html").read_text()
