"""The last thing a preloaded process does before it is a kernel.

Belongs here: making a forked or waiting process indistinguishable from one that has just been started.
Does not belong here: forking, or talking to whoever asked for the kernel.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any, NoReturn


def fresh(request: dict[str, Any]) -> None:
    """Take on the environment, the folder and the random state of a process started now.

    Parameters
    ----------
    request
        ``env``, all environment variables; ``cwd``, the folder to work in.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(request["cwd"])
    tempfile.tempdir = None  # asked for anew, it is that of the environment
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:  # its global generator was seeded when the server imported it
        numpy.random.seed()


def kernel(request: dict[str, Any]) -> None:
    """Be an IPython kernel until told to stop.

    Parameters
    ----------
    request
        As for :func:`fresh`, and ``argv``, the arguments of ``ipykernel_launcher``.
    """
    fresh(request)
    sys.argv = ["ipykernel_launcher.py", *request["argv"]]
    from ipykernel import kernelapp

    # ipykernel would listen on a TCP port for what child processes print; without it, nothing here uses the network.
    listening = kernelapp.IOPubThread
    kernelapp.IOPubThread = lambda socket, pipe, session: listening(socket, pipe=False, session=session)
    kernelapp.launch_new_instance()
    app = kernelapp.IPKernelApp.instance()
    # It waits for its control thread, which may be waiting for a thread that it has stopped already; the sockets
    # end with the process.
    atexit.unregister(app.close)
    app.shell.user_ns.clear()  # closes files that the notebook left open


def call(request: dict[str, Any], file: int) -> None:
    """Call a function with an open socket, and end when it does.

    Parameters
    ----------
    request
        As for :func:`fresh`; ``function``, ``module:name``; ``arguments``, its further arguments.
    file
        The socket's file descriptor.
    """
    fresh(request)
    module, _, name = request["function"].partition(":")
    getattr(importlib.import_module(module), name)(file, *request["arguments"])


def role(request: dict[str, Any], files: Sequence[int] = ()) -> NoReturn:
    """Take on the role that a request names, ``kernel`` or ``call``, and end the process as it does.

    Ends with ``os._exit``: what the process was before has nothing to tidy up, and no exception may reach it.
    """
    code = 1
    try:
        {"kernel": kernel, "call": call}[request["role"]](request, *files)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        with contextlib.suppress(BaseException):
            atexit._run_exitfuncs()  # such as a notebook registered
        os._exit(code)
