"""What may not be committed is found before it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_repository.py"


@pytest.fixture
def repository(tmp_path):
    """A repository in which files are staged by name and content; gives what the check says."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    def check(**files: str) -> subprocess.CompletedProcess[str]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
        return subprocess.run([sys.executable, str(SCRIPT)], cwd=tmp_path, capture_output=True, text=True)

    return check


def notebook(**cell: object) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": "", "outputs": [], **cell}], "nbformat": 4})


def test_notebooks_without_outputs_and_ordinary_files_may_be_committed(repository):
    checked = repository(**{"notebooks/a.ipynb": notebook(), "README.md": "A canary is a bird."})
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_notebook_with_an_output_is_named(repository):
    checked = repository(**{"notebooks/a.ipynb": notebook(outputs=[{"output_type": "stream", "text": "A-0001"}])})
    assert checked.returncode == 1
    assert "notebooks/a.ipynb: the notebook holds outputs" in checked.stderr
    assert "A-0001" not in checked.stderr


def test_a_notebook_that_cannot_be_read_is_named(repository):
    checked = repository(**{"notebooks/a.ipynb": "<<<<<<< HEAD\n" + notebook()})
    assert checked.returncode == 1
    assert checked.stderr.startswith("notebooks/a.ipynb: is not a notebook that can be read.")


def test_returns_that_are_not_the_sample_are_named(repository):
    checked = repository(**{"data/raw/2020-03/audits.csv": "audit_ref\nA-0001\n", "data/raw/README.md": "Returns."})
    assert checked.returncode == 1
    assert checked.stderr.count("\n") == 1
    assert "data/raw/2020-03/audits.csv: is not a file of the synthetic sample" in checked.stderr


def test_a_canary_is_found_in_any_file_and_not_repeated(repository):
    canary = "-".join(["ref", "canary", "0a1b2c3d"])
    checked = repository(**{"docs/notes.md": f"Seen in {canary}."})
    assert checked.returncode == 1
    assert "docs/notes.md: holds a canary" in checked.stderr
    assert canary not in checked.stderr


def test_this_repository_may_be_committed():
    root = SCRIPT.parents[1]
    if not (root / ".git").exists():
        pytest.skip("this is not a clone")
    checked = subprocess.run([sys.executable, str(SCRIPT)], cwd=root, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
