"""``auditlib sign``: who read an edition and answers for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from auditlib import terminal
from auditlib.commands import Edition, Folder
from auditlib.errors import BuildError, Problem, UsageError
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
    from auditlib.qalog import qa_log

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
    log = found.show(qa_log(subject))
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
