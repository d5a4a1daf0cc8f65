"""Fingerprints of sets of rows: a SHA-256 that shows whether they are the same, and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.parts import note
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
    """Number and SHA-256 of the rows of returns, by months and area, in whatever order the rows stand.

    Parameters
    ----------
    tables
        The rows of each return.
    known
        Those that are known already: a table as `every_one` makes it.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], known: pd.DataFrame | None = None) -> None:
        self._tables = tables
        self._digests: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
        self._noted: set[str] = set()
        self._found: dict[tuple[str, str, str], dict[str, Any]] = {}
        for row in () if known is None else known.to_dict("records"):
            key = (row["return"], row.pop("months"), row.pop("area"))
            self._found[key] = row

    def source(self, name: str, months: Sequence[str], area: str = "") -> dict[str, Any]:
        """A return and number and SHA-256 of its rows in some months, in one area or (``""``) in all."""
        key = (name, " ".join(months), area)
        if name not in self._noted:
            note(name)  # what is known without reading the rows depends on them all the same
            self._noted.add(name)
        if key not in self._found:
            parts = [self._of_month(name, month) for month in dict.fromkeys(months)]
            chosen = np.concatenate([digests[areas == area] if area else digests for digests, areas in parts])
            chosen.sort(kind="stable")  # quick, since each part is in order
            sha256 = hashlib.sha256(chosen.tobytes()).hexdigest()
            self._found[key] = {"return": name, "rows": len(chosen), "sha256": sha256}
        return dict(self._found[key])

    def every_one(self, periods: Iterable[Sequence[str]], areas: Sequence[str]) -> pd.DataFrame:
        """Those of every return for some periods, in all areas and, if its rows have one, in each: a row each.

        Columns: ``return``, ``months`` (one after the other), ``area``, ``rows``, ``sha256``.
        """
        found = [
            {"months": " ".join(months), "area": area, **self.source(name, months, area)}
            for name, table in self._tables.items()
            for months in periods
            for area in ("", *(areas if "area" in table else ()))
        ]
        return pd.DataFrame(found)

    def _of_month(self, name: str, month: str) -> tuple[np.ndarray, np.ndarray]:
        """The digest of each row of a month in ascending order, and the row's area."""
        if (name, month) not in self._digests:
            table = self._tables[name]
            rows = table[table["month"] == month]
            digests = b"".join(hashlib.sha256(row).digest() for row in canonical(rows, name))
            unordered = np.frombuffer(digests, dtype="S32")
            order = np.argsort(unordered, kind="stable")
            areas = rows["area"].to_numpy(dtype=object) if "area" in rows else np.full(len(rows), "", dtype=object)
            self._digests[name, month] = unordered[order], areas[order]
        return self._digests[name, month]
