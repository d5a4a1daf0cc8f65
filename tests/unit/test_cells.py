"""What a build writes into the cell of a chart or table, where Quarto looks for it."""

from __future__ import annotations

import pytest

from auditlib.cells import is_ours, label_of, write_options
from auditlib.errors import ConfigError


def cell(source, *metadata):
    outputs = [{"output_type": "display_data", "data": {}, "metadata": each} for each in metadata]
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": outputs}


def test_caption_and_alternative_text_become_options():
    about = {"id": "fig-a", "caption": 'Says "most": 3%.', "alt": "Bars.\\ A 1; B 2"}
    made = cell("#| label: fig-a\nshow(a)", {"auditlib": about})
    assert write_options(made) == 'Says "most": 3%.'
    assert made["source"].splitlines() == [
        "#| label: fig-a",
        '#| fig-cap: "Says \\"most\\": 3%."',
        '#| fig-alt: "Bars.\\\\ A 1; B 2"',
        "show(a)",
    ]


def test_the_caption_of_a_table_becomes_an_option():
    made = cell("#| label: tbl-a\nshow(a)", {"auditlib": {"id": "tbl-a", "caption": "Audits by month"}})
    assert write_options(made) == "Audits by month"
    assert made["source"].splitlines() == ["#| label: tbl-a", '#| tbl-cap: "Audits by month"', "show(a)"]


def test_a_cell_without_a_chart_keeps_its_name_as_a_tag():
    made = cell("#| label: fig-a\nshow(None)", {"auditlib": {}})
    write_options(made)
    assert made["source"] == "show(None)"
    assert made["metadata"]["tags"] == ["fig-a"]


def test_other_cells_stay_as_they_are():
    made = cell("#| label: coverage\nshow(text)", {"auditlib": {}})
    write_options(made)
    assert made["source"] == "#| label: coverage\nshow(text)"


def test_a_label_that_is_not_the_chart_s_is_refused():
    about = {"id": "fig-b", "caption": "", "alt": ""}
    with pytest.raises(ConfigError, match="'fig-a' shows 'fig-b'"):
        write_options(cell("#| label: fig-a\nshow(b)", {"auditlib": about}))


def test_labels_and_our_own_outputs_are_known():
    assert label_of("#| label: a-b\nx") == "a-b"
    assert label_of("x = 1") == ""
    assert is_ours({"metadata": {"auditlib": {}}})
    assert not is_ours({"data": {}})
