"""With fork or without, a notebook gives the same."""

from __future__ import annotations

import nbformat
import pytest

from auditlib.kernels import forked, notebooks
from auditlib.kernels.manager import Kernels

from .conftest import gone, printed, removed

DRAWS = """
#| label: fig-months
import pandas as pd, matplotlib.pyplot as plt
table = pd.DataFrame({"month": ["2020-01", "2020-02"], "returned": [62, 64]})
ax = table.plot.bar(x="month", y="returned")
plt.show()
table
"""
TELLS = "import sys\nprint(edition, plt.get_backend(), __name__, sys.path[0] == sys.path[-1])"


@pytest.fixture(params=["forked", "ordinary"])
def either(request, monkeypatch):
    """Kernels of both kinds, the second forced where the first would be had."""
    if request.param == "forked" and not forked.available():
        pytest.skip("this system cannot fork")
    if request.param == "ordinary":
        monkeypatch.setenv(forked.KIND_VARIABLE, "ordinary")
    with Kernels() as kernels:
        yield kernels
    assert removed(kernels.folder)


def test_both_kinds_give_the_same_file(notebook, tmp_path, monkeypatch):
    if not forked.available():
        pytest.skip("this system cannot fork")
    path = notebook(DRAWS, TELLS)
    with Kernels() as kernels:
        notebooks.run(kernels, path, tmp_path / "forked.ipynb", {"edition": "2020-02"})
    monkeypatch.setenv(forked.KIND_VARIABLE, "ordinary")
    with Kernels() as kernels:
        notebooks.run(kernels, path, tmp_path / "ordinary.ipynb", {"edition": "2020-02"})
    first, second = ((tmp_path / f"{kind}.ipynb").read_text() for kind in ("forked", "ordinary"))
    types = [output.output_type for output in nbformat.reads(first, 4).cells[2].outputs]
    assert types == ["display_data", "execute_result"]
    assert "inline" in printed(tmp_path / "forked.ipynb")[0]
    assert first == second


def test_a_kernel_ends_with_its_notebook(either, notebook, tmp_path):
    notebooks.run(either, notebook("import os\nprint(os.getpid())"), tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert gone(int(printed(tmp_path / "out.ipynb")[0]))
    assert list(either.folder.glob("k*")) == []


def test_a_kernel_ends_when_its_notebook_fails(either, notebook, tmp_path):
    marker = tmp_path / "pid"
    path = notebook(f"import os\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\nraise KeyError(1)")
    with pytest.raises(notebooks.BuildError, match="cell 3 failed with KeyError"):
        notebooks.run(either, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert gone(int(marker.read_text()))
    assert list(either.folder.glob("k*")) == []


def test_a_kernel_ends_when_its_time_is_up(either, notebook, tmp_path):
    marker = tmp_path / "pid"
    path = notebook(
        f"import os, subprocess\nother = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(marker)!r}, 'w').write(f'{{os.getpid()}} {{other.pid}}')\nwhile True: pass"
    )
    with pytest.raises(notebooks.BuildError, match="a cell took too long"):
        notebooks.run(either, path, tmp_path / "out.ipynb", {"edition": "2020-02"}, limit=6)
    pids = marker.read_text().split()
    assert len(pids) == 2
    assert all(gone(int(pid)) for pid in pids)
    assert list(either.folder.glob("k*")) == []


def test_a_kernel_that_kills_itself_is_reported(either, notebook, tmp_path):
    path = notebook("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(notebooks.BuildError, match="the kernel ended before the notebook did"):
        notebooks.run(either, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert list(either.folder.glob("k*")) == []


def test_what_a_notebook_starts_ends_with_it(either, notebook, tmp_path):
    path = notebook("import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)")
    notebooks.run(either, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert gone(int(printed(tmp_path / "out.ipynb")[0]))
