"""A workbook as a zip archive: whether it is safe to open, and which cells its reader would take for blank.

python-calamine reports a cell only as blank where it holds an error or a formula that was never worked out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from auditlib.ingest.received import Code, RefusedError

#: A zip archive: every .xlsx, .xlsm, .xlsb and .ods.
ZIP = b"PK\x03\x04"
#: A compound document: .xls of old, and any workbook protected by a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The name, in such a document, of the part that holds an encrypted workbook.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: A million audits unpack to some 500 MiB; more than this is no return.
LARGEST_UNPACKED = 1 << 30
#: Above this size, a part that shrank more than `HIGHEST_RATIO` times is a trap: sheets shrink 5 to 40 times.
SUSPICIOUS_SIZE = 20 << 20
HIGHEST_RATIO = 100
#: The reader keeps a whole sheet, blank cells included, at some 70 bytes a cell: twice that of a million audits.
MOST_CELLS = 20_000_000
#: A text that many cells share is stored once in the workbook, but read once a cell. Where the longest is longer than
#: anyone writes, this many bytes of it are too many.
LONG_TEXT = 10_000
MOST_SHARED = 4 << 30

_SLICE = 1 << 20
_OVERLAP = 300
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
#: A cell with something in it, right of any column that a return has.
_FAR_CELL = re.compile(rb"\br=[\"']([P-Z]|[A-Z]{2,3})(\d{1,7})[\"'][^<>]*(?<!/)>\s*<(?!/)")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*\br=[\"'](\d{1,7})[\"']")
_LONG_TEXT = re.compile(rb">([^<]{%d,})" % LONG_TEXT)
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def odd_parts(data: bytes) -> frozenset[str]:
    """The parts of a workbook that have formulas or errors.

    The sizes that an archive states may be lies, so every part is unpacked here once, up to its stated size.

    Raises
    ------
    RefusedError
        It is not whole, not of the kind we read, or too large.
    """
    if not data:
        raise RefusedError(Code.EMPTY, "the file is empty.")
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise RefusedError(Code.PROTECTED, "the workbook is protected by a password.")
        raise RefusedError(Code.OTHER_FORMAT, "this is an old .xls workbook, whatever its name says.")
    if not data.startswith(ZIP):
        raise RefusedError(Code.DAMAGED, "this is not an Excel workbook, whatever its name says.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_kind(set(archive.namelist()))
            _check_size(archive.infolist())
            return _scan(archive)
    except RuntimeError:  # what zipfile raises for an archive with a password
        raise RefusedError(Code.PROTECTED, "the workbook is protected by a password.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError):
        raise RefusedError(Code.DAMAGED, "the workbook is damaged.") from None


def _check_kind(names: set[str]) -> None:
    if "[Content_Types].xml" not in names:
        if "mimetype" in names:
            raise RefusedError(Code.OTHER_FORMAT, "this is an OpenDocument file, whatever its name says.")
        raise RefusedError(Code.DAMAGED, "this is not an Excel workbook, whatever its name says.")
    if any(name.endswith("workbook.bin") for name in names):
        raise RefusedError(Code.OTHER_FORMAT, "this is a binary .xlsb workbook, whatever its name says.")
    if not any(name.startswith("xl/") for name in names):
        raise RefusedError(Code.OTHER_FORMAT, "this is an Office file, but not a workbook.")


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if total > LARGEST_UNPACKED or len(parts) > 10_000:
        raise RefusedError(Code.TOO_BIG, f"the workbook unpacks to {total >> 20:,} MiB in {len(parts):,} parts.")
    for part in parts:
        if part.file_size > SUSPICIOUS_SIZE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise RefusedError(Code.TOO_BIG, f"a part of the workbook unpacks to {part.file_size >> 20:,} MiB.")


def _scan(archive: zipfile.ZipFile) -> frozenset[str]:
    """Unpack every part once, which checks it, and look at sheets on the way."""
    odd = set()
    longest = shared = 0
    for part in archive.infolist():
        name, width, height, cells = part.filename, 1, 1, 0
        with archive.open(part) as file:
            for xml in _overlapping(file):
                if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                    raise RefusedError(Code.DAMAGED, "the workbook holds what no spreadsheet program writes.")
                if name.endswith("sharedStrings.xml"):
                    longest = max([longest, *map(len, _LONG_TEXT.findall(xml))])
                elif name.endswith(".xml"):
                    if name not in odd and _has_odd_cells(xml):
                        odd.add(name)
                    cells += xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b":c ")
                    shared += xml.count(b't="s"') + xml.count(b"t='s'")
                    for column, row in _FAR_CELL.findall(xml):
                        width, height = max(width, _column_number(column.decode())), max(height, int(row))
                    if last := _ROW.search(xml, max(xml.rfind(b"row ") - 20, 0)):
                        height = max(height, int(last[1]))
        if max(width * height, cells) > MOST_CELLS:
            raise RefusedError(Code.TOO_BIG, "a sheet has too many cells, or one far away from its table.")
    if longest * shared > MOST_SHARED:
        raise RefusedError(Code.TOO_BIG, "a very long text may stand in very many cells.")
    return frozenset(odd)


def _overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces, each beginning with the end of the one before, so that nothing is cut in two."""
    tail = b""
    while piece := file.read(_SLICE):
        seen = tail + piece
        yield seen
        tail = seen[-_OVERLAP:]


def _has_odd_cells(xml: bytes) -> bool:
    """Whether there is a formula or an error; plain searches first, because nearly always there is none."""
    if (b"<f" in xml or b":f" in xml) and _FORMULA.search(xml):
        return True
    return (b'"e"' in xml or b"'e'" in xml) and _ERROR.search(xml) is not None


def _column_number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def odd_cells(data: bytes, odd: frozenset[str], sheet: str) -> dict[tuple[int, int], Code]:
    """Cells of a workbook's sheet without a value to read: position from 0 (row, column), and why.

    Only the parts `odd` are looked at.
    """
    if not odd:
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = _part_of(archive, sheet)
        if part not in odd:
            return {}
        with archive.open(part) as file:
            return _odd_cells(file)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's part that holds a sheet; empty if there is none."""
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations.iter(_RELATION)}
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            ident = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(ident, "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _odd_cells(sheet: IO[bytes]) -> dict[tuple[int, int], Code]:
    """Formulas without a value and errors in a sheet's XML, by position from 0."""
    odd = {}
    row = -1
    for _, element in ElementTree.iterparse(sheet):
        if element.tag.rpartition("}")[2] != "row":
            continue
        row = int(element.get("r", row + 2)) - 1
        column = -1
        for cell in element.iterfind("{*}c"):
            place = _CELL.match(cell.get("r", ""))
            column = _column_number(place[1]) - 1 if place else column + 1
            kind, value = cell.get("t"), cell.find("{*}v")
            if kind == "e":
                odd[row, column] = Code.ERROR_VALUE
            # A formula may well give an empty text: then there is a value, of type "str", with nothing in it.
            elif cell.find("{*}f") is not None and (value is None or not (value.text or kind == "str")):
                odd[row, column] = Code.NO_FORMULA_VALUE
        element.clear()
    return odd
