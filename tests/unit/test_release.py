"""Reasons that readers see, given by hand with ``auditlib publish`` and ``auditlib withdraw``."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from auditlib import clean, leaks, website
from auditlib.cli import app


@pytest.fixture
def said(tmp_path):
    for folder in ("editions", "data/reference"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "report.qmd").touch()

    def run(*command: str) -> str:
        done = CliRunner().invoke(app, [*command, "--project", str(tmp_path)], env={"COLUMNS": "200"})
        assert done.exit_code
        return done.output

    return run


@pytest.mark.parametrize("command", [("publish", "--to"), ("withdraw", "--from")])
@pytest.mark.parametrize("reason", ["The 3 late audits are counted.", "Four audits were judged wrongly."])
def test_the_reason_of_a_public_form_has_no_number(said, tmp_path, command, reason):
    name, option = command
    found = said(name, "2020-02-public", option, str(tmp_path), "--reason", reason)
    assert "the reason has a number, which a public form may have to hide" in found
    assert "has a number" not in said(name, "2020-02", option, str(tmp_path), "--reason", reason)


def test_the_reason_of_a_withdrawal_has_no_reference(said, tmp_path, monkeypatch):
    rows = SimpleNamespace(
        references=frozenset({"c-0815"}), edition=SimpleNamespace(cut_off=None, published_on=None, next_edition=None)
    )
    rows.edition.contact = ""
    monkeypatch.setattr(clean, "load_edition_data", lambda project, edition: rows)
    monkeypatch.setattr(leaks.LeakGate, "_withheld", (set(), set()))
    monkeypatch.setattr(website, "withdraw", lambda *_: pytest.fail("withdrawn"))
    command = ("withdraw", "2020-02", "--from", str(tmp_path), "--reason")
    assert "looks as if it named someone" in said(*command, "The case of C-0815 could be recognised.")
