"""Jupyter's view of the kernels of a build."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import math
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from typing import Any, TypeVar, cast

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerBase

from auditlib import parts
from auditlib.cells import EXECUTED_BEFORE, FOR_REPORT
from auditlib.kernels import forked

#: Jupyter's own messages hold code, output and paths; what matters of them comes back as an exception.
SILENT = logging.getLogger("auditlib.kernels")
SILENT.setLevel(logging.CRITICAL + 1)

#: Variables by which a person's own settings would reach a notebook. Where Python looks for packages stays.
_PERSONAL = re.compile(r"(PYTHON(?!PATH$|HOME$)|IPYTHON|JUPYTER|MPLBACKEND$|MATPLOTLIB|LC_|LANG|TZ$|COLUMNS$|LINES$)")
#: What a kernel has in their place.
_SAME_EVERYWHERE = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONSAFEPATH": "1"}
#: A notebook may import from its own folder, but a file there that is called like a library does not stand in for it.
_OPTIONS = [
    "--InteractiveShellApp.ignore_cwd=True",
    "--InteractiveShellApp.exec_lines=import sys; sys.path.append('')",
    "--HistoryManager.enabled=False",
]


def without_personal(environment: dict[str, str]) -> dict[str, str]:
    """An environment without the settings of the person who builds."""
    kept = {name: value for name, value in environment.items() if not _PERSONAL.match(name)}
    return {**kept, **_SAME_EVERYWHERE}


_Result = TypeVar("_Result")


class KernelsUnavailableError(OSError):
    """No kernel could be started."""


class ForkedProvisioner(KernelProvisionerBase):
    """Manages one kernel process forked from the fork server."""

    process: BaseProcess | None = None

    @property
    def _manager(self) -> KernelManager:
        return cast(KernelManager, self.parent)

    @property
    def has_process(self) -> bool:
        """Whether a process is being managed."""
        return self.process is not None

    async def poll(self) -> int | None:
        """None while the kernel runs; any number once it has ended."""
        return None if self.process is not None and self.process.is_alive() else 0

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        self.process = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started."""
        _signal(self.process, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel now."""
        _signal(self.process, signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        _signal(self.process, signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file and put together the kernel's arguments."""
        self._manager.write_connection_file()
        self.connection_info = self._manager.get_connection_info()
        kwargs.pop("extra_arguments", None)
        arguments = ["-f", self._manager.connection_file, *_OPTIONS]
        return await super().pre_launch(cmd=arguments, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel."""
        environment = without_personal(kwargs["env"]) | self.kernel_spec.env
        folder = str(kwargs.get("cwd") or Path.cwd())
        try:
            self.process = forked.start_kernel(cmd, environment, folder, str(self._manager.folder.parent))
        except (OSError, EOFError) as error:
            raise KernelsUnavailableError("the process that kernels are forked from has ended") from error
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left but what is in the kernel's folder."""


class _OurPython(KernelSpecManager):
    """Finds this Python, not the kernel called python3 that Jupyter finds first and that may be another one."""

    def __init__(self, spec: KernelSpec, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._spec = spec

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one there is."""
        return self._spec


class KernelClient(AsyncKernelClient):
    """Speaks to a kernel as soon as it answers.

    The library waits another 0.2 s, until no message comes, so that what a kernel says of its start is not taken for
    what a cell puts out; nbclient tells messages apart by the cell they belong to.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and what it says on all channels is heard.

        Raises
        ------
        RuntimeError
            It ended, or took too long.
        """
        until = time.monotonic() + (timeout or math.inf)
        while not await self._answers():
            if not await self.is_alive() or time.monotonic() > until:
                raise RuntimeError("the kernel did not answer")

    async def _answers(self) -> bool:
        self.kernel_info()
        try:
            await self.get_shell_msg(timeout=1)
            await self.get_iopub_msg(timeout=0.2)
        except Empty:
            return False
        return True


class KernelManager(AsyncKernelManager):
    """Manages one kernel.

    Parameters
    ----------
    folder
        A private folder for its sockets and temporary files; removed with it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        #: The parts of an edition's rows that its notebook asks for; see :mod:`auditlib.parts`.
        self.asked_for = folder / "asked-for"
        #: Where its notebook finds its executed copy of before.
        self.executed_before = folder / "executed-before.ipynb"
        environment = {
            # No start-up files, stored variables or settings of the person who builds reach a notebook.
            "IPYTHONDIR": str(folder / "ipython"),
            # What it leaves in temporary files goes with it, even when it is killed.
            "TMPDIR": str(folder),
            FOR_REPORT: "1",
            parts.NOTED_IN: str(self.asked_for),
            EXECUTED_BEFORE: str(self.executed_before),
        }
        spec = KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *_OPTIONS],
            display_name="Python",
            language="python",
        )
        if forked.available():
            spec.metadata = {"kernel_provisioner": {"provisioner_name": "auditlib-forked"}}
            spec.env = environment
        else:  # these start from the environment of this process: what is personal is left blank
            spec.env = {**{name: "" for name in os.environ if _PERSONAL.match(name)}, **_SAME_EVERYWHERE, **environment}
        super().__init__(
            kernel_spec_manager=_OurPython(spec),
            kernel_name="python3",
            transport="tcp" if sys.platform == "win32" else "ipc",  # only this user can open these sockets
            connection_file=str(folder / "kernel.json"),
            log=SILENT,
        )
        self.client_factory = KernelClient
        self.folder = folder

    def end(self) -> None:
        """End the kernel and what it started now, and remove its folder."""
        _signal(getattr(self.provisioner, "process", None), getattr(signal, "SIGKILL", signal.SIGTERM))
        self.cleanup_connection_file()
        self.cleanup_ipc_files()
        shutil.rmtree(self.folder, ignore_errors=True)


def _awaited(this: Awaitable[_Result]) -> _Result:
    """What something comes to, waited for in an event loop of its own."""

    async def wait() -> _Result:
        return await this

    return asyncio.run(wait())


def _signal(process: Any, number: int) -> None:
    """Send a signal to a process, unless it has ended, and to all that it started."""
    if process is None:
        return
    running = process.is_alive() if isinstance(process, BaseProcess) else process.poll() is None
    if not running and not isinstance(process, BaseProcess):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        elif running:
            os.kill(process.pid, number)


class Kernels:
    """Where the kernels of a build come from; all end with the block.

    The libraries are loaded in the fork server from the start, while a build reads and checks returns.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="auditlib-"))
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._running: set[KernelManager] = set()
        self._closed = False
        self._ahead = ThreadPoolExecutor(1)
        self._started: defaultdict[Path, list[Future[KernelManager]]] = defaultdict(list)
        if forked.available():
            forked.start_server(without_personal(dict(os.environ)))

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def kernel(self, folder: Path) -> Iterator[KernelManager]:
        """Have a kernel that works in a folder within the block; nothing of it is left afterwards.

        Raises
        ------
        KernelsUnavailableError
            None can be started.
        """
        manager = self._one_started_ahead(folder) or self._start(folder)
        try:
            yield manager
        finally:
            self._end(manager)

    def start_ahead(self, folder: Path, count: int) -> None:
        """Start kernels in the background until `count` wait for the next notebooks that are run in a folder."""
        if not forked.available():
            count = min(count, 2)  # each holds 100 MB of its own
        with self._lock:
            waiting = self._started[folder]
            waiting += [self._ahead.submit(self._start, folder) for _ in range(count - len(waiting))]

    def _one_started_ahead(self, folder: Path) -> KernelManager | None:
        with self._lock:
            waiting = self._started[folder]
            started = waiting.pop(0) if waiting else None
        if started is None or started.exception() is not None:
            return None
        manager = started.result()
        if _awaited(manager.is_alive()):
            return manager
        self._end(manager)
        return None

    def _start(self, folder: Path) -> KernelManager:
        with self._lock:
            if self._closed:
                raise KernelsUnavailableError("the kernels have been stopped")
            manager = KernelManager(self.folder / f"k{next(self._numbers)}")
            self._running.add(manager)
        _awaited(manager.start_kernel(cwd=str(folder)))
        return manager

    def _end(self, manager: KernelManager) -> None:
        manager.end()
        with self._lock:
            self._running.discard(manager)

    def close(self) -> None:
        """End all kernels and remove what they left."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        self._ahead.shutdown(cancel_futures=True)
        for manager in running:
            manager.end()
        shutil.rmtree(self.folder, ignore_errors=True)
