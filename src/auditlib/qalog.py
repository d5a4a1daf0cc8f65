"""The QA log of an edition: what was checked by machine, what was waived by whom until when, and who signed.

Belongs here: that page, for those who sign. It stays in the team, because it names people. Does not belong here: what
the checks are.
"""

from __future__ import annotations

from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.gates import GATES, Subject, notes
from auditlib.signatures import ROLES, changes
from auditlib.validate.page import render


def qa_log(subject: Subject) -> Path:
    """Write the log, ``build/<edition>/validation/qa-log.html``, sealed with the edition's fingerprint.

    Parameters
    ----------
    subject
        A built edition.
    """
    edition, standing = subject.edition, subject.standing
    signed = {one.role: one for one in standing.valid}
    page = render(
        "qa-log.html.jinja",
        title=f"QA log: {edition.title}, {edition.period}",
        standing=standing,
        changes=changes(standing.changed) if standing.changed else "",
        people=[
            (role.capitalize(), signed[role].name, f"{signed[role].at:%Y-%m-%d %H:%M} UTC")
            if role in signed
            else (role.capitalize(), "not signed", "")
            for role in ROLES
        ],
        checked=[([str(problem) for problem in gate.find(subject)], gate.holds) for gate in GATES],
        notes=list(notes(subject)),
    )
    return write_whole(subject.project.build(subject.name) / "validation" / "qa-log.html", page)
