"""PDF documents: paragraphs, headings, bullets, tables and edges are recognised by layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from figurecheck import check
from figurecheck.errors import DocumentError
from figurecheck.read import read_document

pytest.importorskip("pdf_oxide", reason="PDF is read by pdf_oxide, which is not installed")
PROTECTED = Path(__file__).parents[2] / "data" / "documents" / "protected.pdf"


def page(figure, lines: list[tuple[float, float, str, dict]]) -> None:
    for left, top, text, style in lines:
        figure.text(left / 595, 1 - top / 842, text, **{"fontsize": 11, "family": "DejaVu Sans", **style})


@pytest.fixture
def printed(tmp_path):
    """Makes a PDF of pages of lines: left, top (points), text, style."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    def make(pages: list[list[tuple[float, float, str, dict]]]) -> Path:
        path = tmp_path / "printed.pdf"
        with PdfPages(path) as pdf:
            for lines in pages:
                figure = Figure(figsize=(595 / 72, 842 / 72))
                page(figure, lines)
                pdf.savefig(figure)
        return path

    return make


BODY = [
    (60, 80, "2. Results", {"fontsize": 18, "weight": "bold"}),
    (60, 110, "In the quarter 72 of the 96 audits that were sent out came back to the", {}),
    (60, 124, "team in time (73%), and the others are awaited by the re-", {}),
    (60, 138, "viewing officer.", {}),
    (60, 165, "• 5 of the 8 homes (90%) were visited.", {}),
    (60, 179, "• The rest will be.", {}),
]


def test_paragraphs_headings_and_bullets(printed):
    document = read_document(printed([BODY]))
    assert [(block.kind, block.text[:20]) for block in document.blocks] == [
        ("heading", "2. Results"),
        ("para", "In the quarter 72 of"),
        ("item", "5 of the 8 homes (90"),
        ("item", "The rest will be."),
    ]
    assert "viewing officer" in document.blocks[1].text


def test_findings_say_the_page(printed):
    report = check(printed([[(60, 80, "A first page of text that says nothing in particular.", {})], BODY]))
    assert [(finding.code, finding.place.page, finding.place.section) for finding in report.findings] == [
        ("DOC-01", 2, "2. Results"),
        ("DOC-01", 2, "2. Results"),
    ]
    assert report.read["pages"] == 2


def test_headers_and_page_numbers_are_left_out(printed):
    def sheet(number: int) -> list:
        return [
            (60, 30, f"Case audits {number} of 4 (9%)", {}),
            (60, 100, f"Page text number {['one', 'two', 'three', 'four'][number - 1]}.", {}),
            (290, 820, str(number), {}),
        ]

    document = read_document(printed([sheet(number) for number in range(1, 5)]))
    assert [block.text for block in document.blocks if "Case" in block.text or block.text.isdigit()] == []


def test_tables_are_found_by_their_columns(printed):
    rows = [
        ("Area", "Sent", "Back"),
        ("North", "40", "31"),
        ("East", "35", "28"),
        ("South", "52", "40"),
        ("Total", "127", "99"),
    ]
    lines = [
        (left, 100 + 16 * number, cell, {"ha": "left" if left == 60 else "right"})
        for number, row in enumerate(rows)
        for left, cell in zip((60, 250, 330), row, strict=True)
    ]
    document = read_document(printed([lines]))
    assert document.tables[0].table.rows == [list(row) for row in rows]
    wrong = [(left, top, "98" if cell == "99" else cell, style) for left, top, cell, style in lines]
    assert [finding.code for finding in check(printed([wrong])).findings] == ["DOC-05"]


def test_two_columns_are_read_one_after_the_other(printed):
    left = [
        "Of the audits that were sent",
        "out in the quarter, 72 of the",
        "96 came back (75%), and the",
        "rest are awaited by the team.",
    ]
    right = [
        "The survey went to others as",
        "well, of whom 18 of the 24",
        "replied to it (80%), which is",
        "fewer than in the last year.",
    ]
    lines = [(x, 100 + 14 * n, text, {}) for x, column in ((60, left), (320, right)) for n, text in enumerate(column)]
    document = read_document(printed([lines]))
    assert "72 of the 96 came back (75%)" in document.text and "18 of the 24 replied to it (80%)" in document.text
    assert [finding.figures for finding in check(printed([lines])).findings] == [("18", "24", "80%")]


def test_a_table_that_goes_over_a_page_is_one(printed):
    def sheet(rows: list[tuple[str, ...]], head: float) -> list:
        return [
            (left, head + 16 * number, cell, {"ha": "left" if left == 60 else "right"})
            for number, row in enumerate(rows)
            for left, cell in zip((60, 250, 330), row, strict=True)
        ]

    first = [("Area", "Sent", "Back"), ("North", "40", "31"), ("East", "35", "28"), ("West", "21", "20")]
    second = [("Area", "Sent", "Back"), ("South", "52", "40"), ("Centre", "10", "9"), ("Total", "158", "129")]
    path = printed([sheet(first, 700), sheet(second, 60)])
    assert [len(block.table.rows) for block in read_document(path).tables] == [7]
    assert [finding.code for finding in check(path).findings] == ["DOC-05"]


def test_raised_footnote_marks_are_left_out(printed):
    lines = [
        (60, 100, "Of the audits that were sent out in May, 72 of the 96", {}),
        (391, 96, "1", {"fontsize": 6}),
        (400, 100, "came back.", {}),
    ]
    assert "961" not in read_document(printed([lines])).text


def test_a_scan_without_text_says_so(printed):
    with pytest.raises(DocumentError, match="holds no text"):
        check(printed([[]]))


def test_a_damaged_pdf_says_so(tmp_path):
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(DocumentError, match="damaged"):
        check(path)


def test_a_protected_pdf_says_so():
    with pytest.raises(DocumentError, match="password"):
        check(PROTECTED)
