"""From a printed number to its rows, and from one edition to the next."""

import re
from decimal import ROUND_HALF_UP, Decimal

import lxml.html


def test_every_passage_has_an_entry_that_leads_back_and_every_fact_its_own(edition):
    figures = lxml.html.document_fromstring(edition.page_path.with_name("figures.html").read_bytes())
    entries = {section.get("id"): section for section in figures.xpath("//section[@id]")}
    links = edition.page.xpath("//a[@data-facts]")
    assert len(links) > 50
    for link in links:
        assert link.text == "How this was counted"
        entry = entries[link.get("href").removeprefix("figures.html#")]
        assert entry.xpath(".//a/@href")[0] == f"index.html#{link.get('id')}"
        facts = [f"#fact-{fact_id}" for fact_id in link.get("data-facts").split()]
        assert entry.xpath(".//li/a/@href") == facts
        assert {fact[1:] for fact in facts} <= entries.keys()


def test_numbers_of_sentences_and_tables_are_what_the_facts_print(edition):
    printed = {fact["id"]: fact for fact in edition.facts}
    marked = [
        mark
        for path in sorted((edition.folder / "notebooks").glob("*.ipynb"))
        for mark in re.findall(r'data-fact=\\"([^"\\]+)\\">([^<]*)<', path.read_text(encoding="utf-8"))
    ]
    assert len(marked) > 500
    for fact_id, text in marked:
        fact = printed.get(fact_id)
        if fact is None:  # of comparisons and revisions, which are kept beside
            continue
        numerator, denominator = fact["numerator"] or 0, fact["denominator"] or 0
        finer = Decimal(100 * numerator) / (denominator or 1)  # one more decimal, beside a difference
        allowed = f"{fact['display']} {numerator:,} of {denominator:,} {finer.quantize(Decimal('0.1'), ROUND_HALF_UP)}"
        assert set(re.findall(r"\d[\d,.]*", text)) <= set(re.findall(r"\d[\d,.]*", allowed)), fact_id


def test_explain_tells_what_a_figure_is_and_lists_its_rows_without_references(edition, auditlib):
    said = auditlib(edition.project.root, "explain", "2020-02", "audits.compliance.2020-02", "--rows")
    assert said.returncode == 0
    assert "62 of 76: case audits returned by 13 March 2020" in said.stdout
    assert said.stdout.count("counts yes") == 62
    assert said.stdout.count("counts no") == 14
    assert not re.search(r"_ref|SYN-", said.stdout)


def test_explaining_a_figure_that_is_not_there_suggests_the_nearest(edition, auditlib):
    said = auditlib(edition.project.root, "explain", "2020-02", "audits.complience.2020-02")
    assert said.returncode == 2
    assert "Did you mean audits.compliance.2020-02" in said.stderr


def test_diff_says_what_differs_and_why(edition, auditlib):
    said = auditlib(edition.project.root, "diff", "2019-12", "2020-02")
    assert said.returncode == 0
    assert re.search(r"Audit compliance +50% \(38 of 76\) -> 54% \(41 of 76\) +3 late audits now counted", said.stdout)


def test_the_figures_are_archived_when_the_edition_is_built(edition):
    assert edition.project.archived("2020-02").is_file()
