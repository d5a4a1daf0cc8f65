"""What validation found, as plain data that goes to JSON and back without pandas or Great Expectations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from auditlib.atomic import write_whole
from auditlib.paths import Project


class Outcome(StrEnum):
    """What came of a rule. Only `PASSED` is a pass."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "could not run"
    NOTHING = "nothing to check"


#: The unit of rules about numbers of rows, or a table as a whole.
COMPARISONS = "comparisons"
#: The type of results that are faults of reading.
READING = "reading"
#: Places kept of one rule; more are counted and quarantined, but not listed one by one.
MOST_PLACES = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person would look: a row of a file, or a file.

    `detail` is what is wrong there where that is not the same for every place; `month` is the folder's.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    month: str = ""
    area: str = ""
    team: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What came of one rule on one return (empty for files that belong to none)."""

    # The first five as in the suite; for faults of reading, as in `ingest.faults`, with the type `READING`.
    code: str
    return_name: str
    description: str
    severity: str
    what_to_do: str
    type: str
    outcome: Outcome
    checked: int = 0  # of how many of `unit` it was asked
    failed: int = 0  # how many broke it
    unit: str = "rows"  # or `COMPARISONS`, or files
    follows: int = 0  # how many of `failed` fail only because a row of another return could not be read
    #: What is said when it is broken, with ``{failed}``, ``{checked}`` and ``{have}``; empty to quote the rule.
    found: str = ""
    rows: tuple[tuple[int, int], ...] = ()  # labels of the rows that broke it, as runs of (first, how many)
    places: tuple[Place, ...] = ()  # where they are, at most `MOST_PLACES`
    by_month: dict[str, int] = field(default_factory=dict)  # how many broke it, by the folder's month
    why: str = ""
    waived_by: str = ""  # who accepted that it fails; empty if nobody did
    waived_until: str = ""  # ISO date
    waived_for: str = ""  # why

    @property
    def stops(self) -> bool:
        """Whether the edition must not go on: a critical failure that is not accepted, or a rule that could not run."""
        return self.outcome is Outcome.NOT_RUN or (self.quarantines and not self.waived_by)

    @property
    def quarantines(self) -> bool:
        """Whether its rows are kept out of the figures."""
        return self.outcome is Outcome.FAILED and self.severity == "critical"

    @property
    def of_a_whole_file(self) -> bool:
        """Whether it is a fault of reading that leaves out a whole return, and not single rows of it.

        A file or sheet that is no return leaves nothing out: if it was meant to be one, that one is missing.
        """
        strays = self.code in ("REA-03", "REA-12")
        at_top = any(place.row in (None, 1) for place in self.places)
        return self.type == READING and not strays and (at_top or not self.rows)

    def row_ids(self) -> Iterator[int]:
        """Labels of the rows that broke it."""
        for first, count in self.rows:
            yield from range(first, first + count)


def runs(labels: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Whole numbers in ascending order as runs: 3, 4, 5, 9 become (3, 3), (9, 1)."""
    starts = [at for at, label in enumerate(labels) if not at or label != labels[at - 1] + 1]
    return tuple((labels[a], b - a) for a, b in pairwise([*starts, len(labels)]))


def to_json(result: SuiteResult | Validation) -> str:
    """As JSON, from which `from_json` of its class makes it again."""
    return json.dumps(result, default=plain, ensure_ascii=False) + "\n"


def plain(value: Any) -> dict[str, Any]:
    """A result as a dictionary, for ``json.dumps(…, default=plain)``."""
    return {name: getattr(value, name) for name in value.__slots__}


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What came of all rules of one return."""

    return_name: str
    #: Which rows came from which month's folder, as (month, first label, how many).
    months: tuple[tuple[str, int, int], ...]
    results: tuple[RuleResult, ...]  # one for each rule, in the order of the suite
    #: Whose the rows are in which reading found faults: (label, area, team).
    unreadable: tuple[tuple[int, str, str], ...] = ()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SuiteResult:
        """From JSON as :func:`to_json` makes it."""
        return cls(**_restored(data, results=_rule_result))


def _restored(data: dict[str, Any], **made_of: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Fields from JSON: lists as tuples, and those named as tuples of what is made of each item."""

    def as_tuples(value: Any) -> Any:
        return tuple(map(as_tuples, value)) if isinstance(value, list) else value

    return {
        name: tuple(map(made_of[name], value)) if name in made_of else as_tuples(value) for name, value in data.items()
    }


