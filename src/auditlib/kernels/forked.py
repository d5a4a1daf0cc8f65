"""Kernel processes forked from one that has the libraries loaded."""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

#: What every notebook uses; a module that cannot be imported is left out, and the notebook that needs it says so.
LIBRARIES = (
    "pandas",
    "pandas.io.formats.html",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "PIL.PngImagePlugin",
    "PIL.JpegImagePlugin",  # asked for by each image that is saved, of whatever kind
    "matplotlib.pyplot",
    "matplotlib.style",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    # What a kernel would load before its first cell.
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "nbformat",
    "auditlib.sections",
    "auditlib.messages",
    "auditlib.change.tables",
)

#: Libraries start threads when they are imported unless these say not to; only a process with one thread can be
#: forked safely. Hash values are the same in each build, so that no order depends on them.
SERVER_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own allocators start threads
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # debugpy looks at what was imported before it, and says so
}

#: Set to ``ordinary`` to do without forking, as on systems that cannot.
KIND_VARIABLE = "AUDITLIB_KERNELS"


def available() -> bool:
    """Whether kernels can be forked here."""
    return "forkserver" in multiprocessing.get_all_start_methods() and os.environ.get(KIND_VARIABLE) != "ordinary"


def start_server(environment: Mapping[str, str]) -> None:
    """Start the fork server, unless it is running, and let it load the libraries meanwhile."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(LIBRARIES))
    with _environment({**environment, **SERVER_ENVIRONMENT}):
        forkserver.ensure_running()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Have other environment variables within the block."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(variables)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def start_kernel(arguments: Sequence[str], environment: Mapping[str, str], folder: str, private: str) -> BaseProcess:
    """Fork a process that is an IPython kernel.

    Parameters
    ----------
    arguments
        As for ``ipykernel_launcher``.
    environment
        All its environment variables.
    folder
        The folder it works in.
    private
        A folder that is removed should this process be killed.
    """
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_be_a_kernel, args=(list(arguments), dict(environment), folder, private))
    process.start()
    return process


def _be_a_kernel(arguments: list[str], environment: dict[str, str], folder: str, private: str) -> None:
    """Be an IPython kernel until it is shut down or the build ends."""
    gc.freeze()  # garbage collection need not look through what the server has loaded, which takes 0.1 s each time
    os.setsid()  # what a notebook starts can then be ended with it
    end_with_parent(private)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Notebooks import from their own folder, not from the one in which the build was started.
    here = Path.cwd()
    sys.path[:] = [entry for entry in sys.path if entry and Path(entry) != here]
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    random.seed()
    import numpy as np
    import pandas as pd

    np.random.seed()  # noqa: NPY002 - the global generator was seeded when the server imported it
    pd.set_option("display.max_columns", 20)  # what pandas chooses when it is imported in a notebook
    sys.argv = ["ipykernel_launcher.py", *arguments]
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):  # what it prints goes into the notebook
        os.dup2(nothing, number)
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance(argv=arguments)


def end_with_parent(private: str) -> None:
    """End this process, and all it started, when the process that asked for it has ended."""
    parent = cast(BaseProcess, multiprocessing.parent_process())

    def wait() -> None:
        parent.join()
        shutil.rmtree(private, ignore_errors=True)
        if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
