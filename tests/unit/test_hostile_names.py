"""Names and settings that some format would show as something else are refused by their place."""

from __future__ import annotations

import pytest

from auditlib.characters import marks_in
from auditlib.errors import ConfigError
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition

HOSTILE = [
    "<b>North</b>",
    "**North**",
    "_North_",
    "`North`",
    "[North](javascript:alert)",
    "{{< var x >}}",
    "{{ 7*7 }}",
    r"\input{x}",
    "$$North$$",
    "@fig-x",
    "North | East",
    "North~East",
    "&lt;North",
    "=1+1",
    "+44",
    "-1",
    "# North",
    "::: x",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_with_marks_is_refused_by_its_place(name, make_project):
    project = make_project()
    lists = project.reference / "areas.csv"
    quoted = name.replace('"', '""')
    lists.write_text(lists.read_text().replace("north-east,North East", f'north-east,"{quoted}"'), encoding="utf-8")
    with pytest.raises(ConfigError, match="which documents and spreadsheets take for a mark") as caught:
        load_code_lists(project)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("data/reference/areas.csv", 2, "name")


@pytest.mark.parametrize("key", ["title", "author", "contact"])
@pytest.mark.parametrize("value", ["<b>x</b>", "{{< meta title >}}", "=cmd|' /C calc'!A0"])
def test_a_setting_that_is_printed_is_refused_by_its_line(key, value, make_project):
    project = make_project()
    path = project.editions / "2020-02.yml"
    lines = [f'{key}: "{value}"' if line.startswith(f"{key}:") else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="take for a mark") as caught:
        load_edition(project, "2020-02")
    assert [problem.column for problem in caught.value.problems] == [key]


@pytest.mark.parametrize(
    "name",
    ["East & West (N/E)", "O'Brien's, No. 2; A-B", 'Team "A": 100%?', "Tîm Gogledd", "qa@example.org", "A_B", "A+B=C"],
)
def test_a_name_as_people_write_them_is_taken(name):
    assert marks_in(name) == []
