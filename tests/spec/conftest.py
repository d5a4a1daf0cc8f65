"""Small tables for the specs: an analyst writes the columns that matter, the rest is filled in."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from auditlib.clean import EditionData
from auditlib.reference import CodeList, CodeLists, Entry, folded
from auditlib.schema import JUDGEMENTS, RETURNS, Kind
from auditlib.settings import Edition

_USUAL = {
    "month": "2020-02",
    "area": "north",
    "team": "north-one",
    "cohort": "leavers",
    "allocated_on": "2020-02-01",
    "due_on": "2020-02-21",
    "judgement_before": "inadequate",
    "sequence": "1",
    "moderated_on": "2020-02-20",
    "judgement_after": "good",
    "tools_sufficient": "yes",
    "observer_role": "Service Manager",
    "observed_role": "Team Manager",
    "expected_on": "2020-02-20",
    "source": "audit",
    "publish": "yes",
}


def _list(name: str, entries: dict[str, str], **fields: dict[str, str]) -> CodeList:
    shows = {"5": "need", "9": "strength"}
    made = {
        code: Entry(code, title, {"section": section, "shows": shows.get(section, "")})
        for code, title in entries.items()
        for section in [fields.get(code, "")]
    }
    return CodeList(name, made, {folded(code): code for code in entries})


LISTS = CodeLists(
    areas=_list("areas", {"north": "North", "south": "South"}),
    teams=_list("teams", {"north-one": "North One", "south-one": "South One"}),
    cohorts=_list("cohorts", {"leavers": "Care Leavers", "in-need": "Children in Need"}),
    judgements=_list("judgements", {code: code.replace("-", " ").title() for code in JUDGEMENTS}),
    headings=_list(
        "headings",
        {"reasons": "Why still Inadequate", "positives": "Positives", "forward": "To take forward"},
        reasons="5",
        positives="9",
        forward="10",
    ),
    themes=_list("themes", {"voice": "Voice of the child", "plans": "Plans", "records": "Recording"}),
)


def _typed(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    columns = {}
    for column in RETURNS[name].columns:
        cells = [
            row.get(column.name, f"{column.name}-{number}" if column.kind is Kind.REF else _USUAL.get(column.name, ""))
            for number, row in enumerate(rows)
        ]
        values = pd.Series([None if cell in ("", "-") else cell for cell in cells], dtype="str")
        if column.kind is Kind.DATE:
            columns[column.name] = pd.to_datetime(values).astype("datetime64[s]")
        elif column.kind is Kind.NUMBER:
            columns[column.name] = pd.to_numeric(values).astype("Int64")
        else:
            columns[column.name] = values
    places = {"source_file": f"{name}.csv", "source_sheet": "", "source_row": range(2, len(rows) + 2)}
    return pd.DataFrame(columns).assign(**places)


def _rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    header = [cell.strip() for cell in lines[0].split("|")]
    return [dict(zip(header, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines[1:]]


@pytest.fixture
def edition_of():
    """Make an edition's data of small tables.

    In ``edition_of(audits=text)``, `text` has a row a line and cells between ``|``. Columns not written are filled
    with usual values; ``-`` is a blank cell. The edition is February 2020 with the cut-off 13 March 2020 unless said
    otherwise.
    """

    def make(
        months: tuple[str, ...] = ("2020-02",), start: str = "2019-12", cut_off: str = "2020-03-13", **tables: str
    ) -> EditionData:
        edition = Edition(
            edition=months[-1],
            title="Audit Highlights Report",
            months=months,
            programme_start=start,
            cut_off=date.fromisoformat(cut_off),
            expects={},
            author="Audit & Practice Standards Team",
            contact="quality.assurance@example.org",
        )
        typed = {name: _typed(name, _rows(tables[name]) if name in tables else []) for name in RETURNS}
        return EditionData(edition, LISTS, typed, pd.DataFrame())

    return make
