"""Files sent again are compared with what was accepted before, and the record keeps nobody's data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditlib.errors import ConfigError
from auditlib.schema import RETURNS
from auditlib.validate import stopped, validate
from auditlib.validate.sent import Record, compare, remember
from tests.unit.validate.changes import change_files
from tests.unit.validate.conftest import Council
from tests.unit.validate.test_run import identifying

REMOVED = {"change": [{"file": "2030-10/audits.csv", "row": "7", "remove": "true"}]}
CHANGED = {"change": [{"file": "2030-10/audits.csv", "row": "6", "judgement": "Good", "cohort": "CLA"}]}
FILLED = {"change": [{"file": "2030-11/audits.csv", "row": "8", "returned_on": "2030-12-12", "judgement": "RI"}]}
WRONG = {"change": [{"file": "2030-10/audits.csv", "row": "6", "judgement": ""}]}


def remembered(council: Council, edition: str = "2030-10") -> None:
    remember(council.project, replace(council.edition, edition=edition), council.read())


def differences(council: Council):
    return compare(council.project, council.edition, council.read())["audits"]


def test_nothing_is_compared_the_first_time(council: Council):
    assert set(compare(council.project, council.edition, council.read())) == set(RETURNS)
    assert differences(council).compared == 0


def test_nothing_differs_in_files_that_have_not_changed(council: Council):
    remembered(council)
    assert differences(council).compared == 0


def test_a_row_that_vanished_is_reported_by_file_and_row(council: Council):
    remembered(council)
    change_files(council.project, REMOVED)
    found = differences(council)
    assert found.compared == 8
    assert [(gone.file, gone.row, gone.month) for gone in found.vanished] == [
        ("data/raw/2030-10/audits.csv", 7, "2030-10")
    ]
    assert found.changed == {}


def test_values_that_changed_are_reported_by_column(council: Council):
    remembered(council)
    change_files(council.project, CHANGED)
    assert differences(council).changed == {20: ("cohort", "judgement")}


def test_a_blank_that_was_filled_in_is_no_change(council: Council):
    remembered(council)
    change_files(council.project, FILLED)
    found = differences(council)
    assert (found.compared, found.vanished, found.changed) == (8, (), {})


def test_a_row_that_moved_to_another_month_has_changed_and_not_vanished(council: Council):
    remembered(council)
    path = council.project.raw / "2030-10" / "audits.csv"
    moved = path.read_text(encoding="utf-8").splitlines()[6]
    change_files(council.project, REMOVED)
    other = council.project.raw / "2030-11" / "audits.csv"
    other.write_text(other.read_text(encoding="utf-8") + moved.replace("2030-10,", "2030-11,") + "\n", encoding="utf-8")
    found = differences(council)
    assert found.vanished == ()
    assert list(found.changed.values()) == [("month",)]


def test_making_an_edition_twice_says_the_same_twice(council: Council):
    remembered(council)
    change_files(council.project, CHANGED)
    first = differences(council)
    remembered(council, council.edition.edition)
    assert differences(council) == first


def test_the_next_edition_starts_from_what_the_last_one_accepted(council: Council):
    remembered(council)
    change_files(council.project, CHANGED)
    remembered(council, council.edition.edition)
    later = replace(council.edition, edition="2030-12")
    assert compare(council.project, later, council.read())["audits"].compared == 0


def test_a_change_that_was_undone_is_none(council: Council):
    remembered(council, council.edition.edition)
    path = council.project.raw / "2030-10" / "audits.csv"
    before = path.read_bytes()
    change_files(council.project, CHANGED)
    assert differences(council).changed
    remembered(council, council.edition.edition)
    assert differences(council).changed, "drafts of one edition are compared with its first"
    path.write_bytes(before)
    assert differences(council).compared == 0


def test_a_whole_file_that_vanished(council: Council):
    remembered(council)
    (council.project.raw / "2030-10" / "audits.csv").unlink()
    assert len(differences(council).vanished) == 8


def test_what_stops_an_edition_is_not_remembered(council: Council):
    validated = validate(council.project, council.edition, council.lists, council.read())
    assert stopped(validated) is None
    versions = Record(council.project).versions
    change_files(council.project, WRONG)
    wrong = validate(council.project, council.edition, council.lists, council.read())
    assert "AUD-07" in [each.code for each in wrong.stops]
    assert Record(council.project).versions == versions
    change_files(council.project, {"change": [{"file": "2030-10/audits.csv", "row": "6", "judgement": "Outstanding"}]})
    assert stopped(validate(council.project, council.edition, council.lists, council.read())) is None


def test_a_vanished_row_is_reported_again_and_again_until_it_is_back(council: Council):
    assert stopped(validate(council.project, council.edition, council.lists, council.read())) is None
    change_files(council.project, REMOVED)
    for _ in range(2):
        again = validate(council.project, council.edition, council.lists, council.read())
        assert [each.code for each in again.warnings] == ["AUD-21"]
        assert stopped(again) is None


def test_the_record_holds_no_value_of_a_return(council: Council):
    remembered(council)
    folder = council.project.processed("received")
    content = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    for value in identifying(council.read().tables):
        assert value.encode() not in content
    assert not [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_two_projects_hash_the_same_row_differently(make_council, tmp_path):
    import pandas as pd

    council = make_council()
    remembered(council)
    folder = council.project.processed("received")
    path = next(folder.glob("2030-10-audits-*.parquet"))
    first = pd.read_parquet(path)
    for each in folder.iterdir():
        each.unlink()
    remembered(council)
    second = pd.read_parquet(path)
    assert not set(first["audit_ref"]) & set(second["audit_ref"])
    assert not set(first["returned_on"]) & set(second["returned_on"])


@pytest.mark.parametrize("name", sorted(RETURNS))
def test_every_return_is_remembered(name: str, council: Council):
    remembered(council)
    months = {place.split("/")[0] for place in Record(council.project).versions if place.endswith(f"/{name}")}
    assert months == {file.month for file in council.read().files if file.return_name == name}


def test_two_editions_made_at_once_leave_one_record_that_fits(council: Council, monkeypatch: pytest.MonkeyPatch):
    """The other edition remembers the same files while this one is writing."""
    from auditlib.validate import sent

    write, others = sent._write, []

    def interrupted(*given: object) -> None:
        write(*given)
        if not others:
            others.append(True)
            remembered(council, "2030-09")

    monkeypatch.setattr(sent, "_write", interrupted)
    remembered(council)
    versions = Record(council.project).versions.values()
    assert [[each.edition for each in of_file] for of_file in versions] == [["2030-09"]] * len(versions)
    change_files(council.project, CHANGED)
    found = differences(council)
    assert (found.vanished, found.changed) == ((), {20: ("cohort", "judgement")})


def test_a_key_that_is_there_is_kept(council: Council):
    remembered(council)
    path = council.project.processed("received") / "key"
    key = path.read_bytes()
    change_files(council.project, CHANGED)
    remembered(council)
    assert path.read_bytes() == key
    assert len(key) == 16


def test_a_damaged_record_is_said_and_not_taken_for_none(council: Council):
    remembered(council)
    path = council.project.processed("received") / "versions.json"
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(
        ConfigError, match="data/processed/received/versions.json: the record of what was sent is damaged"
    ):
        differences(council)
