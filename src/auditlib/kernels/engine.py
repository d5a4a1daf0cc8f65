"""The papermill engine ``preloaded``: every notebook in a fresh process that has the libraries loaded.

Belongs here: what papermill calls, and the time limit for a whole notebook. Does not belong here: what a build does
with a notebook before and after (:mod:`auditlib.kernels.notebooks`).
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

from jupyter_core.utils import run_sync

from auditlib.kernels import parameters, spawners
from auditlib.kernels.libraries import (
    DeadKernelError,
    NBClientEngine,
    NotebookExecutionManager,
    PapermillException,
    PapermillNotebookClient,
)
from auditlib.kernels.provisioner import SILENT, SpawnedKernelManager

#: Kernels that are this Python; a notebook that names another is run as papermill would.
_OURS = {"python3", "python"}


class NotebookTimedOut(PapermillException):
    """The notebook as a whole took longer than it may."""


class PreloadedEngine(NBClientEngine):
    """Runs a notebook in a kernel of :func:`auditlib.kernels.spawners.current`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        notebook_timeout: float | None = None,
        environment: dict[str, str] | None = None,
        input_path: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Execute a notebook, as papermill's own engine does.

        Parameters
        ----------
        nb_man, kernel_name, log_output, stdout_file, stderr_file, start_timeout, execution_timeout
            As papermill documents them; times in seconds.
        notebook_timeout
            How long the whole notebook may take, in seconds; no limit if None.
        environment
            Environment variables for the kernel besides those of this process.
        input_path, **kwargs
            From papermill; what is left goes to nbclient.

        Raises
        ------
        PapermillException
            A parameter was given that the notebook does not declare; nothing has been executed.
        NotebookTimedOut
            The time was up.
        """
        cls._refuse_unknown_parameters(nb_man)
        if kernel_name not in _OURS:
            return super().execute_managed_notebook(
                nb_man, kernel_name, log_output, stdout_file, stderr_file, start_timeout, execution_timeout, **kwargs
            )
        manager = SpawnedKernelManager(spawners.current(), environment or {}, kernel_name="python3")
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            timeout=execution_timeout or kwargs.pop("timeout", None),
            startup_timeout=start_timeout,
            log=SILENT,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            record_timing=False,
            **kwargs,
        )
        with _ended(manager), _limited(manager, notebook_timeout):
            return client.execute(cleanup_kc=True)

    @staticmethod
    def _refuse_unknown_parameters(nb_man: NotebookExecutionManager) -> None:
        given = set(nb_man.nb.metadata.papermill.get("parameters") or {})
        unknown = sorted(given - parameters.declared(nb_man.nb))
        if unknown:
            raise PapermillException(f"the notebook declares no parameter {', '.join(unknown)}")


@contextlib.contextmanager
def _ended(manager: SpawnedKernelManager) -> Iterator[None]:
    """Whatever happens, leave no process, connection file or socket behind."""
    try:
        yield
    finally:
        process = manager.provisioner.process
        if process is not None:
            process.signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        run_sync(manager._async_cleanup_resources)()


@contextlib.contextmanager
def _limited(manager: SpawnedKernelManager, seconds: float | None) -> Iterator[None]:
    """End the kernel when its time is up, and say that this was why it died."""
    up = threading.Event()

    def stop() -> None:
        up.set()
        process = manager.provisioner.process
        if process is not None:
            process.signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    timer = threading.Timer(seconds, stop) if seconds else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        yield
    except (DeadKernelError, RuntimeError):
        if up.is_set():
            raise NotebookTimedOut(f"the notebook took longer than {seconds:g} seconds") from None
        raise
    finally:
        if timer:
            timer.cancel()
