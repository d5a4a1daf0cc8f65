"""What a reader of Word, PDF and HTML sees is read, and what is deleted, hidden or furniture is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from figurecheck import check
from figurecheck.read import read_document

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def deleted(text: str) -> str:
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="2" w:author="a">{run(text)}</w:ins>'


def text_box(text: str) -> str:
    """A box as Word writes it: for itself, and once more for older programs."""
    inner = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>"
    graphic = f'<a:graphic><a:graphicData uri="x">{shape}</a:graphicData></a:graphic>'
    new = f'<mc:Choice Requires="wps"><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def word(tmp_path: Path, body: str, footnote: str = "") -> Path:
    """A Word document of a body in its XML, and a footnote."""
    kinds = f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
    kinds += f'<Override PartName="/word/footnotes.xml" ContentType="{WORD}.footnotes+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{DOCUMENT}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r2" '
        f'Type="{DOCUMENT}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f'<w:footnotes {NAMES}><w:footnote w:id="1">{paragraph(run(footnote))}</w:footnote>'
        "</w:footnotes>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    path = tmp_path / "report.docx"
    path.write_bytes(packed.getvalue())
    return path


def texts(path: Path) -> list[str]:
    return [block.text for block in read_document(path).blocks if block.text]


def test_of_tracked_changes_the_new_text_is_read(tmp_path):
    body = paragraph(run("Of the 96 audits, "), deleted("70"), inserted("72"), run(" (75%) came back."))
    path = word(tmp_path, body)
    assert texts(path) == ["Of the 96 audits, 72 (75%) came back."]
    assert check(path).findings == []


def test_text_boxes_are_read_once(tmp_path):
    path = word(tmp_path, paragraph(run("As the box says."), text_box("72 of the 96 audits (73%) came back.")))
    assert [finding.code for finding in check(path).findings] == ["DOC-01"]
    assert sum("72 of the 96" in text for text in texts(path)) == 1


def test_footnotes_are_read_as_notes(tmp_path):
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    path = word(tmp_path, paragraph(run("All is well."), mark), "72 of the 96 audits (73%) came back.")
    assert [block.kind for block in read_document(path).blocks] == ["para", "note"]
    assert [finding.code for finding in check(path).findings] == ["DOC-01"]


def test_merged_cells_stand_in_each_of_their_rows_and_columns(tmp_path):
    rows = [
        cell("Area", '<w:vMerge w:val="restart"/>') + cell("Audits", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("Sent") + cell("Back"),
        cell("North") + cell("12") + cell("9"),
        cell("East") + cell("8") + cell("7"),
        cell("Total") + cell("20") + cell("17"),
    ]
    grid = "".join('<w:gridCol w:w="2000"/>' for _ in range(3))
    body = f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    path = word(tmp_path, body + paragraph(run("End.")))
    assert read_document(path).tables[0].table.rows[:2] == [["Area", "Audits", "Audits"], ["Area", "Sent", "Back"]]
    assert [(finding.code, finding.place.table) for finding in check(path).findings] == [
        ("DOC-05", "row 'Total', column 'Audits Back'")
    ]


@pytest.mark.parametrize(
    "hidden",
    ["<nav>{}</nav>", "<script>{}</script>", "<del>{}</del>", "<div hidden>{}</div>", "<div role='navigation'>{}</div>",
     "<body><footer>{}</footer>", "<!-- {} -->", "<div style='display: none'>{}</div>",
     "<div aria-hidden='true'>{}</div>"],
)  # fmt: skip
def test_of_a_web_page_only_the_text_is_read(tmp_path, hidden):
    path = tmp_path / "page.html"
    path.write_text("<h1>A</h1><p>Text.</p>" + hidden.format("<p>72 of 96 (73%)</p>"), encoding="utf-8")
    assert check(path).findings == []
