"""The edition of February 2020 as its readers and its publisher get it."""

import csv
import gzip
import re
from pathlib import Path

PUBLISHED = Path(__file__).parents[1] / "golden" / "published-figures.csv"
SECTIONS = [
    "What matters most",
    "1 Introduction",
    "2 Overall judgement grades",
    "3 Area breakdown of overall judgement grades: January and February 2020",
    "4 Moderation",
    "5 Re-audits",
    "6 Supervision practice observations",
    "7 Social work feedback: what social workers are telling us",
    "8 Audit findings: focusing on the ‘Good’",
    "9 Audit themes",
    "10 Practice issues to take forward",
    "About this report",
]


def text_of(element):
    return " ".join(element.text_content().split())


def test_the_command_ends_with_the_page_the_renderer_and_the_headline_figures(edition):
    assert "site/2020-02/index.html" in edition.said
    assert re.search(r"Renderer: +embedded \(pandoc [\d.]+\)", edition.said)
    for figure in ("88% (1,088 of 1,235)", "75% (72 of 96)", "82% (62 of 76)"):
        assert figure in edition.said


def test_all_ten_sections_in_the_order_of_the_published_report(edition):
    assert [text_of(heading) for heading in edition.page.xpath("//main//h2")] == SECTIONS


def test_one_title_and_no_skipped_heading_level(edition):
    levels = [int(heading.tag[1]) for heading in edition.page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_headline_sentences(edition):
    text = text_of(edition.page.xpath("//main")[0])
    assert "1,235 audits have been allocated to date and 1,088 were completed by 13 March 2020" in text
    assert "76 audits were sent out on 1 February 2020 and 62 were completed: compliance of 82%." in text
    assert "For January 2020, 27 audits were moderated: 28% of the 96 allocated and 38% of the 72 returned." in text


def test_nothing_that_only_a_machine_would_say(edition):
    text = text_of(edition.page.xpath("//main")[0])
    assert not re.search(r"\bnan\b|\bNone\b|\bNaT\b|\b0 of 0\b|<NA>|\?var|\?@|\{\{<|data:image", text)


def test_every_published_number_is_a_fact_with_the_recomputed_value(edition):
    facts = {fact["id"]: fact for fact in edition.facts}
    assert list(facts) == sorted(facts)
    for row in csv.DictReader(PUBLISHED.open(encoding="utf-8")):
        if row["fact_id"].startswith("claim."):
            continue
        fact = facts[row["fact_id"]]
        if row["unit"] == "percent":
            assert (fact["numerator"], fact["denominator"]) == (int(row["numerator"]), int(row["denominator"]))
        elif row["recomputed"]:
            assert fact["value"] == int(row["recomputed"])
        assert {"id", "value", "numerator", "denominator", "unit", "display", "definition", "source", "cell"} <= set(
            fact
        )


def test_charts_have_a_caption_alternative_text_and_a_table_beside_them(edition):
    figures = edition.page.xpath("//figure[.//img]")
    assert len(figures) == 6
    for figure in figures:
        (image,) = figure.xpath(".//img")
        assert len(image.get("alt")) > 40
        assert (edition.page_path.parent / image.get("src")).read_bytes().startswith(b"<?xml")
        assert text_of(figure.xpath(".//figcaption")[0]).startswith("Figure")
    assert len(edition.page.xpath("//table")) >= len(figures)


def test_the_page_is_light_enough_to_be_sent_and_read(edition):
    """As sent, compressed: under 300 kB. What stands open has fewer numbers than the first version's 1,254."""
    sent = [edition.page_path, *edition.page_path.parent.glob("charts/*"), edition.page_path.with_name("report.css")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in sent) < 300_000
    main = edition.page.xpath("//main")[0]
    for folded in main.xpath(".//details"):
        folded.drop_tree()
    open_text = text_of(main)
    assert len(re.findall(r"\d[\d,.]*", open_text)) < 950
    assert len(open_text.replace("How this was counted", "").split()) < 6_500


def test_numbers_in_alternative_texts_are_facts(edition):
    number = r"\d+(?:,\d{3})*"
    shown = {found for fact in edition.facts for found in re.findall(number, fact["display"])}
    shown |= {f"{count:,}" for fact in edition.facts for count in (fact["numerator"], fact["denominator"]) if count}
    said_otherwise = {"2018", "2019", "2020"} | {"60", "61", "90", "91", "120"}  # years, and bands of minutes
    for image in edition.page.xpath("//img"):
        text = re.sub(r"[+\u2212]\d+\.\d|under 0\.1", "", image.get("alt"))  # differences in points
        assert set(re.findall(number, text)) <= shown | said_otherwise


def test_tables_have_captions_scopes_and_no_empty_cell(edition):
    for table in edition.page.xpath("//table"):
        assert text_of(table.xpath("./caption")[0]).startswith("Table")
        assert {cell.get("scope") for cell in table.xpath(".//thead//th")} == {"col"}
        for row in table.xpath(".//tbody/tr"):
            assert row[0].tag == "th" and row[0].get("scope") == "row"
        assert all(text_of(cell) for cell in table.xpath(".//th|.//td"))


def test_the_page_says_nothing_of_the_machine_and_asks_nothing_of_the_network(edition):
    html = edition.page_path.read_text(encoding="utf-8")
    assert str(edition.project.root) not in html
    assert not re.search(r"/(?:home|root|tmp|Users)/|file://|\.ipynb", html)
    assert not edition.page.xpath("//script")
    files = edition.page.xpath("//link/@href|//img/@src|//source/@srcset")
    assert files
    assert all((edition.page_path.parent / name).is_file() for name in files), "only files beside the page"


def test_no_reference_and_no_unpublishable_text_reaches_the_page(edition):
    html = edition.page_path.read_text(encoding="utf-8")
    private = set()
    for path in edition.project.raw.glob("2020-0*/*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8-sig")):
            private |= {value for name, value in row.items() if name.lower().replace(" ", "_").endswith("_ref")}
            if path.stem == "comments" and row.get("publish", "").lower() == "no":
                private.add(row["text"])
    assert len(private) > 500
    published = [text for text in private if len(text) > 5 and text in html]
    assert published == []
