"""``auditlib init``: a project for another council, from names or from an existing tracker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditlib import terminal
from auditlib.errors import UsageError, safe_value

if TYPE_CHECKING:
    from auditlib.newproject import Council
    from auditlib.tracker import Found

_SERVICE = "Children's Services"


@terminal.answered
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)],
    area: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A reporting area; once for each.")] = None,
    team: Annotated[list[str] | None, typer.Option(metavar="NAME=AREA", help="A team and its area; once each.")] = None,
    cohort: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A cohort; once for each.")] = None,
    from_workbook: Annotated[
        Path | None, typer.Option("--from-workbook", metavar="FILE", help="Propose lists and headers from a tracker.")
    ] = None,
) -> None:
    """Write a project for another council: its own lists and headers, and no code."""
    from auditlib import newproject
    from auditlib.reference import load_code_lists

    council = newproject.Council(list(area or ()), list(cohort or ()), dict(newproject.teams_of(team or ())))
    found = None
    if from_workbook is not None:
        found = _proposed(from_workbook, council)
    if not council.areas and not council.teams:
        raise UsageError("Give the areas and teams: --area North --team 'Assessment North=North', or --from-workbook.")
    council.cohorts = council.cohorts or ["All cases"]
    project = newproject.write_project(folder, council)
    print(f"Wrote the project {folder.name}: {len(council.areas)} areas, {len(council.teams)} teams.")
    if found is not None:
        known = load_code_lists(project).judgements
        strange = [value for value in found.values["judgement"] if known.code_of(value) is None]
        if strange:
            said = ", ".join(map(safe_value, strange))
            do = "Add each as an alias in data/reference/judgements.csv."
            found.note(f"Judgements that are not listed: {said}. {do}")
        print(f"Read {found.rows} rows; placed {len(found.headers)} columns:")
        for column, header in found.headers.items():
            print(f"  {column:<14} {safe_value(header)}")
        for text in found.remarks:
            print(f"Look at: {text}")
    print("Look through data/reference and report.qmd. Next: auditlib new 2020-03, in that folder")


def _proposed(path: Path, council: Council) -> Found:
    """Add to a council's own what its tracker has."""
    from auditlib.reference import folded
    from auditlib.tracker import read_tracker

    found = read_tracker(path)

    def new(values: list[str], known: list[str]) -> list[str]:
        have = {folded(name) for name in known}
        first = {folded(value): value for value in reversed(values)}
        return [first[key] for key in dict.fromkeys(map(folded, values)) if key not in have]

    council.areas += new(found.values["area"], council.areas)
    council.cohorts += new(found.values["cohort"], council.cohorts)
    if not council.areas:
        council.areas.append(_SERVICE)
        found.note(f"No area was found: all teams are in '{_SERVICE}'. Correct data/reference/areas.csv and teams.csv.")
    for name in new(found.values["team"], list(council.teams)):
        beside = found.team_areas.get(name)
        if beside and len(beside) > 1:
            found.note(f"The team {safe_value(name)} stands beside several areas; it was placed where it stands most.")
        usual = beside.most_common(1)[0][0] if beside else council.areas[0]
        council.teams[name] = next(area for area in council.areas if folded(area) == folded(usual))
    if not council.teams:
        council.teams = {area: area for area in council.areas}
        found.note("No team was found: each area has one team of its name. Correct data/reference/teams.csv.")
    council.own_headers = [
        ("audits", column, header) for column, header in found.headers.items() if folded(header) != folded(column)
    ]
    return found
