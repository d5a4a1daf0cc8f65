"""A new edition, proposed from the last one.

Nothing that is there is written over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.commentary.prose import SLOTS
from auditlib.errors import UsageError
from auditlib.ingest.folder import WORKBOOK, month_inputs
from auditlib.paths import Project
from auditlib.periods import first_day, is_month, months_before, months_from
from auditlib.reference import load_code_lists
from auditlib.settings import FORMATS, PROFILES, Edition, list_editions, load_edition

TITLE = "Audit Highlights Report"
_STUB = """<!-- Commentary for this section, in Markdown. Numbers are not typed: name the fact, and the build prints it.
docs/how-to/write-commentary.md says how. A file left like this adds nothing to the report. -->
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written for a new edition, and what was there before."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def propose(project: Project, name: str) -> Edition | None:
    """A new edition as the last one before it suggests; None if there is none before it.

    Raises
    ------
    UsageError
        `name` is not a month, or the edition is there.
    """
    if not is_month(name):
        raise UsageError(f"'{name}' is not a month. An edition is named after its last month, such as 2020-03.")
    names = list_editions(project)
    if name in names:
        raise UsageError(f"The edition {name} is there: {project.show(project.editions / f'{name}.yml')}.")
    before = [each for each in names if each < name]
    if not before:
        return None
    last = load_edition(project, before[-1])
    months = tuple(months_from(months_before(last.months[-1], -1), name))
    expects = {month: last.expects[month] for month in last.programme_months if month in last.expects}
    usual = last.expects.get(last.months[-1])
    expects |= {month: usual for month in months if usual}
    return replace(
        last,
        edition=name,
        months=months,
        cut_off=_cut_off(last, name),
        expects=expects,
        published_on=last.next_edition if last.next_edition and last.next_edition >= _cut_off(last, name) else None,
        next_edition=None,
    )


def first(name: str, *, start: str, cut_off: date, author: str, contact: str) -> Edition:
    """The first edition of a project: one month."""
    return Edition(name, TITLE, (name,), start, cut_off, {}, author, contact)


def _cut_off(last: Edition, name: str) -> date:
    """As many months after the edition's last month as before, on the same day or the next working day."""
    behind = len(months_from(last.months[-1], f"{last.cut_off:%Y-%m}")) - 1
    after = months_before(name, -behind)
    longest = (first_day(months_before(after, -1)) - timedelta(days=1)).day
    day = first_day(after).replace(day=min(last.cut_off.day, longest))
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def write(project: Project, edition: Edition) -> Made:
    """Write an edition's file, a template for each of its months without returns, and stubs for its commentary."""
    from auditlib.template import template

    lists = load_code_lists(project)
    wanted: dict[Path, bytes] = {}
    for month in edition.months:
        if not month_inputs(project, month):
            wanted[project.raw / month / WORKBOOK] = template(lists, month, edition.expected(month))
    for slot in _sections(project, edition.edition):
        wanted[project.content(edition.edition) / f"{slot}.md"] = _STUB.encode()
    # The edition's file last: while it is not there, the command can be given again.
    wanted[project.editions / f"{edition.edition}.yml"] = edition_file(edition).encode()
    kept = [path for path in wanted if path.exists()]
    written = [write_whole(path, data) for path, data in wanted.items() if path not in kept]
    try:
        load_edition(project, edition.edition)
    except BaseException:
        (project.editions / f"{edition.edition}.yml").unlink()
        raise
    return Made(tuple(written), tuple(kept))


def _sections(project: Project, name: str) -> list[str]:
    """The sections that had commentary in the last edition with any; else the introduction."""
    for earlier in reversed([each for each in list_editions(project) if each < name]):
        folder = project.content(earlier)
        found = [slot for slot in SLOTS if (folder / f"{slot}.md").is_file()]
        if found:
            return found
    return ["introduction"]


def edition_file(edition: Edition) -> str:
    """The text of an edition's file."""
    lines = [
        f"edition: {edition.edition}",
        f"title: {_quoted(edition.title)}",
        f"months: [{', '.join(edition.months)}]",
        f"programme_start: {edition.programme_start}",
        f"cut_off: {edition.cut_off}                # the last day on which a return counts",
    ]
    if edition.expects:
        lines.append("expects:                         # where a month is not named: all but supervision")
        lines += [f"  {month}: [{', '.join(names)}]" for month, names in sorted(edition.expects.items())]
    lines += [f"author: {_quoted(edition.author)}", f"contact: {_quoted(edition.contact)}"]
    if edition.published_on:
        lines.append(f"published_on: {edition.published_on}")
    if edition.next_edition:
        lines.append(f"next_edition: {edition.next_edition}")
    if edition.profile != PROFILES[0]:
        lines.append(f"profile: {edition.profile}")
    if edition.formats != FORMATS[:1]:
        lines.append(f"formats: [{', '.join(edition.formats)}]")
    if edition.returns_target is not None:
        lines.append(f"returns_target: {edition.returns_target:g}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text as YAML takes it, in quotes only where it needs them."""
    import yaml

    plain = text == text.strip() and not set(text) & set(":#{}[]\"'|>%@`!*\\\n") and text[:1].isalpha()
    return (
        text
        if plain or ("@" in text and " " not in text and text[:1].isalpha())
        else yaml.safe_dump(text, default_style='"', width=10_000, allow_unicode=True).strip()
    )
