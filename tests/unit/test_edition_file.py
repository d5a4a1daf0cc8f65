"""The edition's file: what it may say, and what is refused with the line and the key."""

from __future__ import annotations

from datetime import date

import pytest

from auditlib.errors import ConfigError
from auditlib.paths import Project
from auditlib.settings import load_edition

WRITTEN = """\
edition: 2020-02
title: Audit Highlights Report
months: [2020-01, 2020-02]
programme_start: 2018-11
cut_off: 2020-03-13
author: Audit & Practice Standards Team
contact: quality.assurance@example.org
"""


@pytest.fixture
def read(tmp_path):
    """The edition 2020-02 as read from its file."""
    (tmp_path / "editions").mkdir()

    def edition(text: str):
        (tmp_path / "editions" / "2020-02.yml").write_text(text, encoding="utf-8")
        return load_edition(Project(tmp_path), "2020-02")

    return edition


def test_what_may_be_left_out_has_a_plain_meaning(read):
    edition = read(WRITTEN)
    assert (edition.published_on, edition.next_edition, edition.returns_target) == (None, None, None)
    assert edition.profile == "internal"
    assert edition.formats == ("html",)


def test_everything_that_an_edition_may_say_is_read(read):
    edition = read(
        WRITTEN
        + "published_on: 2020-03-20                # a Friday\nnext_edition: 2020-04-20\n"
        + "profile: public\nformats: [html, docx, pdf, xlsx, csv]\nreturns_target: 80\n"
    )
    assert edition.published_on == date(2020, 3, 20)
    assert edition.next_edition == date(2020, 4, 20)
    assert edition.profile == "public"
    assert edition.formats == ("html", "docx", "pdf", "xlsx", "csv")
    assert edition.returns_target == 80


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("published_on: 20 March", "published_on: '20 March' is not a date"),
        ("published_on: 2020-03-12", "published_on: the edition is published before its cut-off"),
        ("next_edition: 2020-03-13", "next_edition: the next edition is not after this one"),
        ("profile: intranet", "profile: 'intranet' is not one of internal, public"),
        ("formats: html", "formats: must be a list"),
        ("formats: [html, word]", "formats: 'word' is not one of html, docx, pdf, xlsx, csv"),
        ("returns_target: 80%", "returns_target: '80%' is not a percentage"),
        ("returns_target: 0", "returns_target: '0' is not a percentage"),
        ("returns_target: 101", "returns_target: '101' is not a percentage"),
        ("return_target: 80", "Did you mean 'returns_target'?"),
    ],
)
def test_a_slip_is_refused_with_its_line(read, line, message):
    with pytest.raises(ConfigError, match="editions/2020-02.yml row 8") as caught:
        read(WRITTEN + line + "\n")
    assert message in str(caught.value)
