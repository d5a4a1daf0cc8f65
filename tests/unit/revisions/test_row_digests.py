"""What is remembered of rows."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.revisions.archive import compare_digests, digests, from_text, to_text

LATER = date(2020, 3, 13)


def changes(then, now, name="audits", months=("2019-12",), cut_off=None):
    cut_off = cut_off or then.edition.cut_off
    return compare_digests(digests(then.tables, cut_off), digests(now.tables, cut_off), name, list(months))


def in_december(table):
    return table.index[table["month"] == "2019-12"]


def test_the_same_rows_in_another_order_are_the_same(december, altered):
    shuffled = altered(december, "audits", lambda table: table.sample(frac=1, random_state=1))
    assert to_text(digests(shuffled.tables, LATER)) == to_text(digests(december.tables, LATER))


def test_a_return_after_the_cut_off_is_as_if_it_had_not_come_back(december, altered):
    def not_yet(table):
        late = table["returned_on"] > pd.Timestamp(december.edition.cut_off)
        assert late.sum() == 4
        return table.assign(returned_on=table["returned_on"].mask(late), judgement=table["judgement"].mask(late))

    before = altered(december, "audits", not_yet)
    assert not changes(before, december)
    assert changes(before, december, cut_off=LATER) == {"corrected": 3}, "the fourth is later still"


def test_a_sheet_after_the_cut_off_is_as_if_it_were_not_there(december, altered):
    def not_yet(table):
        return table[table["returned_on"] <= pd.Timestamp(december.edition.cut_off)]

    assert not changes(altered(december, "reflections", not_yet), december, "reflections")


def test_corrected_added_and_removed_rows_are_counted(december, altered):
    def correct(table):
        table.loc[in_december(table)[:2], "cohort"] = "another"
        return table

    assert changes(december, altered(december, "audits", correct)) == {"corrected": 2}
    shorter = altered(december, "audits", lambda table: table.drop(in_december(table)[0]))
    assert changes(december, shorter) == {"removed": 1}
    assert changes(shorter, december) == {"added": 1}
    assert not changes(december, shorter, months=["2019-11"]), "the change is in December"


def test_a_digest_is_too_short_to_find_out_what_a_row_says(december):
    found = digests(december.tables, LATER)
    assert {len(digest) for months in found.values() for rows in months.values() for digest in rows} == {2}


ROWS = st.dictionaries(
    st.sampled_from(["audits", "comments"]),
    st.dictionaries(
        st.sampled_from(["2019-11", "2019-12"]), st.lists(st.binary(min_size=2, max_size=2)).map(Counter), max_size=2
    ),
)


@given(ROWS)
def test_text_gives_the_digests_back(rows):
    assert from_text(to_text(rows)) == rows


@given(ROWS, ROWS)
def test_changes_add_up_to_the_difference_in_rows(then, now):
    found = compare_digests(then, now, "audits", ["2019-11", "2019-12"])
    back = compare_digests(now, then, "audits", ["2019-11", "2019-12"])

    def total(rows):
        return sum(months.total() for months in rows.get("audits", {}).values())

    assert total(now) - total(then) == found.get("added", 0) - found.get("removed", 0)
    assert (back.get("corrected", 0), back.get("added", 0), back.get("removed", 0)) == (
        found.get("corrected", 0),
        found.get("removed", 0),
        found.get("added", 0),
    )


@pytest.mark.parametrize("text", [{"audits": {"2019-12": "!"}}, {"audits": {"2019-12": "AAAA"}}])
def test_text_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_text(text)
