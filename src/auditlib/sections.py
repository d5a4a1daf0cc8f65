"""What a section notebook calls: load, and show."""

from __future__ import annotations

import pandas as pd

from auditlib.actions import Register, read_register
from auditlib.additions import own_chart, own_table
from auditlib.clean import EditionData, load_edition_data
from auditlib.outputs import show
from auditlib.paths import Project
from auditlib.revisions.against import Revisions, previous
from auditlib.schema import RETURNS, Kind

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
