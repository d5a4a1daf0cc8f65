"""Every format of the calibrated edition says what the page says: each number is read back from each file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pypdfium2
import pytest
from lxml.html import HtmlElement, document_fromstring

from auditlib.formats.alone import alone
from auditlib.formats.csvfiles import file_name
from auditlib.formats.tables import tables_of
from auditlib.leaks import LeakGate

_NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?%?")


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, as printed, with how often they stand there."""
    return Counter(match.rstrip(",") for match in _NUMBER.findall(text))


@pytest.fixture(scope="module")
def rendered(edition) -> HtmlElement:
    """The rendered page without what only works beside it."""
    return alone((edition.folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(rendered) -> str:
    """What a document of the page says: its main part without what is to be pressed."""
    for element in rendered.xpath("//summary|//*[contains(@class, 'scroll-note')]"):
        element.drop_tree()
    said = " ".join(rendered.xpath("//main")[0].itertext())
    assert numbers(said).total() > 500
    return said


@pytest.fixture(scope="module")
def published(edition):
    """The bytes of a published file."""
    return lambda name: (edition.page_path.parent / name).read_bytes()


def test_the_page_leads_to_every_format_with_its_size(edition):
    folder = edition.page_path.parent
    links = edition.page.xpath("//nav[@class='formats']//li | //div[@class='edition']//li[a]")
    found = {item.xpath("a/@href")[0]: item.text_content() for item in links}
    for other in ("methods.html", "figures.html", "mailto:quality.assurance@example.org"):
        del found[other]
    assert {"report.docx", "report.pdf", "report.html", "tables.xlsx", "tables/csv-metadata.json"} < found.keys()
    for name, said in found.items():
        size = -(-(folder / name).stat().st_size // 1000)
        assert said.endswith(f"({size:,} kB)")


def test_word_says_every_number_of_the_page_as_often(published, shown):
    with zipfile.ZipFile(io.BytesIO(published("report.docx"))) as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
        pictures = [name for name in package.namelist() if name.startswith("word/media/")]
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    said = " ".join("".join(text.text for text in one.iter(f"{name}t")) for one in body.iter(f"{name}p"))
    before, _, after = said.partition("What matters most")  # the list of contents numbers the sections again
    contents, _, after = after.partition("What matters most")
    assert numbers(shown) - numbers(f"{before} {after}") == Counter()
    assert numbers(f"{before} {after}") - numbers(shown) == numbers(
        "Audit Highlights Report: January and February 2020"
    )
    drawn = [one.get("descr") for one in body.iter() if one.tag.endswith("}docPr")]
    assert len(drawn) == len(pictures) and all(numbers(text) for text in drawn)


def test_pdf_says_every_number_of_the_page(published, shown):
    pages = pypdfium2.PdfDocument(published("report.pdf"))
    said = " ".join(page.get_textpage().get_text_range() for page in pages)
    missing = numbers(shown) - numbers(re.sub(r"\s+", " ", said.replace("\ufffe", "-")))
    assert missing == Counter()


def test_the_file_for_mail_shows_what_the_page_shows_and_asks_for_nothing(published, shown):
    page = document_fromstring(published("report.html"))
    assert numbers(shown) - numbers(" ".join(page.xpath("//main")[0].itertext())) == Counter()
    asked = page.xpath("//link/@href|//img/@src|//script/@src|//source/@srcset")
    assert asked and all(address.startswith("data:") for address in asked)
    assert all(re.match(r"#|mailto:|https?:", href) for href in page.xpath("//a/@href"))


def test_workbook_and_csv_hold_every_table_of_the_page(published, rendered):
    book = openpyxl.load_workbook(io.BytesIO(published("tables.xlsx")))
    tables = tables_of(rendered)
    assert len(tables) > 10 and book.sheetnames == ["Cover", "Contents", "Notes", *(table.label for table in tables)]
    for table in tables:
        sheet = book[table.label]
        (area,) = (one.ref for one in sheet.tables.values())
        _, *rows = [[cell.value for cell in row] for row in sheet[area]]
        text = published(f"tables/{file_name(table)}").decode("utf-8-sig")
        header, *lines = list(csv.reader(io.StringIO(text)))
        assert header == [column.title for column in table.columns]
        for place, column in enumerate(table.columns):
            assert len(column.values) == len(rows) == len(lines)
            for value, row, line in zip(column.values, rows, lines, strict=True):
                if isinstance(value, str):
                    assert (row[place], line[place].removeprefix("'")) == (value, value)
                    continue
                scale = 100 if column.unit == "percent" else 1
                assert Decimal(line[place]) == value
                assert round(Decimal(str(row[place])) * scale, 6) == value


def test_the_numbers_of_the_tables_are_facts(edition, rendered):
    known = {fact["display"].replace(",", "") for fact in edition.facts}
    for table in tables_of(rendered):
        for column in table.columns:
            if column.unit == "count":
                assert {str(value) for value in column.values if isinstance(value, Decimal)} <= known, table.id


def test_nothing_in_any_format_gives_anything_away(edition):
    from auditlib.clean import load_edition_data
    from auditlib.formats import files

    gate = LeakGate(load_edition_data(edition.project, "2020-02"))
    made = files(edition.folder)
    assert len(made) > 15
    assert [fault for path in made for fault in gate.faults(path.name, path.read_bytes())] == []
