"""Characters that cannot be seen neither keep two texts apart nor reach a reader."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.characters import invisible_in, spelt_out, visible
from auditlib.errors import safe_value
from auditlib.reference import folded


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Satis\u00adfactory", "Satisfactory"),
        ("\u200eGood\u200f", "Good"),
        ("\u202eetadeuqedanI", "etadeuqedanI"),
        ("\u2066Good\u2069", "Good"),
        ("No\u200brth \ufeffEast", "North East"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\x07b\x1bc", "abc"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("plain – “quoted” £5 – naïve", "plain – “quoted” £5 – naïve"),
    ],
)
def test_what_is_left_is_what_a_reader_sees(written, seen):
    assert visible(written) == seen


def test_every_control_and_format_character_of_unicode_is_known():
    spaces = {"\t", "\n", "\r"}
    without_shape = [
        letter
        for letter in map(chr, range(1, sys.maxunicode + 1))
        if unicodedata.category(letter) in ("Cc", "Cf") and letter not in spaces
    ]
    assert len(without_shape) > 150
    assert [f"U+{ord(one):04X}" for one in without_shape if visible(f"a{one}b") != "ab"] == []


def test_messages_name_them():
    assert invisible_in("a\u00adb\u202ec\u00ad") == ["U+00AD", "U+202E"]
    assert spelt_out("Satis\u00adfactory") == "Satis[U+00AD]factory"
    assert safe_value("Satis\u00adfactory") == "'Satis[U+00AD]factory'"


@given(st.text())
def test_compared_texts_do_not_depend_on_form_or_invisible_characters(text):
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert folded("\u200b".join(text)) == folded(visible(text))
    assert visible(visible(text)) == visible(text)
