"""The QA log of an edition: what was checked by machine, what was waived by whom until when, and who signed.

Belongs here: that page, for those who sign. It stays in the team, because it names people. Does not belong here: what
the checks are.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.gates import GATES, Subject, notes
from auditlib.signatures import ROLES, changes
from auditlib.validate.page import STYLE, table


def qa_log(subject: Subject) -> Path:
    """Write the log, ``build/<edition>/validation/qa-log.html``, sealed with the edition's fingerprint.

    Parameters
    ----------
    subject
        A built edition.
    """
    edition, standing = subject.edition, subject.standing
    title = escape(f"QA log: {edition.title}, {edition.period}")
    signed = {one.role: one for one in standing.valid}
    people = [
        (role.capitalize(), escape(signed[role].name), f"{signed[role].at:%Y-%m-%d %H:%M} UTC")
        if role in signed
        else (role.capitalize(), "not signed", "")
        for role in ROLES
    ]
    checked = [(_answer(gate.find(subject)), gate.holds) for gate in GATES]
    parts = [(escape(name), f"<code>{sha256}</code>") for name, sha256 in standing.seen.items()]
    void = f"<p><strong>No signature stands:</strong> since it was signed, {escape(changes(standing.changed))}.</p>"
    body = [
        f"<p>Fingerprint of the edition: <code>{standing.fingerprint}</code></p>",
        "<h2>Who signed</h2>",
        void if standing.changed else "",
        table("Signatures", (("Role", ""), ("Name", ""), ("When", "")), people),
        "<h2>What was checked by machine</h2>",
        table("What must hold before it is published", (("Found", ""), ("What must hold", "")), checked),
        _list(notes(subject)),
        '<p><a href="index.html">All rules and what was found</a></p>',
        "<h2>What is signed</h2>",
        table("Every part of the edition and its SHA-256", (("Part", ""), ("SHA-256", "")), parts),
    ]
    page = (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1></header>\n"
        f'<main id="main">\n{"".join(body)}</main>\n'
        "<footer><p>This page is for those who sign and stays in the team: it names people.</p></footer>\n"
        "</body>\n</html>\n"
    )
    return write_whole(subject.project.build(subject.name) / "validation" / "qa-log.html", page)


def _answer(problems: Iterable[object]) -> str:
    listed = "".join(f"<li>{escape(str(problem))}</li>" for problem in problems)
    return f"Refused<ul>{listed}</ul>" if listed else "Holds"


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
