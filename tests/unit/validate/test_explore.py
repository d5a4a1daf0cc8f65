"""What QA does in JupyterLab: look, try a rule, save it; and the notebook that shows how."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from auditlib.errors import ConfigError, UsageError
from auditlib.expectations import load_suite
from auditlib.paths import Project
from auditlib.validate import Outcome
from auditlib.validate.explore import Explorer
from tests.unit.validate.conftest import CLEAN, ROOT, Council
from tests.unit.validate.test_run import identifying

NOTEBOOK = ROOT / "notebooks" / "explore_returns.ipynb"
NEW = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "duration_minutes", "min_value": 70, "max_value": 120},
    "meta": {"code": "SUP-40", "what_to_do": "Check the duration."},
    "severity": "warning",
    "description": "A supervision lasts between 70 and 120 minutes.",
}


@pytest.fixture
def returns(council: Council) -> Explorer:
    return Explorer("2030-11", council.project)


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    """The same for tests that only look: everything is checked once for all of them."""
    folder = tmp_path_factory.mktemp("looked-at") / "council"
    shutil.copytree(CLEAN, folder)
    shutil.copytree(ROOT / "expectations", folder / "expectations")
    return Explorer("2030-11", Project(folder))


def changed(**meta: str) -> dict:
    return copy.deepcopy(NEW) | {"meta": NEW["meta"] | meta}


def test_an_overview_has_every_return(looked_at: Explorer):
    overview = looked_at.overview()
    assert list(overview.index) == list(looked_at.suites)
    assert overview.loc["audits", "rows"] == 32
    assert (overview[[str(each) for each in Outcome]].sum(axis=1) == overview["rules"]).all()


def test_tables_show_counts_and_places_but_no_values(looked_at: Explorer):
    shown = "".join(
        table.to_string() for name in looked_at.suites for table in (looked_at.columns(name), looked_at.results(name))
    )
    for value in identifying(looked_at.received.tables):
        assert value not in shown
    assert looked_at.columns("audits").loc["returned_on", "blank"] == 1


def test_trying_a_rule_shows_what_it_finds_and_saves_nothing(returns: Explorer, council: Council):
    before = (council.project.expectations / "supervision.json").read_bytes()
    tried = returns.try_out("supervision", NEW)
    assert tried.iloc[0]["failed"] == 1
    assert list(tried["row"].dropna()) == [3]
    assert (council.project.expectations / "supervision.json").read_bytes() == before


def test_a_saved_rule_runs_from_then_on(returns: Explorer, council: Council):
    returns.save("supervision", NEW)
    suite = load_suite(council.project, "supervision")
    assert suite.rules[-1].code == "SUP-40"
    results = council.results(council.read(), [suite])[0].results
    assert results[-1].outcome is Outcome.FAILED
    assert returns.results("supervision").loc["SUP-40", "failed"] == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (changed(code="SUP-12"), "SUP-12 is already the code of a rule in expectations/supervision.json"),
        (changed(code="AUD-07"), "AUD-07 is already the code of a rule in expectations/audits.json"),
        (changed(what_to_do=""), "does not say what to do"),
        (changed() | {"type": "expect_nothing"}, "could not run"),
        (changed() | {"kwargs": {"column": "minutes"}}, "no column 'minutes'"),
    ],
)
def test_a_rule_that_is_not_right_is_not_saved(wrong: dict, said: str, returns: Explorer, council: Council):
    before = (council.project.expectations / "supervision.json").read_bytes()
    with pytest.raises(ConfigError, match=said):
        returns.save("supervision", wrong)
    assert (council.project.expectations / "supervision.json").read_bytes() == before


def test_a_name_that_is_not_there_is_answered_with_the_nearest(looked_at: Explorer):
    with pytest.raises(UsageError, match="Did you mean 'audits'"):
        looked_at.results("audit")
    with pytest.raises(UsageError, match="Did you mean 'AUD-07'"):
        looked_at.places("AUD-07x")


def test_the_notebook_is_thin_and_stripped():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert not [cell for cell in cells if "def " in cell.source or "class " in cell.source]
    assert max(len(cell.source.splitlines()) for cell in cells) <= 8
    assert "save = False" in next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))


def test_the_notebook_runs_from_top_to_bottom_and_changes_nothing(tmp_path: Path):
    folder = tmp_path / "project"
    folder.mkdir()
    for part in ("data/raw", "data/reference", "editions", "expectations"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "report.qmd").touch()
    (folder / "notebooks").mkdir()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder / "notebooks")}}).execute()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert "Nothing was saved." in notebook.cells[-1].outputs[0].text
