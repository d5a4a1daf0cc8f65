"""Data Docs show values: they are built on demand, never where they could be published, and with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.errors import UsageError
from auditlib.validate.explore import WARNING, data_docs
from tests.unit.validate.changes import change_files
from tests.unit.validate.conftest import Council


def test_they_have_every_rule_in_words(council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # One suite shows what all do, and is built in a fraction of the time.
    monkeypatch.setattr("auditlib.validate.explore.load_suites", lambda _: {"audits": council.suites["audits"]})
    change_files(council.project, {"change": [{"file": "2030-11/audits.csv", "row": "9", "audit_ref": "T-A11-05"}]})
    folder = tmp_path / "docs"
    for _ in range(2):
        first = data_docs(council.project, council.edition, council.lists, council.read(), folder)
    assert first == folder / "index.html"
    assert first.is_file()
    pages = list(folder.glob("validations/audits/**/*.html"))
    assert len(pages) == 1, "what was there before is gone"
    text = pages[0].read_text(encoding="utf-8")
    for rule in council.suites["audits"].rules:
        assert rule.description.split("'")[0] in text


def test_they_are_never_put_into_the_site(council: Council):
    inside = council.project.root / "site" / "2030-11" / "checks"
    with pytest.raises(UsageError, match="never put into site"):
        data_docs(council.project, council.edition, council.lists, council.read(), inside)
    assert not inside.exists()


def test_they_take_no_other_files_place(council: Council, tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="other files"):
        data_docs(council.project, council.edition, council.lists, council.read(), tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_the_warning_says_what_they_show():
    assert "show values" in WARNING
