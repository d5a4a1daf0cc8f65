"""Another council's first edition, by documented commands alone: init, new, fill in the template, validate, build."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import openpyxl

DAY = dt.datetime(2020, 3, 20)
JUDGEMENTS = ("Good", "Requires Improvement", "Inadequate", "Outstanding")


def fill(path) -> None:
    """Type twelve audits, nine of them returned, and what belongs to them into the template."""
    book = openpyxl.load_workbook(path)
    for number in range(12):
        returned = number % 4 != 3
        place = ("North", "Assessment") if number % 2 else ("South", "Care")
        judgement = JUDGEMENTS[number % 4] if returned else None
        case = [f"AU-{number}", f"CH-{number}", "2020-03", *place, "Children in Need", f"M-{number % 5}"]
        book["audits"].append([*case, dt.datetime(2020, 3, 2), DAY, DAY if returned else None, judgement])
    for number in (0, 1, 4):
        judged = JUDGEMENTS[number % 4]
        book["moderations"].append([f"AU-{number}", "2020-03", "P-1", dt.datetime(2020, 3, 25), judged, judged, None])
        book["reflections"].append([f"AU-{number}", "2020-03", DAY, "x", "y", "yes", None, None])
    book["comments"].append(["CO-1", "2020-03", "audit", "AU-0", "positives", "planning", "A clear plan.", "yes"])
    book.save(path)


def test_from_nothing_to_a_published_page(tmp_path):
    project = tmp_path / "Été audits"  # a space and accents

    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "auditlib", *arguments],
            cwd=project if project.exists() else tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    names = ("--area", "North", "--area", "South", "--team", "Assessment=North", "--team", "Care=South")
    run("init", project.name, *names, "--cohort", "Children in Need")
    first = ("--programme-start", "2020-03", "--cut-off", "2020-04-13", "--author", "Quality team")
    returns = "audits,moderations,reflections,comments"
    run("new", "2020-03", *first, "--contact", "audits@our-council.gov.uk", "--expects", returns)
    assert "no rows yet: audits, moderations, reflections, comments" in run("status")
    path = project / "data" / "raw" / "2020-03" / "returns.xlsx"
    fill(path)
    right = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book["audits"]["K2"], book["audits"]["K3"] = "Fair", "Poor"
    book.save(path)
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
    assert "AU-0" not in page
    assert "2020-03  validated, built, not signed, not published" in run("status")
