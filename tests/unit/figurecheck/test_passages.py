"""Short passages: what must be found in them, and look-alikes in which nothing may be."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from figurecheck import CODES, check

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
CONTRADICTIONS = yaml.safe_load((DOCUMENTS / "contradictions.yml").read_text(encoding="utf-8"))
CLEAN = yaml.safe_load((DOCUMENTS / "clean.yml").read_text(encoding="utf-8"))


def findings(folder: Path, text: str) -> list:
    document = folder / "passage.md"
    document.write_text(text, encoding="utf-8")
    return check(document).findings


@pytest.mark.parametrize("passage", CONTRADICTIONS, ids=[passage["name"] for passage in CONTRADICTIONS])
def test_a_contradiction_is_found(passage, tmp_path):
    assert sorted(finding.code for finding in findings(tmp_path, passage["text"])) == sorted(passage["codes"])


@pytest.mark.parametrize("text", CLEAN, ids=[" ".join(text.split()[:7]) for text in CLEAN])
def test_nothing_is_found_in_a_look_alike(text, tmp_path):
    assert [f"{finding.code} {finding.what}" for finding in findings(tmp_path, text)] == []


def test_every_code_but_the_one_on_facts_has_a_passage():
    assert {code for passage in CONTRADICTIONS for code in passage["codes"]} == set(CODES) - {"DOC-20"}


def test_there_are_enough_passages():
    assert len(CONTRADICTIONS) >= 40 and len(CLEAN) >= 60
