"""The same work as a build, in one Python process and without notebooks: what a build is measured against.

Belongs here: running the code of the notebooks' cells one after another. Does not belong here: kernels, steps, reuse.
Its page is the build's page, byte for byte; :mod:`benchmarks.contenders` looks.

Run as ``python -m benchmarks.plain EDITION`` in a project's folder.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["MPLBACKEND"] = "agg"

from auditlib import clean, formats, ingest, render, validate  # noqa: E402
from auditlib.atomic import write_whole  # noqa: E402
from auditlib.cells import write_options  # noqa: E402
from auditlib.narrative.quality import notes  # noqa: E402
from auditlib.paths import Project  # noqa: E402
from auditlib.steps import work  # noqa: E402
from auditlib.steps.places import notebook_path, quality_path  # noqa: E402
from auditlib.validate.page import write_reports  # noqa: E402
from auditlib.validate.results import write_result  # noqa: E402


def outputs(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell; what its last expression shows."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    shown = eval(compile(last, "cell", "eval"), names) if last else None
    if not hasattr(shown, "_repr_mimebundle_"):
        return []
    made = shown._repr_mimebundle_()
    data, about = made if isinstance(made, tuple) else (made, {})
    return [{"output_type": "execute_result", "data": data, "metadata": about, "execution_count": 1}]


def section(path: Path, edition: str) -> str:
    """Run a notebook's cells; the notebook with what they show."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            tagged = "parameters" in cell["metadata"].get("tags", [])
            source = f"edition = {edition!r}" if tagged else "".join(cell["source"])
            cell["outputs"] = outputs(source, names)
            cell["source"] = "".join(cell["source"])
            write_options(cell)
    return json.dumps(notebook)


def main(edition_name: str) -> None:
    """Do everything."""
    project = Project.find()
    rows = work.Rows(project, edition_name)
    received = ingest.read_returns(project, rows.edition, rows.lists)
    validation = validate.validate(project, rows.edition, rows.lists, received)
    write_result(project, edition_name, validation)
    write_reports(project, edition_name, validation)
    write_whole(quality_path(rows.workspace), notes(validation))
    data = clean.accept(received, rows.edition, rows.lists, validation.reasons)
    clean.write(project, data)
    work.write_fingerprints(rows.workspace, data)
    others = ("explore_returns", "start_here")
    sections = [path for path in sorted(project.notebooks.glob("*.ipynb")) if path.stem not in others]
    os.chdir(project.notebooks)
    for path in sections:
        write_whole(notebook_path(rows.workspace, path.stem), section(path, edition_name))
    work.collect(rows, [path.stem for path in sections])
    work.fill_workspace(rows)
    page = render.render(rows.workspace, "embedded").page
    work.prepare_archive(rows)
    work.make_formats(rows, formats.choose(rows.edition.formats))
    work.publish(rows, str(page))


if __name__ == "__main__":
    main(sys.argv[1])
