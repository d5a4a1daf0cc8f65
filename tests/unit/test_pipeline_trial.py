"""Notebooks run while their rows are being checked, and what they made counts only if the checks change no row."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pandas as pd
import pytest

from auditlib import pipeline
from auditlib.errors import DataError
from auditlib.kernels import notebooks
from auditlib.validate import Waiver, record_waiver

EDITION = "2020-02"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory, project_in):
    """A project that nothing has been built of."""
    return project_in(tmp_path_factory.mktemp("trial") / "project")


@pytest.fixture
def project(pristine, tmp_path):
    """A copy of it."""
    shutil.copytree(pristine.root, tmp_path / "project")
    return type(pristine)(tmp_path / "project")


@pytest.fixture
def ran(monkeypatch):
    """Which notebooks ran, and whether on rows still being checked."""
    runs = []
    run = notebooks.run

    def counted(path, target, values, *, shown, folder, **options):
        runs.append((path.stem, folder is not None))
        return run(path, target, values, shown=shown, folder=folder, **options)

    monkeypatch.setattr(notebooks, "run", counted)
    return runs


def build(project):
    return pipeline.build(project, EDITION, renderer="embedded")


def page(project):
    return (project.site(EDITION) / "index.html").read_bytes()


def send_a_moderation_twice(project) -> None:
    """A critical failure, which keeps both rows out of the figures once it is accepted."""
    path = project.raw / EDITION / "moderations.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]))


def accept_it(project) -> None:
    with pytest.raises(DataError) as caught:
        build(project)
    today = date.today()
    for code in {problem.code for problem in caught.value.problems}:
        record_waiver(project, EDITION, Waiver(code, "known", "A N Other", today + timedelta(9), today), [code])


def test_each_notebook_runs_once_and_before_the_checks_are_done(project, ran):
    assert len([step for step in build(project).done if step.startswith("notebook")]) == 6
    assert len(ran) == 6
    assert all(on_trial for _, on_trial in ran)
    assert not (project.build(EDITION) / "trial").exists()


def test_the_page_is_the_same_without_a_trial(project, pristine, tmp_path, monkeypatch):
    build(project)
    shutil.copytree(pristine.root, tmp_path / "other")
    other = type(pristine)(tmp_path / "other")
    monkeypatch.setattr(pipeline._Edition, "_begin_trial", lambda self, trial: None)
    build(other)
    assert page(project) == page(other)


def test_rows_that_the_checks_keep_out_are_in_no_figure(project, ran):
    send_a_moderation_twice(project)
    accept_it(project)
    ran.clear()
    shutil.rmtree(project.build(EDITION))
    build(project)
    assert len([name for name, on_trial in ran if on_trial]) == 6
    # The others had not asked for a row of moderations.
    assert [name for name, on_trial in ran if not on_trial] == ["moderation"]
    moderations = pd.read_parquet(project.processed(EDITION) / "moderations.parquet")
    rejected = pd.read_parquet(project.processed(EDITION) / "rejected.parquet")
    sent = (project.raw / EDITION / "moderations.csv").read_text().count("\n") - 1
    kept = (moderations["month"] == EDITION).sum()
    assert kept + (rejected["return"] == "moderations").sum() == sent
    assert kept < sent - 1
    facts = pd.read_json(project.build(EDITION) / "facts.json").set_index("id")
    assert facts.loc[f"moderation.moderated.{EDITION}", "value"] == kept


def test_a_stopped_edition_leaves_no_unchecked_rows(project):
    send_a_moderation_twice(project)
    with pytest.raises(DataError):
        build(project)
    assert not (project.build(EDITION) / "trial").exists()
    assert not list((project.build(EDITION)).glob("notebooks/*"))
    rejected = pd.read_parquet(project.processed(EDITION) / "rejected.parquet")
    assert len(rejected) == 2


def test_a_notebook_that_fails_on_trial_is_run_again_and_told(project, ran):
    path = project.notebooks / "reaudits.ipynb"
    path.write_text(path.read_text().replace("data = load(edition)", "data = load(editon)"))
    with pytest.raises(Exception, match="reaudits.ipynb: .*NameError"):
        build(project)
    assert ran.count(("reaudits", True)) == ran.count(("reaudits", False)) == 1


def test_there_is_no_trial_where_nothing_is_checked(project, ran):
    build(project)
    ran.clear()
    path = project.notebooks / "reaudits.ipynb"
    path.write_text(path.read_text().replace("# Re-audits", "# About re-audits"))
    build(project)
    assert ran == [("reaudits", False)]


def test_there_is_no_trial_where_the_rows_are_those_of_before(project, ran):
    build(project)
    ran.clear()
    path = project.raw / EDITION / "audits.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")
    build(project)
    assert ran == []
