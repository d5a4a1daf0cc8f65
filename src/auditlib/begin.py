"""What begins something: an edition, proposed from the last one; a project for another council.

Nothing that is there is written over. A project has the report, notebooks and suites as they are, and its own lists.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from auditlib import actions
from auditlib.atomic import write_whole
from auditlib.characters import marks_in
from auditlib.commentary.prose import SLOTS
from auditlib.errors import UsageError, safe_value
from auditlib.ingest.folder import WORKBOOK, month_inputs
from auditlib.paths import Project
from auditlib.periods import first_day, is_month, months_before, months_from
from auditlib.reference import COLUMN_MAP, LISTS, load_code_lists, slug
from auditlib.settings import FORMATS, PROFILES, Edition, list_editions, load_edition

TITLE = "Audit Highlights Report"
_STUB = """<!-- Commentary for this section, in Markdown. Numbers are not typed: name the fact, and the build prints it.
docs/how-to/write-commentary.md says how. A file left like this adds nothing to the report. -->
"""


def propose_edition(project: Project, name: str) -> Edition | None:
    """A new edition as the last one before it suggests; None if there is none before it.

    Raises
    ------
    UsageError
        `name` is not a month, or the edition is there.
    """
    if not is_month(name):
        raise UsageError(f"'{name}' is not a month. An edition is named after its last month, such as 2020-03.")
    names = list_editions(project)
    if name in names:
        raise UsageError(f"The edition {name} is there: {project.show(project.editions / f'{name}.yml')}.")
    before = [each for each in names if each < name]
    if not before:
        return None
    last = load_edition(project, before[-1])
    months = tuple(months_from(months_before(last.months[-1], -1), name))
    expects = {month: last.expects[month] for month in last.programme_months if month in last.expects}
    usual = last.expects.get(last.months[-1])
    expects |= {month: usual for month in months if usual}
    cut_off = _cut_off(last, name)
    return replace(
        last,
        edition=name,
        months=months,
        cut_off=cut_off,
        expects=expects,
        published_on=last.next_edition if last.next_edition and last.next_edition >= cut_off else None,
        next_edition=None,
    )


def _cut_off(last: Edition, name: str) -> date:
    """As many months after the edition's last month as before, on the same day or the next working day."""
    behind = len(months_from(last.months[-1], f"{last.cut_off:%Y-%m}")) - 1
    after = months_before(name, -behind)
    longest = (first_day(months_before(after, -1)) - timedelta(days=1)).day
    day = first_day(after).replace(day=min(last.cut_off.day, longest))
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def write_edition(project: Project, edition: Edition) -> tuple[list[Path], list[Path]]:
    """Write an edition's file, a template for each of its months without returns, and stubs for its commentary.

    Gives the files that were written, and those that were there before and are kept.
    """
    from auditlib.template import template

    lists = load_code_lists(project)
    wanted: dict[Path, bytes] = {}
    for month in edition.months:
        if not month_inputs(project, month):
            wanted[project.raw / month / WORKBOOK] = template(lists, month, edition.expected(month))
    for slot in _sections(project, edition.edition):
        wanted[project.content(edition.edition) / f"{slot}.md"] = _STUB.encode()
    # The edition's file last: while it is not there, the command can be given again.
    wanted[project.editions / f"{edition.edition}.yml"] = edition_file(edition).encode()
    kept = [path for path in wanted if path.exists()]
    written = [write_whole(path, data) for path, data in wanted.items() if path not in kept]
    try:
        load_edition(project, edition.edition)
    except BaseException:
        for path in written:
            path.unlink()
            if path.parent != project.editions and not any(path.parent.iterdir()):
                path.parent.rmdir()
        raise
    return written, kept


def _sections(project: Project, name: str) -> list[str]:
    """The sections that had commentary in the last edition with any; else the introduction."""
    for earlier in reversed([each for each in list_editions(project) if each < name]):
        folder = project.content(earlier)
        found = [slot for slot in SLOTS if (folder / f"{slot}.md").is_file()]
        if found:
            return found
    return ["introduction"]


