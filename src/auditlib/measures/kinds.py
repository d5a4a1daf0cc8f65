"""What a measure is, and a row of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from auditlib import rounding
from auditlib.periods import day_name


@dataclass(frozen=True, slots=True)
class Split:
    """A column whose values become one group of a measure's id.

    Parameters
    ----------
    column
        Column of the prepared table; a row without a value is in no group.
    values
        The groups that always exist, in order; None takes those that occur.
    wording
        How a definition words a group, with ``{}`` for its name: ``judged {}``.
    codelist
        The list that names the groups, if one does.
    occurring
        Whether a group exists only in the periods in which it occurs, not with a count of none in the others.
    """

    column: str
    values: tuple[str, ...] | None
    wording: str
    codelist: str = ""
    occurring: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: a count, a rate of two counts, or a summary of a column.

    Parameters
    ----------
    name
        ``topic.measure``, the beginning of its fact ids.
    unit
        ``count``, ``percent``, ``minutes`` or ``date``.
    title
        A few words for table headers and lists.
    counts, out_of, excludes
        What it counts, out of what (empty for a count) and what it leaves out; parts of a sentence.
    cell
        Notebook and cell label that show it.
    table
        Prepared table (see ``prepare``) whose rows are counted.
    flag
        Boolean column of that table a row must have to count; empty counts every row.
    out_of_table, out_of_flag
        The same for the denominator of a rate; an empty table means `table`.
    splits
        Groups of the id after the period, in order. A rate's denominator is not split.
    by_area
        Whether the measure also exists for each area.
    summary, column
        For minutes and dates: ``shortest``, ``longest``, ``mean`` or ``first`` of a column.
    none
        What is printed where there is nothing to divide by or to summarise.
    better
        1 where more is better, -1 where fewer is, 0 where neither is defined.
    revised_as
        Its title, ``{}`` for a judgement, where revisions of its months' figures are listed; empty if they are not.
    """

    name: str
    unit: str
    title: str
    counts: str
    cell: str
    table: str
    flag: str = ""
    out_of: str = ""
    excludes: str = ""
    out_of_table: str = ""
    out_of_flag: str = ""
    splits: tuple[Split, ...] = ()
    by_area: bool = False
    summary: str = ""
    column: str = ""
    none: str = "not applicable"
    better: int = 0
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
