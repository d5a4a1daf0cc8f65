"""An existing tracker: which of its columns is which, and the areas, teams and cohorts in it.

A workbook of any shape is read and a proposal made; what has two meanings is left to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from auditlib.errors import UsageError, safe_value
from auditlib.ingest.folder import return_called, squeezed
from auditlib.schema import RETURNS, Return

#: Words that councils use for a column, as :func:`squeezed`; of all returns that have it.
_WORDS = {
    "audit_ref": ("auditid", "auditno", "auditnumber", "auditreference", "caseauditref", "auditcode"),
    "child_ref": ("childid", "childreference", "lcsid", "mosaicid", "lcsnumber", "mosaicnumber", "clientid", "personid",
                  "systemid", "caseid", "casenumber", "caseref", "childnumber", "icsnumber", "liquidlogicid"),
    "month": ("auditmonth", "monthofaudit", "period"),
    "area": ("locality", "district", "region", "quadrant", "areateam", "hub", "servicearea"),
    "team": ("teamname", "allocatedteam", "workteam", "responsibleteam"),
    "cohort": ("casetype", "plantype", "legalstatus", "typeofcase", "category", "childstatus", "auditcohort", "theme"),
    "auditor_ref": ("auditor", "auditorid", "auditorname", "auditedby", "nameofauditor", "auditingmanager",
                    "leadauditor"),
    "allocated_on": ("dateallocated", "allocateddate", "datesent", "sentdate", "dateissued", "allocationdate",
                     "auditallocated", "dateauditallocated", "allocated", "senton"),
    "due_on": ("duedate", "datedue", "deadline", "duebackby", "returnby", "due", "duein", "dateauditdue", "auditdue"),
    "returned_on": ("datereturned", "returneddate", "datecompleted", "completeddate", "completiondate", "datereceived",
                    "auditdate", "dateofaudit", "dateauditcompleted", "auditcompleted", "dateauditreturned", "returned",
                    "completed", "completedon", "receivedon"),
    "judgement": ("grade", "grading", "overallgrade", "overallgrading", "overalljudgement", "auditgrade",
                  "rating", "overallrating", "auditoutcome", "judgment", "overalljudgment", "auditorgrade",
                  "outcome", "ragrating", "ofstedgrading", "ofstedgrade", "ofstedjudgement"),
    "judgement_before": ("originalgrade", "gradebefore", "previousgrade", "auditorsgrade", "initialgrade"),
    "judgement_after": ("moderatedgrade", "gradeafter", "moderatedjudgement", "finalgrade", "gradeaftermoderation"),
    "moderator_ref": ("moderator", "moderatedby", "moderatorname"),
    "moderated_on": ("datemoderated", "moderationdate", "dateofmoderation"),
}  # fmt: skip
_SEARCHED = 20
_TOTALS = re.compile(r"(?:grand|sub)?[ -]*totals?\b|sum\b|average\b", re.IGNORECASE)
_BLANK = {"", "-", "–", "—", "n/a", "na", "none", "tbc", "nil"}
_LISTED = ("area", "team", "cohort", "judgement")


@dataclass(slots=True)
class Found:
    """What a tracker was found to hold.

    Parameters
    ----------
    headers
        The tracker's header of each column of ``audits`` that was placed.
    values
        The different values of areas, teams, cohorts and judgements, in order of first use.
    team_areas
        The areas beside which each team stands, with how often.
    rows
        How many rows there are, blank ones and totals left out.
    remarks
        What a person has to look at: what could not be placed, and how the tracker differs from a return.
    """

    headers: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LISTED})
    team_areas: dict[str, Counter[str]] = field(default_factory=dict)
    rows: int = 0
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

    try:
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
        raise UsageError(f"No sheet of '{path.name}' has columns like those of audits. Give --area and --team instead.")
    if len(used) > 1:
        found.note(f"The audits are on {len(used)} sheets. A month's return is one sheet: put its rows together.")
    for column in entry.columns:
        if column.name not in found.headers:
            need = "Its cells may be blank." if column.blank else "Every row needs it."
            found.note(f"No column was found for {column.name}. {column.meaning} {need}")
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _sheet(name: str, rows: list[list[str]], merged: bool, entry: Return, found: Found) -> bool:
    """Take what a sheet tells; whether it has the columns of a return."""
    top, placed = _header(rows, entry)
    shown = safe_value(name)
    if len(placed) < 3:
        if any(map(any, rows)) and return_called(name) != entry.name:
            found.note(f"The sheet {shown} has no columns like those of audits; it was left out.")
        return False
    if top:
        found.note(
            f"The header of the sheet {shown} is in row {top + 1}; rows above it are left out when a return is read."
        )
    if merged:
        found.note(f"The sheet {shown} has merged cells. Unmerge them and fill in every cell.")
    header = rows[top]
    for position, cell in enumerate(header):
        if cell and position not in placed.values():
            found.note(f"The column {safe_value(cell)} could not be placed. {_elsewhere(cell, entry)}")
    for column, position in placed.items():
        other = found.headers.setdefault(column, header[position])
        if squeezed(other) != squeezed(header[position]):
            found.note(f"{column} has two headers, {safe_value(other)} and {safe_value(header[position])}: use one.")
    _values(rows[top + 1 :], placed, found)
    return True


def _elsewhere(header: str, entry: Return) -> str:
    """What to do about a column that the return does not have: another may have it."""
    word = re.sub(r"[^a-z0-9]", "", squeezed(header))
    column = next((name for name, words in _WORDS.items() if word == squeezed(name) or word in words), "")
    returns = [each.name for each in RETURNS.values() if column in each.column_names]
    if column and returns and entry.name not in returns:
        return f"It looks like {column} of {' or '.join(returns)}, which are a return of their own."
    return "Remove it from what is sent in."


def _header(rows: list[list[str]], entry: Return) -> tuple[int, dict[str, int]]:
    """The row with most columns of a return, and which is where; a column that two headers fit is not placed."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(islice(rows, _SEARCHED)):
        placed = _placed(row, entry)
        if len(placed) > len(best[1]):
            best = (number, placed)
    return best


