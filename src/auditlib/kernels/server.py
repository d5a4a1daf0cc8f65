"""The small process that has the libraries loaded and forks a kernel when asked (Linux).

Belongs here: importing, forking, ending what was forked, and cleaning up when whoever started the server has
gone, however it went. Does not belong here: what a kernel does, and the client's side
(:mod:`auditlib.kernels.spawners`).

The process stays single-threaded: a fork copies only the thread that calls it, and a lock that another thread held
would stay locked in the kernel for ever. Kernels lead process groups of their own, so that what a notebook starts
ends with it. Run as ``python -m auditlib.kernels.server``.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from auditlib.kernels import become, preload, wire

_PR_SET_PDEATHSIG = 1
#: A Unix socket's whole path has to fit in 108 bytes.
_LONGEST_FOLDER = 70


def die_with_parent(number: int, parent: int) -> None:
    """Have the system send this process a signal when the thread that started it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)


def private_folder() -> Path:
    """Make a folder for sockets and connection files that only this user can enter."""
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - mkdtemp makes it private
        if len(base) <= _LONGEST_FOLDER - 20 and os.access(base, os.W_OK):
            return Path(tempfile.mkdtemp(prefix="auditlib-", dir=base))
    raise OSError("no temporary folder with a short enough path")


class Server:
    """Answers requests on one socket until the other side closes it.

    Parameters
    ----------
    channel
        The socket.
    """

    def __init__(self, channel: socket.socket) -> None:
        self.channel, self.pid = channel, os.getpid()
        self.children: dict[int, int] = {}  # process id -> pidfd
        self.loaded: set[str] = set()
        self.is_complete = False
        self.waiting: list[tuple[dict[str, Any], list[int]]] = []
        self.told, self.tells = socket.socketpair()
        self.tells.setblocking(False)
        self.selector = selectors.DefaultSelector()
        for end in (channel, self.told):
            self.selector.register(end, selectors.EVENT_READ)

    def load(self, libraries: list[str]) -> bool:
        """Import libraries, and answer in between who needs only the first of them.

        Returns
        -------
        bool
            Whether there is still somebody to serve.
        """
        for name in libraries:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # an import may take long
            preload.load([name])
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            self.loaded.add(name)
            if not self.heed(0):
                return False
        gc.collect()
        gc.freeze()  # keeps the collector from copying shared pages
        self.is_complete = True
        # From now on a signal to end is read like a message, so that it cannot cut short what is being done.
        signal.set_wakeup_fd(self.tells.fileno())
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        return self.heed(0)

    def serve(self) -> None:
        """Answer until the other side has gone, or the system says to end."""
        while self.heed(None):
            pass

    def heed(self, seconds: float | None) -> bool:
        """Look after what has happened, waiting for it so long; whether to go on."""
        waiting, self.waiting = self.waiting, []
        for request, files in waiting:
            self.answer(request, files)
        for key, _ in self.selector.select(seconds):
            if key.fileobj is self.told:
                return False
            if key.fileobj is self.channel:
                received = wire.receive(self.channel)
                if received is None:
                    return False
                self.answer(*received)
            else:
                self.bury(key.data)
        return True

    def answer(self, request: dict[str, Any], files: list[int]) -> None:
        """Do what is asked: ``fork``, as soon as what it needs is loaded, or ``kill``."""
        if request["do"] == "kill":
            self.kill(request["pid"], request["signal"])
            wire.send(self.channel, {})
        elif self.is_complete or request.get("after") in self.loaded:
            self.fork(request, files)
        else:
            self.waiting.append((request, files))

    def fork(self, request: dict[str, Any], files: list[int]) -> None:
        """Make a process that takes on a role, and hand over a hold on it."""
        others = preload.settle()
        pid = 0 if others else os.fork()
        if not others and pid == 0:
            self.be_child(request, files)
        for file in files:
            os.close(file)
        if others:
            wire.send(self.channel, {"error": f"threads were running: {', '.join(others)}"})
            return
        pidfd = os.pidfd_open(pid)
        self.children[pid] = pidfd
        self.selector.register(pidfd, selectors.EVENT_READ, pid)
        wire.send(self.channel, {"pid": pid}, (pidfd,))

    def be_child(self, request: dict[str, Any], files: list[int]) -> NoReturn:
        """In the new process: let go of everything of the server's, run, and never come back."""
        try:
            os.setsid()
            die_with_parent(signal.SIGKILL, self.pid)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            self.selector.close()
            for end in (self.channel, self.told, self.tells):
                end.close()
            for pidfd in self.children.values():
                os.close(pidfd)
            become.role(request, files)
        finally:
            os._exit(1)

    def kill(self, pid: int, number: int) -> None:
        """Send a signal to a kernel and all that it started; its id cannot have passed to another process."""
        if pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)

    def bury(self, pid: int) -> None:
        """End what a finished kernel has left running, then let the system forget it."""
        self.kill(pid, signal.SIGKILL)
        pidfd = self.children.pop(pid)
        self.selector.unregister(pidfd)
        os.waitpid(pid, 0)
        os.close(pidfd)

    def close(self) -> None:
        """End all kernels."""
        for pid in list(self.children):
            self.kill(pid, signal.SIGKILL)
            self.bury(pid)


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def main(argv: list[str]) -> None:
    """Load the libraries and serve.

    Parameters
    ----------
    argv
        The socket's file descriptor; the process that started this one, or 0 if that one's death need not be
        noticed beyond its closing the socket; the libraries.
    """
    # Told to end while it imports, it ends at once; otherwise only between one thing it does and the next, so that
    # no process and no folder is forgotten.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=int(argv[0]))
    server = Server(channel)
    folder = private_folder()
    try:
        if int(argv[1]):
            die_with_parent(signal.SIGTERM, int(argv[1]))
        wire.send(channel, {"folder": str(folder)})
        preload.forget_caller_path()
        if server.load(argv[2:]):
            server.serve()
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # whoever ends the server waits for it, and taking the libraries apart would take a tenth of a second
