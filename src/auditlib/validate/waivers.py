"""Waivers, in ``editions/waivers/<edition>.yml``: critical failures that are accepted, by whom, why and until when.

A waiver lets the edition go on. It does not let bad rows into the figures: they stay quarantined. A rule that could not
run cannot be waived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from auditlib.atomic import write_whole
from auditlib.errors import ConfigError, Problem, UsageError, did_you_mean
from auditlib.ingest import Code
from auditlib.paths import Project
from auditlib.periods import day_name
from auditlib.yamlfile import read_yaml

_FIELDS = ("reason", "by", "until", "recorded")
_HEAD = (
    "# Critical failures accepted for this edition: who accepted what, why and until when.\n"
    "# Written by 'auditlib validate --accept'; reviewed like any other change.\n"
)


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted failure of the rule `code`: why, by whom, and the last day on which it is."""

    code: str
    reason: str
    by: str
    until: date
    recorded: date

    def holds(self, today: date) -> bool:
        """Whether it still applies."""
        return today <= self.until

    @property
    def expiry(self) -> str:
        """Who accepted it and until when, in words."""
        return f"accepted by {self.by} until {day_name(self.until)}"


def waivers_path(project: Project, edition: str) -> Path:
    """Where the waivers of an edition are recorded."""
    return project.editions / "waivers" / f"{edition}.yml"


def read_waivers(project: Project, edition: str) -> list[Waiver]:
    """The waivers recorded for an edition, expired ones included, in order of code.

    Raises
    ------
    ConfigError
        The file is not as it should be; all faults are listed, with their lines.
    """
    path = waivers_path(project, edition)
    if not path.is_file():
        return []
    data, lines = read_yaml(project, path)
    faults: list[Problem] = []
    found = []
    for code, fields in data.items():
        place = (project.show(path), "", lines.get(code), code)
        if not isinstance(fields, dict) or sorted(fields) != sorted(_FIELDS):
            faults.append(Problem("a waiver is not whole.", f"Give it {', '.join(_FIELDS)}.", *place))
            continue
        try:
            days = [date.fromisoformat(fields[name]) for name in ("until", "recorded")]
        except (TypeError, ValueError):
            faults.append(Problem("'until' or 'recorded' is not a date.", "Write it as 2020-03-31.", *place))
            continue
        if not str(fields["reason"] or "").strip() or not str(fields["by"] or "").strip():
            faults.append(Problem("a waiver needs a reason and a name.", "Fill in both.", *place))
            continue
        found.append(Waiver(code, fields["reason"].strip(), fields["by"].strip(), *days))
    if faults:
        raise ConfigError(faults)
    return sorted(found, key=lambda waiver: waiver.code)


def record_waiver(project: Project, edition: str, waiver: Waiver, codes: Iterable[str]) -> Path:
    """Record a waiver, in place of an earlier one of the same code; `codes` are those of all rules of the suites.

    Raises
    ------
    UsageError
        There is no such rule, the reason or the name is missing, or the waiver has expired.
    """
    known = [*codes, *Code]
    if waiver.code not in known:
        do = did_you_mean(waiver.code, known, "docs/reference/rules.md lists all rules.")
        raise UsageError(f"there is no rule '{waiver.code}'.", do)
    if not waiver.reason.strip() or not waiver.by.strip():
        raise UsageError("a waiver needs a reason and a name.", "Give both --reason and --by.")
    if not waiver.holds(waiver.recorded):
        what = f"the waiver would have expired on {day_name(waiver.until)}."
        raise UsageError(what, "Give --until a day that is still to come.")
    kept = [each for each in read_waivers(project, edition) if each.code != waiver.code]
    content = {
        each.code: {
            "reason": " ".join(each.reason.split()),
            "by": " ".join(each.by.split()),
            "until": each.until.isoformat(),
            "recorded": each.recorded.isoformat(),
        }
        for each in sorted([*kept, waiver], key=lambda each: each.code)
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    return write_whole(waivers_path(project, edition), _HEAD + text)
