"""Words of change and comparison, and the tests behind them.

Belongs here: what a claim is, the rules by which it stands or falls, and the evidence. Does not belong here:
whole sentences, reading commentary, drawing. The rules are stated for readers in ``docs/methods/claims.md`` and
``docs/methods/control-charts.md``.
"""

from auditlib.claims.chart import ControlChart, Point, Signal, control_chart
from auditlib.claims.comparison import (
    FEWEST_COMPARED,
    SIGNIFICANT_P,
    SIMILAR_POINTS,
    Comparison,
    Verdict,
    compare,
)
from auditlib.claims.intervals import difference_interval, share_interval

__all__ = [
    "FEWEST_COMPARED",
    "SIGNIFICANT_P",
    "SIMILAR_POINTS",
    "Comparison",
    "ControlChart",
    "Point",
    "Signal",
    "Verdict",
    "compare",
    "control_chart",
    "difference_interval",
    "share_interval",
]
