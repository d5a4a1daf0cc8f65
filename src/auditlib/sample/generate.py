"""Writing a whole sample, or nothing: the one entry point of the generator."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.atomic import write_whole
from auditlib.errors import UsageError
from auditlib.periods import is_month, months_before, months_from
from auditlib.sample.council import Council, load_council
from auditlib.sample.plan import Draw, MonthPlan, SamplePlan
from auditlib.sample.plans import LARGEST_SHEET, Size, calibrated_plan, scaled_plan
from auditlib.sample.records import Cases, moderations, reflections, supervision
from auditlib.sample.remarks import Remarks
from auditlib.sample.writing import edition_text, month_files, register_text
from auditlib.schema import RETURNS

if TYPE_CHECKING:
    import pandas as pd

#: Seed of the sample that is kept in git.
SEED = 20200313
_CALIBRATED = "county"
_FORMATS = ("mixed", "csv", "xlsx")
_USUAL_ROWS = 80
#: Says in the first line of data/raw/README.md that what stands there may be replaced.
_MARK = "# Synthetic returns"
_ABOUT_CALIBRATED = (
    "They are calibrated: counted by the rules of `docs/reference/returns.md`, they give the figures of the\n"
    "published report of January and February 2020; what that report leaves open is filled in plausibly.\n"
)
_ABOUT_SIZED = "They have the size that was asked for and give no published figures.\n"
_FOLDERS = ("data/raw", "data/reference", "editions")


@dataclass(frozen=True, slots=True)
class Sample:
    """What was written, with the rows of each return."""

    root: Path
    months: tuple[str, ...]
    editions: tuple[str, ...]
    rows: dict[str, int]


def write_sample(
    root: str | os.PathLike[str],
    *,
    council: str = _CALIBRATED,
    months: int | Sequence[str] | None = None,
    areas: int | Sequence[str] | None = None,
    rows: int | None = None,
    seed: int = SEED,
    file_format: str = "mixed",
    with_reaudits: bool = True,
    with_supervision: bool = True,
    overwrite: bool = False,
) -> Sample:
    """Write synthetic returns, the code lists they use and their editions.

    With nothing but `root` (and `seed`), the calibrated sample: sixteen months that give every figure of the
    published report. With anything else, a sample of that size. The same arguments give the same bytes.

    Parameters
    ----------
    root
        A project folder, or a new one: ``data/raw``, ``data/reference``, ``editions`` and ``content/actions.csv`` are
        written in it.
    council
        Whose areas, teams, cohorts, headings, themes and words: ``county`` or ``other``.
    months
        How many months, the last of them February 2020; or the months themselves (``2021-04``), which must
        follow one another.
    areas
        How many areas, or their names.
    rows
        Audits allocated a month.
    seed
        Another seed gives other rows of the same kind.
    file_format
        ``csv``, ``xlsx`` or ``mixed`` (both, with all spellings and dates that the contract allows).
    with_reaudits, with_supervision
        Whether the returns have re-audits (from the second month) and supervision observations (each third).
    overwrite
        Replace an earlier sample in `root`, and every edition file there. Folders that do not hold a sample
        are never touched.

    Raises
    ------
    UsageError
        An argument makes no sense, or there are files that may not be replaced.
    """
    root = Path(root)
    _check_place(root, overwrite)
    made = load_council(council)
    made = made if areas is None else made.with_areas(areas)
    if not 0 <= seed < 2**32:
        raise UsageError("The seed must be a whole number from 0 to 4294967295.")
    rng = Draw(seed)
    sized = (months, areas, rows) != (None, None, None) or file_format != "mixed"
    if council == _CALIBRATED and not sized and with_reaudits and with_supervision:
        return _write(root, made, calibrated_plan(made), rng, _ABOUT_CALIBRATED)
    size = _size(months, rows, file_format, with_reaudits, with_supervision)
    return _write(root, made, scaled_plan(made, size, rng), rng, _ABOUT_SIZED)


def _size(
    months: int | Sequence[str] | None, rows: int | None, file_format: str, reaudits: bool, supervision: bool
) -> Size:
    """The size asked for, with what was left open filled in."""
    rows = _USUAL_ROWS if rows is None else rows
    months = 16 if months is None else months
    if isinstance(months, int):
        names = months_from(months_before("2020-02", months - 1), "2020-02") if months > 0 else []
    else:
        names = list(months)
    if not names or not all(map(is_month, names)) or names != months_from(names[0], names[-1]):
        raise UsageError("Ask for at least one month; months are written 2020-02 and follow one another.")
    if rows < 1:
        raise UsageError("Ask for at least one row a month.")
    if file_format not in _FORMATS:
        raise UsageError(f"'{file_format}' is not a format. Known: {', '.join(_FORMATS)}.")
    if file_format == "xlsx" and rows > LARGEST_SHEET:
        raise UsageError(f"A worksheet holds {LARGEST_SHEET} rows at most. Ask for csv.")
    return Size(tuple(names), rows, file_format, reaudits, supervision)


def _check_place(root: Path, overwrite: bool) -> None:
    """Refuse to touch returns, lists or editions that are not a sample's, or a sample not to be replaced."""
    there = [name for name in _FOLDERS if (root / name).is_dir() and any((root / name).iterdir())]
    there += ["content/actions.csv"] if (root / "content" / "actions.csv").is_file() else []
    if not there:
        return
    label = root / "data" / "raw" / "README.md"
    is_sample = label.is_file() and label.read_text(encoding="utf-8", errors="replace").startswith(_MARK)
    if not is_sample:
        raise UsageError(f"{there[0]} is there already and is not a sample. Choose another folder.")
    if not overwrite:
        raise UsageError("A sample is there already. Choose another folder, or ask for it to be overwritten.")


