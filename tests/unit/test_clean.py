"""Accepted and rejected rows: nothing is lost, nothing half-written, nothing stale."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditlib import clean
from auditlib.errors import ConfigError, DataError, UsageError
from auditlib.ingest import Received, read_returns
from auditlib.parts import NOTED_IN, PARTS, noted
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS
from auditlib.settings import load_edition

_LEGAL = Path(__file__).parents[1] / "data" / "reading" / "legal" / "as-the-contract-writes-it"
_REFERENCE = Path(__file__).parents[1] / "data" / "reading" / "reference"
_EDITION = """\
edition: 2020-02
title: Audit Highlights Report
months: [2020-02]
programme_start: 2020-01
cut_off: 2020-03-13
expects:
  2020-01: [audits]
author: Audit Team
contact: audit@example.org
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of two months, February with every return."""
    project = Project(tmp_path)
    shutil.copytree(_REFERENCE, project.reference)
    shutil.copytree(_LEGAL, project.raw / "2020-02")
    (project.raw / "2020-01").mkdir()
    january = (_LEGAL / "audits.csv").read_text().replace("2020-02", "2020-01").replace("AU-2", "AU-1")
    (project.raw / "2020-01" / "audits.csv").write_text(january)
    project.editions.mkdir()
    (project.editions / "2020-02.yml").write_text(_EDITION)
    return project


def received_of(project: Project) -> Received:
    return read_returns(project, load_edition(project, "2020-02"), load_code_lists(project))


def accepted(project: Project, reasons: clean.Reasons | None = None) -> clean.EditionData:
    return clean.accept(received_of(project), load_edition(project, "2020-02"), load_code_lists(project), reasons or {})


def spoil(project: Project) -> None:
    """Make a cell of February's second audit unreadable."""
    path = project.raw / "2020-02" / "audits.csv"
    path.write_text(path.read_text().replace(",nw,", ",North Wset,"))


def test_rows_without_a_reason_are_accepted(project: Project) -> None:
    data = accepted(project)
    assert {name: len(table) for name, table in data.tables.items()} == {
        "audits": 6,
        "reaudits": 1,
        "moderations": 2,
        "reflections": 2,
        "supervision": 2,
        "comments": 2,
    }
    assert len(data.rejected) == 0
    assert list(data.rejected.columns) == list(clean.REJECTED_COLUMNS)


def test_rejected_rows_keep_their_place_codes_and_reasons_and_nothing_of_the_child(project: Project) -> None:
    spoil(project)
    received = received_of(project)
    reasons = {"audits": {4: ["AUD-07: a judgement without a return."], 0: ["AUD-02: x.", "AUD-02: y."]}}
    data = clean.accept(received, load_edition(project, "2020-02"), load_code_lists(project), reasons)
    rejected = data.rejected
    assert rejected["return"].tolist() == ["audits", "audits"]
    assert rejected["month"].tolist() == ["2020-01", "2020-02"]
    assert rejected["source_file"].tolist() == ["data/raw/2020-01/audits.csv", "data/raw/2020-02/audits.csv"]
    assert rejected["source_row"].tolist() == [2, 3]
    assert rejected["codes"].tolist() == ["AUD-02", "REA-31;AUD-07"]
    assert rejected["reasons"][0] == "AUD-02: x. AUD-02: y."
    assert rejected["reasons"][1].startswith("REA-31: area: 'North Wset' is not listed")
    assert data.tables["audits"].index.tolist() == [0, 1, 2, 3]
    assert data.tables["audits"]["audit_ref"].tolist() == ["AU-1002", "AU-1003", "AU-2001", "AU-2003"]
    assert not rejected.astype(str).map(lambda cell: "AU-" in cell or "CH-" in cell).any(axis=None)


def test_row_with_an_unreadable_cell_is_rejected_without_being_reported_so(project: Project) -> None:
    spoil(project)
    data = accepted(project)
    assert data.rejected["codes"].tolist() == ["REA-31"]
    assert len(data.tables["audits"]) == 5


