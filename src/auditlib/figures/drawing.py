"""Tidy tables to draw from, helpers that draw them in the report's style, and the chart that a notebook shows.

A table has a row a figure: its period, area and group in words, its counts and its value. Each helper takes one and the
names of its columns, and returns new axes; None where the table has no rows. What is drawn comes in the order of the
table's rows: sort or reindex it for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from auditlib import rounding
from auditlib.claims import control_chart
from auditlib.disclosure import MONTHS_SHOWN, Evidence, until_withheld
from auditlib.facts import Facts, Withheld, group_name
from auditlib.figures.theme import HATCH, INK, MAIN, OTHER, RAMP, canvas, ink_on, legend_above
from auditlib.periods import EDITION, month_name
from auditlib.schema import JUDGEMENTS

_COLUMNS = ["measure", "period", "area", "group", "numerator", "denominator", "value", "display"]


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
    codelist = f"{split}s" if split else ""
    groups: Iterable[str] = JUDGEMENTS if split == "judgement" else [""]
    for title, measure in titles.items():
        for period in periods:
            if split == "theme":
                groups = evidence.facts.under(".".join(part for part in (measure, period, within) if part))
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


_BAR = 0.36  # inches a bar takes
_DIGIT = 0.035  # of a bar, that a digit takes on a narrow chart
_LEGEND = 0.9  # inches for the legend and the margins


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart."""

    id: str  # its cross-reference: ``fig-compliance``
    axes: Axes
    caption: str  # what to see in it; Markdown
    alt: str  # kind, data and message for those who do not see it; plain text
    facts: Facts | None = None  # facts that it hands on itself, as one does that an analyst adds in a notebook


def chart(
    label: str, axes: Axes | None, caption: str, data: pd.DataFrame, *, kind: str, message: str = ""
) -> Chart | None:
    """A drawing as a chart of the report, with an alternative text that holds the numbers it was drawn from.

    Parameters
    ----------
    label
        Its cross-reference, and the label of the cell that shows it: ``fig-compliance``.
    axes
        The drawing; no chart is made without one.
    caption
        What to see in it.
    data
        The tidy table that was drawn.
    kind
        What kind of chart of what: ``Control chart of audit compliance by month``.
    message
        What the alternative text says after the numbers.
    """
    return None if axes is None else Chart(label, axes, caption, f"{kind}. {listing(data)}. {message}".rstrip())


def listing(data: pd.DataFrame) -> str:
    """The numbers of a tidy table in words: ``May 2020 82%, 62 of 76; …`` or ``North: Good 3 and Inadequate 1; …``."""
    # One month by month, and one area by area, is named all the same.
    named = {"period": "this_edition" in data, "area": data["area"].ne("").all()}
    names = [
        name for name in ("period", "area", "group", "measure") if data[name].nunique() > 1 or named.get(name)
    ] or ["group"]
    with_counts = data["display"] + ", " + data["numerator"].astype("str") + " of " + data["denominator"].astype("str")
    texts = data["display"].where(data["numerator"].isna() | data["value"].isna(), with_counts)
    if len(names) == 1:
        return "; ".join(f"{name} {text}" for name, text in zip(data[names[0]], texts, strict=True))
    parts = data.assign(text=data[names[1]] + " " + texts).groupby(names[0], sort=False)["text"]
    return "; ".join(f"{name}: {rounding.listed(list(several))}" for name, several in parts)


def control(
    data: pd.DataFrame,
    *,
    x: str = "period",
    y: str = "value",
    text: str = "display",
    highlight: str = "this_edition",
    color: str = MAIN,
    limit_color: str = OTHER,
    height: float = 3.2,
) -> Axes | None:
    """A rate over time as a line, with its usual level and, where there are any, the limits of chance.

    Parameters
    ----------
    data
        A row a month, from :func:`auditlib.figures.with_limits`; a month without a rate breaks the line.
    x, y, text
        What stands below, the rate as a fraction, and what stands above a highlighted point.
    highlight
        Which points have their text.
    color, limit_color
        Of the line, and of the usual level and the limits. A point beyond a limit has a mark of another shape.
    height
        Height in inches.
    """
    if data.empty:
        return None
    shares, lower, upper = (100 * data[name] for name in (y, "lower", "upper"))
    centre = 100 * data["centre"].iloc[0]
    places = range(len(data))
    with canvas(height) as axes:
        for bounds in (lower, upper):
            axes.plot(places, bounds, color=limit_color, linestyle=(0, (4, 3)), linewidth=1.2)
        if not np.isnan(centre):
            axes.axhline(centre, color=limit_color, linewidth=1.2)
        axes.plot(places, shares, color=color, linewidth=2, marker="o", markersize=6)
        beyond = shares.where(data["is_outside"])
        axes.plot(places, beyond, "D", color="white", markersize=9, markeredgecolor=color, markeredgewidth=2.5)
        further = max((lower.iloc[-1], upper.iloc[-1]), key=lambda bound: abs(bound - centre))
        usual = "" if np.isnan(centre) else f"usual\n{rounding.half_up(centre)}%"
        for level, name in ((further, "limit"), (centre, usual)):
            if not np.isnan(level):
                where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
                axes.annotate(name, (1, level), (12, 0), va="center", fontsize=10, **where)
        for place in np.flatnonzero(data[highlight] & shares.notna()):
            rises = shares.iloc[place + 1 : place + 2].gt(shares.iloc[place]).any()  # above it is the line
            axes.annotate(
                data[text].iloc[place], (place, shares.iloc[place]), (7, -15) if rises else (0, 9),
                textcoords="offset points", ha="left" if rises else "center", fontsize=10.5, fontweight="bold",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            )  # fmt: skip
        for place in np.flatnonzero(_hidden(data)):
            axes.text(float(place), 0, "c", ha="center", va="bottom", fontsize=10, color=INK)
        axes.set_xticks(places, _month_ticks(data[x]), fontsize=10)
        axes.set_xlim(-0.6, max(len(data), 6) - 0.4)
        axes.set_ylim(0, min(107, 1.2 * np.nanmax([0, shares.max(), centre, upper.max()]) or 107))
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
        axes.yaxis.set_major_formatter("{x:.0f}%")
        axes.tick_params(axis="y", labelsize=10)
        return axes


