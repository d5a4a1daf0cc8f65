"""A build that fails, is stopped or is killed: the page before stays, and the record stays true."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from auditlib import pipeline
from auditlib.errors import BuildError, ConfigError, DataError, UsageError
from auditlib.paths import Project

EDITION = "2020-02"


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """Processes that builds share: what is tried is what a build leaves, not how it starts."""
    with pipeline.Tools(Project(tmp_path_factory.mktemp("stopped") / "project")) as tools:
        yield tools


@pytest.fixture
def project(small_build, tools):
    """The project as it was when its edition had just been built."""
    return small_build.restore(tools)


@pytest.fixture
def build(project, tools):
    """Build the edition."""

    def again(**options):
        return pipeline.build(project, EDITION, renderer="embedded", tools=tools, **options)

    return again


def page(project):
    return (project.site(EDITION) / "index.html").read_bytes()


def assert_record_is_true(project):
    """Every output that the record names is there and is what the record says."""
    record = project.build(EDITION) / "manifest.json"
    if not record.exists():
        return
    for name, step in json.loads(record.read_text())["steps"].items():
        assert step["outputs"], name
        for path, sha256 in step["outputs"].items():
            assert hashlib.sha256((project.root / path).read_bytes()).hexdigest() == sha256, (name, path)


def unfinished(project):
    """Files that were being written."""
    return [path.name for path in project.root.rglob("*") if path.name.endswith(".part")]


@pytest.mark.parametrize(
    ("break_it", "error", "says"),
    [
        (lambda p: shutil.rmtree(p.raw / "2020-01"), DataError, "data/raw/2020-01"),
        (lambda p: (p.raw / "2020-02" / "audits.csv").unlink(), DataError, "audits"),
        (
            lambda p: (p.raw / "2020-02" / "audits.csv").write_bytes(b"\xff\xfe\x00"),
            DataError,
            "data/raw/2020-02/audits.csv",
        ),
        (lambda p: (p.editions / f"{EDITION}.yml").write_text("titel: x\n"), ConfigError, "editions/2020-02.yml"),
        (lambda p: (p.editions / f"{EDITION}.yml").unlink(), UsageError, "there is no edition '2020-02'"),
        (lambda p: (p.expectations / "audits.json").write_text("{"), ConfigError, "expectations/audits.json"),
        (lambda p: (p.notebooks / "reaudits.ipynb").unlink(), ConfigError, "notebooks/reaudits.ipynb"),
        (lambda p: (p.notebooks / "reaudits.ipynb").write_text("x"), ConfigError, "notebooks/reaudits.ipynb"),
        (lambda p: (p.reference / "areas.csv").write_text("cod\n"), ConfigError, "data/reference/areas.csv"),
        (
            lambda p: p.content(EDITION).mkdir(parents=True) or (p.content(EDITION) / "intro.md").write_text("x"),
            ConfigError,
            "intro.md",
        ),
    ],
)
def test_a_fault_is_reported_and_the_page_stays(project, build, break_it, error, says):
    before = page(project)
    break_it(project)
    with pytest.raises(error) as caught:
        build()
    assert says in str(caught.value)
    assert str(project.root) not in str(caught.value)
    assert page(project) == before
    assert_record_is_true(project)
    assert unfinished(project) == []


def change_cell(project, name, old, new):
    path = project.notebooks / f"{name}.ipynb"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_every_failing_notebook_is_named_and_the_page_stays(project, build):
    before = page(project)
    for name in ("compliance", "moderation"):
        change_cell(project, name, "data = load(edition)", "data = load(editon)")
    with pytest.raises(BuildError) as caught:
        build()
    assert [problem.file for problem in caught.value.problems] == [
        "notebooks/compliance.ipynb",
        "notebooks/moderation.ipynb",
    ]
    assert "NameError" in str(caught.value)
    assert page(project) == before
    assert_record_is_true(project)


def test_a_notebook_with_a_misspelt_parameter_runs_nothing(project, build):
    change_cell(project, "compliance", 'edition = \\"2020-02\\"', 'editon = \\"2020-02\\"')
    shutil.rmtree(project.build(EDITION))
    with pytest.raises(ConfigError, match="does not declare the parameter 'edition'"):
        build()
    assert not project.build(EDITION).exists()


def test_a_file_changed_meanwhile_stops_the_build_before_it_publishes(project, build):
    before = page(project)
    remarks = project.raw / "2020-02" / "comments.csv"

    class Meddler(pipeline.Watcher):
        def finished(self, step, seconds):
            if step == "facts":
                remarks.write_bytes(remarks.read_bytes().replace(b",no", b",yes", 1))

    with pytest.raises(BuildError, match="data/raw/2020-02/comments.csv: the file changed while"):
        build(fresh=True, watcher=Meddler())
    assert page(project) == before
    assert "read 2020-02" in build().done


BUILD = """
import sys
from pathlib import Path
from auditlib import pipeline
from auditlib.paths import Project
class Told(pipeline.Watcher):
    def began(self, step):
        print(step, flush=True)
pipeline.build(Project(Path(sys.argv[1])), sys.argv[2], renderer="embedded", watcher=Told(), fresh=True)
"""


@pytest.mark.parametrize(
    "step", ["read 2020-01", "validate audits", "clean", "notebook reaudits", "facts", "render", "publish"]
)
def test_a_killed_build_leaves_a_true_record_and_nothing_running(project, build, step):
    before = page(project)
    killed = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(project.root), EDITION],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(project.root)},
    )
    for line in killed.stdout:
        if line.strip() == step:
            break
    others = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.wait(10)
    killed.stdout.close()
    _, alive = psutil.wait_procs(others, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert page(project) == before
    assert_record_is_true(project)
    build()
    assert page(project) == before
    assert_record_is_true(project)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_command_ends_in_order(project, number, tmp_path):
    before = page(project)
    build = subprocess.Popen(
        [sys.executable, "-m", "auditlib", "build", EDITION, "--fresh", "--project", str(project.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    for line in build.stderr:
        if line.startswith("clean"):
            break
    others = psutil.Process(build.pid).children(recursive=True)
    time.sleep(0.3)
    build.send_signal(number)
    printed = build.stderr.read()
    build.stderr.close()
    assert build.wait(10) == 128 + number
    assert "Traceback" not in printed
    _, alive = psutil.wait_procs(others, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert os.listdir(tmp_path) == []
    assert page(project) == before
    assert_record_is_true(project)


def test_two_builds_at_once_wait_for_each_other(project):
    notes = []

    class Noting(pipeline.Watcher):
        def note(self, text):
            notes.append(text)

    errors = []

    def build():
        try:
            pipeline.build(project, EDITION, renderer="embedded", fresh=True, watcher=Noting())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert notes == ["Another build of 2020-02 is running. Waiting for it to end."]
    assert_record_is_true(project)
