"""``auditlib doctor``: what is installed, what is missing and how to get it."""

from __future__ import annotations

import typer

from auditlib import terminal
from auditlib.commands import AsJson, Folder
from auditlib.errors import BuildError, UsageError
from auditlib.paths import Project

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
