"""Which code and which libraries a step uses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import auditlib
from auditlib.steps.code import Code
from auditlib.steps.hashing import Hashes

SOURCE = Path(auditlib.__file__).parent


@pytest.fixture
def package(tmp_path):
    """A small package with every way of importing."""
    files = {
        "__init__.py": "",
        "rows.py": "import numpy\n",
        "late.py": "def late():\n    from auditlib import rows\n    import pyarrow.parquet as pq\n",
        "parts/__init__.py": "from auditlib.parts.first import one\n",
        "parts/first.py": "from . import second\none = 1\n",
        "parts/second.py": "from ..rows import something\n",
        "parts/words.yml": "a: b\n",
        "parts/kinds/__init__.py": "",
        "parts/kinds/never_named.py": "import seaborn\n",
        "alone.py": "import json\n",
        "page.css": "",
    }
    for name, text in files.items():
        path = tmp_path / "auditlib" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "auditlib"


def code(package, tmp_path):
    return Code(Hashes(tmp_path / "memory"), package)


def test_imports_are_followed(package, tmp_path):
    files, libraries = code(package, tmp_path).of("auditlib.parts.second")
    assert set(files) == {
        "__init__.py",
        "page.css",
        "parts/__init__.py",
        "parts/first.py",
        "parts/second.py",
        "parts/words.yml",
        "rows.py",
    }
    assert "numpy" in libraries
    assert "pandas" not in libraries


def test_imports_inside_functions_count(package, tmp_path):
    files, libraries = code(package, tmp_path).of("auditlib.late")
    assert "rows.py" in files
    assert "pyarrow" in libraries


def test_all_modules_of_a_package_can_be_named(package, tmp_path):
    files, libraries = code(package, tmp_path).of("auditlib.parts.kinds.*")
    assert "parts/kinds/never_named.py" in files
    assert {"seaborn", "matplotlib", "pandas"} <= set(libraries)  # what a library needs counts, too


def test_a_notebook_uses_what_its_cells_import(package, tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["import nothing"]},
        {"cell_type": "code", "source": ["from auditlib import alone\n", "import pandas as pd"]},
        {"cell_type": "code", "source": ["%magic is no Python"]},
    ]
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(json.dumps({"cells": cells}))
    files, libraries = code(package, tmp_path).of(notebooks=(notebook,))
    assert set(files) == {"__init__.py", "alone.py", "page.css"}
    assert "pandas" in libraries


def test_a_change_shows_in_what_uses_it_and_nowhere_else(package, tmp_path):
    before = code(package, tmp_path)
    late, alone = before.of("auditlib.late"), before.of("auditlib.alone")
    (package / "rows.py").write_text("import numpy\nMORE = 1\n")
    after = code(package, tmp_path)
    assert after.of("auditlib.late") != late
    assert after.of("auditlib.alone") == alone


def test_a_new_version_of_a_library_shows_in_what_uses_it(package, tmp_path):
    before, after = code(package, tmp_path), code(package, tmp_path)
    after._installed = {**before._installed, "numpy": "99.0"}
    assert after.of("auditlib.rows") != before.of("auditlib.rows")
    assert after.of("auditlib.late")[1]["numpy"] == "99.0"
    assert after.of("auditlib.alone") == before.of("auditlib.alone")


def test_versions_are_those_installed(tmp_path):
    from importlib.metadata import version

    _, libraries = Code(Hashes(tmp_path / "memory")).of("auditlib.clean")
    assert libraries["pandas"] == version("pandas")
    assert libraries["pyarrow"] == version("pyarrow")
    assert libraries["python"] == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(
    ("change", "due", "not_due"),
    [
        ("figures/theme.py", {"auditlib.sections"}, {"auditlib.clean", "auditlib.render.*", "auditlib.steps.checking"}),
        (
            "narrative/moderation.py",
            {"auditlib.steps.concluding"},
            {"auditlib.steps.checking", "auditlib.clean", "auditlib.render.*"},
        ),
        ("publish.py", {"auditlib.publish"}, {"auditlib.clean", "auditlib.render.*", "auditlib.sections"}),
        ("ingest/cells.py", {"auditlib.clean", "auditlib.steps.reading"}, {"auditlib.render.*"}),
        ("expectations/kinds/text.py", {"auditlib.steps.checking"}, {"auditlib.clean", "auditlib.render.*"}),
        ("sample/generate.py", set(), {"auditlib.clean", "auditlib.sections", "auditlib.steps.checking"}),
    ],
)
def test_which_of_our_steps_a_change_touches(tmp_path, change, due, not_due):
    shutil.copytree(SOURCE, tmp_path / "auditlib", ignore=shutil.ignore_patterns("__pycache__"))
    roots = {root: ("auditlib.expectations.kinds.*",) if root.endswith("checking") else () for root in due | not_due}
    before = {root: code(tmp_path / "auditlib", tmp_path).of(root, *more) for root, more in roots.items()}
    path = tmp_path / "auditlib" / change
    path.write_text(path.read_text() + "\n# a remark\n")
    after = {root: code(tmp_path / "auditlib", tmp_path).of(root, *more) for root, more in roots.items()}
    assert {root for root in roots if before[root] != after[root]} == due


STEPS = {
    "reading": ("auditlib.steps.reading",),
    "checking": ("auditlib.steps.checking", "auditlib.expectations.kinds.*"),
    "concluding": ("auditlib.steps.concluding",),
    "tidying": ("auditlib.steps.tidying",),
    "assembling": ("auditlib.steps.assembling",),
    "publishing": ("auditlib.steps.publishing",),
}


@pytest.mark.parametrize("name", STEPS)
def test_nothing_is_loaded_that_was_not_found(tmp_path, name):
    """What a step's module really imports is among what was found by reading its source."""
    script = f"import auditlib.steps.{name}, sys; print(*(m for m in sys.modules if m.startswith('auditlib')))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    files, _ = Code(Hashes(tmp_path / "memory")).of(*STEPS[name])
    for module in loaded:
        path = module.replace(".", "/").removeprefix("auditlib").removeprefix("/")
        assert {f"{path}.py", f"{path}/__init__.py".removeprefix("/")} & set(files), module
