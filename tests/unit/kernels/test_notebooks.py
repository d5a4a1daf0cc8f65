"""One notebook of a build: its parameters, its faults, and the file it leaves."""

from __future__ import annotations

import json
import os

import nbformat
import pytest

from auditlib.errors import BuildError, ConfigError
from auditlib.kernels import notebooks, parameters

from .conftest import printed


def test_the_build_chooses_the_month(kernels, notebook, tmp_path):
    notebooks.run(kernels, notebook("print(edition)"), tmp_path / "out.ipynb", {"edition": "2019-12"})
    assert printed(tmp_path / "out.ipynb") == ["2019-12"]


def test_a_notebook_finds_its_executed_copy_of_before_if_it_is_given_one(kernels, notebook, tmp_path):
    looks, out = (
        notebook("import os; print(os.path.isfile(os.environ['AUDITLIB_EXECUTED_BEFORE']))"),
        tmp_path / "out.ipynb",
    )
    for before, found in ((None, "False"), (out, "True"), (None, "False")):
        notebooks.run(kernels, looks, out, {"edition": "2020-02"}, before=before)
        assert printed(out) == [found]


@pytest.mark.parametrize(
    ("declares", "given", "message"),
    [
        ('edition = "2020-02"', {"editon": "2019-12"}, "does not declare the parameter 'editon'"),
        ('edition = "2020-02"\narea = "north"', {"edition": "2019-12"}, "has no value for the parameter 'area'"),
        ("edition = ", {"edition": "2019-12"}, "not valid Python"),
    ],
)
def test_a_parameter_unknown_or_missing_stops_the_run_before_anything_is_executed(
    kernels, notebook, tmp_path, declares, given, message
):
    marker = tmp_path / "executed"
    path = notebook(f"open({str(marker)!r}, 'w')", parameters=declares)
    with pytest.raises(ConfigError, match=message) as caught:
        notebooks.run(kernels, path, tmp_path / "out.ipynb", given, shown="notebooks/small.ipynb")
    assert "notebooks/small.ipynb" in str(caught.value)
    assert not marker.exists()
    assert not (tmp_path / "out.ipynb").exists()


def test_a_notebook_without_a_parameters_cell_is_not_run(kernels, tmp_path):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), tmp_path / "bare.ipynb")
    with pytest.raises(ConfigError, match="no cell is tagged 'parameters'"):
        notebooks.run(kernels, tmp_path / "bare.ipynb", tmp_path / "out.ipynb", {"edition": "2020-02"})


@pytest.mark.parametrize("content", [None, "", "{}", "not json", '{"cells": 3, "nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_named(kernels, tmp_path, content):
    if content is not None:
        (tmp_path / "odd.ipynb").write_text(content)
    with pytest.raises(ConfigError, match=r"odd\.ipynb: .*(missing|not a notebook|no cell)"):
        notebooks.run(kernels, tmp_path / "odd.ipynb", tmp_path / "out.ipynb", {"edition": "2020-02"})


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('edition = "2020-02"', {"edition"}),
        ('edition: str = "2020-02"  # the edition', {"edition"}),
        ('a = b = 1\n"""words = 2"""', {"a", "b"}),
        ('edition = (\n    "2020-02"\n)', {"edition"}),
        ("edition: str", set()),
        ("# edition = 3", set()),
        (["edition = 1\n", "area = 2"], {"edition", "area"}),
    ],
)
def test_what_counts_as_declared(source, names):
    cell = {"metadata": {"tags": ["parameters"]}, "source": source}
    assert parameters.declared({"cells": [{"metadata": {}, "source": "x = 1"}, cell]}) == names


def test_a_failing_cell_is_named_without_what_it_read(kernels, notebook, tmp_path):
    path = notebook("#| label: tbl-areas\nchild = 'Ref-4711 Jo Bloggs'\nraise ValueError(f'cannot read {child}')")
    with pytest.raises(BuildError) as caught:
        notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"}, shown="notebooks/area.ipynb")
    message = str(caught.value)
    assert message.startswith("notebooks/area.ipynb: cell 'tbl-areas' failed with ValueError.")
    assert "4711" not in message
    assert "Bloggs" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_nothing_of_a_failing_notebook_is_logged_or_printed(kernels, notebook, tmp_path, caplog, capfd):
    path = notebook("raise ValueError('Jo Bloggs')")
    with caplog.at_level("DEBUG"), pytest.raises(BuildError):
        notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})
    out, err = capfd.readouterr()
    assert "Bloggs" not in caplog.text + out + err


def test_a_fault_of_our_own_is_passed_on_with_its_message(kernels, notebook, tmp_path):
    path = notebook("from auditlib.errors import ConfigError\nraise ConfigError('editions/2020-02.yml row 3: no.')")
    with pytest.raises(BuildError, match="cell 3 stopped: editions/2020-02.yml row 3: no."):
        notebooks.run(kernels, path, tmp_path / "out.ipynb", {"edition": "2020-02"})


def test_a_failing_notebook_leaves_the_last_good_one(kernels, notebook, tmp_path):
    target = tmp_path / "out.ipynb"
    notebooks.run(kernels, notebook("print(1)"), target, {"edition": "2020-02"})
    before = target.read_bytes()
    with pytest.raises(BuildError):
        notebooks.run(kernels, notebook("print(2); raise ValueError"), target, {"edition": "2020-02"})
    assert target.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["out.ipynb", "small.ipynb"]


def test_the_executed_file_is_the_same_whenever_and_wherever_it_ran(kernels, notebook, tmp_path):
    path = notebook("import pandas as pd\npd.Series([1, 2])")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = elsewhere / "small.ipynb"
    moved.write_bytes(path.read_bytes())
    notebooks.run(kernels, path, tmp_path / "a.ipynb", {"edition": "2020-02"})
    notebooks.run(kernels, moved, elsewhere / "b.ipynb", {"edition": "2020-02"})
    first = (tmp_path / "a.ipynb").read_bytes()
    assert first == (elsewhere / "b.ipynb").read_bytes()
    assert str(tmp_path).encode() not in first
    assert json.loads(first)["metadata"]["papermill"] == {"parameters": {"edition": "2020-02"}}
