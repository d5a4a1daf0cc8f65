"""The sample's February 2020 edition against a count of its raw files, row by row, without the project's own code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from auditlib import change
from auditlib.paths import Project

RAW = Project.find(Path(__file__)).raw
CUT_OFF = "2020-03-13"
AREAS = {
    "North East": "north-east",
    "North West": "north-west",
    "South East": "south-east",
    "South West": "south-west",
    "CWD": "cwd",
}


def rows(month, name):
    with (RAW / month / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def returned(audit):
    return bool(audit["returned_on"]) and audit["returned_on"] <= CUT_OFF


@pytest.fixture(scope="module")
def facts(sample_data, sample_facts):
    return change.measure(sample_data, sample_facts)


def kitagawa(then, now):
    """Mix and within by the formula as it is usually printed, in floating point."""
    cases_then, cases_now = (sum(cases for _, cases in counts.values()) for counts in (then, now))
    mix = within = 0.0
    for area in AREAS:
        weight_then, weight_now = then[area][1] / cases_then, now[area][1] / cases_now
        share_then, share_now = then[area][0] / then[area][1], now[area][0] / now[area][1]
        mix += (weight_now - weight_then) * (share_now + share_then) / 2
        within += (share_now - share_then) * (weight_now + weight_then) / 2
    return mix, within


def compliance_by_area(month):
    audits = rows(month, "audits")
    return {
        area: (
            sum(returned(audit) for audit in audits if audit["area"] == area),
            sum(audit["area"] == area for audit in audits),
        )
        for area in AREAS
    }


def changed_by_area(month):
    area_of = {audit["audit_ref"]: audit["area"] for audit in rows(month, "audits")}
    moderations = rows(month, "moderations")
    return {
        area: (
            sum(
                row["judgement_before"] != row["judgement_after"]
                for row in moderations
                if area_of[row["audit_ref"]] == area
            ),
            sum(area_of[row["audit_ref"]] == area for row in moderations),
        )
        for area in AREAS
    }


@pytest.mark.parametrize("then", ["2020-01", "2019-12"])
@pytest.mark.parametrize(
    ("key", "count"), [("compliance", compliance_by_area), ("moderation_changed", changed_by_area)]
)
def test_the_parts_of_a_change(facts, key, count, then):
    mix, within = kitagawa(count(then), count("2020-02"))
    assert facts[f"change.{key}.2020-02.vs.{then}.mix"].value == pytest.approx(mix)
    assert facts[f"change.{key}.2020-02.vs.{then}.within"].value == pytest.approx(within)
    assert facts[f"change.{key}.2020-02.vs.{then}.total"].value == pytest.approx(mix + within)


def test_the_way_of_the_returns_by_area(facts):
    for area, code in AREAS.items():
        moderated = changed = inadequate = 0
        for month in ("2020-01", "2020-02"):
            after = {row["audit_ref"]: row for row in rows(month, "moderations")}
            for audit in rows(month, "audits"):
                if audit["area"] != area or not returned(audit):
                    continue
                row = after.get(audit["audit_ref"])
                moderated += row is not None
                changed += row is not None and row["judgement_before"] != row["judgement_after"]
                inadequate += (row["judgement_after"] if row else audit["judgement"]) == "Inadequate"
        assert facts[f"funnel.moderated.edition.{code}"].value == moderated
        assert facts[f"funnel.changed.edition.{code}"].value == changed
        assert facts[f"funnel.inadequate.edition.{code}"].value == inadequate
