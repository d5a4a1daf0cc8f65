"""An existing tracker: which of its columns is which, and the areas, teams and cohorts in it.

A workbook of any shape is read and a proposal made; what has two meanings is left to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from auditlib.characters import marks_in
from auditlib.disclosure import identifying_parts
from auditlib.errors import UsageError, safe_value
from auditlib.ingest.folder import return_called, squeezed
from auditlib.ingest.package import ENCRYPTED, OLE
from auditlib.schema import RETURNS, Kind, Return

#: What councils call a column, as small letters and single spaces; of all returns that have it.
_WORDS = {
    name: re.compile(pattern)
    for name, pattern in {
        "audit_ref": r"^(case )?audit ?(ref|id|no|number|code|reference)\b",
        "child_ref": r"\b(lcs|ics|mosaic|liquid ?logic|client|person|system|child|case)s? ?(id|no|number|ref\w*)\b",
        "month": r"\bmonth\b|^(audit )?period$",
        "area": r"\b(area|locality|district|region|quadrant|hub)\b",
        "team": r"\bteam(?! (manager|leader))\b",
        "cohort": r"\bcohort\b|\b(case|plan|child|legal) (type|status)\b|\btype of (case|plan)\b|^(category|theme)$",
        "auditor_ref": r"^(?!.*(grad|judg|rating|comment)).*(\bauditor\b|\baudit(ed)? by\b|\bauditing manager\b)",
        "allocated_on": r"\b(allocated|allocation|issued|sent)\b(?! (team|to|worker))|^date (allocated|issued|sent)\b",
        "due_on": r"^(?!.*action).*\b(due|deadline|(return|back) by)\b",
        "returned_on": r"^(?!.*\bdue\b).*\b((returned|complet(ed|ion)|received|back)(?! by)|audit date|date of audit)",
        "judgement": r"^(?!.*(moderat|before|previous|original)).*\b(grad(e|ing)|judge?ment|rating|outcome)",
        "judgement_before": r"\b(before|previous|original|initial)\b.*\b(grad|judg|rating)",
        "judgement_after": r"\b(moderated|final|after)\b.*\b(grad|judg|rating)|\b(grad|rating).* (moderated|after)",
        "moderator_ref": r"\bmoderator\b|\bmoderated by\b",
        "moderated_on": r"\bdate (moderated|of moderation)\b|\bmoderat(ed|ion) (on|date)\b",
    }.items()
}  # fmt: skip
_SEARCHED = 20
#: A row that names fewer columns of a return than this is no header.
_FEWEST_COLUMNS = 3
_TOTALS = re.compile(r"(?:grand|sub)?[ -]*totals?\b|sum\b|average\b", re.IGNORECASE)
_MONTH = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|\d{4}-\d\d|\d\d[-/ ]\d{4}"
)
_DATE = re.compile(r"(?:[A-Za-z]{3,9},? )?\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}")
#: A day of a month that there is none of, where the month stands first.
_MONTH_FIRST = re.compile(r"(?:0?[1-9]|1[0-2])[-/.](?:1[3-9]|2\d|3[01])[-/.]\d{2,4}\b")
_BLANK = {"", "-", "–", "—", "n/a", "na", "none", "tbc", "nil"}
_LISTED = ("area", "team", "cohort", "judgement")


@dataclass(slots=True)
class Found:
    """What a tracker was found to hold."""

    #: The tracker's header of each column of ``audits`` that was placed.
    headers: dict[str, str] = field(default_factory=dict)
    #: The different values of areas, teams, cohorts and judgements, in order of first use.
    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LISTED})
    #: The areas beside which each team stands, with how often.
    team_areas: dict[str, Counter[str]] = field(default_factory=dict)
    rows: int = 0  # how many rows there are, blank ones and totals left out
    odd_month: str = ""  # how a month is written that is not as in a return
    #: The columns that have a value in some row.
    filled: set[str] = field(default_factory=set)
    #: What a person has to look at: what could not be placed, and how the tracker differs from a return.
    remarks: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Note something once."""
        if text not in self.remarks:
            self.remarks.append(text)


