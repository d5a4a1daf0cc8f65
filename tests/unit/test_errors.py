"""Messages say where a fault is and what to do, and repeat nothing that could identify anyone."""

import pytest

from auditlib.errors import ERROR_KINDS, BuildError, ConfigError, DataError, Problem, UsageError, safe_value

SHOWN = ["Satisfactory", "North Wset", "31/31/2020", "2020-13", "Feb 2020", "1 Feb 2020", "Q2", "165.5", "1000"]


@pytest.mark.parametrize("value", SHOWN)
def test_a_coded_value_is_repeated(value):
    assert safe_value(value) == f"'{value}'"


@pytest.mark.parametrize(
    "value",
    [
        "CH-10234",
        "SYN-M014",
        "C1234",
        "485 777 3456",
        "someone@example.org",
        "Smith 2020",
        "Child was seen at home with her mother and was well",
        "x" * 41,
    ],
)
def test_what_looks_like_a_reference_or_free_text_is_withheld(value):
    shown = safe_value(value)
    assert shown.startswith("(not shown")
    assert value not in shown


def test_a_blank_cell_is_named():
    assert safe_value("  ") == "(blank)"


def test_a_problem_names_file_sheet_row_and_column_and_what_to_do():
    problem = Problem("'Satisfactory' is not a judgement.", "Correct it.", "returns.xlsx", "audits", 14, "judgement")
    assert str(problem) == "returns.xlsx sheet audits row 14, judgement: 'Satisfactory' is not a judgement. Correct it."


def test_kinds_of_fault_have_their_own_exit_codes():
    codes = [kind("x").exit_code for kind in (UsageError, DataError, ConfigError, BuildError)]
    assert codes == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), "USE-01"),
        (ConfigError(Problem("x", file="editions/2020-02.yml")), "CFG-02"),
        (ConfigError(Problem("x", file="editions/waivers/2020-02.yml")), "CFG-01"),
        (ConfigError(Problem("x", file="content/actions.csv")), "CFG-04"),
        (ConfigError(Problem("x", file="content/2020-02/moderation.md")), "CFG-05"),
        (BuildError(Problem("x", file="notebooks/moderation.ipynb")), "CFG-07"),
        (BuildError("x"), "BLD-01"),
        (DataError(Problem("x", file="data/raw/2020-02/audits.csv", code="AUD-07")), "AUD-07"),
    ],
)
def test_every_problem_has_a_code(error, code):
    assert error.code_of(error.problems[0]) == code
    assert code in ERROR_KINDS or code == "AUD-07"