def _hidden(data: pd.DataFrame) -> pd.Series:
    """Which rows are hidden: they have a mark in place of a number, and nothing is drawn of them."""
    return data["is_hidden"] if "is_hidden" in data else pd.Series(data=False, index=data.index)


def _mark_hidden(axes: Axes, hidden: pd.Series) -> None:
    for place in np.flatnonzero(hidden):
        axes.text(0, float(place), " c", ha="left", va="center", color=INK)


def _month_ticks(months: pd.Series) -> list[str]:
    """Short names of months, the year below the first and every January."""
    short, years = months.str[:3], months.str[-4:]
    with_year = (short == "Jan") | (np.arange(len(months)) == 0)
    return list(short.where(~with_year, short + "\n" + years))


def stacked_bars(
    data: pd.DataFrame,
    *,
    y: str,
    hue: str = "group",
    x: str = "value",
    palette: Sequence[str] = RAMP,
    height: float | None = None,
) -> Axes | None:
    """Horizontal bars of the same length, their parts as shares, each labelled with its number where there is room.

    Parameters
    ----------
    data
        A row a part: whole numbers.
    y, hue, x
        The bar that a part belongs to, which part of it, and how many.
    palette
        A colour a part, four at most; white is hatched.
    height
        Height in inches; what the bars take if None.
    """
    if data.empty:
        return None
    table = data.pivot(index=y, columns=hue, values=x).reindex(data[y].unique())[data[hue].unique()].fillna(0)
    totals = table.sum(axis=1)
    widths = table.div(totals.where(totals > 0, 1), axis=0)
    left = widths.cumsum(axis=1) - widths
    with canvas(height or _LEGEND + _BAR * len(table)) as axes:
        for name, colour in zip(table.columns, palette, strict=False):
            is_white = colour == "#ffffff"
            axes.barh(
                table.index, widths[name], left=left[name], color=colour, edgecolor=INK, linewidth=0.8, height=0.74,
                label=name, hatch=HATCH if is_white else None,
            )  # fmt: skip
            for place, (number, width, start) in enumerate(zip(table[name], widths[name], left[name], strict=True)):
                digits = f"{number:,.0f}"
                if width > 0.01 + _DIGIT * len(digits):
                    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if is_white else None
                    axes.text(
                        start + width / 2, place, digits, ha="center", va="center", color=ink_on(colour), bbox=ground
                    )
        _mark_hidden(axes, _hidden(data).groupby(data[y]).any().reindex(table.index))
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.set_xticks([])
        axes.set_xlim(0, 1)
        legend_above(axes.figure, *axes.get_legend_handles_labels(), len(table.columns))
        return axes


def bars(
    data: pd.DataFrame, *, y: str = "group", x: str = "value", color: str = MAIN, height: float | None = None
) -> Axes | None:
    """Horizontal bars, each labelled with its number; the parameters are those of :func:`stacked_bars`."""
    if data.empty:
        return None
    with canvas(height or 0.3 + _BAR * len(data)) as axes:
        sns.barplot(data, y=y, x=x, color=color, saturation=1, width=0.74, ax=axes)
        for container in (each for each in axes.containers if isinstance(each, BarContainer)):
            axes.bar_label(container, fmt="{:,.0f}", padding=4, color=INK)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.set_xlim(0, (float(data[x].max()) or 1.0) * 1.12)
        _mark_hidden(axes, _hidden(data))
        return axes
