"""The rows behind a number are the rows it counts."""

import pytest

from auditlib.measures import rows_behind
from auditlib.schema import RETURNS, Kind

CHOSEN = [
    "audits.compliance.2020-02",
    "audits.judgement.edition.good.north-west",
    "moderation.coverage_returned.2020-01",
    "moderation.changed.2020-01.good-to-requires-improvement",
    "moderation.issues.edition.spelling",
    "reaudits.inadequate.2020-02.second.first-audited-2019-05",
    "reflections.compliance.2020-02",
    "supervision.individual_principles_rate.2020-01",
    "comments.about.edition.supervision",
]


@pytest.mark.parametrize("fact_id", CHOSEN)
def test_as_many_rows_as_the_number_says(sample_data, sample_facts, fact_id):
    behind, fact = rows_behind(sample_data, fact_id), sample_facts[fact_id]
    if fact.unit == "percent":
        assert (len(behind.counted), len(behind.out_of)) == (fact.numerator, fact.denominator)
    else:
        assert len(behind.counted) == fact.value
        assert behind.out_of is None


@pytest.mark.parametrize("fact_id", CHOSEN)
def test_rows_are_named_by_their_place_and_never_by_a_reference_or_text(sample_data, fact_id):
    counted = rows_behind(sample_data, fact_id).counted
    assert {"source_file", "source_row"} <= set(counted.columns)
    private = {
        column.name for name in RETURNS for column in RETURNS[name].columns if column.kind in (Kind.REF, Kind.TEXT)
    }
    assert not private & set(counted.columns)


def test_an_unknown_id_has_no_rows(sample_data):
    assert rows_behind(sample_data, "audits.complience.2020-02") is None
    assert rows_behind(sample_data, "nothing") is None
