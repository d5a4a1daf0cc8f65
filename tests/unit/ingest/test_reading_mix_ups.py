"""Files and cells that were mixed up: one return sent as another, a copy beside a return, digits of other scripts."""

from __future__ import annotations

import pytest
from small_month import MONTH, Month, table_of

from auditlib.errors import ConfigError
from auditlib.reference import load_code_lists


def test_a_return_sent_under_the_name_of_another_is_one_fault(month: Month) -> None:
    month.put("audits.csv", table_of("comments"))
    (fault,) = month.read("audits").faults
    assert fault.code == "REA-19"
    assert fault.problem.what == "row 1 has the columns of comments, not of audits."
    assert fault.problem.do == "Send it as comments, or put audits here."


def test_a_return_with_few_of_its_columns_is_named_with_those_it_lacks(month: Month) -> None:
    month.put("audits.csv", [row[:5] for row in table_of("audits")])
    assert set(month.codes("audits")) == {"REA-21"}


@pytest.mark.parametrize("name", ["audits (1).csv", "Copy of audits.csv", "audits-final.csv"])
def test_a_copy_beside_its_return_is_not_to_be_given_the_same_name(month: Month, name: str) -> None:
    month.put("audits.csv", table_of("audits"))
    month.put(name, table_of("audits"))
    (fault,) = month.read("audits").faults
    assert fault.problem.do == "The folder has audits as well: keep the right one, and move the other out of data/raw."


def test_a_month_in_digits_of_another_script_is_a_fault_of_reading(month: Month) -> None:
    table = table_of("audits")
    table[1][2] = MONTH.translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    month.put("audits.csv", table)
    assert month.codes("audits") == ["REA-37"]


@pytest.mark.parametrize("number", ["43874", "43874.0", "43874.5"])
def test_excels_number_of_a_day_is_called_one(month: Month, number: str) -> None:
    table = table_of("audits")
    table[1][9] = number
    month.put("audits.csv", table)
    (fault,) = month.read("audits").faults
    assert fault.problem.what == "there is a number where a date should be."


@pytest.mark.parametrize(("name", "column"), [("judgements", 1), ("headings", 1)])
@pytest.mark.parametrize("number", ["²", "１"])
def test_a_list_takes_no_digits_but_plain_ones(month: Month, name: str, column: int, number: str) -> None:
    path = month.project.reference / f"{name}.csv"
    first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    cells = second.split(",")
    cells[column] = number
    path.write_text("\n".join([first, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not a (whole number|section)"):
        load_code_lists(month.project)
