"""A council's first two editions, by documented commands alone.

Begin, fill in the template, correct, build, sign, publish; then a return comes in late and the next edition revises.
"""

from __future__ import annotations

import datetime as dt

import openpyxl

PEOPLE = {"analyst": "A. Analyst", "assurer": "B. Assurer", "approver": "C. Approver"}
JUDGEMENTS = ("Good", "Requires Improvement", "Inadequate", "Outstanding")


def fill(path, month: int) -> None:
    """Type twelve audits, nine of them returned, and what belongs to them into the template of a month of 2020."""
    book = openpyxl.load_workbook(path)
    sent, due, moderated = (dt.datetime(2020, month, day) for day in (2, 20, 25))
    name = f"2020-{month:02}"
    for number in range(12):
        returned = number % 4 != 3
        place = ("North", "Assessment") if number % 2 else ("South", "Care")
        judgement = JUDGEMENTS[number % 4] if returned else None
        case = [f"AU-{month}-{number}", f"CH-{month}-{number}", name, *place, "Children in Need", f"M-{number % 5}"]
        book["audits"].append([*case, sent, due, due if returned else None, judgement])
    for number in (0, 1, 4):
        judged = JUDGEMENTS[number % 4]
        audit = f"AU-{month}-{number}"
        book["moderations"].append([audit, name, "P-1", moderated, judged, judged, None])
        book["reflections"].append([audit, name, due, "x", "y", "yes", None, None])
    remark = [f"CO-{month}", name, "audit", f"AU-{month}-0", "positives", "planning", "A clear plan.", "yes"]
    book["comments"].append(remark)
    book.save(path)


def type_in(path, **cells: object) -> None:
    """Type values into cells of the sheet of audits."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["audits"][cell] = value
    book.save(path)


def test_from_nothing_to_a_revision(auditlib, tmp_path):
    project = tmp_path / "Été audits"  # a space and accents

    def run(*arguments: str, code: int = 0) -> str:
        done = auditlib(project if project.exists() else tmp_path, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    names = ("--area", "North", "--area", "South", "--team", "Assessment=North", "--team", "Care=South")
    run("init", project.name, *names, "--cohort", "Children in Need")
    first = ("--programme-start", "2020-03", "--cut-off", "2020-04-13", "--author", "Quality team")
    returns = "audits,moderations,reflections,comments"
    run("new", "2020-03", *first, "--contact", "audits@our-council.gov.uk", "--expects", returns)
    assert "no rows yet: audits, moderations, reflections, comments" in run("status")
    path = project / "data" / "raw" / "2020-03" / "returns.xlsx"
    fill(path, 3)
    right = path.read_bytes()
    type_in(path, K2="Fair", K3="Poor")
    said = run("validate", "2020-03", "--quiet", code=3)
    assert "'Fair'" in said
    path.write_bytes(right)
    run("validate", "2020-03", "--quiet")
    assert "Next: auditlib build 2020-03" in run("status")
    said = run("build", "--renderer", "embedded", "--quiet")
    assert "Programme completion          75% (9 of 12)" in said
    page = (project / "site" / "2020-03" / "index.html").read_text(encoding="utf-8")
    assert "audits@our-council.gov.uk" in page
    assert "A clear plan." in page
    assert "AU-3-" not in page
    assert "2020-03  validated, built, not signed, not published" in run("status")

    assert "Next: auditlib sign 2020-03 --as analyst" in run("sign", "2020-03")
    assert "the analyst has not signed" in run("publish", "2020-03", "--to", "../web", code=5)
    for role, name in PEOPLE.items():
        run("sign", "2020-03", "--as", role, "--name", name)
    run("publish", "2020-03", "--to", "../web")
    run("verify", "../web/2020-03")
    published = (tmp_path / "web" / "2020-03" / "v1" / "index.html").read_bytes()
    assert b"Signed off by the approver" in published
    assert b"not signed off" not in published

    type_in(path, J5=dt.datetime(2020, 4, 20), K5="Good")  # after the cut-off of 13 April
    assert "changed since built" in run("status")
    run("new", "2020-04", "--expects", returns)
    fill(project / "data" / "raw" / "2020-04" / "returns.xlsx", 4)
    run("build", "2020-04", "--renderer", "embedded", "--quiet")
    page = (project / "site" / "2020-04" / "index.html").read_text(encoding="utf-8")
    assert "Revisions to figures published earlier" in page
    revised = run("diff", "2020-03", "2020-04")
    assert "75%" in revised
    assert "83%" in revised
    assert "now counted" in revised
    assert (tmp_path / "web" / "2020-03" / "v1" / "index.html").read_bytes() == published
