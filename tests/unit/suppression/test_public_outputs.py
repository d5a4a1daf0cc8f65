"""What the notebooks of a public edition put out, attacked by reading it back: random councils.

``AUDITLIB_EXAMPLES=50 pytest tests/unit/suppression`` tries fifty councils instead of two. They are drawn by a number,
which a failure names; hypothesis would run notebooks for an hour to find a smaller one.
"""

from __future__ import annotations

import ast
import json
import os
import random
import re
from dataclasses import replace

import matplotlib.pyplot as plt
import nbformat
import pytest

from auditlib import clean, disclosure, facts, suppression
from auditlib.cells import METADATA
from auditlib.paths import Project
from auditlib.sections import Output
from auditlib.settings import list_editions, load_edition
from auditlib.steps import disclosing
from auditlib.steps.places import notebook_path
from auditlib.suppression.attacker import Attacker
from auditlib.suppression.edition import counts_of, rate_of
from auditlib.suppression.identities import identities

EXAMPLES = int(os.environ.get("AUDITLIB_EXAMPLES", "2"))
_PARAMETERS = "# Parameters"
_PRINTED = re.compile(r'data-fact="([^"]+)">([^<]*)<')
_SKIPPED = {"explore_returns", "start_here"}


def outputs_of(project: Project, edition: str) -> dict[str, Output]:
    """Run the section notebooks as they are, here, and take what each cell shows by notebook and label."""
    found: dict[str, Output] = {}
    for path in sorted(project.notebooks.glob("*.ipynb")):
        if path.stem in _SKIPPED:
            continue
        names: dict[str, object] = {}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            tree = ast.parse(f'edition = "{edition}"' if cell.source.startswith(_PARAMETERS) else cell.source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, path.name, "exec"), names)
            value = eval(compile(ast.Expression(last.value), path.name, "eval"), names) if last else None
            if isinstance(value, Output | facts.Facts):
                label = cell.source.splitlines()[0].removeprefix("#| label: ")
                found[f"{path.stem}#{label}"] = value
    plt.close("all")
    return found


def as_read(outputs: dict[str, Output]) -> str:
    """All that a reader can get of some outputs: Markdown, drawings, captions and alternative texts."""
    texts = []
    for name, output in outputs.items():
        if isinstance(output, Output):
            texts += [name, *output.data.values(), *output.about.values()]
    return "\n".join(texts)


def printed_in(text: str) -> dict[str, str]:
    """The facts that a text prints, with what stands there; without those that are hidden."""
    return {fact_id: words for fact_id, words in _PRINTED.findall(text) if words != disclosure.MARK}


def keep(project: Project, edition: str, outputs: dict[str, Output]) -> facts.Facts:
    """Write executed notebooks as far as suppression reads them, and give the facts that they hand on."""
    handed: list[tuple[str, list[dict]]] = []
    cells: dict[str, list] = {}
    for name, output in outputs.items():
        notebook, _, label = name.partition("#")
        if isinstance(output, facts.Facts):
            handed.append((notebook, output.as_list()))
            continue
        about = output._repr_mimebundle_()[1]
        cell = nbformat.v4.new_code_cell(f"#| label: {label}")
        cell.outputs = [nbformat.v4.new_output("display_data", {}, metadata={METADATA: dict(about[METADATA])})]
        cells.setdefault(notebook, []).append(cell)
    for notebook, several in cells.items():
        path = notebook_path(project.build(edition), notebook)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=several), path)
    return facts.merge(handed)


def worked_out(
    data: clean.EditionData, whole: facts.Facts, known: set[str], limits: suppression.Thresholds
) -> list[str]:
    """The small counts behind some outputs that whoever knows what they print can read or work out."""
    areas, counts = set(data.lists.areas.codes), counts_of(whole, limits)
    shown = {one for one in known if one in counts}
    for one in known:
        if one in whole and whole[one].unit == "percent":
            rate = rate_of(whole[one], counts, areas)
            shown |= {*rate.count_ids}
    small = [one for one, value in counts.items() if limits.smallest_hidden <= value <= limits.largest_hidden]
    found = [one for one in small if one in shown]
    sums = identities(counts, areas, data.edition.programme_months, data.edition.months)
    beside = {
        one for each in sums for one in (each.total, *each.parts) if shown.intersection((each.total, *each.parts))
    }
    asked = [one for one in small if one not in shown and one in beside]
    return found + list(Attacker(counts, shown, sums).unprotected(asked, limits.smallest_hidden, limits.largest_hidden))


def disturbed(whole: facts.Facts, shown: frozenset[str]) -> facts.Facts:
    """Facts of another council that would print the same: what is hidden is anything else."""
    return facts.Facts(
        fact
        if fact.id in shown or fact.unit == "date"
        else replace(fact, value=777, numerator=777, denominator=1554, display="777")
        for fact in whole.values()
    )


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_small_number_can_be_read_or_worked_out(project_in, tmp_path, monkeypatch, seed):
    drawn = random.Random(seed)
    size = {name: drawn.randint(*limits) for name, limits in (("rows", (8, 60)), ("areas", (2, 4)), ("months", (2, 4)))}
    project = project_in(tmp_path / "project", seed=seed, file_format="csv", **size)
    monkeypatch.chdir(project.notebooks)
    name = list_editions(project)[-1]
    public = load_edition(project, f"{name}-public")
    clean.write(project, clean.load_edition_data(project, name))
    for_staff = outputs_of(project, name)
    whole, data = keep(project, name, for_staff), clean.load_edition_data(project, name)
    limits = suppression.load_thresholds(project)
    # The attack is one: it finds small numbers in what staff may see.
    assert worked_out(data, whole, set(printed_in(as_read(for_staff))), limits)

    decided, _, _ = disclosing.decide(project, public, whole)
    project.disclosure(public.name).parent.mkdir(parents=True)
    project.disclosure(public.name).write_text(json.dumps(decided))
    text = as_read(outputs_of(project, public.name))
    assert worked_out(data, whole, set(printed_in(text)), limits) == []

    # Whatever the hidden numbers are, every byte is the same: drawings, orders and alternative texts among them.
    door = disclosure.evidence
    monkeypatch.setattr(disclosure, "evidence", lambda data, facts: door(data, disturbed(facts, data.shown)))
    assert as_read(outputs_of(project, public.name)) == text
