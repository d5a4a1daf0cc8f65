"""Projects for tests: copies of this one with a small sample of their own."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from filelock import FileLock

from auditlib import pipeline
from auditlib.paths import Project
from auditlib.steps.hashing import Hashes

if TYPE_CHECKING:
    from auditlib.clean import EditionData
    from auditlib.facts import Facts

CHECKOUT = Path(__file__).resolve().parents[1]
#: What a project has besides the folders of a sample.
_WRITTEN = ("report.qmd", "_quarto.yml", "assets", "notebooks", "expectations")


#: Fixtures of tests that take long, because they build an edition.
_BUILDING = {
    *("as_built", "auditlib", "build", "build_once", "edition", "make_project", "project_in"),
    *("short_build", "short_built", "short_project_in", "small_build"),
}
#: Those of them that all processes share, so that one process would wait while another builds the same.
_SHARED = ("edition", "small_build", "short_build")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that build editions first, so that no process is left with one when the others have finished.

    At the very front stands one file for each edition that all share: processes then begin with different ones.
    """
    uses = {item: set(getattr(item, "fixturenames", ())) for item in items}
    building = {item.path for item in items if _BUILDING & uses[item]}
    begun: dict[Path, None] = {}
    for shared in _SHARED:
        begun.setdefault(next((item.path for item in items if shared in uses[item] and item.path not in begun), Path()))
    places = {path: place for place, path in enumerate(begun)}
    items.sort(key=lambda item: (places.get(item.path, len(places)), item.path not in building))


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


#: The sections of the short report: three of the seven notebooks make them, and notebooks are most of a build's time.
_SHORT = ("introduction", "areas", "moderation")
#: A section of the report: up to the next, or to the mark before it where an edition may leave that one out.
_SECTION = re.compile(r"^# [^\n]*\{#sec-(\w+).*?(?=^# |^::: \{[^\n]*\}\n# |\Z)", re.DOTALL | re.MULTILINE)


def short_project(folder: Path, **sample: object) -> Project:
    """A small project whose report has three sections: for tests of how a report is built, not of what is in it."""
    project = small_project(folder, **sample)
    report = project.root / "report.qmd"
    text = report.read_text(encoding="utf-8")
    sections = {match[1]: match for match in _SECTION.finditer(text)}
    before = text[: min(match.start() for match in sections.values())]
    report.write_text(before + "".join(sections[name][0] for name in _SHORT), encoding="utf-8")
    return project


@dataclass(frozen=True)
class Build:
    """An edition built from nothing by ``auditlib build``, and what that printed. Tests change copies only."""

    project: Project
    stdout: str
    stderr: str

    def copy(self, folder: Path) -> Project:
        """A copy of the project, built as it is, in a folder that is not there yet."""
        shutil.copytree(self.project.root, folder)
        return Project(folder)


@pytest.fixture(scope="session")
def build_once(tmp_path_factory, worker_id, auditlib) -> Callable[..., Build]:
    """Build an edition once for all the processes that tests run in.

    ``build_once(name, make, *arguments)``: `make` makes a project in the folder it is given, and `arguments` are those
    of ``auditlib build``. With ``alone=True`` the command runs in a process of its own, as a user starts it.
    """
    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent

    def by_itself(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "auditlib", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)

    def build(name: str, make: Callable[[Path], Project], *arguments: str, alone: bool = False) -> Build:
        folder, printed = common / name, common / f"{name}.json"
        with FileLock(common / f"{name}.lock"):
            if not printed.is_file():
                done = (by_itself if alone else auditlib)(make(folder).root, "build", *arguments)
                assert done.returncode == 0, done.stderr
                printed.write_text(json.dumps({"stdout": done.stdout, "stderr": done.stderr}), encoding="utf-8")
        return Build(Project(folder), **json.loads(printed.read_text(encoding="utf-8")))

    return build


@pytest.fixture(scope="session")
def small_build(build_once) -> Build:
    """Edition 2020-02 of a small project, built by the embedded renderer."""
    return build_once("small", small_project, "2020-02", "--renderer", "embedded")


@pytest.fixture(scope="session")
def short_build(build_once) -> Build:
    """Edition 2020-02 of a small project with the short report, built by the embedded renderer as a user starts it."""
    return build_once("short", short_project, "2020-02", "--renderer", "embedded", alone=True)


def _one_copy(built: Build, base: Path) -> Project:
    """A copy in the one folder that all tests use for it: copies take room."""
    folder = base / "as-built"
    shutil.rmtree(folder, ignore_errors=True)
    return built.copy(folder)


@pytest.fixture
def as_built(small_build, tmp_path_factory) -> Project:
    """The small project as it was when its edition had just been built, for the test to change."""
    return _one_copy(small_build, tmp_path_factory.getbasetemp())


@pytest.fixture
def short_built(short_build, tmp_path_factory) -> Project:
    """The same of the short report."""
    return _one_copy(short_build, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def tools_for(tmp_path_factory) -> Iterator[Callable[..., pipeline.Tools]]:
    """Processes to build a project with, shared by all tests, so that each loads its libraries once.

    Tests of how processes start and end have processes of their own.
    """
    with pipeline.Tools(Project(tmp_path_factory.mktemp("tools"))) as tools:

        def lend(project: Project) -> pipeline.Tools:
            tools.project, tools.hashes = project, Hashes(project.root / "build" / ".hashes.json")
            return tools

        yield lend


@pytest.fixture(scope="session")
def build(tools_for) -> Callable[..., pipeline.Built]:
    """Build an edition with the processes that all tests share.

    ``build(project, edition, **options)``, by the embedded renderer; `options` are those of
    :func:`auditlib.pipeline.build`.
    """

    def run(project: Project, edition: str = "2020-02", **options: Any) -> pipeline.Built:
        return pipeline.build(project, edition, tools=tools_for(project), **{"renderer": "embedded"} | options)

    return run


@pytest.fixture(scope="session")
def auditlib(tools_for) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command in a folder: ``auditlib(folder, "status")``.

    It runs in this process, which has the libraries loaded, and builds with the processes that all tests share. What
    only a process of its own can show (signals, what is printed before anything is loaded, settings of a machine) is
    tried with one.
    """
    from typer.testing import CliRunner

    from auditlib.cli import app

    def lend(project: Project, **_: Any) -> contextlib.AbstractContextManager[pipeline.Tools]:
        return contextlib.nullcontext(tools_for(project))

    def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        with contextlib.chdir(folder), patch.object(pipeline, "Tools", lend):
            done = CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": "100"})
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def project_in() -> Callable[..., Project]:
    """Make a small project in a folder; see :func:`small_project`."""
    return small_project


@pytest.fixture(scope="session")
def short_project_in() -> Callable[..., Project]:
    """Make a small project with the short report in a folder; see :func:`short_project`."""
    return short_project


@pytest.fixture
def checkout() -> Project:
    """This project itself; tests only read it."""
    return Project(CHECKOUT)


@pytest.fixture(scope="session")
def sample_data() -> EditionData:
    """Edition 2020-02 of the sample in this repository, read once; tests only read it."""
    from auditlib.clean import load_edition_data

    return load_edition_data(Project(CHECKOUT), "2020-02")


@pytest.fixture(scope="session")
def sample_facts(sample_data) -> Facts:
    """Every fact of that edition."""
    from auditlib.facts import measure

    return measure(sample_data)


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Make a small project in a folder of the test's own."""

    def make(name: str = "project", **sample: object) -> Project:
        return small_project(tmp_path / name, **sample)

    return make
