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
    """Answers requests on one socket until the other side closes it."""

    def __init__(self, channel: socket.socket, folder: Path) -> None:
        self.channel, self.folder, self.pid = channel, folder, os.getpid()
        self.children: dict[int, int] = {}  # process id -> pidfd
        self.selector = selectors.DefaultSelector()
        self.selector.register(channel, selectors.EVENT_READ)
        # A signal to end is read like a message, so that it cannot cut short what is being done, least of all
        # the cleaning up.
        self.told, tells = socket.socketpair()
        tells.setblocking(False)
        self.tells = tells
        signal.set_wakeup_fd(tells.fileno())
        signal.signal(signal.SIGTERM, lambda *_: None)
        self.selector.register(self.told, selectors.EVENT_READ)

    def serve(self) -> None:
        """Answer until the other side has gone, or the system says to end."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.told:
                    return
                if key.fileobj is self.channel:
                    received = wire.receive(self.channel)
                    if received is None:
                        return
                    self.answer(received[0])
                else:
                    self.bury(key.data)

    def answer(self, request: dict[str, Any]) -> None:
        """Do what is asked: ``fork`` or ``kill``."""
        if request["do"] == "kill":
            self.kill(request["pid"], request["signal"])
            wire.send(self.channel, {})
            return
        others = preload.settle()
        if others:
            wire.send(self.channel, {"error": f"threads were running: {', '.join(others)}"})
            return
        pid = os.fork()
        if pid == 0:
            self.be_child(request)
        pidfd = os.pidfd_open(pid)
        self.children[pid] = pidfd
        self.selector.register(pidfd, selectors.EVENT_READ, pid)
        wire.send(self.channel, {"pid": pid}, (pidfd,))

    def be_child(self, request: dict[str, Any]) -> NoReturn:
        """In the new process: let go of everything of the server's, run, and never come back."""
        try:
            os.setsid()
            die_with_parent(signal.SIGKILL, self.pid)
            signal.set_wakeup_fd(-1)
            self.selector.close()
            for end in (self.channel, self.told, self.tells):
                end.close()
            for pidfd in self.children.values():
                os.close(pidfd)
            become.role(request)
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
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=int(argv[0]))
    folder = private_folder()
    server = None
    try:
        if int(argv[1]):
            die_with_parent(signal.SIGTERM, int(argv[1]))
        wire.send(channel, {"folder": str(folder)})
        preload.forget_caller_path()
        preload.load(argv[2:])
        gc.collect()
        gc.freeze()  # keeps the collector from copying shared pages
        server = Server(channel, folder)
        server.serve()
    finally:
        if server:
            server.close()
        else:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
