"""Running suites: what could not run is a failure, what cannot be read is not reported twice, and nothing leaks."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from auditlib.errors import ConfigError, Problem
from auditlib.expectations import Suite
from auditlib.expectations.suites import suite_from
from auditlib.ingest import Fault, empty_table
from auditlib.schema import RETURNS
from auditlib.validate import Outcome, RuleResult, SuiteResult, stopped
from auditlib.validate.results import to_json
from auditlib.validate.run import validate_return
from tests.unit.validate.changes import cases, change_files
from tests.unit.validate.conftest import Council


def rule(kind: str, code: str = "AUD-90", **kwargs: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "kwargs": kwargs,
        "meta": {"code": code, "what_to_do": "Correct it."},
        "severity": "warning",
        "description": "A rule that QA has added.",
    }


def run(council: Council, *rules: dict[str, Any], tables: dict[str, pd.DataFrame] | None = None) -> list[RuleResult]:
    suite = suite_from({"name": "audits", "expectations": list(rules)}, "audits", "expectations/audits.json")
    tables = tables or council.read().tables
    return list(validate_return(suite, tables, council.edition, council.lists).results)


def test_a_stock_expectation_that_qa_adds_runs(council: Council):
    passed, failed = run(
        council,
        rule("expect_column_value_lengths_to_be_between", column="audit_ref", min_value=8, max_value=8),
        rule("expect_column_values_to_be_in_set", "AUD-91", column="cohort", value_set=["cla"]),
    )
    assert (passed.outcome, passed.checked, passed.failed) == (Outcome.PASSED, 32, 0)
    assert (failed.outcome, failed.checked, failed.failed) == (Outcome.FAILED, 32, 16)
    assert failed.by_month == {"2030-08": 4, "2030-09": 4, "2030-10": 4, "2030-11": 4}
    first = failed.places[0]
    assert (first.file, first.row, first.column, first.area) == ("data/raw/2030-08/audits.csv", 2, "cohort", "hill")


def test_an_expectation_on_the_table_as_a_whole(council: Council):
    passed, failed = run(
        council,
        rule("expect_table_row_count_to_be_between", min_value=32),
        rule("expect_table_row_count_to_be_between", "AUD-91", min_value=33),
    )
    assert passed.outcome is Outcome.PASSED
    assert failed.outcome is Outcome.FAILED
    assert failed.places[0].detail == "The table as a whole does not meet it: 32 was found."


def test_mostly_lets_a_few_rows_pass(council: Council):
    arguments = {"column": "judgement", "value_set": ["outstanding", "good", "requires-improvement"]}
    passed, failed = run(
        council,
        rule("expect_column_values_to_be_in_set", mostly=0.9, **arguments),
        rule("expect_column_values_to_be_in_set", "AUD-91", **arguments),
    )
    assert (passed.outcome, passed.failed, passed.rows) == (Outcome.PASSED, 0, ())
    assert (failed.outcome, failed.failed) == (Outcome.FAILED, 1)


@pytest.mark.parametrize(
    ("added", "why"),
    [
        (rule("expect_column_values_to_be_pretty", column="area"), "no kind of expectation called"),
        (rule("expect_column_values_to_not_be_null", column="arae"), "no column 'arae'"),
        (rule("expect_column_values_to_not_be_null", colunm="area"), "arguments are not right"),
        (rule("expect_column_values_to_be_between", column="area"), "arguments are not right"),
        (rule("expect_columns_to_be_filled", column_list=[]), "arguments are not right"),
        (rule("expect_columns_to_be_filled", column_list="area"), "arguments are not right"),
        (rule("expect_column_values_to_be_between", column="area", min_value=3), "stopped"),
        (rule("expect_days_between_to_be_between", earlier_column="area", later_column="team", max_days=3), "stopped"),
        (rule("expect_column_values_to_match_regex", column="area", regex="("), "stopped"),
        (rule("expect_column_values_to_be_in_set", column="area", value_set={"$PARAMETER": "aeras + 1"}), "stopped"),
        (rule("expect_reference_to_be_found", column="audit_ref", found_in="moderations.auditref"), "no column"),
        (
            rule(
                "expect_column_values_to_not_be_null",
                column="area",
                row_condition={"type": "nullity", "column": {"name": "aera"}, "is_null": False},
            ),
            "no column 'aera'",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value["type"],
)
def test_a_rule_that_could_not_run_is_a_failure(added: dict[str, Any], why: str, council: Council):
    other = rule("expect_column_values_to_not_be_null", "AUD-91", column="area")
    result, neighbour = run(council, added, other)
    assert result.outcome is Outcome.NOT_RUN
    assert result.stops
    assert why in result.why
    assert neighbour.outcome is Outcome.PASSED, "one bad rule does not keep others from running"
    error = stopped(replace(council.check(council.read(), set()), results=(result,)))
    assert isinstance(error, ConfigError)
    assert "expectations/audits.json" in str(error)


@pytest.mark.parametrize("table", [None, pd.DataFrame(), pd.DataFrame({"audit_ref": ["x"]})])
def test_a_missing_table_is_a_failure_of_every_rule(table: pd.DataFrame | None, council: Council):
    tables = council.read().tables
    tables.pop("audits")
    if table is not None:
        tables["audits"] = table
    suite = council.suites["audits"]
    results = validate_return(suite, tables, council.edition, council.lists).results
    assert {each.outcome for each in results} == {Outcome.NOT_RUN}
    assert len(results) == len(suite.rules)


def test_a_rule_on_a_return_that_was_not_received_could_not_run(council: Council):
    tables = council.read().tables
    tables.pop("moderations")
    suite = council.suites["audits"]
    results = validate_return(suite, tables, council.edition, council.lists).results
    assert [each.code for each in results if each.outcome is Outcome.NOT_RUN] == ["AUD-20"]


def test_no_rows_are_nothing_to_check_and_no_pass(council: Council):
    tables = council.read().tables | {"supervision": empty_table(RETURNS["supervision"])}
    edition = replace(council.edition, expects=council.edition.expects | {"2030-09": ("audits",)})
    suite = council.suites["supervision"]
    results = validate_return(suite, tables, edition, council.lists).results
    assert {each.outcome for each in results} == {Outcome.NOTHING}


def test_results_depend_only_on_the_returns_that_a_suite_names(council: Council):
    received = council.read()
    suite = council.suites["reflections"]

    def check(tables: dict[str, pd.DataFrame]) -> SuiteResult:
        return validate_return(suite, tables, council.edition, council.lists)

    assert check(received.tables) == check({name: received.tables[name] for name in ("reflections", "audits")})


def test_the_order_of_rows_does_not_matter(council: Council):
    for case in (cases("rules")[0], cases("rules")[7]):
        change_files(council.project, case)
    tables = council.read().tables
    shuffled = {
        name: table.iloc[np.random.default_rng(7).permutation(len(table))].reset_index(drop=True)
        for name, table in tables.items()
    }

    def places(of: dict[str, pd.DataFrame]) -> list[Any]:
        found = []
        for suite in council.suites.values():
            for each in validate_return(suite, of, council.edition, council.lists).results:
                found.append((each.code, each.outcome, each.checked, sorted(map(repr, each.places))))
        return found

    assert places(tables) == places(shuffled)


def test_a_cell_that_could_not_be_read_is_not_reported_again(council: Council):
    tables = council.read().tables
    tables["audits"].loc[29, "area"] = None
    fault = Fault("REA-31", Problem("x", "y", "f", row=7, column="area"), "audits", "2030-11", 29)
    suite = council.suites["audits"]

    def check(*faults: Fault) -> SuiteResult:
        return validate_return(suite, tables, council.edition, council.lists, faults)

    assert [each.code for each in check().results if each.failed] == ["AUD-02"]
    result = check(fault)
    assert [each.code for each in result.results if each.failed] == []
    assert next(each for each in result.results if each.code == "AUD-02").checked == 31
    assert result.unreadable == ((29, "", "hillside-care"),)


def test_a_row_that_could_not_be_read_at_all_is_not_reported_again(council: Council):
    tables = council.read().tables
    columns = [name for name in RETURNS["audits"].column_names if tables["audits"][name].dtype == "str"]
    tables["audits"].loc[29, columns] = None
    fault = Fault("REA-18", Problem("x", "y", "f", row=7), "audits", "2030-11", 29)
    suite = council.suites["audits"]
    result = validate_return(suite, tables, council.edition, council.lists, (fault,))
    assert [each.code for each in result.results if each.failed] == []


def identifying(tables: dict[str, pd.DataFrame]) -> set[str]:
    """Every reference and every free text of the tables."""
    return {
        str(value)
        for name, entry in RETURNS.items()
        for column in entry.columns
        if not column.may_be_shown
        for value in tables[name][column.name].dropna()
    }


def test_results_hold_no_reference_and_no_free_text(council: Council):
    by_row: set[tuple[str, str]] = set()
    for case in cases("rules"):
        places = {(change["file"], change.get("row", "")) for change in case["change"] if "file" in change}
        if "sent before" not in case and places and not places & by_row and all(row != "all" for _, row in places):
            by_row |= places
            change_files(council.project, case)
    received = council.read()
    validation = council.check(received)
    assert len([each for each in validation.results if each.failed]) > 15
    said = to_json(validation)
    for value in identifying(received.tables):
        assert not re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", said), "a value of the data is in the results"


def test_results_go_to_json_and_back(council: Council):
    change_files(council.project, cases("rules")[0])
    received = council.read()
    suite: Suite = council.suites["audits"]
    result = validate_return(suite, received.tables, council.edition, council.lists)
    assert SuiteResult.from_json(json.loads(to_json(result))) == result


def test_a_suite_is_not_changed_by_running_it(council: Council):
    suite = council.suites["comments"]
    before = copy.deepcopy(suite.content)
    validate_return(suite, council.read().tables, council.edition, council.lists)
    assert suite.content == before
