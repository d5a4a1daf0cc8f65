"""The how-to page's own examples, against the sample's facts: they print and stand as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditlib.commentary import SLOTS, prepare
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition

HERE = Project.find(Path(__file__))
PAGE = (HERE.root / "docs" / "how-to" / "write-commentary.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PRINTED = dict(re.findall(r"^\| `(\{\{< .+?)` \| (\d.*?) \|$", PAGE, re.MULTILINE))


@pytest.fixture
def ready(project, sample_facts):
    def make(text: str) -> str:
        made = project({"content/2020-02/introduction.md": text})
        return prepare(made, load_edition(HERE, "2020-02"), sample_facts, load_code_lists(HERE))["introduction"]

    return make


def test_the_page_has_examples():
    assert len(EXAMPLES) == 3
    assert len(PRINTED) == 6


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_stands_and_leaves_no_markup(ready, example):
    made = ready(example)
    assert "{." not in made
    assert "literals" not in made


@pytest.mark.parametrize("written", PRINTED)
def test_each_form_of_a_fact_prints_what_the_page_says(ready, written):
    assert re.sub(r"<[^>]+>", "", ready(written)) == PRINTED[written]


def test_the_page_names_every_file_that_a_section_takes():
    assert all(f"`{slot}.md`" in PAGE for slot in SLOTS)
