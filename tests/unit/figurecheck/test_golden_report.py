"""The published report: every contradiction that needs no data is found, in every format, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from figurecheck import check, render_text

REPORT = Path(__file__).parents[2] / "data" / "documents" / "published-report-2020-02.md"
#: Row of the list of published figures, the finding's code, and what its sentence and explanation must hold.
EXPECTED = {
    "F012": ("DOC-02", "81.57%", "81.58%"),
    "F020": ("DOC-02", "compliance rate was 67%", "21 of 31 is 68%"),
    "F025": ("DOC-11", "previous month of 56% in November", "December 2019"),
    "F028": ("DOC-02", "29 re-audits were allocated and 22 were returned with a compliance rate", "75.9%"),
    "F031": ("DOC-10", "has remained low", "54% in December"),
    "F033": ("DOC-03", "27 Case Reflection Sheets", "not 44.2% of any whole number"),
    "F038": ("DOC-12", "North West: Total number", "'NE'"),
    "F042": ("DOC-12", "CWD: Total number", "'NE'"),
    "F043": ("DOC-14", "25% of the 96", "27 moderated: 28.1% of 96"),
    "F044": ("DOC-14", "38% of the 76", "23 moderated: 30.3% of 76"),
    "F054": ("DOC-02", "overall Compliance rate of 75.8%", "75.9%"),
    "F055": ("DOC-07", "November (55%)", "55% here and 56%"),
    "F086": ("DOC-13", "all 7 that were downgraded", "9 in all"),
}


def found_rows(report) -> tuple[set[str], list]:
    """The rows that a report finds, and its findings that are none of them."""
    rows, others = set(), []
    for finding in report.findings:
        hits = [
            row
            for row, (code, quote, what) in EXPECTED.items()
            if finding.code == code and quote in finding.quote and what in finding.what and row not in rows
        ]
        rows.update(hits[:1])
        if not hits:
            others.append(finding)
    return rows, others


@pytest.fixture(scope="module")
def formats(tmp_path_factory) -> dict[str, Path]:
    """The report as Markdown, HTML and Word."""
    import pypandoc

    folder = tmp_path_factory.mktemp("report")
    made = {"md": REPORT}
    for ending in ("html", "docx"):
        made[ending] = folder / f"report.{ending}"
        command = [pypandoc.get_pandoc_path(), str(REPORT), "--from", "commonmark_x", "--to", ending]
        subprocess.run([*command, "--output", str(made[ending])], check=True)
    return made


@pytest.mark.parametrize("ending", ["md", "html", "docx"])
def test_every_contradiction_is_found_and_nothing_else(formats, ending):
    rows, others = found_rows(check(formats[ending]))
    assert rows == set(EXPECTED)
    assert others == []


def test_each_finding_says_where_what_and_what_to_do():
    for finding in check(REPORT).findings:
        assert finding.place.line is not None
        line = REPORT.read_text(encoding="utf-8").splitlines()[finding.place.line - 1]
        assert re.sub(r"<[^>]*>|\W", "", finding.quote)[:30] in re.sub(r"<[^>]*>|\W", "", line)
        assert finding.what.endswith(".") and finding.do.endswith(".")


def test_cut_figures_are_warnings_and_contradictions_errors():
    severities = {finding.code: finding.severity for finding in check(REPORT).findings}
    assert severities["DOC-02"] == "warning"
    assert {severity for code, severity in severities.items() if code != "DOC-02"} == {"error"}


def test_the_report_goes_to_json_and_to_text():
    report = check(REPORT)
    plain = json.loads(report.to_json())
    assert len(plain["findings"]) == len(EXPECTED)
    assert plain["findings"][0]["place"]["line"] == 7
    text = render_text(report)
    assert "13 findings." in text and "62 ÷ 76 = 81.5789…%" in text


def test_a_corrected_report_has_one_finding_less(tmp_path):
    corrected = tmp_path / "report.md"
    corrected.write_text(REPORT.read_text(encoding="utf-8").replace("81.57%", "81.58%"), encoding="utf-8")
    rows, others = found_rows(check(corrected))
    assert rows == set(EXPECTED) - {"F012"}
    assert others == []