def test_reason_for_a_row_that_was_not_read_is_an_error(project: Project) -> None:
    with pytest.raises(KeyError, match="audits has no row 6"):
        accepted(project, {"audits": {6: ["AUD-01: x."]}})


def test_counts_are_shown_for_every_return_and_month(project: Project) -> None:
    received = received_of(project)
    data = accepted(project, {"audits": {5: ["AUD-01: x."]}, "reaudits": {0: ["REA-50: x."]}})
    counts = clean.reconcile(received, data).set_index(["return", "month"])
    assert counts.loc[("audits", "2020-01")].tolist() == [3, 3, 0]
    assert counts.loc[("audits", "2020-02")].tolist() == [3, 2, 1]
    assert counts.loc[("reaudits", "2020-02")].tolist() == [1, 0, 1]
    assert ("reaudits", "2020-01") not in counts.index


def test_lost_rows_do_not_go_unnoticed(project: Project) -> None:
    received, data = received_of(project), accepted(project)
    data.tables["audits"] = data.tables["audits"].iloc[1:]
    with pytest.raises(AssertionError):
        clean.reconcile(received, data)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_row_read_is_accepted_or_rejected(project: Project, data: st.DataObject) -> None:
    received = received_of(project)
    reasons = {
        name: {row: ["AUD-01: x."] for row in data.draw(st.sets(st.sampled_from(table.index.tolist())))}
        for name, table in received.tables.items()
    }
    parted = clean.accept(received, load_edition(project, "2020-02"), load_code_lists(project), reasons)
    counts = clean.reconcile(received, parted)
    assert counts["read"].sum() == sum(map(len, received.tables.values()))
    assert counts["rejected"].sum() == sum(map(len, reasons.values())) == len(parted.rejected)


def test_tables_come_back_from_disk_as_they_were(project: Project) -> None:
    data = accepted(project, {"audits": {5: ["AUD-01: x."]}})
    paths = clean.write(project, data)
    assert [path.name for path in paths] == [
        f"{name}.parquet" for name in [*RETURNS, "references", "fingerprints", "rejected"]
    ]
    loaded = clean.load_edition_data(project, "2020-02")
    for name in RETURNS:
        pd.testing.assert_frame_equal(loaded.tables[name], data.tables[name])
    pd.testing.assert_frame_equal(loaded.rejected, data.rejected)
    assert loaded.references == data.references != frozenset()
    assert len(loaded.tables["audits"]) == 5


def test_each_part_that_is_asked_for_is_noted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    clean.write(project, accepted(project))
    notes = project.root / "notes"
    monkeypatch.setenv(NOTED_IN, str(notes))
    data = clean.load_edition_data(project, "2020-02")
    assert noted(notes) == set()
    assert len(data.tables["audits"]) and len(data.tables["audits"].columns)
    assert noted(notes) == {"audits"}
    assert set(data.tables) == set(RETURNS)
    assert noted(notes) == set()
    assert len(data.rejected) == 0 and data.references
    assert noted(notes) == {"rejected", "references"}
    assert not notes.exists()


def test_same_rows_give_the_same_bytes(project: Project) -> None:
    first = [path.read_bytes() for path in clean.write(project, accepted(project))]
    assert [path.read_bytes() for path in clean.write(project, accepted(project))] == first
    assert sorted(path.name for path in project.processed("2020-02").iterdir()) == sorted(
        f"{name}.parquet" for name in (*PARTS, "fingerprints")
    )


