"""Every fault of tests/data/faults makes exactly its rules fire, and what only looks like one makes none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from auditlib.expectations import Suite
from auditlib.ingest import Received
from auditlib.validate import Outcome, sent
from tests.unit.validate.changes import cases, change_files, change_tables, returns_of
from tests.unit.validate.conftest import Council

RULES = cases("rules")
LOOK_ALIKES = cases("look-alikes")
#: Rules that compare a month with many before it; tests/unit/validate/test_drift.py makes those.
DRIFT = {"AUD-30", "AUD-31", "AUD-32", "RAU-30", "MOD-30", "REF-30", "REF-31", "COM-30"}


def _named(case: dict[str, Any]) -> str:
    return case["fault"]


def _fired(council: Council, clean: dict[str, Received], case: dict[str, Any]) -> list[str]:
    if case.get("sent before") == "true":
        before = council.read_again(clean, set())
        sent.remember(council.project, replace(council.edition, edition="2030-10"), before)
    change_files(council.project, case)
    received = council.read_again(
        clean, {change["file"].split("/")[0] for change in case["change"] if "file" in change}
    )
    assert not received.faults, "the change should be one that reading has nothing against"
    received = replace(received, tables=change_tables(received.tables, case))
    if case.get("sent before") == "true":
        council.sent_before = sent.compare(council.project, council.edition, received)
    results = council.check(received, returns_of(case)).results
    assert not [each for each in results if each.outcome is Outcome.NOT_RUN]
    return sorted(each.code for each in results if each.outcome is Outcome.FAILED)


def test_the_clean_months_break_no_rule(council: Council):
    validation = council.check(council.read())
    assert [each.code for each in validation.results if each.outcome in (Outcome.FAILED, Outcome.NOT_RUN)] == []


@pytest.mark.parametrize("case", RULES, ids=_named)
def test_a_fault_makes_exactly_its_rules_fire(
    case: dict[str, Any], council: Council, clean_months: dict[str, Received]
):
    assert _fired(council, clean_months, case) == sorted(case["fires"])


@pytest.mark.parametrize("case", LOOK_ALIKES, ids=_named)
def test_what_only_looks_like_a_fault_makes_no_rule_fire(
    case: dict[str, Any], council: Council, clean_months: dict[str, Received]
):
    assert _fired(council, clean_months, case) == []


def test_every_rule_has_a_fault_that_makes_it_fire(suites: dict[str, Suite]):
    fired = {code for case in RULES for code in case["fires"]}
    assert {rule.code for suite in suites.values() for rule in suite.rules} - fired - DRIFT == set()


def test_no_fault_is_listed_twice():
    assert [name for name, count in Counter(map(_named, RULES + LOOK_ALIKES)).items() if count > 1] == []
