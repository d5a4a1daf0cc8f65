"""The report's tables as an accessible workbook, by the Analysis Function's ``gptables``.

Belongs here: cover, contents, notes and a sheet for each table. Does not belong here: what the tables hold
(:mod:`auditlib.formats.tables`).

``gptables`` gives a meaning to some marks within texts and refuses others; :func:`_plain` keeps them texts.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditlib.errors import BuildError, Problem
from auditlib.formats.tables import Column, Table
from auditlib.periods import day_name
from auditlib.settings import Edition

if TYPE_CHECKING:
    from gptables import GPTable

#: What notes say, by the mark in a table's title that refers to them.
_NOTES = {
    "rounded": "Percentages are rounded, halves up. What they are shares of is in the title or in the columns beside.",
    "words": "Words or a letter in square brackets stand where there is no number to show. [c]: hidden, so that nobody "
    "can be identified. [z]: does not apply.",
}
_MARK = re.compile(r"[a-z]")
_LONGEST = 32_767  # letters in a cell
_FORMATS = {"percent": "0{}%", "count": "#,##0{}"}


def _plain(text: str) -> str:
    """A text that stays one: no link, no reference to a note, and more than marks of punctuation."""
    if len(text) > _LONGEST:
        raise BuildError(Problem("a text of a table is too long for a workbook.", "Shorten it, or leave xlsx out."))
    made = text.replace("](", "] (")
    while "$$" in made:
        made = made.replace("$$", "$ $")
    return made if re.search(r"[a-zA-Z0-9]", made) else f"{made} (as written)"


def _value(value: Decimal | str, column: Column) -> Any:
    if isinstance(value, str):
        return f"[{value}]" if column.unit and _MARK.fullmatch(value) else _plain(value)
    scaled = value / 100 if column.unit == "percent" else value
    return int(scaled) if scaled == scaled.to_integral_value() else float(scaled)


def _notes_of(table: Table) -> list[str]:
    """The marks of the notes that belong to a table."""
    has_percent = any(column.unit == "percent" for column in table.columns)
    return ["rounded"] * has_percent + ["words"] * any(column.words for column in table.columns)


def _format(column: Column) -> str:
    return _FORMATS.get(column.unit, "0{}").format("." + "0" * column.decimals if column.decimals else "")


def _sheet(table: Table) -> GPTable:
    """A table as one of ``gptables``."""
    import pandas as pd
    from gptables import GPTable

    title, _, more = table.title.partition(". ")
    names = [_plain(column.title) for column in table.columns]
    values = {
        name: pd.Series([_value(value, column) for value in column.values], dtype=object)
        for name, column in zip(names, table.columns, strict=True)
    }
    numeric = [number for number, column in enumerate(table.columns) if column.unit]
    units = {n: table.columns[n].unit for n in numeric if table.columns[n].unit in ("percentage points", "minutes")}
    marks = "".join(f" $${name}$$" for name in _notes_of(table))
    return GPTable(
        table=pd.DataFrame(values),
        table_name=re.sub(r"\W", "_", table.id),
        title=f"{table.label}: {_plain(title).rstrip('.')}{marks}",
        subtitles=[_plain(more)] if more else [],
        instructions="This worksheet contains one table.",
        units=units or None,
        index_columns={1: 0},
        additional_formatting=[
            {"column": {"columns": [n], "format": {"num_format": _format(table.columns[n])}}} for n in numeric
        ],
    )


def workbook(tables: list[Table], edition: Edition, created: int) -> bytes:
    """The tables as a workbook that bears the moment `created`, in seconds."""
    import gptables
    import pandas as pd

    sheets = {table.label: _sheet(table) for table in tables}
    used = [name for name in _NOTES if any(name in _notes_of(table) for table in tables)]
    name = _plain(f"{edition.title}: {edition.period}")
    cover = gptables.Cover(
        title=f"{name}: tables",
        intro=["The tables of the report, one on each sheet, with the numbers that the report prints."],
        about=[
            f"Returns that came back up to {day_name(edition.cut_off)} are counted.",
            "Every cell of a table holds a value or says why not.",
        ],
        contact=[_plain(edition.author), _plain(edition.contact)],
    )
    with tempfile.TemporaryDirectory(prefix="auditlib-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gptables calls pandas as of old
        path = Path(folder) / "tables.xlsx"
        book = gptables.produce_workbook(
            str(path),
            sheets,
            cover=cover,
            contentsheet_options={"instructions": "This worksheet contains one table with a link to each sheet."},
            notes_table=pd.DataFrame({"Note": used, "Note text": [_NOTES[one] for one in used]}) if used else None,
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        moment = datetime.fromtimestamp(created, UTC).replace(tzinfo=None)
        book.set_properties({"title": name, "author": edition.author, "created": moment})
        for sheet in book.worksheets():  # as it is printed: A4, on its side, as wide as the page
            sheet.set_paper(9)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
        book.close()
        return path.read_bytes()
