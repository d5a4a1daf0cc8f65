"""Fingerprints of rows: SHA-256 over a set of them, which shows whether they are the same and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.schema import RETURNS

_SEPARATOR = "\x1f"


def canonical(table: pd.DataFrame, name: str) -> list[bytes]:
    """Each row of a return as bytes: its columns in order, blank as nothing, dates ISO, joined by a separator."""
    columns = []
    for column in RETURNS[name].columns:
        values = pa.array(table[column.name], from_pandas=True)
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.date32())
        columns.append(values.cast(pa.large_string()).fill_null(""))
    joined = pc.binary_join_element_wise(*columns, pa.scalar(_SEPARATOR, pa.large_string()))
    return joined.cast(pa.large_binary()).to_pylist()


class Fingerprints:
    """Number and SHA-256 of the rows of returns, by months and area, in whatever order the rows stand."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._digests: dict[str, tuple[np.ndarray, pd.Categorical, pd.Categorical]] = {}
        self._found: dict[tuple[str, tuple[str, ...], str], dict[str, Any]] = {}

    def source(self, name: str, months: Sequence[str], area: str = "") -> dict[str, Any]:
        """A return and number and SHA-256 of its rows in some months, in one area or (``""``) in all."""
        key = (name, tuple(months), area)
        if key not in self._found:
            digests, month, area_of = self._by_digest(name)
            rows = month.isin(months) & (area_of == area if area else True)
            chosen = digests[rows]
            sha256 = hashlib.sha256(chosen.tobytes()).hexdigest()
            self._found[key] = {"return": name, "rows": len(chosen), "sha256": sha256}
        return dict(self._found[key])

    def _by_digest(self, name: str) -> tuple[np.ndarray, pd.Categorical, pd.Categorical]:
        """The digest of each row in ascending order, with its month and area."""
        if name not in self._digests:
            table = self._tables[name]
            digests = b"".join(hashlib.sha256(row).digest() for row in canonical(table, name))
            unordered = np.frombuffer(digests, dtype="S32")
            order = np.argsort(unordered, kind="stable")
            area = table["area"] if "area" in table else pd.Series("", index=table.index)
            month, area = (pd.Categorical(column).take(order) for column in (table["month"], area))
            self._digests[name] = unordered[order], month, area
        return self._digests[name]
