"""How far each month and edition has come, by what is on disk, and what to do next."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from auditlib.errors import AuditlibError
from auditlib.ingest.folder import look, month_inputs, return_called
from auditlib.paths import Project
from auditlib.settings import PROFILES, PUBLIC, Edition, list_editions, load_edition
from auditlib.signatures import ROLES, signatures_path, standing
from auditlib.steps.hashing import Hashes
from auditlib.steps.runner import Manifest
from auditlib.validate import stopped
from auditlib.validate.results import read_report
from auditlib.website import recorded

#: Folders whose files are the team's; a change to any of them makes a page out of date.
_OWN = ("data/raw/", "data/reference/", "content/", "editions/", "notebooks/", "expectations/", "assets/")
_OWN_FILES = ("report.qmd", "_quarto.yml")


@dataclass(frozen=True, slots=True)
class Month:
    """A month's returns: which are here with rows, which have none, which are missing, which files changed."""

    month: str
    here: tuple[str, ...]
    empty: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an edition has come."""

    edition: str  # its name, ``2020-02-public`` for its public form
    months: tuple[Month, ...]  # the months that it reports
    checked: str = ""  # ``passed``, ``failed`` or empty: what validation said last
    built: bool = False  # whether it has been built whole
    changed: tuple[str, ...] = ()  # files of the team that are not as they were when it was built or checked
    signed: tuple[str, ...] = ()  # the roles whose signatures stand
    void: bool = False  # whether it was signed and has changed since
    published: str = ""  # ``version 2``, ``withdrawn`` or empty: what was published last, by the project's record
    outdated: bool = False  # whether what was published is not what is signed now
    fault: str = ""  # what keeps its file from being read

    @property
    def waiting(self) -> bool:
        """Whether returns are still to come: none of what is expected may be missing or without rows."""
        return any(month.missing or month.empty for month in self.months)

    @property
    def next(self) -> str:
        """The command to type next; empty if there is nothing to do."""
        if self.fault or (self.checked == "failed" and not self.changed) or (self.waiting and not self.built):
            return f"auditlib validate {self.edition.removesuffix(PUBLIC)}"
        if self.published and not self.built:  # as in a fresh copy of the project
            return ""
        if not self.built or self.changed:
            return f"auditlib build {self.edition}"
        if self.published == "withdrawn":
            return ""
        due = next((role for role in ROLES if role not in self.signed), "")
        if due:
            return f'auditlib sign {self.edition} --as {due} --name "…"'
        if not self.published:
            return f"auditlib publish {self.edition} --to DIR"
        return f'auditlib publish {self.edition} --to DIR --reason "…"' if self.outdated else ""


def progress(project: Project) -> list[Progress]:
    """How far every edition has come, in order."""
    hashes = Hashes(project.root / "build" / ".hashes.json")
    return [progress_of(project, form, hashes) for name in list_editions(project) for form in _forms(project, name)]


def _forms(project: Project, name: str) -> list[str]:
    """The form of an edition that its file asks for, and its public form if that has been built besides."""
    public = name + PUBLIC
    try:
        if load_edition(project, name).profile == PROFILES[1]:
            return [public]
    except AuditlibError:  # reported where the edition is examined
        return [name]
    return [name, *[public] * project.build(public).is_dir()]


def next_editions(project: Project) -> list[str]:
    """The editions whose next step is to be built, in order."""
    return [each.edition for each in progress(project) if each.next.startswith("auditlib build ")]


def progress_of(project: Project, name: str, hashes: Hashes | None = None) -> Progress:
    """How far an edition has come; `hashes` may be shared between editions."""
    hashes = hashes or Hashes(project.root / "build" / ".hashes.json")
    try:
        edition = load_edition(project, name)
    except AuditlibError as error:
        return Progress(name, (), fault=str(error.problems[0]))
    build = project.build(name)
    made = (build / "manifest.json", build / "facts.json", project.site(name) / "index.html")
    built = all(path.is_file() for path in made)
    changed = _changed(project, edition, hashes, built=built)
    months = tuple(_month(project, edition, month, changed) for month in edition.months)
    try:
        found = standing(project, name) if built else None
        last = next(reversed(recorded(project, name).values()), {})
    except AuditlibError as error:
        return Progress(name, months, fault=str(error.problems[0]))
    if found:
        steps = Manifest.load(build / "manifest.json", name).steps
        if "workspace" not in steps or steps["workspace"].parameters.get("mark") != found.mark:
            changed = (*changed, project.show(signatures_path(project, name)))
    return Progress(
        name,
        months,
        checked=_checked(project, edition.edition),
        built=built,
        changed=changed,
        signed=tuple(one.role for one in found.valid) if found else (),
        void=bool(found and found.changed),
        published="" if not last else f"version {last['version']}" if last["signed"] else "withdrawn",
        outdated=bool(found and last and last["signed"] != found.fingerprint),
    )


def _changed(project: Project, edition: Edition, hashes: Hashes, *, built: bool) -> tuple[str, ...]:
    """Files that changed, went or came since the edition was made from them; commentary is read by a build alone.

    Those of the team if there are any, else those that a command has made anew from them, such as a check.
    """
    forms = sorted({edition.edition, edition.name})
    made = (Manifest.load(project.build(form) / "manifest.json", form) for form in forms)
    inputs = [item for each in made for record in each.steps.values() for item in record.inputs.items()]
    if not inputs:
        return ()
    known = {path for path, _ in inputs}
    other = {path for path, sha256 in inputs if hashes.of(project.root / path) != sha256}
    raw = [path for month in edition.programme_months for path in month_inputs(project, month)]
    written = project.content(edition.name).glob("*.md") if built else ()
    other |= {project.show(path) for path in [*raw, *written] if project.show(path) not in known}
    return tuple(sorted(path for path in other if path.startswith((*_OWN, *_OWN_FILES))) or sorted(other))


def _checked(project: Project, name: str) -> str:
    try:
        return "failed" if stopped(read_report(project, name)) is not None else "passed"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _month(project: Project, edition: Edition, month: str, changed: tuple[str, ...]) -> Month:
    rows = returns_with_rows(project, month)
    expected = edition.expected(month)
    return Month(
        month,
        here=tuple(name for name, filled in rows.items() if filled),
        empty=tuple(name for name, filled in rows.items() if not filled and name in expected),
        missing=tuple(name for name in expected if name not in rows),
        changed=tuple(path for path in changed if path.startswith(f"data/raw/{month}/")),
    )


def returns_with_rows(project: Project, month: str) -> dict[str, bool]:
    """Which returns a month's folder has, and whether each has a row below its header."""
    folder = look(project, month)
    found = {name: _has_rows(path) for name, path in folder.csv.items()}
    if folder.workbook:
        found |= _sheets(folder.workbook)
    return found


def _has_rows(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            return any(any(cell.strip() for cell in row) for row in rows)
    except (OSError, csv.Error):
        return False


def _sheets(path: Path) -> dict[str, bool]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = [name for name in book.sheet_names if return_called(name)]
        sheets = {return_called(name): book.get_sheet_by_name(name) for name in names}
    except (calamine.CalamineError, OSError, ValueError):
        return {}
    return {name: sheet.height > 1 for name, sheet in sheets.items()}


def as_json(found: list[Progress]) -> str:
    """What was found, for programs."""
    return json.dumps([asdict(each) | {"next": each.next} for each in found], indent=1, ensure_ascii=False)
