"""However a build is stopped, nothing of its kernels is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from auditlib.kernels import notebooks, spawners

from .conftest import gone, removed

BUILD = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs tests in the background ignores it
from auditlib.kernels import spawners
with spawners.running(["ipykernel.kernelapp"]) as spawner:
    print(spawner.folder, flush=True)
    from auditlib.kernels import notebooks
    notebooks.run(Path(sys.argv[1]), Path(sys.argv[2]), {"edition": "2020-02"})
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
    if kind == "forked" and not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    marker = tmp_path / "pids"
    path = notebook(
        f"import os\nopen({str(marker)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}} ')\n"
        "import time\ntime.sleep(600)"
    )
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(path), str(tmp_path / "out.ipynb")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, spawners.KIND_VARIABLE: kind},
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
    assert removed(folder)
    assert not (tmp_path / "out.ipynb").exists()


def test_a_build_killed_while_libraries_load_leaves_nothing(tmp_path):
    if not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    (tmp_path / "slow_library.py").write_text("import time\ntime.sleep(600)")
    code = (
        "from auditlib.kernels import spawners; import time\n"
        "server = spawners.ForkServer(['slow_library'])\nprint(server.folder, server.pid, flush=True)\ntime.sleep(600)"
    )
    build = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        text=True,
    )
    folder, server = build.stdout.readline().split()
    build.kill()
    build.wait(20)
    build.stdout.close()
    assert gone(int(server))
    assert removed(folder)


def test_kernels_end_with_their_server(notebook, tmp_path):
    if not spawners.ForkServer.available():
        pytest.skip("this system has no safe fork")
    marker = tmp_path / "pid"
    path = notebook(
        f"import os, signal\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\n"
        "os.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(600)"
    )
    with spawners.running(["ipykernel.kernelapp"]) as spawner:
        folder = spawner.folder
        with pytest.raises(notebooks.BuildError, match="the kernel ended"):
            notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
        with pytest.raises(notebooks.BuildError, match="no kernel could be started"):
            notebooks.run(path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    assert gone(int(marker.read_text()))
    assert removed(folder)
