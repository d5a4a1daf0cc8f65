"""Every printed number leads to what it counts."""

import re
from datetime import date

import pytest

from auditlib.errors import BuildError, UsageError
from auditlib.facts import Fact, Facts, told
from auditlib.settings import Edition
from auditlib.trace import annotate, explain, figures_page, methods_page, says, shown_facts
from auditlib.trace.pages import spec_rules

COMPLIANCE = Fact(
    "audits.compliance.2020-02",
    62 / 76,
    62,
    76,
    "percent",
    "82%",
    "Case audits returned by 13 March 2020 out of case audits allocated for February 2020.",
    {"return": "audits", "rows": 76, "sha256": "ab" * 32},
    "notebooks/compliance.ipynb#table-compliance",
)
ALLOCATED = Fact(
    "audits.allocated.2020-02",
    76,
    None,
    None,
    "count",
    "76",
    "Case audits allocated for February 2020 in A & B.",
    {"return": "audits", "rows": 76, "sha256": "cd" * 32},
    "notebooks/compliance.ipynb#table-compliance",
)
FACTS = Facts([COMPLIANCE, ALLOCATED])
EDITION = Edition(
    "2020-02", "Audit Highlights Report", ("2020-02",), "2018-11", date(2020, 3, 13), {}, "The team", "qa@example.org"
)
PAGE = f"<html><head></head><body><p>{told(COMPLIANCE)} of {told(ALLOCATED)}, {told(COMPLIANCE)}</p></body></html>"


def test_a_share_says_its_two_counts():
    assert says(COMPLIANCE) == (
        "62 of 76: case audits returned by 13 March 2020 out of case audits allocated for February 2020."
    )


def test_every_marked_number_becomes_a_button_that_says_what_it_is():
    page = annotate(PAGE, FACTS)
    buttons = re.findall(r'<button[^>]*data-fact="([^"]*)"[^>]*aria-description="([^"]*)"[^>]*>([^<]*)<', page)
    assert [(fact_id, text) for fact_id, _, text in buttons] == [
        ("audits.compliance.2020-02", "82%"),
        ("audits.allocated.2020-02", "76"),
        ("audits.compliance.2020-02", "82%"),
    ]
    assert buttons[1][1] == "Case audits allocated for February 2020 in A &amp; B."
    assert '<span class="fact"' not in page
    assert page.count('id="fact-card"') == 1


def test_the_page_asks_nothing_of_other_hosts():
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", annotate(PAGE, FACTS))


def test_a_page_without_numbers_stays_as_it_is():
    assert annotate("<html><head></head><body></body></html>", FACTS) == "<html><head></head><body></body></html>"


def test_a_number_that_is_no_fact_stops_the_build():
    with pytest.raises(BuildError, match=r"audits\.typo\.2020-02"):
        annotate(PAGE.replace("audits.allocated", "audits.typo"), FACTS)


def test_the_figures_page_has_an_entry_for_each_figure_shown():
    page = figures_page(EDITION, FACTS, shown_facts(PAGE), "")
    assert re.findall(r'<section id="([^"]+)"', page) == [
        "fact-audits.allocated.2020-02",
        "fact-audits.compliance.2020-02",
    ]
    assert "82% (62 of 76)" in page
    assert "76 rows of audits" in page
    assert "in A &amp; B" in page
    assert ".ipynb" not in page


def test_the_method_appendix_lists_measures_and_tested_rules(tmp_path):
    (tmp_path / "test_x.py").write_text('"""Compliance."""\n\ndef test_a_late_return_waits():\n    pass\n')
    page = methods_page(EDITION, tmp_path, "")
    assert "<code>audits.compliance</code>" in page
    assert "<li>A late return waits</li>" in page
    assert spec_rules(tmp_path / "none") == {}


def test_explaining_a_figure_in_the_terminal():
    told_of = dict(explain(FACTS, "audits.compliance.2020-02"))
    assert told_of["Value"] == "82%"
    assert told_of["Computed from"] == "76 rows of audits"


def test_a_misspelt_figure_suggests_the_nearest():
    with pytest.raises(UsageError, match=r"Did you mean audits\.compliance\.2020-02"):
        explain(FACTS, "audits.complience.2020-02")
