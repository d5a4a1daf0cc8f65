"""Kinds of expectation on how references are written.

Belongs here: references that a person would read as one and that are written in two ways. Does not belong here:
deciding that they are one, which is for a person; references that are found nowhere (`across`).
"""

from __future__ import annotations

import pandas as pd

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Columns, Compared, Finding, FindingsExpectation, where_it_stands
from auditlib.expectations.spelling import difference, written_apart


class ExpectReferencesToBeWrittenOneWay(FindingsExpectation):
    """No two references of a column of `column_list` differ in capitals, spaces, hyphens or leading zeros alone.

    The first row of every way to write one is shown, with the place of the row that writes it otherwise.
    """

    column_list: Columns
    success_keys = ("column_list",)

    def _compare(self, rows: pd.DataFrame, background: Background) -> Compared:
        findings, compared = [], 0
        for column in self.column_list:
            compared += rows[column].nunique()
            first: dict[str, pd.Series] = {}
            for label, read in written_apart(rows[column]).items():
                row = rows.loc[label]
                known = first.setdefault(read, row)
                if known is not row:
                    findings.append(_finding(column, known, row))
        return Compared(compared, findings)


def _finding(column: str, known: pd.Series, row: pd.Series) -> Finding:
    area, sheet = row.get("area"), row["source_sheet"]
    return Finding(
        f"The {column} reads like that in {where_it_stands(known)}; "
        f"the two differ in {difference(known[column], row[column])}.",
        month=row["folder_month"],
        area=area if isinstance(area, str) else "",
        file=row["source_file"],
        sheet=sheet if isinstance(sheet, str) else "",
        row=int(row["source_row"]),
    )
