"""What lies in a month's folder: which file is which return, and what should not be there; no file is opened."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from auditlib.ingest.received import Code, Fault, Place
from auditlib.paths import Project
from auditlib.periods import is_month, month_name
from auditlib.reference import folded
from auditlib.schema import RETURNS

WORKBOOK = "returns.xlsx"
_IGNORED = re.compile(r"^(\.|~|readme(\.|$)|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".numbers")


def squeezed(text: str) -> str:
    """`text` as names are compared: as :func:`auditlib.reference.folded`, and without its spaces."""
    return folded(text).replace(" ", "")


def shown(project: Project, path: Path) -> str:
    """A path as messages name it, whatever characters its name has."""
    text = project.show(path).encode("utf-8", "replace").decode()
    return "".join(letter if letter.isprintable() else "?" for letter in text)


_RETURN_OF = {squeezed(name): name for name in RETURNS}


def return_called(text: str) -> str:
    """The return that a file's or sheet's name stands for, whatever its case, spaces and hyphens; else empty."""
    return _RETURN_OF.get(squeezed(text), "")


def nearest_return(text: str) -> str:
    """The return whose name is most like `text`; empty if none is near."""
    near = difflib.get_close_matches(squeezed(text), _RETURN_OF, n=1, cutoff=0.6)
    return _RETURN_OF[near[0]] if near else ""


def named_within(text: str) -> str:
    """The one return whose name is among the words of `text` (``AUDITS Feb 2020``); empty if none or several are."""
    words = folded(text).split()
    pairs = [*words, *map("".join, pairwise(words))]
    found = {_RETURN_OF[word] for word in pairs if word in _RETURN_OF}
    return found.pop() if len(found) == 1 else ""


@dataclass(slots=True)
class Folder:
    """What a month's folder holds: the CSV file of each return, the workbook, and returns that came `twice` as CSV."""

    csv: dict[str, Path] = field(default_factory=dict)
    workbook: Path | None = None
    faults: list[Fault] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)


def month_inputs(project: Project, month: str) -> list[Path]:
    """Every file on which reading a month depends, in order of name; none where there is no folder.

    Files that are never read (hidden ones, lock files, README) are left out; files that should not be there
    are named, because they are faults.
    """
    folder = project.raw / month
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not _IGNORED.match(path.name))


def check_raw(project: Project) -> list[Fault]:
    """Faults of ``data/raw`` itself: whatever lies there that is not a month's folder."""
    faults = []
    for path in sorted(project.raw.iterdir()):
        if _IGNORED.match(path.name) or is_month(path.name):
            continue
        place = Place("", shown(project, path))
        what, do = "the file is not in a month's folder.", "Move it into its month's folder."
        if path.is_dir():
            what, do = "the folder's name is not a month.", "Call it as in 2020-02, or move it."
        faults.append(place.fault(Code.UNEXPECTED, what, do))
    return faults


def look(project: Project, month: str) -> Folder:
    """Find out what a month's folder holds, without opening any file."""
    found = Folder()
    folder = project.raw / month
    place = Place(month, shown(project, folder))
    if not folder.is_dir():
        found.faults.append(_missing(project, month, place))
        return found
    if not folder.resolve().is_relative_to(project.raw.resolve()):
        found.faults.append(place.fault(Code.LINK, "the folder is a link that leads out of data/raw."))
        return found
    came: dict[str, list[Path]] = {}
    try:
        paths = month_inputs(project, month)
    except OSError:
        found.faults.append(place.fault(Code.CANNOT_OPEN, "the folder cannot be read."))
        return found
    for path in paths:
        fault = _not_a_file(project, month, path)
        if fault:
            found.faults.append(fault)
        elif path.name.casefold() == WORKBOOK:
            came.setdefault("", []).append(path)
        elif path.suffix.casefold() == ".csv" and return_called(path.stem):
            came.setdefault(return_called(path.stem), []).append(path)
        else:
            found.faults.append(_unexpected(project, month, path, paths))
    for name, paths in came.items():
        if len(paths) > 1:
            what = f"the {'return' if name else 'workbook'} is also there as {paths[0].name}; neither was read."
            found.faults.append(Place(month, shown(project, paths[1]), "", name).fault(Code.TWICE, what))
            found.twice.update(filter(None, [name]))
        elif name:
            found.csv[name] = paths[0]
        else:
            found.workbook = paths[0]
    return found


def _missing(project: Project, month: str, place: Place) -> Fault:
    """The fault of a missing folder, naming one that may be meant."""
    here = [path.name for path in project.raw.iterdir() if path.is_dir() and not is_month(path.name)]
    year, number = month.split("-")
    alike = [
        name
        for name in here
        if re.search(year, name) and (re.search(rf"(?<!\d)0?{int(number)}(?!\d)", name.replace(year, " ")))
    ] or [name for name in here if folded(month_name(month))[:3] in folded(name) and year in name]
    hint = f"Is it the folder '{alike[0]}'? Call it {month}." if alike else ""
    return place.fault(Code.NO_FOLDER, f"{month_name(month)} has no folder.", hint)


def _not_a_file(project: Project, month: str, path: Path) -> Fault | None:
    """The fault of a link that leads elsewhere, of a folder or of anything else that is no file."""
    place = Place(month, shown(project, path), "", return_called(path.stem))
    if not path.resolve().is_relative_to(project.raw.resolve()):
        return place.fault(Code.LINK, "the link leads out of data/raw.")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return place.fault(Code.LINK, "the link leads nowhere.")
    except OSError:
        return place.fault(Code.CANNOT_OPEN, "the file cannot be read.")
    if stat.S_ISDIR(mode):
        return place.fault(Code.UNEXPECTED, "there is a folder within the month's folder.", "Move it out of data/raw.")
    if not stat.S_ISREG(mode):
        return place.fault(Code.LINK, "this is not an ordinary file.")
    return None


def _unexpected(project: Project, month: str, path: Path, beside: Sequence[Path]) -> Fault:
    """The fault of a file that is no return, saying which it may be meant to be, or a copy of, where that is there."""
    name, suffix = return_called(path.stem), path.suffix.casefold()
    place = Place(month, shown(project, path), "", name)
    if suffix == ".xlsx":
        near = name or named_within(path.stem)
        do = f"Is it {near}? Then make it the sheet {near} of returns.xlsx, or save it as {near}.csv." if near else ""
        return place.fault(Code.SECOND_WORKBOOK, "only a workbook called returns.xlsx is read.", do)
    if suffix in _SPREADSHEETS:
        return place.fault(Code.OTHER_FORMAT, f"{suffix} files are not read.")
    if name:
        what = f"{suffix} files are not read." if suffix else "a file whose name does not end in .csv is not read."
        return place.fault(Code.OTHER_FORMAT, what, f"Save it as {name}.csv, with commas.")
    near = nearest_return(path.stem) or named_within(path.stem)
    if near and suffix == ".csv" and any(return_called(one.stem) == near for one in beside if one != path):
        do = f"The folder has {near} as well: keep the right one, and move the other out of data/raw."
        return place.fault(Code.UNEXPECTED, "no return has this name.", do)
    if near and suffix == ".csv":
        return place.fault(Code.UNEXPECTED, "no return has this name.", f"Is it {near}? Then call it {near}.csv.")
    do = f"The returns are {', '.join(RETURNS)}; move anything else out of data/raw."
    return place.fault(Code.UNEXPECTED, "no return has this name.", do)
