"""The process that handles rows, faults on their way from it, and the lock."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from auditlib.errors import BuildError, DataError, Problem, UsageError
from auditlib.paths import Project
from auditlib.steps import faults
from auditlib.steps.runner import locked
from auditlib.steps.tools import Tools


@pytest.fixture
def tools(tmp_path):
    """The processes of a build of a project without editions."""
    with Tools(Project(tmp_path)) as shared:
        yield shared


def test_faults_of_the_user_come_across_whole():
    error = DataError([Problem("what", "do.", "data/raw/2020-02/audits.csv", "", 7, "area", "AUD-01"), Problem("more")])
    back = pickle.loads(pickle.dumps(faults.unexpected(error)))
    assert type(back) is DataError
    assert back.problems == error.problems


def test_of_an_unexpected_fault_only_kind_and_place_come_across(monkeypatch):
    monkeypatch.delenv(faults.DEBUG_VARIABLE, raising=False)
    try:
        try:
            raise KeyError("Jo Bloggs")
        except KeyError as first:
            raise ValueError("child 4711") from first
    except ValueError as error:
        sent = pickle.dumps(faults.unexpected(error))
    back = pickle.loads(sent)
    assert isinstance(back, faults.Unexpected)
    assert back.where[0] == "ValueError"
    assert any("after KeyError" in line for line in back.where)
    assert "test_processes.py, line" in back.where[1]
    assert b"Bloggs" not in sent
    assert b"4711" not in sent
    assert (os.sep + "home").encode() not in sent


def test_a_traceback_comes_across_when_asked_for(monkeypatch):
    monkeypatch.setenv(faults.DEBUG_VARIABLE, "1")
    try:
        raise ValueError("details")
    except ValueError as error:
        assert "details" in pickle.loads(pickle.dumps(faults.unexpected(error))).text


def test_faults_come_back_from_the_process_that_handles_rows(tools_for, tmp_path):
    tools = tools_for(Project(tmp_path))
    with pytest.raises(UsageError, match="there is no edition '2020-02'"):
        tools.do("read", "2020-02", month="2020-02")
    with pytest.raises(faults.Unexpected):
        tools.do("system", "2020-02", command="true")


START = """
import os, sys, time
from pathlib import Path
from auditlib.paths import Project
from auditlib.steps.tools import Tools
if __name__ == "__main__":
    tools = Tools(Project(Path(sys.argv[1])))
    print(tools.start_worker().submit(os.getpid).result(), flush=True)
    try:
        tools.do("read", "2020-02", month="2020-02")
    except Exception as error:
        print(type(error).__name__, flush=True)
    time.sleep(600)
"""


def test_the_process_ends_with_the_build_that_started_it_and_leaves_nothing(tmp_path):
    (tmp_path / "start.py").write_text(START)
    folder = tmp_path / "temporary"
    folder.mkdir()
    own = {**os.environ, "TMPDIR": str(folder)}
    build = subprocess.Popen(
        [sys.executable, str(tmp_path / "start.py"), str(tmp_path)], stdout=subprocess.PIPE, text=True, env=own
    )
    pid = int(build.stdout.readline())
    assert build.stdout.readline() == "UsageError\n"
    assert _runs(pid)
    assert len(list(folder.glob("auditlib-*"))) == 1
    build.send_signal(signal.SIGKILL)
    build.wait(10)
    build.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (_runs(pid) or list(folder.glob("auditlib-*"))):
        time.sleep(0.05)
    assert not _runs(pid)
    assert list(folder.glob("auditlib-*")) == []


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_that_the_process_has_died_is_said_and_the_next_step_gets_another(tools):
    died = tools.start_worker().submit(os.getpid).result()
    os.kill(died, signal.SIGKILL)
    while _runs(died):
        time.sleep(0.01)
    with pytest.raises(BuildError, match="ended during"):
        tools.do("read", "2020-02", month="2020-02")
    assert _runs(tools.start_worker().submit(os.getpid).result())


def test_steps_side_by_side_start_each_process_once(tools, monkeypatch):
    started = []

    class Slow:
        def __init__(self, *_: object, **__: object) -> None:
            time.sleep(0.2)
            started.append(self)

        submit = shutdown = close = lambda self, *_, **__: None

    monkeypatch.setattr("auditlib.kernels.manager.Kernels", Slow)
    monkeypatch.setattr("auditlib.steps.tools.ProcessPoolExecutor", Slow)
    for start in (tools.start_kernels, tools.start_worker):
        with ThreadPoolExecutor(4) as threads:
            assert len({future.result() for future in [threads.submit(start) for _ in range(4)]}) == 1
    assert len(started) == 2


def test_the_process_ends_with_the_block(tmp_path):
    with Tools(Project(tmp_path)) as tools:
        pid = tools.start_worker().submit(os.getpid).result()
    assert not _runs(pid)


def test_only_one_holds_a_lock(tmp_path):
    order, waited = [], []
    holding = threading.Event()

    def first() -> None:
        with locked(tmp_path / "lock", lambda: None):
            holding.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    holding.wait()
    with locked(tmp_path / "lock", lambda: waited.append(True)):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert waited == [True]


def test_a_lock_ends_with_its_holder(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from auditlib.steps.runner import locked\n"
        "with locked(Path(sys.argv[1]), lambda: None):\n    print('held', flush=True)\n    time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with locked(tmp_path / "lock", lambda: pytest.fail("still held")):
        pass
