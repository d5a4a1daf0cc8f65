"""The code lists of ``data/reference``: areas, teams, cohorts, judgements, headings, themes.

A value may be written as its code, name or alias, in any case, with spaces or hyphens.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from auditlib.characters import marks_in, visible
from auditlib.errors import ConfigError, Problem, did_you_mean, safe_value
from auditlib.paths import Project
from auditlib.periods import is_month
from auditlib.schema import JUDGEMENTS, RETURNS

#: Columns of each list, in order; the first is what is written in the returns as a code.
LISTS: dict[str, tuple[str, ...]] = {
    "areas": ("code", "name", "aliases"),
    "teams": ("team", "area", "quadrant"),
    "cohorts": ("cohort", "name", "aliases"),
    "judgements": ("judgement", "rank", "aliases"),
    "headings": ("heading", "section", "title"),
    "themes": ("theme", "name"),
}
#: Lists whose entries may hold for some months only, and the columns that say so; they need not be there.
DATED = ("areas", "teams", "cohorts")
_VALIDITY = ("valid_from", "valid_to")
#: What a heading's remarks may show. Without the column it follows from the section: see :func:`_shows`.
SHOWS = (STRENGTH, NEED) = ("strength", "need")
#: Columns that a list may have after its own.
OPTIONAL: dict[str, tuple[str, ...]] = {**dict.fromkeys(DATED, _VALIDITY), "headings": ("shows",)}
#: The sections on cases that are still Inadequate and on what to take forward.
_SECTIONS_OF_NEEDS = ("5", "10")
#: A council's own headers: which column of which return each stands for. The file need not be there.
COLUMN_MAP = "columns"
_COLUMN_MAP_HEADER = ("return", "column", "header")
#: Sections of the report in which headings may appear.
HEADING_SECTIONS = range(5, 11)
_SPACES = re.compile(r"[\s\-_]+")
#: Codes that stand in ids of facts as the list has them. Dots and spaces would not be told from the id's own.
_CODE = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
#: The lists whose codes are names or words of the field: these stand in lower case with hyphens.
_OF_WORDS = ("team", "judgement")


def folded(text: str) -> str:
    """`text` as compared with others: lower case, with one space for any spaces, hyphens or underscores.

    Unicode dashes and no-break spaces count as hyphens and spaces: spreadsheets put them in unasked. Characters that
    cannot be seen count for nothing, and an accent is the same whichever way it is written.
    """
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", visible(text).replace("\u00a0", " "))
    return _SPACES.sub(" ", plain).strip().casefold()


def slug(text: str) -> str:
    """`text` as part of an id: ``Requires Improvement`` is ``requires-improvement``, ``Ynys Môn`` ``ynys-mon``."""
    plain = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", folded(text)))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a code list: the name to print, the fields of its row, and the months in which it holds.

    `spellings` are those that a return may use, as :func:`folded`. An empty `valid_from` or `valid_to` is no limit.
    """

    code: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""

    @property
    def shows(self) -> str:
        """What remarks under a heading show: ``strength``, ``need`` or, empty, neither in particular."""
        return self.fields.get("shows", "")

    def holds_in(self, month: str) -> bool:
        """Whether it holds in a month."""
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)

    def overlaps(self, other: Entry) -> bool:
        """Whether there is a month in which both hold."""
        ends_before = self.valid_to and self.valid_to < other.valid_from
        begins_after = other.valid_to and other.valid_to < self.valid_from
        return not (ends_before or begins_after)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list, in the order of its file."""

    name: str
    entries: dict[str, Entry]  # the entry of each code; of one that changed, the latest
    written: dict[str, str]  # the code that each spelling stands for
    #: Every row: a code has several where its name or area changed from one month to the next.
    variants: tuple[Entry, ...] = ()
    hidden: frozenset[str] = frozenset()  # codes that do not hold in the months that are shown

    @property
    def codes(self) -> list[str]:
        """The codes in order."""
        return [code for code in self.entries if code not in self.hidden]

    @property
    def is_dated(self) -> bool:
        """Whether an entry holds for some months only."""
        return any(entry.valid_from or entry.valid_to for entry in self.variants)

    def at(self, month: str) -> CodeList:
        """The list as it holds in one month."""
        if not self.is_dated:
            return self
        holding = [entry for entry in self.variants if entry.holds_in(month)]
        written = {spelling: entry.code for entry in holding for spelling in entry.spellings}
        return CodeList(self.name, {entry.code: entry for entry in holding}, written, tuple(holding))

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
    """All code lists of a project, and the headers that the council uses in its returns (by return)."""

    areas: CodeList
    teams: CodeList
    cohorts: CodeList
    judgements: CodeList
    headings: CodeList
    themes: CodeList
    own_headers: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> CodeList:
        return getattr(self, name)

    def at(self, month: str) -> CodeLists:
        """The lists as they hold in one month."""
        dated: dict[str, Any] = {name: self[name].at(month) for name in DATED}
        return replace(self, **dated)

    def showing(self, months: Iterable[str], also: Iterable[str] = ()) -> CodeLists:
        """The lists with the areas that hold in some of `months`, or are among `also`; names of others stay known."""
        months, also = list(months), set(also)
        holding = {entry.code for entry in self.areas.variants for month in months if entry.holds_in(month)}
        hidden = frozenset(code for code in self.areas.entries if code not in holding | also)
        return self if not self.areas.variants else replace(self, areas=replace(self.areas, hidden=hidden))

    def headings_of(self, section: int) -> list[Entry]:
        """The headings that stand in a section of the report, in the order of the file."""
        return [entry for entry in self.headings.entries.values() if entry.fields["section"] == str(section)]


#: Makes the error of a row, which says where the row is.
_Refuse = Callable[..., ConfigError]


def _rows(project: Project, path: Path, columns: tuple[str, ...]) -> list[tuple[dict[str, str], _Refuse]]:
    """The rows of one list as dictionaries; raises ConfigError if it is missing or not shaped as it should be."""
    shown = project.show(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        raise ConfigError("the list is missing.", f"Add it with the columns {', '.join(columns)}.", shown) from None
    except UnicodeDecodeError:
        raise ConfigError("the list is not UTF-8.", "Save it as 'CSV UTF-8'.", shown) from None
    header = tuple(slug(cell) for cell in rows[0]) if rows else ()
    while header and header[-1] == "":
        header = header[:-1]
    if header[: len(columns)] == columns:
        more = header[len(columns) :]
        if set(more) <= {slug(name) for name in OPTIONAL.get(path.stem, ())} and len(set(more)) == len(more):
            header = columns = (*columns, *(name.replace("-", "_") for name in more))
    if header != columns:
        raise ConfigError("the header row is not as it should be.", f"It must read {','.join(columns)}.", shown, row=1)
    found: list[tuple[dict[str, str], _Refuse]] = []
    for number, row in enumerate(rows[1:], start=2):
        cells, refuse = [visible(cell).strip() for cell in row], partial(ConfigError, file=shown, row=number)
        if not any(cells):
            continue
        if len(cells) < len(columns) or any(cells[len(columns) :]):
            do = "Put a value that has a comma in it in double quotes."
            raise refuse(f"the row has {len(cells)} values, not {len(columns)}.", do)
        found.append((dict(zip(columns, cells, strict=False)), refuse))
    if not found:
        raise ConfigError("the list is empty.", "Add at least one row.", shown)
    return found


def _code_list(project: Project, name: str) -> CodeList:
    columns = LISTS[name]
    variants: list[Entry] = []
    for row, refuse in _rows(project, project.reference / f"{name}.csv", columns):
        entry = _entry(row, columns[0], refuse)
        for other in filter(entry.overlaps, variants):
            if entry.code == other.code:
                do = "Remove one row, or say when each holds (valid_from, valid_to)."
                raise refuse("the code is listed twice.", do, column=columns[0])
            if both := set(entry.spellings).intersection(other.spellings):
                do = "Write each code, name and alias once, or say when each holds (valid_from, valid_to)."
                raise refuse(f"'{min(both)}' stands for two entries.", do)
        variants.append(entry)
    written = {spelling: entry.code for entry in variants for spelling in entry.spellings}
    return CodeList(name, {entry.code: entry for entry in variants}, written, tuple(variants))


def _code(written: str) -> str:
    """A code as ids have it: as the list writes it, unless it has signs that an id cannot hold."""
    plain = visible(written)
    return plain if _CODE.fullmatch(plain) else slug(written)


def _entry(row: dict[str, str], key: str, refuse: _Refuse) -> Entry:
    """One row of a list as an entry; raises ConfigError if its code or a month is not as it should be."""
    raw_code = row[key]
    code = _code(raw_code) if key not in _OF_WORDS else slug(raw_code)
    if not code:
        raise refuse("the code is blank.", "Give every row a code.", column=key)
    first, last = (row.get(column, "") for column in _VALIDITY)
    for column, month in zip(_VALIDITY, (first, last), strict=True):
        if month and not is_month(month):
            raise refuse(f"{safe_value(month)} is not a month.", "Write it as 2020-02.", column=column)
    if last and last < first:
        raise refuse("it ends before it begins.", "Correct it.", column="valid_to")
    spellings = (raw_code, row.get("name", ""), *row.get("aliases", "").split(";"))
    folded_spellings = dict.fromkeys(spelling for spelling in map(folded, spellings) if spelling)
    if key == "heading":
        row = row | {"shows": _shows(row)}
    label = row.get("name") or row.get("title") or raw_code
    if marks := marks_in(label):
        what = f"a name that is printed holds {' '.join(marks)}, which documents and spreadsheets take for a mark."
        column = next((column for column in ("name", "title") if row.get(column)), key)
        raise refuse(what, "Write it in letters and words.", column=column)
    return Entry(code, label, row, tuple(folded_spellings), first, last)


def _shows(row: dict[str, str]) -> str:
    """What a heading's remarks show; where the list does not say it, sections 5 and 10 show needs."""
    if "shows" in row:
        return folded(row["shows"])
    return NEED if row["section"] in _SECTIONS_OF_NEEDS else ""


