"""The last months of the sample: an edition's rows, small enough to be measured many times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from auditlib.clean import EditionData, load_edition_data
from auditlib.facts import measure
from auditlib.paths import Project
from auditlib.revisions import archive
from auditlib.revisions.against import against

FIRST = "2019-11"


@pytest.fixture(scope="session")
def keep():
    """Archive an edition's facts."""

    def kept(project: Project, data: EditionData, facts, **options) -> None:
        archive.put(project, data.edition.edition, archive.as_published(data, facts), **options)

    return kept


def shortened(data: EditionData) -> EditionData:
    """The rows of a programme that begins in November 2019."""
    edition = replace(data.edition, programme_start=FIRST)
    tables = {name: table[table["month"] >= FIRST].reset_index(drop=True) for name, table in data.tables.items()}
    return EditionData(edition, data.lists, tables, data.rejected)


@pytest.fixture(scope="session")
def december():
    """The edition of December 2019, cut-off 13 January 2020, from today's files."""
    return shortened(load_edition_data(Project.find(Path(__file__)), "2019-12"))


@pytest.fixture(scope="session")
def february(sample_data):
    """The edition of January and February 2020, cut-off 13 March 2020."""
    return shortened(sample_data)


@pytest.fixture
def altered():
    """Change the rows of one return: ``altered(data, "audits", lambda table: …)``."""

    def alter(data: EditionData, name: str, change) -> EditionData:
        table: pd.DataFrame = change(data.tables[name].copy()).reset_index(drop=True)
        return EditionData(data.edition, data.lists, data.tables | {name: table}, data.rejected)

    return alter


def new_project(root: Path) -> Project:
    for folder in ("editions", "data/reference"):
        (root / folder).mkdir(parents=True)
    (root / "report.qmd").touch()
    return Project(root)


@pytest.fixture
def project(tmp_path):
    """An empty project folder."""
    return new_project(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory, december):
    """The edition of December as archived."""
    project = new_project(tmp_path_factory.mktemp("published"))
    archive.put(project, "2019-12", archive.as_published(december, measure(december)))
    return archive.read(project, "2019-12")


@pytest.fixture(scope="session")
def late(published, february):
    """The edition of December against the rows of February: only late returns differ."""
    return against(published, february)
