"""Counting: from prepared tables to the rows of every measure, for every month, the edition and the programme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd

from auditlib.clean import EditionData
from auditlib.measures.prepare import prepared
from auditlib.measures.registry import MEASURES, Measure, Row, Split
from auditlib.periods import EDITION, PROGRAMME
from auditlib.schema import RETURNS, Kind

_ALL_AREAS = ""


def periods_of(data: EditionData) -> dict[str, list[str]]:
    """The months of every period: each programme month by itself, the edition's, and all."""
    months = data.edition.programme_months
    return {month: [month] for month in months} | {EDITION: list(data.edition.months), PROGRAMME: months}


def _numbered(tables: Mapping[str, pd.DataFrame], table: str, column: str) -> tuple[np.ndarray, list]:
    """A column as numbers, -1 where it has no value, and what each number stands for."""
    numbers, values = pd.factorize(tables[table][column])
    return numbers, list(values)


class _Counter:
    """Counts of one edition, each made once."""

    def __init__(self, data: EditionData) -> None:
        self.data = data
        self.tables = prepared(data)
        self.periods = periods_of(data)
        self.periods_with: dict[str, list[str]] = defaultdict(list)
        for period, months in self.periods.items():
            for month in months:
                self.periods_with[month].append(period)
        self._counts: dict[tuple, Counter] = {}
        self._numbered = cache(partial(_numbered, self.tables))

    def flagged(self, table: str, flag: str) -> pd.DataFrame:
        """The rows of a prepared table that have a flag, all where there is none."""
        rows = self.tables[table]
        return rows[rows[flag].astype(bool)] if flag else rows

    def counts(self, table: str, flag: str, splits: tuple[Split, ...], by_area: bool) -> Counter:
        """How many rows there are for each (period, groups, area)."""
        key = (table, flag, tuple(split.column for split in splits), by_area)
        if key not in self._counts:
            self._counts[key] = self._count(*key)
        return self._counts[key]

    def _count(self, table: str, flag: str, columns: tuple[str, ...], by_area: bool) -> Counter:
        totals: Counter = Counter()
        for labels, size in self._sizes(table, flag, ["month", *columns, *(["area"] if by_area else [])]):
            month, groups = labels[0], labels[1 : 1 + len(columns)]
            for period in self.periods_with.get(month, ()):
                totals[period, groups, _ALL_AREAS] += size
                if by_area:
                    totals[period, groups, labels[-1]] += size
        return totals

    def _sizes(self, table: str, flag: str, columns: list[str]) -> Iterator[tuple[tuple, int]]:
        """How many rows have each combination of values: ``groupby().size()``, a hundred of which take a second."""
        numbered = [self._numbered(table, column) for column in columns]
        counted = np.logical_and.reduce([numbers >= 0 for numbers, _ in numbered])
        if flag:
            counted &= self.tables[table][flag].to_numpy(dtype=bool)
        if not counted.any():
            return
        shape = [len(values) for _, values in numbered]
        sizes = np.bincount(np.ravel_multi_index([numbers[counted] for numbers, _ in numbered], shape))
        cells = np.flatnonzero(sizes)
        places = zip(*(each.tolist() for each in np.unravel_index(cells, shape)), strict=True)
        for labels, size in zip(places, sizes[cells].tolist(), strict=True):
            yield tuple(values[place] for (_, values), place in zip(numbered, labels, strict=True)), size

    def groups(self, measure: Measure) -> list[tuple[str, ...]]:
        """The groups of a measure: all listed ones, or those that occur in the programme."""
        if not measure.splits:
            return [()]
        if len(measure.splits) == 1 and measure.splits[0].values is not None:
            return [(value,) for value in measure.splits[0].values]
        return sorted({key[1] for key in self.counts(measure.table, "", measure.splits, measure.by_area)})

    def rows(self, measure: Measure) -> Iterator[Row]:
        """The rows of a measure that counts."""
        counts = self.counts(measure.table, measure.flag, measure.splits, measure.by_area)
        out_of = self.counts(measure.out_of_table or measure.table, measure.out_of_flag, (), measure.by_area)
        areas = [_ALL_AREAS, *self.data.lists.areas.codes] if measure.by_area else [_ALL_AREAS]
        only_occurring = any(split.occurring for split in measure.splits)
        groups_of = self.groups(measure)
        for period in self.periods:
            for groups in groups_of:
                for area in areas:
                    count = counts[period, groups, area]
                    if only_occurring and not count:
                        continue
                    if not measure.is_rate:
                        yield Row(measure, period, groups, area, count, None, None)
                        continue
                    total = out_of[period, (), area]
                    yield Row(measure, period, groups, area, count / total if total else None, count, total)

    def summaries(self, measure: Measure) -> Iterator[Row]:
        """The rows of a measure that summarises a column."""
        rows = self.flagged(measure.table, measure.flag)
        for period, months in self.periods.items():
            values = rows.loc[rows["month"].isin(months), measure.column].dropna()
            found = None if values.empty else _SUMMARIES[measure.summary](values)
            yield Row(measure, period, (), _ALL_AREAS, found, None, None)


_SUMMARIES: dict[str, Callable[[pd.Series], float | str]] = {
    "first": lambda days: days.min().date().isoformat(),
    "shortest": lambda lengths: int(lengths.min()),
    "longest": lambda lengths: int(lengths.max()),
    "mean": lambda lengths: float(lengths.mean()),
}


def compute(data: EditionData, *topics: str) -> list[Row]:
    """The measures of some topics (all if none is given), a row for each period, group and area."""
    counter = _Counter(data)
    found: list[Row] = []
    for topic in topics or tuple(MEASURES):
        for measure in MEASURES[topic]:
            found.extend(counter.summaries(measure) if measure.summary else counter.rows(measure))
    return found


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a fact: those that `measure` counts and, for a rate, those it counts them out of."""

    measure: Measure
    counted: pd.DataFrame
    out_of: pd.DataFrame | None


def rows_behind(data: EditionData, fact_id: str) -> Behind | None:
    """Where the rows stand that a fact counts, with their coded values; None if no measure has that id."""
    topic = fact_id.split(".")[0]
    row = next((row for row in compute(data, topic) if row.id == fact_id), None) if topic in MEASURES else None
    if row is None:
        return None
    measure, counter = row.measure, _Counter(data)

    def select(table: str, flag: str, splits: tuple[Split, ...] = ()) -> pd.DataFrame:
        rows = counter.flagged(table, flag)
        rows = rows[rows["month"].isin(counter.periods[row.period])]
        if row.area:
            rows = rows[rows["area"] == row.area]
        for split, group in zip(splits, row.groups, strict=bool(splits)):
            rows = rows[rows[split.column] == group]
        entry = RETURNS["moderations" if table == "issues" else table]
        coded = [column.name for column in entry.columns if column.kind not in (Kind.REF, Kind.TEXT)]
        return rows.filter(["source_file", "source_sheet", "source_row", *coded])

    out_of = select(measure.out_of_table or measure.table, measure.out_of_flag) if measure.is_rate else None
    return Behind(measure, select(measure.table, measure.flag, measure.splits), out_of)
