"""Whose machine builds the report cannot be seen on it: settings, language, time zone, files called like libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

#: What Python itself needs; everything else of the person who runs the tests is left out.
PLAIN = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TEMP") if name in os.environ}
EDITION = "2020-02"
RAISES = "raise RuntimeError('a file that is called like a library was imported')\n"
RED = "axes.facecolor: red\nsavefig.facecolor: red\nfont.size: 30\nlines.linewidth: 9\nsavefig.dpi: 20\n"


def made(project: Path) -> dict[str, bytes]:
    """All published files of a project, and the facts of its edition."""
    found = [*(project / "site").rglob("*"), project / "build" / EDITION / "facts.json"]
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in found if path.is_file()}


def hostile(project: Path, home: Path) -> dict[str, str]:
    """Files that lie in wait in a project and a home folder, and the variables that lead to them."""
    for folder in (project, project / "notebooks"):
        (folder / "matplotlibrc").write_text(RED)
        for library in ("pandas", "random", "seaborn", "statistics", "colorsys", "markdown_it", "auditlib_mine"):
            (folder / f"{library}.py").write_text(RAISES)
    startup = home / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text(
        "import pandas as pd, matplotlib as mpl, seaborn as sns\n"
        "pd.options.display.precision = 1\nmpl.rcParams['axes.facecolor'] = 'red'\nsns.set_theme(style='darkgrid')\n"
    )
    (startup.parent / "ipython_config.py").write_text("c.InlineBackend.figure_format = 'jpeg'\n")
    kernel = home / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    spec = {"argv": ["/no/such/python", "{connection_file}"], "display_name": "Mine", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    (home / "jupyter" / "jupyter_config.py").write_text("raise RuntimeError('read')\n")
    matplotlib = home / ".config" / "matplotlib"
    matplotlib.mkdir(parents=True)
    (matplotlib / "matplotlibrc").write_text(RED)
    strangers = home / "lib"
    strangers.mkdir()
    (strangers / "seaborn.py").write_text(RAISES)
    return PLAIN | {
        "HOME": str(home),
        "MATPLOTLIBRC": str(matplotlib / "matplotlibrc"),
        "MPLCONFIGDIR": str(matplotlib),
        "MPLBACKEND": "pdf",
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PATH": str(home / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "PYTHONPATH": str(strangers),
        "PYTHONSTARTUP": str(project / "pandas.py"),
        "PYTHONHASHSEED": "77",
        "PYTHONWARNINGS": "error",
        "PYTHONOPTIMIZE": "1",
        "PYTHONIOENCODING": "latin-1",
        "PYTHONDEVMODE": "",
        "LC_ALL": "de_DE.UTF-8",
        "LANGUAGE": "de",
        "TZ": "Pacific/Kiritimati",
        "COLUMNS": "20",
        "LINES": "5",
        "TERM": "dumb",
        "OMP_NUM_THREADS": "3",
        "PANDAS_COPY_ON_WRITE": "0",
    }


@pytest.mark.parametrize("kernels", ["forked", "ordinary"])
def test_nothing_of_a_person_s_machine_reaches_a_published_byte(small_build, kernels, tmp_path):
    """What is built among such files and settings is what the tests' own environment made of the same returns."""
    project, expected = tmp_path / "Jo’s project – März", made(small_build.project.root)
    shutil.copytree(
        small_build.project.root, project, ignore=shutil.ignore_patterns("build", "site", "processed", "published")
    )
    environment = hostile(project, tmp_path / "home") | {"AUDITLIB_KERNELS": kernels}
    command = [sys.executable, "-m", "auditlib", "build", EDITION, "--renderer", "embedded", "--quiet"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = made(project)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
