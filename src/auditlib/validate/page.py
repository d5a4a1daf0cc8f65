"""What people read of validation: the page for QA, and the workbook of rows to return with a sheet for each area.

Both have file names, rows and coded values only, and are not published.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from auditlib.atomic import write_whole
from auditlib.paths import Project
from auditlib.periods import month_name, period_name
from auditlib.validate import wording
from auditlib.validate.results import READING, Outcome, Place, Reconciled, RuleResult, Validation, reports_folder
from auditlib.validate.wording import ORDER, SEVERITY, headline, how_many, waiver

_MOST_SHOWN = 5


def write_reports(
    project: Project, edition: str, validation: Validation, withheld: Sequence[tuple[str, str]] = ()
) -> list[Path]:
    """Write what people read, ``index.html`` and ``rows-to-return.xlsx``, each whole or not at all.

    `withheld` are the remarks that are not quoted although their rows allow it: where each is, and why.
    """
    folder = reports_folder(project, edition)
    return [
        write_whole(folder / "index.html", page(validation, withheld)),
        write_workbook(validation, folder / "rows-to-return.xlsx"),
    ]


def render(template: str, **values: Any) -> str:
    """A page for QA, made from one of ``validate/templates``."""
    jinja = Environment(
        loader=PackageLoader("auditlib.validate"),
        autoescape=lambda name: not (name or "").endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"as_row": _as_row, "as_counts": _as_counts}
    return jinja.get_template(template).render(values)


def page(validation: Validation, withheld: Sequence[tuple[str, str]] = ()) -> str:
    """The page with everything that was found, as HTML; `withheld` as in :func:`write_reports`."""
    counted = validation.reconciliation
    by_return = {
        name: [each for each in validation.results if each.return_name == name] for name in wording.RETURN_NAMES
    }
    return render(
        "checks.html.jinja",
        title=f"Checks on the returns of {period_name(list(validation.months))}",
        found=validation,
        withheld=withheld,
        counted=counted,
        rules=[each for each in validation.results if each.type != READING],
        by_return=by_return,
        totals={name: _total([each for each in counted if each.return_name == name]) for name in by_return},
        failures_of=_failures_of,
        places_of=_places_of,
        most_shown=_MOST_SHOWN,
        return_names=wording.RETURN_NAMES,
        in_words=wording.found,
        month_name=month_name,
        **{name: getattr(wording, name) for name in ("count", "headline", "how_many", "trend", "verdict", "waiver")},
        what_to_do=wording.what_to_do,
    )


def _total(counts: list[Reconciled]) -> Reconciled | None:
    """The rows of a return, all months together; None if none were received."""
    sums = (sum(getattr(each, key) for each in counts) for key in ("read", "accepted", "rejected"))
    return Reconciled(counts[0].return_name, "", *sums) if counts else None


def _failures_of(results: list[RuleResult]) -> list[RuleResult]:
    failed = [each for each in results if each.outcome in (Outcome.FAILED, Outcome.NOT_RUN)]
    return sorted(failed, key=lambda each: (not each.stops, wording.ORDER[each.severity], each.code))


def _places_of(result: RuleResult, validation: Validation) -> list[str]:
    found = []
    for place in result.places[:_MOST_SHOWN]:
        text = wording.where(place)
        if place.area and place.row is not None:
            text += f" ({validation.area_names.get(place.area, place.area)})"
        found.append(": ".join(part for part in (text, place.detail) if part))
    return found


def _as_row(result: RuleResult) -> tuple[str, ...]:
    numbers = (f"{result.checked:,}", f"{result.failed:,}")
    return (
        result.code,
        result.description,
        wording.SEVERITY[result.severity],
        wording.verdict(result),
        *(("not run", "not run") if result.outcome is Outcome.NOT_RUN else numbers),
    )


def _as_counts(counts: Reconciled) -> tuple[str, ...]:
    name = wording.RETURN_NAMES[counts.return_name] + (f", {month_name(counts.month)}" if counts.month else "")
    return (name, f"{counts.read:,}", f"{counts.accepted:,}", f"{counts.rejected:,}")


_COLUMNS = {
    "File": 31,
    "Sheet": 13,
    "Row": 8,
    "Column": 22,
    "Team": 34,
    "How urgent": 18,
    "Rule": 10,
    "What is expected": 52,
    "What to do": 52,
}
_COVER_WIDTHS = (32, 88)
#: A sheet holds at most so many rows; what is over is counted.
_MOST_ROWS = 20_000
_WHOLE_FILES = "Whole files and months"
_NO_AREA = "No area"
_LINE_HEIGHT = 15
_CELL = {"font_name": "Arial", "font_size": 11, "align": "left", "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "line": {},
    "label": {"text_wrap": True, "bold": True},
    "heading": {"bold": True, "font_size": 14},
    "column": {"text_wrap": True, "bold": True, "font_color": "#FFFFFF", "bg_color": "#206095"},
    "link": {"text_wrap": True, "underline": 1, "font_color": "#1A5276"},
}
_Line = tuple[RuleResult, Place]


def write_workbook(validation: Validation, path: Path) -> Path:
    """Write the workbook, whole or not at all, without the time of its making: the same rows give the same bytes."""
    data = io.BytesIO()
    # A file's name may begin with '=' or look like an address: it is text all the same.
    with Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        formats = {name: book.add_format(_CELL | look) for name, look in _FORMATS.items()}
        cover = book.add_worksheet("Cover")
        sheets = _sheets(validation)
        names = _sheet_names(list(sheets))
        for title, lines in sheets.items():
            _fill(book.add_worksheet(names[title]), title, lines, validation, formats)
        _cover(cover, validation, [(title, names[title], len(lines)) for title, lines in sheets.items()], formats)
    return write_whole(path, data.getvalue())


def _sheets(validation: Validation) -> dict[str, list[_Line]]:
    """What goes on which sheet: areas in the order of their list, then what is of none; none is empty."""
    found: dict[str, list[_Line]] = defaultdict(list)
    for result in validation.results:
        if result.outcome is Outcome.FAILED:
            for place in result.places:
                elsewhere = _WHOLE_FILES if place.row is None and not place.area else _NO_AREA
                found[validation.area_names.get(place.area, elsewhere)].append((result, place))
    order = [*validation.area_names.values(), _NO_AREA, _WHOLE_FILES]

    def urgency(line: _Line) -> tuple[object, ...]:
        result, place = line
        return (ORDER[result.severity], place.file, place.sheet, place.row or 0, result.code)

    return {title: sorted(found[title], key=urgency) for title in order if found.get(title)}


def _sheet_names(titles: list[str]) -> dict[str, str]:
    r"""Names that Excel takes: at most 31 characters, without []:*?/\, different whatever their case."""
    # Excel keeps the name History for itself.
    taken: set[str] = {"cover", "history"}
    names = {}
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ").split()) or "Area"
        name, number = plain[:31].strip("' "), 2
        while name.casefold() in taken:
            name, number = f"{plain[:27].strip()} ({number})", number + 1
        taken.add(name.casefold())
        names[title] = name
    return names


def _height(texts: tuple[object, ...], widths: tuple[int, ...]) -> int:
    """A row's height as its longest text needs it: not every program works that out by itself."""
    return _LINE_HEIGHT * max(ceil(len(str(text)) / width) or 1 for text, width in zip(texts, widths, strict=True))


