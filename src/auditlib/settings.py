"""Editions, ``editions/<edition>.yml``: all that changes from one report to the next."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from auditlib.characters import marks_in
from auditlib.errors import ConfigError, Problem, UsageError, did_you_mean
from auditlib.paths import Project
from auditlib.periods import first_day, is_month, months_from, period_name
from auditlib.schema import RETURNS, USUALLY_EXPECTED
from auditlib.yamlfile import read_yaml

#: Who an edition is for: the council's own staff, or anybody.
PROFILES = ("internal", "public")
#: How the name of the public form of an edition ends: ``2020-02-public``.
PUBLIC = "-public"
#: What an edition can be published as.
FORMATS = ("html", "docx", "pdf", "xlsx", "csv")
_OPTIONAL = ("expects", "published_on", "next_edition", "profile", "formats", "returns_target")
_KEYS = ("edition", "title", "months", "programme_start", "cut_off", "author", "contact", *_OPTIONAL)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the report.

    Parameters
    ----------
    edition
        Its name: its last month.
    title, author, contact
        Printed in the report.
    months
        The months reported in full, in order.
    programme_start
        First month of the audit programme.
    cut_off
        The last day on which a return counts.
    expects
        The returns that each month must have, for months where the file names them.
    published_on, next_edition
        The days on which this edition and the next are published; None where they are not known.
    profile
        One of :data:`PROFILES`: what is built of it unless another is asked for.
    formats
        What it is published as, of :data:`FORMATS`.
    returns_target
        Per cent of allocated audits that should come back; None where there is no target.
    is_public
        Whether this is the form of it in which small numbers are hidden.
    """

    edition: str
    title: str
    months: tuple[str, ...]
    programme_start: str
    cut_off: date
    expects: dict[str, tuple[str, ...]]
    author: str
    contact: str
    published_on: date | None = None
    next_edition: date | None = None
    profile: str = PROFILES[0]
    formats: tuple[str, ...] = FORMATS[:1]
    returns_target: float | None = None
    is_public: bool = False

    @property
    def name(self) -> str:
        """Its name where its public form is another than the one for staff: of folders and in commands."""
        return self.edition + PUBLIC if self.is_public else self.edition

    @property
    def programme_months(self) -> list[str]:
        """Every month from the start of the programme to the edition's last."""
        return months_from(self.programme_start, self.months[-1])

    @property
    def period(self) -> str:
        """The edition's months in words: ``January and February 2020``."""
        return period_name(list(self.months))

    def expected(self, month: str) -> tuple[str, ...]:
        """The returns that a month must have."""
        return self.expects.get(month, USUALLY_EXPECTED)


def list_editions(project: Project) -> list[str]:
    """The names of all editions, in order."""
    return sorted(path.stem for path in project.editions.glob("*.yml") if is_month(path.stem))


def list_archived(project: Project) -> list[str]:
    """The names of all editions whose published figures are archived, in order."""
    names = (path.name.removesuffix(".json.gz") for path in project.archive.glob("*.json.gz"))
    return sorted(name for name in names if is_month(name))


_Value = TypeVar("_Value")
_AS_MONTH = ("is not a month.", "Write it as 2020-02.")
_AS_DAY = ("is not a date.", "Write it as 2020-03-13.")


