"""What must hold before an edition is signed and published.

Belongs here: the gates, each of which says why it refuses and what to do, and the QA log of what they found. Does not
belong here: what each rests on, and publishing. Everything is looked at again as it is now, whatever a build found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from auditlib import leaks, publish, signatures, suppression
from auditlib.atomic import write_whole
from auditlib.clean import EditionData, load_edition_data
from auditlib.commentary import lint_standing, prepare
from auditlib.errors import AuditlibError, Problem
from auditlib.facts import Facts, Withheld
from auditlib.paths import Project
from auditlib.progress import Progress, progress_of
from auditlib.reference import load_code_lists
from auditlib.render.pagecheck import check_page
from auditlib.settings import PROFILES, PUBLIC, Edition, load_edition
from auditlib.signatures import Standing, standing
from auditlib.steps import disclosing
from auditlib.steps.hashing import Hashes
from auditlib.steps.runner import Manifest
from auditlib.steps.work import built_facts
from auditlib.validate import Validation, Waiver, read_waivers, stopped
from auditlib.validate.page import render
from auditlib.validate.results import read_report
from auditlib.validate.wording import warnings_of


class Subject:
    """A built edition, of which each part is read when a gate asks for it.

    Raises
    ------
    UsageError, ConfigError
        There is no such edition, or its file has faults.
    """

    def __init__(self, project: Project, name: str) -> None:
        self.project, self.name = project, name
        self.edition: Edition = load_edition(project, name)
        self.site = project.site(name)

    @cached_property
    def progress(self) -> Progress:
        """How far it has come."""
        return progress_of(self.project, self.name)

    @cached_property
    def validation(self) -> Validation:
        """What was found in its returns."""
        return read_report(self.project, self.edition.edition)

    @cached_property
    def waivers(self) -> list[Waiver]:
        """What it accepts today."""
        return [one for one in read_waivers(self.project, self.edition.edition) if one.holds(date.today())]

    @cached_property
    def facts(self) -> Facts:
        """Its facts; those that it hides have no value."""
        return built_facts(self.project, self.name)

    @cached_property
    def flagged(self) -> list[tuple[str, str]]:
        """The groups that a person should look at, with why."""
        shown = suppression.shown_ids(self.project, self.name) if self.data.shown is None else self.data.shown
        return list(suppression.flagged(self.data, self.facts, shown))

    @cached_property
    def data(self) -> EditionData:
        """Its accepted rows."""
        return load_edition_data(self.project, self.name)

    @cached_property
    def standing(self) -> Standing:
        """Its signatures."""
        return standing(self.project, self.name)

    @cached_property
    def files(self) -> dict[str, Path]:
        """What is about to be published, by name."""
        found = (path for path in sorted(self.site.rglob("*")) if path.is_file())
        return {path.relative_to(self.site).as_posix(): path for path in found}


def _validation(subject: Subject) -> list[Problem]:
    refused = stopped(subject.validation)
    problems = list(refused.problems) if refused else []
    holding = {waiver.code for waiver in subject.waivers}
    for code in sorted({result.code for result in subject.validation.waived} - holding):
        again = f"auditlib validate {subject.edition.edition} --accept {code} --reason …"
        do = f"Correct the returns, or accept it again: {again}"
        problems.append(Problem("the waiver of this rule has expired or was withdrawn.", do, code=code))
    return problems


def _words(subject: Subject) -> list[Problem]:
    problems: list[Problem] = []
    try:
        prepare(subject.project, subject.edition, subject.facts, load_code_lists(subject.project))
    except AuditlibError as error:
        problems += error.problems
    return problems + lint_standing(subject.project)


def _pages(subject: Subject) -> list[Problem]:
    problems: list[Problem] = []
    for name, path in subject.files.items():
        if path.suffix != ".html":
            continue
        html = path.read_text(encoding="utf-8", errors="replace")
        if name == "index.html":
            problems += publish.page_faults(html, subject.edition, subject.files)
        else:
            problems += publish.side_page_faults(html, name)
        try:
            check_page(html)
        except AuditlibError as error:
            problems += error.problems
    return problems


def _fresh(subject: Subject) -> list[Problem]:
    """Whether the inputs are as they were when it was built, and the files as the build left them."""
    again = f"Build again: auditlib build {subject.name}"
    problems = [Problem("changed since the edition was built.", again, path) for path in subject.progress.changed]
    steps = Manifest.load(subject.project.build(subject.name) / "manifest.json", subject.name).steps
    made = {path: sha256 for record in steps.values() for path, sha256 in record.outputs.items()}
    hashes = Hashes(subject.project.root / "build" / ".hashes.json")
    shown = {subject.project.show(path): hashes.of(path) for path in subject.files.values()}
    for path, sha256 in shown.items():
        if path not in made:
            problems.append(Problem("no build made this file.", f"Remove it. {again}", path))
        elif sha256 != made[path]:
            problems.append(Problem("the file is not as the build left it.", again, path))
    folder = subject.project.show(subject.site)
    gone = sorted(path for path in made if path.startswith(f"{folder}/") and path not in shown)
    return problems + [Problem("the file is missing.", again, path) for path in gone]


def _disclosure(subject: Subject) -> list[Problem]:
    edition = subject.edition
    if not edition.is_public:
        if edition.profile == PROFILES[0]:
            return []
        what = "the edition's file says 'profile: public', and this is its form for staff, which shows small counts."
        do = f"Name {edition.name}{PUBLIC}; or, for the intranet, take that line out and build again."
        return [Problem(what, do, f"editions/{edition.name}.yml")]
    # What is shown is looked at as an attacker has it, whatever was decided to hide.
    whole = built_facts(subject.project, edition.edition)
    published_ids = {fact.id for fact in subject.facts.values() if not isinstance(fact, Withheld)}
    made = disclosing.judged(subject.project, edition, subject.data, whole, published_ids)
    given_away = sorted({*made.unprotected, *(published_ids & made.hidden)})
    what, do = "is shown, or can be worked out, and has to be hidden.", f"Build it again: auditlib build {edition.name}"
    return [Problem(f"the figure {one} {what}", do) for one in given_away]


def _signatures(subject: Subject) -> list[Problem]:
    found, do = subject.standing, f'auditlib sign {subject.name} --as {subject.standing.due} --name "…"'
    if found.changed:
        what = f"no signature stands: since it was signed, {signatures.changes(found.changed)}."
        return [Problem(what, f"Look at it again, then: {do}")]
    if found.due:
        return [Problem(f"the {found.due} has not signed.", f"Next: {do}")]
    return []


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that must hold: what, and what finds all that is against it."""

    holds: str
    find: Callable[[Subject], list[Problem]]


