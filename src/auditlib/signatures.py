"""Signatures: who read an edition and answers for it, and whether it is still what they read.

Belongs here: ``editions/signatures/<edition>.yml``, which lies beside the editions so that it is reviewed and kept in
git, the fingerprint of an edition, and the mark that its pages bear. Does not belong here: what else must hold before
an edition is published (:mod:`auditlib.gates`).

A signature is a line in a file, not cryptography: ``docs/how-to/publish.md`` says what it proves and what not.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from auditlib import rounding
from auditlib.atomic import write_whole
from auditlib.characters import visible
from auditlib.errors import ConfigError, Problem, UsageError
from auditlib.ingest import month_inputs
from auditlib.paths import Project
from auditlib.periods import day_name, month_name
from auditlib.reference import reference_files
from auditlib.settings import load_edition, read_yaml
from auditlib.validate.waivers import waivers_path

#: Who signs, in this order: each sees who signed before.
ROLES = ("analyst", "assurer", "approver")
#: What an edition says of itself until the last of them has signed.
DRAFT = "Draft – not signed off"
_FORMAT = "%Y-%m-%d %H:%M"
_LONGEST_NAME = 80
_KEYS = ("fingerprint", "seen", "notes", "signatures")
_HEAD = (
    "# Who signed this edition, when, and what they saw: the SHA-256 of every part, and what the checks said.\n"
    "# Written by 'auditlib sign'; reviewed like any other change. Times are UTC.\n"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's signature."""

    role: str  # one of :data:`ROLES`
    name: str  # the person, as given
    at: datetime  # in UTC, to the minute


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition's signatures, and what has changed since."""

    fingerprint: str  # of the edition as it is now, or as it was signed
    seen: dict[str, str]  # SHA-256 of each of its parts, by the part's name in words
    signatures: tuple[Signature, ...] = ()  # as recorded, in the order of :data:`ROLES`
    notes: tuple[str, ...] = ()  # what the signers were shown of checks, waivers and caveats
    #: The parts that are not as they were when it was signed: if there are any, no signature stands.
    changed: tuple[str, ...] = ()

    @property
    def valid(self) -> tuple[Signature, ...]:
        """The signatures that stand."""
        return () if self.changed else self.signatures

    @property
    def due(self) -> str:
        """The role that signs next; empty if all have."""
        return next((role for role in ROLES if role not in {one.role for one in self.valid}), "")

    @property
    def mark(self) -> str:
        """What the pages say of it."""
        return DRAFT if self.due else _mark(self.signatures)


def _mark(signatures: Iterable[Signature]) -> str:
    last = [one for one in signatures if one.role == ROLES[-1]]
    return f"Signed off by the {ROLES[-1]} on {day_name(last[0].at.date())}" if last else DRAFT


def signatures_path(project: Project, edition: str) -> Path:
    """Where the signatures of an edition are recorded."""
    return project.editions / "signatures" / f"{edition}.yml"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(project: Project, paths: Iterable[Path]) -> str:
    """SHA-256 of files by their paths; a file that is not there counts as none."""
    hashed = {project.show(path): _sha256(path.read_bytes()) for path in sorted(set(paths)) if path.is_file()}
    return _sha256(json.dumps(hashed, sort_keys=True).encode())


def _below(folder: Path) -> list[Path]:
    """All files in a folder but hidden ones and what editors and notebooks leave."""
    left_out = {".ipynb_checkpoints", "__pycache__"}
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~")) and left_out.isdisjoint(path.parts)
    ]


def _without_mark(path: Path, mark: bytes) -> bytes | None:
    """What a published file holds, as if it were a draft; None where the mark cannot be separated (PDF)."""
    if path.suffix == ".pdf":
        return None
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as package:
            parts = {name: _sha256(package.read(name).replace(mark, DRAFT.encode())) for name in package.namelist()}
        return json.dumps(parts, sort_keys=True).encode()
    # the mark is also in the files that a page leads to, and decides what they weigh
    return re.sub(rb"\([\d,]+ kB\)", b"", path.read_bytes().replace(mark, DRAFT.encode()))


def seen(project: Project, edition: str, mark: str = DRAFT) -> dict[str, str]:
    """SHA-256 of every part of an edition: what it is made from, what was found, and what is published.

    The mark that its pages bear is no part of what is signed.
    """
    given, build, site = load_edition(project, edition), project.build(edition), project.site(edition)
    content = project.content(edition)
    made_from = {
        f"the returns of {month_name(month)}": month_inputs(project, month) for month in given.programme_months
    }
    made_from |= {
        "the code lists": reference_files(project),
        "the edition's file": [project.editions / f"{given.edition}.yml"],
        "the commentary": [path for folder in (content, content.parent) for path in folder.glob("*.*")],
        "the rules": _below(project.expectations),
        "the notebooks": _below(project.notebooks),
        "the report's frame": [project.root / "report.qmd", project.root / "_quarto.yml"],
        "the report's style": _below(project.root / "assets"),
        "the figures": [build / "facts.json", build / "comparisons.json"],
        "the checks": [project.build(given.edition) / "validation" / "validation.json"],
        "the waivers": [waivers_path(project, given.edition)],
    }
    if given.is_public:
        made_from["what is hidden"] = [project.disclosure(edition), project.thresholds]
    found = {name: _digest(project, paths) for name, paths in made_from.items()}
    for path in sorted(_below(site)):
        held = _without_mark(path, mark.encode())
        if held is not None:
            found[f"the file {path.relative_to(site).as_posix()}"] = _sha256(held)
    return found


