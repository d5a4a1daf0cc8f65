"""Measures: named numerators over denominators for a period.

Belongs here: what is counted, out of what, and the counting. Does not belong here: ids' printing, sentences.
"""

from auditlib.measures.compute import compute, periods_of
from auditlib.measures.kinds import Measure, Row, Split
from auditlib.measures.prepare import LENGTH_BANDS, ordinal
from auditlib.measures.registry import MEASURES
from auditlib.measures.rows import Behind, rows_behind

__all__ = [
    "LENGTH_BANDS",
    "MEASURES",
    "Behind",
    "Measure",
    "Row",
    "Split",
    "compute",
    "ordinal",
    "periods_of",
    "rows_behind",
]
