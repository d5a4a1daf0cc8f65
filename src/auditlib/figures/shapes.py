"""The three shapes of chart: columns over time, stacked bars, and bars in pairs.

Belongs here: drawing given labels and numbers, directly labelled. Does not belong here: which numbers.
Every function is pure: it returns new Axes and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from auditlib.figures.theme import INK, MAIN, OTHER, canvas, categories, ink_on

_BAR = 0.42  # inches a bar takes
_ROOM = 0.9  # inches for titles, legend and axis


def columns(
    labels: Sequence[str], values: Sequence[float], texts: Sequence[str], emphasised: Sequence[bool], *, top: float
) -> Axes:
    """One column a label, its text above it; the emphasised ones darker.

    Parameters
    ----------
    labels, values, texts
        What stands below, how high the column is, what stands above it.
    emphasised
        Which columns the edition is about.
    top
        The value at the top of the scale.
    """
    with canvas(3.4) as axes:
        colours = [MAIN if strong else OTHER for strong in emphasised]
        axes.bar(range(len(values)), values, color=colours, width=0.72)
        for place, (value, text, strong) in enumerate(zip(values, texts, emphasised, strict=True)):
            axes.text(
                place,
                value + top * 0.015,
                text,
                ha="center",
                va="bottom",
                fontsize=10 if len(values) > 8 else 11,
                fontweight="bold" if strong else "normal",
            )
        axes.set_xticks(range(len(labels)), labels, fontsize=10 if len(labels) > 8 else 11)
        axes.set_yticks([])
        axes.set_ylim(0, top * 1.08)
        axes.set_xlim(-0.6, max(len(labels), 6) - 0.4)
        return axes


def stacked(table: pd.DataFrame, *, share: bool) -> Axes:
    """One horizontal bar a row, a part a column, each part labelled with its number.

    Parameters
    ----------
    table
        Whole numbers: rows are bars from the top, columns the parts from the left (four at most).
    share
        Whether every bar has the same length and shows parts of its whole.
    """
    totals = table.sum(axis=1)
    widths = table.div(totals.where(totals > 0, 1), axis=0) if share else table
    longest = float(widths.sum(axis=1).max()) or 1.0
    with canvas(_ROOM + _BAR * len(table)) as axes:
        left = pd.Series(0.0, index=table.index)
        for column, colour in zip(table.columns, categories(len(table.columns)), strict=True):
            axes.barh(
                range(len(table)),
                widths[column],
                left=left,
                color=colour,
                edgecolor="white",
                linewidth=1.5,
                height=0.74,
                label=column,
            )
            for place, row in enumerate(table.index):
                if widths.at[row, column] / longest > 0.03:
                    middle = left[row] + widths.at[row, column] / 2
                    axes.text(
                        middle, place, f"{table.at[row, column]:,}", ha="center", va="center", color=ink_on(colour)
                    )
            left = left + widths[column]
        axes.set_yticks(range(len(table)), table.index)
        axes.invert_yaxis()
        axes.set_xticks([])
        axes.set_xlim(0, longest)
        _legend(axes)
        return axes


def pairs(table: pd.DataFrame, colours: Sequence[str]) -> Axes:
    """Horizontal bars in pairs: a pair a row, a bar a column, each labelled with its number.

    Parameters
    ----------
    table
        Whole numbers: rows are pairs from the top, the two columns their bars.
    colours
        One for each column.
    """
    long = table.rename_axis("row").reset_index().melt(id_vars="row", var_name="bar", value_name="number")
    with canvas(_ROOM + 1.5 * _BAR * len(table)) as axes:
        sns.barplot(
            data=long,
            y="row",
            x="number",
            hue="bar",
            palette=list(colours),
            saturation=1,
            ax=axes,
            width=0.74,
            legend="full",
        )
        _label_ends(axes)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.set_xlim(0, (float(table.to_numpy().max()) or 1.0) * 1.08)
        _legend(axes)
        return axes


def bars(labels: Sequence[str], values: Sequence[int]) -> Axes:
    """One horizontal bar a label, its number at its end."""
    table = pd.DataFrame({"row": list(labels), "number": list(values)})
    with canvas(0.3 + _BAR * len(table)) as axes:
        sns.barplot(data=table, y="row", x="number", color=MAIN, saturation=1, ax=axes, width=0.74)
        _label_ends(axes)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.set_xlim(0, (max(values) or 1) * 1.08)
        return axes


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


def _label_ends(axes: Axes) -> None:
    for container in axes.containers:
        axes.bar_label(container, fmt="{:,.0f}", padding=4, color=INK)
