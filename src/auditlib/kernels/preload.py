"""What a kernel finds imported before its first cell, and the environment in which that is safe to fork.

Belongs here: the list of libraries and the settings that keep them from starting threads while they are
imported. Does not belong here: anything that starts a process.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from auditlib.imports import absent, docstrings_as_written, uncollected

#: Imported by the process that kernels come from; what is not installed or does not import is left out, and the
#: notebook that needs it says so itself. Some are imported by others only when first used, and so are named here.
LIBRARIES = (
    "pandas",
    "pandas.io.parquet",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "sqlite3",
    "pdb",
    "faulthandler",
    "psutil",
    "tornado.platform.asyncio",
    "auditlib.sections",
)
#: What a library is imported without. ``debugpy`` takes 0.3 s and serves breakpoints, which nobody sets in a build.
_WITHOUT = {"ipykernel.debugger": ("debugpy",)}
#: What loads scipy's statistics.
_WITH_SCIPY = ("seaborn",)

#: Keeps libraries from starting threads of their own on import: a process with threads cannot be forked safely.
#: The kernel gets the caller's environment back; only these libraries' thread pools stay at one.
SINGLE_THREADED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}

#: What ipykernel sets before a notebook imports matplotlib; matplotlib reads it when it is imported.
BACKEND = "module://matplotlib_inline.backend_inline"


def loading_environment() -> dict[str, str]:
    """The environment for a process that loads the libraries and is then forked."""
    return {"MPLBACKEND": BACKEND, **os.environ, **SINGLE_THREADED}


def load(libraries: Iterable[str] = LIBRARIES) -> None:
    """Import libraries, leaving out those that cannot be imported here."""
    for name in libraries:
        documented = docstrings_as_written() if name in _WITH_SCIPY else contextlib.nullcontext()
        with uncollected(), documented, absent(*_WITHOUT.get(name, ())), contextlib.suppress(Exception):
            importlib.import_module(name)


def threads() -> list[str]:
    """The names of this process's threads, as the system knows them (Linux)."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            names.append((task / "comm").read_text().strip())
    return names


def settle(seconds: float = 2.0) -> list[str]:
    """Wait until one thread is left, such as when matplotlib has finished building its font list.

    Returns
    -------
    list of str
        The names of threads beside the first that are still there after `seconds`; empty if it is safe to fork.
    """
    deadline = time.monotonic() + seconds
    while len(found := threads()) > 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    return found[1:]


def forget_caller_path() -> None:
    """Remove the folder that ``python -m`` put first on the path: notebooks import from their own folder."""
    if sys.path and Path(sys.path[0] or ".").resolve() == Path.cwd():
        del sys.path[0]
