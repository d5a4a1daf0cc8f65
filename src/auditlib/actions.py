"""The register of actions promised, ``content/actions.csv``: what is new, open, overdue and done on a cut-off."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from auditlib.characters import visible
from auditlib.disclosure import identifies
from auditlib.errors import ConfigError, Problem, did_you_mean, safe_value
from auditlib.facts import Fact, Facts
from auditlib.ingest.cells import Bad, read_date
from auditlib.paths import Project
from auditlib.periods import day_name, is_month
from auditlib.reference import CodeLists, folded
from auditlib.settings import Edition

COLUMNS = (*("action_ref", "edition", "heading", "action", "owner_role", "due_on", "status", "closed_on", "outcome"),)
STATUSES = ("open", "done", "dropped")
_MAY_BE_BLANK = frozenset(("due_on", "closed_on", "outcome"))
_CELL = "notebooks/practice_themes.ipynb#actions"
#: One of these, or a word in capitals as IRO, is in the title of nearly every post or body, and in no person's name.
_ROLE_WORD = re.compile(
    r"\b(?:all|each|every|[A-Z]{2,}s?|(?i:administrat\w*|advis[eo]rs?|advocates?|allocated|analysts?|assistants?|"
    r"assurance|audit(?:s|ors?)?|boards?|business|care|case|chairs?|chief|children'?s?|commission\w*|committees?|consultants?|"
    r"coordinators?|court|data|deput\w+|designated|development|directors?|educators?|executives?|family|groups?|heads?|"
    r"health|independent|inspect\w+|leads?|leaders?|leadership|learning|managers?|management|members?|nurses?|officers?|"
    r"panels?|partners?|partnership|performance|practice|practitioners?|principal|professionals?|quality|review\w*|"
    r"safeguarding|secretary|senior|services?|social|staff|standards?|supervis\w+|teachers?|teams?|trainers?|training|"
    r"units?|workers?|workforce|youth))\b"
)


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the register."""

    edition: str  # the edition that promised it
    heading: str  # code of the heading it answers
    action: str  # what is done
    owner_role: str  # by which role
    due_on: date | None  # when it should be done, where that is said
    status: str  # how it stands now: one of :data:`STATUSES`
    closed_on: date | None  # when it was done or dropped, where that is said
    outcome: str  # what came of it

    def status_on(self, day: date) -> str:
        """How it stood on a day: ``open`` until it was closed."""
        if self.status == "open" or (self.closed_on is not None and self.closed_on > day):
            return "open"
        return self.status


@dataclass(frozen=True, slots=True)
class Register:
    """The actions of an edition and of those before it, as they stood on its cut-off."""

    edition: Edition
    actions: tuple[Action, ...]  # in the order of the file

    @property
    def new(self) -> list[Action]:
        """Those that the edition promises."""
        return [action for action in self.actions if action.edition == self.edition.edition]

    @property
    def open(self) -> list[Action]:
        """Those that are neither done nor dropped; overdue ones first, then by the day on which they are due."""
        found = [action for action in self.actions if action.status_on(self.edition.cut_off) == "open"]
        return sorted(found, key=lambda one: (not self.is_overdue(one), one.due_on or date.max, one.edition))

    @property
    def overdue(self) -> list[Action]:
        """Those that are open and should be done."""
        return [action for action in self.open if self.is_overdue(action)]

    def closed(self, status: str) -> list[Action]:
        """Those that are ``done`` or ``dropped``, the latest first."""
        found = [action for action in self.actions if action.status_on(self.edition.cut_off) == status]
        return sorted(found, key=lambda action: action.closed_on or date.max, reverse=True)

    def is_overdue(self, action: Action) -> bool:
        """Whether an action is open and should be done."""
        day = self.edition.cut_off
        return action.status_on(day) == "open" and action.due_on is not None and action.due_on <= day