def _check(project: Project, lists: CodeLists) -> None:
    """Whether the lists fit each other; raises ConfigError with every fault found."""
    faults = []

    def fault(name: str, column: str, what: str, do: str) -> None:
        faults.append(Problem(what, do, f"data/reference/{name}.csv", column=column))

    for entry in lists.teams.variants:
        if lists.areas.code_of(entry.fields["area"]) is None:
            fault("teams", "area", f"team '{entry.name}' is in an area that areas.csv does not list.", "Add the area.")
    for entry in lists.headings.entries.values():
        section = entry.fields["section"]
        if not (section.isascii() and section.isdigit()) or int(section) not in HEADING_SECTIONS:
            what = f"'{section}' is not a section from 5 to 10."
            fault("headings", "section", what, "Write one number from 5 to 10.")
        if entry.shows not in ("", *SHOWS):
            what = f"{safe_value(entry.shows)} is nothing that remarks show."
            fault("headings", "shows", what, f"Write {' or '.join(SHOWS)}, or leave it blank.")
    ranks = {}
    for code, entry in lists.judgements.entries.items():
        rank = entry.fields["rank"]
        if not (rank.isascii() and rank.isdigit()):
            fault("judgements", "rank", f"'{rank}' is not a whole number.", "Rank from 1, the best.")
        else:
            ranks[code] = int(rank)
    if not faults and sorted(ranks, key=ranks.__getitem__) != list(JUDGEMENTS):
        what = "the list must rank Outstanding, Good, Requires Improvement and Inadequate, best first."
        fault("judgements", "judgement", what, "Put other wordings in the column aliases.")
    if faults:
        raise ConfigError(faults)