def _rule_result(data: dict[str, Any]) -> RuleResult:
    fields = _restored(data, places=lambda place: Place(**place))
    return RuleResult(**fields | {"outcome": Outcome(data["outcome"])})


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Rows of a return in a month: read = accepted + rejected."""

    return_name: str
    month: str
    read: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Validation:
    """What came of all rules on all returns of an edition."""

    edition: str
    title: str
    months: tuple[str, ...]
    programme_months: tuple[str, ...]
    results: tuple[RuleResult, ...]  # faults of reading first, then every rule of every suite
    reconciliation: tuple[Reconciled, ...]  # for every return and month with rows
    area_names: dict[str, str]  # printed names by code
    team_names: dict[str, str]
    notes: tuple[str, ...] = ()  # what else there is to know: waivers that have expired or were not needed
    odd: tuple[str, ...] = ()  # what is odd about the edition's own files: it may be meant

    @property
    def stops(self) -> list[RuleResult]:
        """What keeps the edition from being made."""
        return [result for result in self.results if result.stops]

    @property
    def causes(self) -> list[tuple[RuleResult, list[RuleResult]]]:
        """What keeps the edition from being made; with the last fault of reading, the rules that only follow from such.

        Where a file could not be read, every failure of a rule is put down to that; where cells could not, only those
        of rules that fail for want of them.
        """
        reading = [each for each in self.stops if each.type == READING]
        whole = any(each.of_a_whole_file for each in reading)
        cause = reading[-1] if reading else None
        following = [
            each
            for each in self.stops
            if cause and each.type != READING and each.outcome is Outcome.FAILED
            if whole or each.follows == each.failed
        ]
        return [(each, following if each is cause else []) for each in self.stops if each not in following]

    @property
    def waived(self) -> list[RuleResult]:
        """Critical failures that are accepted."""
        return [result for result in self.results if result.quarantines and result.waived_by]

    @property
    def warnings(self) -> list[RuleResult]:
        """What the edition's data-quality notes list, besides what was waived."""
        return self._failed("warning")

    @property
    def information(self) -> list[RuleResult]:
        """What is worth knowing and no fault."""
        return self._failed("info")

    @property
    def could_not_run(self) -> list[RuleResult]:
        """Rules that could not run; failures, all of them."""
        return [result for result in self.results if result.outcome is Outcome.NOT_RUN]

    def _failed(self, severity: str) -> list[RuleResult]:
        return [each for each in self.results if each.outcome is Outcome.FAILED and each.severity == severity]

    @property
    def reasons(self) -> dict[str, dict[int, list[str]]]:
        """Why rows are kept out of the figures: for each return, code and rule by label of the row.

        Faults of reading are not among them: `clean.accept` takes those from what was received.
        """
        found: dict[str, dict[int, list[str]]] = {}
        for result in self.results:
            if result.quarantines and result.rows and result.type != READING:
                rows = found.setdefault(result.return_name, {})
                reason = f"{result.code}: {result.description}"
                for row in result.row_ids():
                    rows.setdefault(row, []).append(reason)
        return found

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Validation:
        """From JSON as :func:`to_json` makes it."""
        return cls(**_restored(data, results=_rule_result, reconciliation=lambda each: Reconciled(**each)))


def reports_folder(project: Project, edition: str) -> Path:
    """Where the reports of an edition are."""
    return project.build(edition) / "validation"


def write_result(project: Project, edition: str, validation: Validation) -> Path:
    """Write the result for machines, ``validation.json``, whole or not at all; see :func:`read_report`."""
    return write_whole(reports_folder(project, edition) / "validation.json", to_json(validation))


def read_report(project: Project, edition: str) -> Validation:
    """The result that was written last; raises FileNotFoundError if there is none."""
    path = reports_folder(project, edition) / "validation.json"
    return Validation.from_json(json.loads(path.read_text(encoding="utf-8")))