def read_register(project: Project, edition: Edition, lists: CodeLists) -> Register | None:
    """The register as it stood on an edition's cut-off; None if the project has none.

    Raises
    ------
    ConfigError
        The file has faults; all of them are listed with their rows and columns.
    """
    path = project.register
    if not path.is_file():
        return None
    shown = project.show(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        what = "the register is not a CSV file in UTF-8."
        raise ConfigError(what, "Save it as 'CSV UTF-8'.", shown) from None
    header = tuple(folded(cell).replace(" ", "_") for cell in rows[0]) if rows else ()
    if header != COLUMNS:
        do = f"It must read {','.join(COLUMNS)}."
        raise ConfigError("the header row is not as it should be.", do, shown, row=1)
    reader = _Reader(shown, lists)
    actions = [reader.action(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(cells)]
    if reader.faults:
        raise ConfigError(reader.faults)
    known = [action for action in actions if action is not None and action.edition <= edition.edition]
    return Register(edition, tuple(known))


class _Reader:
    """Takes actions out of rows and collects every fault."""

    def __init__(self, shown: str, lists: CodeLists) -> None:
        self.shown, self.lists = shown, lists
        self.faults: list[Problem] = []
        self.seen: dict[str, int] = {}
        self.row = 0

    def fault(self, column: str, what: str, do: str) -> None:
        self.faults.append(Problem(what, do, self.shown, row=self.row, column=column))

    def action(self, row: int, cells: list[str]) -> Action | None:
        """The action of a row; None if it has faults."""
        self.row, before = row, len(self.faults)
        if len(cells) != len(COLUMNS):
            self.fault("", f"the row has {len(cells)} cells, not {len(COLUMNS)}.", "Put texts in double quotes.")
            return None
        values = {name: " ".join(visible(cell).split()) for name, cell in zip(COLUMNS, cells, strict=True)}
        for name in COLUMNS:
            if not values[name] and name not in _MAY_BE_BLANK:
                self.fault(name, "the cell is blank.", "Fill it in.")
        if len(self.faults) > before:
            return None
        first = self.seen.setdefault(folded(values["action_ref"]), self.row)
        if first != self.row:
            self.fault("action_ref", f"row {first} has the same reference.", "Give each action its own.")
        self._texts(values)
        made = self._made(values)
        return made if len(self.faults) == before else None

    def _made(self, values: Mapping[str, str]) -> Action:
        due, closed = self._day("due_on", values), self._day("closed_on", values)
        status, heading = folded(values["status"]), self.lists.headings.code_of(values["heading"])
        if status not in STATUSES:
            do = f"Write one of {', '.join(STATUSES)}."
            self.fault("status", f"{safe_value(values['status'])} is not a status.", do)
        elif status == "open" and closed:
            self.fault("closed_on", "an open action has a day on which it was closed.", "Correct one of the two.")
        if not is_month(values["edition"]):
            self.fault("edition", f"{safe_value(values['edition'])} is not an edition.", "Write it as 2020-02.")
        if heading is None:
            otherwise = "Write a heading of data/reference/headings.csv."
            do = did_you_mean(values["heading"], self.lists.headings.codes, otherwise)
            self.fault("heading", f"{safe_value(values['heading'])} is not a heading.", do)
        texts = {name: values[name] for name in ("edition", "action", "owner_role", "outcome")}
        return Action(**texts, heading=heading or "", due_on=due, status=status, closed_on=closed)

    def _texts(self, values: Mapping[str, str]) -> None:
        """Texts are published, so nothing in them may point at anybody; owners are roles."""
        for name in ("action", "owner_role", "outcome"):
            if identifies(values[name]):
                what = "the text has an e-mail address, a number of a person, a postcode or a date of birth."
                self.fault(name, what, "Take it out: the register is published.")
        if not _ROLE_WORD.search(values["owner_role"]):
            do = "Write a role, such as Service Manager; never a name."
            self.fault("owner_role", "this does not read as a role.", do)

    def _day(self, column: str, values: Mapping[str, str]) -> date | None:
        if not values[column]:
            return None
        day = read_date(values[column])
        if isinstance(day, Bad):
            self.fault(column, day.in_words(), "Write it as 2020-03-31.")
            return None
        return day


def action_facts(register: Register) -> Facts:
    """How many actions are new, open, overdue and done: ``actions.open.2020-02``."""
    edition, on = register.edition.edition, day_name(register.edition.cut_off)
    counted = {
        "new": (register.new, f"Actions that the edition {edition} promises."),
        "open": (register.open, f"Actions of this and earlier editions that were neither done nor dropped on {on}."),
        "overdue": (register.overdue, f"Actions that were open on {on} and due on that day or before."),
        "done": (register.closed("done"), f"Actions of this and earlier editions that were done by {on}."),
    }
    source = {"return": "actions", "rows": len(register.actions), "sha256": _fingerprint(register.actions)}
    return Facts(
        Fact.counted(f"actions.{name}.{edition}", len(found), definition, source, _CELL)
        for name, (found, definition) in counted.items()
    )


def _fingerprint(actions: Iterable[Action]) -> str:
    rows = [[getattr(action, name) for name in COLUMNS if name != "action_ref"] for action in actions]
    lines = ["\x1f".join("" if value is None else str(value) for value in row) for row in rows]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def with_actions(facts: Facts, register: Register | None) -> Facts:
    """Facts together with those of the register, if there is one."""
    return facts if register is None else Facts([*facts.values(), *action_facts(register).values()])
