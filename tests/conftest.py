"""Projects for tests: copies of this one with a small sample of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from auditlib.paths import Project

CHECKOUT = Path(__file__).resolve().parents[1]
#: What a project has besides the folders of a sample.
_WRITTEN = ("report.qmd", "_quarto.yml", "assets", "notebooks", "expectations")


def small_project(folder: Path, **sample: object) -> Project:
    """A project with this one's report, notebooks and suites, and a small sample of returns.

    Parameters
    ----------
    folder
        Where; it must not be there.
    **sample
        As :func:`auditlib.sample.write_sample` takes it; three months of two areas if nothing is given.
    """
    from auditlib.sample import write_sample

    write_sample(folder, **(sample or {"months": 3, "areas": 2, "rows": 12, "file_format": "csv"}))
    for name in _WRITTEN:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif source.is_file():
            shutil.copy(source, folder / name)
    return Project(folder)


@pytest.fixture(scope="session")
def project_in() -> Callable[..., Project]:
    """Make a small project in a folder; see :func:`small_project`."""
    return small_project


@pytest.fixture
def checkout() -> Project:
    """This project itself; tests only read it."""
    return Project(CHECKOUT)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Make a small project in a folder of the test's own."""

    def make(name: str = "project", **sample: object) -> Project:
        return small_project(tmp_path / name, **sample)

    return make
