"""The claims of the report published in February 2020, declared against the sample's facts: every verdict."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from auditlib.claims import Claim, check, kind_of

PUBLISHED = list(csv.DictReader((Path(__file__).parent / "published-figures.csv").open(encoding="utf-8")))
CLAIMS = {row["ref"]: row for row in PUBLISHED if row["fact_id"].startswith("claim.")}
#: How each claim of the file would be declared.
DECLARED = {
    "F015": {"is": "improved", "facts": "audits.compliance.2020-02", "against": "audits.compliance.2020-01"},
    "F016": {
        "is": "significant improvement",
        "facts": "audits.compliance.2020-02",
        "against": "audits.compliance.2019-12",
    },
    "F017": {
        "is": "significant improvement",
        "facts": "audits.compliance.2020-02",
        "against": "audits.compliance.2019-11",
    },
    "F025": {
        "is": "previous month",
        "facts": "reflections.compliance.2020-01",
        "against": "reflections.compliance.2019-11",
        "id": "claim.reflections.previous-month",
    },
    "F030": {
        "is": "significant increase",
        "facts": "reaudits.compliance.2020-02",
        "against": "reaudits.compliance.2019-11",
    },
    "F031": {
        "is": "remained low",
        "facts": "audits.compliance reaudits.compliance",
        "over": "2019-12 2020-01 2020-02",
        "id": "claim.compliance.low-last-three-months",
    },
    "F038": {
        "is": "about",
        "facts": "audits.returned.edition.north-west",
        "area": "north-east",
        "id": "claim.area-label.north-west",
    },
    "F042": {
        "is": "about",
        "facts": "audits.returned.edition.cwd",
        "area": "north-east",
        "id": "claim.area-label.cwd",
    },
}


@pytest.fixture(scope="module")
def facts(sample_facts):
    return sample_facts


def declared(ref: str) -> Claim:
    given = dict(DECLARED[ref])
    kind = kind_of(given.pop("is"))
    several = {name: tuple(given.pop(name).split()) for name in ("facts", "against", "over") if name in given}
    return Claim(kind, **several, **given)


def test_every_claim_of_the_file_is_declared_here():
    assert set(DECLARED) == set(CLAIMS)


@pytest.mark.parametrize("ref", DECLARED)
def test_each_claim_gets_the_verdict_and_the_id_of_the_file(facts, ref):
    claim = declared(ref)
    assert (claim.name, check(claim, facts).verdict.value) == (CLAIMS[ref]["fact_id"], CLAIMS[ref]["verdict"])


def test_the_audits_alone_contradict_that_compliance_remained_low(facts):
    claim = Claim(kind_of("remained low"), ("audits.compliance",), over=("2019-12", "2020-01", "2020-02"))
    result = check(claim, facts)
    assert result.verdict == "contradicts"
    assert "82% (62 of 76) for February 2020 against 54% (41 of 76) for December 2019" in result.why


def test_the_sheets_of_january_were_similar_to_novembers(facts):
    claim = Claim(kind_of("similar"), ("reflections.compliance.2020-01",), ("reflections.compliance.2019-11",))
    assert check(claim, facts).verdict == "supported"
