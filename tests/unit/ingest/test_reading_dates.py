"""Dates: every form that has one meaning is read; none that has two is guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from auditlib.ingest.cells import Bad, read_date


@pytest.mark.parametrize(
    "text",
    [
        *("2020-02-13", "13/02/2020", "2020-2-13", "2020/02/13", "13.02.2020", "13.2.2020"),
        *("13 Feb 2020", "13 February 2020", "13th Feb 2020", "13-Feb-2020", "13 FEB 2020"),
        *("Thu 13/02/2020", "Thursday 13 February 2020", "thurs, 13 Feb 2020", "Thu 13.02.2020"),
    ],
)
def test_one_day_in_many_forms(text):
    assert read_date(text) == dt.date(2020, 2, 13)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Wed 13/02/2020", "that day is a Thursday"),
        ("Thuesday 13/02/2020", "is not a date"),
        ("02/13/2020", "American"),
        ("13-02-2020", "is not a date"),  # with dashes the month often comes first
        ("Feb 13 2020", "is not a date"),
        ("13 Fab 2020", "is not a date"),
        ("13 Ju 2020", "is not a date"),
        ("30 Feb 2020", "no day of any calendar"),
        ("31.02.2020", "no day of any calendar"),
        ("13 Feb 20", "two digits"),
        ("Thu", "is not a date"),
    ],
)
def test_what_is_not_read_is_said(text, why):
    read = read_date(text)
    assert isinstance(read, Bad)
    assert why in read.in_words()
