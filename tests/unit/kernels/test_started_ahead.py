"""Kernels that are started before their notebooks, as `auditlib watch` does."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from auditlib.kernels import notebooks
from auditlib.kernels.manager import Kernels

from .conftest import gone, printed, removed

PID = "import os\nprint(os.getpid())"


def run(kernels: Kernels, path: Path, target: Path) -> int:
    """Run a notebook that prints the number of its process; that number."""
    notebooks.run(kernels, path, target, {"edition": "2020-02"})
    return int(printed(target)[0])


def test_a_notebook_takes_a_kernel_that_waits_and_the_next_notebook_another(notebook, tmp_path):
    path = notebook(PID)
    with Kernels() as kernels:
        kernels.start_ahead(tmp_path, 2)
        waiting = [future.result() for future in kernels._started[tmp_path]]
        pids = [manager.provisioner.process.pid for manager in waiting]
        assert [run(kernels, path, tmp_path / "out.ipynb") for _ in range(2)] == pids
        assert all(gone(pid) for pid in pids)
        assert run(kernels, path, tmp_path / "out.ipynb") not in pids
    assert removed(kernels.folder)


def test_what_a_notebook_gives_does_not_depend_on_when_its_kernel_was_started(notebook, tmp_path):
    path = notebook("import os, sys\nprint(edition, os.getcwd(), sys.path[-1] == '', sorted(globals())[:3])")
    with Kernels() as kernels:
        notebooks.run(kernels, path, tmp_path / "late.ipynb", {"edition": "2020-02"})
        kernels.start_ahead(tmp_path, 1)
        notebooks.run(kernels, path, tmp_path / "ahead.ipynb", {"edition": "2020-02"})
    assert (tmp_path / "ahead.ipynb").read_bytes() == (tmp_path / "late.ipynb").read_bytes()


def test_no_more_are_started_than_are_asked_for(tmp_path):
    with Kernels() as kernels:
        kernels.start_ahead(tmp_path, 2)
        kernels.start_ahead(tmp_path, 2)
        kernels.start_ahead(tmp_path, 1)
        assert len(kernels._started[tmp_path]) == 2


def test_a_kernel_for_another_folder_is_not_taken(notebook, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    with Kernels() as kernels:
        kernels.start_ahead(tmp_path / "elsewhere", 1)
        run(kernels, notebook(PID), tmp_path / "out.ipynb")
        assert len(kernels._started[tmp_path / "elsewhere"]) == 1


def test_a_kernel_that_ended_while_it_waited_is_replaced(notebook, tmp_path):
    with Kernels() as kernels:
        kernels.start_ahead(tmp_path, 1)
        process = kernels._started[tmp_path][0].result().provisioner.process
        os.kill(process.pid, signal.SIGKILL)
        process.join(10)
        assert run(kernels, notebook(PID), tmp_path / "out.ipynb") != process.pid


@pytest.mark.parametrize("after", [0, 1])
def test_kernels_that_wait_end_with_the_block(tmp_path, after):
    with Kernels() as kernels:
        kernels.start_ahead(tmp_path, 3)
        futures = kernels._started[tmp_path]
        pids = [future.result().provisioner.process.pid for future in futures] if after else []
    assert removed(kernels.folder)
    assert all(gone(pid) for pid in pids)
