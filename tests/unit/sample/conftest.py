"""Reads a sample's files plainly, without the code of the project that reads returns."""

import csv
import itertools
import re
from datetime import date, datetime

import pytest

#: Where a row came from: its month's folder.
FOLDER = "folder"


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fold(text):
    return re.sub(r"[\s\-_]+", " ", str(text)).strip().lower()


def sheet_rows(path):
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        yield sheet.title, [dict(itertools.zip_longest(header, row)) for row in rows]
    book.close()


def as_day(value):
    if not value or isinstance(value, datetime):
        return value.date() if value else None
    return datetime.strptime(value, "%d/%m/%Y" if "/" in value else "%Y-%m-%d").date()


class PlainSample:
    """A sample on disk: its lists, its returns (coded values as codes, dates as dates) and its editions."""

    def __init__(self, root):
        self.root = root
        self.lists = {path.stem: rows_of(path) for path in (root / "data" / "reference").glob("*.csv")}
        self.months = sorted(path.name for path in (root / "data" / "raw").iterdir() if path.is_dir())
        self.returns = {}
        for month in self.months:
            for name, rows in self._files(month):
                for row in rows:
                    self.returns.setdefault(name, []).append(self._typed(row) | {FOLDER: month})

    def __getitem__(self, name):
        return self.returns.get(name, [])

    def names(self, month):
        return {name for name, _ in self._files(month)}

    def codes(self, name):
        """Every way to write an entry of a list, folded, with its code."""
        ways = {}
        for row in self.lists[name]:
            values = list(row.values())
            code = re.sub(r"[^a-z0-9]+", "-", values[0].lower()).strip("-")
            for way in (values[0], row.get("name", ""), *row.get("aliases", "").split(";")):
                ways[fold(way)] = code
        return ways

    def _files(self, month):
        folder = self.root / "data" / "raw" / month
        for path in sorted(folder.iterdir()):
            if path.suffix == ".xlsx":
                yield from sheet_rows(path)
            else:
                yield path.stem, rows_of(path)

    def _typed(self, row):
        typed = {}
        for header, value in row.items():
            column = header.lower().replace(" ", "_")
            value = "" if value is None else value
            if column.endswith("_on"):
                value = as_day(value)
            elif value and column in ("area", "cohort", "judgement", "judgement_before", "judgement_after"):
                value = self.codes({"area": "areas", "cohort": "cohorts"}.get(column, "judgements"))[fold(value)]
            elif column in ("sequence", "duration_minutes"):
                value = int(value) if value != "" else None
            typed[column] = value
        return typed


@pytest.fixture(scope="session")
def plain_sample():
    return PlainSample


@pytest.fixture(scope="session")
def calibrated(tmp_path_factory):
    from auditlib.sample import write_sample

    root = tmp_path_factory.mktemp("calibrated")
    write_sample(root)
    return PlainSample(root)


@pytest.fixture(scope="session")
def another_seed(tmp_path_factory):
    """The calibrated sample with another seed."""
    from auditlib.sample import write_sample

    root = tmp_path_factory.mktemp("seed")
    write_sample(root, seed=7)
    return PlainSample(root)


@pytest.fixture(scope="session")
def last_cut_off():
    return date(2020, 3, 13)
