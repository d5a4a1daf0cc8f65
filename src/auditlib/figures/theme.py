"""How every chart looks and how it is saved.

The style and palette are the Government Analysis Function's (package ``afcharts``).
"""

from __future__ import annotations

import base64
import io
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from textwrap import fill
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.figure import FigureBase
from matplotlib.text import Text

from auditlib.colours import INK, MAIN, OTHER, RAMP

__all__ = [
    "HATCH",
    "INK",
    "MAIN",
    "NARROW",
    "OTHER",
    "RAMP",
    "WIDTH",
    "Forms",
    "canvas",
    "drawn",
    "ink_on",
    "legend_above",
]

HATCH = "////"
#: Width of every chart in inches: at the page's text width its labels are as large as the text.
WIDTH = 7.2
#: The same for a phone.
NARROW = 3.4
_LONGEST_NAME = 16  # letters of a row's name on a line of a narrow chart

_RC: Any = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same letters on every machine
    "font.size": 11,
    "svg.hashsalt": "auditlib",
    "svg.fonttype": "path",
    "text.parse_math": False,  # a dollar in a name is a dollar
    "hatch.linewidth": 0.7,
    "figure.dpi": 100,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.bottom": False,
    "ytick.left": False,
}


def ink_on(colour: str) -> str:
    """The text colour, white or near-black, that stands out more from a background."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in mpl.colors.to_rgb(colour)
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.053 else INK


@contextmanager
def _style() -> Iterator[None]:
    """Matplotlib's defaults and the report's style within the block, and nothing of a person's own settings."""
    with mpl.rc_context():
        mpl.rcdefaults()
        plt.style.use(str(files("afcharts") / "afcharts.mplstyle"))
        mpl.rcParams.update(_RC)
        yield


@contextmanager
def canvas(height: float) -> Iterator[Axes]:
    """Axes of the report's style, `height` inches high."""
    with _style():
        _, axes = plt.subplots(figsize=(WIDTH, height), layout="constrained")
        sns.despine(ax=axes, left=True, bottom=True)
        yield axes


@dataclass(frozen=True, slots=True)
class Forms:
    """A figure in every form in which it is shown; the bytes are the same each time with the same libraries."""

    svg: str
    png: str  # in base64, at twice the size of the screen: for Word and PDF
    narrow_svg: str  # drawn again for a phone: letters as large as before, long names on several lines


def drawn(figure: Canvas, before: Forms | None = None) -> Forms:
    """A figure in all its forms.

    Parameters
    ----------
    figure
        The figure.
    before
        What was drawn in its place before, by the same code and libraries. If it looked the same, the other forms are
        taken from it; they take two thirds of the time.
    """
    with _style():
        unplaced = pickle.dumps(figure)
        _arrange(figure)
        svg = _svg(figure)
        if before is not None and before.svg == svg:
            return before
        return Forms(svg, _png(figure), _narrow_svg(pickle.loads(unplaced)))


def _arrange(figure: Canvas) -> None:
    """Place all parts of a figure once, so that saving it in several forms does not do so each time."""
    if (layout := figure.get_layout_engine()) is not None:
        layout.execute(figure)
    figure.set_layout_engine(None)  # with any, even "none", saving draws everything twice


def _svg(figure: Canvas) -> str:
    """A figure as SVG text: no date, fixed ids."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def legend_above(figure: FigureBase, handles: Sequence[Any], names: Sequence[str], columns: int) -> None:
    """A legend above the chart, from its left edge, so that long row names leave it room."""
    figure.legend(
        handles, names, loc="outside upper left", ncols=columns, fontsize=10, handlelength=1.0, handleheight=1.0,
        columnspacing=1.2,
    )  # fmt: skip


def _narrow_svg(figure: Canvas) -> str:
    """A copy of a figure, as it was before its parts were placed, for a phone."""
    height, lines = figure.get_figheight(), 1
    for axes in figure.axes:
        names = [fill(label.get_text(), _LONGEST_NAME) for label in axes.get_yticklabels()]
        lines = max(lines, *(name.count("\n") + 1 for name in names)) if names else lines
        if lines > 1:
            axes.set_yticks(axes.get_yticks(), names)
        axes.tick_params(axis="y", labelsize=10)
    figure.set_size_inches(NARROW, height * max(1.0, lines / 2))
    for legend in list(figure.legends):
        handles, names = legend.legend_handles, [text.get_text() for text in legend.get_texts()]
        legend.remove()
        legend_above(figure, handles, names, min(2, len(names)))
    _arrange(figure)
    for axes in figure.axes:
        _thin_out(axes.get_xticklabels()[::-1])
        _thin_out(axes.texts[::-1])
    text = _svg(figure)
    plt.close(figure)  # a copy is open, too
    return text


def _thin_out(labels: Iterable[Text]) -> None:
    """Hide each label that would lie on one before it."""
    kept: list[Any] = []
    for label in labels:
        box = label.get_window_extent()
        if any(box.overlaps(other) for other in kept):
            label.set_visible(False)
        else:
            kept.append(box)


def _png(figure: Canvas) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=200, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()
