"""Makes the changes that ``tests/data/faults/*.yml`` describe; how they are written is said there."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from auditlib.paths import Project

FAULTS = Path(__file__).parents[2] / "data" / "faults"
_WORDS = {"file", "table", "row", "like", "remove"}


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file; every value is text as written, so that nothing is taken for a date or a number."""
    return yaml.load((FAULTS / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def returns_of(case: dict[str, Any]) -> set[str]:
    """The returns that a case changes."""
    return {Path(change["file"]).stem if "file" in change else change["table"] for change in case["change"]}


def change_files(project: Project, case: dict[str, Any]) -> None:
    """Make the changes to files. Rows are counted as the file was before the case touched it."""
    by_file: dict[str, list[dict[str, str]]] = {}
    for change in case["change"]:
        if "file" in change:
            by_file.setdefault(change["file"], []).append(change)
    for name, changes in by_file.items():
        path = project.raw / name
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        kept: list[list[str] | None] = list(rows)
        for change in changes:
            _change(header, rows, kept, change)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(row for row in kept if row is not None)])


def _change(header: list[str], rows: list[list[str]], kept: list[list[str] | None], change: dict[str, str]) -> None:
    new = {header.index(column): value for column, value in change.items() if column not in _WORDS}
    if "like" in change:
        kept.append([new.get(at, value) for at, value in enumerate(rows[int(change["like"]) - 2])])
        return
    which = range(len(rows)) if change["row"] == "all" else [int(change["row"]) - 2]
    for number in which:
        row = kept[number]
        removed = row is None or change.get("remove") == "true"
        kept[number] = None if removed else [new.get(at, value) for at, value in enumerate(row)]


def change_tables(tables: dict[str, pd.DataFrame], case: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Make the changes to what reading made of the returns."""
    tables = dict(tables)
    for change in case["change"]:
        if "table" not in change:
            continue
        table = tables[change["table"]].copy()
        for column, value in change.items():
            if column not in _WORDS:
                table.loc[int(change["row"]) - 1, column] = None if value == "null" else value
        tables[change["table"]] = table
    return tables
