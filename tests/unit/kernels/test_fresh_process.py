"""Every notebook has a process of its own, in which nothing of an earlier one is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.kernels import forked, notebooks

from .conftest import printed

needs_fork = pytest.mark.skipif(not forked.available(), reason="this system cannot fork")

LEAVES_TRACES = """
import os, random, sys
import matplotlib as mpl, numpy as np, pandas as pd
import auditlib.periods
left_behind = "seen"
os.environ["LEFT_BEHIND"] = "seen"
os.chdir("/")
random.seed(1); np.random.seed(1)
mpl.rcParams["lines.linewidth"] = 17
pd.options.display.max_rows = 17
pd.DataFrame.left_behind = "seen"
auditlib.periods.PROGRAMME = "seen"
sys.path.insert(0, "left-behind")
sys.modules["left_behind"] = os
"""
LOOKS_FOR_TRACES = """
import os, random, sys
import matplotlib as mpl, numpy as np, pandas as pd
import auditlib.periods
print("global", "left_behind" in globals())
print("environment", "LEFT_BEHIND" in os.environ)
print("folder", os.getcwd() == "/")
print("random", random.random() == random.Random(1).random())
print("numpy", np.random.random() == np.random.RandomState(1).random_sample())
print("matplotlib", mpl.rcParams["lines.linewidth"] == 17)
print("pandas option", pd.options.display.max_rows == 17)
print("pandas class", hasattr(pd.DataFrame, "left_behind"))
print("our module", auditlib.periods.PROGRAMME == "seen")
print("path", "left-behind" in sys.path)
print("modules", "left_behind" in sys.modules)
"""


def test_nothing_passes_from_one_notebook_to_the_next(kernels, notebook, tmp_path):
    notebooks.run(kernels, notebook(LEAVES_TRACES), tmp_path / "a.ipynb", {"edition": "2020-02"})
    notebooks.run(kernels, notebook(LOOKS_FOR_TRACES), tmp_path / "b.ipynb", {"edition": "2020-02"})
    found = printed(tmp_path / "b.ipynb")
    assert len(found) == 11
    assert [line for line in found if not line.endswith(" False")] == []


def test_two_notebooks_do_not_draw_the_same_random_numbers(kernels, notebook, tmp_path):
    path = notebook("import random, numpy as np\nprint(random.random(), np.random.random())")
    drawn = []
    for name in ("a.ipynb", "b.ipynb"):
        notebooks.run(kernels, path, tmp_path / name, {"edition": "2020-02"})
        drawn += printed(tmp_path / name)[0].split()
    assert len(set(drawn)) == 4


def test_every_notebook_has_a_process_id_of_its_own(kernels, notebook, tmp_path):
    path = notebook("import os\nprint(os.getpid())")
    pids = set()
    for name in ("a.ipynb", "b.ipynb"):
        notebooks.run(kernels, path, tmp_path / name, {"edition": "2020-02"})
        pids.add(printed(tmp_path / name)[0])
    assert len(pids) == 2


def test_a_notebook_works_in_its_own_folder_with_our_environment(kernels, notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL", "Anyshire")
    path = notebook("import os, sys\nprint(os.getcwd(), os.environ['COUNCIL'], os.environ.get('OPENBLAS_NUM_THREADS'))")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == [f"{tmp_path} Anyshire None"]


def test_settings_of_whoever_builds_do_not_reach_a_notebook(kernels, notebook, tmp_path, monkeypatch):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text("sneaked_in = True")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    path = notebook("print('sneaked_in' in globals())")
    notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["False"]


def test_temporary_files_go_with_the_kernel(kernels, notebook, tmp_path):
    path = notebook("import os, tempfile\nos.open(tempfile.mkstemp()[1], os.O_RDONLY)\nprint(tempfile.mkdtemp())")
    notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    left = Path(printed(tmp_path / "out.ipynb")[0])
    assert left.is_relative_to(kernels.folder)
    assert not left.exists()


def test_a_person_s_own_settings_do_not_reach_a_notebook(kernels, notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("PYTHONSTARTUP", "mine.py")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "mine")
    names = ("LC_ALL", "PYTHONSTARTUP", "JUPYTER_CONFIG_DIR")
    code = f"import os, time\nprint(time.tzname[0], *map(os.environ.get, {names}))"
    notebooks.run(kernels, notebook(code), tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["UTC C.UTF-8 None None"]


@needs_fork
def test_the_libraries_are_loaded(kernels, notebook, tmp_path):
    code = "import sys\nprint(*(name in sys.modules for name in ('pandas', 'seaborn', 'matplotlib.pyplot')))"
    notebooks.run(kernels, notebook(code), tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["True True True"]


def test_kernels_are_reached_by_sockets_only_this_user_can_open(kernels, notebook, tmp_path):
    path = notebook("import json, sys\nprint(json.load(open(sys.argv[2]))['transport'])")
    notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["ipc"]
    assert kernels.folder.stat().st_mode & 0o777 == 0o700
