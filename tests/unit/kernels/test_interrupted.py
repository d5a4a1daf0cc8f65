"""However a build is stopped, nothing of its kernels is left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from auditlib.kernels import forked

from .conftest import gone, removed

BUILD = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs tests in the background ignores it
from auditlib.kernels import notebooks
from auditlib.kernels.manager import Kernels
with Kernels() as kernels:
    print(kernels.folder, flush=True)
    notebooks.run(kernels, Path(sys.argv[1]), Path(sys.argv[2]), {"edition": "2020-02"})
"""


def written(path, within=20.0):
    """The text of a file as soon as there is any."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.02)
    raise AssertionError(f"{path.name} was not written")


@pytest.mark.parametrize("kind", ["forked", "ordinary"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_build_leaves_no_kernel_and_no_socket(kind, number, notebook, tmp_path):
    if kind == "forked" and not forked.available():
        pytest.skip("this system cannot fork")
    marker = tmp_path / "pids"
    path = notebook(
        f"import os\nopen({str(marker)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\n"
        "import time\ntime.sleep(600)"
    )
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(path), str(tmp_path / "out.ipynb")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, forked.KIND_VARIABLE: kind},
        text=True,
    )
    folder = build.stdout.readline().strip()
    kernel, parent = (int(pid) for pid in written(marker).split())
    assert os.path.isdir(folder)
    build.send_signal(number)
    build.wait(20)
    build.stdout.close()
    assert gone(kernel)
    assert gone(parent)
    if kind == "ordinary" and number != signal.SIGINT:
        shutil.rmtree(folder)  # no process of ours is left to remove it
    assert removed(folder)
    assert not (tmp_path / "out.ipynb").exists()