def read_tracker(path: Path, entry: Return = RETURNS["audits"]) -> Found:
    """Read a tracker of audits.

    Raises
    ------
    UsageError
        It cannot be read, or no sheet of it has columns of audits.
    """
    import python_calamine as calamine

    if not path.is_file():
        raise UsageError(f"There is no file '{path.name}' there. Name the tracker with its folder.")
    try:
        data = path.read_bytes()
        if data.startswith(OLE) and ENCRYPTED in data:
            raise UsageError(f"'{path.name}' is protected by a password. Save it without one and try again.")
        book = calamine.CalamineWorkbook.from_path(path)
        names = [about.name for about in book.sheets_metadata if about.typ == calamine.SheetTypeEnum.WorkSheet]
        sheets = {name: book.get_sheet_by_name(name) for name in names}
        rows_of = {name: [list(map(_text, row)) for row in sheet.to_python()] for name, sheet in sheets.items()}
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UsageError(f"'{path.name}' cannot be read as a workbook. Save it as .xlsx and try again.") from error
    found = Found()
    used = [
        name
        for name, rows in rows_of.items()
        if _sheet(name, rows, bool(sheets[name].merged_cell_ranges), entry, found)
    ]
    if not used:
        raise UsageError(
            f"No sheet of '{path.name}' has columns like those of audits. It needs a row for each "
            "audit. Give --area and --team instead."
        )
    if len(used) > 1:
        found.note(f"The audits are on {len(used)} sheets. A month's return is one sheet: put its rows together.")
        _names_of_sheets(used, found)
    for name, header in found.headers.items():
        if found.rows and name not in found.filled:
            colour = " A cell's colour cannot be read: write it out." if name == "judgement" else ""
            formulas = "If its cells hold formulas, open the file in Excel, save it and try again."
            found.note(f"{safe_value(header)} has no values.{colour} {formulas}")
    for column in entry.columns:
        if column.name not in found.headers:
            need = "Its cells may be blank." if column.blank else "Every row needs it."
            found.note(f"No column was found for {column.name}. {column.meaning} {need}")
    return found


def _names_of_sheets(names: list[str], found: Found) -> None:
    """Take the names of sheets for what their rows do not say: the month, or the team."""
    if all(map(_MONTH.search, names)):
        if "month" not in found.headers:
            found.note("The sheets are called after months. Write the month of each row in a column of its own.")
    elif not found.values["team"]:
        found.values["team"] = names
        found.note("No column has the team: the names of the sheets were taken for it. Write it beside each row.")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _sheet(name: str, rows: list[list[str]], merged: bool, entry: Return, found: Found) -> bool:
    """Take what a sheet holds; whether it has the columns of a return."""
    top, placed = _header(rows, entry)
    header = rows[top] if rows else []
    if merged and top:  # a heading over two rows stands in the upper one
        header = [cell or above for cell, above in zip(header, rows[top - 1], strict=False)]
        placed = _placed(header, rows[top + 1 :], entry)
    shown = safe_value(name)
    if len(placed) < _FEWEST_COLUMNS:
        if any(map(any, rows)) and return_called(name) != entry.name:
            found.note(f"The sheet {shown} has no columns like those of audits; it was left out.")
        return False
    if top:
        found.note(
            f"The header of the sheet {shown} is in row {top + 1}; rows above it are left out when a return is read."
        )
    if merged:
        found.note(f"The sheet {shown} has merged cells. Unmerge them and fill in every cell.")
    for position, cell in enumerate(header):
        if cell and position not in placed.values():
            found.note(f"The column {safe_value(cell)} could not be placed. {_elsewhere(cell, entry)}")
    for column, position in placed.items():
        other = found.headers.setdefault(column, header[position])
        if squeezed(other) != squeezed(header[position]):
            found.note(f"{column} has two headers, {safe_value(other)} and {safe_value(header[position])}: use one.")
    for column, position in placed.items():
        if entry.column(column).kind is Kind.DATE and any(
            _MONTH_FIRST.match(row[position]) for row in rows[top + 1 :] if position < len(row)
        ):
            found.note(f"{safe_value(header[position])} has dates with the month first. Write them as 2020-02-28.")
    _values(_table(shown, rows, top, header, entry, found), placed, found)
    return True


def _table(
    shown: str, rows: list[list[str]], top: int, header: list[str], entry: Return, found: Found
) -> list[list[str]]:
    """The rows of a sheet's first table: up to the next header, if it is another."""
    own = [squeezed(cell) for cell in header]
    taken: list[list[str]] = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if [squeezed(cell) for cell in row] == own:
            found.note(f"The header of the sheet {shown} stands again in row {number}. Delete that row.")
        elif _is_header(row, entry):
            found.note(f"In row {number} of the sheet {shown} another table begins; it was left out.")
            break
        elif sum(map(bool, row)) == 1 < len(row) and not _TOTALS.match("".join(row)):
            found.note(f"Row {number} of the sheet {shown} has one cell filled in; it was taken for a note.")
        else:
            taken.append(row)
    return taken


