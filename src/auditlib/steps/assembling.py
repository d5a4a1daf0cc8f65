"""The steps between executed notebooks and the page: facts, and what the report reads beside the notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from auditlib import facts, workspace
from auditlib.atomic import write_whole
from auditlib.errors import BuildError, Problem, UsageError
from auditlib.paths import Project
from auditlib.settings import load_edition
from auditlib.steps.places import comparisons_path, facts_path, notebook_path, quality_path
from auditlib.steps.rows import Rows


def _handed_on(path: Path) -> list[dict[str, Any]]:
    """The facts that an executed notebook put out."""
    found: list[dict[str, Any]] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            lines = "".join(output.get("data", {}).get(facts.MIME_TYPE, ()))
            found += json.loads("[" + lines.replace("\n", ",") + "]")  # no line feed stands inside JSON's texts
    return found


def collect(rows: Rows, notebooks: Iterable[str]) -> list[str]:
    """Put the facts of all notebooks together: those of the data contract in ``facts.json``, comparisons beside it.

    Raises
    ------
    BuildError
        Not one notebook hands on a fact.
    """
    parts = [(name, _handed_on(notebook_path(rows.workspace, name))) for name in notebooks]
    if not any(found for _, found in parts):
        raise BuildError(
            Problem("no notebook hands on any facts.", "End each with a cell that shows its facts.", "notebooks")
        )
    merged = rows.once("facts", lambda: facts.merge(parts))
    of_contract = facts.Facts(fact for fact in merged.values() if fact.unit in facts.UNITS)
    others = facts.Facts(fact for fact in merged.values() if fact.unit not in facts.UNITS)
    written = [write_whole(facts_path(rows.workspace), facts.to_json(of_contract))]
    return rows.shown([*written, write_whole(comparisons_path(rows.workspace), facts.to_json(others))])


def known_facts(rows: Rows) -> facts.Facts:
    """All facts of a built edition, and what says how they compare."""
    return rows.once("facts", lambda: _facts_on_disk(rows.workspace))


def _facts_on_disk(workspace: Path) -> facts.Facts:
    files = (facts_path(workspace), comparisons_path(workspace))
    return facts.from_list(item for path in files for item in json.loads(path.read_text(encoding="utf-8")))


def built_facts(project: Project, edition: str) -> facts.Facts:
    """The facts of an edition, if it has been built.

    Raises
    ------
    UsageError
        There is no such edition, or it has not been built.
    """
    load_edition(project, edition)
    try:
        return _facts_on_disk(project.build(edition))
    except FileNotFoundError:
        raise UsageError(f"Edition {edition} has not been built. Run: auditlib build {edition}") from None


def fill_workspace(rows: Rows) -> list[str]:
    """Write what ``report.qmd`` reads beside the notebooks."""
    quality = quality_path(rows.workspace).read_text(encoding="utf-8")
    return rows.shown(workspace.write_workspace(rows.project, rows.edition, rows.lists, known_facts(rows), quality))