class _Reader:
    """Takes checked values out of an edition file and collects every fault; where there is one, values are no good."""

    def __init__(self, shown: str, data: dict[str, Any], lines: dict[str, int]) -> None:
        self.shown, self.data, self.lines = shown, data, lines
        self.faults: list[Problem] = []
        for key in data:
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS, f"The keys are {', '.join(_KEYS)}.")
                self.fault(key, "there is no such key.", hint)
        for key in _KEYS:
            if key not in data and key not in _OPTIONAL:
                self.fault(key, "the key is missing.", "Add it.")

    def fault(self, key: str, what: str, do: str) -> None:
        self.faults.append(Problem(what, do, self.shown, row=self.lines.get(key), column=key))

    def text(self, key: str) -> str:
        value = self.data.get(key, "")
        if key in self.data and (not isinstance(value, str) or not value.strip()):
            self.fault(key, "must be one line of text.", "Write it after the colon.")
            return ""
        return str(value).strip()

    def printed(self, key: str) -> str:
        value = self.text(key)
        if marks := marks_in(value):
            what = f"the text holds {' '.join(marks)}, which documents and spreadsheets take for a mark."
            self.fault(key, what, "Write it in letters and words.")
        return value

    def one(self, key: str, read: Callable[[str], _Value], what: str, do: str) -> _Value | None:
        """What `read` makes of a text; None where there is none, or where it raises ValueError."""
        value = self.text(key)
        try:
            return read(value) if value else None
        except ValueError:
            self.fault(key, f"'{value}' {what}", do)
            return None

    def months(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            self.fault(key, "must be a list of months.", "Write it as [2020-01, 2020-02].")
        elif wrong := [month for month in value if not is_month(month)]:
            self.fault(key, f"'{wrong[0]}' is not a month.", "Write months as 2020-02.")
        elif value != months_from(value[0], value[-1]):
            self.fault(key, "the months must follow one another, earliest first.", "Put them in order, with no gap.")
        return tuple(value)

    def some_of(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        value = self.data.get(key, [known[0]])
        if not isinstance(value, list) or not value:
            self.fault(key, f"must be a list of {', '.join(known)}.", f"Write it as [{known[0]}].")
            return ()
        for one in value:
            if one not in known:
                self.fault(key, f"'{one}' is not one of {', '.join(known)}.", "Write some of them.")
        return tuple(dict.fromkeys(value))

    def expects(self, key: str) -> dict[str, tuple[str, ...]]:
        value = self.data.get(key) or {}
        if not isinstance(value, dict):
            self.fault(key, "must name months and their returns.", "Write '2020-01: [audits, comments]' below it.")
            return {}
        found = {}
        for month, names in value.items():
            place = f"{key}.{month}"
            if not is_month(month):
                self.fault(place, f"'{month}' is not a month.", "Write it as 2020-02.")
            elif not isinstance(names, list):
                self.fault(place, "must be a list of returns.", "Write it as [audits, comments].")
            else:
                for name in names:
                    if name not in RETURNS:
                        hint = did_you_mean(str(name), RETURNS, f"The returns are {', '.join(RETURNS)}.")
                        self.fault(place, f"'{name}' is not a return.", hint)
                found[month] = tuple(names)
        return found


def _month(text: str) -> str:
    if not is_month(text):
        raise ValueError
    return text


def _profile(text: str) -> str:
    return PROFILES[PROFILES.index(text)]


def _per_cent(text: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text) or not 1 <= float(text) <= 100:
        raise ValueError
    return float(text)


def load_edition(project: Project, name: str) -> Edition:
    """Read and check the edition named after its last month. Its public form is called ``2020-02-public``.

    Raises
    ------
    UsageError
        There is no such edition.
    ConfigError
        Its file has faults; all of them are listed, with their lines.
    """
    is_public, name = name.endswith(PUBLIC), name.removesuffix(PUBLIC)
    path = project.editions / f"{name}.yml"
    if not is_month(name) or not path.is_file():
        known = list_editions(project)
        near = difflib.get_close_matches(name, known, n=1)
        alike = [one.name for one in sorted(project.editions.glob(f"{name}*")) if one.is_file() and is_month(name)]
        do = f"There is editions/{alike[0]}, which is not read: call it {name}.yml. " if alike else ""
        do += f"Did you mean {near[0]}? " if near and not alike else ""
        do += f"Known: {', '.join(known)}. " if known else ""
        new = name if is_month(name) else "2020-03"
        raise UsageError(f"there is no edition '{name}'.", f"{do}Start a new one: auditlib new {new}")
    data, lines = read_yaml(project, path)
    reader = _Reader(project.show(path), data, lines)
    no_profile, in_per_cent = f"is not one of {', '.join(PROFILES)}.", "is not a percentage from 1 to 100."
    edition = Edition(
        edition=reader.one("edition", _month, *_AS_MONTH) or "",
        title=reader.printed("title"),
        months=reader.months("months"),
        programme_start=reader.one("programme_start", _month, *_AS_MONTH) or "",
        cut_off=reader.one("cut_off", date.fromisoformat, *_AS_DAY) or date.min,
        expects=reader.expects("expects"),
        author=reader.printed("author"),
        contact=reader.printed("contact"),
        published_on=reader.one("published_on", date.fromisoformat, *_AS_DAY),
        next_edition=reader.one("next_edition", date.fromisoformat, *_AS_DAY),
        profile=reader.one("profile", _profile, no_profile, "Write one of them.") or PROFILES[0],
        formats=reader.some_of("formats", FORMATS),
        returns_target=reader.one("returns_target", _per_cent, in_per_cent, "Write it as 80, without a sign."),
        is_public=is_public,
    )
    if not reader.faults:
        _check_together(reader, edition, name)
    if reader.faults:
        raise ConfigError(reader.faults)
    return edition


def _check_together(reader: _Reader, edition: Edition, name: str) -> None:
    """What no edition can mean, however well each value is written."""
    last_month = period_name([edition.months[-1]])
    if edition.edition != name:
        reader.fault("edition", f"the file is called {name}.yml.", "Give the file and the key the same month.")
    if edition.months[-1] != edition.edition:
        reader.fault("months", "an edition is named after its last month.", f"End the list with {edition.edition}.")
    if edition.programme_start > edition.months[0]:
        reader.fault("programme_start", "the programme starts after the edition's first month.", "Correct it.")
    if edition.cut_off < first_day(edition.months[-1]):
        reader.fault(
            "cut_off", f"the cut-off is before the edition's last month, {last_month}, has begun.", "Correct it."
        )
    if edition.published_on and edition.published_on < edition.cut_off:
        reader.fault("published_on", "the edition is published before its cut-off.", "Correct one of the two.")
    if edition.next_edition and edition.next_edition <= (edition.published_on or edition.cut_off):
        reader.fault("next_edition", "the next edition is not after this one.", "Correct it.")
    for month in edition.expects:
        if month not in edition.programme_months:
            reader.fault(f"expects.{month}", "is not a month of the programme.", "Correct or remove it.")
