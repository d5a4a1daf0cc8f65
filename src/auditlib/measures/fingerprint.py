"""Fingerprints of the rows behind a fact.

Belongs here: the canonical form of a row and SHA-256 over sets of rows. Does not belong here: anything that
shows a row; a fingerprint says that rows are the same, never what they say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.schema import RETURNS

_BETWEEN = "\x1f"


def canonical(table: pd.DataFrame, name: str) -> list[bytes]:
    """Each row as bytes: the return's columns in order, blank as nothing, dates ISO, joined by a separator.

    Parameters
    ----------
    table
        Rows of a return.
    name
        The return.
    """
    columns = []
    for column in RETURNS[name].columns:
        values = pa.array(table[column.name], from_pandas=True)
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.date32())
        columns.append(values.cast(pa.large_string()).fill_null(""))
    joined = pc.binary_join_element_wise(*columns, pa.scalar(_BETWEEN, pa.large_string()))
    return joined.cast(pa.large_binary()).to_pylist()


def _combined(digests: list[bytes]) -> str:
    """SHA-256 over rows in any order."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


@dataclass(slots=True)
class Fingerprints:
    """Row counts and SHA-256 of the rows of a return, by months and area, each computed once."""

    tables: Mapping[str, pd.DataFrame]
    _rows: dict[str, dict[tuple[str, str], list[bytes]]] = field(default_factory=dict)
    _done: dict[tuple, tuple[int, str]] = field(default_factory=dict)

    def _by_place(self, name: str) -> dict[tuple[str, str], list[bytes]]:
        """Digests of a return's rows by month and area."""
        if name not in self._rows:
            table = self.tables[name]
            areas = table["area"].tolist() if "area" in table else [""] * len(table)
            places: dict[tuple[str, str], list[bytes]] = {}
            for month, area, row in zip(table["month"].tolist(), areas, canonical(table, name), strict=True):
                places.setdefault((month, area), []).append(hashlib.sha256(row).digest())
            self._rows[name] = places
        return self._rows[name]

    def of(self, name: str, months: list[str], area: str = "") -> tuple[int, str]:
        """Number and SHA-256 of a return's rows in some months, in one area or (``""``) in all."""
        key = (name, tuple(months), area)
        if key not in self._done:
            wanted = set(months)
            digests = [
                digest
                for (month, place), rows in self._by_place(name).items()
                if month in wanted and area in ("", place)
                for digest in rows
            ]
            self._done[key] = (len(digests), _combined(digests))
        return self._done[key]
