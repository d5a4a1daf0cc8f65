"""Words of change and comparison, and the tests behind them.

The rules are stated for readers in ``docs/methods/claims.md`` and ``docs/methods/control-charts.md``.
"""

from auditlib.claims.chart import ControlChart, Point, Signal, control_chart
from auditlib.claims.check import check
from auditlib.claims.claim import Claim, ClaimVerdict, Family, Finding, Kind, kind_of
from auditlib.claims.comparison import (
    FEWEST_COMPARED,
    SIGNIFICANT_P,
    SIMILAR_POINTS,
    Comparison,
    Verdict,
    compare,
    difference_interval,
)
from auditlib.claims.reference import CannotCheckError
