"""Raw files to typed rows, and every fault found on the way; no row is changed."""

from __future__ import annotations

from auditlib.ingest.folder import check_raw, month_inputs
from auditlib.ingest.read import read_month, read_returns
from auditlib.ingest.received import (
    SOURCE_COLUMNS,
    Code,
    Fault,
    FileRead,
    Received,
    Tables,
    combine,
    dtypes,
    empty_table,
    numbered_anew,
)
