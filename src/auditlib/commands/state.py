"""How things stand: ``auditlib status``, each edition and what to type next; ``auditlib doctor``, what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from auditlib import terminal
from auditlib.commands import AsJson, Folder
from auditlib.errors import BuildError, UsageError
from auditlib.paths import Project
from auditlib.rounding import listed

if TYPE_CHECKING:
    from auditlib.progress import Month, Progress

_SHOWN = 3


@terminal.answered
def status(
    as_json: AsJson = False,
    project: Folder = None,
) -> None:
    """Say which returns are here, what is checked, built, signed and published, and what to type next."""
    from auditlib import progress

    found = progress.progress(Project.find(project))
    if as_json:
        print(progress.as_json(found))
        return
    if not found:
        print("There is no edition yet.\nNext: auditlib new 2020-03 (the month of the first edition)")
        return
    for each in found:
        print(_line(each))
        for line in _details(each):
            print(f"         {line}")
    last = next((each.next for each in reversed(found) if each.next), "")
    print(f"Next: {last}" if last else "Nothing to do. The next edition: auditlib new YYYY-MM")


def _line(each: Progress) -> str:
    if each.fault:
        return f"{each.edition}  its file needs correcting: {each.fault}"
    checked = {"passed": "validated", "failed": "returns to correct", "": "not validated"}[each.checked]
    built = "not built" if not each.built else "changed since built" if each.changed else "built"
    return f"{each.edition}  {checked}, {built}, {_signed(each)}, {_published(each)}"


def _signed(each: Progress) -> str:
    from auditlib.signatures import ROLES

    if each.void:
        return "signatures void"
    if not each.signed:
        return "not signed"
    return "signed off" if len(each.signed) == len(ROLES) else f"signed by {listed(each.signed)}"


def _details(each: Progress) -> list[str]:
    """What is missing or changed; an edition that is as it should be needs no words."""
    lines = [line for month in each.months for line in _returns(month)]
    if each.changed:
        more = f" and {len(each.changed) - _SHOWN} more" if len(each.changed) > _SHOWN else ""
        lines.append(f"changed: {', '.join(each.changed[:_SHOWN])}{more}")
    return lines


def _returns(month: Month) -> list[str]:
    parts = [
        f"{title} {', '.join(names)}"
        for title, names in (("here:", month.here), ("no rows yet:", month.empty), ("missing:", month.missing))
        if names
    ]
    return [f"{month.month} {'; '.join(parts)}"] if month.empty or month.missing else []


def _published(each: Progress) -> str:
    if each.published.startswith("version"):
        return f"published, {each.published}" + (" of what was signed before" if each.outdated else "")
    return each.published or "not published"


_MARKS = {True: "ok", False: "wrong", None: "-"}


@terminal.answered
def doctor(
    as_json: AsJson = False,
    project: Folder = None,
) -> None:
    """Say what is installed, which renderer is used and why, what is missing and how to get it."""
    from auditlib import system

    try:
        found = system.examine(Project.find(project))
    except UsageError:
        if project is not None:
            raise
        found = system.examine(None)
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps([asdict(each) for each in found], indent=1))
    else:
        for each in found:
            print(f"{_MARKS[each.good]:<6}{each.name:<12}{each.found}")
            if each.do:
                print(f"{'':<18}{each.do}")
    raise typer.Exit(0 if all(each.good is not False for each in found) else BuildError.exit_code)
