"""What a section notebook calls: load, and show.

Belongs here: the few names a notebook needs beside measures, narrative, figures and tables. Does not belong
here: anything a notebook could get from those directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auditlib.actions import Register, read_register
from auditlib.clean import EditionData, load_edition_data
from auditlib.figures import Chart
from auditlib.figures.theme import data_uri, svg
from auditlib.paths import Project
from auditlib.revisions.against import Revisions, previous
from auditlib.tables import Table


def load(edition: str) -> EditionData:
    """The accepted rows of an edition, of the project in or above the current folder.

    Parameters
    ----------
    edition
        The edition's name: ``2020-02``.
    """
    return load_edition_data(Project.find(), edition)


def earlier(data: EditionData) -> Revisions | None:
    """What the latest edition published before this one says otherwise now; None if none is archived.

    Parameters
    ----------
    data
        The edition's accepted rows.
    """
    return previous(Project.find(), data)


def load_register(data: EditionData) -> Register | None:
    """The register of actions as it stood on the edition's cut-off; None if the project has none.

    Parameters
    ----------
    data
        The edition's accepted rows.
    """
    return read_register(Project.find(), data.edition, data.lists)


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to embed in the report: Markdown, and nothing where there is nothing to say."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/markdown": self.markdown, "text/plain": f"<{len(self.markdown.split())} words of Markdown>"}


def _chart(chart: Chart) -> str:
    address = data_uri(svg(chart.axes.figure))
    alt = chart.alt.replace("\\", "\\\\").replace('"', '\\"')
    return f'![{chart.caption}]({address}){{#{chart.id} fig-alt="{alt}"}}'


def show(thing: str | Chart | Table | None) -> Shown:
    """Sentences, a chart or a table as the output of a cell.

    Parameters
    ----------
    thing
        Markdown, a chart, a table, or None where the edition has nothing to show.
    """
    match thing:
        case None:
            return Shown("")
        case Chart():
            return Shown(_chart(thing))
        case Table():
            return Shown(thing.markdown())
        case _:
            return Shown(thing)
