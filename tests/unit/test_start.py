"""The launcher: what is missing, and notebooks that open on the edition being worked on."""

from __future__ import annotations

import json
import shutil

import pytest

from auditlib import start
from auditlib.commands import known_editions
from auditlib.commands.browse import without_outputs
from auditlib.errors import UsageError


@pytest.fixture
def project(make_project, checkout, monkeypatch):
    made = make_project(months=2)
    if not (made.notebooks / "start_here.ipynb").is_file():
        shutil.copy(checkout.notebooks / "start_here.ipynb", made.notebooks)
    monkeypatch.chdir(made.notebooks)
    return made


def test_what_is_missing_is_said_for_each_return_and_month(project):
    (project.raw / "2020-02" / "moderations.csv").unlink(missing_ok=True)
    table = start.returns("2020-02")
    assert list(table.columns) == ["2020-02"]
    assert table.loc["audits", "2020-02"] == "here"
    assert table.loc["moderations", "2020-02"] == "missing"
    assert list(start.editions().index) == ["2020-01", "2020-02"]


def test_an_edition_that_is_not_there_is_refused(project):
    with pytest.raises(UsageError, match="auditlib new 2020-09"):
        start.returns("2020-09")
    with pytest.raises(UsageError, match="no page yet"):
        start.page("2020-02")


def test_notebooks_open_on_the_edition_being_worked_on_and_nothing_else_changes(project):
    before = {path.name: path.read_text(encoding="utf-8") for path in project.notebooks.glob("*.ipynb")}
    assert known_editions(project)[-1] == "2020-02"
    assert start.open_on(project, "2020-02") == []
    changed = start.open_on(project, "2020-01")
    assert set(changed) == set(before), "every notebook has an edition to open on"
    for name in changed:
        text = (project.notebooks / name).read_text(encoding="utf-8")
        assert json.loads(text)
        assert text == before[name].replace('edition = \\"2020-02\\"', 'edition = \\"2020-01\\"', 1)
    with pytest.raises(UsageError):
        start.open_on(project, "2020-09")


def test_what_a_notebook_shows_is_not_saved():
    cells = [{"cell_type": "code", "outputs": [{"data": "x"}], "execution_count": 3}, {"cell_type": "markdown"}]
    without_outputs({"type": "notebook", "content": {"cells": cells}})
    assert cells == [{"cell_type": "code", "outputs": [], "execution_count": None}, {"cell_type": "markdown"}]
    without_outputs({"type": "file", "content": "x"})
