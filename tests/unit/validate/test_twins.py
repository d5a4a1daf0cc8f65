"""Of references written in two ways both places are named, and neither reference is repeated."""

from __future__ import annotations

from auditlib.validate import Outcome, stopped
from auditlib.validate.results import to_json
from tests.unit.validate.changes import change_files


def _failed(council, change, code):
    change_files(council.project, {"change": [change]})
    validation = council.check(council.read())
    (found,) = (each for each in validation.results if each.code == code)
    assert found.outcome is Outcome.FAILED
    (place,) = found.places
    return validation, place


def test_both_places_of_a_twin_are_named_and_no_reference(council):
    change = {"file": "2030-11/audits.csv", "row": "9", "audit_ref": "t a11 5"}
    validation, place = _failed(council, change, "AUD-24")
    assert (place.file, place.row) == ("data/raw/2030-11/audits.csv", 9)
    assert place.detail == (
        "The audit_ref reads like that in data/raw/2030-11/audits.csv row 6; "
        "the two differ in capitals, spaces or hyphens and leading zeros."
    )
    assert "a11" not in to_json(validation).lower()
    assert "AUD-24" in [each.code for each in validation.warnings]


def test_a_moderation_whose_audit_is_written_otherwise_says_where_that_stands(council):
    change = {"file": "2030-11/moderations.csv", "row": "2", "audit_ref": "t-a11-01"}
    validation, place = _failed(council, change, "MOD-07")
    assert (place.file, place.row, place.column) == ("data/raw/2030-11/moderations.csv", 2, "audit_ref")
    assert place.detail == (
        "It reads like the audit_ref in data/raw/2030-11/audits.csv row 2; the two differ in capitals."
    )
    assert place.detail in str(stopped(validation))


def test_a_remark_whose_source_is_written_otherwise_says_where_that_stands(council):
    change = {"file": "2030-11/comments.csv", "row": "2", "source_ref": "T-A11-1"}
    _, place = _failed(council, change, "COM-08")
    assert place.detail == (
        "Here source is audit. It reads like the audit_ref in data/raw/2030-11/audits.csv row 2; "
        "the two differ in leading zeros."
    )


def test_a_reference_unlike_any_other_has_nothing_to_add(council):
    _, place = _failed(council, {"file": "2030-11/moderations.csv", "row": "2", "audit_ref": "T-A77-01"}, "MOD-07")
    assert place.detail == ""
