"""Words of change and comparison, and the tests behind them.

Belongs here: what a claim is, the rules by which it stands or falls, and the evidence. Does not belong here:
whole sentences, reading commentary, drawing. The rules are stated for readers in ``docs/methods/claims.md`` and
``docs/methods/control-charts.md``.
"""

from auditlib.claims.chart import ControlChart, Point, Signal, control_chart
from auditlib.claims.check import check
from auditlib.claims.claim import CannotCheckError, Claim, ClaimResult, ClaimVerdict, Finding
from auditlib.claims.comparison import (
    FEWEST_COMPARED,
    SIGNIFICANT_P,
    SIMILAR_POINTS,
    Comparison,
    Verdict,
    compare,
)
from auditlib.claims.intervals import difference_interval, share_interval
from auditlib.claims.kinds import Family, Kind, kind_of

__all__ = [
    "FEWEST_COMPARED",
    "SIGNIFICANT_P",
    "SIMILAR_POINTS",
    "CannotCheckError",
    "Claim",
    "ClaimResult",
    "ClaimVerdict",
    "Comparison",
    "ControlChart",
    "Family",
    "Finding",
    "Kind",
    "Point",
    "Signal",
    "Verdict",
    "check",
    "compare",
    "control_chart",
    "difference_interval",
    "kind_of",
    "share_interval",
]
