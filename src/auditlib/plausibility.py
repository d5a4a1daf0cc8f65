"""Settings of an edition that are well written and can hardly be meant, such as a cut-off of the edition before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from auditlib.characters import invisible_in
from auditlib.errors import AuditlibError, ConfigError
from auditlib.paths import Project
from auditlib.periods import day_name, first_day, is_month, month_name, months_before, months_from, period_name
from auditlib.reference import CodeLists, reference_files
from auditlib.settings import Edition, list_editions, load_edition

if TYPE_CHECKING:
    import pandas as pd

#: Days after the end of the last month up to which a cut-off is usual: a quarter.
_USUAL_DAYS = 92
#: Addresses that are kept for examples (RFC 2606) and do not exist.
_EXAMPLE = re.compile(r"@(?:[\w-]+\.)*example(?:\.(?:org|com|net))?$", re.IGNORECASE)
#: Fewer returns than this may all be late by chance.
_FEWEST = 5
_LIKE_AN_EDITION = re.compile(r"(?:copy of )?\d{4}-\d{2}.*\.(?:ya?ml|txt)\b", re.IGNORECASE)
_NAME = re.compile(r"\d{4}-\d{2}\.yml")
_SAMPLE_COUNCILS = Path(__file__).parent / "sample" / "councils"


def warnings(project: Project, edition: Edition, lists: CodeLists, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """What should be looked at before the edition is published, a sentence or two each, by the returns as read.

    Raises
    ------
    ConfigError
        A setting cannot be meant: not one audit of the edition would count as returned although some were.
    """
    found = [
        *_of_cut_off(edition, tables["audits"], project),
        *_of_other_editions(project, edition),
        *_of_contact(edition, lists),
        *_of_months(project, edition),
        *overlooked(project, edition),
    ]
    file = project.show(project.editions / f"{edition.edition}.yml")
    return [text if text.startswith(("data/", "content/", "editions/")) else f"{file}, {text}" for text in found]


def _of_cut_off(edition: Edition, audits: pd.DataFrame, project: Project) -> Iterator[str]:
    """A cut-off before the last month ends, long after it, or before most returns of the edition came back."""
    cut_off, last = day_name(edition.cut_off), edition.months[-1]
    end = first_day(months_before(last, -1)) - timedelta(days=1)
    if edition.cut_off < end:
        yield f"cut_off: the cut-off, {cut_off}, is before {month_name(last)} ends. Is it that of an earlier edition?"
    if edition.cut_off > end + timedelta(days=_USUAL_DAYS):
        days = (edition.cut_off - end).days
        yield f"cut_off: the cut-off, {cut_off}, is {days} days after {month_name(last)} ended. Is the year right?"
    for month in edition.months:
        back = audits.loc[audits["month"] == month, "returned_on"].dropna()
        late = int((back.dt.date > edition.cut_off).sum()) if len(back) else 0
        if late >= _FEWEST and late == len(back):
            raise ConfigError(
                f"every audit of {month_name(month)} that was returned, {late} in all, came back after the "
                f"cut-off, {cut_off}: none would count.",
                "Correct the cut-off; it is often left as in the edition before.",
                project.show(project.editions / f"{edition.edition}.yml"),
                column="cut_off",
            )
        if late * 2 > len(back):
            yield (
                f"cut_off: {late} of the {len(back)} returned audits of {month_name(month)} came back after the "
                f"cut-off, {cut_off}, and count as outstanding. Is it right?"
            )


def _of_other_editions(project: Project, edition: Edition) -> Iterator[str]:
    """Months that another edition reports, too, and a cut-off no later than that of an earlier edition."""
    for name in list_editions(project):
        if name == edition.edition:
            continue
        try:
            other = load_edition(project, name)
        except AuditlibError:
            continue  # reported when that edition is built
        both = [month for month in edition.months if month in other.months]
        if both:
            verb = "is" if len(both) == 1 else "are"
            yield f"months: {period_name(both)} {verb} reported by the edition {name}, too. Is that meant?"
        if name < edition.edition and other.cut_off >= edition.cut_off:
            yield (
                f"cut_off: the cut-off, {day_name(edition.cut_off)}, is no later than that of the earlier edition "
                f"{name}, {day_name(other.cut_off)}."
            )
        if other.programme_start != edition.programme_start and len(months_from(*sorted((name, edition.edition)))) <= 3:
            yield (
                f"programme_start: the programme starts in {month_name(edition.programme_start)}; in the edition "
                f"{name} it starts in {month_name(other.programme_start)}. Their figures cannot be compared."
            )


def _of_contact(edition: Edition, lists: CodeLists) -> Iterator[str]:
    """An address kept for examples, in a project whose areas are not those of a council of the synthetic sample."""
    names = {lists.areas.name_of(code) for code in lists.areas.codes}
    if _EXAMPLE.search(edition.contact) and not any(names <= areas for areas in _areas_of_samples()):
        yield "contact: the address is an example that does not exist. Write the team's own."


@cache
def _areas_of_samples() -> list[set[str]]:
    councils = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in _SAMPLE_COUNCILS.glob("*.yml"))
    return [{area["name"] for area in council["areas"]} for council in councils]


def overlooked(project: Project, edition: Edition) -> Iterator[str]:
    """Files beside the editions that look like one and are not read, and characters that cannot be seen."""
    yield from _of_characters(project, edition)
    for path in sorted(project.editions.iterdir()):
        if path.is_file() and is_overlooked(path.name):
            yield f"{project.show(path)} is not read. If it is an edition, call it <month>.yml, such as 2020-02.yml."


def is_overlooked(name: str) -> bool:
    """Whether a file's name is that of an edition but for its ending or an addition: ``2020-02.yaml``."""
    return bool(_LIKE_AN_EDITION.match(name)) and not _NAME.fullmatch(name)


def _of_months(project: Project, edition: Edition) -> Iterator[str]:
    """Months with returns that lie before the programme's start, so that nothing of them counts."""
    if not project.raw.is_dir():
        return
    months = sorted(path.name for path in project.raw.iterdir() if path.is_dir() and is_month(path.name))
    before = [month for month in months if month < edition.programme_start]
    if before:
        yield (
            f"programme_start: there are returns of {period_name(before)}, before the programme starts in "
            f"{month_name(edition.programme_start)}. They are not counted."
        )


def _of_characters(project: Project, edition: Edition) -> Iterator[str]:
    """Characters that cannot be seen in what is printed: the edition's file, the code lists and the commentary."""
    content = project.content(edition.edition)
    written = [project.editions / f"{edition.edition}.yml", *reference_files(project), *sorted(content.glob("*.md"))]
    for path in [*written, *sorted(content.parent.glob("*.md"))]:
        for number, line in enumerate(_lines(path), start=1):
            found = invisible_in(line)
            if found:
                yield (
                    f"{project.show(path)} row {number} has {', '.join(found)}, which cannot be seen. It is left out "
                    "of what is compared and published; retype the words around it."
                )


def _lines(path: Path) -> Iterable[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()  # reported where it is read
