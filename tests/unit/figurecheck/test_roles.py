"""Relations by the words beside each figure: every one declared is shown by a passage, and its right twin."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from figurecheck import check, relations
from figurecheck.relations import roles

SHOWN = list(
    csv.DictReader((Path(__file__).parents[2] / "data" / "documents" / "roles.csv").open(encoding="utf-8", newline=""))
)


def findings(folder: Path, text: str) -> list:
    path = folder / "passage.md"
    path.write_text(text, encoding="utf-8")
    return check(path).findings


def test_there_is_a_passage_for_every_relation():
    assert len(SHOWN) == len(roles.relations())


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_a_relation_is_shown_by_its_passage(number, tmp_path, monkeypatch):
    """The passages stand in the order of ``roles.toml``; each is found by its own relation alone."""
    shown, relation = SHOWN[number], roles.relations()[number]
    assert findings(tmp_path, shown["right"]) == []
    monkeypatch.setattr(roles, "relations", lambda: (relation,))
    monkeypatch.setattr(relations, "KINDS", [k for k in relations.KINDS if k.find.__module__ == roles.__name__])
    assert len(findings(tmp_path, shown["wrong"])) == 1


@pytest.mark.parametrize(
    "text",
    [
        "September closed on {} plans. There had been 57 when the month began; 11 plans were started and 14 ended.",
        "September closed on {} plans. 11 plans were started and 14 ended; there had been 57 when the month began.",
        "In September 14 plans ended and 11 were started. The month began with 57 plans and closed on {}.",
    ],
)
def test_the_order_of_the_parts_does_not_matter(text, tmp_path):
    assert findings(tmp_path, text.format(60))
    assert findings(tmp_path, text.format(54)) == []
