"""An earlier edition against the returns as they are now: what differs, and why.

Every figure is measured twice from today's rows for the months of the earlier edition: once with its own cut-off and
once with the later one. What differs between the two is late returns; what differs between the first and what was
published is corrected rows or another way of counting, and the archived digests show which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any

import pandas as pd

from auditlib.clean import EditionData, load_edition_data
from auditlib.errors import UsageError
from auditlib.facts import Fact, Facts, measure
from auditlib.measures import MEASURES, periods_of
from auditlib.paths import Project
from auditlib.periods import EDITION, PROGRAMME, is_month
from auditlib.revisions.archive import Published, compare_digests, digests, read
from auditlib.revisions.difference import (
    Kind,
    Reason,
    Revision,
    VerdictChange,
    diff,
    differs,
    is_listed,
    verdict_changes,
)
from auditlib.schema import RETURNS
from auditlib.settings import Edition, list_archived, load_edition


@dataclass(frozen=True, slots=True)
class Revisions:
    """How an earlier edition's figures differ now."""

    published: Published  # the earlier edition as published
    later: Edition  # the edition whose cut-off counts now
    listed: tuple[Revision, ...]  # the figures that a reader saw in a sentence or a table by month
    others: tuple[Revision, ...]  # all other figures of the same months that differ
    verdicts: tuple[VerdictChange, ...]  # statements of the earlier edition that come out otherwise
    #: Number and fingerprint of the rows of a return and month, as they are now, for those that reasons name.
    sources: dict[tuple[str, str], dict[str, Any]]

    def __bool__(self) -> bool:
        return bool(self.listed or self.others)


def as_of(data: EditionData, edition: Edition, cut_off: date) -> EditionData:
    """An edition's rows as another edition would have had them: its months, and a cut-off."""
    months = set(edition.programme_months)
    tables = {name: table[table["month"].isin(months)].reset_index(drop=True) for name, table in data.tables.items()}
    return EditionData(replace(edition, cut_off=cut_off), data.lists, tables, data.rejected)


class _Reasons:
    """Why figures of an earlier edition differ."""

    def __init__(self, published: Published, data: EditionData, again: Facts) -> None:
        self.published, self.again = published, again
        self.then, self.now = published.edition.cut_off, data.edition.cut_off
        self.months = periods_of(data)
        self.rows = digests(data.tables, self.then)
        first, last = sorted((self.then, self.now))
        self.between_cut_offs = cache(partial(_between, data, first, last))

    def of(self, revision: Revision) -> Iterator[Reason]:
        """The reasons of one figure."""
        published, again, now = revision.published, self.again.get(revision.id), revision.now
        months = self.months[revision.period]
        known = now or again or published
        sources = _returns(known) if known else []
        if differs(published, again):
            yield from self._rows_or_method(published, again, sources, months)
        if differs(again, now):
            kind = Kind.LATE if self.now > self.then else Kind.EARLY
            for name in sources:
                if number := self.between_cut_offs(name, *months):
                    yield Reason(kind, name, number)

    def _rows_or_method(
        self, published: Fact | None, again: Fact | None, sources: list[str], months: list[str]
    ) -> Iterator[Reason]:
        if self.published.rows is None:
            yield Reason(Kind.NOT_KNOWN)
            return
        changes = {name: compare_digests(self.published.rows, self.rows, name, months) for name in sources}
        for name, numbers in changes.items():
            for kind, number in numbers.items():
                yield Reason(Kind(kind), name, number)
        is_redefined = published and again and published.definition != again.definition
        if is_redefined or not any(changes.values()):
            yield Reason(Kind.METHOD)


def _between(data: EditionData, first: date, last: date, name: str, *months: str) -> int:
    """How many rows of some months came back after one day and by another."""
    table = data.tables[name]
    if "returned_on" not in table:
        return 0
    returned = table.loc[table["month"].isin(months), "returned_on"]
    return int(returned.between(pd.Timestamp(first), pd.Timestamp(last), inclusive="right").sum())


