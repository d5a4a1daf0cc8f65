"""How every chart looks and how it is saved.

Belongs here: the style, the colours and the deterministic SVG. Does not belong here: any chart's data.
The style and palette are the Government Analysis Function's (package ``afcharts``).
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import matplotlib as mpl
import matplotlib.pyplot as plt
import seaborn as sns
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

#: For what the edition reports, and for what stands beside it.
MAIN, OTHER = get_af_colours("duo")[0], "#6B7F92"
BEFORE, AFTER = get_af_colours("duo")
INK = "#0b0c0c"
#: Width of every chart in inches: at the page's text width its labels are as large as the text.
WIDTH = 7.2

_RC = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same letters on every machine
    "font.size": 11,
    "svg.hashsalt": "auditlib",
    "svg.fonttype": "path",
    "figure.dpi": 100,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.bottom": False,
    "ytick.left": False,
}


def categories(number: int) -> list[str]:
    """Colours of ordered categories, neighbours at least 3:1 apart; four at most."""
    return get_af_colours("categorical", number_of_colours=4)[:number]


def ink_on(colour: str) -> str:
    """The text colour, white or near-black, that stands out more from a background."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in mpl.colors.to_rgb(colour)
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.053 else INK


@contextmanager
def _style() -> Iterator[None]:
    """matplotlib's defaults and the report's style within the block, and nothing of a person's own settings."""
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


def svg(figure: Canvas) -> str:
    """A figure as SVG text, the same bytes each time: no date, fixed ids."""
    buffer = io.StringIO()
    with _style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def png(figure: Canvas) -> str:
    """A figure as PNG in base64, at twice the size of the screen, the same bytes each time: for Word and PDF."""
    buffer = io.BytesIO()
    with _style():
        figure.savefig(buffer, format="png", dpi=200, metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()
