"""Our own kinds of expectation, one question at a time, on rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auditlib.expectations.engine import Background, Vanished, batch, current, great_expectations, in_use
from auditlib.expectations.engine import SentBefore as Before
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition

CLEAN = Project(Path(__file__).parents[2] / "data" / "faults" / "clean")
_DATES = ("allocated_on", "due_on", "returned_on", "moderated_on")


def table(**columns: list[Any]) -> pd.DataFrame:
    """A table whose text is `str` and whose dates are days, as reading makes them."""
    made = {}
    for name, values in columns.items():
        if name in _DATES:
            made[name] = pd.Series(pd.to_datetime(values)).astype("datetime64[s]")
        elif name in ("sequence",):
            made[name] = pd.Series(values, dtype="Int64")
        else:
            made[name] = pd.Series(values, dtype="str")
    rows = pd.DataFrame(made)
    places = {"source_file": "data/raw/2030-11/rows.csv", "source_sheet": "", "source_row": rows.index + 2}
    return rows.assign(folder_month="2030-11", **places)


@pytest.fixture(scope="module")
def ask():
    edition, lists = load_edition(CLEAN, "2030-11"), load_code_lists(CLEAN)

    def ask(name: str, rows: pd.DataFrame, sent: Before | None = None, other: dict | None = None, **kwargs: Any):
        great_expectations()
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

        expectation = ExpectationConfiguration(type=name, kwargs=kwargs).to_domain_obj()
        with in_use(Background(edition, lists, other or {}, sent or Before())):
            result = batch(rows).validate(expectation)
        assert not result.exception_info.get("raised_exception"), result.exception_info
        return result

    return ask


def broken(result: Any) -> list[int]:
    """Labels of the rows that break it, having checked that the result agrees with itself."""
    labels = result.result["unexpected_index_list"]
    assert result.result["unexpected_count"] == len(labels)
    assert result.success == (not labels)
    assert sorted({label for at in result.result["unexpected_index_columns"].values() for label in at}) == labels
    return labels


def test_filled_columns_name_the_blank_ones(ask):
    rows = table(area=["a", None, "c"], team=["x", None, None])
    result = ask("expect_columns_to_be_filled", rows, column_list=["area", "team"])
    assert broken(result) == [1, 2]
    assert result.result["unexpected_index_columns"] == {"area": [1], "team": [1, 2]}
    assert result.result["element_count"] == 3


def test_a_row_condition_says_which_rows_are_asked(ask):
    rows = table(area=[None, None, "c"], judgement=["good", None, "good"])
    condition = {"type": "nullity", "column": {"name": "judgement"}, "is_null": False}
    result = ask("expect_columns_to_be_filled", rows, column_list=["area"], row_condition=condition)
    assert broken(result) == [0]
    assert result.result["element_count"] == 2


def test_filled_together(ask):
    rows = table(returned_on=["2030-11-01", None, None, "2030-11-02"], judgement=["good", "good", None, None])
    result = ask("expect_columns_to_be_filled_together", rows, column_list=["returned_on", "judgement"])
    assert broken(result) == [1, 3]
    assert result.result["unexpected_index_columns"] == {"returned_on": [1], "judgement": [3]}


@pytest.mark.parametrize(("days", "right"), [(0, False), (1, True), (92, True), (93, False)])
def test_days_between_at_its_limits(ask, days: int, right: bool):
    due = (pd.Timestamp("2030-11-01") + pd.Timedelta(days=days)).date().isoformat()
    rows = table(allocated_on=["2030-11-01", "2030-11-01"], due_on=[due, None])
    kwargs = {"earlier_column": "allocated_on", "later_column": "due_on", "min_days": 1, "max_days": 92}
    result = ask("expect_days_between_to_be_between", rows, **kwargs)
    assert broken(result) == ([] if right else [0])
    assert result.result["element_count"] == 1


@pytest.mark.parametrize(
    ("day", "right"),
    [("2030-09-30", False), ("2030-10-01", True), ("2030-11-30", True), ("2030-12-01", False)],
)
def test_near_its_month_at_its_limits(ask, day: str, right: bool):
    rows = table(allocated_on=[day], month=["2030-11"])
    result = ask("expect_date_to_be_near_its_month", rows, column="allocated_on", days_before=31)
    assert broken(result) == ([] if right else [0])


@pytest.mark.parametrize(
    ("day", "right"),
    [("2030-05-31", False), ("2030-06-01", True), ("2031-01-29", True), ("2031-01-30", False)],
)
def test_within_the_programme_at_its_limits(ask, day: str, right: bool):
    kwargs = {"column_list": ["allocated_on"], "months_before": 2, "days_after": 60}
    result = ask("expect_dates_to_be_within_programme", table(allocated_on=[day]), **kwargs)
    assert broken(result) == ([] if right else [0])


def test_a_year_or_a_count_is_no_reference(ask):
    refs = {"audits": table(audit_ref=["2019", "1234567", "A12", "AB12"])}
    rows = table(text=["in 2019", "case 1234567", "see A12", "see ab12", "see AB123"])
    result = ask("expect_text_to_name_no_one", rows, other=refs, column="text", references=["audits.audit_ref"])
    assert broken(result) == [1, 3]


def test_what_was_due_by_the_cut_off(ask):
    rows = table(due_on=["2030-12-13", "2030-12-14", "2030-12-01"], returned_on=[None, None, "2031-02-01"])
    result = ask("expect_to_be_returned_when_due", rows)
    assert broken(result) == [0]
    assert result.result["element_count"] == 2


def test_a_team_that_no_list_has_is_not_asked(ask):
    rows = table(team=["hillside-duty", "riverside-duty", "elsewhere", None], area=["hill", "hill", "hill", "hill"])
    result = ask("expect_team_to_be_in_its_area", rows)
    assert broken(result) == [1]
    assert result.result["element_count"] == 2


AUDITS = {
    "audits": table(
        audit_ref=["A1", "A2", "A3"],
        month=["2030-11"] * 3,
        child_ref=["C1", "C2", "C3"],
        judgement=["inadequate", "good", None],
        returned_on=["2030-11-10", "2030-11-11", None],
    ),
    "moderations": table(audit_ref=["A2"], judgement_after=["inadequate"]),
}


def test_a_reference_that_is_found_and_returned(ask):
    rows = table(audit_ref=["A1", "A3", "A9", None])
    kwargs = {"column": "audit_ref", "found_in": "audits.audit_ref"}
    assert broken(ask("expect_reference_to_be_found", rows, other=AUDITS, **kwargs)) == [2]
    returned = kwargs | {"filled": "audits.returned_on"}
    assert broken(ask("expect_reference_to_be_found", rows, other=AUDITS, **returned)) == [1, 2]


def test_a_reference_that_is_not_found_breaks_no_other_rule(ask):
    rows = table(audit_ref=["A9", "A1", "A2"], child_ref=["C9", "C1", "C1"], moderated_on=["2030-11-01"] * 3)
    by = {"by_column": "audit_ref", "found_in": "audits.audit_ref"}
    match = ask(
        "expect_looked_up_value_to_match", rows, other=AUDITS, column="child_ref", equals="audits.child_ref", **by
    )
    assert broken(match) == [2]
    assert match.result["element_count"] == 2
    date = ask(
        "expect_date_not_before_looked_up", rows, other=AUDITS, column="moderated_on", date="audits.returned_on", **by
    )
    assert broken(date) == [1, 2]


def test_differs_turns_a_match_round(ask):
    rows = table(audit_ref=["A1", "A2"], child_ref=["C1", "C1"])
    kwargs = {"column": "child_ref", "by_column": "audit_ref", "found_in": "audits.audit_ref"}
    result = ask(
        "expect_looked_up_value_to_match", rows, other=AUDITS, equals="audits.child_ref", differs=True, **kwargs
    )
    assert broken(result) == [0]


def test_one_of_several_values_suffices(ask):
    rows = table(original_audit_ref=["A1", "A2", "A3", "A9"])
    sources = [
        {"key": "audits.audit_ref", "value": "audits.judgement"},
        {"key": "moderations.audit_ref", "value": "moderations.judgement_after"},
    ]
    kwargs = {"column": "original_audit_ref", "values_from": sources, "value_set": ["inadequate"]}
    result = ask("expect_looked_up_value_to_be_in_set", rows, other=AUDITS, **kwargs)
    assert broken(result) == []
    assert result.result["element_count"] == 2
    assert broken(
        ask("expect_looked_up_value_to_be_in_set", rows, other=AUDITS, **kwargs | {"value_set": ["good"]})
    ) == [0]


def test_once_a_month_here_and_elsewhere(ask):
    rows = table(child_ref=["C1", "C1", "C2", "C3"], month=["2030-11", "2030-11", "2030-11", "2030-10"])
    other = {"reaudits": table(child_ref=["C2", "C3"], month=["2030-11", "2030-11"])}
    kwargs = {"column": "child_ref", "month_column": "month"}
    assert broken(ask("expect_reference_once_a_month", rows, **kwargs)) == [0, 1]
    found = ask("expect_reference_once_a_month", rows, other=other, also_in=["reaudits.child_ref"], **kwargs)
    assert broken(found) == [0, 1, 2]


@pytest.mark.parametrize(
    ("sequence", "wrong"),
    [
        ([1, 2, 3], []),
        ([3, 1, 2], [0]),  # the third was allocated before the second
        ([2, 3, 4], [0]),
        ([1, 3, 4], [1]),
        ([1, 1, 2], [1]),
        ([0, 1, 2], [0]),
        ([1, 2, None], []),
    ],
)
def test_a_sequence_counts_from_one(ask, sequence: list[int | None], wrong: list[int]):
    rows = table(
        original_audit_ref=["A1"] * 3,
        sequence=sequence,
        allocated_on=["2030-09-01", "2030-10-01", "2030-11-01"],
    )
    result = ask("expect_sequence_to_follow", rows, case_column="original_audit_ref")
    assert broken(result) == wrong


def test_sequences_of_two_cases_do_not_mix(ask):
    rows = table(
        original_audit_ref=["A1", "A2", "A1", "A2"],
        sequence=[1, 1, 2, 3],
        allocated_on=["2030-09-01", "2030-09-01", "2030-10-01", "2030-10-01"],
    )
    assert broken(ask("expect_sequence_to_follow", rows, case_column="original_audit_ref")) == [3]


def test_a_number_that_could_not_be_read_is_why_the_next_of_its_case_does_not_follow(ask):
    rows = table(
        original_audit_ref=["A1", "A2", "A1", "A2"],
        sequence=[None, 1, 2, 3],
        allocated_on=["2030-09-01", "2030-09-01", "2030-10-01", "2030-10-01"],
    )
    result = ask("expect_sequence_to_follow", rows, case_column="original_audit_ref")
    assert broken(result) == [2, 3]
    assert result.result["follows"] == [2]


def test_due_for_a_reaudit_at_its_limit(ask):
    rows = table(audit_ref=["A1", "A1"], month=["2030-08", "2030-09"])
    kwargs = {
        "column": "audit_ref",
        "values_from": [{"key": "audits.audit_ref", "value": "audits.judgement"}],
        "reaudited_in": "reaudits.original_audit_ref",
        "within_months": 3,
    }
    none = AUDITS | {"reaudits": table(original_audit_ref=[])}
    assert broken(ask("expect_inadequate_to_be_reaudited", rows, other=none, **kwargs)) == [0]
    done = AUDITS | {"reaudits": table(original_audit_ref=["A1"])}
    assert broken(ask("expect_inadequate_to_be_reaudited", rows, other=done, **kwargs)) == []


@pytest.mark.parametrize(("moderated", "right"), [(1, False), (2, True)])
def test_coverage_at_its_limit(ask, moderated: int, right: bool):
    audits = {"audits": table(month=["2030-11"] * 8)}
    rows = table(month=["2030-11"] * moderated + ["2030-10"] * 5)
    result = ask("expect_monthly_coverage_to_be_at_least", rows, other=audits, of="audits.month", minimum=0.25)
    assert result.success is right
    if not right:
        text = "November 2030: 1 of 8 rows (12.5 %); at least 25 % is the policy."
        assert [found["text"] for found in result.result["findings"]] == [text]


def test_what_vanished_is_reported_by_file_and_row(ask):
    gone = Vanished("data/raw/2030-10/audits.csv", "", 7, "2030-10")
    result = ask("expect_rows_once_sent_to_remain", table(area=["a"]), sent=Before(10, (gone,)))
    assert not result.success
    assert result.result["comparisons"] == 10
    found = result.result["findings"][0]
    assert (found["file"], found["month"]) == (gone.file, "2030-10")
    assert "row 7" in found["text"]


def test_other_rows_altogether_are_reported_once(ask):
    gone = tuple(Vanished("data/raw/2030-10/audits.csv", "", row, "2030-10") for row in range(2, 12))
    result = ask("expect_rows_once_sent_to_remain", table(area=["a"]), sent=Before(10, gone))
    text = "None of the 10 rows that were last accepted is there any more."
    assert [found["text"] for found in result.result["findings"]] == [text]


def test_what_changed_is_reported_by_column(ask):
    sent = Before(2, (), {1: ("area", "team")})
    result = ask("expect_rows_once_sent_to_be_unchanged", table(area=["a", "b"], team=["x", "y"]), sent=sent)
    assert broken(result) == [1]
    assert sorted(result.result["unexpected_index_columns"]) == ["area", "team"]


def test_nothing_is_asked_without_a_background():
    with pytest.raises(LookupError):
        current()


def test_an_argument_that_a_kind_does_not_have_is_refused(ask):
    great_expectations()
    from great_expectations.compatibility.pydantic import ValidationError

    with pytest.raises(ValidationError, match="extra fields not permitted"):
        ask("expect_columns_to_be_filled", table(area=["a"]), column_list=["area"], colums=["area"])
