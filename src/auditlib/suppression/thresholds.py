"""The thresholds of a profile, from one settings file.

Belongs here: reading ``disclosure.yml``. Does not belong here: applying it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from auditlib.errors import ConfigError, Problem
from auditlib.paths import Project
from auditlib.settings import read_yaml

_DEFAULTS = Path(__file__).with_name("disclosure.yml")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the profile ``public`` hides.

    Parameters
    ----------
    smallest_hidden, largest_hidden
        Counts from the one to the other are hidden.
    smallest_base
        A percentage of fewer than this is hidden.
    not_about_people
        Topics whose counts are not of people or cases, and are shown as they are.
    source
        Where the thresholds come from.
    """

    smallest_hidden: int
    largest_hidden: int
    smallest_base: int
    not_about_people: str
    source: str


def load_thresholds(project: Project) -> Thresholds:
    """The thresholds of the profile ``public``: the council's own if it has any, else the ones that come along.

    Raises
    ------
    ConfigError
        The file lacks a setting, has one too many, or one that is not a number where it should be.
    """
    path = project.thresholds if project.thresholds.is_file() else _DEFAULTS
    data, lines = read_yaml(project, path)
    public = data.get("public")
    names = [field.name for field in fields(Thresholds)]
    faults = []

    def fault(key: str, what: str, do: str) -> None:
        faults.append(Problem(what, do, project.show(path), row=lines.get(key)))

    if not isinstance(public, dict) or sorted(public) != sorted(names):
        fault("public", "the settings of the profile public are not complete.", f"Give {', '.join(names)}.")
        raise ConfigError(faults)
    numbers = {}
    for name in ("smallest_hidden", "largest_hidden", "smallest_base"):
        if not str(public[name]).isdecimal():
            fault(f"public.{name}", f"{name} is not a whole number.", "Write it in digits.")
        else:
            numbers[name] = int(public[name])
    if not faults and not 1 <= numbers["smallest_hidden"] <= numbers["largest_hidden"]:
        fault("public.smallest_hidden", "the counts to hide are not a range from 1 up.", "Write 1 and 5, say.")
    if faults:
        raise ConfigError(faults)
    return Thresholds(**{**public, **numbers})
