"""Whatever a text holds, every format shows it as plain text, or the build refuses it by its place."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pypdfium2
import pytest
from lxml.html import document_fromstring

from auditlib.paths import Project

EDITION = "2020-02"
#: What stands in remarks, names and settings; one line each, and each a reference that no other has.
TEXTS = {
    "html": "first <script>alert(1)</script> <img src=x onerror=alert(1)> &amp; &lt;b&gt; <!-- c -->",
    "markdown": "second **bold** _it_ `code` [link](javascript:alert(1)) ![x](//evil.example/a.png) | a | b",
    "quarto": "third ::: {.callout-note} @cite ^[note] {#id .class} [span]{.fact data-fact=x} {=html}",
    "templates": "fourth {{ 7*7 }} {% raw %} ${HOME} %s {0} <% x %>",
    "typesetting": r"fifth \input{secret} $x^2$ \LaTeX #panic(0) #include \"a.typ\" <lab> @ref // c ~ *x* $$n$$",
    "formula": "=cmd|' /C calc'!A1",
    "yaml": "--- sixth: !!python/object {a: [b}, &c *d",
    "long": "seventh " + "`" * 10_000,
}
#: Names may hold no marks (tests/unit/test_hostile_names.py); what they may hold is shown as it is.
AREA = "East & West (N/E); 1. A, B: 'x' %s !"
THEME = 'Theme "q" – 100% & more...'
HEADING = "Heading #1: 50/50? (a) – b"
TITLE = "Audit #1 & Highlights: 100%"
AUTHOR = 'Team "A" & B / C...'
HEADINGS = ("would-improve", "positives", "done-well", "challenges")
NAMES = {"North East": AREA, "Supervision": THEME}


def rewrite(path: Path, change) -> None:
    """Let a function change each row of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = [change(dict(row)) for row in reader], reader.fieldnames
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def make_hostile(project: Project) -> None:
    """Put hostile texts into the returns, the code lists and the edition's file."""
    texts = list(TEXTS.values())

    def renamed(row: dict[str, str]) -> dict[str, str]:
        return {key: NAMES.get(value, value) if value else value for key, value in row.items()}

    def remark(row: dict[str, str]) -> dict[str, str]:
        number = int(row["comment_ref"][-5:])  # a heading shows a few of its remarks
        shown = {"text": texts[number % len(texts)], "publish": "yes", "heading": HEADINGS[number % len(HEADINGS)]}
        return renamed(row) | shown

    for path in [*project.reference.glob("*.csv"), *project.raw.glob("*/*.csv")]:
        rewrite(path, remark if path.stem == "comments" else renamed)
    lists = project.reference / "headings.csv"
    rewrite(lists, lambda row: row | ({"title": HEADING} if row["heading"] == "would-improve" else {}))
    settings = project.editions / f"{EDITION}.yml"
    text = settings.read_text(encoding="utf-8")
    text = re.sub(r"^title: .*$", lambda _: f"title: {json.dumps(TITLE)}", text, flags=re.M)
    text = re.sub(r"^author: .*$", lambda _: f"author: {json.dumps(AUTHOR)}", text, flags=re.M)
    settings.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory, project_in, build) -> Path:
    """What is published of an edition full of hostile texts."""
    project = project_in(tmp_path_factory.mktemp("hostile") / "council")
    make_hostile(project)
    build(project, EDITION, formats=["docx", "pdf", "xlsx", "csv"])
    return project.site(EDITION)


def words(text: str) -> str:
    return " ".join(text.split())


def missing(said: str, *, ignoring: str = r"\s+") -> list[str]:
    """The hostile texts that are not said as they were written."""
    plain = re.sub(ignoring, "", said)
    given = [*TEXTS.values(), AREA, THEME, HEADING, TITLE, AUTHOR]
    return [text[:40] for text in given if re.sub(ignoring, "", _printed(text)) not in plain]


def _printed(text: str) -> str:
    """A name as it is printed: with the dashes and quotation marks of print."""
    for written, printed in {"...": "…", " 'x'": " ‘x’"}.items():
        text = text.replace(written, printed) if text not in TEXTS.values() else text
    return re.sub(r'"(\w)"', r"“\1”", text) if text not in TEXTS.values() else text


@pytest.mark.parametrize("name", ["index.html", "report.html", "figures.html"])
def test_pages(site, name):
    page = document_fromstring((site / name).read_bytes())
    assert not page.xpath("//script|//b|//u|//main//i|//iframe|//img[not(@alt)]|//*[@onerror]")
    assert not [href for href in page.xpath("//@href|//@src") if "javascript" in href or "evil" in href]
    if name != "figures.html":
        assert missing(page.text_content()) == []


def test_word(site):
    with zipfile.ZipFile(site / "report.docx") as package:
        body = ElementTree.fromstring(package.read("word/document.xml"))
        links = package.read("word/_rels/document.xml.rels").decode()
    said = "".join(element.text or "" for element in body.iter() if element.tag.endswith("}t"))
    assert missing(said) == []
    assert "evil" not in links and "javascript" not in links
    fields = [element for element in body.iter() if element.tag.endswith(("}instrText", "}fldSimple"))]
    assert fields == []


def test_pdf(site):
    document = pypdfium2.PdfDocument(site / "report.pdf")
    said = "".join(page.get_textpage().get_text_range() for page in document)
    footer = re.escape(f"{TITLE}: February 2020") + r"\s*Page \d+ of \d+"
    assert missing(re.sub(footer, "", said), ignoring=r"[\s￾-]") == []  # a hyphen may end a line


def test_workbook(site):
    book = openpyxl.load_workbook(site / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {cell.hyperlink.location is not None for cell in cells if cell.hyperlink} == {True}
    said = {str(cell.value) for cell in cells}
    assert {_printed(AREA), _printed(THEME)} <= said


def test_csv(site):
    cells = []
    for path in (site / "tables").glob("*.csv"):
        cells += [cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) for cell in row]
    assert {_printed(AREA), _printed(THEME)} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
