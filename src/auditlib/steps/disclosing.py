"""What the public form of an edition may show, decided from all that the form for staff shows."""

from __future__ import annotations

import re
from typing import Any

from auditlib import suppression
from auditlib.clean import EditionData, load_edition_data
from auditlib.commentary.prose import read_files
from auditlib.disclosure import withholding
from auditlib.errors import BuildError, ConfigError
from auditlib.facts import Facts
from auditlib.paths import Project
from auditlib.revisions import archive
from auditlib.settings import PUBLIC, Edition

_WORD = re.compile(r"[\w.-]+")


def earlier(project: Project, edition: Edition) -> list[suppression.Earlier]:
    """The editions before this one whose public form is archived."""
    found = []
    for path in sorted(project.archive.glob(f"*{PUBLIC}.json.gz")):
        name = path.name.removesuffix(f"{PUBLIC}.json.gz")
        if name < edition.edition:
            shown, whole = archive.read(project, name + PUBLIC), archive.read(project, name)
            if shown is None or whole is None:
                what = f"the figures of {name} for staff are not archived, so that what its public form hid is unknown."
                raise BuildError(what, "Restore the file from git.", project.show(project.archived(name)))
            found.append(suppression.Earlier(whole.edition, whole.facts, frozenset(shown.facts)))
    return found


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
    limits = suppression.load_thresholds(project)
    return data, rests_on, suppression.check(data, facts, rests_on, limits, earlier(project, edition))


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
    shown = suppression.visible(facts, rests_on, made, suppression.load_thresholds(project))
    decided = {"shown": sorted(shown), "why hidden": dict.fromkeys(made.small, "small") | made.further | made.rates}
    public = withholding(facts, shown)
    published = Facts(fact for fact in public.values() if fact.id in shown)
    return decided, public, archive.as_published(data, published)