def _placed(row: Iterable[str], entry: Return) -> dict[str, int]:
    exact: dict[str, int] = {}
    likely: dict[str, list[int]] = {}
    for position, cell in enumerate(map(squeezed, row)):
        plain = re.sub(r"[^a-z0-9]", "", cell)
        for column in entry.column_names:
            if plain == squeezed(column):
                exact.setdefault(column, position)
            elif plain in _WORDS.get(column, ()):
                likely.setdefault(column, []).append(position)
    return {name: places[0] for name, places in likely.items() if len(places) == 1 and name not in exact} | exact


def _values(rows: list[list[str]], placed: dict[str, int], found: Found) -> None:
    for row in rows:
        cells = {column: row[position] if position < len(row) else "" for column, position in placed.items()}
        if not any(cells.values()):
            continue
        if any(_TOTALS.match(cell) for cell in cells.values()):
            found.note("There is a totals row. Delete it: totals are computed.")
            continue
        found.rows += 1
        for column in _LISTED:
            value = cells.get(column, "")
            if value.casefold() in _BLANK:
                if value:
                    found.note(f"{safe_value(value)} stands for a blank in {column}. Leave the cell blank.")
            elif value not in found.values[column]:
                found.values[column].append(value)
        team, area = cells.get("team", ""), cells.get("area", "")
        if team.casefold() not in _BLANK and area.casefold() not in _BLANK:
            found.team_areas.setdefault(team, Counter())[area] += 1
        _months(cells.get("month", ""), found)


def _months(text: str, found: Found) -> None:
    if text and not re.match(r"\d{4}-\d{2}", text):
        found.note(f"Months are written as {safe_value(text)}. Write them as 2020-02.")
