"""The workbook of rows to return: one sheet for each area, so that it can be sent as it is.

Belongs here: a cover, then for each area where to look, what is expected and what to do. Does not belong here:
any value of a return beyond coded ones.

Made with openpyxl, which the project has for reading back; gptables is for statistical tables and has neither
filters nor frozen headings, which whoever works through a list of rows needs (docs/decisions/validation.md).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from auditlib.atomic import write_whole
from auditlib.periods import period_name
from auditlib.validate.results import Outcome, Place, RuleResult, Validation
from auditlib.validate.wording import ORDER, SEVERITY, headline, how_many, waiver

_COLUMNS = (
    ("File", 31),
    ("Sheet", 13),
    ("Row", 8),
    ("Column", 22),
    ("Team", 34),
    ("How urgent", 18),
    ("Rule", 10),
    ("What is expected", 52),
    ("What to do", 52),
)
#: A sheet holds at most so many rows; what is over is counted.
_MOST_ROWS = 20_000
_ELSEWHERE = "Whole files and months"
_NO_AREA = "No area"
_STEADY = datetime(2000, 1, 1)
_FONT = "Arial"
_LINE_HEIGHT = 15


@dataclass(frozen=True, slots=True)
class _Line:
    result: RuleResult
    place: Place

    @property
    def order(self) -> tuple[object, ...]:
        return (ORDER[self.result.severity], self.place.file, self.place.sheet, self.place.row or 0, self.result.code)


def write_workbook(validation: Validation, path: Path) -> Path:
    """Write the workbook.

    Returns
    -------
    Path
        `path`.
    """
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    cover = book.active
    sheets = _sheets(validation)
    names = _sheet_names(list(sheets))
    contents = []
    for title, lines in sheets.items():
        sheet = book.create_sheet(names[title])
        contents.append((title, names[title], len(lines)))
        _fill(sheet, title, lines, validation)
    _cover(cover, validation, contents)
    data = io.BytesIO()
    book.save(data)
    return write_whole(path, _steady(data.getvalue()))


def _sheets(validation: Validation) -> dict[str, list[_Line]]:
    """What goes on which sheet: areas in the order of their list, then what is of none; none is empty."""
    found: dict[str, list[_Line]] = defaultdict(list)
    for result in validation.results:
        if result.outcome is not Outcome.FAILED:
            continue
        for place in result.places:
            found[_title(place, validation)].append(_Line(result, place))
    order = [*validation.area_names.values(), _NO_AREA, _ELSEWHERE]
    return {title: sorted(found[title], key=lambda line: line.order) for title in order if found.get(title)}


def _title(place: Place, validation: Validation) -> str:
    if place.area:
        return validation.area_names.get(place.area, _NO_AREA)
    return _NO_AREA if place.row is not None and not place.detail else _ELSEWHERE if place.row is None else _NO_AREA


def _sheet_names(titles: list[str]) -> dict[str, str]:
    """Names that Excel takes: at most 31 characters, without []:*?/\\, different whatever their case."""
    # Excel keeps the name History for itself.
    taken: set[str] = {"cover", "history"}
    names = {}
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ").split()) or "Area"
        name, number = plain[:31].strip(), 2
        while name.casefold() in taken:
            name, number = f"{plain[:27].strip()} ({number})", number + 1
        taken.add(name.casefold())
        names[title] = name
    return names


def _styles() -> list[NamedStyle]:
    """The looks of cells, made once: a style for each cell of its own takes ten times as long."""

    def style(name: str, *, wrap: bool = True, fill: str = "", **font: object) -> NamedStyle:
        made = NamedStyle(name, Font(name=_FONT, **({"size": 11} | font)))
        made.alignment = Alignment(wrap_text=wrap, vertical="top", horizontal="left")
        if fill:
            made.fill = PatternFill("solid", fgColor=fill)
        return made

    return [
        style("text"),
        style("line", wrap=False),
        style("label", bold=True),
        style("heading", wrap=False, bold=True, size=14),
        style("column", bold=True, color="FFFFFF", fill="206095"),
        style("link", underline="single", color="1A5276"),
    ]


def _put(sheet: Worksheet, row: int, column: int, value: object, style: str = "text") -> Cell:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        # A name of a file may begin with '=': it is text all the same.
        cell.data_type = "s"
    cell.style = style
    return cell


def _fit(sheet: Worksheet, row: int, texts: list[object], widths: list[float]) -> None:
    """Make a row as high as its longest text needs: not every program works that out by itself."""
    lines = max(ceil(len(str(text)) / width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, 1)


def _fill(sheet: Worksheet, title: str, lines: list[_Line], validation: Validation) -> None:
    _put(sheet, 1, 1, f"{title}: rows to look at", "heading")
    shown = lines[:_MOST_ROWS]
    hidden = len(lines) - len(shown)
    text = (
        f"Returns of {period_name(list(validation.months))} and all months before. The table has {len(shown):,} rows."
    )
    if hidden:
        text += f" {hidden:,} more are not listed."
    _put(sheet, 2, 1, text, "line")
    for number, (name, width) in enumerate(_COLUMNS, start=1):
        _put(sheet, 4, number, name, "column")
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, line in enumerate(shown, start=5):
        cells = _cells(line, validation)
        for column, value in enumerate(cells, start=1):
            _put(sheet, number, column, value)
        _fit(sheet, number, list(cells), [width for _, width in _COLUMNS])
    last = f"{get_column_letter(len(_COLUMNS))}{4 + len(shown)}"
    table = Table(displayName=f"Rows{len(sheet.parent.sheetnames)}", ref=f"A4:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = "A5"
    _for_print(sheet, "4:4")


def _cells(line: _Line, validation: Validation) -> tuple[object, ...]:
    result, place = line.result, line.place
    expected = result.description
    if place.detail:
        expected = f"{expected} {place.detail[:1].upper()}{place.detail[1:]}"
    return (
        place.file or f"{result.return_name}, all files",
        place.sheet or "none (CSV)" if place.file else "all",
        place.row if place.row is not None else "all",
        place.column or "all",
        validation.team_names.get(place.team, place.team) or "not given",
        SEVERITY[result.severity],
        result.code,
        expected,
        result.what_to_do,
    )


def _cover(sheet: Worksheet, validation: Validation, contents: list[tuple[str, str, int]]) -> None:
    sheet.title = "Cover"
    widths = [32.0, 88.0]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = widths
    _put(sheet, 1, 1, f"{validation.title}: rows to return", "heading")
    lines = [
        ("Returns of", period_name(list(validation.months))),
        ("Edition", validation.edition),
        ("State", headline(validation)),
        ("What this is", "Each sheet lists the rows of one area: where they are, what is expected and what to do."),
        ("What to do with it", "Correct the file named, save it under the same name and send it again."),
        ("Row", "The row as your spreadsheet numbers it; the header is row 1."),
    ]
    lines += [
        (SEVERITY["critical"], "The row is kept out of all figures until it is corrected."),
        (SEVERITY["warning"], "The row counts as it is; please check it."),
        (SEVERITY["info"], "Nothing is wrong with the row; you may want to know of it."),
        ("What is not here", "Names, references and what somebody wrote: open the file at the row named."),
    ]
    lines += [(f"{result.code} was accepted", waiver(result)) for result in validation.waived]
    lines += [
        (f"{result.code} is not listed whole", f"{how_many(result)}; the first {len(result.places):,} are listed.")
        for result in validation.results
        if result.outcome is Outcome.FAILED and result.failed > len(result.places)
    ]
    row = 3
    for name, text in lines:
        _put(sheet, row, 1, name, "label")
        _put(sheet, row, 2, text)
        _fit(sheet, row, [name, text], widths)
        row += 1
    _put(sheet, row + 1, 1, "Contents", "heading")
    row += 2
    if not contents:
        _put(sheet, row, 1, "There are no rows to return.", "line")
    for title, name, number in contents:
        cell = _put(sheet, row, 1, title)
        cell.hyperlink = f"#'{name}'!A1"
        cell.style = "link"
        _put(sheet, row, 2, f"{number:,} {'row' if number == 1 else 'rows'}")
        row += 1
    _for_print(sheet, "")


def _for_print(sheet: Worksheet, headings: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if headings:
        sheet.print_title_rows = headings


def _steady(data: bytes) -> bytes:
    """The same workbook without times and names of whoever made it: same rows, same bytes."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dc:creator[^>]*>[^<]*</dc:creator>", b"", content)
                stamp = _STEADY.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms:)", rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _STEADY.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return found.getvalue()
