"""What a section notebook calls: load, show, and tables and charts that an analyst adds.

JupyterLab shows an output's HTML: a chart with its caption under it, a table as a table. The report takes the chart's
images, or the Markdown; a build leaves the HTML out of the executed copy, since Quarto would choose it. What else the
report needs of either (caption, alternative text) travels in the output's metadata until a build writes it into
the executed notebook as cell options (:mod:`auditlib.cells`).
"""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import matplotlib.pyplot as plt
import pandas as pd
from markdown_it import MarkdownIt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from auditlib import rounding
from auditlib.actions import Register, read_register
from auditlib.cells import EXECUTED_BEFORE, FOR_REPORT, METADATA, NARROW
from auditlib.clean import EditionData, load_edition_data
from auditlib.errors import BuildError
from auditlib.facts import MIME_TYPE, Fact, Facts, group_name, looked_up_for_output
from auditlib.figures import Chart
from auditlib.figures.theme import Forms, drawn
from auditlib.paths import Project
from auditlib.periods import EDITION, month_name
from auditlib.revisions.against import Revisions, previous
from auditlib.schema import RETURNS, Kind
from auditlib.tables import Cell, Table

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


@cache
def _drawn_before() -> dict[str, Forms]:
    """The charts of this notebook's executed copy of before, by their ids."""
    try:
        cells = json.loads(Path(os.environ[EXECUTED_BEFORE]).read_text(encoding="utf-8"))["cells"]
    except (KeyError, OSError, ValueError):
        return {}  # run by hand, or for the first time
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    charts = [output for output in outputs if NARROW in output.get("metadata", {}).get(METADATA, {})]
    return {(about := chart["metadata"][METADATA])["id"]: _forms(chart["data"], about[NARROW]) for chart in charts}


def _forms(data: dict[str, Any], narrow: str) -> Forms:
    return Forms("".join(data["image/svg+xml"]), "".join(data["image/png"]), narrow)


def _chart(chart: Chart) -> Output:
    figure = cast(Figure, chart.axes.figure)
    forms = drawn(figure, _drawn_before().get(chart.id))
    plt.close(figure)
    shown = (
        f'<figure><img src="data:image/png;base64,{forms.png}" alt="{html.escape(chart.alt)}" style="max-width: 45em">'
        f"<figcaption>{as_html(chart.caption)}</figcaption></figure>"
    )
    data = {"text/html": shown, "image/svg+xml": forms.svg, "image/png": forms.png, "text/plain": chart.alt}
    about = {"id": chart.id, "caption": chart.caption, "alt": chart.alt, NARROW: forms.narrow_svg}
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
            nothing = "Nothing to show for this edition."
            made = Output({"text/html": f"<em>{nothing}</em>", "text/markdown": "", "text/plain": nothing}, {})
        case Chart():
            made = _chart(thing)
        case Table():
            made = _table(thing)
        case _:
            made = Output({"text/html": as_html(thing), "text/markdown": thing}, {})
    made.rests_on.extend(sorted(looked_up_for_output() | set(getattr(thing, "facts", None) or ())))
    return made


_MEASURE = re.compile(r"[a-z]+\.[a-z][a-z_]*")
_SLUG = re.compile(r"[^a-z0-9]+")


def own_table(
    data: EditionData,
    counted: pd.Series | pd.DataFrame,
    *,
    label: str,
    caption: str,
    measure: str,
    of: str,
    counts: str,
    share: tuple[str, str, str] | None = None,
) -> Table | None:
    """A grouped table of counts as a table of the report.

    Parameters
    ----------
    data
        The edition's accepted rows.
    counted
        Counts, as ``groupby(…).size()`` gives them: the index names the group of each row; a table has a count in each
        column.
    label
        Its cross-reference: ``tbl-moderated-by-cohort``.
    caption
        What it shows, for which months.
    measure
        What its facts are called: ``moderation.by_cohort``. No other table of the report may have the same name.
    of
        The return that was counted: ``moderations``.
    counts
        What is counted, in words: ``audits moderated``.
    share
        Adds a column of percentages: its title, the column that is the numerator, the column that is the denominator.

    Raises
    ------
    BuildError
        A name has the wrong form, or `counted` holds something other than counts.
    """
    if not _MEASURE.fullmatch(measure):
        raise BuildError(f"'{measure}' cannot name facts. Write topic.name, such as moderation.by_cohort.")
    if not label.startswith("tbl-"):
        raise BuildError(f"'{label}' cannot be a table's label. Let it begin with tbl-.")
    table = counted.to_frame(counted.name or "Count") if isinstance(counted, pd.Series) else counted
    if table.index.nlevels > 1:
        raise BuildError(f"the table '{label}' has groups within groups. Call unstack() first: then these are columns.")
    if not all(pd.api.types.is_integer_dtype(kind) for kind in table.dtypes) or table.isna().any(axis=None):
        raise BuildError(f"the table '{label}' does not hold counts alone. Give counts, and shares by share=.")
    counter = _Counter(data, measure, of, counts, table)
    facts: list[Fact] = []
    rows: list[list[Cell]] = []
    for group in table.index:
        made = [counter.count(group, column) for column in table.columns]
        if share is not None:
            made.append(counter.share(group, *share))
        facts += made
        rows.append([counter.name_of(group), *made])
    header = [counter.title, *(str(column) for column in table.columns), *([share[0]] if share else [])]
    found = Facts(facts)
    if len(found) < len(facts):
        raise BuildError(f"the table '{label}' names two of its rows or columns alike.")
    if data.shown is not None and not found.keys() <= data.shown:
        return None
    return Table(label, caption, header, rows, found)


