"""Tidy tables to draw charts from: a row a figure, its period, area and group in words, its counts and its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from auditlib.claims import control_chart
from auditlib.disclosure import MONTHS_SHOWN, Evidence, until_withheld
from auditlib.facts import Withheld, group_name
from auditlib.periods import EDITION, month_name
from auditlib.schema import JUDGEMENTS

_COLUMNS = ["measure", "period", "area", "group", "numerator", "denominator", "value", "display"]
#: What figures are split by: the groups in their order, and the code list that names them.
_SPLITS: dict[str, tuple[Iterable[str], str]] = {
    "": ([""], ""),
    "judgement": (JUDGEMENTS, "judgements"),
}


def _tidy(
    evidence: Evidence,
    measures: str | Mapping[str, str],
    split: str,
    periods: Iterable[str] = (EDITION,),
    areas: Iterable[str] = ("",),
    within: str = "",
) -> pd.DataFrame:
    titles = {measures: measures} if isinstance(measures, str) else measures
    rows = []
    groups: Iterable[str]
    for title, measure in titles.items():
        for period in periods:
            if split == "theme":
                above = ".".join(part for part in (measure, period, within) if part)
                groups, codelist = evidence.facts.under(above), "themes"
            else:
                groups, codelist = _SPLITS[split]
            when = evidence.edition.period if period == EDITION else month_name(period)
            for area in areas:
                where = evidence.lists.areas.name_of(area) if area else ""
                for group in groups:
                    fact_id = ".".join(part for part in (measure, period, within, group, area) if part)
                    fact = evidence.facts.count(fact_id) if group else evidence.facts.get(fact_id)
                    if fact is not None:
                        name = group_name(group, codelist, evidence.lists)
                        is_hidden = isinstance(fact, Withheld)
                        numbers = [None] * 3 if is_hidden else [fact.numerator, fact.denominator, fact.value]
                        rows.append([title, when, where, name[:1].upper() + name[1:], *numbers, str(fact), is_hidden])
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "is_hidden"])
    table = table.astype({"numerator": "Int64", "denominator": "Int64", "value": "float", "is_hidden": "bool"})
    if split == "judgement":  # a bar of several parts would show how long the hidden ones are together
        part_hidden = table.groupby(["measure", "period", "area"])["is_hidden"].transform("any")
        table["value"] = table["value"].mask(part_hidden)
    return table


def by_month(evidence: Evidence, measure: str, *, split: str = "", last: int = MONTHS_SHOWN) -> pd.DataFrame:
    """A measure month by month, from the first month that has any of it.

    Parameters
    ----------
    evidence
        What may be shown.
    measure
        Ids of its facts without period and group: ``audits.compliance``.
    split
        What each month is split by: ``judgement``; nothing if empty.
    last
        How many months at most, the latest.

    Returns
    -------
    pandas.DataFrame
        ``measure``, ``period``, ``area``, ``group``, ``numerator``, ``denominator``, ``value``, ``display``, and
        ``this_edition``, whether the month is one that the edition reports. Without rows if there is nothing.
    """
    table = _tidy(evidence, measure, split, evidence.edition.programme_months)
    has_any = (table["value"].gt(0) if split else table["value"].notna()) | table["is_hidden"]
    has_any = has_any.groupby(table["period"]).transform("any")
    table = table[has_any.cummax()]
    months = table["period"].unique()[-last:]
    table = table[table["period"].isin(months)].reset_index(drop=True)
    return table.assign(this_edition=table["period"].isin(list(map(month_name, evidence.edition.months))))


def with_limits(evidence: Evidence, data: pd.DataFrame) -> pd.DataFrame:
    """A rate by month, with what chance would keep it between: a p-chart of all months of the programme.

    Returns
    -------
    pandas.DataFrame
        `data` with ``centre``, ``lower`` and ``upper`` as fractions, and ``is_outside``. Without limits where there
        are too few months for them.
    """
    if data.empty:
        return data
    made = (control_chart(evidence.facts, each, evidence.edition.programme_months) for each in data["measure"].iloc[:1])
    found = next(until_withheld(made), None)  # none without the figures of each month
    points = () if found is None or found.trial else found.points
    limits = pd.DataFrame(
        {"lower": {month_name(point.period): point.lower for point in points}}
        | {"upper": {month_name(point.period): point.upper for point in points}},
        dtype=float,
    )
    data = data.assign(centre=np.nan if found is None else found.centre).join(limits, on="period")
    return data.assign(is_outside=(data["value"] < data["lower"]) | (data["value"] > data["upper"]))


def by_area(evidence: Evidence, measure: str, *, split: str = "") -> pd.DataFrame:
    """A measure of the edition's months area by area, in the order of the list, areas with none left out.

    The parameters and columns are those of :func:`by_month`.
    """
    table = _tidy(evidence, measure, split, areas=evidence.lists.areas.codes)
    has_any = (table["value"].gt(0) | table["is_hidden"]).groupby(table["area"]).transform("any")
    return table[has_any].reset_index(drop=True)


def by_group(evidence: Evidence, measures: str | Mapping[str, str], *, split: str, within: str = "") -> pd.DataFrame:
    """Measures of the edition's months group by group, without rows if all are none.

    Parameters
    ----------
    evidence
        What may be shown.
    measures
        One measure, or several by what they shall be called in the column ``measure``.
    split
        The groups: ``judgement`` or ``theme``.
    within
        A group that stands before these in the ids of facts: ``need``, of remarks that show one.
    """
    table = _tidy(evidence, measures, split, within=within)
    return table if (table["value"].gt(0) | table["is_hidden"]).any() else table.head(0)