def _write(root: Path, council: Council, plan: SamplePlan, rng: Draw, about: str) -> Sample:
    """Make the sample beside its place, then put it there whole."""
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sample-", dir=root) as beside:
        new = Path(beside) / "new"
        for name in _FOLDERS:
            (new / name).mkdir(parents=True)
        counts = _write_months(new, council, plan, rng)
        returns = {month: tuple(counts) for month, counts in counts.items()}
        for name, text in council.reference_files().items():
            (new / "data" / "reference" / name).write_bytes(text.encode())
        for edition in plan.editions:
            (new / "editions" / f"{edition.edition}.yml").write_bytes(edition_text(edition, returns, council).encode())
        (new / "data" / "raw" / "README.md").write_bytes(_readme(plan, about).encode())
        (new / "data" / "raw" / ".gitattributes").write_bytes(b"# Returns stay as received, byte for byte.\n* -text\n")
        register = register_text(plan.editions, council)
        _swap(new, root, Path(beside) / "old")
        write_whole(root / "content" / "actions.csv", register)
    editions = tuple(edition.edition for edition in plan.editions)
    rows = {name: sum(month.get(name, 0) for month in counts.values()) for name in RETURNS}
    return Sample(root, tuple(counts), editions, rows)


def _write_months(new: Path, council: Council, plan: SamplePlan, rng: Draw) -> dict[str, dict[str, int]]:
    """Write every month's folder, one after another; for each month its returns with their rows."""
    busiest = max(int(month.allocated.sum()) for month in plan.months)
    cases = Cases(council, plan.courses, rng, auditors=max(12, busiest // 2 if busiest < 200 else busiest // 6))
    remarks = Remarks(council, rng, unique=plan.unique_remarks)
    begins = {edition.months[0] for edition in plan.editions}
    counts: dict[str, dict[str, int]] = {}
    for month in plan.months:
        if month.month in begins:
            remarks.new_edition()
        frames = _frames(month, council, cases, remarks, rng)
        folder = new / "data" / "raw" / month.month
        folder.mkdir()
        for name, data in month_files(month, frames, council, rng).items():
            (folder / name).write_bytes(data)
        counts[month.month] = {name: len(frame) for name, frame in frames.items()}
    return counts


def _frames(plan: MonthPlan, council: Council, cases: Cases, remarks: Remarks, rng: Draw) -> dict[str, pd.DataFrame]:
    """A month's returns by name, in the contract's order; one that the month has not is left out.

    Re-audits are made before audits: what is judged this month waits for a later one.
    """
    made = {"reaudits": cases.reaudits(plan)}
    made["audits"] = cases.audits(plan)
    made["moderations"] = moderations(rng, council, plan, made["audits"])
    made["reflections"] = reflections(rng, plan, made["audits"])
    made["supervision"] = supervision(rng, council, plan)
    had = {name: frame for name, frame in made.items() if frame is not None}
    had["comments"] = remarks.month(plan, had)
    return {name: had[name] for name in RETURNS if name in had}


def _swap(new: Path, root: Path, old: Path) -> None:
    """Put the new folders in place of the old ones, which stand in `old` until all are."""
    for name in _FOLDERS:
        place = root / name
        if place.exists():
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(place, old / name)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new / name, place)
    shutil.rmtree(old, ignore_errors=True)


def _readme(plan: SamplePlan, about: str) -> str:
    first, last = plan.months[0].month, plan.months[-1].month
    return (
        f"{_MARK}\n\nThe returns in these folders, {first} to {last}, are **made up** by `auditlib sample`: "
        "no child, family,\nworker or case in them exists, and every reference begins with a mark that says so.\n"
        f"{about}\nWriting the sample again gives the same bytes. "
        "Real returns do not belong in git.\n"
    )
