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

EDITION = "2020-02"


@pytest.fixture
def project(short_built):
    return short_built


@pytest.fixture
def again(project, build):
    """Build again."""
    return lambda **options: build(project, EDITION, **options)


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
        (lambda p: (p.notebooks / "moderation.ipynb").unlink(), ConfigError, "notebooks/moderation.ipynb"),
        (lambda p: (p.notebooks / "moderation.ipynb").write_text("x"), ConfigError, "notebooks/moderation.ipynb"),
        (lambda p: (p.reference / "areas.csv").write_text("cod\n"), ConfigError, "data/reference/areas.csv"),
        (
            lambda p: p.content(EDITION).mkdir(parents=True) or (p.content(EDITION) / "intro.md").write_text("x"),
            ConfigError,
            "intro.md",
        ),
        (
            lambda p: (p.root / "report.qmd").write_text("# Café\n", encoding="latin-1"),
            ConfigError,
            "report.qmd: the file is not UTF-8.",
        ),
        (
            lambda p: (p.notebooks / "moderation.ipynb").write_text('{"cells": ["x"]}'),
            ConfigError,
            "notebooks/moderation.ipynb: the file is not a notebook.",
        ),
    ],
)
def test_a_fault_is_reported_and_the_page_stays(project, again, break_it, error, says):
    before = page(project)
    break_it(project)
    with pytest.raises(error) as caught:
        again()
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


def test_every_failing_notebook_is_named_and_the_page_stays(project, again):
    before = page(project)
    for name in ("compliance", "moderation"):
        change_cell(project, name, "data = load(edition)", "data = load(editon)")
    with pytest.raises(BuildError) as caught:
        again()
    assert [problem.file for problem in caught.value.problems] == [
        "notebooks/compliance.ipynb",
        "notebooks/moderation.ipynb",
    ]
    assert "NameError" in str(caught.value)
    assert page(project) == before
    assert_record_is_true(project)


def test_a_notebook_with_a_misspelt_parameter_runs_nothing(project, again):
    change_cell(project, "compliance", 'edition = \\"2020-02\\"', 'editon = \\"2020-02\\"')
    shutil.rmtree(project.build(EDITION))
    with pytest.raises(ConfigError, match="does not declare the parameter 'edition'"):
        again()
    assert not project.build(EDITION).exists()


def test_a_file_changed_meanwhile_stops_the_build_before_it_publishes(project, again):
    before = page(project)
    remarks = project.raw / "2020-02" / "comments.csv"
    shutil.rmtree(project.build(EDITION) / "received" / "2020-02")  # so that it is read
    (project.build(EDITION) / "facts.json").unlink()

    class Meddler(pipeline.Watcher):
        def finished(self, step, seconds):
            if step == "facts":
                remarks.write_bytes(remarks.read_bytes().replace(b",no", b",yes", 1))

    with pytest.raises(BuildError, match="data/raw/2020-02/comments.csv: the file changed while"):
        again(watcher=Meddler())
    assert page(project) == before
    assert "read 2020-02" in again().done


BUILD = """
import sys
from pathlib import Path
from auditlib import pipeline
from auditlib.paths import Project
class Told(pipeline.Watcher):
    def began(self, step):
        print(f"{step}\\n", end="", flush=True)  # in one piece: steps begin in several threads
fresh = "--fresh" in sys.argv
pipeline.build(Project(Path(sys.argv[1])), sys.argv[2], renderer="embedded", watcher=Told(), fresh=fresh)
"""


def kill_at(project, step, *options):
    """Build in a process of its own and kill that when a step begins; nothing that it started may be left."""
    killed = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(project.root), EDITION, *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(project.root)},
    )
    assert any(line.strip() == step for line in killed.stdout)
    others = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.wait(10)
    killed.stdout.close()
    _, alive = psutil.wait_procs(others, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def test_a_build_killed_at_one_step_after_another_leaves_a_true_record_and_nothing_running(project, again):
    """Nothing but the page is there; each build goes on where the one before was killed."""
    before = page(project)
    shutil.rmtree(project.build(EDITION))
    shutil.rmtree(project.processed(EDITION))
    for step in ("read 2020-01", "validate audits", "clean", "notebook moderation", "facts", "render", "publish"):
        kill_at(project, step)
        assert page(project) == before
        assert_record_is_true(project)
    assert again().done == ("publish",)
    assert page(project) == before
    assert_record_is_true(project)


def test_a_build_killed_while_it_does_everything_again_leaves_a_true_record(project, again):
    before = page(project)
    kill_at(project, "notebook moderation", "--fresh")
    assert page(project) == before
    assert_record_is_true(project)
    again()
    assert page(project) == before
    assert_record_is_true(project)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_command_ends_in_order(as_built, number, tmp_path):
    project = as_built  # of the whole report: there is much left to do when the signal comes
    before = page(project)
    build = subprocess.Popen(
        [sys.executable, "-m", "auditlib", "build", EDITION, "--fresh", "--project", str(project.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert any(line.startswith("clean") for line in build.stderr)
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
    style = next((project.root / "assets").glob("*.css"))
    style.write_text(style.read_text() + "\nmain { max-width: 41rem; }\n")
    building, waiting, done, errors = threading.Event(), threading.Event(), {}, []

    class Noting(pipeline.Watcher):
        def __init__(self):
            self.notes = []

        def began(self, step):
            building.set()
            assert waiting.wait(60)

        def note(self, text):
            self.notes.append(text)
            waiting.set()

    def build(name, watcher):
        try:
            done[name] = pipeline.build(project, EDITION, renderer="embedded", watcher=watcher).done
        except Exception as error:
            errors.append(error)

    first, second = Noting(), Noting()
    threads = [threading.Thread(target=build, args=pair) for pair in (("first", first), ("second", second))]
    threads[0].start()
    assert building.wait(60)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (first.notes, second.notes) == ([], ["Another build of 2020-02 is running. Waiting for it to end."])
    assert done == {"first": ("workspace", "render", "formats", "publish"), "second": ()}
    assert_record_is_true(project)