def _recorded(project: Project, edition: str) -> Standing:
    """What the file of signatures says."""
    path = signatures_path(project, edition)
    if not path.is_file():
        return Standing("", {})
    data, lines = read_yaml(project, path)

    def damaged(role: str = "") -> ConfigError:
        what, do = "the signatures cannot be read.", "Take the file back from git, or remove it and sign again."
        return ConfigError(Problem(what, do, project.show(path), row=lines.get(f"signatures.{role}"), column=role))

    if sorted(data) != sorted(_KEYS) or not isinstance(data["signatures"], dict) or not isinstance(data["seen"], dict):
        raise damaged()
    signatures = []
    for role in (role for role in ROLES if data["signatures"].get(role) is not None):
        try:
            fields = data["signatures"][role]
            at = datetime.strptime(fields["at"], _FORMAT).replace(tzinfo=UTC)
            signatures.append(Signature(role, fields["name"], at))
        except (KeyError, TypeError, ValueError):
            raise damaged(role) from None
    return Standing(data["fingerprint"], data["seen"], tuple(signatures), tuple(data["notes"] or ()))


def standing(project: Project, edition: str) -> Standing:
    """The signatures of an edition, held against what it is now.

    Raises
    ------
    ConfigError
        The file of signatures cannot be read.
    """
    recorded = _recorded(project, edition)
    now = seen(project, edition, _mark(recorded.signatures))
    changed: tuple[str, ...] = ()
    if recorded.signatures:
        # One who edits what is recorded as seen without its fingerprint, or the other way round, has signed nothing.
        kept = recorded.seen if _fingerprint(recorded.seen) == recorded.fingerprint else {}
        changed = tuple(name for name in sorted(now.keys() | kept.keys()) if now.get(name) != kept.get(name))
    return replace(recorded, fingerprint=_fingerprint(now), seen=now, changed=changed)


def mark(project: Project, edition: str) -> str:
    """What the pages of an edition say of it: a draft, or who signed it off and when."""
    return standing(project, edition).mark if signatures_path(project, edition).is_file() else DRAFT


def _fingerprint(parts: dict[str, str]) -> str:
    return _sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode())


def _person(name: str) -> str:
    """A name as one compares it: letters alone, of one case and without accents."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def sign(project: Project, edition: str, role: str, name: str, notes: Iterable[str], now: datetime) -> Standing:
    """Record that a person signed an edition as it is now, with the notes that they were shown.

    Raises
    ------
    UsageError
        There is no such role, another comes first, the person has signed already, or the clock is behind.
    """
    if role not in ROLES:
        raise UsageError(f"There is no role '{visible(role)[:_LONGEST_NAME]}'. Use {', '.join(ROLES)}.")
    given = " ".join(visible(name).split())
    if not any(map(str.isalpha, given)) or len(given) > _LONGEST_NAME:
        raise UsageError(Problem("a signature needs a name.", 'Give it with --name "…", as the person is known.'))
    state = standing(project, edition)
    if role != state.due:
        raise UsageError(_out_of_turn(edition, role, state))
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    for one in state.valid:
        if _person(one.name) == _person(given):
            what = f"{given} has signed as {one.role} already, and nobody signs twice."
            raise UsageError(Problem(what, f"Another person signs as {role}."))
        if now < one.at:
            what = f"this computer's clock says {now:{_FORMAT}} UTC, before the {one.role} signed."
            raise UsageError(Problem(what, "Set the clock, then sign."))
    signatures = [*state.valid, Signature(role, given, now)]
    content = {
        "fingerprint": state.fingerprint,
        "signatures": {one.role: {"name": one.name, "at": one.at.strftime(_FORMAT)} for one in signatures},
        "notes": list(notes),
        "seen": state.seen,
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    write_whole(signatures_path(project, edition), _HEAD + text)
    return standing(project, edition)


def _out_of_turn(edition: str, role: str, state: Standing) -> Problem:
    """Why a role does not sign now."""
    if role in {one.role for one in state.valid}:
        do = f'Next: auditlib sign {edition} --as {state.due} --name "…"' if state.due else "All have signed."
        return Problem(f"the {role} has signed edition {edition} as it is.", do)
    what = f"the {state.due} signs before the {role}."
    if state.changed:
        what = f"{what[:-1]}, and no signature stands: since it was signed, {changes(state.changed)}."
    return Problem(what, f'First: auditlib sign {edition} --as {state.due} --name "…"')


def changes(names: Iterable[str], most: int = 4) -> str:
    """What changed, in words: ``the commentary, the file index.html and 3 more changed``."""
    listed = list(names)
    return f"{rounding.listed(listed[:most] + [f'{len(listed) - most} more'] * (len(listed) > most))} changed"