def own_chart(table: Table | None, axes: Axes, *, label: str, caption: str, kind: str = "Chart") -> Chart | None:
    """A drawing of a table as a chart of the report, with an alternative text that holds all its numbers.

    Parameters
    ----------
    table
        The table that it draws, made by :func:`own_table`; no chart is made without one.
    axes
        The drawing.
    label
        Its cross-reference, and the cell's label: ``fig-moderated-by-cohort``.
    caption
        What to see in it.
    kind
        What kind of chart it is, in words: ``Bar chart``.

    Raises
    ------
    BuildError
        `label` has the wrong form.
    """
    if not label.startswith("fig-"):
        raise BuildError(f"'{label}' cannot be a chart's label. Let it begin with fig-.")
    if table is None:
        return None
    titles = table.header[1:]
    numbers_listed = "; ".join(
        f"{name}: " + rounding.listed([f"{title} {number}" for title, number in zip(titles, numbers, strict=True)])
        for name, *numbers in table.texts
    )
    return Chart(label, axes, caption, f"{kind}. {caption.rstrip('.')}. {numbers_listed}.", table.facts)


class _Counter:
    """Makes the facts of one table."""

    def __init__(self, data: EditionData, measure: str, of: str, counts: str, table: pd.DataFrame) -> None:
        self.lists, self.measure, self.counts, self.table = data.lists, measure, counts, table
        self.source = data.fingerprints.source(of, data.edition.months)
        self.period = data.edition.period
        by_name = {column.name: column for column in RETURNS[of].columns}
        column = by_name.get(str(table.index.name))
        self.codelist = column.codelist if column else ""
        self.title = str(table.index.name or "Group").replace("_", " ").capitalize()

    def name_of(self, group: object) -> str:
        text = str(group)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return month_name(text)
        named = group_name(text, self.codelist, self.lists)
        return named[:1].upper() + named[1:]

    def _made(
        self, group: object, column: str, value: float | None, display: str, counts: tuple[int, int] | None, unit: str
    ) -> Fact:
        parts = [self.measure, EDITION, *([_slug(column)] if self.table.shape[1] > 1 or counts else []), _slug(group)]
        what = self.counts if self.table.shape[1] == 1 and not counts else f"{self.counts}, {column}"
        where = f"{self.title.lower()}: {self.name_of(group)}"
        return Fact(
            id=".".join(parts),
            value=value,
            numerator=counts[0] if counts else None,
            denominator=counts[1] if counts else None,
            unit=unit,
            display=display,
            definition=f"{what[:1].upper()}{what[1:]}, {where}, for {self.period}.",
            source=self.source,
            cell="",  # which one it is, a build sees
        )

    def count(self, group: object, column: str) -> Fact:
        number = int(self.table.loc[group, column])
        return self._made(group, column, number, rounding.count(number), None, "count")

    def share(self, group: object, title: str, numerator: str, denominator: str) -> Fact:
        top, bottom = (int(self.table.loc[group, column]) for column in (numerator, denominator))
        value = top / bottom if bottom else None
        display = rounding.percent(top, bottom) if bottom else "none"
        return self._made(group, title, value, display, (top, bottom), "percent")


def _slug(text: object) -> str:
    return _SLUG.sub("-", str(text).lower()).strip("-")
