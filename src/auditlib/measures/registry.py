"""Every measure of the report, from ``measures.csv``: the one list from which facts and their definitions come.

How to count is the data contract's (docs/reference/returns.md): a return counts when it came back on or before the
cut-off; judgements are the auditors' own, before moderation; a moderation belongs to the month of its row.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, TypeVar

from auditlib import rounding
from auditlib.errors import ConfigError, safe_value
from auditlib.measures.prepare import LENGTH_BANDS
from auditlib.periods import day_name
from auditlib.reference import SHOWS
from auditlib.schema import JUDGEMENTS, MODERATION_ISSUES, PRINCIPLES


@dataclass(frozen=True, slots=True)
class Split:
    """A column whose values become one group of a measure's id."""

    column: str  # column of the prepared table; a row without a value is in no group
    values: tuple[str, ...] | None  # the groups that always exist, in order; None takes those that occur
    wording: str  # how a definition words a group, with ``{}`` for its name: ``judged {}``
    codelist: str = ""  # the list that names the groups, if one does
    #: Whether a group exists only in the periods in which it occurs, not with a count of none in the others.
    occurring: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself: looked up nine thousand times
class Measure:
    """One measure: a count, a rate of two counts, or a summary of a column."""

    name: str  # ``topic.measure``, the beginning of its fact ids
    unit: str  # ``count``, ``percent``, ``minutes`` or ``date``
    title: str  # a few words for table headers and lists
    counts: str  # what it counts, as a part of a sentence
    cell: str  # notebook and cell label that show it
    table: str  # prepared table (see ``prepare``) whose rows are counted
    flag: str = ""  # boolean column of that table a row must have to count; empty counts every row
    out_of: str = ""  # out of what; empty for a count
    excludes: str = ""  # what it leaves out
    out_of_table: str = ""  # of the denominator of a rate; empty means `table`
    out_of_flag: str = ""  # the same for the denominator
    splits: tuple[Split, ...] = ()  # groups of the id after the period, in order. A rate's denominator is not split.
    by_area: bool = False  # whether the measure also exists for each area
    summary: str = ""  # for minutes and dates: ``shortest``, ``longest``, ``mean`` or ``first`` of `column`
    column: str = ""
    none: str = "not applicable"  # what is printed where there is nothing to divide by or to summarise
    better: int = 0  # 1 where more is better, -1 where fewer is, 0 where neither is defined
    #: Its title, ``{}`` for a judgement, where revisions of its months' figures are listed; empty if they are not.
    revised_as: str = ""

    @property
    def topic(self) -> str:
        """First part of the name."""
        return self.name.split(".")[0]

    @property
    def is_rate(self) -> bool:
        """Whether it has a denominator."""
        return self.unit == "percent"


@dataclass(frozen=True, slots=True)
class Row:
    """One computed measure for one period and group.

    `value` is a number (a rate is a fraction), an ISO date, or None where there is nothing to divide by or
    to summarise. `numerator` and `denominator` are None unless the measure is a rate.
    """

    measure: Measure
    period: str
    groups: tuple[str, ...]
    area: str
    value: Any
    numerator: int | None
    denominator: int | None

    @property
    def display(self) -> str:
        """As printed: ``1,088``, ``82%``, ``31 December 2019``."""
        if self.value is None:
            return self.measure.none
        match self.measure.unit:
            case "percent":
                return rounding.percent(self.numerator or 0, self.denominator or 0)
            case "minutes":
                return rounding.minutes(self.value)
            case "date":
                return day_name(date.fromisoformat(self.value))
            case _:
                return rounding.count(self.value)

    @property
    def id(self) -> str:
        """``topic.measure.period[.group…][.area]``; summaries end in what they summarise."""
        parts = [self.measure.name, self.period, *self.groups]
        if self.area:
            parts.append(self.area)
        if self.measure.summary and self.measure.unit != "date":
            parts.append(self.measure.summary)
        return ".".join(parts)


_T = TypeVar("_T")
_FILE = "measures.csv"
_CHANGES = tuple(f"{old}-to-{new}" for old in JUDGEMENTS for new in JUDGEMENTS if old != new)
_ANSWERS = ("yes", "no", "not-applicable")
_PRINCIPLES_OF = "with {{}} practice in the principles of {} supervision"
#: The groups of ids by the name that ``measures.csv`` has for them.
SPLITS: dict[str, Split] = {
    "cohort": Split("cohort", None, "of the cohort {}", "cohorts", occurring=True),
    "judgement": Split("judgement", JUDGEMENTS, "judged {}", "judgements"),
    "judgement_before": Split("judgement_before", JUDGEMENTS, "judged {} by their auditors", "judgements"),
    "judgement_after": Split("judgement_after", JUDGEMENTS, "judged {} after moderation", "judgements"),
    "change": Split("change", _CHANGES, "from {}"),
    "upheld": Split("upheld", JUDGEMENTS, "at {}", "judgements"),
    "issue": Split("issue", MODERATION_ISSUES, "to {}"),
    "sequence_word": Split("sequence_word", None, "on their {} re-audit"),
    "first_audited": Split("first_audited", None, "{}", occurring=True),
    "tools_sufficient": Split("tools_sufficient", ("yes", "partly", "no"), "that say {} to having sufficient tools"),
    "recording": Split("recording", ("typed", "handwritten"), "whose record was {}"),
    "supervision_type": Split("supervision_type", ("personal", "child", "both"), "of type {}"),
    "length_band": Split("length_band", tuple(LENGTH_BANDS), "that lasted {}"),
    "previous_actions_reviewed": Split("previous_actions_reviewed", _ANSWERS, "with {} to previous actions reviewed"),
    "individual_principles": Split("individual_principles", PRINCIPLES, _PRINCIPLES_OF.format("individual")),
    "child_principles": Split("child_principles", PRINCIPLES, _PRINCIPLES_OF.format("child")),
    "heading": Split("heading", None, "under the heading {}", "headings"),
    "theme": Split("theme", None, "on the theme {}", "themes"),
    "shows": Split("shows", SHOWS, "under headings that show a {}"),
    "shows_occurring": Split("shows", None, "under headings that show a {}"),
}


def _one_of(allowed: Mapping[str, _T], written: str, row: int, column: str) -> _T:
    """What a word of a cell stands for."""
    if written not in allowed:
        do = f"Write one of: {', '.join(name or 'nothing' for name in allowed)}."
        raise ConfigError(f"{safe_value(written)} is not known.", do, _FILE, "", row, column)
    return allowed[written]


def measures_of(text: str) -> dict[str, list[Measure]]:
    """The measures that a table declares, by topic: the first part of their names.

    Raises
    ------
    ConfigError
        A cell has none of the words that its column may have.
    """
    found: dict[str, list[Measure]] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        splits = tuple(_one_of(SPLITS, name, number, "splits") for name in row.pop("splits").split())
        better = _one_of({"": 0, "more": 1, "fewer": -1}, row.pop("better"), number, "better")
        by_area = _one_of({"": False, "yes": True}, row.pop("by_area"), number, "by_area")
        filled = {name: value for name, value in row.items() if value}
        measure = Measure(**filled, splits=splits, by_area=by_area, better=better)
        found.setdefault(measure.topic, []).append(measure)
    return found


#: Measures by topic.
MEASURES = measures_of((resources.files(__package__) / _FILE).read_text(encoding="utf-8"))