def test_fingerprints_on_disk_are_those_of_the_rows(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = accepted(project, {"audits": {5: ["AUD-01: x."]}})
    clean.write(project, whole)
    stored = clean.load_edition_data(project, "2020-02")
    notes = project.root / "notes"
    monkeypatch.setenv(NOTED_IN, str(notes))
    edition, areas = whole.edition, whole.lists.areas.codes
    for name in RETURNS:
        for months in (
            edition.programme_months,
            list(edition.months),
            *([month] for month in edition.programme_months),
        ):
            for area in ("", *areas, "nowhere"):
                assert stored.fingerprints.source(name, months, area) == whole.fingerprints.source(name, months, area)
        assert noted(notes) == {name}, "a notebook that shows a fingerprint depends on the rows"


@pytest.mark.parametrize("fails_at", [0, 3, 8])
def test_failed_writing_leaves_the_old_tables(project: Project, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    old = {path: path.read_bytes() for path in clean.write(project, accepted(project))}
    calls = iter(range(100))
    write_table = pq.write_table

    def full_disk(table: object, path: Path, **options: object) -> None:
        write_table(table, path, **options)
        if next(calls) == fails_at:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full_disk)
    with pytest.raises(OSError, match="No space"):
        clean.write(project, accepted(project, {"audits": {0: ["AUD-01: x."]}}))
    assert {path: path.read_bytes() for path in project.processed("2020-02").iterdir()} == old


@pytest.mark.parametrize("stopped_at", range(1, 8))
def test_writing_killed_half_way_is_not_taken_for_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch, stopped_at: int
) -> None:
    clean.write(project, accepted(project))
    calls = iter(range(100))
    replace = os.replace

    def killed(source: Path, target: Path) -> None:
        if next(calls) == stopped_at:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        clean.write(project, accepted(project, {name: {0: ["AUD-01: x."]} for name in RETURNS}))
    monkeypatch.undo()
    assert not list(project.processed("2020-02").glob(".*"))
    assert len(clean.load_edition_data(project, "2020-02").tables["audits"]) == 6


@pytest.mark.parametrize("changed", ["data/raw/2020-01/audits.csv", "data/reference/areas.csv", "editions/2020-02.yml"])
def test_tables_older_than_what_they_were_made_from_are_not_used(project: Project, changed: str) -> None:
    clean.write(project, accepted(project, {"audits": {5: ["AUD-01: x."]}}))
    path = project.root / changed
    path.write_text(path.read_text() + "\n")
    assert len(clean.load_edition_data(project, "2020-02").tables["audits"]) == 6


def test_further_file_in_a_month_makes_tables_stale(project: Project) -> None:
    clean.write(project, accepted(project))
    shutil.copy(_LEGAL / "moderations.csv", project.raw / "2020-01")
    assert len(clean.load_edition_data(project, "2020-02").tables["moderations"]) == 4


@pytest.mark.parametrize("damage", ["cut", "gone", "not parquet"])
def test_damaged_tables_are_not_used(project: Project, damage: str) -> None:
    paths = clean.write(project, accepted(project, {"audits": {5: ["AUD-01: x."]}}))
    for path in (paths[0], paths[-1]):
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-50] if damage == "cut" else b"PAR1")
        assert len(clean.load_edition_data(project, "2020-02").tables["audits"]) == 6


def test_without_tables_on_disk_the_raw_returns_are_read_and_nothing_is_written(project: Project) -> None:
    assert len(clean.load_edition_data(project, "2020-02").tables["audits"]) == 6
    assert not project.processed("2020-02").exists()


def test_without_tables_on_disk_all_faults_of_reading_are_listed(project: Project) -> None:
    spoil(project)
    (project.raw / "2020-01" / "notes.txt").write_text("x")
    with pytest.raises(DataError) as raised:
        clean.load_edition_data(project, "2020-02")
    assert [problem.code for problem in raised.value.problems] == ["REA-03", "REA-31"]
    assert raised.value.exit_code == 3


def test_unknown_edition_and_broken_list_are_distinguished(project: Project) -> None:
    with pytest.raises(UsageError):
        clean.load_edition_data(project, "2020-03")
    (project.reference / "areas.csv").unlink()
    with pytest.raises(ConfigError):
        clean.load_edition_data(project, "2020-02")


def test_tables_on_disk_hold_no_name_of_this_machine(project: Project) -> None:
    for path in clean.write(project, accepted(project)):
        assert str(project.root).encode() not in path.read_bytes()
