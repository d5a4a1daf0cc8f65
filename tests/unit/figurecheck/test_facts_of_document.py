"""A document's figures against the facts of an edition."""

from __future__ import annotations

from pathlib import Path

import pytest

from figurecheck import check, render_text

TEXT = """\
## Introduction

In total, 140 audits have been allocated and 20 have not been returned to date, a completion rate of 86%.

North West: 22 were allocated and 4 were not returned.

### May 2021

- 40 audits were allocated and 31 were returned, a compliance rate of 77.5%.
- 12 re-audits were allocated and 9 were returned.
"""


def rate(name: str, numerator: int, denominator: int) -> dict:
    value = numerator / denominator
    return {"id": name, "value": value, "numerator": numerator, "denominator": denominator, "unit": "percent"}


def count(name: str, value: int) -> dict:
    return {"id": name, "value": value, "numerator": None, "denominator": None, "unit": "count"}


FACTS = [
    count("audits.allocated.programme", 140),
    count("audits.outstanding.programme", 20),
    rate("audits.compliance.programme", 120, 140),
    count("audits.allocated.2021-05", 40),
    count("audits.returned.2021-05", 31),
    rate("audits.compliance.2021-05", 31, 40),
    count("reaudits.allocated.2021-05", 12),
    count("reaudits.returned.2021-05", 9),
    count("audits.allocated.edition.north-west", 22),
    count("audits.outstanding.edition.north-west", 4),
    {"id": "audits.compliance.2021-06", "value": None, "numerator": None, "denominator": None, "unit": "percent"},
    {"id": "returns.cutoff.edition", "value": "31 May 2021", "numerator": None, "denominator": None, "unit": "date"},
]


@pytest.fixture
def document(tmp_path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_figures_that_agree_are_counted_and_nothing_is_found(document):
    report = check(document, FACTS)
    assert (report.read["compared"], report.read["agree"]) == (10, 10)
    assert report.findings == []


@pytest.mark.parametrize("number", range(10))
def test_a_fact_that_differs_is_found_alone(document, number):
    facts = [dict(fact) for fact in FACTS]
    fact = facts[number]
    fact["value"] = fact["value"] + 1 if fact["denominator"] is None else 0.5
    if fact["denominator"]:
        fact["numerator"] = fact["denominator"] // 2
    findings = check(document, facts).findings
    assert [finding.code for finding in findings] == ["DOC-20"]
    assert fact["id"] in findings[0].what


def test_facts_may_come_by_id(document):
    by_id = {fact["id"]: fact["value"] for fact in FACTS}
    assert check(document, by_id).findings == []


def test_without_facts_nothing_is_compared(document):
    assert "compared" not in check(document).read


def test_figures_that_no_fact_has_are_named(document):
    assert check(document, FACTS).not_in_facts == []
    document.write_text(TEXT + "\nIn all 43 letters were sent.\n", encoding="utf-8")
    report = check(document, FACTS)
    assert [figure for _, figure, _ in report.not_in_facts] == ["43"]
    assert report.as_dict()["not_in_facts"][0]["figure"] == "43"
    assert "1 of its counts and percentages are not in the facts" in render_text(report)
    assert report.exit_code == 0
