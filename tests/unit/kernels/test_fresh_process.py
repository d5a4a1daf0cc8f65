"""Every notebook has a process of its own, in which nothing of an earlier one is left."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from auditlib import imports
from auditlib.kernels import notebooks, preload, spawners

from .conftest import printed

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


def test_nothing_passes_from_one_notebook_to_the_next(forked, notebook, tmp_path):
    notebooks.run(notebook(LEAVES_TRACES), tmp_path / "a.ipynb", {"edition": "2020-02"})
    notebooks.run(notebook(LOOKS_FOR_TRACES), tmp_path / "b.ipynb", {"edition": "2020-02"})
    found = printed(tmp_path / "b.ipynb")
    assert len(found) == 11
    assert [line for line in found if not line.endswith(" False")] == []


def test_two_notebooks_do_not_draw_the_same_random_numbers(forked, notebook, tmp_path):
    path = notebook("import random, numpy as np\nprint(random.random(), np.random.random())")
    drawn = []
    for name in ("a.ipynb", "b.ipynb"):
        notebooks.run(path, tmp_path / name, {"edition": "2020-02"})
        drawn += printed(tmp_path / name)[0].split()
    assert len(set(drawn)) == 4


def test_every_notebook_has_a_process_id_of_its_own(forked, notebook, tmp_path):
    path = notebook("import os\nprint(os.getpid(), os.getppid())")
    pids = set()
    for name in ("a.ipynb", "b.ipynb"):
        notebooks.run(path, tmp_path / name, {"edition": "2020-02"})
        pid, parent = printed(tmp_path / name)[0].split()
        assert int(parent) == forked.pid
        pids.add(pid)
    assert len(pids) == 2


def test_a_notebook_works_in_its_own_folder_with_our_environment(forked, notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("COUNCIL", "Anyshire")
    path = notebook("import os, sys\nprint(os.getcwd(), os.environ['COUNCIL'], os.environ.get('OPENBLAS_NUM_THREADS'))")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == [f"{tmp_path} Anyshire None"]


def test_settings_of_whoever_builds_do_not_reach_a_notebook(forked, notebook, tmp_path, monkeypatch):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text("sneaked_in = True")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    path = notebook("print('sneaked_in' in globals())")
    notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["False"]


def test_temporary_files_go_with_the_kernel(forked, notebook, tmp_path):
    path = notebook("import os, tempfile\nos.open(tempfile.mkstemp()[1], os.O_RDONLY)\nprint(tempfile.mkdtemp())")
    notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    left = Path(printed(tmp_path / "out.ipynb")[0])
    assert left.is_relative_to(forked.folder)
    assert not left.exists()


def test_the_libraries_are_loaded_and_have_started_nothing(forked, notebook, tmp_path):
    notebooks.run(
        notebook("import sys\nprint(*(name in sys.modules for name in ('pandas', 'seaborn', 'matplotlib.pyplot')))"),
        tmp_path / "out.ipynb",
        {"edition": "2020-02"},
    )
    assert printed(tmp_path / "out.ipynb") == ["True True True"]
    assert psutil.Process(forked.pid).num_threads() == 1
    assert psutil.Process(forked.pid).net_connections(kind="inet") == []


def test_kernels_are_reached_by_sockets_only_this_user_can_open(forked, notebook, tmp_path):
    path = notebook("import psutil\nprint(psutil.Process().net_connections(kind='inet'))")
    notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert printed(tmp_path / "out.ipynb") == ["[]"]
    assert forked.folder.stat().st_mode & 0o777 == 0o700


def test_a_process_with_threads_is_not_forked(tmp_path, monkeypatch):
    if not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = spawners.ForkServer(["starts_a_thread"])
    try:
        with pytest.raises(spawners.KernelsUnavailable, match="threads were running"):
            server.start({"role": "kernel", "argv": [], "env": {}, "cwd": str(tmp_path)})
    finally:
        server.close()


def test_a_library_that_does_not_import_leaves_the_others_loaded(tmp_path, monkeypatch):
    (tmp_path / "broken_module.py").write_text("raise ValueError('no')")
    (tmp_path / "good_module.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    preload.load(["broken_module", "no_such_module", "good_module"])
    import sys

    assert "good_module" in sys.modules
    del sys.modules["good_module"]


def test_absent_packages_are_only_absent_for_a_while(tmp_path, monkeypatch):
    (tmp_path / "slow_extra.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with imports.absent("slow_extra"), pytest.raises(ImportError):
        import slow_extra  # noqa: F401
    import slow_extra  # noqa: F401, F811


def test_scipy_loads_with_its_docstrings_as_written_and_works():
    code = """
        from auditlib import imports
        with imports.docstrings_as_written():
            import scipy.stats
        from scipy._lib._docscrape import FunctionDoc
        assert issubclass(FunctionDoc, __import__("scipy._lib._docscrape")._lib._docscrape.NumpyDocString)
        print(round(scipy.stats.fisher_exact([[8, 2], [1, 5]]).pvalue, 6))
        print(scipy.stats.ttest_ind([1, 2, 3], [2, 3, 9], axis=0, nan_policy="omit").pvalue > 0.1)
        print(scipy.stats.fisher_exact.__doc__.strip().splitlines()[0])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["0.034965", "True", "Perform a Fisher exact test on a contingency table."]
