"""Whose a row is: the area and team to which it is sent back.

Belongs here: finding them, by way of the audit where a return does not say. Does not belong here: names.
"""

from __future__ import annotations

import pandas as pd

from auditlib.expectations.background import Background

#: By which column a return without areas points at one that has them.
_BY_AUDIT = {"moderations": "audit_ref", "reflections": "audit_ref"}
#: Where the sources of comments are, and by which column.
_SOURCES = {
    "audit": ("audits", "audit_ref"),
    "moderation": ("audits", "audit_ref"),
    "reflection": ("audits", "audit_ref"),
    "reaudit": ("reaudits", "reaudit_ref"),
    "supervision": ("supervision", "observation_ref"),
}


def area_and_team(name: str, rows: pd.DataFrame, background: Background) -> list[tuple[str, str]]:
    """Codes of area and team for each of `rows`; empty texts where they cannot be told.

    Parameters
    ----------
    name
        The return.
    rows
        Rows of its table.
    background
        The other returns that the suite names.
    """
    if rows.empty:
        return []
    found = pd.DataFrame({"area": "", "team": ""}, index=rows.index, dtype="str")
    if "area" in rows:
        found["area"] = rows["area"].fillna("")
        if "team" in rows:
            found["team"] = rows["team"].fillna("")
    elif name in _BY_AUDIT:
        _look_up(found, rows[_BY_AUDIT[name]], "audits", "audit_ref", background)
    elif name == "comments":
        for source, (other, key) in _SOURCES.items():
            _look_up(found, rows["source_ref"][rows["source"] == source], other, key, background)
    return list(zip(found["area"], found["team"], strict=True))


def _look_up(found: pd.DataFrame, keys: pd.Series, other: str, key: str, background: Background) -> None:
    if other not in background.tables:
        return
    for column in ("area", "team"):
        if column in background.tables[other]:
            values = background.look_up(keys, f"{other}.{key}", f"{other}.{column}")
            found.loc[keys.index, column] = values.fillna("")
