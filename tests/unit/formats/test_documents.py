"""Word, PDF and the page as one file: accessible, the same each time, and without what only works beside the page."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from lxml.html import tostring

from auditlib import formats
from auditlib.errors import BuildError, UsageError
from auditlib.formats.alone import NOTE
from auditlib.formats.document import pdf, word

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def test_a_page_alone_leads_to_no_other_file(page):
    html = tostring(page(), encoding="unicode")
    assert re.findall(r'href="([^"]*)"', html) == ["#tbl-returns"]
    assert "How this was counted" not in html
    assert "How we count" not in html  # an item that was nothing but a link
    assert "Rules are in how figures are counted;" in html
    assert html.count(NOTE) == 1


def test_word_has_title_language_headings_and_marked_header_rows(page, edition, parts_of, words_of):
    document = word(page(), edition, ASSETS)
    parts = parts_of(document)
    assert "<dc:title>Audit Highlights Report: January and February 2020</dc:title>" in parts["docProps/core.xml"]
    assert re.search(r'<w:lang[^>]* w:val="en-GB"', parts["word/styles.xml"])
    body = parts["word/document.xml"]
    assert re.findall(r'<w:pStyle w:val="(Title|Heading\d)"', body) == ["Title", "Heading1", "Heading1", "Heading2"]
    assert body.count("<w:tblHeader") == 1
    assert 'w:tblCaption w:val="Table 1: Audits returned by area."' in body
    assert 'descr="Columns: 82%."' in body
    assert "Page " in parts["word/footer1.xml"]
    said = words_of(document)
    assert "Audits returned: 82%, 62 of 76" in said
    assert "Figure 1: Audits returned: 82%." in said
    assert "(11\u00a0of\u00a013)" in body, "short brackets are not torn"


def test_a_councils_own_word_document_is_the_reference(page, edition, parts_of, tmp_path):
    assert "12436D" in parts_of(word(page(), edition, ASSETS))["word/styles.xml"]
    assert "12436D" not in parts_of(word(page(), edition, tmp_path))["word/styles.xml"]  # pandoc's, without one


def test_pdf_is_tagged_and_has_bookmarks_title_language_and_page_numbers(page, edition, text_of):
    document = pdf(page(), edition, ASSETS)
    assert b"pdfuaid" in document and b"/Lang(en-GB)" in document  # Typst writes these where it accepts PDF/UA-1
    opened = pypdfium2.PdfDocument(document)
    assert opened.is_tagged()
    assert [mark.get_title() for mark in opened.get_toc()] == [
        "What matters most",
        "1 Introduction",
        "Further details",
    ]
    assert opened.get_metadata_value("Title") == "Audit Highlights Report: January and February 2020"
    assert opened.get_metadata_value("Author") == "Audit & Practice Standards Team"
    said = text_of(document)
    for text in ("Page 1 of", "1,235", "82% (62 of 76)", "−2.5 points", "Figure 1: Audits returned: 82%."):
        assert text in said


def test_alternative_texts_are_in_the_pdf_whatever_they_hold(page, edition):
    pdf(page(alt='Columns: &quot;82%&quot; \\ " #panic()'.replace('"', "&quot;")), edition, ASSETS)
    with pytest.raises(BuildError, match="PDF/UA-1"):
        pdf(page(alt=""), edition, ASSETS)


@pytest.mark.parametrize("make", [word, pdf])
def test_documents_are_the_same_bytes_each_time(page, edition, make):
    assert make(page(), edition, ASSETS) == make(page(), edition, ASSETS)


def test_a_fault_in_the_template_of_pdf_has_its_line(page, edition, tmp_path):
    good = (ASSETS / "report.typ").read_text(encoding="utf-8")
    (tmp_path / "report.typ").write_text(good.replace('paper: "a4"', 'paper: "a44"'), encoding="utf-8")
    with pytest.raises(BuildError, match=r"assets/report\.typ") as caught:
        pdf(page(), edition, tmp_path)
    assert caught.value.problems[0].row == 1 + good[: good.index('paper: "a4"')].count("\n")


def test_a_project_without_the_template_of_pdf_is_told(page, edition, tmp_path):
    with pytest.raises(BuildError, match=r"assets/report\.typ: the template is missing"):
        pdf(page(), edition, tmp_path)


def test_formats_are_known_and_the_page_is_always_made():
    assert formats.choose(["pdf", " docx"]) == ("html", "docx", "pdf")
    with pytest.raises(UsageError, match="no format 'odt'"):
        formats.choose(["odt"])


def test_pdf_says_hyphens_and_dots_as_they_are_written(page, edition, text_of):
    said = text_of(pdf(page(text="a -- b --- c ... d -1 e -? f 2020-02"), edition, ASSETS))
    assert "a -- b --- c ... d -1 e -? f 2020-02" in said