def edition_file(edition: Edition) -> str:
    """The text of an edition's file."""
    lines = [
        f"edition: {edition.edition}",
        f"title: {_quoted(edition.title)}",
        f"months: [{', '.join(edition.months)}]",
        f"programme_start: {edition.programme_start}",
        f"cut_off: {edition.cut_off}                # the last day on which a return counts",
    ]
    if edition.expects:
        lines.append("expects:                         # where a month is not named: all but supervision")
        lines += [f"  {month}: [{', '.join(names)}]" for month, names in sorted(edition.expects.items())]
    lines += [f"author: {_quoted(edition.author)}", f"contact: {_quoted(edition.contact)}"]
    if edition.published_on:
        lines.append(f"published_on: {edition.published_on}")
    if edition.next_edition:
        lines.append(f"next_edition: {edition.next_edition}")
    if edition.profile != PROFILES[0]:
        lines.append(f"profile: {edition.profile}")
    if edition.formats != FORMATS[:1]:
        lines.append(f"formats: [{', '.join(edition.formats)}]")
    if edition.returns_target is not None:
        lines.append(f"returns_target: {edition.returns_target:g}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text as YAML takes it, in quotes only where it needs them."""
    import yaml

    plain = text == text.strip() and not set(text) & set(":#{}[]\"'|>%@`!*\\\n")
    if text[:1].isalpha() and (plain or ("@" in text and " " not in text)):
        return text
    return yaml.safe_dump(text, default_style='"', width=10_000, allow_unicode=True).strip()


#: What every project starts with, as it is.
_STANDING = ("report.qmd", "_quarto.yml", "assets", "notebooks", "expectations")
#: Lists that are the same for most councils.
_USUAL_LISTS = ("judgements", "headings", "themes")
_NOT_COPIED = {".ipynb_checkpoints", "__pycache__", ".gitkeep"}
_IGNORED = "data/raw/\ndata/processed/\nbuild/\nsite/\n.ipynb_checkpoints/\n~$*.xlsx\n.~lock.*\n"


@dataclass(slots=True)
class Council:
    """What is a council's own."""

    areas: list[str]  # names in the order in which they are printed, as of the cohorts
    cohorts: list[str]
    teams: dict[str, str] = field(default_factory=dict)  # the area of each team, by the team's name
    #: Rows of the map of columns: return, column, header.
    own_headers: list[tuple[str, str, str]] = field(default_factory=list)


def standing_files() -> Path:
    """The folder that has what every project starts with: in the package, or in the checkout it runs from."""
    package = Path(__file__).parent / "project"
    return package if package.is_dir() else Path(__file__).resolve().parents[2]


def write_project(folder: Path, council: Council) -> Project:
    """Write a project.

    Raises
    ------
    UsageError
        The folder has something in it, or what is the council's own does not fit together.
    """
    _check(folder, council)
    source = write_standing(folder)
    lists = folder / "data" / "reference"
    for name in _USUAL_LISTS:
        _copy(source / "data" / "reference" / f"{name}.csv", lists / f"{name}.csv")
    _write(lists / "areas.csv", LISTS["areas"], [(slug(name), name, "") for name in council.areas])
    _write(lists / "cohorts.csv", LISTS["cohorts"], [(slug(name), name, "") for name in council.cohorts])
    _write(lists / "teams.csv", LISTS["teams"], [(name, area, area) for name, area in council.teams.items()])
    if council.own_headers:
        _write(lists / f"{COLUMN_MAP}.csv", ("return", "column", "header"), council.own_headers)
    write_whole(folder / "content" / "actions.csv", ",".join(actions.COLUMNS) + "\n")
    for name in ("editions", "data/raw"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    project = Project.find(folder)
    load_code_lists(project)
    return project


def write_standing(folder: Path) -> Path:
    """Write what every project starts with, and say where it comes from."""
    source = standing_files()
    for name in _STANDING:
        _copy(source / name, folder / name)
    write_whole(folder / ".gitignore", _IGNORED)
    return source


def _check(folder: Path, council: Council) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"'{folder.name}' is there and not empty. Name a new folder.")
    for what, names in (("area", council.areas), ("cohort", council.cohorts), ("team", list(council.teams))):
        if not names:
            raise UsageError(f"A project needs at least one {what}. Give --{what}.")
        owners: dict[str, str] = {}
        for name in names:
            if marks := marks_in(name):
                holds = f"holds {' '.join(marks)}, which documents and spreadsheets take for a mark"
                raise UsageError(f"The {what} {safe_value(name)} {holds}. Write it in letters and words.")
            code = slug(name)
            if not code:
                raise UsageError(f"The name of each {what} needs a letter from a to z or a digit; accents do no harm.")
            other = owners.setdefault(code, name)
            if other is not name:
                raise UsageError(f"The {what}s {safe_value(other)} and {safe_value(name)} are alike. Tell them apart.")
    unknown = sorted(set(council.teams.values()) - set(council.areas))
    if unknown:
        raise UsageError(f"A team is placed in '{unknown[0]}', which is no area. Add it with --area.")


def _copy(source: Path, target: Path) -> None:
    """Copy a file or folder as it is in a fresh checkout."""
    if source.is_file():
        write_whole(target, source.read_bytes())
        return
    for path in sorted(source.iterdir()):
        if path.name not in _NOT_COPIED:
            _copy(path, target / path.name)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    write_whole(path, text.getvalue())


def teams_of(texts: Iterable[str]) -> Mapping[str, str]:
    """Teams given as ``Assessment=North``."""
    found = {}
    for text in texts:
        team, equals, area = (part.strip() for part in text.partition("="))
        if not (team and equals and area):
            raise UsageError(f"'{text}' is not a team. Write it as 'Assessment North=North', with its area.")
        found[team] = area
    return found
