"""Small notebooks, and kernels to run them in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from auditlib.kernels.manager import Kernels


@pytest.fixture(scope="module")
def kernels() -> Iterator[Kernels]:
    """Where kernels come from, shared by the tests of a module as by the notebooks of a build."""
    with Kernels() as shared:
        yield shared


@pytest.fixture
def notebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a notebook with a parameters cell and some cells of code."""

    def write(*cells: str, parameters: str = 'edition = "2020-02"', name: str = "small.ipynb") -> Path:
        first = nbformat.v4.new_code_cell(parameters)
        first.metadata["tags"] = ["parameters"]
        made = nbformat.v4.new_notebook(cells=[first, *(nbformat.v4.new_code_cell(cell) for cell in cells)])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = tmp_path / name
        nbformat.write(made, path)
        return path

    return write


def printed(path: Path) -> list[str]:
    """What an executed notebook printed, a line each."""
    lines: list[str] = []
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                lines += output.text.splitlines()
    return lines


def gone(pid: int, within: float = 10.0) -> bool:
    """Whether a process ends within some seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def removed(folder: Path, within: float = 10.0) -> bool:
    """Whether a folder is removed within some seconds."""
    deadline = time.monotonic() + within
    while os.path.exists(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not os.path.exists(folder)
