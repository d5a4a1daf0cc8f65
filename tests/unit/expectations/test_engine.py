"""Great Expectations is started quietly, and everything in it still works."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pandas as pd
import pytest

from auditlib.expectations.engine import batch, great_expectations


def in_a_process_of_its_own(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_starting_it_writes_nothing_and_asks_nobody():
    said = in_a_process_of_its_own("""
        import socket
        def refuse(*_): raise AssertionError("asked the network")
        socket.socket.connect = refuse
        socket.getaddrinfo = refuse
        import pandas as pd
        from auditlib.expectations.engine import batch, great_expectations
        gx = great_expectations()
        result = batch(pd.DataFrame({"a": [1, 2]})).validate(gx.expectations.ExpectColumnValuesToNotBeNull(column="a"))
        print(result.success)
    """)
    assert said == "True"


def test_no_progress_bar_and_no_file(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    gx = great_expectations()
    rows = batch(pd.DataFrame({"a": [1, None]}))
    assert not rows.validate(gx.expectations.ExpectColumnValuesToNotBeNull(column="a")).success
    assert list(tmp_path.iterdir()) == []
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


FRAME = pd.DataFrame(
    {
        "number": [1, 2, 3, 4],
        "other": [2, 3, 4, 5],
        "text": pd.Series(["a", "b", "c", "d"], dtype="str"),
        "same": pd.Series(["a", "b", "c", "d"], dtype="str"),
        "date": pd.Series(["2020-02-01", "2020-02-02", "2020-02-03", "2020-02-04"], dtype="str"),
        "minus": [-1, -2, -3, -4],
        "nothing": pd.Series([None] * 4, dtype="str"),
        "constant": pd.Series(["a"] * 4, dtype="str"),
        "json": pd.Series(['{"x": 1}'] * 4, dtype="str"),
    }
)
#: For every stock kind, arguments with which it passes on FRAME.
ARGUMENTS = {
    "expect_column_distinct_values_to_be_in_set": {"column": "number", "value_set": [1, 2, 3, 4, 5]},
    "expect_column_distinct_values_to_contain_set": {"column": "number", "value_set": [1, 2]},
    "expect_column_distinct_values_to_equal_set": {"column": "number", "value_set": [1, 2, 3, 4]},
    "expect_column_kl_divergence_to_be_less_than": {
        "column": "text",
        "partition_object": {"values": ["a", "b", "c", "d"], "weights": [0.25, 0.25, 0.25, 0.25]},
        "threshold": 0.1,
    },
    "expect_column_max_to_be_between": {"column": "number", "min_value": 4, "max_value": 4},
    "expect_column_mean_to_be_between": {"column": "number", "min_value": 2, "max_value": 3},
    "expect_column_median_to_be_between": {"column": "number", "min_value": 2, "max_value": 3},
    "expect_column_min_to_be_between": {"column": "number", "min_value": 1, "max_value": 1},
    "expect_column_most_common_value_to_be_in_set": {"column": "constant", "value_set": ["a"]},
    "expect_column_pair_values_a_to_be_greater_than_b": {"column_A": "other", "column_B": "number"},
    "expect_column_pair_values_to_be_equal": {"column_A": "text", "column_B": "same"},
    "expect_column_pair_values_to_be_in_set": {
        "column_A": "number",
        "column_B": "other",
        "value_pairs_set": [(1, 2), (2, 3), (3, 4), (4, 5)],
    },
    "expect_column_proportion_of_non_null_values_to_be_between": {"column": "text", "min_value": 1},
    "expect_column_proportion_of_unique_values_to_be_between": {"column": "text", "min_value": 1},
    "expect_column_quantile_values_to_be_between": {
        "column": "number",
        "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[2, 3]]},
    },
    "expect_column_stdev_to_be_between": {"column": "number", "min_value": 1, "max_value": 2},
    "expect_column_sum_to_be_between": {"column": "number", "min_value": 10, "max_value": 10},
    "expect_column_to_exist": {"column": "number"},
    "expect_column_unique_value_count_to_be_between": {"column": "text", "min_value": 4, "max_value": 4},
    "expect_column_value_lengths_to_be_between": {"column": "text", "min_value": 1, "max_value": 1},
    "expect_column_value_lengths_to_equal": {"column": "text", "value": 1},
    "expect_column_value_z_scores_to_be_less_than": {"column": "number", "threshold": 3, "double_sided": True},
    "expect_column_values_to_be_between": {"column": "number", "min_value": 1, "max_value": 4},
    "expect_column_values_to_be_dateutil_parseable": {"column": "date"},
    "expect_column_values_to_be_in_set": {"column": "text", "value_set": ["a", "b", "c", "d"]},
    "expect_column_values_to_be_in_type_list": {"column": "number", "type_list": ["int64"]},
    "expect_column_values_to_be_json_parseable": {"column": "json"},
    "expect_column_values_to_be_of_type": {"column": "number", "type_": "int64"},
    "expect_column_values_to_be_unique": {"column": "text"},
    "expect_column_values_to_match_json_schema": {"column": "json", "json_schema": {"type": "object"}},
    "expect_column_values_to_match_regex": {"column": "text", "regex": "^[a-d]$"},
    "expect_column_values_to_match_regex_list": {"column": "text", "regex_list": ["^[ab]$", "^[cd]$"]},
    "expect_column_values_to_match_strftime_format": {"column": "date", "strftime_format": "%Y-%m-%d"},
    "expect_column_values_to_not_be_in_set": {"column": "text", "value_set": ["e"]},
    "expect_column_values_to_not_be_null": {"column": "text"},
    "expect_column_values_to_not_match_regex": {"column": "text", "regex": "e"},
    "expect_column_values_to_not_match_regex_list": {"column": "text", "regex_list": ["e", "f"]},
    "expect_compound_columns_to_be_unique": {"column_list": ["text", "number"]},
    "expect_multicolumn_sum_to_equal": {"column_list": ["number", "minus"], "sum_total": 0},
    "expect_multicolumn_values_to_be_equal": {"column_list": ["text", "same"]},
    "expect_column_type_to_be": {"column": "number", "type_": "int64"},
    "expect_column_values_to_be_increasing": {"column": "number"},
    "expect_column_values_to_be_decreasing": {"column": "minus"},
    "expect_column_values_to_be_null": {"column": "nothing"},
    "expect_column_values_to_not_be_outliers": {"column": "number", "method": "iqr", "multiplier": 3},
    "expect_select_column_values_to_be_unique_within_record": {"column_list": ["number", "other"]},
    "expect_table_column_count_to_be_between": {"min_value": 9, "max_value": 9},
    "expect_table_column_count_to_equal": {"value": 9},
    "expect_table_columns_to_match_ordered_list": {"column_list": list(FRAME.columns)},
    "expect_table_columns_to_match_set": {"column_set": list(FRAME.columns)},
    "expect_table_row_count_to_be_between": {"min_value": 4, "max_value": 4},
    "expect_table_row_count_to_equal": {"value": 4},
}


#: What Great Expectations can only ask of a database.
ASK_A_DATABASE = {
    "expect_column_values_to_match_like_pattern",
    "expect_column_values_to_match_like_pattern_list",
    "expect_column_values_to_not_match_like_pattern",
    "expect_column_values_to_not_match_like_pattern_list",
    "expect_query_results_to_match_comparison",
    "expect_table_row_count_to_equal_other_table",
    "unexpected_rows_expectation",
}


@pytest.fixture(scope="module")
def frame():
    return batch(FRAME)


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_stock_kinds_work(name: str, frame):
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    great_expectations()
    expectation = ExpectationConfiguration(type=name, kwargs=ARGUMENTS[name]).to_domain_obj()
    result = frame.validate(expectation)
    assert result.success, result.exception_info


def test_no_stock_kind_is_forgotten():
    great_expectations()
    from auditlib.expectations.kinds import OWN_KINDS

    great_expectations()
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    assert set(list_registered_expectation_implementations()) == set(ARGUMENTS) | ASK_A_DATABASE | set(OWN_KINDS)
