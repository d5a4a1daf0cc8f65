"""Tables that an analyst adds: what becomes a fact, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.errors import BuildError
from auditlib.sections import own_table

CORRECT = {
    "label": "tbl-mine",
    "caption": "Mine.",
    "measure": "audits.mine",
    "of": "audits",
    "counts": "audits returned",
}


AUDITS = """
area  | judgement            | returned_on
north | good                 | 2020-02-10
north | good                 | 2020-02-10
south | good                 | 2020-02-10
south | requires-improvement | 2020-02-10
"""


@pytest.fixture
def data(edition_of):
    return edition_of(("2020-02",), audits=AUDITS)


@pytest.fixture
def counted():
    return pd.Series([3, 1], index=pd.Index(["good", "requires-improvement"], name="judgement"), name="Returned")


def test_each_count_is_a_fact_with_a_definition_in_words(data, counted):
    table = own_table(data, counted, **CORRECT)
    assert table.header == ["Judgement", "Returned"]
    assert table.texts == [["Good", "3"], ["Requires Improvement", "1"]]
    fact = table.facts["audits.mine.edition.requires-improvement"]
    assert fact.value == 1
    period = data.edition.period
    assert fact.definition == f"Audits returned, judgement: Requires Improvement, for {period}."


def test_a_share_is_a_rate_of_two_columns(data, counted):
    both = counted.to_frame().assign(Late=[1, 0])
    table = own_table(data, both, **CORRECT, share=("Share late", "Late", "Returned"))
    assert table.texts[0] == ["Good", "3", "1", "33%"]
    fact = table.facts["audits.mine.edition.share-late.good"]
    assert (fact.numerator, fact.denominator, fact.unit) == (1, 3, "percent")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"measure": "Mine"}, "cannot name facts"),
        ({"label": "mine"}, "begin with tbl-"),
    ],
)
def test_names_of_the_wrong_form_are_refused(data, counted, change, message):
    with pytest.raises(BuildError, match=message):
        own_table(data, counted, **CORRECT | change)


def test_numbers_that_are_no_counts_are_refused(data, counted):
    with pytest.raises(BuildError, match="does not hold counts alone"):
        own_table(data, counted / 2, **CORRECT)


def test_two_groups_that_read_alike_are_refused(data):
    alike = pd.Series([1, 2], index=pd.Index(["a b", "a-b"], name="judgement"))
    with pytest.raises(BuildError, match="two of its rows or columns alike"):
        own_table(data, alike, **CORRECT)
