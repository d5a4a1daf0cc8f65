"""``auditlib new``: the next edition, proposed from the last."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import typer

from auditlib import terminal
from auditlib.commands import Folder
from auditlib.errors import UsageError
from auditlib.paths import Project
from auditlib.periods import day_name

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
    from auditlib import newedition

    found = Project.find(project)
    proposed = newedition.propose(found, edition)
    if proposed is None:
        proposed = newedition.first(
            edition,
            start=_asked("--programme-start", programme_start, "First month of the programme", edition),
            cut_off=cut_off.date() if cut_off else _day(_asked("--cut-off", None, "Cut-off, such as 2020-04-13")),
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
    made = newedition.write(found, proposed)
    print(f"Edition {edition}: {proposed.period}; returns count until {day_name(proposed.cut_off)}.")
    for path in made.written:
        print(f"  written  {found.show(path)}")
    for path in made.kept:
        print(f"  kept     {found.show(path)}")
    print(f"Next: fill in the returns in data/raw/{edition}, then run: auditlib validate {edition}")


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
