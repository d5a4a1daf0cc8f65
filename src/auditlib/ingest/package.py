"""A workbook as the zip archive that it is: safe to open, and what its sheets hide from the reader.

Belongs here: sizes, damage, and cells of which python-calamine only says that they are blank (formulas that
were never worked out, errors). Does not belong here: values of cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from auditlib.ingest.faults import Code, Fault, Place
from auditlib.ingest.magic import ENCRYPTED, OLE, ZIP

#: A million audits unpack to some 500 MiB; more than this is no return.
LARGEST_UNPACKED = 1 << 30
#: Above this size, a part that shrank more than `HIGHEST_RATIO` times is a trap: sheets shrink 5 to 40 times.
SUSPICIOUS_SIZE = 20 << 20
HIGHEST_RATIO = 100
#: The reader keeps a whole sheet, blank cells included, at 32 bytes a cell.
MOST_CELLS = 40_000_000

_SLICE = 1 << 20
_OVERLAP = 300
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(rb"\bt=[\"']e[\"']")
#: A cell with something in it, right of any column that a return has.
_FAR_CELL = re.compile(rb"\br=[\"']([P-Z]|[A-Z]{2,3})(\d{1,7})[\"'][^<>]*(?<!/)>\s*<(?!/)")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*\br=[\"'](\d{1,7})[\"']")
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a scan of a sheet's XML tells: whether it has formulas or errors, and how far its cells reach."""

    odd: bool
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook found safe to open."""

    data: bytes
    sheets: dict[str, Sheet]

    def odd_cells(self, sheet: str) -> dict[tuple[int, int], Code]:
        """Cells of a sheet without a value to read: position from 0 (row, column), and why."""
        if not any(scan.odd for scan in self.sheets.values()):
            return {}
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            part = _part_of(archive, sheet)
            if not part or not self.sheets[part].odd:
                return {}
            with archive.open(part) as file:
                return _odd_cells(iter(lambda: file.read(_SLICE), b""))


def open_package(data: bytes, place: Place) -> Package | Fault:
    """Check that a workbook is whole, is of the kind we read and unpacks to a reasonable size.

    The sizes that an archive states may be lies, so every part is unpacked here once, up to its stated size.
    """
    fault = _other_kind(data, place)
    if fault:
        return fault
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind_inside(archive, place) or _too_big(archive, place) or Package(data, _scan(archive, place))
    except _Refused as refused:
        return refused.fault
    except RuntimeError:  # what zipfile raises for an archive with a password
        return place.fault(Code.PROTECTED, "the workbook is protected by a password.")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError):
        return place.fault(Code.DAMAGED, "the workbook is damaged.")


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def _other_kind(data: bytes, place: Place) -> Fault | None:
    if not data:
        return place.fault(Code.EMPTY, "the file is empty.")
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return place.fault(Code.PROTECTED, "the workbook is protected by a password.")
        return place.fault(Code.OTHER_FORMAT, "this is an old .xls workbook, whatever its name says.")
    if not data.startswith(ZIP):
        return place.fault(Code.DAMAGED, "this is not an Excel workbook, whatever its name says.")
    return None


def _kind_inside(archive: zipfile.ZipFile, place: Place) -> Fault | None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        if "mimetype" in names:
            return place.fault(Code.OTHER_FORMAT, "this is an OpenDocument file, whatever its name says.")
        return place.fault(Code.DAMAGED, "this is not an Excel workbook, whatever its name says.")
    if any(name.endswith("workbook.bin") for name in names):
        return place.fault(Code.OTHER_FORMAT, "this is a binary .xlsb workbook, whatever its name says.")
    if not any(name.startswith("xl/") for name in names):
        return place.fault(Code.OTHER_FORMAT, "this is an Office file, but not a workbook.")
    return None


def _too_big(archive: zipfile.ZipFile, place: Place) -> Fault | None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if total > LARGEST_UNPACKED or len(parts) > 10_000:
        return place.fault(Code.TOO_BIG, f"the workbook unpacks to {total >> 20:,} MiB in {len(parts):,} parts.")
    for part in parts:
        if part.file_size > SUSPICIOUS_SIZE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            return place.fault(Code.TOO_BIG, f"a part of the workbook unpacks to {part.file_size >> 20:,} MiB.")
    return None


def _scan(archive: zipfile.ZipFile, place: Place) -> dict[str, Sheet]:
    """Unpack every part once, which checks it, and look at sheets on the way."""
    sheets = {}
    for part in archive.infolist():
        is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        odd, width, height = False, 1, 1
        tail = b""
        with archive.open(part) as file:
            while piece := file.read(_SLICE):
                seen = tail + piece
                if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                    raise _Refused(place.fault(Code.DAMAGED, "the workbook holds what no spreadsheet program writes."))
                if is_sheet:
                    odd = odd or _has_odd_cells(seen)
                    for column, row in _FAR_CELL.findall(seen):
                        width, height = max(width, _column_number(column.decode())), max(height, int(row))
                    last = seen.rfind(b"row ")
                    row_found = _ROW.search(seen, max(last - 20, 0)) if last >= 0 else None
                    height = max(height, int(row_found[1])) if row_found else height
                tail = seen[-_OVERLAP:]
        if is_sheet:
            sheets[part.filename] = Sheet(odd, width, height)
            if width * height > MOST_CELLS:
                raise _Refused(place.fault(Code.TOO_BIG, "a sheet has a cell far away from its table."))
    return sheets


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


def _odd_cells(pieces: Iterator[bytes]) -> dict[tuple[int, int], Code]:
    """Formulas without a value and errors in a sheet's XML."""
    reader = _CellReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)
    return reader.odd


class _CellReader:
    """Follows a sheet's XML cell by cell."""

    def __init__(self) -> None:
        self.odd: dict[tuple[int, int], Code] = {}
        self.row = self.column = -1
        self.kind = ""
        self.formula = self.in_value = self.has_value = False
        self.value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "c":
            place = _CELL.match(attributes.get("r", ""))
            self.column = _column_number(place[1]) - 1 if place else self.column + 1
            self.kind = attributes.get("t", "")
            self.formula = self.has_value = False
            self.value = ""
        elif name == "f":
            self.formula = True
        elif name == "v":
            self.in_value = self.has_value = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self.in_value = False
        elif name == "c":
            if self.kind == "e":
                self.odd[self.row, self.column] = Code.ERROR_VALUE
            # A formula may well give an empty text: then there is a value, of type "str", with nothing in it.
            elif self.formula and not self.value and not (self.has_value and self.kind == "str"):
                self.odd[self.row, self.column] = Code.NO_FORMULA_VALUE

    def text(self, text: str) -> None:
        if self.in_value:
            self.value += text
