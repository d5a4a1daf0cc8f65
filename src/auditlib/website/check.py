"""Whether published files are still those that were signed.

Belongs here: comparing them with their manifest, and the manifest with the project's record. Does not belong here:
putting anything right.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditlib.errors import ConfigError, Problem, UsageError
from auditlib.paths import Project
from auditlib.settings import read_yaml
from auditlib.website.versions import ENTRY, MANIFEST, Version, current, numbers, read_bytes, sha256, versions


def publications_path(project: Project, edition: str) -> Path:
    """Where the project records what was published of an edition."""
    return project.editions / "publications" / f"{edition}.yml"


def recorded(project: Project, edition: str) -> dict[str, dict[str, Any]]:
    """What was published of an edition, by the SHA-256 of the manifest.

    Raises
    ------
    ConfigError
        The file cannot be read.
    """
    path = publications_path(project, edition)
    if not path.is_file():
        return {}
    data, _ = read_yaml(project, path)
    if not all(isinstance(fields, dict) and "version" in fields for fields in data.values()):
        raise ConfigError(
            Problem("the record of what was published is damaged.", "Take it from git.", project.show(path))
        )
    return data


def verify(folder: Path, project: Project | None) -> tuple[Version, list[str]]:
    """The version that readers get, and in words each file that was changed, is missing or was added.

    Parameters
    ----------
    folder
        An edition's folder in the published folder.
    project
        The project that published it; None if it is not at hand.

    Raises
    ------
    UsageError
        There is no published edition.
    """
    now = current(folder) if folder.is_dir() else None
    if now is None:
        raise UsageError(f"No published edition is in {folder.name}. Name its folder: auditlib verify DIR/2020-02")
    found: list[str] = []
    if sha256(read_bytes(folder / ENTRY) or b"") != now.entry:
        found.append(f"changed: {ENTRY}")
    readable, there = versions(folder), {f"v{number}" for number in numbers(folder)}
    replaced = {f"v{one.replaces}" for one in readable if one.replaces and not one.is_withdrawn}
    found += [f"missing: {name}" for name in sorted(replaced - there)]
    for path in sorted(folder.iterdir()):
        known = next((one for one in readable if one.folder == path.name), None)
        if known is not None:
            found += _version_faults(folder, known, project)
        elif path.name in there:
            found.append(f"cannot be read: {path.name}/{MANIFEST}")
        elif path.name != ENTRY and not path.name.startswith("."):
            found.append(f"added: {path.name}")
    return now, found


def _version_faults(folder: Path, version: Version, project: Project | None) -> list[str]:
    place = folder / version.folder
    there = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
    found = []
    if project is not None and sha256(there[MANIFEST].read_bytes()) not in recorded(project, version.edition):
        found.append(f"not as recorded in the project: {version.folder}/{MANIFEST}")
    for name in sorted(there.keys() | version.files.keys()):
        if name == MANIFEST:
            continue
        if name not in there:
            found.append(f"missing: {version.folder}/{name}")
        elif name not in version.files:
            found.append(f"added: {version.folder}/{name}")
        elif sha256(there[name].read_bytes()) != version.files[name]:
            found.append(f"changed: {version.folder}/{name}")
    return found
