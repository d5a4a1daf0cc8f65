"""The section notebooks are thin, stripped, and hold every cell that the report and the figures name."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from auditlib.measures import MEASURES

ROOT = Path(__file__).parents[2]
SECTIONS = [
    *("area_breakdown", "compliance", "moderation", "practice_themes", "reaudits", "summary", "supervision_themes"),
]
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
REPORT = (ROOT / "report.qmd").read_text(encoding="utf-8")


def code_cells(name):
    return [cell for cell in NOTEBOOKS[name].cells if cell.cell_type == "code"]


def labels(name):
    found = [re.match(r"#\| label: (\S+)", cell.source) for cell in code_cells(name)]
    return [match[1] for match in found if match]


def test_there_is_one_notebook_a_section():
    assert set(SECTIONS) <= set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_are_stripped(name):
    assert [cell.get("outputs") for cell in code_cells(name) if cell.get("outputs")] == []
    assert {cell.execution_count for cell in code_cells(name)} <= {None}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_notebook_only_loads_calls_and_shows(name):
    for cell in code_cells(name):
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        logic = {ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.ListComp, ast.DictComp}
        assert not kinds & logic, cell.source


@pytest.mark.parametrize("name", SECTIONS)
def test_the_one_parameter_is_the_edition(name):
    tagged = [cell for cell in code_cells(name) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assigned = [node.targets[0].id for node in ast.parse(tagged[0].source).body]
    assert assigned == ["edition"]


@pytest.mark.parametrize("name", SECTIONS)
def test_labels_are_unique(name):
    assert len(set(labels(name))) == len(labels(name))


def test_the_report_embeds_every_labelled_cell_and_no_other():
    embedded = set(re.findall(r"\{\{< embed notebooks/(\w+)\.ipynb#([\w-]+) >\}\}", REPORT))
    labelled = {(name, label) for name in SECTIONS for label in labels(name) if label != "facts"}
    assert embedded == labelled


def test_every_measure_names_a_cell_that_exists():
    cells = {f"notebooks/{name}.ipynb#{label}" for name in SECTIONS for label in labels(name)}
    named = {measure.cell for measures in MEASURES.values() for measure in measures}
    assert named <= cells


def test_the_report_types_no_number():
    prose = re.sub(r"<!--.*?-->|^---.*?^---|\{\{<.*?>\}\}|\{#[^}]*\}|\{\.[^}]*\}", "", REPORT, flags=re.DOTALL | re.M)
    assert re.findall(r"\d+", prose) == []


def test_figures_of_a_section_that_the_report_leaves_out_are_handed_on_by_those_that_show_them(short_build):
    # the introduction says how supervision was observed; the section about it is left out
    facts = json.loads((short_build.project.root / "build" / "2020-02" / "facts.json").read_text(encoding="utf-8"))
    of_supervision = {fact["id"]: fact["cell"] for fact in facts if fact["id"].startswith("supervision.")}
    assert "supervision.expected.2020-02" in of_supervision
    assert all(cell.startswith("notebooks/supervision_themes.ipynb#") for cell in of_supervision.values())
