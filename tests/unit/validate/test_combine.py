"""Putting results together: reading, waivers, counts of rows, and whether the edition may be made."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.clean import accept, reconcile
from auditlib.errors import ConfigError, DataError, UsageError
from auditlib.validate import (
    Outcome,
    RuleResult,
    Validation,
    Waiver,
    combine,
    read_waivers,
    record_waiver,
    stopped,
    validate,
)
from auditlib.validate.results import runs, to_json
from auditlib.validate.waivers import waivers_path
from tests.unit.validate.changes import change_files
from tests.unit.validate.conftest import Council

TODAY = date(2030, 12, 20)
WITHOUT_JUDGEMENT = {"change": [{"file": "2030-11/audits.csv", "row": "7", "judgement": ""}]}
UNKNOWN_AREA = {"change": [{"file": "2030-11/audits.csv", "row": "3", "area": "North Wset"}]}


def waiver(code: str = "AUD-07", until: date = date(2031, 1, 31)) -> Waiver:
    return Waiver(code, "Told by telephone; the date follows.", "A. Lead", until, TODAY)


#: One rule of every return, and those that these tests are about.
RULES = ("AUD-07", "AUD-17", "RAU-01", "MOD-01", "REF-01", "SUP-01", "COM-01")


def combined(council: Council, *waivers: Waiver, today: date = TODAY) -> Validation:
    received = council.read()
    results = council.results(received, council.with_rules(*RULES))
    return combine(council.edition, council.lists, results, received.faults, received.files, waivers, today)


def result_of(validation: Validation, code: str) -> RuleResult:
    return next(each for each in validation.results if each.code == code)


def test_a_critical_failure_stops_the_edition_and_names_the_row(council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    validation = combined(council)
    error = stopped(validation)
    assert isinstance(error, DataError)
    problem = error.problems[0]
    assert (problem.code, problem.file, problem.row) == ("AUD-07", "data/raw/2030-11/audits.csv", 7)
    assert "judgement" in str(problem)
    assert validation.reasons == {
        "audits": {29: ["AUD-07: An audit has a judgement if, and only if, it has been returned."]}
    }


def test_a_warning_does_not_stop_it(council: Council):
    change_files(council.project, {"change": [{"file": "2030-11/audits.csv", "row": "7", "child_ref": "T-C1101"}]})
    validation = combined(council)
    assert stopped(validation) is None
    assert [each.code for each in validation.warnings] == ["AUD-17"]
    assert validation.reasons == {}


def test_a_waiver_lets_the_edition_go_on_without_the_row(council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    validation = combined(council, waiver())
    assert stopped(validation) is None
    assert [each.code for each in validation.waived] == ["AUD-07"]
    assert list(validation.reasons["audits"]) == [29], "what is waived is still kept out of the figures"
    assert validation.notes == ()


@pytest.mark.parametrize(("today", "holds"), [(date(2031, 1, 31), True), (date(2031, 2, 1), False)])
def test_a_waiver_expires_after_its_last_day(today: date, holds: bool, council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    validation = combined(council, waiver(), today=today)
    assert (stopped(validation) is None) is holds
    if not holds:
        said = "The waiver of AUD-07, accepted by A. Lead until 31 January 2031, has expired and no longer applies."
        assert validation.notes == (said,)


def test_a_waiver_that_is_not_needed_says_so(council: Council):
    assert "is not needed" in combined(council, waiver()).notes[0]


def test_a_rule_that_could_not_run_cannot_be_waived(council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    validation = combined(council, waiver())
    broken = replace(result_of(validation, "AUD-07"), outcome=Outcome.NOT_RUN, why="It stopped.")
    assert isinstance(stopped(replace(validation, results=(broken,))), ConfigError)


def test_faults_of_reading_come_first_and_stop_the_edition(council: Council):
    change_files(council.project, UNKNOWN_AREA)
    validation = combined(council)
    first = validation.results[0]
    assert (first.code, first.return_name, first.type, first.failed) == ("REA-31", "audits", "reading", 1)
    assert first.places[0].team == "hillside-care", "the row's team can be read, so the row can be sent back to it"
    assert "North Wset" in str(stopped(validation))
    assert validation.reasons == {}, "what reading found wrong is in what was received"


def test_a_fault_of_reading_can_be_waived(council: Council):
    change_files(council.project, UNKNOWN_AREA)
    assert stopped(combined(council, waiver("REA-31"))) is None


def test_an_expected_return_that_nobody_read_stops_the_edition(council: Council):
    received = council.read()
    files = [file for file in received.files if (file.return_name, file.month) != ("comments", "2030-09")]
    validation = combine(council.edition, council.lists, [], (), files)
    assert [(each.code, each.return_name) for each in validation.stops] == [("REA-02", "comments")]


def test_a_missing_file_is_reported_once(council: Council):
    (council.project.raw / "2030-11" / "comments.csv").unlink()
    validation = combined(council)
    assert [each.code for each in validation.stops if each.return_name == "comments"] == ["REA-02"]
    assert result_of(validation, "REA-02").failed == 1


def test_what_follows_from_a_cell_that_could_not_be_read_is_reported_with_it(council: Council):
    moderated = (council.project.raw / "2030-11/moderations.csv").read_text(encoding="utf-8").splitlines()[1].split(",")
    audits = (council.project.raw / "2030-11/audits.csv").read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(audits, 1) if line.startswith(moderated[0]))
    change_files(
        council.project, {"change": [{"file": "2030-11/audits.csv", "row": str(row), "returned_on": "31/11/2030"}]}
    )
    received = council.read()
    results = council.results(received, council.with_rules(*RULES, "MOD-07"))
    validation = combine(council.edition, council.lists, results, received.faults, received.files, (), TODAY)
    moderation = result_of(validation, "MOD-07")
    assert (moderation.failed, moderation.follows) == (1, 1), "its row is still kept out of the figures"
    (problem,) = stopped(validation).problems
    assert problem.code == "REA-35"
    assert "MOD-07 (1 row of moderations)" in problem.what


@pytest.mark.parametrize("broken", [b"\0", b'"'])
def test_what_follows_from_a_file_that_could_not_be_read_to_its_end_is_reported_with_it(
    council: Council, broken: bytes
):
    path = council.project.raw / "2030-11" / "audits.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], broken + lines[2], *lines[3:]]))
    validation = combined(council)
    ((cause, _),) = validation.causes
    assert cause.code in ("REA-15", "REA-17")


def test_columns_are_counted_as_columns(council: Council):
    path = council.project.raw / "2030-11" / "audits.csv"
    path.write_text(path.read_text().replace("cohort", "group", 1))
    assert result_of(combined(council), "REA-20").unit == "columns"


def test_a_message_names_the_value_and_never_a_reference(council: Council):
    change_files(council.project, {"change": [{"file": "2030-11/audits.csv", "row": "7", "returned_on": "2051-11-17"}]})
    received = council.read()
    validation = council.check(received, {"audits"})
    problem = next(each for each in stopped(validation).problems if each.code == "AUD-23")
    assert "Here returned_on is 17/11/2051." in problem.what
    assert not re.search(r"T-[ACM]", str(stopped(validation)))


def test_rows_read_are_accepted_or_rejected(council: Council):
    for change in (WITHOUT_JUDGEMENT, UNKNOWN_AREA):
        change_files(council.project, change)
    received = council.read()
    validation = combined(council)
    by_month = {(each.return_name, each.month): each for each in validation.reconciliation}
    november = by_month["audits", "2030-11"]
    assert (november.read, november.accepted, november.rejected) == (8, 6, 2)
    assert all(each.read == each.accepted + each.rejected for each in validation.reconciliation)
    data = accept(received, council.edition, council.lists, validation.reasons)
    counted = reconcile(received, data)
    assert {
        (row["return"], row["month"]): (row["read"], row["accepted"], row["rejected"]) for _, row in counted.iterrows()
    } == {key: (each.read, each.accepted, each.rejected) for key, each in by_month.items()}
    assert sorted(data.rejected["codes"]) == ["AUD-07", "REA-31"]


def test_the_whole_goes_to_json_and_back(council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    validation = combined(council, waiver())
    assert Validation.from_json(json.loads(to_json(validation))) == validation


@given(st.sets(st.integers(0, 500)))
def test_rows_are_kept_as_runs(labels: set[int]):
    found = runs(sorted(labels))
    assert [number for first, count in found for number in range(first, first + count)] == sorted(labels)
    assert all(a + n < b for (a, n), (b, _) in zip(found, found[1:], strict=False)), "no two runs touch"


# Waivers on disk ------------------------------------------------------------------------------------------


def test_a_waiver_is_recorded_beside_the_editions_and_read_again(council: Council):
    path = record_waiver(council.project, "2030-11", waiver(), ["AUD-07"])
    assert path == council.project.editions / "waivers" / "2030-11.yml"
    record_waiver(council.project, "2030-11", waiver("REA-31"), ["AUD-07"])
    assert read_waivers(council.project, "2030-11") == [waiver(), waiver("REA-31")]
    assert [file.name for file in path.parent.iterdir()] == ["2030-11.yml"]


def test_a_second_waiver_of_a_rule_takes_the_place_of_the_first(council: Council):
    record_waiver(council.project, "2030-11", waiver(), ["AUD-07"])
    longer = waiver(until=date(2031, 3, 31))
    record_waiver(council.project, "2030-11", longer, ["AUD-07"])
    assert read_waivers(council.project, "2030-11") == [longer]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (waiver("AUD-70"), "there is no rule 'AUD-70'. Did you mean 'AUD-07'"),
        (replace(waiver(), reason=" "), "needs a reason and a name"),
        (replace(waiver(), by=""), "needs a reason and a name"),
        (waiver(until=date(2030, 12, 19)), "would have expired on 19 December 2030"),
    ],
)
def test_a_waiver_that_is_not_whole_is_refused(wrong: Waiver, said: str, council: Council):
    with pytest.raises(UsageError, match=said):
        record_waiver(council.project, "2030-11", wrong, ["AUD-07"])
    assert not waivers_path(council.project, "2030-11").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AUD-07: yes\n", "a waiver is not whole"),
        ("AUD-07:\n  reason: x\n  by: y\n  until: 2031-01-31\n", "a waiver is not whole"),
        ("AUD-07: {reason: x, by: y, until: soon, recorded: 2030-12-20}\n", "is not a date"),
        ("AUD-07: {reason: '', by: y, until: 2031-01-31, recorded: 2030-12-20}\n", "needs a reason"),
        ("AUD-07: {reason: x\n", "not valid YAML"),
    ],
)
def test_a_file_of_waivers_that_is_not_right_is_refused_with_its_line(text: str, said: str, council: Council):
    path = waivers_path(council.project, "2030-11")
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        read_waivers(council.project, "2030-11")
    assert "editions/waivers/2030-11.yml row" in str(error.value)


def test_recorded_waivers_are_used(council: Council):
    change_files(council.project, WITHOUT_JUDGEMENT)
    until = date.today().replace(year=date.today().year + 1, day=1)
    record_waiver(council.project, "2030-11", replace(waiver(until=until), recorded=date.today()), ["AUD-07"])
    received = council.read()
    assert stopped(validate(council.project, council.edition, council.lists, received)) is None
    assert stopped(validate(council.project, council.edition, council.lists, received, waivers=[])) is not None


def test_nothing_heavy_is_imported_to_put_kept_results_together(tmp_path: Path):
    import subprocess
    import sys

    code = (
        "import sys, auditlib.validate, auditlib.validate.results, auditlib.validate.page, auditlib.validate.wording;"
        "print([name for name in ('pandas', 'great_expectations', 'openpyxl', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
