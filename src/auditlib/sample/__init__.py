"""Synthetic returns, calibrated or of any size; ``docs/reference/sample.md`` says what they are."""

from auditlib.sample.generate import Sample, write_sample
