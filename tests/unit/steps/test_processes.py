"""The process that handles rows, faults on their way from it, and the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from auditlib.errors import BuildError, DataError, Problem, UsageError
from auditlib.paths import Project
from auditlib.steps import trouble
from auditlib.steps.lock import locked
from auditlib.steps.worker import Worker


@pytest.fixture
def worker(tmp_path):
    worker = Worker(Project(tmp_path))
    yield worker
    worker.close()


def test_faults_of_the_user_come_across_whole():
    error = DataError([Problem("what", "do.", "data/raw/2020-02/audits.csv", "", 7, "area", "AUD-01"), Problem("more")])
    back = trouble.from_json(trouble.to_json(error))
    assert type(back) is DataError
    assert back.problems == error.problems


def test_of_an_unexpected_fault_only_kind_and_place_come_across(monkeypatch):
    monkeypatch.delenv(trouble.DEBUG_VARIABLE, raising=False)
    try:
        try:
            raise KeyError("Jo Bloggs")
        except KeyError as first:
            raise ValueError("child 4711") from first
    except ValueError as error:
        told = trouble.to_json(error)
    back = trouble.from_json(told)
    assert isinstance(back, trouble.Unexpected)
    assert back.where[0] == "ValueError"
    assert any("after KeyError" in line for line in back.where)
    assert "test_processes.py, line" in back.where[1]
    everything = str(told) + str(back)
    assert "Bloggs" not in everything
    assert "4711" not in everything
    assert os.sep + "home" not in everything


def test_a_traceback_is_told_when_asked_for(monkeypatch):
    monkeypatch.setenv(trouble.DEBUG_VARIABLE, "1")
    try:
        raise ValueError("details")
    except ValueError as error:
        assert "details" in trouble.from_json(trouble.to_json(error)).text


def test_the_worker_tells_faults(worker):
    with pytest.raises(UsageError, match="there is no edition '2020-02'"):
        worker.do("reading.read", "2020-02", month="2020-02")
    with pytest.raises(trouble.Unexpected):
        worker.do("os.system", "2020-02", command="true")


def test_the_worker_ends_with_whoever_started_it(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from auditlib.paths import Project\n"
        "from auditlib.steps.worker import Worker; worker = Worker(Project(Path(sys.argv[1]))); worker.start()\n"
        "print(worker._process.pid, flush=True); time.sleep(600)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    pid = int(caller.stdout.readline())
    assert psutil.pid_exists(pid)
    caller.send_signal(signal.SIGKILL)
    caller.wait(10)
    caller.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the worker is still there")


def test_a_worker_that_dies_is_told(worker):
    worker.start()
    threading.Timer(0.3, worker._process.kill).start()
    time.sleep(0.6)
    with pytest.raises(BuildError, match="ended during"):
        worker.do("reading.read", "2020-02", month="2020-02")


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
        "import sys, time; from pathlib import Path; from auditlib.steps.lock import locked\n"
        "with locked(Path(sys.argv[1]), lambda: None):\n    print('held', flush=True)\n    time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with locked(tmp_path / "lock", lambda: pytest.fail("still held")):
        pass
