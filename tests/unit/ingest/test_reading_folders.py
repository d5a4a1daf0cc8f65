"""A month's folder: what is there, what is missing, what should not be there, and where links lead."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest
from small_month import MONTH, ROWS, Month, csv_bytes, table_of, workbook

from auditlib.errors import DataError
from auditlib.ingest import Code, check_raw, combine, month_inputs, read_month, read_returns
from auditlib.schema import RETURNS
from auditlib.settings import Edition

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights that Windows users lack")


def edition(*months: str, expects: dict[str, tuple[str, ...]] | None = None) -> Edition:
    """An edition of some months."""
    return Edition(months[-1], "", months, months[0], date(2020, 3, 13), expects or {}, "", "")


def test_inputs_are_the_files_that_reading_depends_on(month: Month) -> None:
    month.put_legal("supervision", "reaudits")
    for name in (".hidden", "~$returns.xlsx", ".~lock.audits.csv#", "README.md", "readme", "Thumbs.db"):
        month.put(name, "x")
    month.put("audit.csv", "x")
    assert [path.name for path in month_inputs(month.project, MONTH)] == [
        "audit.csv",
        "audits.csv",
        "comments.csv",
        "moderations.csv",
        "reflections.csv",
    ]
    assert month_inputs(month.project, "2019-01") == []


def test_asking_for_inputs_does_not_load_pandas() -> None:
    code = "import sys, auditlib.ingest; sys.exit('pandas' in sys.modules or 'pyarrow' in sys.modules)"
    assert os.spawnl(os.P_WAIT, sys.executable, sys.executable, "-c", code) == 0


def test_lock_files_of_open_workbooks_are_not_read(month: Month) -> None:
    month.put_legal()
    month.put("~$returns.xlsx", b"\x05owner")
    assert month.codes(*RETURNS) == []


def test_missing_returns_are_named(month: Month) -> None:
    month.put_legal("audits", "reaudits")
    received = month.read("audits", "comments")
    assert [(fault.code, fault.return_name) for fault in received.faults] == [(Code.NO_RETURN, "audits")]
    assert "audits.csv" in received.faults[0].problem.do


def test_a_return_that_is_not_expected_is_read_all_the_same(month: Month) -> None:
    month.put_legal()
    received = month.read("audits")
    assert received.faults == []
    assert len(received.tables["supervision"]) == len(ROWS["supervision"])


@pytest.mark.parametrize("name", ["2020-2", "Feb 2020", "2020_02", "02-2020"])
def test_missing_month_names_the_folder_that_may_be_meant(month: Month, name: str) -> None:
    month.folder.rename(month.folder.with_name(name))
    received = month.read(*RETURNS)
    assert [fault.code for fault in received.faults] == [Code.NO_FOLDER]
    assert f"'{name}'" in received.faults[0].problem.do


def test_missing_month_without_a_likely_folder(month: Month) -> None:
    month.folder.rename(month.folder.with_name("2020-12"))
    assert month.codes(*RETURNS) == [Code.NO_FOLDER]


def test_return_as_csv_file_and_as_sheet_is_read_from_neither(month: Month) -> None:
    month.put("audits.csv", table_of("audits"))
    month.put("returns.xlsx", workbook({"audits": table_of("audits"), "comments": table_of("comments")}))
    received = month.read("audits", "comments")
    assert [(fault.code, fault.return_name) for fault in received.faults] == [(Code.TWICE, "audits")]
    assert received.faults[0].problem.sheet == "audits"
    assert "audits.csv" in received.faults[0].problem.what
    assert len(received.tables["audits"]) == 0
    assert len(received.tables["comments"]) == len(ROWS["comments"])


def test_two_spellings_of_one_file_are_read_from_neither(month: Month) -> None:
    month.put("audits.csv", table_of("audits"))
    month.put("AUDITS.csv", table_of("audits"))
    if len(list(month.folder.iterdir())) == 1:
        pytest.skip("this file system does not tell capitals from small letters")
    assert month.codes("audits") == [Code.TWICE]


def test_second_workbook_is_refused(month: Month) -> None:
    month.put("returns.xlsx", workbook({name: table_of(name) for name in RETURNS}))
    month.put("returns (2).xlsx", workbook({"audits": table_of("audits")}))
    received = month.read(*RETURNS)
    assert [fault.code for fault in received.faults] == [Code.SECOND_WORKBOOK]
    assert len(received.tables["audits"]) == len(ROWS["audits"])


@pytest.mark.parametrize("name", ["february.xlsx", "returns.xls", "returns.xlsm", "returns.ods"])
def test_only_workbook_under_another_name_is_one_fault(month: Month, name: str) -> None:
    month.put(name, b"PK\x03\x04")
    assert len(month.codes(*RETURNS)) == 1


def test_folder_within_the_month_is_refused(month: Month) -> None:
    month.put_legal()
    (month.folder / "old").mkdir()
    assert month.codes(*RETURNS) == [Code.UNEXPECTED]


def test_names_with_odd_characters_can_be_printed(month: Month) -> None:
    try:
        (month.folder / os.fsdecode(b"caf\xe9\x1b[2J.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system does not allow such a name")
    message = str(month.read().faults[0].problem)
    assert message.isprintable()
    message.encode()


@needs_links
@pytest.mark.parametrize("target", ["file", "folder", "nowhere"])
def test_links_that_lead_out_of_the_raw_returns_are_not_followed(month: Month, tmp_path: Path, target: str) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "audits.csv").write_bytes(csv_bytes(table_of("audits")))
    if target == "folder":
        month.folder.rmdir()
        month.folder.symlink_to(outside)
    else:
        (month.folder / "audits.csv").symlink_to(outside / ("audits.csv" if target == "file" else "none.csv"))
    received = month.read("audits")
    assert [fault.code for fault in received.faults] == [Code.LINK]
    assert len(received.tables["audits"]) == 0


@needs_links
def test_link_within_the_raw_returns_that_leads_nowhere(month: Month) -> None:
    (month.folder / "audits.csv").symlink_to(month.folder / "none.csv")
    assert month.codes("audits") == [Code.LINK]


@needs_links
def test_links_within_the_raw_returns_are_followed(month: Month) -> None:
    kept = month.project.raw / "2020-01"
    kept.mkdir()
    (kept / "audits.csv").write_bytes(csv_bytes(table_of("audits")))
    (month.folder / "audits.csv").symlink_to(kept / "audits.csv")
    assert month.codes("audits") == []


@needs_links
def test_raw_returns_may_themselves_be_a_link(tmp_path: Path) -> None:
    month = Month(tmp_path / "project")
    month.put_legal()
    month.project.raw.rename(tmp_path / "share")
    month.project.raw.symlink_to(tmp_path / "share")
    assert month.codes(*RETURNS) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(month: Month) -> None:
    os.mkfifo(month.folder / "audits.csv")
    assert month.codes("audits") == [Code.LINK]


def test_file_that_may_not_be_read(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    month.put("audits.csv", table_of("audits"))
    month.put("returns.xlsx", workbook({"comments": table_of("comments")}))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert month.codes("audits") == [Code.CANNOT_OPEN, Code.CANNOT_OPEN]


def test_whatever_lies_beside_the_months_is_named(month: Month) -> None:
    (month.project.raw / "February 2020 (resent)").mkdir()
    (month.project.raw / "audits.csv").write_text("x")
    (month.project.raw / "README.md").write_text("x")
    (month.project.raw / "2031-01").mkdir()
    found = check_raw(month.project)
    assert [(fault.code, fault.problem.file) for fault in found] == [
        (Code.UNEXPECTED, "data/raw/February 2020 (resent)"),
        (Code.UNEXPECTED, "data/raw/audits.csv"),
    ]


def test_all_months_of_the_programme_are_read_and_numbered_together(month: Month) -> None:
    for name, wrong in (("2019-12", "Nowhere"), ("2020-01", "ne"), ("2020-02", "Elsewhere")):
        folder = month.project.raw / name
        folder.mkdir(exist_ok=True)
        rows = table_of("audits")
        rows[3][3] = wrong
        (folder / "audits.csv").write_bytes(csv_bytes(rows))
    its = edition(
        "2019-12", "2020-01", "2020-02", expects=dict.fromkeys(["2019-12", "2020-01", "2020-02"], ("audits",))
    )
    received = read_returns(month.project, its, month.lists)
    audits = received.tables["audits"]
    assert len(audits) == 9
    assert [(fault.month, fault.row_id) for fault in received.faults] == [("2019-12", 2), ("2020-02", 8)]
    for fault in received.faults:
        row = audits.loc[fault.row_id]
        assert (row["source_file"], row["source_row"]) == (fault.problem.file, fault.problem.row)
        assert row["audit_ref"] == "AU-2003"
    assert [(file.month, file.rows) for file in received.files] == [("2019-12", 3), ("2020-01", 3), ("2020-02", 3)]


def test_months_read_one_by_one_give_the_same_as_all_together(month: Month) -> None:
    month.put_legal()
    its = edition(MONTH, expects={MONTH: tuple(RETURNS)})
    whole = read_returns(month.project, its, month.lists)
    parts = combine([read_month(month.project, MONTH, month.lists, RETURNS)])
    for name in RETURNS:
        assert whole.tables[name].equals(parts.tables[name])
    assert whole.files == parts.files


def test_every_missing_month_is_named(month: Month) -> None:
    month.put_legal()
    received = read_returns(month.project, edition("2019-11", "2019-12", "2020-01", "2020-02"), month.lists)
    assert [(fault.code, fault.month) for fault in received.faults] == [
        (Code.NO_FOLDER, "2019-11"),
        (Code.NO_FOLDER, "2019-12"),
        (Code.NO_FOLDER, "2020-01"),
    ]


def test_without_any_raw_returns_nothing_can_go_on(month: Month) -> None:
    month.folder.rmdir()
    month.project.raw.rmdir()
    with pytest.raises(DataError, match="data/raw"):
        read_returns(month.project, edition(MONTH), month.lists)
