"""Puts the results of all returns together: faults of reading, waivers, and the count of rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from auditlib.errors import AuditlibError, ConfigError, DataError, Problem
from auditlib.ingest import Code, Fault, FileRead
from auditlib.periods import month_name
from auditlib.reference import CodeLists
from auditlib.schema import RETURNS
from auditlib.settings import Edition
from auditlib.validate.results import (
    MOST_PLACES,
    READING,
    Outcome,
    Place,
    Reconciled,
    RuleResult,
    SuiteResult,
    Validation,
    runs,
)
from auditlib.validate.waivers import Waiver
from auditlib.validate.wording import consequences

#: A value at the beginning of a fault of reading, and how many of a column are listed.
_QUOTED = re.compile(r"'[^']+'")
_MOST_VALUES = 20
#: Faults of one column each.
_OF_COLUMNS = frozenset((Code.UNKNOWN_COLUMN, Code.MISSING_COLUMN, Code.DOUBLE_COLUMN, Code.NO_HEADING))


def combine(
    edition: Edition,
    lists: CodeLists,
    suites: Sequence[SuiteResult],
    faults: Sequence[Fault],
    files: Sequence[FileRead],
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
    odd: Iterable[str] = (),
) -> Validation:
    """Put results together; `odd` is what :func:`auditlib.plausibility.warnings` finds in the edition's own files."""
    results = [*_reading(edition, suites, faults, files), *(each for suite in suites for each in suite.results)]
    results, notes = _waived(results, list(waivers), today or date.today())
    return Validation(
        edition.edition,
        edition.title,
        edition.months,
        tuple(edition.programme_months),
        tuple(results),
        tuple(_reconciled(suites, results, files)),
        {code: lists.areas.name_of(code) for code in lists.areas.codes},
        {code: lists.teams.name_of(code) for code in lists.teams.codes},
        tuple(notes),
        tuple(odd),
    )


def stopped(validation: Validation) -> AuditlibError | None:
    """The error that keeps an edition from being made, or None if nothing does.

    Returns
    -------
    ConfigError or DataError
        ConfigError if a rule could not run, else DataError; one problem for each rule that stops the edition. Rules
        that fail only because a file or cell could not be read are named with that and have no problem of their own.
    """
    faults = [
        Problem(
            f"{each.description} The rule could not run. {each.why}",
            "Correct the rule; until then nothing is published.",
            f"expectations/{each.return_name}.json",
            code=each.code,
        )
        for each in validation.could_not_run
    ]
    failures = [_problem(each, following) for each, following in validation.causes if each.outcome is Outcome.FAILED]
    if faults:
        return ConfigError([*faults, *failures])
    return DataError(failures) if failures else None


def _problem(result: RuleResult, following: list[RuleResult]) -> Problem:
    place = result.places[0] if result.places else Place()
    others = f" ({result.failed:,} {result.unit} in all)" if result.failed > 1 else ""
    # The detail of a fault of reading names its value, and ends in a full stop of its own.
    what = place.detail if result.type == READING and place.detail else result.description
    if result.type != READING and place.detail:
        what += f" {place.detail}"
    return Problem(
        f"{what.rstrip('.')}{others}.{_values(result)}{consequences(following)}",
        result.what_to_do,
        place.file or (f"data/raw, {result.return_name}" if result.return_name else "data/raw"),
        place.sheet,
        place.row,
        place.column,
        result.code,
    )


def _values(result: RuleResult) -> str:
    """Every value that was not recognised, by column; details quote only those that may be shown."""
    found: dict[str, dict[str, None]] = {}
    for place in result.places if result.type == READING else ():
        quoted = _QUOTED.match(place.detail)
        if quoted and place.row is not None:
            found.setdefault(place.column, {})[quoted[0]] = None
    if sum(map(len, found.values())) < 2:
        return ""
    shown = (f"{column} {', '.join(list(values)[:_MOST_VALUES])}" for column, values in found.items())
    return f" Not recognised: {'; '.join(shown)}."


