"""Reading documents: places, tables, footnotes and headings; what cannot be read says so."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from figurecheck import check
from figurecheck.errors import DocumentError, NoDocument
from figurecheck.read import read_document

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
TABLED = """\
# Report

## 1. Summary

**22 were** returned of **2<u>9</u>**, on the 1<sup>st</sup> day<sup>2</sup>, 75%<sup>1</sup> of them.[^n]

| Area | Allocated |
|---|--:|
| North | 12 |
| Total | 13 |

# 2. Detail

## Approach

- outer
  - inner item

[^n]: A note on 3 things.
"""


@pytest.fixture
def written(tmp_path):
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def word(markdown: str) -> bytes:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--from", "commonmark_x", "--to", "docx", "--output", "-"]
    return subprocess.run(command, input=markdown.encode(), capture_output=True, check=True).stdout


def test_markdown_keeps_lines_headings_and_tables(written):
    document = read_document(written("r.md", TABLED))
    paragraph = next(block for block in document.blocks if block.kind == "para")
    assert paragraph.text == "22 were returned of 29, on the 1st day, 75% of them."
    assert (paragraph.place.line, paragraph.place.section) == (5, "Report > 1. Summary")
    table = document.tables[0].table
    assert table.rows == [["Area", "Allocated"], ["North", "12"], ["Total", "13"]]
    assert [block.text for block in document.blocks if block.kind == "note"] == ["A note on 3 things."]


def test_a_numbered_heading_closes_the_one_before_whatever_its_level(written):
    document = read_document(written("r.md", TABLED))
    inner = next(block for block in document.blocks if block.text == "inner item")
    assert inner.path == ("2. Detail", "Approach")
    assert inner.parent.text == "outer"


def test_html_leaves_out_what_is_not_the_text(written):
    page = (
        "<html><nav>72 of 96 (71%)</nav><script>x</script><h1>A</h1><p>72 of 96 (7<b>3</b>%)</p><del>1 of 2 (40%)</del>"
    )
    findings = check(written("r.html", page)).findings
    assert [finding.code for finding in findings] == ["DOC-01"]
    assert findings[0].place.section == "A"


def test_spanned_cells_stand_in_every_column(written):
    page = (
        "<table><tr><th>A</th><th colspan=2>B</th></tr><tr><td"
        " rowspan=2>x</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    table = read_document(written("r.html", page)).tables[0].table
    assert table.rows == [["A", "B", "B"], ["x", "1", "2"], ["x", "3", "4"]]


def test_word_documents_are_read(written):
    findings = check(written("r.docx", word("# A\n\n72 of 96 (73%) were returned."))).findings
    assert [(finding.code, finding.place.section) for finding in findings] == [("DOC-01", "A")]


def test_a_missing_file_is_a_wrong_command(tmp_path):
    with pytest.raises(NoDocument, match="no such file"):
        check(tmp_path / "none.md")


def test_a_folder_is_a_wrong_command(tmp_path):
    folder = tmp_path / "a.md"
    folder.mkdir()
    with pytest.raises(NoDocument, match="not a file"):
        check(folder)


def test_an_unknown_kind_is_a_wrong_command(written):
    with pytest.raises(NoDocument, match="can be checked"):
        check(written("r.xlsx", b"x"))


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (30 * 1024 * 1024))
    return packed.getvalue()


def other_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.md", b"  \n", "empty"),
        ("r.md", "£".encode("latin-1"), "not UTF-8"),
        ("r.md", b"a\x00b", "not a text file"),
        ("r.docx", b"no zip", "damaged"),
        ("r.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "password"),
        ("r.docx", other_zip(), "not a Word document"),
        ("r.docx", bomb(), "unreasonable size"),
        ("r.docx", word("x")[:-400], "damaged"),
        ("r.html", b"<html><script>1</script></html>", "no text"),
    ],
    ids=["empty", "latin-1", "binary", "no zip", "protected", "other zip", "bomb", "cut off", "no text"],
)
def test_what_cannot_be_read_says_why_and_what_to_do(written, name, content, message):
    with pytest.raises(DocumentError, match=message) as caught:
        check(written(name, content))
    assert caught.value.file == name and caught.value.do


def test_a_windows_file_with_a_mark_is_read(written):
    assert check(written("r.md", b"\xef\xbb\xbf72 of the 96 (73%)\r\n\r\nwere returned.")).exit_code == 1
    assert check(written("r.md", "72 of the 96 (75%)".encode("utf-16"))).exit_code == 0


def test_a_long_paragraph_without_an_end_takes_no_time(written):
    text = "72 of the 96 audits from 12 to " * 3000 + "(73%"
    assert check(written("r.md", text)).read["sentences"] == 1
