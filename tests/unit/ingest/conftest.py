"""A small project with short code lists, and one legal month to break or to rewrite."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditlib.ingest import Received, read_month
from auditlib.paths import Project
from auditlib.reference import CodeLists, load_code_lists
from auditlib.schema import RETURNS

MONTH = "2020-02"

LISTS = {
    "areas": (
        "code,name,aliases\nne,North East,NE;North-East Area\nnw,North West,NW\n"
        "cwd,Children with Disabilities,CWD\n"
    ),
    "teams": "team,area,quadrant\nNorth East 1,North East,A\nNorth West 1,nw,B\nDisability,cwd,\n",
    "cohorts": "cohort,name,aliases\ncp,Child Protection,CP Plan\ncin,Child in Need,CIN\n",
    "judgements": (
        "judgement,rank,aliases\nOutstanding,1,OS\nGood,2,G\n"
        "Requires Improvement,3,RI;Req Imp\nInadequate,4,IA;Inad\n"
    ),
    "headings": "heading,section,title\npositives,9,Positives\nwould improve,9,What would improve\n",
    "themes": "theme,name\nvoice,Voice of the child\nplans,Plans\n",
}

#: One legal month: every column, blanks where they are allowed, a quoted comma and a quoted line end.
ROWS: dict[str, list[list[str]]] = {
    "audits": [
        ["A-1", "C-1", MONTH, "ne", "North East 1", "cp", "M-1", "2020-02-03", "2020-02-14", "2020-02-13", "Good"],
        ["A-2", "C-2", MONTH, "nw", "North West 1", "cin", "M-2", "2020-02-03", "2020-02-14", "", ""],
        ["A-3", "C-3", MONTH, "cwd", "Disability", "cp", "M-1", "2020-02-04", "2020-02-14", "2020-02-20", "Inadequate"],
    ],
    "reaudits": [
        [
            "R-1", "A-0", "C-9", MONTH, "ne", "North East 1", "1", "M-3",
            "2020-02-03", "2020-02-14", "2020-02-12", "Inadequate", "Requires Improvement",
        ],
    ],
    "moderations": [
        ["A-1", MONTH, "P-1", "2020-02-21", "Good", "Requires Improvement", "spelling;rationale"],
        ["A-3", MONTH, "P-1", "2020-02-21", "Inadequate", "Inadequate", ""],
    ],
    "reflections": [
        ["A-1", MONTH, "2020-02-24", "The plan, in the end, was shared.\nTwice.", "", "yes", "", "Visit earlier"],
        ["A-3", MONTH, "2020-02-25", "", "Time", "partly", "A \"good\" laptop", ""],
    ],
    "supervision": [
        [
            "S-1", MONTH, "ne", "Service Manager", "Team Manager", "2020-02-10", "2020-02-17",
            "handwritten-then-typed", "both", "60", "not-applicable", "good", "not-yet-good",
        ],
        ["S-2", MONTH, "nw", "Service Manager", "Team Manager", "2020-02-10", "", "", "", "", "", "", ""],
    ],
    "comments": [
        ["K-1", MONTH, "audit", "A-1", "positives", "voice", "Her wishes, in her words", "yes"],
        ["K-2", MONTH, "reflection", "A-3", "would improve", "plans", "", "no"],
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
        for name, text in LISTS.items():
            path = self.project.reference / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
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


@pytest.fixture
def month(tmp_path: Path) -> Month:
    """An empty month's folder."""
    return Month(tmp_path)
