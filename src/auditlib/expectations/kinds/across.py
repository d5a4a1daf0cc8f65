"""Kinds of expectation that look rows up in another return.

Belongs here: whatever asks if something belongs to, equals or follows a row elsewhere. Another return's column
is written ``return.column``, as in ``audits.audit_ref``. Does not belong here: chains of re-audits (`reaudits`).
A reference that is not found is the business of one rule alone; the others leave such rows out.
"""

from __future__ import annotations

from typing import Optional

import pandas as pd
from great_expectations.compatibility import pydantic

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Name, Place, RowsExpectation, where_it_stands
from auditlib.expectations.spelling import as_read, difference


def _likenesses(unknown: pd.Series, place: str, background: Background) -> dict[int, str]:
    """For references that are not found in another return: the row there whose reference reads like it, if any."""
    unknown = unknown.dropna()
    if unknown.empty:
        return {}
    name, column = place.split(".")
    known = background.column(place).dropna()
    # Read together, because what a sign between two numbers means depends on how the others are written.
    read = as_read(pd.concat([known, unknown], ignore_index=True))
    of_known = read.iloc[: len(known)].set_axis(known.index)
    of_unknown = read.iloc[len(known) :].set_axis(unknown.index).dropna()
    alike = of_known[pd.Index(of_unknown.unique()).get_indexer(pd.Index(of_known)) >= 0]
    first = {key: label for label, key in alike.drop_duplicates().items()}
    found = {}
    for label, key in of_unknown[of_unknown.isin(list(first))].items():
        row = background.tables[name].loc[first[key]]
        differ = difference(row[column], unknown[label])
        found[label] = f"It reads like the {column} in {where_it_stands(row)}; the two differ in {differ}."
    return found


def _looked_up(place: str, values: pd.Series, background: Background) -> dict[int, str]:
    """What stands in the other return, by label of the row; nothing where it may not be shown."""
    name, column = place.split(".")
    return {label: f"In {name}, {column} is {text}." for label, text in background.shown(name, column, values).items()}


class ExpectReferenceToBeFound(RowsExpectation):
    """The reference of `column` is one of `found_in`; if `filled` is given, in a row where that is filled in."""

    column: Name
    found_in: Place
    filled: Optional[Place] = None  # noqa: UP045 - pydantic 1 reads it
    success_keys = ("column", "found_in", "filled")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        keys = rows[self.column]
        if self.filled:
            missing = background.look_up(keys, self.found_in, self.filled).isna()
        else:
            missing = ~background.is_found(keys, self.found_in)
        unknown = keys[missing & ~background.is_found(keys, self.found_in)]
        follows = background.could_not_be_read(rows, keys, self.found_in, self.filled or "")
        likenesses = _likenesses(unknown, self.found_in, background)
        return Asked(keys.notna(), {self.column: missing}, likenesses, follows)


class ExpectSourceToBeFound(RowsExpectation):
    """The reference of `column` is where its `source_column` says: `found_in` names a column for each source."""

    column: Name = "source_ref"
    source_column: Name = "source"
    found_in: dict[str, Place]
    success_keys = ("column", "source_column", "found_in")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        keys, source = rows[self.column], rows[self.source_column]
        found, follows = pd.Series(False, index=rows.index), pd.Series(False, index=rows.index)
        details: dict[int, str] = {}
        for name, place in self.found_in.items():
            of_source = keys[source == name]
            is_found = background.is_found(of_source, place)
            found.loc[of_source.index] = is_found
            follows.loc[of_source.index] = background.could_not_be_read(rows.loc[of_source.index], of_source, place)
            details |= _likenesses(of_source[~is_found], place, background)
        return Asked(keys.notna() & source.isin(list(self.found_in)), {self.column: ~found}, details, follows)


class ExpectLookedUpValueToMatch(RowsExpectation):
    """`column` equals `equals`, looked up by `by_column` in `found_in`; the other way round if `differs` is true."""

    column: Name
    by_column: Name
    found_in: Place
    equals: Place
    differs: pydantic.StrictBool = False
    success_keys = ("column", "by_column", "found_in", "equals", "differs")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        other = background.look_up(rows[self.by_column], self.found_in, self.equals)
        asked = other.notna() & rows[self.column].notna()
        same = rows[self.column] == other
        broken = same if self.differs else ~same
        return Asked(asked, {self.column: broken}, _looked_up(self.equals, other[asked & broken], background))


class ExpectDateNotBeforeLookedUp(RowsExpectation):
    """The date of `column` is not before `date`, looked up by `by_column` in `found_in`."""

    column: Name
    by_column: Name
    found_in: Place
    date: Place
    success_keys = ("column", "by_column", "found_in", "date")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        other = background.look_up(rows[self.by_column], self.found_in, self.date)
        broken = rows[self.column] < other
        details = _looked_up(self.date, other[broken], background)
        return Asked(other.notna() & rows[self.column].notna(), {self.column: broken}, details)


class ExpectReferenceOnceAMonth(RowsExpectation):
    """A reference of `column` stands once in a month, here and in the columns of `also_in`, however it is written.

    The others' months are taken from their own column ``month``.
    """

    column: Name
    month_column: Name = "month"
    also_in: list[Place] = []
    success_keys = ("column", "month_column", "also_in")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        others = [
            (background.column(place), background.column(f"{place.split('.')[0]}.month")) for place in self.also_in
        ]
        months = pd.concat([rows[self.month_column], *(month for _, month in others)], ignore_index=True)
        keys = pd.concat([rows[self.column], *(key for key, _ in others)], ignore_index=True)
        known = keys.notna() & months.notna()
        twice = known & pd.DataFrame({"key": as_read(keys), "month": months}).duplicated(keep=False)
        asked, broken = (mask.iloc[: len(rows)].set_axis(rows.index) for mask in (known, twice))
        return Asked(asked, {self.column: broken})
