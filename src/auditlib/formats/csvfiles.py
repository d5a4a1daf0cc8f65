"""The report's tables as CSV, a file each, described by metadata of the W3C's CSV on the Web.

Belongs here: the files and their description. Does not belong here: what the tables hold
(:mod:`auditlib.formats.tables`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from auditlib.formats.tables import Column, Table
from auditlib.settings import Edition

METADATA = "csv-metadata.json"  # the name under which those who read CSV on the Web look for it
#: Marks at the start of a text by which a spreadsheet would take it for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")


def _cell(value: object) -> str:
    """A value as written; a text that a spreadsheet would run is led by an apostrophe, as OWASP advises."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else str(value)


def file_name(table: Table) -> str:
    """What a table's file is called."""
    return f"{table.id.removeprefix('tbl-')}.csv"


def _csv(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(column.title) for column in table.columns])
    for row in zip(*(column.values for column in table.columns), strict=True):
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # by which Excel knows UTF-8


def _described(number: int, column: Column) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "_", column.title.lower()).strip("_")
    about: dict[str, Any] = {
        "name": f"{slug or 'column'}_{number}",
        "titles": {"en": _cell(column.title)},
        "datatype": "string",
    }
    if column.unit:
        about["datatype"] = "decimal" if column.decimals else "integer"
        about["dc:description"] = column.unit
    if column.words:
        about["null"] = [_cell(word) for word in column.words]
    return about


def csv_files(tables: list[Table], edition: Edition) -> dict[str, bytes]:
    """The tables as CSV and their description, by file name."""
    described = [
        {
            "url": file_name(table),
            "dc:title": f"{table.label}: {table.title}",
            "tableSchema": {
                "columns": [_described(number, column) for number, column in enumerate(table.columns, start=1)],
                "rowTitles": [_described(1, table.columns[0])["name"]],
            },
        }
        for table in tables
    ]
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"{edition.title}: {edition.period}",
        "dc:creator": edition.author,
        "dc:language": "en-GB",
        "dialect": {"encoding": "utf-8", "header": True},
        "tables": described,
    }
    text = json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
    return {file_name(table): _csv(table) for table in tables} | {METADATA: text.encode()}
