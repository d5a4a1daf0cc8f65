"""One build of an edition at a time: the system releases the lock when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if os.name == "nt":  # pragma: no cover - not on the systems the tests run on
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock; wait for whoever holds it already.

    Parameters
    ----------
    path
        The lock's file, made if need be.
    waiting
        Called once if there is somebody to wait for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        has_waited = False
        while True:
            try:
                _take(handle)
                break
            except OSError:
                if not has_waited:
                    waiting()
                    has_waited = True
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)
