"""A process that loads the libraries, waits, and becomes one kernel: for systems without a safe fork.

Belongs here: the waiting. Does not belong here: what it becomes (:mod:`auditlib.kernels.become`).

Its standard input brings one line, the request, and is then kept open for as long as the kernel may live: when it
closes, whoever asked has gone, and so does this process. Run as ``python -m auditlib.kernels.spare``.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading

from auditlib.kernels import become, preload


def _end_with_caller(folder: str) -> None:
    """Wait until the caller has gone; it can no longer remove the folder it shared with its kernels."""
    sys.__stdin__.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def main(argv: list[str]) -> None:
    """Load the libraries, wait for a request, be what it asks for.

    Parameters
    ----------
    argv
        The caller's folder; the libraries.
    """
    folder, *libraries = argv
    preload.forget_caller_path()
    preload.load(libraries)
    line = sys.stdin.buffer.readline()
    if not line:
        shutil.rmtree(folder, ignore_errors=True)
        return
    threading.Thread(target=_end_with_caller, args=(folder,), daemon=True).start()
    become.role(json.loads(line))


if __name__ == "__main__":
    main(sys.argv[1:])
