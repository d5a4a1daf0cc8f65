"""Keeping what happens to lie around on a machine out of a build."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path


def isolate() -> None:
    """Import libraries from where they are installed, not from a file in the current folder that is called like one.

    `PYTHONPATH` and the current folder are left out of the search, unless this package itself lies there. Warnings of
    libraries, which may repeat rows, are neither shown nor turned into errors.
    """
    home = Path(__file__).resolve().parents[1]
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    strangers = {_resolved(entry) for entry in ["", *named]} - {home}
    sys.path[:] = [entry for entry in sys.path if _resolved(entry) not in strangers]
    os.environ["PYTHONSAFEPATH"] = "1"  # the same for processes started from here
    os.environ["PYTHONPATH"] = str(home) if str(home) in sys.path and any(named) else ""
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter does not stop a build


def _resolved(entry: str) -> Path:
    return Path(entry or ".").resolve()
