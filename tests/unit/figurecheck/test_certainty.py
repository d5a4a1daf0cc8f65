"""Contradictions first, then what is worth checking: what decides it, and how a report shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from figurecheck import check, relations, render_text
from figurecheck.certainty import CONTRADICTIONS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "check-document.md"
REPORT = Path(__file__).parents[2] / "data" / "documents" / "published-report-2020-02.md"


def sure(folder: Path, text: str) -> list[str]:
    document = folder / "passage.md"
    document.write_text(text, encoding="utf-8")
    return [finding.sure for finding in check(document).findings]


TABLE = "| Team | Audits |\n|---|---|\n| North | 140 |\n| South | 170 |\n| East | 120 |\n| Total | {} |\n"


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        ("72 of the 96 audits (73%) were returned.", True),
        ("Of the 41 visited, 12 of 96 homes (14%) were closed.", True),  # side by side
        ("In 2019 there were 64; 12 of the 41 homes that a team of five looked at again, or 46%, were closed.", False),
        ("The majority of projects (43%) are small.", True),
        ("A majority of respondents, 44%, felt listened to.", False),
        (TABLE.format(440), True),  # one digit
        (TABLE.format(462), False),
        ("Of the 31 audits returned 21 were good (67%).", True),  # cut
        ("The panel met on Monday 14 March 2023.", True),
        ("Referrals have doubled from 45 to 70 in two years.", False),
        ("Of the nine homes inspected, 40% were rated good.", True),
        ("Nine homes were inspected. Of these homes, 40% were rated good.", False),  # not in one sentence
        ("It came on 18 March 2023 and was passed on the next day, 21 March 2023.", False),
    ],
)
def test_a_contradiction_is_told_by_its_kind_and_by_how_its_figures_stand(text, is_sure, tmp_path):
    assert sure(tmp_path, text) == ["contradiction" if is_sure else "worth checking"]


def test_every_kind_of_the_table_is_one_and_stands_there_once():
    kinds = [kind for names in CONTRADICTIONS.values() for kind in names]
    assert len(kinds) == len(set(kinds)) and set(kinds) <= {each.name for each in relations.KINDS}


def test_the_documentation_names_every_kind_of_the_table():
    page = PAGE.read_text(encoding="utf-8").partition("## What a finding says")[0]
    named = {name.strip() for row in page.split("\n") if row.startswith("| ") for name in re.split("[;|]", row)}
    assert {kind for kinds in CONTRADICTIONS.values() for kind in kinds} - {"a statement"} <= named


def test_contradictions_come_first_and_each_part_says_what_to_expect(tmp_path):
    document = tmp_path / "report.md"
    document.write_text("Referrals have doubled from 45 to 70.\n\nThe panel met on Monday 14 March 2023.\n")
    report = check(document)
    text, listed = render_text(report), json.loads(report.to_json())["findings"]
    assert [finding["sure"] for finding in listed] == ["contradiction", "worth checking"]
    assert "2 findings. 1 contradiction, 1 worth checking." in text
    headings = ["Contradictions: ", "1. DOC-15", "Worth checking: ", "2. DOC-08"]
    assert [text.index(each) for each in headings] == sorted(text.index(each) for each in headings)
    assert report.exit_code == 1


def test_a_part_without_findings_has_no_heading(tmp_path):
    document = tmp_path / "report.md"
    document.write_text("Referrals have doubled from 45 to 70.\n")
    text = render_text(check(document))
    assert "1 finding. No contradictions, 1 worth checking." in text and "Contradictions:" not in text


def test_all_findings_of_the_published_report_are_contradictions():
    assert {finding.sure for finding in check(REPORT).findings} == {"contradiction"}
