"""What the public form of an edition may show, decided from all that the form for staff shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from auditlib import suppression
from auditlib.clean import EditionData, load_edition_data
from auditlib.commentary.prose import read_files
from auditlib.disclosure import quoted, withholding
from auditlib.errors import BuildError, ConfigError
from auditlib.facts import Facts
from auditlib.paths import Project
from auditlib.revisions import archive
from auditlib.settings import PUBLIC, Edition
from auditlib.steps.places import as_published_path

_WORD = re.compile(r"[\w.-]+")
_ARCHIVED = re.compile(rf"(\d{{4}}-\d\d){PUBLIC}(?:\.v([1-9]\d*))?\.json\.gz")


def earlier(project: Project, edition: Edition) -> list[suppression.Earlier]:
    """What readers of an edition's public form know: earlier editions' public forms, and every version published.

    One that was only built counts for later editions alone: what it shows is not known yet.
    """
    found = []
    for path in project.archive.glob("*.json.gz"):
        if match := _ARCHIVED.fullmatch(path.name):
            name, version = match[1], int(match[2] or 0)
            if version or name < edition.edition:
                found.append(_earlier(project, name, version))
    found.sort(key=lambda one: (one.edition.edition, one.version or float("inf")))
    kept: list[suppression.Earlier] = []
    for one in found:  # one that was built and then published is archived twice
        last = kept[-1] if kept else None
        if last is None or (last.facts, last.shown, last.edition) != (one.facts, one.shown, one.edition):
            kept.append(one)
    return kept


def _earlier(project: Project, name: str, version: int) -> suppression.Earlier:
    of_version = f".v{version}" if version else ""
    shown, whole = (archive.read(project, f"{name}{form}{of_version}") for form in (PUBLIC, ""))
    if shown is None or whole is None:
        what = f"the figures of {name} for staff are not archived, so that what its public form hid is unknown."
        raise BuildError(what, "Restore the file from git.", project.show(project.archived(f"{name}{of_version}")))
    # What it showed is known as it was then, though the form for staff may have been built again.
    facts = Facts((dict(whole.facts) | dict(shown.facts)).values())
    return suppression.Earlier(whole.edition, facts, frozenset(shown.facts), shown.hidden, version)


def keep_version(project: Project, edition: Edition, number: int) -> list[Path]:
    """Archive what a published version of a public form showed, and what it was made from."""
    return [
        archive.keep_version(project, name, number, as_published_path(project.build(name)).read_bytes())
        for name in (edition.name, edition.edition)
    ]


def judged(
    project: Project, edition: Edition, data: EditionData, facts: Facts, shown: set[str]
) -> suppression.Suppression:
    """What the public form of an edition hides of some facts, for all that its readers know."""
    limits = suppression.load_thresholds(project)
    remarks = quoted(data, limits.largest_hidden - 1)
    return suppression.check(data, facts, shown, limits, earlier(project, edition), remarks)


def check(project: Project, edition: Edition, facts: Facts) -> tuple[EditionData, set[str], suppression.Suppression]:
    """The rows of a public form, the ids of the facts that it rests on, and what must be hidden and why.

    Raises
    ------
    ConfigError
        A file of commentary cannot be read.
    """
    data = load_edition_data(project, edition.edition)
    written, problems = read_files(project, edition.name)
    if problems:
        raise ConfigError(problems)
    rests_on = suppression.shown_ids(project, edition.edition)
    rests_on |= {word for each in written for word in _WORD.findall(each.text) if word in facts}
    return data, rests_on, judged(project, edition, data, facts, rests_on)


def decide(project: Project, edition: Edition, facts: Facts) -> tuple[dict[str, Any], Facts, bytes]:
    """What the public form of an edition shows and why not the rest, its facts, and what is archived of them.

    Raises
    ------
    ConfigError
        A file of commentary cannot be read.
    BuildError
        A small number could be worked out whatever is hidden.
    """
    data, rests_on, made = check(project, edition, facts)
    if made.unprotected:
        first = f"{made.unprotected[0]} first"
        what = f"{len(made.unprotected)} small numbers could be worked out whatever is hidden, {first}."
        raise BuildError(what, f"See auditlib disclosure {edition.edition}; publish for staff alone.")
    limits = suppression.load_thresholds(project)
    shown = suppression.visible(facts, rests_on, made, limits)
    decided = {
        "shown": sorted(shown),
        "why hidden": dict.fromkeys(made.small, "small") | made.further | made.rates,
        "unquoted": limits.largest_hidden - 1,
    }
    public = withholding(facts, shown)
    published = Facts(fact for fact in public.values() if fact.id in shown)
    return decided, public, archive.as_published(data, published, {*made.small, *made.further})
