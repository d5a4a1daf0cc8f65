"""Expectation types on a month, a column or a file as a whole: compared with a policy, or with what came before."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Optional

import pandas as pd
from great_expectations.compatibility import pydantic
from scipy.stats import fisher_exact

from auditlib.expectations.engine import Background
from auditlib.expectations.kinds.base import (
    Asked,
    Columns,
    Finding,
    FindingsExpectation,
    Name,
    Place,
    RowsExpectation,
    everywhere,
    text_of,
    where_it_stands,
)
from auditlib.expectations.spelling import difference, written_apart
from auditlib.periods import month_name, months_before, months_from
from auditlib.reference import CodeLists

Share = pydantic.confloat(ge=0, le=1)


def count_is_unlike(now: int, before: Sequence[int], deviations: float = 3.0) -> bool:
    """Whether a month's number lies more than `deviations` standard deviations from the forecast by earlier months.

    Monthly numbers scatter at least as a Poisson distribution; where they scatter more, the forecast is as much wider.
    At least two earlier months are needed.
    """
    months = len(before)
    mean = sum(before) / months
    variance = sum((number - mean) ** 2 for number in before) / (months - 1)
    # None in n months may still mean that there are up to three in n months (the rule of three).
    expected = max(mean, 3 / months)
    scatter = max(1.0, variance / expected)
    spread = sqrt(scatter * expected * (1 + 1 / months))
    return abs(now - mean) - 0.5 > deviations * spread


def _earlier(month: str, background: Background, most: int) -> list[str]:
    """The months before `month`, at most `most` of them and none before the programme."""
    first = max(background.edition.programme_start, months_before(month, most))
    return months_from(first, months_before(month))


class ExpectRowsInExpectedMonths(FindingsExpectation):
    """Every month of the programme for which the edition expects this return has rows of it."""

    month_column: Name = "month"
    return_name: Name

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        edition = background.edition
        expected = [month for month in edition.programme_months if self.return_name in edition.expected(month)]
        there = set(rows[self.month_column].dropna().unique())
        text = "{}: no rows, though the edition expects them."
        missing = [month for month in expected if month not in there]
        return len(expected), [Finding(text.format(whose_month(month)), month) for month in missing]


class ExpectMonthlyCoverageToBeAtLeast(FindingsExpectation):
    """In each month of the edition, rows here are at least `minimum` of the rows of the return of `of`.

    `of` is the other return's month: ``audits.month``.
    """

    month_column: Name = "month"
    of: Place
    minimum: Share

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        bases = background.column(self.of).value_counts()
        counts = rows[self.month_column].value_counts()
        findings, compared = [], 0
        for month in background.edition.months:
            base, count = int(bases.get(month, 0)), int(counts.get(month, 0))
            if not base:
                continue
            compared += 1
            if count < self.minimum * base:
                share = of_share(count, base)
                text = f"{whose_month(month)}: {share}; at least {of_share(self.minimum)} is the policy."
                findings.append(Finding(text, month))
        return compared, findings


class ExpectMonthlyCountToBeLikeEarlier(FindingsExpectation):
    """In each month of the edition there are about as many rows as in the months before, for each `by_column`.

    Only a number that the ups and downs of up to `months` earlier months (at least six) do not explain, and that
    is off their average by at least `change` (0.3 is 30 %) and `least` rows, is found.
    """

    month_column: Name = "month"
    by_column: Optional[Name] = None  # noqa: UP045 - pydantic 1 reads it
    months: pydantic.conint(strict=True, ge=6) = 12
    change: Share = 0.3
    least: pydantic.conint(strict=True, ge=1) = 5

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        findings, compared = [], 0
        present = set(rows[self.month_column].dropna().unique())
        for area, months in _groups(rows, self.month_column, self.by_column):
            counts = months.value_counts()
            for month in background.edition.months:
                # A month without any row of this return, such as one without re-audits, is no low month.
                earlier = [m for m in _earlier(month, background, self.months) if m in present]
                if month not in present or len(earlier) < 6:
                    continue
                compared += 1
                now, before = int(counts.get(month, 0)), [int(counts.get(m, 0)) for m in earlier]
                average = sum(before) / len(before)
                if abs(now - average) < max(self.least, self.change * average) or not count_is_unlike(now, before):
                    continue
                text = (
                    f"{whose_month(month, area, background.lists)}: {now} rows; in the {len(before)} months before "
                    f"{number_range(before)} a month, {average:.1f} on average."
                )
                findings.append(Finding(text, month, area))
        return compared, findings


class _ShareLikeEarlier(FindingsExpectation):
    month_column: Name = "month"
    by_column: Optional[Name] = None  # noqa: UP045
    months: pydantic.conint(strict=True, ge=1) = 12
    change: Share = 0.1
    least: pydantic.conint(strict=True, ge=5) = 10
    #: Chance alone would give a difference this large once in 200 comparisons.
    chance: pydantic.confloat(gt=0, lt=0.5) = 0.005

    @abstractmethod
    def _parts(self, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
        """What rows may have, in words; the rows that may have it; and which of them do."""

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        findings, compared = [], 0
        parts = (
            (what, *each, has)
            for what, able, has in self._parts(rows)
            for each in _groups(able, self.month_column, self.by_column)
        )
        for what, area, months, has in parts:
            bases = months.value_counts()
            counts = months[has.reindex(months.index)].value_counts()
            for month in background.edition.months:
                earlier = _earlier(month, background, self.months)
                base, count = int(bases.get(month, 0)), int(counts.get(month, 0))
                base_before, count_before = (int(each.reindex(earlier).sum()) for each in (bases, counts))
                if base < self.least or base_before < 3 * self.least:
                    continue
                compared += 1
                if abs(count / base - count_before / base_before) < self.change:
                    continue
                table = [[count, base - count], [count_before, base_before - count_before]]
                if fisher_exact(table).pvalue < self.chance:
                    text = (
                        f"{whose_month(month, area, background.lists)}: {what} in {of_share(count, base)}; in up to "
                        f"{len(earlier)} months before in {of_share(count_before, base_before)}."
                    )
                    findings.append(Finding(text, month, area))
        return compared, sorted(findings, key=lambda finding: (finding.month, finding.area))


class ExpectMonthlyMixToBeLikeEarlier(_ShareLikeEarlier):
    """In each month of the edition the values of `column` have about the shares that they had before.

    Compared for each `by_column`, where there are at least `least` rows now and three times as many before;
    found is a share that differs by at least `change` (0.1 is 10 percentage points) and by more than chance gives.
    """

    column: Name

    def _parts(self, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
        rows = rows[rows[self.column].notna()]
        for value in sorted(rows[self.column].unique()):
            yield f"{self.column} is '{value}'", rows, rows[self.column] == value


class ExpectMonthlyBlanksToBeLikeEarlier(_ShareLikeEarlier):
    """In each month of the edition the columns of `column_list` are blank about as often as before.

    Compared and found as in `expect_monthly_mix_to_be_like_earlier`.
    """

    column_list: Columns

    def _parts(self, rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
        for column in self.column_list:
            yield f"{column} is blank", rows, rows[column].isna()


def _groups(rows: pd.DataFrame, month_column: str, by: str | None) -> Iterator[tuple[str, pd.Series]]:
    """The months of the rows of each group."""
    months = rows[month_column]
    if by is None:
        return iter((("", months),))
    return ((str(code), its_months) for code, its_months in months.groupby(rows[by], sort=True))


class ExpectReferencesToBeWrittenOneWay(FindingsExpectation):
    """No two references of a column of `column_list` differ in capitals, spaces, hyphens or leading zeros alone.

    The first row of every way to write one is shown, with the place of the row that writes it otherwise.
    """

    column_list: Columns

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        findings, compared = [], 0
        for column in self.column_list:
            compared += rows[column].nunique()
            first: dict[str, pd.Series] = {}
            for label, read in written_apart(rows[column]).items():
                row = rows.loc[label]
                known = first.setdefault(read, row)
                if known is row:
                    continue
                text = (
                    f"The {column} reads like that in {where_it_stands(known)}; "
                    f"the two differ in {difference(known[column], row[column])}."
                )
                area, sheet = text_of(row.get("area")), text_of(row["source_sheet"])
                place = (row["folder_month"], area, row["source_file"], sheet, int(row["source_row"]))
                findings.append(Finding(text, *place))
        return compared, findings


class ExpectRowsOnceSentToRemain(FindingsExpectation):
    """Every row that was in a file when an earlier edition was made is still in the file as it is now."""

    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        before = background.sent_before
        if before.compared > 1 and len(before.vanished) == before.compared:
            # Other rows altogether: more likely another council's or a sample's than so many single losses.
            text = f"None of the {before.compared:,} rows that were last accepted is there any more."
            return 1, [Finding(text)]
        text = "What stood in row {} when the file was last accepted is no longer in it."
        findings = [
            Finding(text.format(gone.row), month=gone.month, file=gone.file, sheet=gone.sheet)
            for gone in before.vanished
        ]
        return before.compared, findings


class ExpectRowsOnceSentToBeUnchanged(RowsExpectation):
    """No value that was filled in when an earlier edition was made is different now. Blanks may be filled in."""

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        changed = background.sent_before.changed
        asked = everywhere(rows) & (background.sent_before.compared > 0)
        columns = sorted({column for found in changed.values() for column in found})
        broken = {
            column: pd.Series(rows.index.isin([label for label in changed if column in changed[label]]), rows.index)
            for column in columns
        }
        return Asked(asked, broken)


def of_share(count: float, base: float | None = None) -> str:
    """``27 of 96 rows (28.1 %)``; the share alone, ``25 %``, where there is no base."""
    share = Decimal(str(count)) if base is None else Decimal(count) / Decimal(base)
    percent = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{percent:f}".removesuffix(".0")
    return f"{text} %" if base is None else f"{count} of {base} rows ({text} %)"


def number_range(numbers: Sequence[int]) -> str:
    """``12 to 31``, or ``12`` where all are the same."""
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"


def whose_month(month: str, area: str = "", lists: CodeLists | None = None) -> str:
    """``North West, February 2020``, or the month alone."""
    if not area:
        return month_name(month)
    name = lists.areas.name_of(area) if lists and area in lists.areas.entries else area
    return f"{name}, {month_name(month)}"
