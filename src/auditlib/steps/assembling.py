"""The steps between executed notebooks and the page: facts, and what the report reads beside the notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from auditlib import facts, workspace
from auditlib.atomic import write_whole
from auditlib.cells import METADATA, NARROW, is_ours, label_of
from auditlib.errors import BuildError, Problem, UsageError
from auditlib.paths import Project
from auditlib.settings import load_edition
from auditlib.steps.places import comparisons_path, drawing_path, facts_path, notebook_path, quality_path
from auditlib.steps.rows import Rows

_EMBED = re.compile(r"\{\{<\s*embed\s+notebooks/([\w-]+)\.ipynb#([\w-]+)")


def _embedded(project: Project) -> set[tuple[str, str]]:
    """The notebooks and labels that the report embeds."""
    return set(_EMBED.findall((project.root / "report.qmd").read_text(encoding="utf-8")))


def _handed_on(path: Path, embedded: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The facts that an executed notebook put out.

    Raises
    ------
    BuildError
        The report embeds an output whose numbers are no facts.
    """
    found: dict[str, dict[str, Any]] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        label = label_of("".join(cell["source"]))
        for output in cell.get("outputs", []):
            if (path.stem, label) in embedded and not is_ours(output):
                what = f"the report embeds the cell '{label}', whose numbers are no facts."
                do = "Show it with own_table or own_chart; docs/how-to/add-a-table.md says how."
                raise BuildError(Problem(what, do, f"notebooks/{path.name}"))
            lines = "".join(output.get("data", {}).get(facts.MIME_TYPE, ()))
            made = json.loads("[" + lines.replace("\n", ",") + "]")  # no line feed stands inside JSON's texts
            for fact in made:
                # A chart hands on the facts of the table that it draws, too.
                own = fact | {"cell": fact["cell"] or f"notebooks/{path.name}#{label}"}
                found.setdefault(fact["id"], own)
    return list(found.values())


def _drawings(path: Path) -> dict[str, str]:
    """The charts of an executed notebook as they are drawn for a phone, by their ids."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", []) if is_ours(output)]
    about = [output["metadata"][METADATA] for output in outputs]
    return {each["id"]: each[NARROW] for each in about if NARROW in each}


def collect(rows: Rows, notebooks: Iterable[str]) -> list[str]:
    """Put the facts of all notebooks together: those of the data contract in ``facts.json``, comparisons beside it.

    The charts for phones are written beside them, where a filter of the page finds them.

    Raises
    ------
    BuildError
        Not one notebook hands on a fact.
    """
    embedded = _embedded(rows.project)
    parts = [(name, _handed_on(notebook_path(rows.workspace, name), embedded)) for name in notebooks]
    if not any(found for _, found in parts):
        raise BuildError(
            Problem("no notebook hands on any facts.", "End each with a cell that shows its facts.", "notebooks")
        )
    merged = rows.once("facts", lambda: facts.merge(parts))
    of_contract = facts.Facts(fact for fact in merged.values() if fact.unit in facts.UNITS)
    others = facts.Facts(fact for fact in merged.values() if fact.unit not in facts.UNITS)
    written = [write_whole(facts_path(rows.workspace), facts.to_json(of_contract))]
    for name in notebooks:
        for chart, drawing in _drawings(notebook_path(rows.workspace, name)).items():
            written.append(write_whole(drawing_path(rows.workspace, chart), drawing))
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
