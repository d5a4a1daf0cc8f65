"""Charts: tidy tables to draw from, helpers that draw them, and captions that say what to see."""

from auditlib.figures import captions
from auditlib.figures.data import by_area, by_group, by_month, with_limits
from auditlib.figures.drawing import Chart, bars, chart, control, listing, stacked_bars

__all__ = [
    "Chart",
    "bars",
    "by_area",
    "by_group",
    "by_month",
    "captions",
    "chart",
    "control",
    "listing",
    "stacked_bars",
    "with_limits",
]