def _returns(fact: Fact) -> list[str]:
    """The returns that a figure was computed from."""
    names = [fact.source.get("return", ""), fact.source.get("out_of", {}).get("return", "")]
    return [name for name in dict.fromkeys(names) if name in RETURNS]


def against(published: Published, data: EditionData) -> Revisions:
    """An earlier edition against the rows of a later one."""
    edition = _shared(published.edition, data.edition)
    rows_now = as_of(data, edition, data.edition.cut_off)
    now = measure(rows_now)
    periods = set(edition.programme_months)
    if edition.programme_start == published.edition.programme_start:
        periods.add(PROGRAMME)
    if len(edition.months) > 1:
        periods.add(EDITION)

    def is_compared(fact_id: str) -> bool:
        return _is_measured(fact_id) and fact_id.split(".")[2] in periods

    verdicts = verdict_changes(published.edition, published.facts, now)
    differing = diff(published.facts, now, is_compared, verdicts)
    # Reasons are looked for only where something differs.
    topics = sorted({each.id.split(".")[0] for each in differing})
    again = measure(as_of(data, edition, published.edition.cut_off), *topics) if topics else Facts([])
    reasons = _Reasons(published, rows_now, again)
    revisions = [replace(each, reasons=tuple(reasons.of(each))) for each in differing]
    named = {(reason.source, each.period) for each in revisions for reason in each.reasons if reason.rows}
    return Revisions(
        published,
        data.edition,
        tuple(revision for revision in revisions if is_listed(revision.id)),
        tuple(revision for revision in revisions if not is_listed(revision.id)),
        tuple(verdicts),
        {each: rows_now.fingerprints.source(each[0], [each[1]]) for each in sorted(named) if is_month(each[1])},
    )


def _shared(earlier: Edition, later: Edition) -> Edition:
    """The earlier edition, its programme no longer than that of the later one.

    Raises
    ------
    UsageError
        The later edition does not cover the months of the earlier one.
    """
    if earlier.months[-1] > later.months[-1] or earlier.months[0] < later.programme_start:
        raise UsageError(
            f"Edition {later.edition} does not cover the months of {earlier.edition}. Name the earlier edition first."
        )
    return replace(earlier, programme_start=max(earlier.programme_start, later.programme_start))


def _is_measured(fact_id: str) -> bool:
    """Whether an id is of a measure of the registry; facts made of other facts are not compared."""
    topic, name, _, *groups = fact_id.split(".")
    return _has_ids_of(topic, name, len(groups))


@cache
def _has_ids_of(topic: str, name: str, groups: int) -> bool:
    """Whether there is a measure in whose ids so many parts follow the period."""
    for each in MEASURES.get(topic, ()):
        fewest = len(each.splits) + (each.summary != "" and each.unit != "date")
        if each.name == f"{topic}.{name}" and 0 <= groups - fewest <= each.by_area:
            return True
    return False


def baseline(project: Project, name: str, data: EditionData) -> Published:
    """An edition as archived; where it is not, as its own cut-off gives it from the rows as they are now.

    Raises
    ------
    UsageError
        There is no such edition.
    ConfigError
        Its archive or its file is damaged.
    """
    published = read(project, name)
    if published is not None:
        return published
    edition = load_edition(project, name)
    _shared(edition, data.edition)
    return Published(edition, measure(as_of(data, edition, edition.cut_off)), None)


def between(project: Project, earlier: str, later: str) -> Revisions:
    """Two editions compared, for ``auditlib diff``.

    Raises
    ------
    UsageError
        There is no such edition, or the later one does not cover the earlier one's months.
    ConfigError, DataError
        A file has faults.
    """
    data = load_edition_data(project, later)
    return against(baseline(project, earlier, data), data)


def previous(project: Project, data: EditionData) -> Revisions | None:
    """An edition against the latest archived edition before it; None if there is none."""
    names = [name for name in list_archived(project) if name < data.edition.edition]
    published = read(project, names[-1]) if names else None
    return None if published is None else against(published, data)