#: Before anybody signs.
GATES = (
    Gate("Validation passed, or what failed is waived.", _validation),
    Gate(
        "No number is typed by hand, every claim stands, and the summary leaves out nothing that it must say.", _words
    ),
    Gate("The pages have no fault.", _pages),
    Gate("The files are what the build made from the returns, lists and commentary as they are today.", _fresh),
    Gate("Nothing that must stay inside is in any file.", lambda subject: leaks.gate(subject.site, subject.data)),
    Gate("Readers outside the council get the public form, and can work out no small count.", _disclosure),
)
#: Before it is published, besides.
SIGNED = Gate("Analyst, assurer and approver have signed just this.", _signatures)


def refusals(subject: Subject, *, signed: bool = True) -> list[Problem]:
    """All that keeps an edition from being published, or if it need not be `signed` yet, from being signed."""
    if not subject.progress.built or "index.html" not in subject.files:
        return [Problem("the edition has not been built.", f"Run: auditlib build {subject.name}")]
    return [problem for gate in (*GATES, *[SIGNED] * signed) for problem in gate.find(subject)]


def notes(subject: Subject) -> list[str]:
    """What a signer sees besides the pages: what the checks said, what was waived, what to be careful of."""
    found = subject.validation
    rows = sum(each.read for each in found.reconciliation)
    rules = sum(each.type != "reading" for each in found.results)
    lines = [f"{rules:,} rules were put to {rows:,} rows; {len(found.stops)} stop the edition."]
    lines += [f"Waived: {each.code}, {each.expiry}: {each.reason}" for each in subject.waivers]
    lines += [f"Warning: {each}" for each in warnings_of(found)]
    if subject.flagged:
        lines.append(f"Groups at 0% or 100%, or with one auditor: {len(subject.flagged):,}. The QA log lists them.")
    return lines


def qa_log(subject: Subject) -> Path:
    """Write a built edition's log beside the reports of validation, sealed with the edition's fingerprint.

    It is ``qa-log.html``, that of a public form ``qa-log-public.html``. It stays in the team, because it names people.
    """
    edition, found = subject.edition, subject.standing
    signed = {one.role: (one.name, f"{one.at:%Y-%m-%d %H:%M} UTC") for one in found.valid}
    page = render(
        "qa-log.html.jinja",
        title=f"QA log: {edition.title}, {edition.period}{', public form' if edition.is_public else ''}",
        standing=found,
        changes=signatures.changes(found.changed) if found.changed else "",
        people=[(role.capitalize(), *signed.get(role, ("not signed", ""))) for role in signatures.ROLES],
        checked=[([str(problem) for problem in gate.find(subject)], gate.holds) for gate in GATES],
        notes=notes(subject),
        flagged=subject.flagged,
    )
    folder = subject.project.build(edition.edition) / "validation"
    return write_whole(folder / f"qa-log{subject.name.removeprefix(edition.edition)}.html", page)
