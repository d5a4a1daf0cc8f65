"""From a printed number to its rows, and from one edition to the next."""

import re

import lxml.html


def test_every_number_of_the_page_has_an_entry(edition):
    figures = lxml.html.document_fromstring(edition.page_path.with_name("figures.html").read_bytes())
    entries = {section.get("id") for section in figures.xpath("//section[@id]")}
    buttons = edition.page.xpath("//button[@data-fact]")
    assert len(buttons) > 500
    assert {f"fact-{button.get('data-fact')}" for button in buttons} == entries
    assert all(button.get("aria-description") for button in buttons)


def test_numbers_of_sentences_and_tables_are_what_the_facts_print(edition):
    printed = {fact["id"]: fact for fact in edition.facts}
    for button in edition.page.xpath("//button[@data-fact]"):
        fact = printed.get(button.get("data-fact"))
        text = button.text_content()
        if fact and re.search(r"\d", text):
            allowed = f"{fact['display']} {fact['numerator'] or 0:,} of {fact['denominator'] or 0:,}"
            assert set(re.findall(r"\d[\d,.]*", text)) <= set(re.findall(r"\d[\d,.]*", allowed)), button.get(
                "data-fact"
            )


def test_explain_tells_what_a_figure_is_and_lists_its_rows_without_references(edition, auditlib):
    said = auditlib(edition.project, "explain", "2020-02", "audits.compliance.2020-02", "--rows")
    assert said.returncode == 0
    assert "62 of 76: case audits returned by 13 March 2020" in said.stdout
    assert said.stdout.count("counts yes") == 62
    assert said.stdout.count("counts no") == 14
    assert not re.search(r"_ref|SYN-", said.stdout)


def test_explaining_a_figure_that_is_not_there_suggests_the_nearest(edition, auditlib):
    said = auditlib(edition.project, "explain", "2020-02", "audits.complience.2020-02")
    assert said.returncode == 2
    assert "Did you mean audits.compliance.2020-02" in said.stderr


def test_diff_says_what_differs_and_why(edition, auditlib):
    said = auditlib(edition.project, "diff", "2019-12", "2020-02")
    assert said.returncode == 0
    assert re.search(r"Audit compliance +50% \(38 of 76\) -> 54% \(41 of 76\) +3 late audits now counted", said.stdout)


def test_the_figures_are_archived_when_the_edition_is_built(edition):
    assert edition.project.archived("2020-02").is_file()
