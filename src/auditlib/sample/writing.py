"""Returns, editions and code lists as files, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditlib.reference import slug
from auditlib.sample.council import Council
from auditlib.sample.plan import Draw, EditionPlan, MonthPlan, Style, pick
from auditlib.schema import RETURNS, USUALLY_EXPECTED, Column, Kind

#: Columns of ``content/actions.csv``, as the data contract has them.
REGISTER_COLUMNS = (
    *("action_ref", "edition", "heading", "action", "owner_role", "due_on", "status", "closed_on", "outcome"),
)
_WORKBOOK_MADE = b"2000-01-01T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DATE_FORMATS = {"iso": "%Y-%m-%d", "british": "%d/%m/%Y"}


def month_files(plan: MonthPlan, frames: dict[str, pd.DataFrame], council: Council, rng: Draw) -> dict[str, bytes]:
    """The files of a month's folder by name, its coded values spelt as its style asks."""
    tables = {name: _written(frames[name], name, plan.style, council, rng) for name in frames}
    if plan.style.workbook:
        return {"returns.xlsx": _workbook(tables, plan.style)}
    return {f"{name}.csv": _csv(table, plan.style) for name, table in tables.items()}


def _written(frame: pd.DataFrame, name: str, style: Style, council: Council, rng: Draw) -> pd.DataFrame:
    """A return as it is written: its columns in order, every value but a workbook's dates and numbers as text."""
    table = {column.name: _column(frame[column.name], column, style, council, rng) for column in RETURNS[name].columns}
    written = pd.DataFrame(table, dtype=object)
    if style.spaced_headers:
        written.columns = [column.replace("_", " ").capitalize() for column in written.columns]
    return written


def _column(values: pd.Series, column: Column, style: Style, council: Council, rng: Draw) -> NDArray:
    if column.kind is Kind.DATE:
        return _dates(values.to_numpy(dtype="datetime64[D]"), style)
    if column.kind is Kind.NUMBER:
        blank = values.isna().to_numpy()
        whole = values.fillna(0).to_numpy(dtype=np.int64)
        return np.asarray(np.where(blank, None, whole.astype(object)))
    if column.codelist in ("areas", "judgements", "cohorts"):
        return _coded(values, column.codelist, style.wording, council, rng)
    return values.where(values.notna(), "").to_numpy(dtype=object)


def _dates(days: NDArray, style: Style) -> NDArray:
    """Days as text, or as dates for a workbook; blank where there is none."""
    known, place = np.unique(days, return_inverse=True)
    pattern = _DATE_FORMATS[style.dates]
    shown = [day if day is None or style.workbook else day.strftime(pattern) for day in known.tolist()]
    return np.array([day or "" for day in shown], dtype=object)[place]


def _coded(values: pd.Series, listed: str, wording: str, council: Council, rng: Draw) -> NDArray:
    """Codes in one of the spellings that the list allows; blank where the position is negative."""
    forms = council.written_forms(listed)
    if listed == "cohorts":
        position = values.map({form[0]: number for number, form in enumerate(forms)}).to_numpy(dtype=np.int64)
    else:
        position = values.to_numpy(dtype=np.int64)
    written = np.full(len(position), "", dtype=object)
    for number, form in enumerate(forms):
        here = position == number
        spellings = {"plain": [_plain(form)], "code": form[:1], "alias": form[2:3] or form[1:2], "mixed": form}[wording]
        written[here] = pick(rng, np.array(spellings, dtype=object), int(here.sum()))
    return written


def _plain(form: list[str]) -> str:
    """The name, or a listed alias that reads as the code does (``CWD`` rather than ``Children with Disabilities``)."""
    same = [each for each in form[1:] if slug(each) == form[0]]
    return same[0] if same else form[1]


def _csv(table: pd.DataFrame, style: Style) -> bytes:
    text = table.to_csv(index=False, lineterminator="\r\n" if style.crlf else "\n")
    return text.encode("utf-8-sig" if style.bom else "utf-8")


def _workbook(tables: dict[str, pd.DataFrame], style: Style) -> bytes:
    """A workbook with one sheet a return and real dates, without a trace of when it was made."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.creator = "Synthetic sample"
    shown = "dd/mm/yyyy" if style.dates == "british" else "yyyy-mm-dd"
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(table.columns))
        for row in zip(*(table[column].tolist() for column in table.columns), strict=True):
            cells = []
            for value in row:
                if isinstance(value, date):
                    cell = WriteOnlyCell(sheet, value)
                    cell.number_format = shown
                    cells.append(cell)
                else:
                    cells.append(None if value == "" else value)
            sheet.append(cells)
    raw = io.BytesIO()
    book.save(raw)
    return _without_times(raw)


def _without_times(raw: io.BytesIO) -> bytes:
    """A workbook's bytes with the times of its making replaced by fixed ones.

    Parts are stored, not compressed, as compressed bytes differ between versions of zlib.
    """
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _WORKBOOK_MADE, data)
            new.writestr(zipfile.ZipInfo(name, _ZIP_DATE), data)
    return fixed.getvalue()


def edition_text(edition: EditionPlan, returns: dict[str, tuple[str, ...]], council: Council) -> str:
    """The YAML file of an edition; `returns` are those that each month of the sample has, months in order."""
    programme = [month for month in returns if month <= edition.edition]
    lines = [
        f"edition: {edition.edition}",
        f"title: {council.title}",
        f"months: [{', '.join(edition.months)}]",
        f"programme_start: {programme[0]}",
        f"cut_off: {edition.cut_off.isoformat()}",
    ]
    for name, days in (("published_on", 7), ("next_edition", 38)):
        lines.append(f"{name}: {(edition.cut_off + timedelta(days)).isoformat()}")
    unusual = [month for month in programme if returns[month] != USUALLY_EXPECTED]
    if unusual:
        lines.append("expects:                         # where a month is not named: all but supervision")
        lines += [f"  {month}: [{', '.join(returns[month])}]" for month in unusual]
    return "\n".join([*lines, f"author: {council.author}", f"contact: {council.contact}", ""])


def register_text(editions: Sequence[EditionPlan], council: Council) -> str:
    """The register of actions, ``content/actions.csv``, as it stands after the last edition.

    Two actions an edition, in turn from the council's list. Every fourth stays open and every seventh is dropped; the
    others are done some weeks before or after they are due, if that is past by then.
    """
    rows, now = [], editions[-1].cut_off
    for number, (edition, _) in enumerate((edition, half) for edition in editions for half in range(2)):
        promised = council.actions[number % len(council.actions)]
        due = edition.cut_off + timedelta(days=60)
        closed = due + timedelta(days=14 * (number % 5) - 28)
        status = "open" if number % 4 == 3 or closed > now else "dropped" if number % 7 == 6 else "done"
        closed_on = "" if status == "open" else closed.isoformat()
        outcome = promised["outcome"] if status == "done" else ""
        reference = f"{council.prefix}-ACT-{number + 1:03d}"
        known = [reference, edition.edition, promised["heading"], promised["action"], promised["owner_role"]]
        rows.append([*known, due.isoformat(), status, closed_on, outcome])
    return pd.DataFrame(rows, columns=REGISTER_COLUMNS).to_csv(index=False, lineterminator="\n")
