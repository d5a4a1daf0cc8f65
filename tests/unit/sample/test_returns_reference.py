"""docs/reference/returns.md describes the columns as the code has them."""

import re
from pathlib import Path

import pytest

from auditlib.reference import LISTS
from auditlib.schema import RETURNS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "returns.md").read_text(encoding="utf-8")


def described(name):
    """Column, whether it may be blank, and the description, for each line of a return's table."""
    _, _, rest = PAGE.partition(f"### `{name}`:")
    assert rest, f"{name} is not described"
    table = rest.partition("\n#")[0]
    return re.findall(r"^\| `(\w+)` \| (yes|no) \| (.+) \|$", table, flags=re.MULTILINE)


@pytest.mark.parametrize("name", RETURNS)
def test_every_column_is_described_in_order_with_whether_it_may_be_blank(name):
    found = [(column, blank == "yes") for column, blank, _ in described(name)]
    assert found == [(column.name, column.blank) for column in RETURNS[name].columns]


@pytest.mark.parametrize("name", RETURNS)
def test_every_allowed_value_and_code_list_is_named(name):
    text = {column: description for column, _, description in described(name)}
    for column in RETURNS[name].columns:
        values = re.findall(r"`([a-z-]+)`", text[column.name])
        assert values == list(column.values) or not column.values
        assert not column.codelist or f"Listed in `{column.codelist}.csv`" in text[column.name]


@pytest.mark.parametrize("name", LISTS)
def test_every_code_list_is_described_with_its_columns(name):
    assert f"| `{name}.csv` | `{','.join(LISTS[name])}` |" in PAGE


def test_no_return_is_described_that_does_not_exist():
    assert re.findall(r"^### `(\w+)`:", PAGE, flags=re.MULTILINE) == list(RETURNS)
