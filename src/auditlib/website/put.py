"""Putting an edition into the published folder, and taking one out.

Belongs here: the order of what is written, so that a reader gets the old edition or the new one, whenever it stops.
Does not belong here: what is in the pages.

A version is written under another name and moved to its own when it is whole; then one file, the edition's
``index.html``, is replaced, and readers get it. What is needed of the disk: moving a folder to a name that is free, and
replacing a file. Neither locks nor links are.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from auditlib.atomic import write_whole
from auditlib.errors import BuildError, Problem, UsageError
from auditlib.paths import Project
from auditlib.settings import PUBLIC, Edition
from auditlib.website import pages
from auditlib.website.check import publications_path, recorded
from auditlib.website.versions import (
    ENTRY,
    MANIFEST,
    Version,
    current,
    editions,
    history,
    next_number,
    numbers,
    read_bytes,
    sha256,
    versions,
)

_STAGING = ".staging-"
_GONE = ".withdrawn-"
#: What was left by a publish that was stopped is removed when it is as old as this, in seconds.
_OLD = 24 * 60 * 60
_OF_ITS_OWN = "Name a folder of its own with --to."
Check = Callable[[str, bytes], list[Problem]]


def publish(
    site: Path, edition: Edition, signed: str, files: dict[str, bytes], reason: str, today: date, check: Check
) -> tuple[Version, bool]:
    """Put a signed edition where readers get it; gives the version that they get now, and whether it is a new one.

    Parameters
    ----------
    site
        The published folder; made if need be.
    edition, signed
        The edition, and the fingerprint of what was signed.
    files
        What is published, by name; ``index.html`` is the report.
    reason
        Why it replaces what was published before; needed if it does.
    today
        The day.
    check
        Gives what keeps a file from being published.

    Raises
    ------
    UsageError
        Another version was published before, and there is no reason.
    BuildError
        A file may not be published, or another publish took place meanwhile.
    """
    folder = site / edition.name
    before, entry_before = current(folder), read_bytes(folder / ENTRY)
    _check_own(site, folder)
    usable = [before, *_unseen(folder)]
    version = next((one for one in versions(folder) if one.signed == signed and one in usable), None)
    is_new = version is None
    if version is None:
        if before is not None and not reason:
            what = f"edition {edition.name} was published on {before.published} with other content."
            raise UsageError(Problem(what, 'Say why it changes, for readers: --reason "…"'))
        version = Version(
            edition=edition.name,
            number=next_number(folder),
            title=edition.title,
            period=edition.period,
            contact=edition.contact,
            published=_day(site, today).isoformat(),
            signed=signed,
            messages=pages.messages(files[ENTRY].decode()),
            reason=reason if before else "",
            replaces=before.number if before else 0,
        )
    version, whole, entry = _with_hashes(version, files)
    problems = [problem for name, content in whole.items() for problem in check(f"{version.folder}/{name}", content)]
    if problems:
        raise BuildError(problems)
    _tidy(site, folder)
    if is_new:
        _move_in(folder, version, whole)
    else:  # a file that was changed is restored
        for name, content in whole.items():
            _put(folder / version.folder / name, content)
    if read_bytes(folder / ENTRY) != entry_before:
        raise _overtaken(edition.name)
    _put(folder / ENTRY, entry)
    _put(site / pages.STYLE, files.get("report.css", b""))
    _around(site)
    return version, is_new


def _check_own(site: Path, folder: Path) -> None:
    """Whether pages that would be replaced are ours."""
    for place, is_ours in ((site, site.is_dir() and editions(site)), (folder, versions(folder))):
        if (place / ENTRY).exists() and not is_ours:
            what = f"the folder {place.name} has a page {ENTRY} that auditlib did not publish."
            raise UsageError(Problem(what, _OF_ITS_OWN))
    is_public = folder.name.endswith(PUBLIC)
    if site.is_dir() and any(each[0].edition.endswith(PUBLIC) != is_public for each in editions(site)):
        there, this = ("editions for staff", "a public one") if is_public else ("public editions", "one for staff")
        raise UsageError(Problem(f"the folder {site.name} holds {there}, and this is {this}.", _OF_ITS_OWN))


def _unseen(folder: Path) -> list[Version]:
    """Versions of which a publish was stopped before any reader got them."""
    last_seen = max((one.number for one in history(folder)), default=0)
    return [one for one in versions(folder) if one.number > last_seen]


def _with_hashes(version: Version, files: dict[str, bytes]) -> tuple[Version, dict[str, bytes], bytes]:
    """A version with the SHA-256 of its files, these files with its manifest, and the page by which readers get it."""
    whole = {
        name: pages.with_notice(content.decode(), version).encode() if name.endswith(".html") else content
        for name, content in files.items()
    }
    below = f"{version.edition}/{version.folder}"
    entry = pages.moved(whole[ENTRY].decode(), below, version.edition).encode()
    hashes = {name: sha256(content) for name, content in sorted(whole.items())}
    version = replace(version, files=hashes, entry=sha256(entry))
    return version, whole | {MANIFEST: version.to_json()}, entry


def _day(site: Path, today: date) -> date:
    """Today, or a later day on which something was published here: no clock set back undoes the order."""
    found = editions(site) if site.is_dir() else []
    return max([today, *(one.day for each in found for one in each)])


def _move_in(folder: Path, version: Version, files: dict[str, bytes]) -> None:
    """Write a version under another name and move it to its own, which must be free."""
    staging = folder / f"{_STAGING}{secrets.token_hex(8)}"
    try:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if (folder / version.folder).exists():
            raise _overtaken(version.edition)
        try:
            staging.rename(folder / version.folder)
        except OSError:
            if (folder / version.folder).exists():
                raise _overtaken(version.edition) from None
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _overtaken(edition: str) -> BuildError:
    what = f"somebody else published edition {edition} at the same time."
    return BuildError(Problem(what, "Look at what is published now, then give the command again."))


def _put(path: Path, content: bytes) -> None:
    """Replace a file by what it should hold; nothing is written where it holds that already."""
    if read_bytes(path) != content:
        write_whole(path, content)


def _around(site: Path) -> None:
    """Write the pages around the editions.

    Another publish at the same time may have seen fewer editions: the last to write looks again.
    """
    written: dict[str, bytes] = {}
    while (made := _made_around(site)) != written:
        for name, content in made.items():
            _put(site / name, content)
        written = made


def _made_around(site: Path) -> dict[str, bytes]:
    found = editions(site)
    standing = next((each[0].edition for each in found if not each[0].is_withdrawn), None)
    latest = read_bytes(site / standing / ENTRY) if standing else None
    return pages.around(found, (latest or b"").decode())


def _tidy(site: Path, folder: Path) -> None:
    """Remove what stopped publishes left: folders and files under other names, a day old by the disk's own clock."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f"{_STAGING}{secrets.token_hex(8)}"
    probe.mkdir()
    now = probe.stat().st_mtime
    probe.rmdir()
    names = [ENTRY, "feed.xml", "revisions.html", "accessibility.html", pages.STYLE]
    patterns = [f"{_STAGING}*", *(f".{Path(name).stem}.????????{Path(name).suffix}" for name in names)]
    for place in (site, folder, site / "latest"):
        for path in (path for pattern in patterns for path in place.glob(pattern)):
            with suppress(OSError):
                if now - path.stat().st_mtime > _OLD:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def withdraw(site: Path, edition: str, reason: str, today: date) -> Version:
    """Take an edition down; a page says so, and why.

    Raises
    ------
    UsageError
        The edition is not published there, or there is no reason.
    """
    folder = site / edition
    before = current(folder) if folder.is_dir() else None
    if before is None:
        raise UsageError(f"Edition {edition} is not published there.")
    if not reason:
        raise UsageError('Say why, for readers: --reason "…"')
    version = before
    if not before.is_withdrawn:
        entry_before = read_bytes(folder / ENTRY)
        version = replace(
            before,
            number=next_number(folder),
            published=_day(site, today).isoformat(),
            signed="",
            messages=(),
            reason=reason,
            replaces=before.number,
            files={},
        )
        page = pages.withdrawn(version)
        version = replace(version, entry=sha256(page))
        _tidy(site, folder)
        _move_in(folder, version, {MANIFEST: version.to_json()})
        if read_bytes(folder / ENTRY) != entry_before:
            raise _overtaken(edition)
        _put(folder / ENTRY, page)
    _around(site)
    for number in numbers(folder):
        if number != version.number:  # moved first, so that no address leads to what is half removed
            (folder / f"v{number}").rename(folder / f"{_GONE}{secrets.token_hex(8)}")
    for path in folder.glob(f"{_GONE}*"):
        shutil.rmtree(path)
    return version


def record(project: Project, version: Version, manifest: bytes) -> Path:
    """Record in the project what was published, so that it can be checked later; the file is kept in git."""
    kept = recorded(project, version.edition)
    kept[sha256(manifest)] = {
        "version": str(version.number),
        "published": version.published,
        "signed": version.signed,
        "reason": version.reason,
    }
    head = (
        "# What was published of this edition: the SHA-256 of each manifest, and what was signed.\n"
        "# Written by 'auditlib publish'; 'auditlib verify' compares with it.\n"
    )
    text = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=110)
    return write_whole(publications_path(project, version.edition), head + text)
