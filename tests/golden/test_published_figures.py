"""The report published in February 2020, figure by figure: what the sample's returns give, and every verdict."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from auditlib import rounding
from auditlib.claims import Verdict, compare

PUBLISHED = list(csv.DictReader((Path(__file__).parent / "published-figures.csv").open(encoding="utf-8")))
NUMBERS = [row for row in PUBLISHED if not row["fact_id"].startswith("claim.")]


@pytest.fixture(scope="module")
def facts(sample_facts):
    return sample_facts


def test_the_file_lists_86_figures():
    assert len(PUBLISHED) == 86
    assert len(NUMBERS) == 78


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: f"{row['ref']}-{row['fact_id']}")
def test_each_figure_is_a_fact_with_the_recomputed_value(facts, row):
    fact = facts[row["fact_id"]]
    assert fact.unit == row["unit"]
    if row["unit"] == "date":
        assert fact.value == row["published"]
    elif row["verdict"] == "as-stated":
        assert 60 < fact.value < 75, "'just over an hour'"
    elif row["unit"] == "percent":
        assert (fact.numerator, fact.denominator) == (int(row["numerator"]), int(row["denominator"]))
        assert rounding.half_up(100 * fact.value, 2) == rounding.half_up(row["recomputed"], 2)
    else:
        assert fact.value == int(row["recomputed"])


def compliance(facts, topic, now, then):
    return compare(facts[f"{topic}.compliance.{now}"], facts[f"{topic}.compliance.{then}"])


@pytest.mark.parametrize(
    ("topic", "then", "verdict"),
    [
        ("audits", "2020-01", Verdict.DIRECTION_ONLY),
        ("audits", "2019-12", Verdict.SIGNIFICANT),
        ("audits", "2019-11", Verdict.SIGNIFICANT),
        ("reaudits", "2019-11", Verdict.DIRECTION_ONLY),
    ],
)
def test_claims_of_change_against_earlier_months(facts, topic, then, verdict):
    comparison = compliance(facts, topic, "2020-02", then)
    assert comparison.verdict == verdict
    assert comparison.direction == "higher"


def test_the_probabilities_stated_beside_the_claims(facts):
    stated = {"F015": 0.36, "F016": 0.0005, "F017": 0.004, "F030": 0.18}
    claims = {
        "F015": compliance(facts, "audits", "2020-02", "2020-01"),
        "F016": compliance(facts, "audits", "2020-02", "2019-12"),
        "F017": compliance(facts, "audits", "2020-02", "2019-11"),
        "F030": compliance(facts, "reaudits", "2020-02", "2019-11"),
    }
    for ref, p in stated.items():
        places = len(str(p).split(".")[1])
        assert rounding.half_up(claims[ref].p, places) == rounding.half_up(p, places), ref
