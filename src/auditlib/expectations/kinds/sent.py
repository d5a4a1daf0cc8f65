"""Kinds of expectation on files that are sent again: what was there before is still there, and still the same.

Belongs here: turning differences into results. Does not belong here: remembering what was sent before
(`auditlib.validate.sent`), which hands the differences over with the background.
"""

from __future__ import annotations

import pandas as pd

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Compared, Finding, FindingsExpectation, RowsExpectation, everywhere


class ExpectRowsOnceSentToRemain(FindingsExpectation):
    """Every row that was in a file when an earlier edition was made is still in the file as it is now."""

    def _compare(self, rows: pd.DataFrame, background: Background) -> Compared:
        before = background.sent_before
        if before.compared > 1 and len(before.vanished) == before.compared:
            # Other rows altogether: more likely another council's or a sample's than so many single losses.
            text = f"None of the {before.compared:,} rows that were last accepted is there any more."
            return Compared(1, [Finding(text)])
        text = "What stood in row {} when the file was last accepted is no longer in it."
        findings = [
            Finding(text.format(gone.row), month=gone.month, file=gone.file, sheet=gone.sheet)
            for gone in before.vanished
        ]
        return Compared(before.compared, findings)


class ExpectRowsOnceSentToBeUnchanged(RowsExpectation):
    """No value that was filled in when an earlier edition was made is different now. Blanks may be filled in."""

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        changed = background.sent_before.changed
        asked = everywhere(rows) & (background.sent_before.compared > 0)
        columns = sorted({column for found in changed.values() for column in found})
        broken = {}
        for column in columns:
            labels = [label for label, found in changed.items() if column in found]
            broken[column] = pd.Series(rows.index.isin(labels), index=rows.index)
        return Asked(asked, broken)
