"""What is inside a file that is about to be published: every text in it, metadata and files within files included."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.parse
import warnings
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from auditlib.webpage import parsed, words


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in a file."""

    where: str  # in which part of the file
    text: str  # the text: a paragraph, a cell, an attribute, a comment, a name
    is_raw: bool = False  # whether it is a run of bytes that can be read, and may be no text at all


class UnreadableError(Exception):
    """A file, or one within it, that cannot be unpacked: its content is unknown."""


#: Elements whose whole text is one passage, whatever is marked in it: of HTML, SVG, Word and workbooks.
_BLOCKS = frozenset(
    ("p", "li", "td", "th", "dd", "dt", "figcaption", "caption", "summary", "h1", "h2", "h3", "h4", "title", "text")
    + ("desc", "si", "is", "comment")
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
#: Attributes of a drawing that only say where its lines run: digits that look like anybody's number.
_DRAWN = frozenset(("d", "points", "transform", "viewBox", "clip-path"))
#: Elements of Word and workbooks that describe a font: by digits that look like anybody's number.
_FONTS = frozenset(("panose1", "latin", "ea", "cs"))
_LINES = re.compile(r"[\w\s.,()#-]*")
_PACKED = re.compile(rb"/FlateDecode\b[^>]*>>\s*stream\r?\n.*?endstream", re.DOTALL)
#: Letters on a page of a PDF as places in a font, written with backslashes; its text is read elsewhere.
_GLYPHS = re.compile(rb"\((?:\\.|[^()\\])*\)", re.DOTALL)
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _tree(root: Any, where: str) -> Iterator[Passage]:
    """Every text of a tree of elements: whole blocks, single texts, attributes, comments and instructions."""
    heading, names = "", set()
    for element in root.iter():
        name = _name(element.tag)
        if name in _HEADINGS:
            heading = words(element)
        place = f"{where} under '{heading}'" if heading else where
        if not isinstance(element.tag, str):  # a comment or an instruction
            yield Passage(f"{place}, in a comment", element.text or "")
        elif name in _BLOCKS:
            yield Passage(place, "".join(element.itertext()))
        elif element.text:
            yield Passage(place, element.text)
        if element.tail:
            yield Passage(place, element.tail)
        for key, value in element.attrib.items():
            if key not in names:  # a page has thousands of attributes, of a few names
                names.add(key)
                yield Passage(place, key)
            if name in _FONTS:
                yield Passage(place, value, is_raw=True)
            else:
                yield from _attribute(key, value, place)


def _attribute(key: str, value: str, where: str) -> Iterator[Passage]:
    if key in ("Target", "PartName"):  # an address within a document begins at the document's root
        value = re.sub(r"^/(?=(?:xl|word|docProps|customXml)/)", "", value)
    if not value.lstrip().startswith("data:"):
        is_drawn = key in _DRAWN and _LINES.fullmatch(value) is not None
        yield Passage(where, urllib.parse.unquote(value).removeprefix("mailto:"), is_raw=is_drawn)
        return
    head, _, body = value.strip().removeprefix("data:").partition(",")
    try:
        content = b64decode(body) if head.endswith("base64") else urllib.parse.unquote_to_bytes(body)
    except ValueError:
        raise UnreadableError(where) from None
    kind = head.partition(";")[0].rpartition("/")[2].partition("+")[0]
    yield from passages(f"image.{kind}", content, where)


def _xml(content: bytes, where: str) -> Iterator[Passage]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    tree = etree.parse(io.BytesIO(content), parser)
    if tree.docinfo.internalDTD is not None and tree.docinfo.internalDTD.iterentities():
        yield Passage(where, tree.docinfo.doctype)
    outside = [*tree.getroot().itersiblings(preceding=True), *tree.getroot().itersiblings()]
    for beside in outside:
        text = beside.text or ""
        if getattr(beside, "target", "") == "xpacket":  # how the metadata of a PDF begin, by the standard
            text = text.replace('begin="\ufeff"', "")
        yield Passage(f"{where}, in a comment", text)
    yield from _tree(tree.getroot(), where)


def _html(content: bytes, where: str) -> Iterator[Passage]:
    root = parsed(content)
    for beside in (*root.itersiblings(preceding=True), *root.itersiblings()):
        yield Passage(f"{where}, in a comment", beside.text or "")
    yield from _tree(root, where)


def _json(content: bytes, where: str) -> Iterator[Passage]:
    waiting = [json.loads(content)]
    while waiting:
        match waiting.pop():
            case dict() as found:
                if "nbformat" in found:
                    raise UnreadableError(where)
                waiting += [*found, *found.values()]
            case list() as found:
                waiting += found
            case str() as text:
                yield Passage(where, text)
            case bool() | None:
                pass
            case number:
                yield Passage(where, str(number))


def _csv(content: bytes, where: str) -> Iterator[Passage]:
    for number, row in enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), start=1):
        yield from (Passage(f"{where} row {number}", cell) for cell in row)


def _text(content: bytes, where: str) -> Iterator[Passage]:
    yield Passage(where, content.decode("utf-8-sig"))


