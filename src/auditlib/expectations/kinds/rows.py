"""Expectation types on the rows of one return by themselves, free text among them; nothing here repeats a text."""

from __future__ import annotations

import re

import pandas as pd
from great_expectations.compatibility import pydantic

from auditlib.characters import INVISIBLE
from auditlib.expectations.engine import Background
from auditlib.expectations.kinds.base import Asked, Columns, Name, Place, RowsExpectation, everywhere
from auditlib.periods import first_day, months_before


class ExpectColumnsToBeFilled(RowsExpectation):
    """Every column of `column_list` is filled in. With a `row_condition`: in the rows it names."""

    column_list: Columns

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        return Asked(everywhere(rows), {name: rows[name].isna() for name in self.column_list})


class ExpectColumnsToBeBlank(RowsExpectation):
    """Every column of `column_list` is blank; of use with a `row_condition`."""

    column_list: Columns

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        return Asked(everywhere(rows), {name: rows[name].notna() for name in self.column_list})


class ExpectColumnsToBeFilledTogether(RowsExpectation):
    """Either all columns of `column_list` are filled in or none is. The blank ones are shown."""

    column_list: Columns

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

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        due = rows[self.due_column] <= pd.Timestamp(background.edition.cut_off)
        return Asked(due, {self.returned_column: rows[self.returned_column].isna()})


class ExpectTeamToBeInItsArea(RowsExpectation):
    """The area of `area_column` is the one in which ``teams.csv`` places the team of `team_column`."""

    team_column: Name = "team"
    area_column: Name = "area"

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


#: An e-mail address; a telephone or NHS number; a National Insurance number; a postcode; a date of birth.
#: Every one of them, and every reference, has a digit or an @, by which texts are sifted first.
PATTERNS = (
    r"[\w.+-]+@[\w-]+\.\w",
    r"(?<!\w)(?:\+44[\s-]?|0)(?:\d[\s-]?){9,10}(?!\w)",
    r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)",
    r"(?<!\w)[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)",
    r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)",
    r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born on)\s*(?:is\s|was\s|:)?\s*(?:the\s)?\d)",
)
_SOMETHING = re.compile("|".join(PATTERNS), re.ASCII)
#: A word that may be a reference: it has a digit. Words in plain letters are too many to look up.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]*\d[A-Za-z0-9/_-]*")
_SHORTEST_REFERENCE = 4
#: A shorter number is a year or a count far more often than a reference.
_SHORTEST_NUMBER = 6


class ExpectTextToBeVisible(RowsExpectation):
    """No column of `column_list` has a control character, one without width or one that changes the direction."""

    column_list: Columns

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        broken = {name: rows[name].str.contains(INVISIBLE, regex=True) for name in self.column_list}
        return Asked(rows[self.column_list].notna().any(axis=1), broken)


class ExpectTextToNameNoOne(RowsExpectation):
    """The text of `column` has no e-mail address, telephone, NHS or NI number, postcode, date of birth or reference.

    A reference is any value of the columns of `references`.
    """

    column: Name
    references: list[Place] = []

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        text = rows[self.column].str.replace(INVISIBLE, "", regex=True)
        written = text[text.str.contains("[0-9@]", regex=True).fillna(False).astype(bool)]
        words = [{word.lower() for word in _WORD.findall(value)} for value in written]
        references = self._references(set().union(*words), background)
        found = [
            not references.isdisjoint(of_text) or bool(_SOMETHING.search(value))
            for value, of_text in zip(written, words, strict=True)
        ]
        broken = pd.Series(found, index=written.index, dtype=bool).reindex(rows.index, fill_value=False)
        return Asked(text.notna(), {self.column: broken})

    def _references(self, words: set[str], background: Background) -> set[str]:
        """Which of `words`, in lower case, are references."""
        words = {word for word in words if len(word) >= (_SHORTEST_NUMBER if word.isdigit() else _SHORTEST_REFERENCE)}
        found: set[str] = set()
        for place in self.references if words else []:
            values = background.column(place).str.lower()
            found.update(values[values.isin(words)])
        return found
