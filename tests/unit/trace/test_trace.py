"""Every printed number leads to what it counts."""

from datetime import date
from pathlib import Path

import lxml.html
import pypandoc
import pytest

from auditlib.disclosure import withholding
from auditlib.errors import BuildError, UsageError
from auditlib.facts import Fact, Facts, fact_span
from auditlib.settings import Edition
from auditlib.trace import Passage, explain, figures_page, in_words, methods_page, passages
from auditlib.trace.pages import spec_rules

FILTER = Path(__file__).resolve().parents[3] / "assets" / "filters" / "counted.lua"
ARGS = [f"--lua-filter={FILTER}", "--wrap=none"]
COMPLIANCE = Fact(
    "audits.compliance.2020-02",
    62 / 76,
    62,
    76,
    "percent",
    "82%",
    "Case audits returned by 13 March 2020 out of case audits allocated for February 2020.",
    {"return": "audits", "rows": 76, "sha256": "ab" * 32},
    "notebooks/compliance.ipynb#tbl-compliance",
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
    "notebooks/compliance.ipynb#tbl-compliance",
)
FACTS = Facts([COMPLIANCE, ALLOCATED])
EDITION = Edition(
    "2020-02", "Audit Highlights Report", ("2020-02",), "2018-11", date(2020, 3, 13), {}, "The team", "qa@example.org"
)
TABLE = f"| | |\n|:--|--:|\n| Allocated | {fact_span(ALLOCATED)} |\n\n: Returns of {fact_span(COMPLIANCE)} {{#tbl-x}}\n"
TEXT = f"""## Returns

{fact_span(COMPLIANCE)} ({fact_span(ALLOCATED, "62 of 76")}) came back, {fact_span(COMPLIANCE)}. Those of note:

- {fact_span(ALLOCATED)} in all

No number here.

{TABLE}"""


def page_of(markdown: str):
    """The page that the filter makes of a text."""
    html = pypandoc.convert_text(markdown, "html", "markdown-table_attributes", extra_args=ARGS)
    return lxml.html.document_fromstring(html)


def test_a_share_says_its_two_counts():
    assert in_words(COMPLIANCE) == (
        "62 of 76: case audits returned by 13 March 2020 out of case audits allocated for February 2020."
    )


def test_numbers_are_plain_text_and_each_passage_has_one_link():
    page = page_of(TEXT)
    assert page.xpath("//*[@data-fact]|//button|//script") == []
    assert [(link.text, link.get("href")) for link in page.xpath("//a")] == [
        ("How this was counted", "figures.html#passage-1"),
        ("How this was counted", "figures.html#passage-2"),
    ]
    assert "82% (62 of 76) came back, 82%. Those of note:" in page.text_content()


def test_a_passage_has_its_section_its_first_words_or_caption_and_its_facts():
    both = ("audits.compliance.2020-02", "audits.allocated.2020-02")
    text, table = passages(page_of(TEXT), FACTS)
    assert text == Passage("passage-1", "Returns", "76 in all", both)
    assert (table.id, table.heading, table.facts) == ("passage-2", "Returns", both)
    assert table.title.startswith("Returns of 82%")


def test_the_title_of_a_paragraph_is_its_first_words():
    (found,) = passages(page_of(f"{fact_span(ALLOCATED)} " + "one " * 20), FACTS)
    assert found.title == "76 " + "one " * 13 + "…"


@pytest.mark.parametrize(("text", "kept"), [("a (6) b", 0), ("75% (72 of 96), b", 1), ("(see the table below) b", 0)])
def test_short_brackets_with_numbers_stay_on_one_line(text, kept):
    assert len(page_of(text).xpath("//span[@class='together']")) == kept


def test_other_formats_get_the_numbers_without_links():
    plain = pypandoc.convert_text(TEXT, "plain", "markdown-table_attributes", extra_args=ARGS)
    assert "82% (62 of 76) came back" in plain
    assert "How this was counted" not in plain


def test_a_number_that_is_no_fact_stops_the_build():
    with pytest.raises(BuildError, match=r"audits\.typo\.2020-02"):
        passages(page_of(TEXT.replace("audits.allocated", "audits.typo")), FACTS)


def test_the_figures_page_goes_by_passage_and_has_an_entry_for_each_figure():
    page = lxml.html.document_fromstring(figures_page(EDITION, FACTS, passages(page_of(TEXT), FACTS), ""))
    assert page.xpath("//section/@id") == [
        "passage-1",
        "passage-2",
        "fact-audits.allocated.2020-02",
        "fact-audits.compliance.2020-02",
    ]
    ids = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert {"index.html#passage-1", "index.html#passage-2", "methods.html"} <= set(links)
    text = page.text_content()
    assert "82% (62\u00a0of\u00a076)" in text, "on one line"
    assert "76 rows of audits" in text
    assert "in A & B" in text
    assert ".ipynb" not in text


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


def test_of_a_public_form_a_figure_is_explained_without_what_it_hides():
    public = withholding(FACTS, {ALLOCATED.id})
    assert dict(explain(public, ALLOCATED.id))["Value"] == "76"
    assert dict(explain(public, COMPLIANCE.id)) == {
        "Figure": COMPLIANCE.id,
        "Value": "hidden, or left out, in the public form",
        "What it is": COMPLIANCE.definition,
        "Computed from": "audits",
        "Shown by": COMPLIANCE.cell,
    }


def test_a_misspelt_figure_suggests_the_nearest():
    with pytest.raises(UsageError, match=r"Did you mean audits\.compliance\.2020-02"):
        explain(FACTS, "audits.complience.2020-02")
