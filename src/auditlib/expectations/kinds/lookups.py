"""Expectation types that look a row's reference up in another return, written ``return.column`` (``audits.audit_ref``).

A reference that is not found is for one rule to report; the other types leave such rows out. A case's judgement is the
auditor's, or the moderated one where it was moderated; `values_from` lists both, the one that counts most last.
"""

from __future__ import annotations

from functools import reduce
from typing import Literal, Optional

import pandas as pd
from great_expectations.compatibility import pydantic

from auditlib.expectations.engine import Background
from auditlib.expectations.kinds.base import Asked, Name, Place, RowsExpectation, everywhere, where_it_stands
from auditlib.expectations.spelling import as_read, difference
from auditlib.periods import months_before


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
    """The reference of `column` is where its `source_column` has it: `found_in` names a column for each source."""

    column: Name = "source_ref"
    source_column: Name = "source"
    found_in: dict[str, Place]

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


LookUps = pydantic.conlist(dict[Literal["key", "value"], Place], min_items=1)


def _values(keys: pd.Series, background: Background, sources: list[dict[str, str]]) -> list[pd.Series]:
    return [background.look_up(keys, source["key"], source["value"]) for source in sources]


class ExpectLookedUpValueToBeInSet(RowsExpectation):
    """One of the values looked up for the reference of `column` is in `value_set`.

    References without any value are not asked.
    """

    column: Name
    values_from: LookUps
    value_set: pydantic.conlist(str, min_items=1)

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        asked = pd.Series(False, index=rows.index)
        right = pd.Series(False, index=rows.index)
        for value in _values(rows[self.column], background, self.values_from):
            asked |= value.notna()
            right |= value.isin(self.value_set)
        return Asked(asked, {self.column: ~right})


class ExpectSequenceToFollow(RowsExpectation):
    """Within a case, `sequence_column` counts 1, 2, 3 …, each once, in the order of `date_column`."""

    case_column: Name
    sequence_column: Name = "sequence"
    date_column: Name = "allocated_on"

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        case, number = rows[self.case_column], rows[self.sequence_column]
        asked = case.notna() & number.notna()
        order = rows[asked].sort_values([self.case_column, self.sequence_column], kind="stable")
        case, number, date = (order[name] for name in (self.case_column, self.sequence_column, self.date_column))
        first = case.ne(case.shift())
        follows = number.eq(number.shift() + 1).fillna(False) & ~(date < date.shift())
        right = number.eq(1).where(first, follows)
        unread = rows.loc[rows[[self.sequence_column, self.date_column]].isna().any(axis=1), self.case_column]
        broken = ~right.astype(bool).reindex(rows.index, fill_value=True)
        return Asked(asked, {self.sequence_column: broken}, follows=rows[self.case_column].isin(unread.dropna()))


class ExpectJudgementBeforeToBeTheLast(RowsExpectation):
    """`column` is the case's judgement before this re-audit.

    That is the last judgement of an earlier re-audit of the case in `sequence_column` that came back, else the
    judgement of the original audit from `values_from`: the auditor's or the moderated one.
    """

    column: Name = "judgement_before"
    judgement_column: Name = "judgement"
    case_column: Name
    sequence_column: Name = "sequence"
    values_from: LookUps

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        order = rows.sort_values([self.case_column, self.sequence_column], kind="stable")
        case = order[self.case_column]
        before = order.groupby(case)[self.judgement_column].shift()
        before = before.groupby(case).ffill().reindex(rows.index)
        stated = rows[self.column]
        asked = before.notna()
        right = stated == before
        for value in _values(rows[self.case_column], background, self.values_from):
            asked |= value.notna()
            right |= before.isna() & (stated == value)
        return Asked(asked & stated.notna(), {self.column: ~right})


class ExpectInadequateToBeReaudited(RowsExpectation):
    """A case whose last judgement is Inadequate has been allocated a re-audit by `within_months` months later.

    `column` names the case; its judgement is the last of `values_from`. `reaudited_in` is the column of the
    other return in which re-audited cases stand.
    """

    column: Name
    month_column: Name = "month"
    values_from: LookUps
    value: Name = "inadequate"
    reaudited_in: Place
    within_months: pydantic.conint(strict=True, ge=0) = 3

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        case = rows[self.column]
        judgement = reduce(lambda known, value: value.fillna(known), _values(case, background, self.values_from))
        latest = months_before(background.edition.months[-1], self.within_months)
        due = everywhere(rows) & (judgement == self.value) & (rows[self.month_column] <= latest)
        done = background.is_found(case, self.reaudited_in)
        return Asked(due, {self.column: ~done})
