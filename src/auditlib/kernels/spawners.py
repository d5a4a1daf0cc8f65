"""Where kernels come from: a server that forks them, or processes that wait.

Belongs here: starting and stopping either, asking it for a process, and the handle on that process. Does not
belong here: Jupyter's protocol (:mod:`auditlib.kernels.provisioner`), or which notebook runs when.

Both are started early, so that libraries load while a build reads and checks returns.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from auditlib.kernels import preload, wire

#: How long a process may take to end when it has been told to, in seconds.
_PATIENCE = 10.0


class KernelsUnavailable(OSError):
    """No process could be had; the message says why and holds nothing of the notebooks'."""


class Process(Protocol):
    """A process that became a kernel."""

    pid: int

    def alive(self) -> bool:
        """Whether it is still running."""

    def signal(self, number: int) -> None:
        """Send a signal to it and all that it started."""

    def close(self) -> None:
        """Let go of the handle; the process has ended."""


class Spawner(Protocol):
    """Something that processes can be had from."""

    #: How it is named in the provenance record.
    name: str

    @property
    def folder(self) -> Path:
        """A folder only this user can enter, for sockets and connection files; goes when the spawner does."""

    def start(self, request: dict[str, Any]) -> Process:
        """Have a fresh process take on a role of :mod:`auditlib.kernels.become`."""

    def close(self) -> None:
        """End all processes and remove the folder."""


