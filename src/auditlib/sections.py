"""What a section notebook calls: load, and show.

JupyterLab shows an output's HTML: a chart with its caption under it, a table as a table. The report takes the chart's
images, or the Markdown; a build leaves the HTML out of the executed copy, since Quarto would choose it. What else the
report needs of either (caption, alternative text) travels in the output's metadata until a build writes it into
the executed notebook as cell options (:mod:`auditlib.cells`).
"""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass, field
from typing import Any, cast

import matplotlib.pyplot as plt
import pandas as pd
from markdown_it import MarkdownIt
from matplotlib.figure import Figure

from auditlib.actions import Register, read_register
from auditlib.additions import own_chart, own_table
from auditlib.cells import FOR_REPORT, METADATA, NARROW
from auditlib.clean import EditionData, load_edition_data
from auditlib.facts import MIME_TYPE, Facts, looked_up
from auditlib.figures import Chart
from auditlib.figures.theme import arrange, narrow_svg, png, svg
from auditlib.paths import Project
from auditlib.revisions.against import Revisions, previous
from auditlib.schema import RETURNS, Kind
from auditlib.tables import Table

__all__ = ["earlier", "load", "load_register", "own_chart", "own_table", "rows", "show"]

# Counts and rates stand in one column of a frame of measures: a count is shown as a whole number.
pd.set_option("display.float_format", "{:,.6g}".format)


def load(edition: str) -> EditionData:
    """The accepted rows of an edition, of the project in or above the current folder."""
    return load_edition_data(Project.find(), edition)


def earlier(data: EditionData) -> Revisions | None:
    """What differs now from the latest edition published before this one; None if none is archived."""
    # what both said and its difference would give small numbers away
    return None if data.edition.is_public else previous(Project.find(), data)


def load_register(data: EditionData) -> Register | None:
    """The register of actions as it stood on the edition's cut-off; None if the project has none."""
    return read_register(Project.find(), data.edition, data.lists)


def rows(data: EditionData, name: str) -> pd.DataFrame:
    """The accepted rows of a return for the edition's months: coded values, dates and numbers.

    References, names and free text are left out, so that a notebook may show what it counts.
    """
    shown = [column.name for column in RETURNS[name].columns if column.kind not in (Kind.REF, Kind.NAME, Kind.TEXT)]
    table = data.tables[name]
    return table.loc[table["month"].isin(data.edition.months), shown].reset_index(drop=True)


_REFERENCE = re.compile(r"(^|[.:] )?@(fig|tbl|sec)-[\w-]+", re.MULTILINE)
_FENCE = re.compile(r"^:::.*$", re.MULTILINE)  # of a block, which only the report knows
_NAMES = {"fig": "the chart", "tbl": "the table", "sec": "the section"}


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a cell that the report may embed."""

    data: dict[str, str]  # its forms by media type
    #: What goes with it: the ``id`` and ``caption`` of a chart or table, a chart's ``alt`` and drawing for a phone.
    about: dict[str, str]
    rests_on: list[str] = field(default_factory=list)  # the ids of the facts that were looked up for it

    @property
    def markdown(self) -> str:
        """Its Markdown; empty for a chart."""
        return self.data.get("text/markdown", "")

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        left_out = {"text/html"} if os.environ.get(FOR_REPORT) else set()
        about = self.about | {"rests on": " ".join(self.rests_on)}
        return {kind: form for kind, form in self.data.items() if kind not in left_out}, {METADATA: about}


def as_html(markdown: str) -> str:
    """Markdown of ours as JupyterLab should show it: a cross-reference has no number before the report is rendered."""

    def named(match: re.Match[str]) -> str:
        name = _NAMES[match[2]]
        return name if match[1] is None else f"{match[1]}{name.capitalize()}"

    return MarkdownIt("commonmark").enable("table").render(_REFERENCE.sub(named, _FENCE.sub("", markdown)))


def _chart(chart: Chart) -> Output:
    figure = cast(Figure, chart.axes.figure)
    narrow = narrow_svg(figure)
    arrange(figure)
    picture, vector = png(figure), svg(figure)
    plt.close(figure)
    shown = (
        f'<figure><img src="data:image/png;base64,{picture}" alt="{html.escape(chart.alt)}" style="max-width: 45em">'
        f"<figcaption>{as_html(chart.caption)}</figcaption></figure>"
    )
    data = {"text/html": shown, "image/svg+xml": vector, "image/png": picture, "text/plain": chart.alt}
    about = {"id": chart.id, "caption": chart.caption, "alt": chart.alt, NARROW: narrow}
    return Output(data | _facts(chart.facts), about)


def _table(table: Table) -> Output:
    head = "".join(f"<th>{html.escape(title)}</th>" for title in table.header)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in table.texts)
    shown = (
        f'<table><caption style="caption-side: bottom; text-align: left">{as_html(table.whole_caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
    about = {"id": table.id, "caption": table.whole_caption}
    return Output({"text/html": shown, "text/markdown": table.markdown()} | _facts(table.facts), about)


def _facts(facts: Facts | None) -> dict[str, str]:
    return {} if facts is None else {MIME_TYPE: "\n".join(facts.as_lines())}


def show(thing: str | Chart | Table | None) -> Output:
    """Sentences, a chart or a table as the output of a cell."""
    match thing:
        case None | "":
            made = Output({"text/markdown": "", "text/plain": "Nothing to show for this edition."}, {})
        case Chart():
            made = _chart(thing)
        case Table():
            made = _table(thing)
        case _:
            made = Output({"text/html": as_html(thing), "text/markdown": thing}, {})
    made.rests_on.extend(sorted(looked_up | set(getattr(thing, "facts", None) or ())))
    looked_up.clear()
    return made
