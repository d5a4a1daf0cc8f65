"""The steps between the tools when the report is made by hand, as scripts an analyst would keep.

Belongs here: what papermill and Quarto leave to do. Does not belong here: anything that makes it quick.

Run as ``python -m benchmarks.by_hand check|collect|knit EDITION`` in a project's folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from auditlib.paths import Project


def check(name: str) -> None:
    """Read the returns, check them with Great Expectations, write tidy tables and the reports."""
    import great_expectations  # noqa: F401 - as its documentation says, all of it

    from auditlib import clean, ingest, validate
    from auditlib.reference import load_code_lists
    from auditlib.settings import load_edition
    from auditlib.validate.page import write_reports
    from auditlib.validate.results import write_result

    project = Project.find()
    edition, lists = load_edition(project, name), load_code_lists(project)
    received = ingest.read_returns(project, edition, lists)
    validation = validate.validate(project, edition, lists, received)
    write_result(project, name, validation)
    write_reports(project, name, validation)
    clean.write(project, clean.accept(received, edition, lists, validation.reasons))


def collect(name: str) -> None:
    """Put facts together and write what the report reads."""
    from auditlib.atomic import write_whole
    from auditlib.narrative.quality import notes
    from auditlib.steps import work
    from auditlib.steps.places import quality_path
    from auditlib.validate.results import read_report

    rows = work.Rows(Project.find(), name)
    write_whole(quality_path(rows.workspace), notes(read_report(rows.project, name)))
    notebooks = sorted(path.stem for path in (rows.workspace / "notebooks").glob("*.ipynb"))
    work.collect(rows, notebooks)
    work.fill_workspace(rows)


def knit(name: str) -> None:
    """Render with pandoc alone, where there is no Quarto."""
    from auditlib.render import render

    render(Project.find().build(name), "embedded")


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    {"check": check, "collect": collect, "knit": knit}[sys.argv[1]](sys.argv[2])
