"""Charts: tidy tables to draw from, helpers that draw them, and captions that say what to see."""

from auditlib.figures import captions
from auditlib.figures.drawing import (
    Chart,
    bars,
    by_area,
    by_group,
    by_month,
    chart,
    control,
    listing,
    stacked_bars,
    with_limits,
)
