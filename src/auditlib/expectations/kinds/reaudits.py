"""Kinds of expectation on the chain from an audit judged Inadequate to its re-audits.

Belongs here: what the chain must look like. Does not belong here: counting outcomes.
A case's judgement is the auditor's, or the moderated one where it was moderated; `values_from` lists both
as ``{"key": "audits.audit_ref", "value": "audits.judgement"}``, the one that counts most last.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
from great_expectations.compatibility import pydantic

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Name, Place, RowsExpectation, everywhere
from auditlib.periods import months_before

LookUps = pydantic.conlist(dict[Literal["key", "value"], Place], min_items=1)


def _values(keys: pd.Series, background: Background, sources: list[dict[str, str]]) -> list[pd.Series]:
    return [background.look_up(keys, source["key"], source["value"]) for source in sources]


def _last_known(values: list[pd.Series]) -> pd.Series:
    known = values[0]
    for value in values[1:]:
        known = value.where(value.notna(), known)
    return known


class ExpectLookedUpValueToBeInSet(RowsExpectation):
    """One of the values looked up for the reference of `column` is in `value_set`.

    References without any value are not asked.
    """

    column: Name
    values_from: LookUps
    value_set: pydantic.conlist(str, min_items=1)
    success_keys = ("column", "values_from", "value_set")

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
    success_keys = ("case_column", "sequence_column", "date_column")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        case, number = rows[self.case_column], rows[self.sequence_column]
        asked = case.notna() & number.notna()
        order = rows[asked].sort_values([self.case_column, self.sequence_column], kind="stable")
        case, number, date = (order[name] for name in (self.case_column, self.sequence_column, self.date_column))
        first = case.ne(case.shift())
        follows = number.eq(number.shift() + 1).fillna(False) & ~(date < date.shift())
        right = number.eq(1).where(first, follows)
        return Asked(asked, {self.sequence_column: ~right.astype(bool).reindex(rows.index, fill_value=True)})


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
    success_keys = ("column", "judgement_column", "case_column", "sequence_column", "values_from")

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
    success_keys = ("column", "month_column", "values_from", "value", "reaudited_in", "within_months")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        case = rows[self.column]
        judgement = _last_known(_values(case, background, self.values_from))
        latest = months_before(background.edition.months[-1], self.within_months)
        due = everywhere(rows) & (judgement == self.value) & (rows[self.month_column] <= latest)
        done = background.is_found(case, self.reaudited_in)
        return Asked(due, {self.column: ~done})
