"""A small project with short code lists, and one legal month to break or to rewrite."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from openpyxl import Workbook

from auditlib.ingest import Received, read_month
from auditlib.paths import Project
from auditlib.reference import CodeLists, load_code_lists
from auditlib.schema import RETURNS

MONTH = "2020-02"

#: Broken and legal returns as files, and the code lists they are read with.
DATA = Path(__file__).parents[2] / "data" / "reading"

#: One legal month: every column, blanks where they are allowed, a quoted comma and a quoted line end.
ROWS: dict[str, list[list[str]]] = {
    "audits": [
        ["AU-2001", "CH-3001", MONTH, "ne", "North East 1", "cp", "MG-11"]
        + ["2020-02-03", "2020-02-14", "2020-02-13", "Good"],
        ["AU-2002", "CH-3002", MONTH, "nw", "North West 1", "cin", "MG-12"] + ["2020-02-03", "2020-02-14", "", ""],
        ["AU-2003", "CH-3003", MONTH, "cwd", "Disability", "cp", "MG-11"]
        + ["2020-02-04", "2020-02-14", "2020-02-20", "Inadequate"],
    ],
    "reaudits": [
        ["RE-4001", "AU-1900", "CH-2900", MONTH, "ne", "North East 1", "1", "MG-13"]
        + ["2020-02-03", "2020-02-14", "2020-02-12", "Inadequate", "Requires Improvement"],
    ],
    "moderations": [
        ["AU-2001", MONTH, "PL-21", "2020-02-21", "Good", "Requires Improvement", "spelling;rationale"],
        ["AU-2003", MONTH, "PL-21", "2020-02-21", "Inadequate", "Inadequate", ""],
    ],
    "reflections": [
        ["AU-2001", MONTH, "2020-02-24", "The plan, in the end, was shared.\nTwice.", "", "yes", "", "Visit earlier"],
        ["AU-2003", MONTH, "2020-02-25", "", "Time", "partly", 'A "good" laptop', ""],
    ],
    "supervision": [
        ["OB-5001", MONTH, "ne", "Service Manager", "Team Manager", "2020-02-10", "2020-02-17"]
        + ["handwritten-then-typed", "both", "60", "not-applicable", "good", "not-yet-good"],
        ["OB-5002", MONTH, "nw", "Service Manager", "Team Manager", "2020-02-10"] + [""] * 7,
    ],
    "comments": [
        ["CM-6001", MONTH, "audit", "AU-2001", "positives", "voice", "Her wishes, in her words", "yes"],
        ["CM-6002", MONTH, "reflection", "AU-2003", "would improve", "plans", "", "no"],
    ],
}


def table_of(name: str, rows: list[list[str]] | None = None) -> list[list[str]]:
    """A return as a table with its header, for tests to change."""
    return [list(RETURNS[name].column_names)] + [list(row) for row in (ROWS[name] if rows is None else rows)]


def csv_bytes(table: list[list[object]], *, bom: bool = False, line_end: str = "\n") -> bytes:
    """A table as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerows(table)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def workbook(sheets: dict[str, list[list[object]]]) -> Workbook:
    """Tables as a workbook, one sheet each; None is a blank cell."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    return book


class Month:
    """A month's folder of a project, to put files into and read."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root)
        shutil.copytree(DATA / "reference", self.project.reference)
        self.folder = self.project.raw / MONTH
        self.folder.mkdir(parents=True)
        self.lists: CodeLists = load_code_lists(self.project)

    def put(self, name: str, content: bytes | str | list[list[object]] | Workbook) -> Path:
        """Put a file into the folder: bytes, text, a table as CSV, or a workbook."""
        path = self.folder / name
        if isinstance(content, Workbook):
            content.save(path)
        elif isinstance(content, list):
            path.write_bytes(csv_bytes(content))
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put_legal(self, *leave_out: str) -> None:
        """Put the whole legal month as CSV files."""
        for name in RETURNS:
            if name not in leave_out:
                self.put(f"{name}.csv", table_of(name))

    def read(self, *expected: str) -> Received:
        """Read the folder."""
        return read_month(self.project, MONTH, self.lists, expected)

    def codes(self, *expected: str) -> list[str]:
        """The codes of all faults found."""
        return [fault.code for fault in self.read(*expected).faults]
