"""The steps between executed notebooks and the page: facts, and what the report reads beside the notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from auditlib import facts, workspace
from auditlib.errors import BuildError, Problem
from auditlib.steps.bench import Bench
from auditlib.steps.hashing import write_whole
from auditlib.steps.places import facts_path, notebook_path, quality_path

_FACTS = "application/vnd.auditlib.facts+json"


def _handed_on(path: Path) -> list[dict[str, Any]]:
    """The facts that an executed notebook put out."""
    found: list[dict[str, Any]] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            found += output.get("data", {}).get(_FACTS, [])
    return found


def collect(bench: Bench, notebooks: Iterable[str]) -> list[str]:
    """Put the facts of all notebooks together in ``facts.json``.

    Raises
    ------
    BuildError
        Not one notebook hands on a fact.
    """
    parts = [(name, _handed_on(notebook_path(bench.workspace, name))) for name in notebooks]
    if not any(found for _, found in parts):
        raise BuildError(
            Problem("no notebook hands on any facts.", "End each with a cell that shows its facts.", "notebooks")
        )
    merged = facts.merge(parts)
    return bench.shown([write_whole(facts_path(bench.workspace), facts.to_json(merged))])


def furnish(bench: Bench) -> list[str]:
    """Write what ``report.qmd`` reads beside the notebooks."""
    items = json.loads(facts_path(bench.workspace).read_text(encoding="utf-8"))
    quality = quality_path(bench.workspace).read_text(encoding="utf-8")
    known = facts.from_list(items)
    return bench.shown(workspace.write_workspace(bench.project, bench.edition, bench.lists, known, quality))
