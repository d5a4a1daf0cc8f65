"""Runs the suites on what was received, and reports what to send back."""

from __future__ import annotations

from collections.abc import Sequence

from auditlib.expectations import load_suites
from auditlib.ingest import Received
from auditlib.paths import Project
from auditlib.reference import CodeLists
from auditlib.settings import Edition
from auditlib.validate.combine import combine, stopped
from auditlib.validate.results import Outcome, Place, Reconciled, RuleResult, SuiteResult, Validation
from auditlib.validate.waivers import Waiver, read_waivers, record_waiver


def validate(
    project: Project,
    edition: Edition,
    lists: CodeLists,
    received: Received,
    waivers: Sequence[Waiver] | None = None,
) -> Validation:
    """Check everything received for an edition, by the waivers given or, if None, those recorded for it.

    What is let through is remembered, so that files sent again can be compared with it (`sent`). Whether the results
    stop the edition is for `stopped` to say.

    Raises
    ------
    ConfigError
        A suite is missing, empty or not as it should be, or the file of waivers is not.
    """
    from auditlib.validate import sent
    from auditlib.validate.run import validate_return

    suites = load_suites(project)
    if waivers is None:
        waivers = read_waivers(project, edition.edition)
    before = sent.compare(project, edition, received)
    results = [
        validate_return(suite, received.tables, edition, lists, received.faults, before[name])
        for name, suite in suites.items()
    ]
    validation = combine(edition, lists, results, received.faults, received.files, waivers)
    if stopped(validation) is None:
        sent.remember(project, edition, received)
    return validation
