"""Measures: named numerators over denominators for a period."""

from auditlib.measures.compute import Behind, compute, periods_of, rows_behind
from auditlib.measures.prepare import LENGTH_BANDS, ordinal, prepared
from auditlib.measures.registry import MEASURES, Measure, Row, Split
