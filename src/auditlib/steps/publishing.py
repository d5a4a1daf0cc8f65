"""The last step: the page, its figures and its methods to the site, and the figures to the archive."""

from __future__ import annotations

from pathlib import Path

from auditlib import publish as gate
from auditlib.clean import load_edition_data
from auditlib.revisions import archive
from auditlib.settings import list_archived
from auditlib.steps.assembling import known_facts
from auditlib.steps.bench import Bench


def publish(bench: Bench, page: str) -> list[str]:
    """Publish the rendered page, and beside it the entries of its figures and how they are counted.

    The figures are archived, so that later editions can say what differs. While no later edition is archived they
    follow the page; after that the archive keeps what was published.
    """
    project, edition = bench.project, bench.edition
    facts = known_facts(bench.workspace)
    written = gate.publish(project, edition, Path(page), facts)
    is_latest = not any(name > edition.edition for name in list_archived(project))
    archive.keep(project, load_edition_data(project, edition.edition), facts, replace=is_latest)
    return bench.shown([*written, project.archived(edition.edition)])
