"""The leak gate: what must stay inside is seen in any file about to be published, wherever in it it stands."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pypdf
import pytest
from matplotlib.figure import Figure
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf.annotations import FreeText

from auditlib import leaks
from auditlib.disclosure import publishable
from auditlib.leaks import LeakGate, gate_for

WITHHELD = "The carer asked twice for a meeting and nobody from the team came back to her"
PUBLISHED = "Children are seen regularly and seen alone, and their wishes inform the plan"
REFLECTION = "I would have asked the nursery earlier about the bruises that they had noted"
CONTACT = "quality.assurance@example.org"


def rows() -> SimpleNamespace:
    comments = pd.DataFrame(
        {"publish": ["no", "yes", "no", "no"], "text": [WITHHELD, PUBLISHED, PUBLISHED, "Carer drinks at night"]}
    )
    reflections = pd.DataFrame(
        {"done_well": [REFLECTION], "challenges": [None], "tools_comment": [None], "do_differently": [None]}
    )
    references = frozenset({"c-10473", "aud-2020-02-017", "4471902", "96"})
    edition = SimpleNamespace(contact=CONTACT, cut_off=date(2020, 3, 13), published_on=None, next_edition=None)
    tables = {"comments": comments, "reflections": reflections}
    among = references.intersection
    return SimpleNamespace(references=references, references_among=among, tables=tables, edition=edition)


def test_a_user_without_a_name_has_none_to_leak(monkeypatch):
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 10473")

    monkeypatch.setattr(leaks.getpass, "getuser", nobody)
    monkeypatch.setattr(leaks.socket, "gethostname", lambda: "WS-0417.council.example")
    assert {"ws-0417", "ws-0417.council.example"} <= leaks._here.__wrapped__()


@pytest.fixture
def gate(monkeypatch) -> LeakGate:
    monkeypatch.setattr(leaks, "_here", lambda: frozenset({"jsmith7", "analyst", "ws-0417"}))
    return LeakGate(rows())


@pytest.mark.parametrize(
    "text",
    [
        "96 audits were sent out and 72 (75%) were returned, 1,088 since November 2018.",
        PUBLISHED,
        "The carer asked twice for a meeting.",
        f"Write to {CONTACT}.",
        "31 December 2019",
        "Returns up to 2020-03-13 count.",
        "fact-audits.compliance.2020-02.north-east",
        "0 0 3 12 5 17 96",  # a table's row in a PDF
        "fill: #E5F0AB",
        "0.1234567890",
    ],
)
def test_what_the_report_says_every_month_may_be_published(gate, text):
    assert gate.found_in(text) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("See C-10473 for an example.", "a reference from the returns"),
        ("aud-2020-02-017", "a reference from the returns"),
        ("Case 4471902 was re-audited.", "a reference from the returns"),
        ("\uff23-10473", "a reference from the returns"),  # a full-width letter
        (f"One said: {WITHHELD.upper()}!", "words of a remark"),
        ("asked twice for a meeting and nobody from the team", "words of a remark"),
        ("Carer drinks at night.", "words of a remark"),
        (REFLECTION, "words of a remark"),
        ("Ring 01632 960 123 after ten.", "a number of a person"),
        ("Her NHS number is 943 476 5919.", "a number of a person"),
        ("She lives at SW1A 1AA.", "a postcode"),
        ("Born on 04/05/2016.", "a date of birth"),
        ("Born on 2016-05-04.", "a date of birth"),
        ("Write to amelia@example.org.", "an e-mail address"),
    ],
)
def test_what_must_stay_inside_is_seen(gate, text, kind):
    assert any(kind in found for found in gate.found_in(text))


def test_findings_do_not_repeat_what_was_found(gate):
    content = f"C-10473: {WITHHELD}. amelia@example.org /home/jsmith7/x".encode()
    found = " ".join(str(fault) for fault in gate.faults("a.txt", content))
    for part in ("10473", "carer", "amelia", "jsmith"):
        assert part not in found


#: One of each kind of thing that must stay inside, and how messages call it.
CANARIES = {
    "C-10473": "a reference from the returns",
    WITHHELD: "words of a remark",
    "943 476 5919": "a number of a person",
    "amelia@example.org": "an e-mail address",
    "01632 960 123": "a number of a person",
    "SW1A 1AA": "a postcode",
    "04/05/2016": "a date of birth",
    "/home/someone/audits/a.csv": "a path of this machine",
    "(/builds/data/raw)": "a path of this machine",
    "C:\\Users\\someone\\a.csv": "a path of this machine",
    "\\\\server\\share\\a.csv": "a path of this machine",
    "analyst": "the name of this machine or of its user",
    "made by jsmith7": "the name of this machine or of its user",
    "see compliance.ipynb": "the name of a notebook",
    "not \u202egood": "U+202E, which cannot be seen",
    "a\u200bb": "U+200B, which cannot be seen",
}
#: What is also seen in bytes of which nobody can say what they are.
IN_ANY_BYTES = ("C-10473", WITHHELD, "/home/someone/audits/a.csv", "see compliance.ipynb")


def picture(kind: str = "PNG", **metadata: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, kind, **metadata)
    return made.getvalue()


def png_text(text: str, *, is_compressed: bool = False) -> bytes:
    about = PngInfo()
    about.add_itxt("Comment", text, zip=is_compressed)
    return picture(pnginfo=about)


def exif(kind: str, text: str) -> bytes:
    about = Image.Exif()
    about[0x010E] = text
    return picture(kind, exif=about)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def zipped(parts: dict[str, str | bytes], comment: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment.encode()
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(part: str, content: str | bytes) -> bytes:
    body = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Report</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"word/document.xml": body, part: content})


def split(text: str) -> str:
    """A paragraph of Word whose words are parted by their formatting."""
    runs = "".join(f"<w:r><w:t>{escaped(half)}</w:t></w:r>" for half in (text[:3], text[3:]))
    return f'<w:document xmlns:w="w"><w:p>{runs}</w:p></w:document>'


def workbook(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = "Team"
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def hidden_sheet(book: openpyxl.Workbook, text: str) -> None:
    sheet = book.create_sheet("more")
    sheet.sheet_state = "veryHidden"
    sheet["Z99"] = text


def pdf(change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def xmp(text: str) -> bytes:
    about = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:made>{escaped(text)}</x:made></x:xmpmeta>'
    return pdf(lambda writer: setattr(writer, "xmp_metadata", about.encode()))


def printed(text: str) -> bytes:
    figure = Figure()
    figure.text(0.1, 0.5, text, fontsize=6)
    made = io.BytesIO()
    figure.savefig(made, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
    return made.getvalue()


def data(kind: str, content: bytes) -> bytes:
    return f'<p><img alt="x" src="data:image/{kind};base64,{base64.b64encode(content).decode()}"></p>'.encode()


#: A file with a text in each place in which a file can have one.
PLACES: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "a page's paragraph": lambda text: ("a.html", f"<p>{escaped(text)}</p>".encode()),
    "a page's attribute": lambda text: ("a.html", f'<p data-note="{escaped(text)}">x</p>'.encode()),
    "a page's comment": lambda text: ("a.html", f"<p>x<!-- {text} --></p>".encode()),
    "a comment before a page": lambda text: ("a.html", f"<!-- {text} --><p>x</p>".encode()),
    "a page's style": lambda text: ("a.html", f"<style>p {{}} /* {text} */</style><p>x</p>".encode()),
    "a drawing in a page": lambda text: ("a.html", data("svg+xml", f"<svg><text>{text}</text></svg>".encode())),
    "an image in a page": lambda text: ("a.html", data("png", png_text(text))),
    "a drawing's text": lambda text: ("a.svg", f"<svg><text>{text}</text></svg>".encode()),
    "a drawing's metadata": lambda text: ("a.svg", f"<svg><metadata><b>{text}</b></metadata></svg>".encode()),
    "a drawing's comment": lambda text: ("a.svg", f"<svg><!-- {text} --></svg>".encode()),
    "a comment after a drawing": lambda text: ("a.svg", f"<svg/><!-- {text} -->".encode()),
    "a drawing's attribute": lambda text: ("a.svg", f'<svg><g id="{text}"/></svg>'.encode()),
    "an image's text": lambda text: ("a.png", png_text(text)),
    "an image's compressed text": lambda text: ("a.png", png_text(text, is_compressed=True)),
    "an image's EXIF": lambda text: ("a.png", exif("PNG", text)),
    "a photograph's EXIF": lambda text: ("a.jpg", exif("JPEG", text)),
    "a photograph's comment": lambda text: ("a.jpg", picture("JPEG", comment=text.encode())),
    "Word's paragraph": lambda text: ("a.docx", docx("word/document.xml", split(text))),
    "Word's comment": lambda text: ("a.docx", docx("word/comments.xml", f"<c><p>{text}</p></c>")),
    "Word's author": lambda text: ("a.docx", docx("docProps/core.xml", f"<c><creator>{text}</creator></c>")),
    "Word's own property": lambda text: ("a.docx", docx("docProps/custom.xml", f'<c><p name="{text}"/></c>')),
    "Word's link": lambda text: ("a.docx", docx("word/_rels/document.xml.rels", f'<r><r Target="{text}"/></r>')),
    "an image in Word": lambda text: ("a.docx", docx("word/media/image1.png", png_text(text))),
    "a document's name in Word": lambda text: ("a.docx", docx("word/a.xml", f"<a><b><c>{text}</c></b></a>")),
    "an archive's comment": lambda text: ("a.docx", zipped({"a.xml": "<a/>"}, comment=text)),
    "a cell": lambda text: ("a.xlsx", workbook(lambda book: setattr(book.active["B2"], "value", text))),
    "a cell's note": lambda text: (
        "a.xlsx",
        workbook(lambda book: setattr(book.active["B2"], "comment", Comment(text, "Team"))),
    ),
    "a note's author": lambda text: (
        "a.xlsx",
        workbook(lambda book: setattr(book.active["B2"], "comment", Comment("Note", text))),
    ),
    "a hidden sheet": lambda text: ("a.xlsx", workbook(lambda book: hidden_sheet(book, text))),
    "a workbook's keywords": lambda text: (
        "a.xlsx",
        workbook(lambda book: setattr(book.properties, "keywords", text)),
    ),
    "a page of PDF": lambda text: ("a.pdf", printed(text)),
    "a PDF's title": lambda text: ("a.pdf", pdf(lambda writer: writer.add_metadata({"/Title": text}))),
    "a PDF's XMP": lambda text: ("a.pdf", xmp(text)),
    "a PDF's annotation": lambda text: (
        "a.pdf",
        pdf(lambda writer: writer.add_annotation(0, FreeText(text=text, rect=(0, 0, 9, 9)))),
    ),
    "a PDF's bookmark": lambda text: ("a.pdf", pdf(lambda writer: writer.add_outline_item(title=text, page_number=0))),
    "a table's cell": lambda text: ("a.csv", f'month,note\n2020-02,"{text}"\n'.encode()),
    "a value of JSON": lambda text: ("a.json", pd.Series([text]).to_json().encode()),
    "a name in JSON": lambda text: ("a.json", pd.Series({text: 1}).to_json().encode()),
    "a feed's entry": lambda text: ("a.xml", f"<feed><entry><title>{text}</title></entry></feed>".encode()),
    "a style sheet": lambda text: ("a.css", f"/* {text} */".encode()),
}
#: Places where no character can stand that cannot be seen; a name that is also a word is known where it stands alone.
ASCII_ONLY = ("a page of PDF", "an image's EXIF", "a photograph's EXIF")
UNSEEN = {("a page's style", "analyst"), ("a style sheet", "analyst")}
#: Places in which bytes lie that no program shows.
ANY_BYTES: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "after an image": lambda text: ("a.png", picture() + text.encode()),
    "after a PDF": lambda text: ("a.pdf", pdf(lambda writer: None) + b"\n% " + text.encode()),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_canary_is_seen_wherever_it_is_planted(gate, place):
    name, clean = PLACES[place]("Nothing")
    assert gate.faults(name, clean) == []
    for text, kind in CANARIES.items():
        if (place, text) in UNSEEN or (place in ASCII_ONLY and "cannot be seen" in kind):
            continue
        found = [fault.what for fault in gate.faults(*PLACES[place](text))]
        assert any(kind in what for what in found), (text, found)


@pytest.mark.parametrize("place", ANY_BYTES)
def test_a_canary_is_seen_in_bytes_that_no_program_shows(gate, place):
    assert gate.faults(*ANY_BYTES[place]("Nothing")) == []
    for text in IN_ANY_BYTES:
        assert gate.faults(*ANY_BYTES[place](text))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ipynb", b"{}"),
        ("a.json", b'{"cells": [], "nbformat": 4}'),
        ("a.parquet", b"PAR1"),
        ("a", b"x"),
        ("a.docx", b"no archive"),
        ("a.docx", zipped({"word/vbaProject.bin": b"x"})),
        ("a.pdf", pdf(lambda writer: writer.encrypt("x"))),
        ("a.pdf", pdf(lambda writer: writer.add_attachment("a.txt", b"x"))),
        ("a.png", picture()[:40]),
        ("a.csv", b"\xff"),
    ],
)
def test_what_cannot_be_looked_through_is_refused(gate, name, content):
    (fault,) = gate.faults(name, content)
    assert "cannot be looked through" in fault.what


def test_a_folder_is_looked_through_hidden_files_links_and_all(tmp_path):
    (tmp_path / "charts").mkdir()
    (tmp_path / "index.html").write_text("<p>96 audits</p>")
    assert leaks.gate(tmp_path, rows()) == []
    (tmp_path / "charts" / ".notes.txt").write_text("C-10473")
    (tmp_path / "C-10473.txt").write_text("x")
    (tmp_path / "shared.txt").symlink_to("/etc/hostname")
    assert len(leaks.gate(tmp_path, rows())) == 3


def test_what_is_allowed_by_name_passes():
    text = b"Ring 01632 960 123."
    assert LeakGate(rows()).faults("a.txt", text)
    assert LeakGate(rows(), allowed=["01632 960 123"]).faults("a.txt", text) == []


#: Each protection that keeps remarks from being shown: a remark that only it holds back, and how to take it away.
PROTECTIONS = {
    "publish is not yes": ("no", WITHHELD, lambda comments: comments.assign(publish="yes")),
    "names a reference": ("yes", "As with C-10473", "auditlib.disclosure.identifies"),
    "holds an address": ("yes", "Write to amelia@example.org", "auditlib.disclosure.identifies"),
    "turns words about": ("yes", "not \u202egood", "auditlib.disclosure.visible"),
}


@pytest.mark.parametrize("protection", PROTECTIONS)
def test_the_gate_refuses_what_a_protection_that_fails_lets_through(gate, monkeypatch, protection):
    publish, text, away = PROTECTIONS[protection]
    made = rows()
    made.edition.months, made.edition.is_public = ("2020-02",), False
    made.tables["comments"] = pd.DataFrame(
        {"month": "2020-02", "source": "audit", "heading": "a", "theme": "b", "publish": [publish], "text": [text]}
    )
    judged = LeakGate(SimpleNamespace(**vars(made) | {"tables": dict(made.tables)}))

    def page() -> bytes:
        return "".join(f"<p>{remark}</p>" for remark in ["Remarks", *publishable(made)["text"]]).encode()

    assert judged.faults("a.html", page()) == []
    if callable(away):
        made.tables["comments"] = away(made.tables["comments"])
    else:
        monkeypatch.setattr(away, (lambda one, *_: one) if away.endswith("visible") else (lambda *_: False))
    assert judged.faults("a.html", page())


def test_the_end_of_a_remark_and_the_beginning_of_the_next_are_no_words_of_a_third(gate):
    end = "wishes inform the plan"
    other = f"Plans whose {PUBLISHED[-40:]} for the family are rare"
    data = rows()
    data.tables["comments"].loc[0, "text"] = other
    page = f"{PUBLISHED}\n{PUBLISHED} For the family no more was said, and {end} is well put."
    assert LeakGate(data).found_in(page, is_raw=True) == set()
    assert LeakGate(data).found_in(f"{page} {other}", is_raw=True)
    assert LeakGate(data).found_in(f"{PUBLISHED} {WITHHELD}", is_raw=True) == set()
    assert gate.found_in(f"{PUBLISHED} {WITHHELD}", is_raw=True)


def test_a_file_that_passed_is_looked_at_again_when_what_must_stay_inside_has_changed():
    page = f"<p>{PUBLISHED}</p><p>{WITHHELD} yesterday.</p>".encode()
    before = rows()
    before.tables["comments"] = before.tables["comments"].assign(publish="yes")
    gate = gate_for(before)
    assert gate.faults("a.html", page) == []
    assert gate_for(rows()) is not gate
    assert gate_for(rows()).faults("a.html", page)
    assert gate_for(rows()) is gate_for(rows())


@pytest.mark.parametrize("change", ["a reference", "the contact"])
def test_what_else_the_gate_looks_for(change):
    before, after = rows(), rows()
    before.references -= {"c-10473"} if change == "a reference" else set()
    if change == "the contact":
        after.edition.contact = "other.team@example.org"
    page = f"<p>{'c-10473' if change == 'a reference' else CONTACT}</p>".encode()
    assert gate_for(before).faults("a.html", page) == []
    assert gate_for(after).faults("a.html", page)
