"""The archive of published editions: what each said when it was published.

Belongs here: the files ``editions/published/<edition>.json.gz``. They are part of the project's record: commit
them; ``make clean`` leaves them. Does not belong here: deciding that an edition is published, comparing editions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from auditlib.clean import EditionData
from auditlib.errors import ConfigError, Problem
from auditlib.facts import Fact, Facts
from auditlib.paths import Project
from auditlib.revisions.rows import Digests, digests, from_text, to_text
from auditlib.settings import Edition

#: Raised when the form of the files changes.
_FORMAT = 1
_FACT_FIELDS = [field.name for field in fields(Fact)]


class Kept(StrEnum):
    """What became of an edition that was to be archived."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    FIRST_KEPT = "first kept"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Published:
    """An edition as it was published.

    Parameters
    ----------
    edition
        What it covered, and its cut-off.
    facts
        Its facts; ``source`` has no fingerprint.
    rows
        Digests of its rows as they counted at its cut-off; None where an edition is recomputed.
    sha256
        Fingerprint of all that is archived of it; empty where it is recomputed.
    """

    edition: Edition
    facts: Facts
    rows: Digests | None
    sha256: str = ""

    @property
    def is_recomputed(self) -> bool:
        """Whether it was not archived, and its figures come from the rows as they are now."""
        return self.rows is None


def _without_fingerprints(source: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's source with the return and the number of rows only."""

    def kept(value: Any) -> Any:
        if isinstance(value, Mapping):
            return _without_fingerprints(value)
        return [kept(item) for item in value] if isinstance(value, list) else value

    return {key: kept(value) for key, value in source.items() if key != "sha256"}


def _content(data: EditionData, facts: Iterable[Fact]) -> dict[str, Any]:
    edition = data.edition
    items = Facts(facts).as_list()
    return {
        "format": _FORMAT,
        "edition": edition.edition,
        "title": edition.title,
        "months": list(edition.months),
        "programme_start": edition.programme_start,
        "cut_off": edition.cut_off.isoformat(),
        "rows": to_text(digests(data.tables, edition.cut_off)),
        "facts": [item | {"source": _without_fingerprints(item["source"])} for item in items],
    }


def as_published(data: EditionData, facts: Facts) -> bytes:
    """What is archived of an edition: the same bytes for the same content, whenever and wherever they are made.

    Parameters
    ----------
    data, facts
        The edition's accepted rows and all its facts.
    """
    content = _content(data, facts.values())
    listed = content.pop("facts")
    head = json.dumps(content, ensure_ascii=False, indent=1)
    lines = ",\n".join(json.dumps(fact, ensure_ascii=False, allow_nan=False, sort_keys=True) for fact in listed)
    return f'{head.removesuffix("}").rstrip()},\n "facts": [\n{lines}\n ]\n}}\n'.encode()


def put(project: Project, edition: str, new: bytes, *, replace: bool = False) -> Kept:
    """Archive an edition as published, once.

    What was first published stays: an edition that is published again with other figures does not change the
    archive, unless that is asked for.

    Parameters
    ----------
    project, edition
        The project folder, and the edition's name.
    new
        What :func:`as_published` gives.
    replace
        Whether other figures take the place of those archived.

    Returns
    -------
    Kept
        ``written``, ``unchanged`` (the same was archived already), ``first kept`` or ``replaced``.
    """
    path = project.archived(edition)
    outcome = Kept.WRITTEN
    if path.exists():
        if _unpacked(project, path) == new:
            return Kept.UNCHANGED
        if not replace:
            return Kept.FIRST_KEPT
        outcome = Kept.REPLACED
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        half.write_bytes(gzip.compress(new, mtime=0))
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
    return outcome


def _damaged(project: Project, path: Path) -> ConfigError:
    do = "Take the file back from the project's history, or publish the edition again."
    return ConfigError(Problem("the archived edition cannot be read.", do, project.show(path)))


def _unpacked(project: Project, path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        raise _damaged(project, path) from None


def read(project: Project, edition: str) -> Published | None:
    """An edition as it was published; None if it is not archived.

    Raises
    ------
    ConfigError
        The file is damaged, or was written by a later version.
    """
    path = project.archived(edition)
    if not path.exists():
        return None
    text = _unpacked(project, path)
    try:
        content = json.loads(text)
        version = content["format"]
        if version == _FORMAT:
            return _published(content, hashlib.sha256(text).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(project, path) from None
    raise ConfigError(
        Problem(
            "the archived edition was written by another version of auditlib.",
            "Install the version that the project uses now.",
            project.show(path),
        )
    )


def _published(content: dict[str, Any], sha256: str) -> Published:
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
    return Published(edition, facts, from_text(content["rows"]), sha256)
