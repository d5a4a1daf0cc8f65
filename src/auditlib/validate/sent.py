"""Remembers what was sent, in ``data/processed/received``, so that a file sent again can be compared with it.

A file is remembered when validation lets it pass, never when it stops the edition: what a team corrects because it was
asked to is no change. The record holds no value of a return, only keyed hashes of each cell; the key is made at random
for each project and never leaves the record.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.atomic import write_whole, write_with
from auditlib.errors import ConfigError
from auditlib.expectations.engine import SentBefore, Vanished
from auditlib.ingest import FileRead, Received
from auditlib.paths import Project
from auditlib.schema import RETURNS
from auditlib.settings import Edition

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_BLANK = 0
_INDEX = "versions.json"


@dataclass(frozen=True, slots=True)
class Sent:
    """One version of a file, the first edition that accepted it, and the name of the file with its cells' hashes."""

    sha256: str
    edition: str
    file: str
    sheet: str
    cells: str


def _key(folder: Path) -> str:
    """The key of a record; made if there is none. Of two builds that make one at once, one uses the other's."""
    path = folder / "key"
    if not path.is_file():
        made = write_whole(folder / f".key.{os.getpid()}", secrets.token_urlsafe(12))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        except OSError:  # The disk knows no links.
            write_whole(path, made.read_text(encoding="utf-8"))
        finally:
            made.unlink()
    return path.read_text(encoding="utf-8")


class Record:
    """The record of a project: which versions of each month's returns were accepted, oldest first."""

    def __init__(self, project: Project) -> None:
        self.folder = project.processed("received")
        self.versions: dict[str, list[Sent]] = {}
        path = self.folder / _INDEX
        if path.is_file():
            try:
                for place, versions in json.loads(path.read_text(encoding="utf-8")).items():
                    self.versions[place] = [Sent(**each) for each in versions]
            except (ValueError, TypeError, AttributeError):
                do = "Restore it, or delete its folder: then the files as they are now count as the first ones."
                raise ConfigError("the record of what was sent is damaged.", do, project.show(path)) from None

    def of(self, month: str, name: str) -> list[Sent]:
        """The versions accepted of a month's return."""
        return self.versions.get(f"{month}/{name}", [])

    def save(self) -> None:
        """Write the index, whole or not at all."""
        content = {place: [asdict(each) for each in versions] for place, versions in sorted(self.versions.items())}
        write_whole(self.folder / _INDEX, json.dumps(content, indent=1) + "\n")


def compare(project: Project, edition: Edition, received: Received) -> dict[str, SentBefore]:
    """How the rows of each return differ from those accepted before.

    Each file is compared with the last version that another edition accepted; a file that no other edition knows, with
    the first version that this edition accepted. So building an edition again gives the same
    result, and the next edition starts from what this one was made of.

    Returns
    -------
    dict
        For every return; nothing is compared where nothing was accepted before, or nothing has changed since.
    """
    record = Record(project)
    found = {name: SentBefore() for name in RETURNS}
    if not record.versions:
        return found
    now = {(file.month, file.return_name): file for file in received.files}
    earlier: dict[str, list[tuple[str, Sent]]] = defaultdict(list)
    for month in edition.programme_months:
        for name in RETURNS:
            file = now.get((month, name))
            versions = compared_with(record.of(month, name), edition.edition, file.sha256 if file else "")
            earlier[name] += [(month, version) for version in versions]
    for name, dated in earlier.items():
        if dated:
            found[name] = _differences(record, name, received.tables[name], dated)
    return found