def _reading(
    edition: Edition, suites: Sequence[SuiteResult], faults: Sequence[Fault], files: Sequence[FileRead]
) -> list[RuleResult]:
    """Faults of reading as results, one for each kind and return."""
    read: Counter[str] = Counter()
    for file in files:
        read[file.return_name] += file.rows
    kinds: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in [*faults, *_unread(edition, faults, files)]:
        kinds[fault.return_name, fault.code].append(fault)
    order = ["", *RETURNS]
    whose = {(suite.return_name, row): (area, team) for suite in suites for row, area, team in suite.unreadable}
    return [
        _kind(Code(code), name, found, read[name], whose)
        for (name, code), found in sorted(kinds.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ]


def _kind(
    kind: Code, name: str, faults: list[Fault], read: int, whose: Mapping[tuple[str, int], tuple[str, str]]
) -> RuleResult:
    rows = sorted({fault.row_id for fault in faults if fault.row_id is not None})
    places = tuple(
        Place(
            fault.problem.file,
            fault.problem.sheet,
            fault.problem.row,
            fault.problem.column,
            fault.month,
            *whose.get((name, -1 if fault.row_id is None else fault.row_id), ("", "")),
            fault.problem.what,
        )
        for fault in faults[:MOST_PLACES]
    )
    months = Counter(fault.month for fault in faults)
    about = (str(kind), name, kind.means, kind.severity, kind.do, READING, Outcome.FAILED)
    unit = "columns" if kind in _OF_COLUMNS else "files"
    counts = (read, len(faults), "cells and rows") if rows else (len(faults), len(faults), unit)
    by_month = dict(sorted(months.items()))
    return RuleResult(*about, *counts, rows=runs(rows), places=places, by_month=by_month)


def _unread(edition: Edition, faults: Sequence[Fault], files: Sequence[FileRead]) -> list[Fault]:
    """Expected returns about which reading reports nothing: no rows, no file, no fault."""
    reported = {(file.return_name, file.month) for file in files}
    reported |= {(fault.return_name, fault.month) for fault in faults}
    # A folder that is missing, or a workbook that cannot be opened, is reported once for all its returns.
    whole = {fault.month for fault in faults if not fault.return_name}
    return [
        Fault(
            Code.NO_RETURN,
            Problem(f"{name} for {month_name(month)} were not read.", Code.NO_RETURN.do, f"data/raw/{month}/{name}"),
            name,
            month,
        )
        for month in edition.programme_months
        if month not in whole
        for name in edition.expected(month)
        if (name, month) not in reported
    ]


def _waived(results: list[RuleResult], waivers: list[Waiver], today: date) -> tuple[list[RuleResult], list[str]]:
    """Results with the waivers that hold, and what to say of those that do not."""
    holding = {waiver.code: waiver for waiver in waivers if waiver.holds(today)}
    notes = [
        f"The waiver of {waiver.code}, {waiver.expiry}, has expired and no longer applies."
        for waiver in waivers
        if not waiver.holds(today)
    ]
    needed = {result.code for result in results if result.quarantines}
    notes += [
        f"The waiver of {code}, {waiver.expiry}, is not needed: there is no critical failure of that rule."
        for code, waiver in sorted(holding.items())
        if code not in needed
    ]

    def waived(result: RuleResult) -> RuleResult:
        if not result.quarantines or result.code not in holding:
            return result
        waiver = holding[result.code]
        return replace(result, waived_by=waiver.by, waived_until=waiver.until.isoformat(), waived_for=waiver.reason)

    return list(map(waived, results)), notes


def _reconciled(
    suites: Sequence[SuiteResult], results: Sequence[RuleResult], files: Sequence[FileRead]
) -> list[Reconciled]:
    """For every return and month: rows read, accepted and rejected."""
    rejected: dict[str, set[int]] = defaultdict(set)
    for result in results:
        if result.quarantines:
            rejected[result.return_name].update(result.row_ids())
    read: Counter[tuple[str, str]] = Counter()
    for file in files:
        read[file.return_name, file.month] += file.rows
    bad: Counter[tuple[str, str]] = Counter()
    for suite in suites:
        for month, first, count in suite.months:
            bad[suite.return_name, month] += len(rejected[suite.return_name].intersection(range(first, first + count)))
    order = list(RETURNS)
    return [
        Reconciled(*key, read[key], read[key] - bad[key], bad[key])
        for key in sorted(read, key=lambda key: (order.index(key[0]), key[1]))
    ]
