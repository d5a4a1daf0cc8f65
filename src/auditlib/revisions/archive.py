"""The archive of published editions, ``editions/published/<edition>.json.gz``: what each said when it was published.

The files are part of the project's record: commit them. Of rows they keep digests of sixteen bits each: enough to see
that one of a month's rows has changed (a changed row passes for unchanged once in 65,536 times) and too little to find
out what is in a row, since many thousand other rows have the same digest.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.atomic import write_whole
from auditlib.clean import EditionData
from auditlib.errors import ConfigError
from auditlib.facts import Fact, Facts
from auditlib.fingerprints import canonical
from auditlib.paths import Project
from auditlib.schema import RETURNS, Return
from auditlib.settings import Edition

_BYTES = 2

#: Digests of rows by return and month.
Digests = dict[str, dict[str, "Counter[bytes]"]]


def _as_counted(table: pd.DataFrame, kind: Return, cut_off: date) -> pd.DataFrame:
    """The rows as they counted at a cut-off: what came back later had not come back yet."""
    if not any(column.name == "returned_on" for column in kind.columns):
        return table
    late = table["returned_on"] > pd.Timestamp(cut_off)
    if not kind.column("returned_on").blank:  # a sheet that comes back is a row; before that there is none
        return table[~late]
    return table.assign(**{column.name: table[column.name].mask(late) for column in kind.columns if column.blank})


def _digest(cells: bytes) -> bytes:
    return hashlib.blake2b(cells, digest_size=_BYTES, person=b"revisions").digest()


def digests(tables: Mapping[str, pd.DataFrame], cut_off: date) -> Digests:
    """Digests of every return's rows by month, as they counted at a cut-off."""
    found: Digests = {}
    for name, kind in RETURNS.items():
        months = _as_counted(tables[name], kind, cut_off).groupby("month")
        found[name] = {str(month): Counter(map(_digest, canonical(rows, name))) for month, rows in months}
    return found


def compare_digests(then: Digests, now: Digests, name: str, months: list[str]) -> dict[str, int]:
    """How many rows of a return were ``corrected``, ``added`` and ``removed`` in some months; none are left out.

    A row that was replaced by another cannot be distinguished from a corrected one.
    """
    found: Counter[str] = Counter()
    for month in months:
        before, after = (side.get(name, {}).get(month, Counter()) for side in (then, now))
        gone, new = (before - after).total(), (after - before).total()
        found += Counter(corrected=min(gone, new), added=max(new - gone, 0), removed=max(gone - new, 0))
    return dict(found)


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
    """Digests from the text of the archive; ValueError if it is not of this form."""
    found: Digests = {}
    for name, months in text.items():
        found[name] = {}
        for month, encoded in months.items():
            whole = base64.b64decode(encoded, validate=True)
            if len(whole) % _BYTES:
                raise ValueError("a digest is cut short")
            found[name][month] = Counter(whole[start : start + _BYTES] for start in range(0, len(whole), _BYTES))
    return found


#: Raised when the form of the files changes.
_FORMAT = 1
_FACT_FIELDS = [field.name for field in fields(Fact)]


@dataclass(frozen=True, slots=True)
class Published:
    """An edition as it was published."""

    edition: Edition  # what it covered, and its cut-off
    facts: Facts  # its facts; ``source`` has no fingerprint
    rows: Digests | None  # digests of its rows as they counted at its cut-off; None where an edition is recomputed
    hidden: frozenset[str] = frozenset()  # of a public form: the ids of the facts on which it rests and that it hides
    sha256: str = ""  # fingerprint of all that is archived of it; empty where it is recomputed

    @property
    def is_recomputed(self) -> bool:
        """Whether it was not archived, and its figures come from the rows as they are now."""
        return self.rows is None


def _without_fingerprints(source: Any) -> Any:
    """A fact's source, and what lies in it, with the return and the number of rows only."""
    if isinstance(source, Mapping):
        return {key: _without_fingerprints(value) for key, value in source.items() if key != "sha256"}
    return [_without_fingerprints(each) for each in source] if isinstance(source, list) else source


def as_published(data: EditionData, facts: Facts, hidden: Collection[str] | None = None) -> bytes:
    """What is archived of an edition: the same bytes for the same content, whenever and wherever they are made.

    `hidden` has, for a public form, the ids of what it hides. Of its rows nothing is kept: as many digests as there are
    would say how many rows there are.
    """
    edition = data.edition
    content = {
        "format": _FORMAT,
        "edition": edition.edition,
        "title": edition.title,
        "months": list(edition.months),
        "programme_start": edition.programme_start,
        "cut_off": edition.cut_off.isoformat(),
        "rows": {} if hidden is not None else to_text(digests(data.tables, edition.cut_off)),
    }
    if hidden is not None:
        content["hidden"] = sorted(hidden)
    head = json.dumps(content, ensure_ascii=False, indent=1)
    listed = (fact | {"source": _without_fingerprints(fact["source"])} for fact in facts.as_list())
    lines = ",\n".join(json.dumps(fact, ensure_ascii=False, allow_nan=False, sort_keys=True) for fact in listed)
    return f'{head.removesuffix("}").rstrip()},\n "facts": [\n{lines}\n ]\n}}\n'.encode()


def put(project: Project, edition: str, new: bytes, *, replace: bool = False) -> None:
    """Archive an edition as :func:`as_published` gives it.

    What was first published stays: an edition that is published again with other figures does not change the
    archive, unless `replace` asks for it.
    """
    path = project.archived(edition)
    if not path.exists() or (_unpacked(project, path) != new and replace):
        write_whole(path, gzip.compress(new, 6, mtime=0))


def keep_version(project: Project, name: str, number: int, new: bytes) -> Path:
    """Archive a version of a public form, or of the form for staff that it was made from, once it is published.

    Its readers know what it showed, whatever is published later: it is never replaced.
    """
    path = project.archived(f"{name}.v{number}")
    return path if path.exists() else write_whole(path, gzip.compress(new, 6, mtime=0))


def _damaged(project: Project, path: Path) -> ConfigError:
    do = "Take the file back from the project's history, or publish the edition again."
    return ConfigError("the archived edition cannot be read.", do, project.show(path))


def _unpacked(project: Project, path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        raise _damaged(project, path) from None


def read(project: Project, name: str) -> Published | None:
    """An edition as it was published; None if it is not archived.

    Raises
    ------
    ConfigError
        The file is damaged, or was written by a later version.
    """
    path = project.archived(name)
    if not path.exists():
        return None
    text = _unpacked(project, path)
    try:
        content = json.loads(text)
        if content["format"] == _FORMAT:
            edition = Edition(
                edition=content["edition"],
                title=content["title"],
                months=tuple(content["months"]),
                programme_start=content["programme_start"],
                cut_off=date.fromisoformat(content["cut_off"]),
                expects={},
                author="",
                contact="",
            )
            facts = Facts(Fact(**{name: item[name] for name in _FACT_FIELDS}) for item in content["facts"])
            hidden = frozenset(content.get("hidden", ()))
            return Published(edition, facts, from_text(content["rows"]), hidden, hashlib.sha256(text).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(project, path) from None
    raise ConfigError(
        "the archived edition was written by another version of auditlib.",
        "Install the version that the project uses now.",
        project.show(path),
    )
