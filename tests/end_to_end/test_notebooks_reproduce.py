"""The executed notebooks give the same outputs when they are run again by hand, also where nothing has been built."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from auditlib.cells import FOR_REPORT


@pytest.fixture(scope="module")
def fresh(edition, tmp_path_factory):
    """The project of the edition where nothing has been built."""
    folder = tmp_path_factory.mktemp("fresh") / "project"
    shutil.copytree(edition.project.root, folder, ignore=shutil.ignore_patterns("processed", "build", "site"))
    return folder


@pytest.fixture(scope="module")
def failed(edition, fresh):
    """The files of cells whose outputs differ for nbval, of every executed notebook and one that was changed."""
    shutil.copytree(edition.folder / "notebooks", fresh / "executed")
    executed = (edition.folder / "notebooks" / "moderation.ipynb").read_text(encoding="utf-8")
    assert "27 audits" in executed.replace("</span>", "")
    (fresh / "changed").mkdir()
    (fresh / "changed" / "moderation.ipynb").write_text(executed.replace(">27<", ">28<"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "executed", "changed"],
        cwd=fresh,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, FOR_REPORT: "1"},
    )
    assert " passed" in done.stdout, done.stdout[-3000:]
    return re.findall(r"^FAILED (\S+\.ipynb)::", done.stdout, re.MULTILINE), done.stdout


def test_nbval_reproduces_every_executed_notebook_from_the_raw_returns(failed):
    files, said = failed
    assert [name for name in files if name.startswith("executed/")] == [], said[-3000:]
    assert "error" not in said.splitlines()[-1]


def test_outputs_that_differ_would_be_noticed(failed):
    files, _ = failed
    assert "changed/moderation.ipynb" in files, "nbval must compare Markdown outputs, not pass them by"


@pytest.mark.parametrize("name", ["compliance", "practice_themes"])
def test_run_all_with_the_default_parameters_works_where_nothing_has_been_built(fresh, name):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(fresh / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": fresh / "notebooks"}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/markdown" in output.get("data", {}) for output in outputs)