def _fill(sheet: Worksheet, title: str, lines: list[_Line], validation: Validation, formats: dict[str, Format]) -> None:
    shown, hidden = lines[:_MOST_ROWS], len(lines[_MOST_ROWS:])
    text = f"Returns of {period_name(list(validation.months))} and all months before. "
    text += f"The table has {len(shown):,} rows." + (f" {hidden:,} more are not listed." if hidden else "")
    sheet.write(0, 0, f"{title}: rows to look at", formats["heading"])
    sheet.write(1, 0, text, formats["line"])
    widths = tuple(_COLUMNS.values())
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for number, line in enumerate(shown, start=4):
        cells = _cells(*line, validation)
        sheet.set_row(number, _height(cells, widths))
        sheet.write_row(number, 0, cells, formats["text"])
    columns = [{"header": name, "header_format": formats["column"]} for name in _COLUMNS]
    table = {"columns": columns, "style": "Table Style Light 1"}
    sheet.add_table(3, 0, 3 + len(shown), len(columns) - 1, table)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    _set_print(sheet)


def _cells(result: RuleResult, place: Place, validation: Validation) -> tuple[object, ...]:
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


def _cover(
    sheet: Worksheet, validation: Validation, contents: list[tuple[str, str, int]], formats: dict[str, Format]
) -> None:
    for column, width in enumerate(_COVER_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, f"{validation.title}: rows to return", formats["heading"])
    lines = [
        ("Returns of", period_name(list(validation.months))),
        ("Edition", validation.edition),
        ("State", headline(validation)),
        ("What this is", "Each sheet lists the rows of one area: where they are, what is expected and what to do."),
        ("What to do with it", "Correct the file named, save it under the same name and send it again."),
        ("Row", "The row as your spreadsheet numbers it; the header is row 1."),
        (SEVERITY["critical"], "The row is kept out of all figures until it is corrected."),
        (SEVERITY["warning"], "The row counts as it is; please check it."),
        (SEVERITY["info"], "Nothing is wrong with the row; you may want to know of it."),
        ("What is not here", "Names, references and free text: open the file at the row named."),
    ]
    lines += [(f"{result.code} was accepted", waiver(result)) for result in validation.waived]
    lines += [
        (f"{result.code} is not listed whole", f"{how_many(result)}; the first {len(result.places):,} are listed.")
        for result in validation.results
        if result.outcome is Outcome.FAILED and result.failed > len(result.places)
    ]
    for row, line in enumerate(lines, start=2):
        sheet.set_row(row, _height(line, _COVER_WIDTHS))
        sheet.write_string(row, 0, line[0], formats["label"])
        sheet.write_string(row, 1, line[1], formats["text"])
    first = len(lines) + 4
    sheet.write(first - 1, 0, "Contents", formats["heading"])
    if not contents:
        sheet.write(first, 0, "There are no rows to return.", formats["line"])
    for row, (title, name, number) in enumerate(contents, start=first):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats["link"], title)
        sheet.write(row, 1, f"{number:,} {'row' if number == 1 else 'rows'}", formats["text"])
    _set_print(sheet)


def _set_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