def _image(content: bytes, where: str) -> Iterator[Passage]:
    from PIL import Image

    with warnings.catch_warnings(), Image.open(io.BytesIO(content)) as image:
        warnings.simplefilter("error")
        image.load()  # the metadata of a PNG may stand after its picture
        metadata = {**image.info, **getattr(image, "text", {}), **dict(image.getexif().items())}
        for directory in (0x8769, 0x8825):
            metadata |= image.getexif().get_ifd(directory)
    metadata.pop("exif", None)  # the same in bytes
    for key, value in metadata.items():
        text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
        yield from (Passage(f"{where}, in its metadata", part) for part in (str(key), text))
    yield from _runs(_without_pixels(content), where)


def _without_pixels(content: bytes) -> bytes:
    """A PNG without its packed picture, in which letters and slashes stand together by chance."""
    if not content.startswith(b"\x89PNG"):
        return content
    kept, at, kind = content[:8], 8, b""
    while kind != b"IEND" and at < len(content):
        end, kind = at + 12 + int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        kept += b"" if kind == b"IDAT" else content[at:end]
        at = end
    return kept + content[at:]


def _runs(content: bytes, where: str) -> Iterator[Passage]:
    yield from (Passage(where, run.decode("ascii"), is_raw=True) for run in _PRINTABLE.findall(content))


def _archive(content: bytes, where: str) -> Iterator[Passage]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield Passage(where, archive.comment.decode("utf-8", errors="replace"))
        for member in archive.infolist():
            inside = f"{where}, in {member.filename}" if member.filename.isprintable() else where
            yield Passage(inside, member.filename)
            yield from _runs(member.comment + member.extra, inside)
            if not member.is_dir():
                yield from passages(member.filename, archive.read(member), inside)


def _pdf(content: bytes, where: str) -> Iterator[Passage]:
    import pypdf
    from pypdf.generic import IndirectObject, NameObject, StreamObject

    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise UnreadableError(where)
    for number, page in enumerate(reader.pages, start=1):
        pieces: list[str] = []
        text = page.extract_text(visitor_text=lambda piece, *_, found=pieces: found.append(piece))
        # On a page the cells of a table's row run into one another, so that they look like one long number.
        yield Passage(f"{where} page {number}", text, is_raw=True)
        for piece in pieces:  # a hyphen at the end of a line comes out as one that may be hidden
            yield Passage(f"{where} page {number}", piece.replace("\u00ad", "-").replace("\x00", "").strip())
    seen = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    waiting: list[Any] = [reader.trailer, *(reader.get_object(number) for number in sorted(seen))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, StreamObject):
            kind, subtype = one.get("/Type"), one.get("/Subtype")
            drawn = subtype in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType") or "/Length1" in one
            if kind == "/EmbeddedFile":
                raise UnreadableError(where)
            if not drawn and kind not in ("/ObjStm", "/XRef"):
                data = one.get_data()
                is_xml = re.match(rb"\s*<(?:\?|x:)", data) is not None
                shown = _GLYPHS.sub(b"", data) if b" Tf" in data else data
                yield from _xml(data, f"{where}, in its metadata") if is_xml else _runs(shown, where)
            waiting += [value for key, value in one.items() if key != "/Length"]
        elif isinstance(one, dict):
            waiting += [value for value in one.values() if not isinstance(value, IndirectObject)]
        elif isinstance(one, list):
            waiting += [value for value in one if not isinstance(value, IndirectObject)]
        elif isinstance(one, str) and not isinstance(one, NameObject):
            yield Passage(f"{where}, in its metadata", str(one).replace("\u00ad", "-"))
        elif isinstance(one, bytes):
            yield from _runs(one, where)
    yield from _runs(_PACKED.sub(b"", content), where)  # what is packed has been looked through unpacked


_READERS: dict[str, Callable[[bytes, str], Iterator[Passage]]] = {
    **dict.fromkeys(("html", "htm"), _html),
    **dict.fromkeys(("svg", "xml", "atom", "rels", "vml"), _xml),
    **dict.fromkeys(("json", "jsonld"), _json),
    **dict.fromkeys(("txt", "css", "md", "js"), _text),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "ico", "x-icon"), _image),
    **dict.fromkeys(("docx", "xlsx", "zip"), _archive),
    "csv": _csv,
    "pdf": _pdf,
}


def passages(name: str, content: bytes, where: str = "") -> Iterator[Passage]:
    """Every text in a file, its name among them; `where` is how messages call it, else its name.

    Raises
    ------
    UnreadableError
        It is of a kind that is not known here, or damaged, or a notebook, or holds such a file.
    """
    where = where or name
    reader = _READERS.get(name.rpartition(".")[2].lower() if "." in name else "")
    if reader is None:
        raise UnreadableError(where)
    yield Passage(where, name)
    try:
        yield from reader(content, where)
    except UnreadableError:
        raise
    except Exception:  # each library has errors of its own, and any may repeat what it read
        raise UnreadableError(where) from None
