"""What must be remembered of rows to say later whether they have changed, and no more.

Belongs here: short digests of rows as they counted at a cut-off, and comparing two sets of them. Does not belong
here: anything that shows or identifies a row.

A digest is sixteen bits of a hash of the whole row. That is enough to see that one of a month's rows has changed
(a changed row passes for unchanged once in 65,536 times) and too little to find out what a row says: whoever
tries out all that it could say finds many thousand other rows with the same digest.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from auditlib.fingerprints import canonical
from auditlib.schema import RETURNS, Return

_BYTES = 2

#: Digests of rows by return and month.
Digests = dict[str, dict[str, "Counter[bytes]"]]


@dataclass(frozen=True, slots=True)
class RowChanges:
    """How rows of a return differ between two times, apart from late returns.

    Parameters
    ----------
    corrected, added, removed
        Numbers of rows. A row that was replaced by another cannot be told from a corrected one.
    """

    corrected: int = 0
    added: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.corrected or self.added or self.removed)


def _as_counted(table: pd.DataFrame, kind: Return, cut_off: date) -> pd.DataFrame:
    """The rows as they counted at a cut-off: what came back later had not come back yet."""
    if not any(column.name == "returned_on" for column in kind.columns):
        return table
    late = table["returned_on"] > pd.Timestamp(cut_off)
    if not kind.column("returned_on").blank:  # a sheet that comes back is a row; before that there is none
        return table[~late]
    return table.assign(**{column.name: table[column.name].mask(late) for column in kind.columns if column.blank})


def digests(tables: Mapping[str, pd.DataFrame], cut_off: date) -> Digests:
    """Digests of every return's rows by month, as they counted at a cut-off.

    Parameters
    ----------
    tables
        Accepted rows by return.
    cut_off
        The last day on which a return counted.
    """
    found: Digests = {}
    for name, kind in RETURNS.items():
        table = _as_counted(tables[name], kind, cut_off)
        months: dict[str, Counter[bytes]] = {}
        for month, cells in zip(table["month"].tolist(), canonical(table, name), strict=True):
            row = hashlib.blake2b(cells, digest_size=_BYTES, person=b"revisions").digest()
            months.setdefault(month, Counter())[row] += 1
        found[name] = months
    return found


def compare(then: Digests, now: Digests, name: str, months: list[str]) -> RowChanges:
    """How the rows of a return differ in some months."""
    corrected = added = removed = 0
    for month in months:
        before, after = (side.get(name, {}).get(month, Counter()) for side in (then, now))
        gone, new = (before - after).total(), (after - before).total()
        corrected += min(gone, new)
        added += max(new - gone, 0)
        removed += max(gone - new, 0)
    return RowChanges(corrected, added, removed)


def to_text(found: Digests) -> dict[str, dict[str, str]]:
    """Digests as text for the archive, the same for the same rows in any order."""
    return {
        name: {
            month: base64.b64encode(b"".join(sorted(rows.elements()))).decode("ascii")
            for month, rows in sorted(months.items())
        }
        for name, months in sorted(found.items())
    }


def from_text(text: dict[str, dict[str, str]]) -> Digests:
    """Digests from the text of the archive.

    Raises
    ------
    ValueError
        The text is not of this form.
    """
    found: Digests = {}
    for name, months in text.items():
        found[name] = {}
        for month, encoded in months.items():
            whole = base64.b64decode(encoded, validate=True)
            if len(whole) % _BYTES:
                raise ValueError("a digest is cut short")
            found[name][month] = Counter(whole[start : start + _BYTES] for start in range(0, len(whole), _BYTES))
    return found