def load_code_lists(project: Project) -> CodeLists:
    """Read and check all code lists; raises ConfigError if one is missing, misshapen or does not fit the others."""
    lists = CodeLists(**{name: _code_list(project, name) for name in LISTS}, own_headers=_own_headers(project))
    _check(project, lists)
    return lists


def reference_files(project: Project) -> list[Path]:
    """Every file of ``data/reference`` on which reading depends, whether or not it is there."""
    return [project.reference / f"{name}.csv" for name in (*LISTS, COLUMN_MAP)]


def _own_headers(project: Project) -> dict[str, tuple[tuple[str, str], ...]]:
    """The council's own headers by return, as pairs of header and column; none where it has no map."""
    path = project.reference / f"{COLUMN_MAP}.csv"
    if not path.is_file():
        return {}
    found: dict[str, dict[str, str]] = {}
    for row, refuse in _rows(project, path, _COLUMN_MAP_HEADER):
        known = next((entry for name, entry in RETURNS.items() if folded(name) == folded(row["return"])), None)
        if known is None:
            do = did_you_mean(row["return"], RETURNS, f"The returns are {', '.join(RETURNS)}.")
            raise refuse("there is no such return.", do, column="return")
        column = next((name for name in known.column_names if folded(name) == folded(row["column"])), None)
        if column is None:
            do = did_you_mean(row["column"], known.column_names, f"Its columns are {', '.join(known.column_names)}.")
            raise refuse(f"{known.name} has no such column.", do, column="column")
        if not row["header"]:
            raise refuse("the header is blank.", "Write it as in the return.", column="header")
        headers = found.setdefault(known.name, {})
        if headers.setdefault(folded(row["header"]), column) != column:
            raise refuse("the header stands for two columns.", "Keep one of the rows.", column="header")
    return {name: tuple(headers.items()) for name, headers in found.items()}
