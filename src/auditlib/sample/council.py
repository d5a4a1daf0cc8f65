"""A made-up council, read from ``councils/<name>.yml``: its code lists, and how its remarks are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import Any

import pandas as pd
import yaml

from auditlib.errors import UsageError
from auditlib.reference import LISTS, OPTIONAL, slug


@dataclass(frozen=True)
class Area:
    """An area: its row of ``areas.csv``, and its share, leaning and delay beside the others."""

    code: str
    name: str
    aliases: str = ""
    weight: float = 1.0
    lean: float = 0.0
    delay: float = 1.0
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of the report and the records its remarks come from."""

    heading: str  # as in ``headings.csv``, like section, title and shows
    section: int
    title: str
    source: str  # the records: ``audit-good``, ``moderation-lowered``, ``reflection-done_well`` …
    rate: float  # remarks for each such record of the month
    low: int = 0  # at least so many in a month that has such records
    lead: str = ""  # a theme of which every such record has a remark; empty if none
    shows: str = ""


@dataclass(frozen=True)
class Council:
    """All that makes one made-up council."""

    name: str
    prefix: str
    title: str
    author: str
    contact: str
    areas: tuple[Area, ...]
    cohorts: tuple[dict[str, str], ...]
    judgements: tuple[dict[str, str], ...]
    headings: tuple[Heading, ...]
    themes: tuple[dict[str, str], ...]
    prose: dict[str, dict[str, list[str]]]
    actions: tuple[dict[str, str], ...]
    particulars: tuple[str, ...]
    usual_teams: tuple[str, ...]

    @cached_property
    def cohort_codes(self) -> list[str]:
        """Codes of the cohorts in order."""
        return [cohort["cohort"] for cohort in self.cohorts]

    def with_areas(self, wanted: int | Sequence[str]) -> Council:
        """The same council with other areas: so many (its own first, then numbered districts), or by name.

        Raises
        ------
        UsageError
            Fewer than one, or names whose codes are the same.
        """
        if isinstance(wanted, int):
            own = list(self.areas[:wanted])
            more = [f"District {number}" for number in range(len(own) + 1, wanted + 1)]
        else:
            own, more = [], [name.strip() for name in wanted]
        known = {slug(area.name): area for area in self.areas}
        for name in more:
            teams = tuple(pattern.format(area=name) for pattern in self.usual_teams)
            own.append(known.get(slug(name)) or Area(slug(name), name, teams=teams))
        areas = tuple(own)
        if not areas or len({area.code for area in areas}) < len(areas) or not all(area.code for area in areas):
            raise UsageError("Name at least one area, and give each a name of its own.")
        return replace(self, areas=areas)

    def written_forms(self, listed: str) -> list[list[str]]:
        """For each entry of a list, the ways to write it: its code, its name, its aliases."""
        code, name = {"areas": ("code", "name"), "cohorts": ("cohort", "name")}.get(listed, ("judgement", "judgement"))
        return [
            [slug(row[code]), row[name], *filter(None, row.get("aliases", "").split(";"))]
            for row in self._lists[listed]
        ]

    @cached_property
    def _lists(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each list of ``data/reference``."""
        return {
            "areas": [{"code": area.code, "name": area.name, "aliases": area.aliases} for area in self.areas],
            "teams": [
                {"team": team, "area": area.name, "quadrant": _quadrant(team, area)}
                for area in self.areas
                for team in area.teams
            ],
            "cohorts": list(self.cohorts),
            "judgements": list(self.judgements),
            "headings": [vars(heading) for heading in self.headings],
            "themes": list(self.themes),
        }

    def reference_files(self) -> dict[str, str]:
        """The text of each list of ``data/reference``, by file name."""
        columns = LISTS | {"headings": (*LISTS["headings"], *OPTIONAL["headings"])}
        return {
            f"{name}.csv": pd.DataFrame(rows, columns=columns[name]).to_csv(index=False, lineterminator="\n")
            for name, rows in self._lists.items()
        }


def _quadrant(team: str, area: Area) -> str:
    """The part of the council a team works in: the area, or what stands before the team's kind."""
    return area.name if team.startswith(area.name) else team.rsplit(" ", 1)[0]


def list_councils() -> list[str]:
    """The names of the councils that ship."""
    folder = resources.files(__package__) / "councils"
    return sorted(entry.name.removesuffix(".yml") for entry in folder.iterdir() if entry.name.endswith(".yml"))


def load_council(name: str) -> Council:
    """Read one of the councils that ship; raises UsageError if there is none of that name."""
    if name not in list_councils():
        raise UsageError(f"There is no sample council '{name}'. Known: {', '.join(list_councils())}.")
    package = resources.files(__package__)
    data = yaml.safe_load((package / "councils" / f"{name}.yml").read_text(encoding="utf-8"))
    prose = yaml.safe_load((package / "prose" / f"{name}.yml").read_text(encoding="utf-8"))
    usual = tuple(data["teams"]["any"])
    areas = []
    for row in data["areas"]:
        patterns = data["teams"].get(row["code"], usual)
        areas.append(Area(**row, teams=tuple(pattern.format(area=row["name"]) for pattern in patterns)))
    headings = [Heading(source=row.pop("from"), **row) for row in data["headings"]]
    lists: dict[str, Any] = {
        key: tuple(data[key]) for key in ("cohorts", "judgements", "themes", "actions", "particulars")
    }
    texts = {key: data[key] for key in ("prefix", "title", "author", "contact")}
    return Council(name, **texts, areas=tuple(areas), headings=tuple(headings), prose=prose, usual_teams=usual, **lists)
