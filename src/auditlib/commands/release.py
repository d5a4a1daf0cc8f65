"""From a built edition to readers: ``auditlib sign``, ``publish``, ``withdraw`` and ``verify``."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.commands import Edition, Folder
from auditlib.errors import AuditlibError, BuildError, ConfigError, Problem, UsageError
from auditlib.paths import Project


@terminal.answered
def sign(
    edition: Edition,
    role: Annotated[str | None, typer.Option("--as", metavar="ROLE", help="analyst, assurer or approver.")] = None,
    name: Annotated[str, typer.Option(metavar="NAME", help="Who signs.")] = "",
    project: Folder = None,
) -> None:
    """Sign an edition as it is; without --as, write the QA log and say what there is to sign."""
    from auditlib import gates, signatures

    found = Project.find(project)
    subject = gates.Subject(found, edition)
    refused = gates.refusals(subject, signed=False)
    if refused:
        raise BuildError(refused)
    seen = gates.notes(subject)
    if role is not None:
        signatures.sign(found, edition, role, name, seen, datetime.now(UTC))
        subject = gates.Subject(found, edition)
    elif name:
        raise UsageError("Say as what: --as analyst, --as assurer or --as approver.")
    standing = subject.standing
    log = found.show(gates.qa_log(subject))
    for line in seen:
        print(line)
    print(f"QA log: {log}\nFingerprint: {standing.fingerprint}")
    for one in standing.valid:
        print(f"Signed: {one.role} {one.name}, {one.at:%Y-%m-%d %H:%M} UTC")
    if standing.changed:
        print(f"No signature stands: since it was signed, {signatures.changes(standing.changed)}.")
    if standing.due:
        print(f'Next: auditlib sign {edition} --as {standing.due} --name "…"')
        return
    if role is not None:
        _put_mark(found, edition)
        standing = gates.Subject(found, edition).standing
        if standing.changed:  # such as a newer library, since it was built
            what = f"with the mark that it is signed off, no signature stands: {signatures.changes(standing.changed)}."
            do = f'Look at it again, then: auditlib sign {edition} --as {standing.due} --name "…"'
            raise BuildError([Problem(what, do)])
        print(f"Signatures: {found.show(signatures.signatures_path(found, edition))}. Commit it.")
    print(f"Next: auditlib publish {edition} --to DIR")


def _put_mark(project: Project, edition: str) -> None:
    """Let the pages say who signed them off, made by the renderer and in the formats that they were signed in."""
    from auditlib import pipeline
    from auditlib.steps.runner import Manifest

    made = Manifest.load(project.build(edition) / "manifest.json", edition)
    renderer = "quarto" if made.about["renderer"].startswith("Quarto") else "embedded"
    pipeline.build(project, edition, renderer=renderer, formats=made.steps["formats"].parameters["formats"])


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
    from auditlib.steps import disclosing

    found, today, given = Project.find(project), datetime.now(UTC).date(), _reason(edition, reason)
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
        given,
        today,
        gate.faults,
    )
    kept = website.record(found, version, (to / edition / version.folder / "manifest.json").read_bytes())
    archived = disclosing.keep_version(found, subject.edition, version.number) if subject.edition.is_public else []
    print(f"{'Published' if is_new else 'Published before, and unchanged'}: {edition}, version {version.number}")
    print(f"Page:      {to / edition / 'index.html'}\nRecord:    {found.show(kept)}. Commit it.")
    if archived:
        print(f"Archive:   {', '.join(map(found.show, archived))}. Commit them.")


@terminal.answered
def withdraw(
    edition: Edition,
    place: Annotated[Path, typer.Option("--from", metavar="DIR", help="The folder that it was published to.")],
    reason: Reason = "",
    project: Folder = None,
) -> None:
    """Take a published edition down; a page in its place says so, and why."""
    from auditlib import website
    from auditlib.clean import load_edition_data
    from auditlib.disclosure import identifies
    from auditlib.leaks import LeakGate

    found, given = Project.find(project), _reason(edition, reason)
    named = identifies(given)
    with contextlib.suppress(AuditlibError):  # an edition is taken down also where its rows cannot be read
        named = named or bool(LeakGate(load_edition_data(found, edition)).found_in(given))
    if named:
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
    not_as = "1 file is not" if len(faults) == 1 else f"{len(faults)} files are not"
    print(f"{not_as} as published." if faults else "Every file is as it was published.")
    raise typer.Exit(1 if faults else 0)


def _reason(edition: str, text: str) -> str:
    """A reason given by hand, as a sentence; in a public form without a number, which might be one that it hides."""
    from auditlib.characters import visible
    from auditlib.commentary.numbers import numbers_in
    from auditlib.settings import PUBLIC

    words = " ".join(visible(text).split())
    if edition.endswith(PUBLIC) and numbers_in(words):
        what = "the reason has a number, which a public form may have to hide."
        raise ConfigError(Problem(what, "Say it without."))
    return words if not words or words[-1] in ".!?" else f"{words}."