class Forked:
    """A process the server forked; what we hold of it cannot come to mean another process."""

    def __init__(self, server: ForkServer, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._server, self._pidfd = server, pidfd

    def alive(self) -> bool:
        """Whether it is still running."""
        if self._pidfd < 0:
            return False
        waiting = select.poll()
        waiting.register(self._pidfd, select.POLLIN)
        return not waiting.poll(0)

    def signal(self, number: int) -> None:
        """Send a signal to it and all that it started."""
        if self.alive():
            with contextlib.suppress(KernelsUnavailable):  # then the system has ended it with its server
                self._server.ask({"do": "kill", "pid": self.pid, "signal": int(number)})

    def close(self) -> None:
        """Let go of the handle."""
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1


class ForkServer:
    """Processes forked from one that has the libraries loaded.

    Parameters
    ----------
    libraries
        What to load.
    """

    name = "forked"

    def __init__(self, libraries: Sequence[str] = preload.LIBRARIES) -> None:
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair()
        # The system signals when the *thread* that started a process ends, so only the main one may rely on it.
        parent = os.getpid() if threading.current_thread() is threading.main_thread() else 0
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "auditlib.kernels.server", str(theirs.fileno()), str(parent), *libraries],
                pass_fds=[theirs.fileno()],
                env=preload.loading_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the build, which then ends the server in order
            )
        self._folder: Path | None = None

    @staticmethod
    def available() -> bool:
        """Whether this system can fork safely and tell processes apart for sure."""
        if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
            return False
        try:
            os.close(os.pidfd_open(os.getpid()))
        except OSError:
            return False
        return True

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    @property
    def folder(self) -> Path:
        """The server's private folder."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(self._reply()[0]["folder"])
            return self._folder

    def _reply(self) -> tuple[dict[str, Any], list[int]]:
        try:
            received = wire.receive(self._channel)
        except OSError:
            received = None
        if received is None:
            raise KernelsUnavailable("the kernel server has ended")
        return received

    def ask(self, request: dict[str, Any], files: tuple[int, ...] = ()) -> tuple[dict[str, Any], list[int]]:
        """Send a request, such as to fork or to kill, and wait for the answer."""
        _ = self.folder  # the server's first message
        with self._lock:
            try:
                wire.send(self._channel, request, files)
            except OSError:
                raise KernelsUnavailable("the kernel server has ended") from None
            answer, received = self._reply()
        if "error" in answer:
            raise KernelsUnavailable(answer["error"])
        return answer, received

    def start(self, request: dict[str, Any]) -> Forked:
        """Fork a process."""
        answer, received = self.ask({"do": "fork", **request})
        return Forked(self, answer["pid"], received[0])

    def call(self, function: str, *arguments: Any, after: str = "") -> tuple[Forked, socket.socket]:
        """Fork a process that calls a function, which is given a socket first.

        Parameters
        ----------
        function
            ``module:name``.
        *arguments
            Its further arguments, as far as JSON goes.
        after
            The library that has to be loaded before; all of them if empty.

        Returns
        -------
        tuple
            The process, and our end of the socket.
        """
        ours, theirs = socket.socketpair()
        request = {"do": "fork", "role": "call", "function": function, "arguments": arguments, "after": after}
        request |= {"env": dict(os.environ), "cwd": os.getcwd()}
        with theirs:
            try:
                answer, received = self.ask(request, (theirs.fileno(),))
            except BaseException:
                ours.close()
                raise
        return Forked(self, answer["pid"], received[0]), ours

    def close(self) -> None:
        """End the server, and with it all its kernels and its folder."""
        # Closing alone would not wake another thread that waits for an answer.
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._channel.close()
        try:
            # A server that is still importing notices the closed socket only afterwards; this it notices at once.
            self._process.terminate()
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class Waited:
    """A process that loaded the libraries itself."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.pid = process.pid
        self._process = process

    def alive(self) -> bool:
        """Whether it is still running."""
        return self._process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to it and, where there are process groups, to all that it started."""
        if not self.alive():
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
        elif number != signal.SIGINT:
            self._process.kill()

    def close(self) -> None:
        """Let go of the handle."""
        self._process.stdin.close()
        self._process.wait()


class SparePool:
    """Processes started early, each loading the libraries for one kernel.

    Parameters
    ----------
    libraries
        What to load.
    size
        How many to have waiting at a time.
    """

    name = "ordinary"

    def __init__(self, libraries: Sequence[str] = preload.LIBRARIES, size: int = 0) -> None:
        self._libraries = list(libraries)
        self._lock = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="auditlib-"))
        self._all: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self._waiting = [self._spare() for _ in range(size or min(2, os.cpu_count() or 1))]

    def _spare(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "auditlib.kernels.spare", str(self._folder), *self._libraries],
            env={"MPLBACKEND": preload.BACKEND, **os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._all.append(process)
        return process

    @property
    def folder(self) -> Path:
        """A private folder of this pool."""
        return self._folder

    def start(self, request: dict[str, Any]) -> Waited:
        """Have a waiting process start, and another begin to wait."""
        with self._lock:
            if self._closed:
                raise KernelsUnavailable("the kernels have been stopped")
            process = self._waiting.pop(0)
            self._waiting.append(self._spare())
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise KernelsUnavailable("a waiting kernel has ended") from None
        return Waited(process)

    def close(self) -> None:
        """End all processes and remove the folder."""
        with self._lock:
            self._closed = True
        for process in self._all:
            handle = Waited(process)
            handle.signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


#: Set to ``ordinary`` to do without forking, as on systems that cannot.
KIND_VARIABLE = "AUDITLIB_KERNELS"

_current: Spawner | None = None
_current_lock = threading.Lock()


def open_spawner(libraries: Sequence[str] = preload.LIBRARIES) -> Spawner:
    """Start what this system can: a fork server, or a pool of ordinary processes."""
    if ForkServer.available() and os.environ.get(KIND_VARIABLE) != "ordinary":
        return ForkServer(libraries)
    return SparePool(libraries)


@contextlib.contextmanager
def running(libraries: Sequence[str] = preload.LIBRARIES) -> Iterator[Spawner]:
    """Have kernels come from a spawner started now, and end them all afterwards, however it ends.

    What it has loaded is the code as it is now: a build starts one of its own and never inherits one.
    """
    global _current
    spawner = open_spawner(libraries)
    with _current_lock:
        before, _current = _current, spawner
    try:
        yield spawner
    finally:
        with _current_lock:
            _current = before
        spawner.close()


def current() -> Spawner:
    """The spawner in use; started if there is none, and then kept until :func:`stop` or the process ends."""
    global _current
    with _current_lock:
        if _current is None:
            _current = open_spawner()
            atexit.register(stop)
        return _current


def stop() -> None:
    """End the spawner that :func:`current` started, such as after editing a module it has loaded."""
    global _current
    with _current_lock:
        spawner, _current = _current, None
    if spawner is not None:
        spawner.close()
