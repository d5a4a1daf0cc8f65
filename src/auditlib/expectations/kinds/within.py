"""Kinds of expectation on the rows of one return by themselves.

Belongs here: what the stock expectations cannot say of a row, or only once per column. Does not belong here:
anything that needs another return or another row.
"""

from __future__ import annotations

import pandas as pd
from great_expectations.compatibility import pydantic

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Columns, Name, RowsExpectation, everywhere
from auditlib.periods import first_day, months_before


class ExpectColumnsToBeFilled(RowsExpectation):
    """Every column of `column_list` is filled in. With a `row_condition`: in the rows it names."""

    column_list: Columns
    success_keys = ("column_list",)

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        return Asked(everywhere(rows), {name: rows[name].isna() for name in self.column_list})


class ExpectColumnsToBeBlank(RowsExpectation):
    """Every column of `column_list` is blank; of use with a `row_condition`."""

    column_list: Columns
    success_keys = ("column_list",)

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        return Asked(everywhere(rows), {name: rows[name].notna() for name in self.column_list})


class ExpectColumnsToBeFilledTogether(RowsExpectation):
    """Either all columns of `column_list` are filled in or none is. The blank ones are shown."""

    column_list: Columns
    success_keys = ("column_list",)

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        filled = rows[self.column_list].notna()
        half = filled.any(axis=1) & ~filled.all(axis=1)
        return Asked(everywhere(rows), {name: half & ~filled[name] for name in self.column_list})


class ExpectDaysBetweenToBeBetween(RowsExpectation):
    """From `earlier_column` to `later_column` it is `min_days` to `max_days` days. Blank dates are not asked."""

    earlier_column: Name
    later_column: Name
    min_days: pydantic.StrictInt = 0
    max_days: pydantic.StrictInt
    success_keys = ("earlier_column", "later_column", "min_days", "max_days")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        earlier, later = rows[self.earlier_column], rows[self.later_column]
        days = (later - earlier).dt.days
        broken = (days < self.min_days) | (days > self.max_days)
        return Asked(earlier.notna() & later.notna(), {self.later_column: broken})


class ExpectDatesToBeWithinProgramme(RowsExpectation):
    """The dates of `column_list` lie in the programme, give or take.

    That is: from `months_before` months before its first month to `days_after` days after the edition's last.
    Where both are wide, a date outside is a slip of the year and not an early start or a late return.
    """

    column_list: Columns
    months_before: pydantic.StrictInt = 0
    days_after: pydantic.StrictInt = 0
    success_keys = ("column_list", "months_before", "days_after")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        edition = background.edition
        first = pd.Timestamp(first_day(months_before(edition.programme_start, self.months_before)))
        last_month = pd.Timestamp(first_day(edition.months[-1])) + pd.offsets.MonthEnd(1)
        last = last_month + pd.Timedelta(days=self.days_after)
        broken = {name: (rows[name] < first) | (rows[name] > last) for name in self.column_list}
        return Asked(rows[self.column_list].notna().any(axis=1), broken)


class ExpectDateToBeNearItsMonth(RowsExpectation):
    """The date of `column` lies in the month of `month_column`, at most `days_before` or `days_after` outside it."""

    column: Name
    month_column: Name = "month"
    days_before: pydantic.StrictInt = 0
    days_after: pydantic.StrictInt = 0
    success_keys = ("column", "month_column", "days_before", "days_after")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        date, month = rows[self.column], rows[self.month_column]
        first = pd.to_datetime(month + "-01", format="%Y-%m-%d", errors="coerce")
        earliest = first - pd.Timedelta(days=self.days_before)
        latest = first + pd.offsets.MonthEnd(1) + pd.Timedelta(days=self.days_after)
        return Asked(date.notna() & first.notna(), {self.column: (date < earliest) | (date > latest)})


class ExpectToBeReturnedWhenDue(RowsExpectation):
    """What was due by `due_column` on or before the edition's cut-off has a `returned_column`."""

    due_column: Name = "due_on"
    returned_column: Name = "returned_on"
    success_keys = ("due_column", "returned_column")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        due = rows[self.due_column] <= pd.Timestamp(background.edition.cut_off)
        return Asked(due, {self.returned_column: rows[self.returned_column].isna()})


class ExpectTeamToBeInItsArea(RowsExpectation):
    """The area of `area_column` is the one in which ``teams.csv`` places the team of `team_column`."""

    team_column: Name = "team"
    area_column: Name = "area"
    success_keys = ("team_column", "area_column")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        lists = background.lists
        team, area = rows[self.team_column], rows[self.area_column]
        expected = pd.Series(None, index=rows.index, dtype="str")
        months = rows["month"] if "month" in rows else pd.Series("", index=rows.index)
        for month, its_teams in team.groupby(months):
            entries = (lists.teams.at(month) if month else lists.teams).entries
            home = {code: lists.areas.code_of(entry.fields["area"]) for code, entry in entries.items()}
            expected.loc[its_teams.index] = its_teams.map(home).astype("str")
        asked = expected.notna() & area.notna()
        return Asked(asked, {self.area_column: area != expected})
