"""Helpers that draw a tidy table in the report's style, directly labelled, and the chart that a notebook shows.

Each takes a table and the names of its columns, and returns new axes; None where the table has no rows. What is drawn
comes in the order of the table's rows: sort or reindex it for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from auditlib import rounding
from auditlib.facts import Facts
from auditlib.figures.theme import AFTER, BEFORE, INK, MAIN, OTHER, canvas, categories, ink_on

_BAR = 0.42  # inches a bar takes
_LEGEND = 0.9  # inches for the legend and the margins


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Parameters
    ----------
    id
        Its cross-reference: ``fig-compliance``.
    axes
        The drawing.
    caption
        What to see in it; Markdown.
    alt
        Kind, data and message for those who do not see it; plain text.
    facts
        Facts that it hands on itself, as one does that an analyst adds in a notebook.
    """

    id: str
    axes: Axes
    caption: str
    alt: str
    facts: Facts | None = None


def chart(label: str, axes: Axes | None, caption: str, data: pd.DataFrame, *, kind: str) -> Chart | None:
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
        What kind of chart of what: ``Column chart of audit compliance by month``.
    """
    return None if axes is None else Chart(label, axes, caption, f"{kind}. {listing(data)}.")


def listing(data: pd.DataFrame) -> str:
    """The numbers of a tidy table in words: ``May 2020 82%, 62 of 76; …`` or ``North: Good 3 and Inadequate 1; …``."""
    names = [name for name in ("period", "area", "group", "measure") if data[name].nunique() > 1] or ["group"]
    texts = data["display"].where(data["numerator"].isna() | data["value"].isna(), data["display"] + _counts(data))
    if len(names) == 1:
        return "; ".join(f"{name} {text}" for name, text in zip(data[names[0]], texts, strict=True))
    parts = data.assign(text=data[names[1]] + " " + texts).groupby(names[0], sort=False)["text"]
    return "; ".join(f"{name}: {rounding.listed(list(several))}" for name, several in parts)


def _counts(data: pd.DataFrame) -> pd.Series:
    return ", " + data["numerator"].astype("str") + " of " + data["denominator"].astype("str")


def columns(
    data: pd.DataFrame,
    *,
    x: str = "period",
    y: str = "value",
    text: str = "display",
    highlight: str = "this_edition",
    color: str = MAIN,
    other_color: str = OTHER,
    top: float | None = None,
    height: float = 3.4,
) -> Axes | None:
    """Columns over time, each with its text above it.

    Parameters
    ----------
    data
        A row a column.
    x, y, text
        What stands below, how high the column is, what stands above it; ``none`` where there is no height.
    highlight
        Which columns are of `color` and bold, the others of `other_color`.
    color, other_color
        Their colours.
    top
        The value at the top of the scale; the highest column's if None.
    height
        Height in inches.
    """
    if data.empty:
        return None
    heights, strong = data[y].fillna(0.0), data[highlight].to_numpy()
    scale = top or float(heights.max()) or 1.0
    size = 10 if len(data) > 8 else 11
    with canvas(height) as axes:
        axes.bar(range(len(data)), heights, color=np.where(strong, color, other_color), width=0.72)
        for place, (value, words) in enumerate(zip(heights, data[text].where(data[y].notna(), "none"), strict=True)):
            weight = "bold" if strong[place] else "normal"
            above = value + scale * 0.015
            axes.text(place, above, words, ha="center", va="bottom", fontsize=size, fontweight=weight)
        axes.set_xticks(range(len(data)), _month_ticks(data[x]), fontsize=size)
        axes.set_yticks([])
        axes.set_ylim(0, scale * 1.08)
        axes.set_xlim(-0.6, max(len(data), 6) - 0.4)
        return axes


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
    share: bool,
    palette: Sequence[str] | None = None,
    height: float | None = None,
) -> Axes | None:
    """Horizontal bars of several parts, each part labelled with its number.

    Parameters
    ----------
    data
        A row a part: whole numbers.
    y, hue, x
        The bar that a part belongs to, which part of it, and how many.
    share
        Whether every bar has the same length and shows parts of its whole.
    palette
        A colour a part, four at most; the report's if None.
    height
        Height in inches; what the bars take if None.
    """
    if data.empty:
        return None
    table = data.pivot(index=y, columns=hue, values=x).reindex(data[y].unique())[data[hue].unique()].fillna(0)
    totals = table.sum(axis=1)
    widths = table.div(totals.where(totals > 0, 1), axis=0) if share else table
    longest = float(widths.sum(axis=1).max()) or 1.0
    left = widths.cumsum(axis=1) - widths
    with canvas(height or _LEGEND + _BAR * len(table)) as axes:
        for name, colour in zip(table.columns, palette or categories(len(table.columns)), strict=False):
            axes.barh(
                table.index,
                widths[name],
                left=left[name],
                color=colour,
                edgecolor="white",
                linewidth=1.5,
                height=0.74,
                label=name,
            )
            for place, (number, width, start) in enumerate(zip(table[name], widths[name], left[name], strict=True)):
                if width / longest > 0.03:
                    middle = start + width / 2
                    axes.text(middle, place, f"{number:,.0f}", ha="center", va="center", color=ink_on(colour))
        axes.invert_yaxis()
        axes.set_xticks([])
        axes.set_xlim(0, longest)
        _legend(axes)
        return axes


def paired_bars(
    data: pd.DataFrame,
    *,
    y: str = "group",
    hue: str = "measure",
    x: str = "value",
    palette: Sequence[str] = (BEFORE, AFTER),
    height: float | None = None,
) -> Axes | None:
    """Horizontal bars in pairs, each labelled with its number; the parameters are those of :func:`stacked_bars`."""
    if data.empty:
        return None
    with canvas(height or _LEGEND + 1.5 * _BAR * data[y].nunique()) as axes:
        sns.barplot(data, y=y, x=x, hue=hue, palette=list(palette), saturation=1, width=0.74, legend="full", ax=axes)
        _finish_bars(axes, data[x])
        _legend(axes)
        return axes


def bars(
    data: pd.DataFrame, *, y: str = "group", x: str = "value", color: str = MAIN, height: float | None = None
) -> Axes | None:
    """Horizontal bars, each labelled with its number; the parameters are those of :func:`stacked_bars`."""
    if data.empty:
        return None
    with canvas(height or 0.3 + _BAR * len(data)) as axes:
        sns.barplot(data, y=y, x=x, color=color, saturation=1, width=0.74, ax=axes)
        _finish_bars(axes, data[x])
        return axes


def signed_bars(
    data: pd.DataFrame,
    *,
    y: str = "area",
    hue: str = "measure",
    x: str = "value",
    text: str = "display",
    palette: Sequence[str] = (BEFORE, AFTER),
    height: float | None = None,
) -> Axes | None:
    """Horizontal bars in pairs, to the right where more and to the left where less, each with its text at its end.

    The parameters are those of :func:`stacked_bars`; the last pair is set off as the whole.
    """
    if data.empty:
        return None
    names = list(data[y].unique())
    furthest = float(data[x].abs().max()) or 1.0
    gap = furthest * 0.02
    with canvas(height or _LEGEND + 0.66 * len(names)) as axes:
        for offset, (name, series), colour in zip((-0.2, 0.2), data.groupby(hue, sort=False), palette, strict=True):
            axes.barh(np.arange(len(names)) + offset, series[x], height=0.38, color=colour, label=name)
            for place, (value, words) in enumerate(zip(series[x], series[text], strict=True)):
                end, side = (value + gap, "left") if value >= 0 else (value - gap, "right")
                weight = "bold" if place == len(names) - 1 else "normal"
                axes.text(end, place + offset, words, ha=side, va="center", color=INK, fontweight=weight)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.axhline(len(names) - 1.5, color=INK, linewidth=0.4)
        axes.set_yticks(range(len(names)), names)
        axes.set_xticks([])
        axes.set_xlim(-furthest * 1.35, furthest * 1.35)
        axes.set_ylim(len(names) - 0.5, -0.5)
        _legend(axes)
        return axes


def _finish_bars(axes: Axes, values: pd.Series) -> None:
    for container in axes.containers:
        axes.bar_label(container, fmt="{:,.0f}", padding=4, color=INK)
    axes.set(xlabel="", ylabel="", xticks=[])
    axes.set_xlim(0, (float(values.max()) or 1.0) * 1.08)


def _legend(axes: Axes) -> None:
    """One line above the chart, from its left edge, so that long row names leave it room."""
    handles, labels = axes.get_legend_handles_labels()
    if axes.get_legend():
        axes.get_legend().remove()
    axes.figure.legend(
        handles,
        labels,
        loc="outside upper left",
        ncols=len(labels),
        fontsize=10.5,
        handlelength=1.0,
        handleheight=1.0,
        columnspacing=1.4,
    )
