"""What begins something: ``auditlib init``, a project for another council; ``auditlib new``, its next edition."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditlib import terminal
from auditlib.commands import Folder
from auditlib.errors import UsageError, safe_value
from auditlib.paths import Project
from auditlib.periods import day_name
from auditlib.rounding import listed

if TYPE_CHECKING:
    from auditlib.begin import Council
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
    from auditlib import begin
    from auditlib.reference import load_code_lists

    council = begin.Council(list(area or ()), list(cohort or ()), dict(begin.teams_of(team or ())))
    found = None
    if from_workbook is not None:
        found = _proposed(from_workbook, council)
    if not council.areas and not council.teams:
        raise UsageError("Give the areas and teams: --area North --team 'Assessment North=North', or --from-workbook.")
    council.cohorts = council.cohorts or ["All cases"]
    project = begin.write_project(folder, council)
    areas, teams = _number(len(council.areas), "area"), _number(len(council.teams), "team")
    print(f"Wrote the project {folder.name}: {areas}, {teams}.")
    if found is not None:
        known = load_code_lists(project).judgements
        strange = [value for value in found.values["judgement"] if known.code_of(value) is None]
        if strange:
            said = ", ".join(map(safe_value, strange))
            do = "Add each as an alias in data/reference/judgements.csv."
            found.note(f"Judgements that are not listed: {said}. {do}")
        print(f"Read {_number(found.rows, 'row')}; placed {_number(len(found.headers), 'column')}:")
        for column, header in found.headers.items():
            print(f"  {column:<14} {safe_value(header)}")
        for text in found.remarks:
            print(f"Look at: {text}")
    print("Look through data/reference and report.qmd. Next: auditlib new 2020-03, in that folder")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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


_DAY = ["%Y-%m-%d"]


@terminal.answered
def new(
    edition: Annotated[
        str, typer.Argument(metavar="EDITION", help="Its last month, such as 2020-03.", show_default=False)
    ],
    months: Annotated[
        str | None, typer.Option(metavar="MONTHS", help="The months it reports; else all since the last edition.")
    ] = None,
    cut_off: Annotated[
        datetime | None,
        typer.Option(
            formats=_DAY, metavar="DATE", help="The last day on which a return counts; else as long after as last time."
        ),
    ] = None,
    expects: Annotated[
        str | None, typer.Option(metavar="RETURNS", help="The returns each month must have, such as audits,comments.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="The report's title.")] = None,
    author: Annotated[str | None, typer.Option(metavar="TEXT", help="The team that writes it.")] = None,
    contact: Annotated[str | None, typer.Option(metavar="TEXT", help="Its e-mail address.")] = None,
    programme_start: Annotated[str | None, typer.Option(metavar="MONTH", help="The programme's first month.")] = None,
    published_on: Annotated[
        datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="The day on which it is published.")
    ] = None,
    next_edition: Annotated[
        datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="The day of the edition after it.")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="internal or public.")] = None,
    formats: Annotated[str | None, typer.Option(help="What it is published as, such as html,docx.")] = None,
    project: Folder = None,
) -> None:
    """Start an edition: its file, an empty template for each of its months, stubs for commentary."""
    from auditlib import begin
    from auditlib.settings import Edition

    found = Project.find(project)
    proposed = begin.propose_edition(found, edition)
    if proposed is None:
        proposed = Edition(
            edition=edition,
            title=begin.TITLE,
            months=(edition,),
            programme_start=_asked("--programme-start", programme_start, "First month of the programme", edition),
            cut_off=cut_off.date() if cut_off else _day(_asked("--cut-off", None, "Cut-off, such as 2020-04-13")),
            expects={},
            author=_asked("--author", author, "Team that writes it"),
            contact=_asked("--contact", contact, "Its e-mail address"),
        )
    given: dict[str, Any] = {
        "title": title,
        "author": author,
        "contact": contact,
        "programme_start": programme_start,
        "profile": profile,
        "months": _listed(months),
        "formats": _listed(formats),
        "cut_off": cut_off and cut_off.date(),
        "published_on": published_on and published_on.date(),
        "next_edition": next_edition and next_edition.date(),
    }
    proposed = replace(proposed, **{name: value for name, value in given.items() if value})
    if expects:
        each = dict.fromkeys(proposed.months, _listed(expects))
        proposed = replace(proposed, expects=proposed.expects | each)
    written, kept = begin.write_edition(found, proposed)
    print(f"Edition {edition}: {proposed.period}; returns count until {day_name(proposed.cut_off)}.")
    for word, paths in (("written", written), ("kept", kept)):
        for path in paths:
            print(f"  {word:<7}  {found.show(path)}")
    folders = listed([f"data/raw/{month}" for month in proposed.months])
    print(f"Next: fill in the returns in {folders}, then run: auditlib validate {edition}")


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in (text or "").split(",") if each.strip())


def _asked(option: str, given: str | None, question: str, default: str | None = None) -> str:
    """What was given, or the answer to a question where there is a person to ask."""
    if given:
        return given
    if not sys.stdin.isatty():
        raise UsageError(f"There is no earlier edition to go by. Give {option}.")
    return typer.prompt(question, default=default)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a date. Write it as 2020-04-13.") from None
