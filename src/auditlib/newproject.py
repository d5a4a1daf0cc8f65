"""A new project for another council: the report, notebooks and suites as they are, lists and prose of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.errors import UsageError
from auditlib.paths import Project
from auditlib.reference import COLUMN_MAP, LISTS, load_code_lists, slug

#: What every project starts with, as it is.
STANDING = ("report.qmd", "_quarto.yml", "assets", "notebooks", "expectations")
#: Lists that are the same for most councils.
_USUAL_LISTS = ("judgements", "headings", "themes")
_NOT_COPIED = {".ipynb_checkpoints", "__pycache__", ".gitkeep"}
_REGISTER = "action_ref,edition,heading,action,owner_role,due_on,status,closed_on,outcome\n"
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
    write_whole(folder / "content" / "actions.csv", _REGISTER)
    for name in ("editions", "data/raw"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    project = Project.find(folder)
    load_code_lists(project)
    return project


def write_standing(folder: Path) -> Path:
    """Write what every project starts with, and say where it comes from."""
    source = standing_files()
    for name in STANDING:
        _copy(source / name, folder / name)
    write_whole(folder / ".gitignore", _IGNORED)
    return source


def _check(folder: Path, council: Council) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"'{folder.name}' is there and not empty. Name a new folder.")
    for what, names in (("area", council.areas), ("cohort", council.cohorts), ("team", list(council.teams))):
        if not names:
            raise UsageError(f"A project needs at least one {what}. Give --{what}.")
        codes = [slug(name) for name in names]
        if len(set(codes)) < len(codes) or not all(codes):
            raise UsageError(f"Two names of a {what} are the same, or one is blank.")
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
