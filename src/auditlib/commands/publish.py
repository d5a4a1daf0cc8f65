"""``auditlib publish``, ``withdraw`` and ``verify``: editions in the folder that readers see."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.commands import Edition, Folder
from auditlib.errors import AuditlibError, BuildError, ConfigError, Problem
from auditlib.paths import Project

Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, in words for readers.")]


@terminal.answered
def publish(
    edition: Edition,
    to: Annotated[Path, typer.Option(metavar="DIR", help="A folder, a share or a web server's folder.")],
    reason: Reason = "",
    project: Folder = None,
) -> None:
    """Publish a signed edition into a folder that a web server serves; nothing unless every gate holds."""
    from auditlib import gates, website
    from auditlib.leaks import LeakGate

    found, today = Project.find(project), datetime.now(UTC).date()
    subject = gates.Subject(found, edition)
    refused = gates.refusals(subject)
    if refused:
        raise BuildError(refused)
    days = [one.published for one in website.versions(to / edition)]
    gate = LeakGate(subject.data, allowed=[today.isoformat(), *days])
    version, is_new = website.publish(
        to,
        subject.edition,
        subject.standing.fingerprint,
        {name: path.read_bytes() for name, path in subject.files.items()},
        _sentence(reason),
        today,
        gate.faults,
    )
    kept = website.record(found, version, (to / edition / version.folder / "manifest.json").read_bytes())
    print(f"{'Published' if is_new else 'Published before, and unchanged'}: {edition}, version {version.number}")
    print(f"Page:      {to / edition / 'index.html'}\nRecord:    {found.show(kept)}. Commit it.")


@terminal.answered
def withdraw(
    edition: Edition,
    place: Annotated[Path, typer.Option("--from", metavar="DIR", help="The folder that it was published to.")],
    reason: Reason = "",
    project: Folder = None,
) -> None:
    """Take a published edition down; a page in its place says so, and why."""
    from auditlib import website
    from auditlib.disclosure import identifies

    found, given = Project.find(project), _sentence(reason)
    if identifies(given):
        raise ConfigError(Problem("the reason looks as if it named someone, and readers see it.", "Say it otherwise."))
    version = website.withdraw(place, edition, given, datetime.now(UTC).date())
    kept = website.record(found, version, (place / edition / version.folder / "manifest.json").read_bytes())
    print(f"Withdrawn: {edition}. Its page says why.\nRecord:    {found.show(kept)}. Commit it.")


@terminal.answered
def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR/EDITION", help="A published edition: DIR/2020-02.", show_default=False)
    ],
    project: Folder = None,
) -> None:
    """Say whether published files are still those that were signed. Exit code 1 if not."""
    from auditlib import website

    try:
        found = Project.find(project)
    except AuditlibError:
        if project is not None:
            raise
        found = None
    version, faults = website.verify(folder, found)
    state = "withdrawn" if version.is_withdrawn else f"signed as {version.signed}"
    print(f"{version.edition}, version {version.number}, published on {version.published}, {state}")
    for fault in faults:
        print(fault)
    if found is None:
        print("Compared with the manifest only: run it in the project to compare that with the project's record.")
    print(f"{len(faults)} files are not as published." if faults else "Every file is as it was published.")
    raise typer.Exit(1 if faults else 0)


def _sentence(text: str) -> str:
    from auditlib.characters import visible

    words = " ".join(visible(text).split())
    return words if not words or words[-1] in ".!?" else f"{words}."
