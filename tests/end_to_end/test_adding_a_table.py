"""docs/how-to/add-a-table.md works as it is written: its cells, its embeds, its build."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from auditlib.errors import BuildError

EDITION = "2020-02"
GUIDE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-table.md").read_text(encoding="utf-8")
CELLS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
EMBEDS = re.search(r"```markdown\n(.*?)```", GUIDE, re.DOTALL)[1]


def add(project, cells, embeds):
    """Put cells at the end of the moderation notebook's section, and embeds into section 4."""
    path = project.notebooks / "moderation.ipynb"
    notebook = nbformat.read(path, as_version=4)
    last = len(notebook.cells) - 2  # before the heading and the cell of the facts
    notebook.cells[last:last] = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, path)
    report = project.root / "report.qmd"
    before, heading, after = report.read_text(encoding="utf-8").partition("## From allocated to re-audited")
    assert heading
    report.write_text(f"{before}{embeds}\n{heading}{after}", encoding="utf-8")


def test_the_guide_holds_a_table_and_a_chart():
    assert [cell.splitlines()[0] for cell in CELLS] == [
        "#| label: tbl-moderated-by-judgement",
        "#| label: fig-moderated-by-judgement",
    ]


def test_the_table_and_the_chart_are_published_and_their_numbers_are_facts(small_build, build, tmp_path):
    project = small_build.copy(tmp_path / "project")
    add(project, CELLS, EMBEDS)
    built = build(project, EDITION)
    facts = json.loads((project.build(EDITION) / "facts.json").read_text(encoding="utf-8"))
    own = {fact["id"]: fact for fact in facts if fact["id"].startswith("moderation.by_judgement.")}
    good = own["moderation.by_judgement.edition.moderated.good"]
    before = next(fact for fact in facts if fact["id"] == "moderation.before.edition.good")
    assert good["value"] == before["value"] > 0
    assert good["source"]["sha256"] == before["source"]["sha256"]
    assert good["cell"] == "notebooks/moderation.ipynb#tbl-moderated-by-judgement"
    share = own["moderation.by_judgement.edition.share-changed.good"]
    assert (share["numerator"], share["denominator"]) == (
        own["moderation.by_judgement.edition.changed.good"]["value"],
        good["value"],
    )
    page = built.page.read_text(encoding="utf-8")
    assert "Audits moderated by judgement before moderation" in page
    assert "Most audits moderated had been judged" in page
    entries = (built.page.parent / "figures.html").read_text(encoding="utf-8")
    assert "moderation.by_judgement.edition.moderated.good" in entries


@pytest.mark.parametrize("last_line", ["by_judgement", "print(by_judgement)"])
def test_a_table_that_goes_around_it_stops_the_build_and_says_what_to_call(small_build, build, tmp_path, last_line):
    project = small_build.copy(tmp_path / "project")
    cell = f"#| label: table-mine\nby_judgement = moderations.groupby('judgement_before').size()\n{last_line}"
    add(project, [cell], "{{< embed notebooks/moderation.ipynb#table-mine >}}\n")
    with pytest.raises(BuildError, match="the cell 'table-mine', whose numbers are no facts.*own_table") as caught:
        build(project, EDITION)
    assert "notebooks/moderation.ipynb" in str(caught.value)
