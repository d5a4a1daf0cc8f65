"""The very rows behind a fact, for QA.

Belongs here: from a fact's id back to the rows that were counted and those they were counted out of. Does not
belong here: showing them; what is shown is places and coded values, never references or text.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from auditlib.clean import EditionData
from auditlib.measures.compute import compute, periods_of
from auditlib.measures.kinds import Measure, Row
from auditlib.measures.prepare import Prepared
from auditlib.measures.registry import MEASURES
from auditlib.schema import RETURNS, Kind


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a fact.

    Parameters
    ----------
    measure
        The measure it is of.
    counted
        Rows that count: place in the returns and coded values.
    out_of
        For a rate, the rows they are counted out of; None otherwise.
    """

    measure: Measure
    counted: pd.DataFrame
    out_of: pd.DataFrame | None


def _row_of(data: EditionData, fact_id: str) -> Row | None:
    topic = fact_id.split(".")[0]
    if topic not in MEASURES:
        return None
    return next((row for row in compute(data, topic) if row.id == fact_id), None)


def _shown(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Where each row stands, and its coded values."""
    name = "moderations" if table == "issues" else table
    coded = [column.name for column in RETURNS[name].columns if column.kind not in (Kind.REF, Kind.TEXT)]
    places = [column for column in ("source_file", "source_sheet", "source_row") if column in rows]
    return rows[places + [column for column in coded if column in rows]]


def rows_behind(data: EditionData, fact_id: str) -> Behind | None:
    """The rows that a fact counts, and those it counts them out of.

    Parameters
    ----------
    data
        The edition's accepted rows.
    fact_id
        Id of a fact of the registry.

    Returns
    -------
    Behind or None
        None if no measure has that id.
    """
    row = _row_of(data, fact_id)
    if row is None:
        return None
    measure, tables = row.measure, Prepared(data)
    months = periods_of(data)[row.period]

    def select(table: str, flag: str, groups: bool) -> pd.DataFrame:
        rows = tables[table]
        rows = rows[rows["month"].isin(months)]
        if row.area:
            rows = rows[rows["area"] == row.area]
        if flag:
            rows = rows[rows[flag].astype(bool)]
        if groups:
            for split, group in zip(measure.splits, row.groups, strict=True):
                rows = rows[rows[split.column] == group]
        return _shown(rows, table)

    out_of = select(measure.out_of_table or measure.table, measure.out_of_flag, False) if measure.is_rate else None
    return Behind(measure, select(measure.table, measure.flag, True), out_of)
