"""The QA log of an edition: what was checked by machine, what was waived by whom until when, and who signed.

It stays in the team, because it names people.
"""

from __future__ import annotations

from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.gates import GATES, Subject, notes
from auditlib.signatures import ROLES, changes
from auditlib.validate.page import render


def qa_log(subject: Subject) -> Path:
    """Write a built edition's log beside the reports of validation, sealed with the edition's fingerprint.

    It is ``qa-log.html``, that of a public form ``qa-log-public.html``.
    """
    edition, standing = subject.edition, subject.standing
    signed = {one.role: one for one in standing.valid}
    page = render(
        "qa-log.html.jinja",
        title=f"QA log: {edition.title}, {edition.period}{', public form' if edition.is_public else ''}",
        standing=standing,
        changes=changes(standing.changed) if standing.changed else "",
        people=[
            (role.capitalize(), signed[role].name, f"{signed[role].at:%Y-%m-%d %H:%M} UTC")
            if role in signed
            else (role.capitalize(), "not signed", "")
            for role in ROLES
        ],
        checked=[([str(problem) for problem in gate.find(subject)], gate.holds) for gate in GATES],
        notes=notes(subject),
        flagged=subject.flagged,
    )
    folder = subject.project.build(edition.edition) / "validation"
    return write_whole(folder / f"qa-log{subject.name.removeprefix(edition.edition)}.html", page)
