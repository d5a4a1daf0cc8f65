"""Times and peak memory of commands.

Belongs here: running a command and looking at it from outside. Does not belong here: which commands.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: How often memory is looked at, in seconds. Looking costs time, so times are taken in runs of their own.
_EVERY = 0.05
Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Timed:
    """How long something took in several runs, in seconds."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.runs)


def run(commands: Sequence[Command], folder: Path, environment: dict[str, str] | None = None) -> float:
    """Run commands one after another and say how many seconds they took together.

    Raises
    ------
    RuntimeError
        One failed; its last lines are told.
    """
    begun = time.perf_counter()
    for command in commands:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, env={**os.environ, **(environment or {})}, check=False
        )
        if done.returncode:
            told = "\n".join((done.stdout + done.stderr).splitlines()[-8:])
            raise RuntimeError(f"{' '.join(command[:4])} … failed:\n{told}")
    return time.perf_counter() - begun


def median_of(times: int, prepare: Callable[[], object], work: Callable[[], float]) -> Timed:
    """Prepare and time some work several times."""
    runs = []
    for _ in range(times):
        prepare()
        runs.append(work())
    return Timed(tuple(runs))


def peak(commands: Sequence[Command], folder: Path) -> int | None:
    """The most memory that commands and all processes they started held at once, in bytes; shared pages count once.

    None where the system does not tell (``/proc/<pid>/smaps_rollup`` is Linux's).
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    highest = 0
    for command in commands:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            highest = max(highest, sum(map(_held, _tree(process.pid))))
            time.sleep(_EVERY)
    return highest


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += _tree(int(child))
    return found


def _held(pid: int) -> int:
    """A process's memory, with pages that it shares counted in shares (proportional set size)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