def _is_header(row: Sequence[str], entry: Return) -> bool:
    """Whether a row below the header is one, too: most of its cells name columns, and none is a date."""
    filled = [cell for cell in row if cell]
    named = len(_placed(row, (), entry))
    return named >= _FEWEST_COLUMNS and 2 * named > len(filled) and not any(map(_DATE.match, filled))


def _elsewhere(header: str, entry: Return) -> str:
    """What to do about a column that the return does not have: another may have it."""
    for column in (name for name, words in _WORDS.items() if words.search(_plain(header))):
        returns = [each.name for each in RETURNS.values() if column in each.column_names]
        if returns and entry.name not in returns:
            return f"It looks like {column} of {' or '.join(returns)}, which are a return of their own."
    return "Write it in data/reference/columns.csv if it is one of audits; else remove it from what is sent in."


def _header(rows: list[list[str]], entry: Return) -> tuple[int, dict[str, int]]:
    """The row with most columns of a return, and which is where; a column that two headers fit is not placed."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(islice(rows, _SEARCHED)):
        placed = _placed(row, rows[number + 1 :], entry)
        if len(placed) > len(best[1]):
            best = (number, placed)
    return best


def _plain(header: str) -> str:
    """A header as small letters and single spaces, without what a form says around it."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.casefold().replace("'", "").replace("’", "")).split())


def _placed(row: Sequence[str], below: Sequence[Sequence[str]], entry: Return) -> dict[str, int]:
    """Which column is where: by its own name, else by words that fit one header only and, of a date, its cells."""
    exact: dict[str, int] = {}
    likely: dict[str, list[int]] = {}
    for position, cell in enumerate(row):
        own = next((name for name in entry.column_names if squeezed(cell) == squeezed(name)), None)
        if own:
            exact.setdefault(own, position)
            continue
        fitting = [name for name in entry.column_names if name in _WORDS and _WORDS[name].search(_plain(cell))]
        if len(fitting) == 1 and (entry.column(fitting[0]).kind is not Kind.DATE or _has_dates(below, position)):
            likely.setdefault(fitting[0], []).append(position)
    return {name: places[0] for name, places in likely.items() if len(places) == 1 and name not in exact} | exact


def _has_dates(rows: Sequence[Sequence[str]], position: int) -> bool:
    """Whether what stands in a column looks like dates; a column with nothing in it may be one."""
    cells = [row[position] for row in rows if position < len(row) and row[position].casefold() not in _BLANK]
    return 2 * sum(map(bool, map(_DATE.match, cells))) >= len(cells)


def _values(rows: list[list[str]], placed: dict[str, int], found: Found) -> None:
    for row in rows:
        cells = {column: row[position] if position < len(row) else "" for column, position in placed.items()}
        if not any(cells.values()):
            continue
        if _TOTALS.match(next(filter(None, row))):
            found.note("There is a totals row. Delete it: totals are computed.")
            continue
        found.rows += 1
        found.filled.update(column for column, cell in cells.items() if cell)
        for column in _LISTED:
            value = cells.get(column, "")
            if value.casefold() in _BLANK:
                if value:
                    found.note(f"{safe_value(value)} stands for a blank in {column}. Leave the cell blank.")
            elif why := _not_a_name(value) if column != "judgement" else "":
                found.note(
                    f"A name in the column {column} {why}; it was left out. Add the {column} to its list by hand."
                )
                cells[column] = ""
            elif value not in found.values[column]:
                found.values[column].append(value)
        team, area = cells.get("team", ""), cells.get("area", "")
        if team.casefold() not in _BLANK and area.casefold() not in _BLANK:
            found.team_areas.setdefault(team, Counter())[area] += 1
        month = cells.get("month", "")
        if month and not re.match(r"\d{4}-\d{2}", month) and not found.odd_month:
            found.odd_month = month
            found.note(f"Months are written as {safe_value(month)}. Write them as 2020-02.")


def _not_a_name(value: str) -> str:
    """Why a value cannot be the name of an area, team or cohort; empty if it can."""
    if identifying_parts(value):
        return "has an e-mail address, a number or a date that may point at a person"
    return "has marks that documents and spreadsheets take for more than letters" if marks_in(value) else ""
