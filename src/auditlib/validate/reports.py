"""Writes what validation found: the page, the workbook of rows to return, and the result for machines.

Belongs here: which files there are and where. Does not belong here: what is in them.
"""

from __future__ import annotations

import json
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.paths import Project
from auditlib.validate.page import page
from auditlib.validate.results import Validation


def reports_folder(project: Project, edition: str) -> Path:
    """Where the reports of an edition are."""
    return project.build(edition) / "validation"


def write_result(project: Project, edition: str, validation: Validation) -> Path:
    """Write the result for machines, ``validation.json``, whole or not at all; see :func:`read_report`."""
    data = json.dumps(validation.to_json(), indent=1, ensure_ascii=False) + "\n"
    return write_whole(reports_folder(project, edition) / "validation.json", data)


def write_reports(project: Project, edition: str, validation: Validation) -> list[Path]:
    """Write what people read, each file whole or not at all.

    Parameters
    ----------
    project, edition
        Where, and the edition's name.
    validation
        What was found.

    Returns
    -------
    list of Path
        ``index.html`` and ``rows-to-return.xlsx``.
    """
    from auditlib.validate.workbook import write_workbook

    folder = reports_folder(project, edition)
    return [
        write_whole(folder / "index.html", page(validation)),
        write_workbook(validation, folder / "rows-to-return.xlsx"),
    ]


def read_report(project: Project, edition: str) -> Validation:
    """The result that was written last.

    Raises
    ------
    FileNotFoundError
        There is none.
    """
    path = reports_folder(project, edition) / "validation.json"
    return Validation.from_json(json.loads(path.read_text(encoding="utf-8")))
