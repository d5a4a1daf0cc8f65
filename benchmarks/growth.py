"""How a first build grows with rows and with months.

Belongs here: samples of growing size. Does not belong here: other contenders; they grow with the same rows.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import contenders, measuring

ROWS = (1, 10, 100, 1000)
MONTHS = (1, 12, 120)
#: Audits a month of the sample, to which the factors apply.
_USUAL = 76


@dataclass(frozen=True, slots=True)
class Grown:
    """One size.

    Parameters
    ----------
    what, factor
        ``rows`` (a month, as a multiple of the sample's) or ``months``.
    audits, rows
        Audits, and rows of all returns.
    megabytes
        Size of the raw files.
    seconds, peak
        Of a first build: time, and memory in bytes.
    """

    what: str
    factor: int
    audits: int
    rows: int
    megabytes: float
    seconds: float
    peak: int | None


def measure(folder: Path, what: str, factor: int, *, memory: bool = True) -> Grown:
    """Make a sample of a size and build its last edition."""
    from auditlib.sample import write_sample

    project = contenders.fresh_project(folder)
    for name in ("data", "editions", "content"):
        shutil.rmtree(folder / name)
    size = {"rows": _USUAL * factor, "months": 12} if what == "rows" else {"rows": _USUAL, "months": factor}
    sample = write_sample(folder, file_format="csv", **size)
    command = contenders.build(sample.editions[-1])
    seconds = measuring.run(command, folder, contenders.environment())
    raw = sum(path.stat().st_size for path in project.raw.rglob("*.csv"))
    held = measuring.peak([[*command[0], "--fresh"]], folder) if memory else None
    return Grown(what, factor, sample.rows["audits"], sum(sample.rows.values()), raw / 1e6, seconds, held)


def as_plain(grown: list[Grown]) -> list[dict[str, object]]:
    """For JSON."""
    return [asdict(each) for each in grown]
