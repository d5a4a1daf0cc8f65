"""Jupyter's view of a kernel that came from a spawner.

Belongs here: the kernel provisioner and the kernel manager that uses it. Does not belong here: starting processes
(:mod:`auditlib.kernels.spawners`), or running notebooks (:mod:`auditlib.kernels.engine`).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import KernelProvisionerBase

from auditlib.kernels.spawners import Process, Spawner

#: Jupyter's own messages hold code, output and paths; what matters of them comes back as an exception.
SILENT = logging.getLogger("auditlib.kernels")
SILENT.setLevel(logging.CRITICAL + 1)

_numbers = itertools.count(1)


def transport() -> str:
    """How kernels are talked to: Unix sockets where there are any."""
    return "ipc" if sys.platform != "win32" and zmq.has("ipc") else "tcp"


class SpawnedProvisioner(KernelProvisionerBase):
    """Manages one kernel process of a spawner."""

    process: Process | None = None

    @property
    def has_process(self) -> bool:
        """Whether a process is being managed."""
        return self.process is not None

    async def poll(self) -> int | None:
        """None while the kernel runs; any number once it has ended."""
        return None if self.process is not None and self.process.alive() else 0

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        if self.process is not None:
            self.process.close()
            self.process = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started."""
        if self.process is not None:
            self.process.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel now."""
        await self.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file and put together what the new process needs."""
        manager = self.parent
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        arguments = ["-f", manager.connection_file, *kwargs.pop("extra_arguments", [])]
        return await super().pre_launch(cmd=arguments, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have a process become the kernel."""
        environment = dict(kwargs["env"])
        # No start-up files, stored variables or settings of the person who builds reach a notebook.
        environment["IPYTHONDIR"] = str(self.parent.folder / "ipython")
        # What it leaves in temporary files goes with it, even when it is killed.
        environment["TMPDIR"] = str(self.parent.folder)
        environment |= self.parent.environment
        request = {"role": "kernel", "argv": cmd, "env": environment, "cwd": str(kwargs.get("cwd") or os.getcwd())}
        self.process = self.parent.spawner.start(request)
        await self._sockets()
        return self.connection_info

    async def _sockets(self) -> None:
        """Wait until the kernel has bound its last socket: a client that connects earlier tries again only later."""
        last = Path(f"{self.parent.ip}-{self.parent.hb_port}")
        while self.parent.transport == "ipc" and not last.exists() and await self.poll() is None:
            await asyncio.sleep(0.005)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's connection file and sockets."""
        if not restart:
            shutil.rmtree(self.parent.folder, ignore_errors=True)


class QuickClient(AsyncKernelClient):
    """A client that begins as soon as the kernel answers.

    The stock one then listens for another fifth of a second, so that the answers to its own questions are out of
    the way; whoever runs notebooks tells them apart by the question they answer.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers on both channels; RuntimeError if it has died or takes too long."""
        deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while time.monotonic() < deadline:
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)  # what is published arrives, too
                if reply["msg_type"] == "kernel_info_reply":
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("the kernel ended before it was ready")
        raise RuntimeError("the kernel was not ready in time")


class SpawnedKernelManager(AsyncKernelManager):
    """Manages one kernel whose process comes from a spawner.

    Parameters
    ----------
    spawner
        Where its process comes from.
    environment
        Environment variables that it has besides those of this process.
    """

    def __init__(self, spawner: Spawner, environment: dict[str, str], **kwargs: Any) -> None:
        super().__init__(transport=transport(), log=SILENT, client_factory=QuickClient, **kwargs)
        self.spawner, self.environment = spawner, environment
        self.folder: Path = spawner.folder / f"k{next(_numbers)}"
        self.folder.mkdir(mode=0o700)
        self.connection_file = str(self.folder / "kernel.json")
        # Not the kernel called python3 that Jupyter finds first, which may belong to another Python.
        self._kernel_spec = KernelSpec(argv=[sys.executable], display_name="Python", language="python")
        self.provisioner = SpawnedProvisioner(kernel_spec=self._kernel_spec, kernel_id="preloaded", parent=self)

    async def _async_wait(self, pollinterval: float = 0.01) -> None:
        while await self._async_is_alive():
            await asyncio.sleep(min(pollinterval, 0.01))