def remember(project: Project, edition: Edition, received: Received) -> None:
    """Remember the files as accepted by an edition; those remembered already are left as they are."""
    record = Record(project)
    new = [file for file in received.files if _is_new(record.of(file.month, file.return_name), file)]
    if not new:
        return
    key = _key(record.folder)
    for name in dict.fromkeys(file.return_name for file in new):
        _write(key, received.tables[name], name, [file for file in new if file.return_name == name], record.folder)
    # Builds of several editions may do this at once: what others have added by now is kept.
    record = Record(project)
    for file in new:
        if _is_new(record.of(file.month, file.return_name), file):
            version = Sent(file.sha256, edition.edition, file.file, file.sheet, _cells(file))
            record.versions.setdefault(f"{file.month}/{file.return_name}", []).append(version)
    record.save()


def _cells(file: FileRead) -> str:
    return f"{file.month}-{file.return_name}-{file.sha256[:16]}.parquet"


def _is_new(versions: list[Sent], file: FileRead) -> bool:
    return not versions or versions[-1].sha256 != file.sha256


def compared_with(versions: list[Sent], edition: str, sha256: str) -> list[Sent]:
    """The version with which the present one is compared; none if there is none, or it is the same."""
    others = [version for version in versions if version.edition != edition]
    compared = others[-1:] or versions[:1]
    return [version for version in compared if version.sha256 != sha256]


def _write(key: str, table: pd.DataFrame, name: str, files: list[FileRead], folder: Path) -> None:
    """Write the hashes of some files' cells, each to a file; those of all rows are made at once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = table[table["source_file"].isin([file.file for file in files])]
    columns = {"row": rows["source_row"].to_numpy(dtype="int64")}
    columns |= {column: _hashed(rows[column], key) for column in RETURNS[name].column_names}
    hashed = pa.table(columns)
    for file in files:
        of_file = (rows["source_file"] == file.file) & (rows["source_sheet"].fillna("") == file.sheet)
        write = partial(pq.write_table, hashed.filter(pa.array(of_file)), compression="none", use_dictionary=False)
        write_with(folder / _cells(file), write)


def _hashed(values: pd.Series, key: str) -> np.ndarray:
    """A keyed hash of each value as text; 0 for a blank."""
    import numpy as np
    import pandas as pd

    codes, different = pd.factorize(values)
    # SipHash with a key of 16 characters; only text is hashed with the key.
    texts = np.asarray(different.astype(str), dtype=object)
    hashes = pd.util.hash_array(texts, hash_key=key, categorize=False) | np.uint64(1)
    return np.append(hashes, np.uint64(_BLANK))[codes]


def _differences(record: Record, name: str, table: pd.DataFrame, versions: Iterable[tuple[str, Sent]]) -> SentBefore:
    """What became of the rows of earlier versions in the rows as they are now."""
    import numpy as np
    import pandas as pd

    parts = []
    for month, version in versions:
        path = record.folder / version.cells
        if path.is_file():
            place = {"of_month": month, "file": version.file, "sheet": version.sheet}
            parts.append(pd.read_parquet(path).assign(**place))
    if not parts:
        return SentBefore()
    key = _key(record.folder)
    named_by, columns = RETURNS[name].key, RETURNS[name].column_names
    before = pd.concat(parts, ignore_index=True)
    before = before[before[named_by] != _BLANK].drop_duplicates(named_by, keep="last")
    names = pd.Series(_hashed(table[named_by], key), index=table.index)
    names = names[names != _BLANK].drop_duplicates()
    at = pd.Index(names.to_numpy()).get_indexer(before[named_by].to_numpy())
    gone = before[at < 0]
    there, labels = before[at >= 0], names.index.to_numpy()[at[at >= 0]]
    changed: dict[int, list[str]] = defaultdict(list)
    for column in columns:
        was = there[column].to_numpy()
        now = _hashed(table[column].loc[labels], key)
        for label in labels[np.flatnonzero((was != _BLANK) & (was != now))]:
            changed[int(label)].append(column)
    places = gone[["file", "sheet", "row", "of_month"]].itertuples(index=False, name=None)
    vanished = tuple(Vanished(*place) for place in places)
    return SentBefore(len(before), vanished, {label: tuple(found) for label, found in sorted(changed.items())})
