"""The process that handles rows, faults on their way from it, and the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from auditlib.errors import BuildError, DataError, Problem, UsageError
from auditlib.kernels import spawners
from auditlib.paths import Project
from auditlib.steps import trouble
from auditlib.steps.lock import locked
from auditlib.steps.worker import Worker


@pytest.fixture(params=["forked", "started"])
def worker(request, tmp_path, monkeypatch):
    """The process, forked from one that has pandas loaded, or started like any program."""
    if request.param == "started":
        worker = Worker(Project(tmp_path))
        yield worker
        worker.close()
        return
    if not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    server = spawners.ForkServer(["pandas", "json"])
    worker = Worker(Project(tmp_path), server, after="pandas")
    yield worker
    worker.close()
    server.close()


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


START = """
import sys, time
from pathlib import Path
from auditlib.kernels.spawners import ForkServer
from auditlib.paths import Project
from auditlib.steps.worker import Worker
server = ForkServer(["pandas"]) if sys.argv[2] == "forked" else None
worker = Worker(Project(Path(sys.argv[1])), server)
print(worker.start(), server.folder if server else sys.argv[1], flush=True)
try:
    worker.do("reading.read", "2020-02", month="2020-02")
except Exception as error:
    print(type(error).__name__, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("kind", ["forked", "started"])
def test_the_worker_ends_with_whoever_started_it_and_leaves_nothing(kind, tmp_path):
    if kind == "forked" and not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    own = {**os.environ, "TMPDIR": str(tmp_path)}
    caller = subprocess.Popen(
        [sys.executable, "-c", START, str(tmp_path), kind], stdout=subprocess.PIPE, text=True, env=own
    )
    pid, folder = caller.stdout.readline().split()
    assert caller.stdout.readline() == "UsageError\n"
    assert _runs(int(pid))
    assert len(os.listdir(folder)) == 1
    caller.send_signal(signal.SIGKILL)
    caller.wait(10)
    caller.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (_runs(int(pid)) or list(Path(folder).glob("*"))):
        time.sleep(0.05)
    assert not _runs(int(pid))
    assert list(Path(folder).glob("*")) == []


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_worker_that_dies_is_told(worker):
    os.kill(worker.start(), signal.SIGKILL)
    with pytest.raises(BuildError, match="ended during"):
        worker.do("reading.read", "2020-02", month="2020-02")


def test_a_worker_ends_when_told(worker):
    pid = worker.start()
    worker.close()
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
