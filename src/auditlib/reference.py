"""The code lists of ``data/reference``: areas, teams, cohorts, judgements, headings, themes.

Belongs here: reading and checking the lists, and finding the code that a written value stands for. Does
not belong here: the returns that use them. A value may be written as its code, name or alias, in any case,
with spaces or hyphens.
"""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.characters import visible
from auditlib.errors import ConfigError, Problem
from auditlib.paths import Project
from auditlib.schema import JUDGEMENTS

#: Columns of each list, in order; the first is what is written in the returns as a code.
LISTS: dict[str, tuple[str, ...]] = {
    "areas": ("code", "name", "aliases"),
    "teams": ("team", "area", "quadrant"),
    "cohorts": ("cohort", "name", "aliases"),
    "judgements": ("judgement", "rank", "aliases"),
    "headings": ("heading", "section", "title"),
    "themes": ("theme", "name"),
}
#: Sections of the report in which headings may appear.
HEADING_SECTIONS = range(5, 11)
_SPACES = re.compile(r"[\s\-_]+")


def folded(text: str) -> str:
    """`text` as compared with others: lower case, with one space for any spaces, hyphens or underscores.

    Unicode dashes and no-break spaces count as hyphens and spaces: spreadsheets put them in unasked. Characters that
    cannot be seen count for nothing, and an accent is the same whichever way it is written.
    """
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", visible(text).replace("\u00a0", " "))
    return _SPACES.sub(" ", plain).strip().casefold()


def slug(text: str) -> str:
    """`text` as part of an id: ``Requires Improvement`` is ``requires-improvement``."""
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a code list: its code, the name to print and the other fields of its row."""

    code: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list, in the order of its file."""

    name: str
    entries: dict[str, Entry]
    written: dict[str, str]

    @property
    def codes(self) -> list[str]:
        """The codes in order."""
        return list(self.entries)

    def name_of(self, code: str) -> str:
        """The name to print for a code."""
        return self.entries[code].name

    def code_of(self, value: str) -> str | None:
        """The code that `value` stands for, or None if it stands for none."""
        return self.written.get(folded(value))

    def nearest(self, value: str) -> str | None:
        """The listed name most like `value`, to suggest in a message; None if none is near."""
        near = difflib.get_close_matches(folded(value), list(self.written), n=1, cutoff=0.6)
        return self.name_of(self.written[near[0]]) if near else None


@dataclass(frozen=True, slots=True)
class CodeLists:
    """All code lists of a project."""

    areas: CodeList
    teams: CodeList
    cohorts: CodeList
    judgements: CodeList
    headings: CodeList
    themes: CodeList

    def __getitem__(self, name: str) -> CodeList:
        return getattr(self, name)

    def headings_of(self, section: int) -> list[Entry]:
        """The headings that stand in a section of the report, in the order of the file."""
        return [entry for entry in self.headings.entries.values() if entry.fields["section"] == str(section)]


def _rows(project: Project, path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of one list as dictionaries; raises ConfigError if it is missing or not shaped as it should be."""
    shown = project.show(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise ConfigError(
            Problem("the list is missing.", f"Add it with the columns {', '.join(columns)}.", shown)
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(Problem("the list is not UTF-8.", "Save it as 'CSV UTF-8'.", shown)) from None
    header = tuple(slug(cell) for cell in rows[0]) if rows else ()
    while header and header[-1] == "":
        header = header[:-1]
    if header != columns:
        raise ConfigError(
            Problem("the header row is not as it should be.", f"It must read {','.join(columns)}.", shown, row=1)
        )
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [visible(cell).strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) < len(columns) or any(cells[len(columns) :]):
            raise ConfigError(
                Problem(
                    f"the row has {len(cells)} values, not {len(columns)}.",
                    "Put a value that has a comma in it in double quotes.",
                    shown,
                    row=number,
                )
            )
        found.append(dict(zip(columns, cells, strict=False)) | {"": str(number)})
    if not found:
        raise ConfigError(Problem("the list is empty.", "Add at least one row.", shown))
    return found


def _code_list(project: Project, name: str) -> CodeList:
    columns = LISTS[name]
    path = project.reference / f"{name}.csv"
    shown = project.show(path)
    entries: dict[str, Entry] = {}
    written: dict[str, str] = {}
    for row in _rows(project, path, columns):
        number = int(row.pop(""))
        raw_code = row[columns[0]]
        code = slug(raw_code)
        if not code:
            raise ConfigError(Problem("the code is blank.", "Give every row a code.", shown, "", number, columns[0]))
        label = row.get("name") or row.get("title") or raw_code
        entries_row = Entry(code, label, row)
        aliases = [alias for alias in row.get("aliases", "").split(";") if alias.strip()]
        for value in (raw_code, row.get("name", ""), *aliases):
            key = folded(value)
            if key and written.setdefault(key, code) != code:
                raise ConfigError(
                    Problem(
                        f"'{value.strip()}' stands for two entries.",
                        "Write each code, name and alias once.",
                        shown,
                        row=number,
                    )
                )
        if code in entries:
            raise ConfigError(Problem("the code is listed twice.", "Remove one row.", shown, "", number, columns[0]))
        entries[code] = entries_row
    return CodeList(name, entries, written)


def _check(project: Project, lists: CodeLists) -> None:
    """Whether the lists fit each other; raises ConfigError with every fault found."""
    faults = []

    def fault(name: str, column: str, what: str, do: str) -> None:
        faults.append(Problem(what, do, f"data/reference/{name}.csv", column=column))

    for entry in lists.teams.entries.values():
        if lists.areas.code_of(entry.fields["area"]) is None:
            fault("teams", "area", f"team '{entry.name}' is in an area that areas.csv does not list.", "Add the area.")
    for entry in lists.headings.entries.values():
        section = entry.fields["section"]
        if not section.isdigit() or int(section) not in HEADING_SECTIONS:
            fault(
                "headings", "section", f"'{section}' is not a section from 5 to 10.", "Write one number from 5 to 10."
            )
    ranks = {}
    for code, entry in lists.judgements.entries.items():
        rank = entry.fields["rank"]
        if not rank.isdigit():
            fault("judgements", "rank", f"'{rank}' is not a whole number.", "Rank from 1, the best.")
        else:
            ranks[code] = int(rank)
    if not faults and sorted(ranks, key=ranks.__getitem__) != list(JUDGEMENTS):
        fault(
            "judgements",
            "judgement",
            "the list must rank Outstanding, Good, Requires Improvement and Inadequate, best first.",
            "Put other wordings in the column aliases.",
        )
    if faults:
        raise ConfigError(faults)


def load_code_lists(project: Project) -> CodeLists:
    """Read and check all code lists.

    Raises
    ------
    ConfigError
        A list is missing, misshapen or does not fit the others.
    """
    lists = CodeLists(**{name: _code_list(project, name) for name in LISTS})
    _check(project, lists)
    return lists
