"""References that a person reads as one, and references that are two."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.expectations.spelling import as_read, difference


def alike(one, other, *others):
    first, second, *_ = as_read(pd.Series([one, other, *others], dtype="str"))
    return first == second


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("A-0012", "a 0012", "capitals and spaces or hyphens"),
        ("A-0012", "A-12", "leading zeros"),
        ("A-0012", "A0012", "spaces or hyphens"),
        ("a 0012", "A-12", "capitals, spaces or hyphens and leading zeros"),
        ("A-0012", "A\u200b-0012", "characters that cannot be seen"),
        ("0012", "12", "leading zeros"),
        ("ÄR-7", "är-07", "capitals and leading zeros"),
        ("A--12", "A-12", "spaces or hyphens"),
        ("A-1/2", "A-1-2", "spaces or hyphens"),
    ],
)
def test_references_that_read_alike(one, other, differ):
    assert alike(one, other)
    assert difference(one, other) == differ


@pytest.mark.parametrize(
    ("one", "other"),
    [("A-12", "A-120"), ("A-12", "B-12"), ("A-1-23", "A-12-3"), ("A-102", "A-12"), ("A-12a", "A-12b"), ("0", "00x")],
)
def test_references_that_are_two(one, other):
    assert not alike(one, other)


def test_a_missing_reference_is_like_no_other():
    read = as_read(pd.Series(["A-1", None, "--", None], dtype="str"))
    assert read.isna().tolist() == [False, True, True, True]
