"""``auditlib doctor``: what it finds and what it advises."""

from __future__ import annotations

import json
from types import SimpleNamespace

from typer.testing import CliRunner

from auditlib import system
from auditlib.cli import app


def test_a_missing_quarto_is_no_fault_and_comes_with_a_way_to_get_it(checkout, monkeypatch):
    monkeypatch.setattr("auditlib.render.quartocli.find_quarto", lambda: None)
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    found = {each.name: each for each in system.examine(checkout)}
    assert found["Quarto"].good is None
    assert "conda-forge quarto" in found["Quarto"].do
    assert "because Quarto was not found" in found["Renderer"].found
    monkeypatch.setenv("QUARTO_PATH", "/nowhere/quarto")
    assert {each.name: each for each in system.examine(checkout)}["Quarto"].good is False


def test_outside_a_project_it_says_what_is_installed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["doctor", "--json"])
    found = {each["name"]: each for each in json.loads(done.stdout)}
    assert found["Libraries"]["good"] is True
    assert found["Project"]["good"] is None


def test_a_full_disk_is_named(checkout, monkeypatch):
    monkeypatch.setattr(system.shutil, "disk_usage", lambda path: SimpleNamespace(free=1 << 20))
    found = {each.name: each for each in system.examine(checkout)}
    assert found["Disk"].good is False
    assert "Make room" in found["Disk"].do
