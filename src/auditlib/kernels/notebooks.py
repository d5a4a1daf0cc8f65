"""Running one notebook of a build."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError
from papermill.engines import papermill_engines
from papermill.execute import raise_for_execution_errors

from auditlib import parts
from auditlib.atomic import write_whole
from auditlib.cells import label_of, write_options
from auditlib.errors import BuildError, ConfigError, Problem
from auditlib.kernels import parameters
from auditlib.kernels.manager import Kernels, KernelsUnavailableError

# Its messages hold code, output and paths; what matters of them comes back as an exception.
logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)

#: How long a cell may take, in seconds.
TIME_LIMIT = 600.0
#: Faults of ours whose message is made to be shown; any other exception may repeat what it read.
_SAFE_ERRORS = {"UsageError", "ConfigError", "BuildError"}


def read(path: Path, shown: str) -> nbformat.NotebookNode:
    """Read a notebook.

    Raises
    ------
    ConfigError
        It is missing or is not a notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise ConfigError("the notebook is missing.", "Restore it from git.", shown) from None
    except Exception:
        raise ConfigError("the file is not a notebook.", "Restore it from git.", shown) from None


def run(
    kernels: Kernels,
    path: Path,
    target: Path,
    values: dict[str, Any],
    *,
    shown: str = "",
    before: Path | None = None,
    limit: float = TIME_LIMIT,
) -> frozenset[str]:
    """Execute a notebook by papermill and save it, outputs and all.

    Parameters
    ----------
    kernels
        Where its kernel comes from.
    path
        The notebook, outputs stripped; never written to.
    target
        Where to save it. Nothing is saved unless every cell has run.
    values
        Its parameters, exactly those it declares.
    shown
        Its path for messages; the file's name if empty.
    before
        Its executed copy of before, if it may be relied on: charts that come out the same are taken from it.
    limit
        How long a cell may take, in seconds.

    Returns
    -------
    frozenset of str
        The parts of the edition's rows that it asked for; see :mod:`auditlib.parts`.

    Raises
    ------
    ConfigError
        It cannot be read, or its parameters do not fit; nothing has been executed.
    BuildError
        A cell failed, or the kernel ended or took too long. The message names the cell and holds no data.
    """
    shown = shown or path.name
    source = read(path, shown)
    parameters.check(source, values, shown)
    known = {cell.get("id") for cell in source.cells}
    try:
        with kernels.kernel(path.parent) as manager:
            if before is not None:
                shutil.copyfile(before, manager.executed_before)
            # In two steps, because as one papermill turns the executed notebook into JSON and throws that away.
            prepared = papermill.execute_notebook(
                source, None, parameters=values, kernel_name="python3", language="python", prepare_only=True
            )
            executed = papermill_engines.execute_notebook_with_engine(
                None,
                prepared,
                "python3",
                progress_bar=False,
                autosave_cell_every=0,
                execution_timeout=limit,
                resources={"metadata": {"path": str(path.parent)}},
                km=manager,
            )
            raise_for_execution_errors(executed, None)
            asked_for = parts.noted(manager.asked_for)
    except Exception as error:
        raise BuildError(_problem(error, shown)) from None
    finally:
        _close_event_loop()
    tidy(executed, values, known)
    save(executed, target)
    return asked_for


def _problem(error: Exception, shown: str) -> Problem:
    """What failed, in words that repeat nothing the notebook read."""
    if isinstance(error, papermill.PapermillExecutionError):
        label = label_of(error.source or "")
        cell = f"cell '{label}'" if label else f"cell {error.cell_index + 1}"
        if error.ename in _SAFE_ERRORS:
            return Problem(f"{cell} stopped: {error.evalue}", "", shown)
        return Problem(
            f"{cell} failed with {error.ename}.",
            "Open the notebook in JupyterLab (auditlib lab) and run it for this edition to see why.",
            shown,
        )
    if isinstance(error, CellTimeoutError):
        return Problem("a cell took too long.", "Open it in JupyterLab (auditlib lab) to see which cell hangs.", shown)
    if isinstance(error, KernelsUnavailableError):
        return Problem(f"no kernel could be started: {error}.", "Build again.", shown)
    return Problem(
        f"the kernel ended before the notebook did ({type(error).__name__}).",
        "Build again; if it happens again, check the computer's free memory.",
        shown,
    )


def tidy(notebook: nbformat.NotebookNode, values: dict[str, Any], known: set[str | None]) -> None:
    """Make an executed notebook the same from run to run and machine to machine, and put captions under its charts.

    Parameters
    ----------
    notebook
        Changed in place: papermill's times, durations and paths go, its parameters stay. Captions are cells of their
        own, for those who open it in JupyterLab; the report takes them from the options of the charts' cells.
    values
        The parameters it ran with.
    known
        Ids of cells in the file it was read from; other cells get an id that is not random.
    """
    notebook.metadata["papermill"] = {"parameters": dict(values)}
    cells = []
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "id" in cell and cell["id"] not in known:
            cell["id"] = f"cell-{number}"
        cells.append(cell)
        if caption := write_options(cell):
            cells.append(nbformat.v4.new_markdown_cell(caption, id=f"caption-{number}"))
    notebook.cells = cells


def save(notebook: nbformat.NotebookNode, target: Path) -> None:
    """Write a notebook whole or not at all."""
    write_whole(target, nbformat.writes(notebook) + "\n")


def _close_event_loop() -> None:
    """Close the loop that nbclient opened for this thread."""
    with contextlib.suppress(RuntimeError):
        loop = asyncio.get_event_loop_policy().get_event_loop()
        if not loop.is_running():
            loop.close()
            asyncio.set_event_loop(None)
