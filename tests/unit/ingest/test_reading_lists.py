"""Code lists that change, and a council's own headers: what a return says keeps the meaning it had in its month."""

from __future__ import annotations

import pytest
from small_month import ROWS, Month, table_of, workbook

from auditlib.errors import ConfigError
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS


@pytest.fixture
def lists_with(month: Month):
    """Replace lists of the small project, and read them."""

    def write(**files: str):
        for name, text in files.items():
            (month.project.reference / f"{name}.csv").write_text(text, encoding="utf-8")
        return load_code_lists(month.project)

    return write


def test_an_area_that_has_ended_is_not_listed_any_more(month: Month, lists_with):
    month.lists = lists_with(
        areas="code,name,aliases,valid_from,valid_to\nne,North East,NE,,\nnw,North West,NW,,2020-01\n"
        "cwd,Children with Disabilities,CWD,2019-01,\n",
    )
    month.put("audits.csv", table_of("audits"))
    (fault,) = month.read().faults
    assert "'nw' is listed in data/reference/areas.csv, but not for February 2020." in str(fault.problem)
    assert fault.problem.row == 3


def test_a_name_may_stand_for_another_area_in_other_months(lists_with):
    lists = lists_with(
        areas="code,name,aliases,valid_from,valid_to\nold,North,N,,2019-12\nne,North East,N,2020-01,\n"
        "nw,North West,,,\ncwd,Children with Disabilities,,,\n"
    )
    assert lists.at("2019-12").areas.code_of("N") == "old"
    assert lists.at("2020-01").areas.code_of("N") == "ne"
    assert lists.showing(["2020-01"]).areas.codes == ["ne", "nw", "cwd"]
    assert lists.showing(["2020-01"], also=["old"]).areas.codes == ["old", "ne", "nw", "cwd"]
    assert lists.showing(["2020-01"]).areas.name_of("old") == "North"


def test_a_team_that_moves_belongs_to_the_area_of_its_month(lists_with):
    lists = lists_with(
        teams="team,area,quadrant,valid_from,valid_to\nNorth East 1,ne,A,,2020-01\nNorth East 1,nw,B,2020-02,\n"
    )
    assert lists.at("2020-01").teams.entries["north-east-1"].fields["area"] == "ne"
    assert lists.at("2020-02").teams.entries["north-east-1"].fields["area"] == "nw"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("ne,North East,,2020-13,\n", r"row 2, valid_from: '2020-13' is not a month"),
        ("ne,North East,,2020-02,2020-01\n", "row 2, valid_to: it ends before it begins"),
        ("ne,North East,,,2020-02\nne,North,,2020-02,\n", "row 3, code: the code is listed twice"),
        ("ne,North,,,2020-02\nnw,North,,2020-01,\n", "row 3: 'north' stands for two entries"),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(lists_with, rows, message):
    with pytest.raises(ConfigError, match=message):
        lists_with(areas=f"code,name,aliases,valid_from,valid_to\n{rows}")


def test_a_council_keeps_its_own_headers(month: Month, lists_with):
    own = "audits,child_ref,Child ID\naudits,judgement,Overall grade\n"
    month.lists = lists_with(columns=f"return,column,header\n{own}")
    header, *rows = table_of("audits")
    header = [{"child_ref": "CHILD id", "judgement": "Overall Grade"}.get(name, name) for name in header]
    month.put("audits.csv", [header, *rows])
    received = month.read()
    assert received.faults == []
    assert list(received.tables["audits"].columns)[: len(header)] == RETURNS["audits"].column_names
    assert len(received.tables["audits"]) == len(ROWS["audits"])


def test_its_own_headers_hold_in_a_workbook_too(month: Month, lists_with):
    month.lists = lists_with(columns="return,column,header\nmoderations,month,Audit month\n")
    header, *rows = table_of("moderations")
    book = workbook({"moderations": [["Audit month" if name == "month" else name for name in header], *rows]})
    book.save(month.folder / "returns.xlsx")
    received = month.read()
    assert received.faults == []
    assert list(received.tables["moderations"]["month"]) == ["2020-02", "2020-02"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("audit,child_ref,Child", "row 2, return: there is no such return. Did you mean 'audits'?"),
        ("audits,child,Child", "row 2, column: audits has no such column. Did you mean 'child_ref'?"),
        ("audits,child_ref,", "row 2, header: the header is blank"),
        ("audits,child_ref,Who\naudits,auditor_ref,WHO", "row 3, header: the header stands for two columns"),
    ],
)
def test_a_slip_in_the_map_is_reported(lists_with, row, message):
    with pytest.raises(ConfigError) as caught:
        lists_with(columns=f"return,column,header\n{row}\n")
    assert message in str(caught.value)


def test_a_list_saved_on_a_mac_means_the_same(month: Month, lists_with):
    """A Mac writes an accent as a character of its own (NFD)."""
    import unicodedata

    areas = "code,name,aliases\nne,Môr Ynys,NE;North East\nnw,North West,NW\ncwd,Children with Disabilities,CWD\n"
    month.lists = lists_with(areas=unicodedata.normalize("NFD", areas))
    header, *rows = table_of("audits")
    rows[0][3] = unicodedata.normalize("NFC", "Môr Ynys")
    month.put("audits.csv", [header, *rows])
    assert month.read().faults == []
    assert month.lists.areas.name_of("ne") == unicodedata.normalize("NFC", "Môr Ynys")
