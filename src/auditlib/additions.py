"""Tables and charts that an analyst adds to a notebook, with numbers that are facts like all others."""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes

from auditlib import rounding
from auditlib.clean import EditionData
from auditlib.errors import BuildError
from auditlib.facts import Fact, Facts, group_name
from auditlib.figures import Chart
from auditlib.periods import EDITION, month_name
from auditlib.schema import RETURNS
from auditlib.tables import Cell, Table

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
