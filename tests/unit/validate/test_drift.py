"""A month that is unlike the months before is a warning with its numbers; too few rows say nothing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from auditlib.expectations import Suite
from auditlib.periods import months_before, months_from
from auditlib.validate import Outcome, RuleResult
from auditlib.validate.run import validate_return
from tests.unit.validate.conftest import Council

LAST = "2030-11"
MONTHS = months_from(months_before(LAST, 12), LAST)


def many(table: pd.DataFrame, times: int, **columns: object) -> pd.DataFrame:
    """The rows of the last month, `times` over, in each of 13 months; in none has a row another's reference."""
    rows = table[table["month"] == LAST]
    parts = [rows.assign(month=month, **columns) for month in MONTHS for _ in range(times)]
    found = pd.concat(parts, ignore_index=True)
    for name in found.columns:
        if name.endswith("_ref"):
            found[name] = found[name] + "-" + found.index.astype(str)
    return found


def drift(council: Council, name: str, table: pd.DataFrame, *codes: str) -> dict[str, RuleResult]:
    suite: Suite = council.suites[name]
    suite = replace(suite, rules=tuple(rule for rule in suite.rules if rule.code in codes))
    edition = replace(council.edition, programme_start=MONTHS[0])
    tables = council.read().tables | {name: table}
    results = validate_return(suite, tables, edition, council.lists).results
    return {each.code: each for each in results}


AUDIT_RULES = ("AUD-30", "AUD-31", "AUD-32")


@pytest.fixture
def audits(council: Council) -> pd.DataFrame:
    """Twenty audits of each area in each of thirteen months, all alike."""
    return many(council.read().tables["audits"], 5)


def test_months_that_are_alike_are_compared_and_none_is_found(council: Council, audits: pd.DataFrame):
    found = drift(council, "audits", audits, *AUDIT_RULES)
    assert {code: each.outcome for code, each in found.items()} == dict.fromkeys(AUDIT_RULES, Outcome.PASSED)
    assert found["AUD-30"].checked == 2, "one comparison for each area"


def test_a_fall_in_volume_is_found_with_its_numbers(council: Council, audits: pd.DataFrame):
    drop = audits[(audits["month"] == LAST) & (audits["area"] == "hill")].index[:16]
    result = drift(council, "audits", audits.drop(drop).reset_index(drop=True), "AUD-30")["AUD-30"]
    assert (result.outcome, result.failed) == (Outcome.FAILED, 1)
    place = result.places[0]
    assert (place.area, place.month) == ("hill", LAST)
    text = "Hillside, November 2030: 4 rows; in the 12 months before 20 a month, 20.0 on average."
    assert place.detail == text


def test_a_small_fall_in_volume_is_within_the_ups_and_downs(council: Council, audits: pd.DataFrame):
    drop = audits[(audits["month"] == LAST) & (audits["area"] == "hill")].index[:7]
    assert drift(council, "audits", audits.drop(drop).reset_index(drop=True), "AUD-30")["AUD-30"].failed == 0


def test_a_change_in_the_mix_of_judgements_is_found(council: Council, audits: pd.DataFrame):
    here = (audits["month"] == LAST) & (audits["area"] == "river") & audits["judgement"].notna()
    audits.loc[here, "judgement"] = "inadequate"
    result = drift(council, "audits", audits, "AUD-31")["AUD-31"]
    assert result.outcome is Outcome.FAILED
    said = [place.detail for place in result.places]
    assert any("Riverside, November 2030: judgement is 'inadequate' in 15 of 15 rows (100 %)" in text for text in said)
    assert {place.area for place in result.places} == {"river"}


def test_more_audits_outstanding_than_before_are_found(council: Council, audits: pd.DataFrame):
    here = (audits["month"] == LAST) & (audits["area"] == "hill")
    audits.loc[here[here].index[:12], ["returned_on"]] = pd.NaT
    result = drift(council, "audits", audits, "AUD-32")["AUD-32"]
    assert [place.detail for place in result.places] == [
        "Hillside, November 2030: returned_on is blank in 12 of 20 rows (60 %); "
        "in up to 12 months before in 0 of 240 rows (0 %)."
    ]


def test_too_few_rows_say_nothing(council: Council):
    few = many(council.read().tables["audits"], 2)
    here = (few["month"] == LAST) & (few["area"] == "river")
    few.loc[here, "judgement"] = "inadequate"
    assert drift(council, "audits", few, "AUD-31")["AUD-31"].outcome is Outcome.NOTHING


def test_too_few_months_say_nothing(council: Council, audits: pd.DataFrame):
    few = audits[audits["month"] >= MONTHS[-5]].reset_index(drop=True)
    drop = few[few["month"] == LAST].index[:30]
    assert (
        drift(council, "audits", few.drop(drop).reset_index(drop=True), "AUD-30")["AUD-30"].outcome is Outcome.NOTHING
    )


def test_a_month_in_which_there_was_none_at_all_is_no_low_month(council: Council, audits: pd.DataFrame):
    gap = audits[~audits["month"].isin(MONTHS[3:5])].reset_index(drop=True)
    assert drift(council, "audits", gap, "AUD-30")["AUD-30"].failed == 0


@pytest.mark.parametrize(
    ("name", "code", "column", "value"),
    [
        ("reaudits", "RAU-30", "returned_on", None),
        ("moderations", "MOD-30", "judgement_after", "inadequate"),
        ("reflections", "REF-30", "tools_sufficient", "no"),
        ("reflections", "REF-31", "do_differently", None),
        ("comments", "COM-30", "text", None),
    ],
)
def test_other_returns_are_compared_as_well(name: str, code: str, column: str, value: str | None, council: Council):
    table = many(council.read().tables[name], 15)
    assert drift(council, name, table, code)[code].outcome is Outcome.PASSED
    table.loc[table["month"] == LAST, column] = value
    result = drift(council, name, table, code)[code]
    assert result.outcome is Outcome.FAILED
    assert all(place.month == LAST and "rows (" in place.detail for place in result.places)
