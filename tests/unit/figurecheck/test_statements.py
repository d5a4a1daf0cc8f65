"""Statements: every turn of phrase declared is shown by a passage in which it finds something, and its right twin."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from figurecheck import check
from figurecheck.read import read_document
from figurecheck.relations import Context, roles, statements
from figurecheck.relations.formulas import FORMULAS

SHOWN = list(
    csv.DictReader(
        (Path(__file__).parents[2] / "data" / "documents" / "statements.csv").open(encoding="utf-8", newline="")
    )
)
DECLARED = (Path(statements.__file__).parents[1] / "statements.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "passage.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown["wrong"][:40])
def test_a_wrong_passage_is_found_and_its_right_twin_is_not(shown, tmp_path):
    assert check(written(tmp_path, shown["wrong"])).findings
    assert check(written(tmp_path, shown["right"])).findings == []


def test_every_statement_is_shown_by_a_passage(tmp_path):
    unseen = {each.says for each in statements.statements()}
    for shown in SHOWN:
        document = read_document(written(tmp_path, shown["wrong"]))
        for sentence in Context.of(document).sentences:
            found = statements.contradicted(sentence, lambda document=document: Context.of(document))
            unseen -= {each.says for each, _ in found}
    assert unseen == set()


def test_every_formula_and_part_is_used():
    used = {each.formula for each in [*statements.statements(), *roles.relations()]}
    assert used == {*FORMULAS, "compared"}
    for name in re.findall(r"^(\w+) = \['", DECLARED.split("[[statement]]")[0], flags=re.MULTILINE):
        assert f"<{name}>" in DECLARED, name
