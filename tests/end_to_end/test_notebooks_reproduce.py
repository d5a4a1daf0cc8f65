"""The executed notebooks give the same outputs when they are run again by hand, also where nothing has been built."""

import os
import shutil
import subprocess
import sys

import pytest

from auditlib.cells import FOR_REPORT


def test_nbval_reproduces_every_executed_notebook_from_the_raw_returns(edition, tmp_path):
    project = tmp_path / "fresh"
    shutil.copytree(edition.project.root, project, ignore=shutil.ignore_patterns("processed", "build", "site"))
    (project / "notebooks").rename(project / "stripped")
    shutil.copytree(edition.folder / "notebooks", project / "notebooks")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "notebooks"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, FOR_REPORT: "1"},
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_outputs_that_differ_would_be_noticed(edition, tmp_path):
    project = tmp_path / "fresh"
    shutil.copytree(edition.project.root, project, ignore=shutil.ignore_patterns("processed", "build", "site"))
    path = project / "notebooks" / "moderation.ipynb"
    executed = (edition.folder / "notebooks" / "moderation.ipynb").read_text(encoding="utf-8")
    assert "27 audits" in executed.replace("</span>", "")
    path.write_text(executed.replace(">27<", ">28<"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(path)],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, FOR_REPORT: "1"},
    )
    assert done.returncode == 1, "nbval must compare Markdown outputs, not pass them by"


@pytest.mark.parametrize("name", ["compliance", "practice_themes"])
def test_run_all_with_the_default_parameters_works_where_nothing_has_been_built(edition, tmp_path, name):
    import nbformat
    from nbclient import NotebookClient

    project = tmp_path / "fresh"
    shutil.copytree(edition.project.root, project, ignore=shutil.ignore_patterns("processed", "build", "site"))
    notebook = nbformat.read(project / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": project / "notebooks"}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/markdown" in output.get("data", {}) for output in outputs)
