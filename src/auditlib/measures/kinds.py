"""What a measure is, and a row of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from auditlib import rounding
from auditlib.periods import day_name


@dataclass(frozen=True, slots=True)
class Split:
    """A column whose values become one group of a measure's id."""

    column: str  # column of the prepared table; a row without a value is in no group
    values: tuple[str, ...] | None  # the groups that always exist, in order; None takes those that occur
    wording: str  # how a definition words a group, with ``{}`` for its name: ``judged {}``
    codelist: str = ""  # the list that names the groups, if one does
    #: Whether a group exists only in the periods in which it occurs, not with a count of none in the others.
    occurring: bool = False


@dataclass(frozen=True, slots=True)
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
