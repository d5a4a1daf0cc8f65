"""Counting: from prepared tables to measure rows.

Belongs here: the one way in which every measure is counted, for every month, the edition and the programme,
in all and by area. Does not belong here: what the measures are (``registry``) or how they are printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from auditlib.clean import EditionData
from auditlib.measures.kinds import Measure, Row, Split
from auditlib.measures.prepare import Prepared
from auditlib.measures.registry import MEASURES
from auditlib.periods import EDITION, PROGRAMME

_ALL = ""


def periods_of(data: EditionData) -> dict[str, list[str]]:
    """The months of every period: each programme month by itself, the edition's, and all."""
    months = data.edition.programme_months
    return {month: [month] for month in months} | {EDITION: list(data.edition.months), PROGRAMME: months}


class _Counter:
    """Counts of one edition, each groupby done once."""

    def __init__(self, data: EditionData) -> None:
        self.data = data
        self.tables = Prepared(data)
        self.periods = periods_of(data)
        self.periods_with: dict[str, list[str]] = defaultdict(list)
        for period, months in self.periods.items():
            for month in months:
                self.periods_with[month].append(period)
        self._counts: dict[tuple, Counter] = {}

    def counts(self, table: str, flag: str, splits: tuple[Split, ...], by_area: bool) -> Counter:
        """How many rows there are for each (period, groups, area); area ``""`` is all areas."""
        key = (table, flag, tuple(split.column for split in splits), by_area)
        if key not in self._counts:
            self._counts[key] = self._count(*key)
        return self._counts[key]

    def _count(self, table: str, flag: str, columns: tuple[str, ...], by_area: bool) -> Counter:
        rows = self.tables[table]
        if flag:
            rows = rows[rows[flag].astype(bool)]
        grouping = ["month", *columns, *(["area"] if by_area else [])]
        sizes = rows.groupby(grouping, observed=True, sort=False).size()
        totals: Counter = Counter()
        for labels, size in sizes.items():
            labels = labels if isinstance(labels, tuple) else (labels,)
            month, groups = labels[0], labels[1 : 1 + len(columns)]
            for period in self.periods_with.get(month, ()):
                totals[period, groups, _ALL] += int(size)
                if by_area:
                    totals[period, groups, labels[-1]] += int(size)
        return totals

    def groups(self, measure: Measure) -> list[tuple[str, ...]]:
        """The groups of a measure: all listed ones, or those that occur in the programme."""
        if not measure.splits:
            return [()]
        if len(measure.splits) == 1 and measure.splits[0].values is not None:
            return [(value,) for value in measure.splits[0].values]
        found = {key[1] for key in self.counts(measure.table, "", measure.splits, measure.by_area)}
        return sorted(found)

    def rows(self, measure: Measure) -> Iterator[Row]:
        """The rows of a measure that counts."""
        counts = self.counts(measure.table, measure.flag, measure.splits, measure.by_area)
        out_of = self.counts(measure.out_of_table or measure.table, measure.out_of_flag, (), measure.by_area)
        areas = [_ALL, *self.data.lists.areas.codes] if measure.by_area else [_ALL]
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
        rows = self.tables[measure.table]
        if measure.flag:
            rows = rows[rows[measure.flag].astype(bool)]
        for period, months in self.periods.items():
            values = rows.loc[rows["month"].isin(months), measure.column].dropna()
            yield Row(measure, period, (), _ALL, _summary(values, measure.summary), None, None)


def _summary(values: pd.Series, summary: str) -> float | int | str | None:
    if values.empty:
        return None
    match summary:
        case "first":
            return values.min().date().isoformat()
        case "shortest":
            return int(values.min())
        case "longest":
            return int(values.max())
        case "mean":
            return float(values.mean())
    raise ValueError(f"no such summary: {summary}")


def compute(data: EditionData, *topics: str) -> list[Row]:
    """Compute the measures of some topics, for every period, group and area.

    Parameters
    ----------
    data
        The edition's accepted rows.
    *topics
        Topics of ``registry.MEASURES``; all of them if none is given.

    Returns
    -------
    list of Row
        One per measure, period, group and area; a rate with nothing to divide by has the value None.
    """
    counter = _Counter(data)
    found: list[Row] = []
    for topic in topics or tuple(MEASURES):
        for measure in MEASURES[topic]:
            found.extend(counter.summaries(measure) if measure.summary else counter.rows(measure))
    return found
