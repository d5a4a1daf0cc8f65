"""The last steps: the page, its figures and its methods to the site, and the figures to the archive."""

from __future__ import annotations

from pathlib import Path

from auditlib import publish as gate
from auditlib.atomic import write_whole
from auditlib.clean import load_edition_data
from auditlib.revisions import archive
from auditlib.settings import list_archived
from auditlib.steps.assembling import known_facts
from auditlib.steps.places import as_published_path
from auditlib.steps.rows import Rows


def prepare(rows: Rows) -> list[str]:
    """Put together what is archived of the edition once it is published; no page is needed for that."""
    data = load_edition_data(rows.project, rows.edition.edition)
    text = archive.as_published(data, known_facts(rows))
    return rows.shown([write_whole(as_published_path(rows.workspace), text)])


def publish(rows: Rows, page: str) -> list[str]:
    """Publish the rendered page, and beside it the entries of its figures and how they are counted.

    The figures are archived, so that later editions can say what differs. While no later edition is archived they
    follow the page; after that the archive keeps what was published.
    """
    project, edition = rows.project, rows.edition
    data = load_edition_data(project, edition.edition)
    written = gate.publish(project, edition, Path(page), known_facts(rows), data)
    is_latest = not any(name > edition.edition for name in list_archived(project))
    archive.put(project, edition.edition, as_published_path(rows.workspace).read_bytes(), replace=is_latest)
    return rows.shown([*written, project.archived(edition.edition)])
