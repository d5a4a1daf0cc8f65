"""Short passages: what must be found in them, and look-alikes in which nothing may be."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import figurecheck
from figurecheck import CODES, check, relations
from figurecheck.measure import measure, rendered
from figurecheck.words import alternatives, lexicon, listed

PACKAGE = Path(figurecheck.__file__).parent

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


PAIRS = list(csv.DictReader((DOCUMENTS / "passages.csv").open(encoding="utf-8", newline="")))
KINDS = sorted({pair["kind"] for pair in PAIRS})


@pytest.mark.parametrize("kind", KINDS)
def test_the_wrong_one_of_a_pair_is_found_and_the_right_one_is_not(kind, tmp_path):
    pairs = [pair for pair in PAIRS if pair["kind"] == kind]
    found = [pair["slug"] for pair in pairs if findings(tmp_path, pair["wrong"])]
    reported = [pair["slug"] for pair in pairs if findings(tmp_path, pair["right"])]
    assert reported == []
    assert len(pairs) - len(found) <= max(1, len(pairs) // 5)


PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "check-document.md").read_text(encoding="utf-8")
_PARTS = re.split(r"^### ([^\n]+) \(DOC-\d+\)$", PAGE, flags=re.MULTILINE)
SHOWN = dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True))


@pytest.mark.parametrize("kind", [each.name for each in relations.KINDS])
def test_every_kind_is_shown_in_the_documentation_with_an_example_that_is_found(kind, tmp_path):
    examples = dict(re.findall(r"```markdown (wrong|right)\n(.*?)\n```", SHOWN[kind[0].upper() + kind[1:]], re.DOTALL))
    code = next(each.code for each in relations.KINDS if each.name == kind)
    assert code in {finding.code for finding in findings(tmp_path, examples["wrong"])}
    assert findings(tmp_path, examples["right"]) == []


def test_every_list_of_words_is_used_and_is_a_pattern():
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    lists = (PACKAGE / "words.toml").read_text(encoding="utf-8")
    sections = "words limits shares changes parts places periods calendar spans repeats tables windows quantifiers"
    for section in sections.split():
        for key in lexicon()[section]:
            name = f"{section}.{key}"
            assert f'"{name}"' in source or f"'{name}'" in source or f"{{{name}}}" in lists, name
            if section == "spans":  # each alternative is tried by itself
                assert alternatives(name)
            else:
                re.compile(listed(name))


def test_half_of_the_pairs_were_written_after_the_code():
    after = sum(pair["written"] == "after" for pair in PAIRS)
    assert len(PAIRS) >= 130 and after * 2 >= len(PAIRS) - 2


def test_recall_and_precision_are_printed_by_kind(tmp_path):
    table = tmp_path / "pairs.csv"
    pair = ["a", "share", "72 of the 96 audits (73%).", "72 of the 96 audits (75%)."]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["slug", "kind", "wrong", "right"], pair])
    printed = rendered(measure(table))
    assert "| share | 1 | 1 | 100% | 0 | 100% |" in printed
    assert "Missed: none." in printed


SCALED = (
    ("There were {} cases: {} in the north, {} in the south and {} in the east.", lambda a, b, c: (a + b + c, a, b, c)),
    ("Of the {} returns, {} were on time and the remaining {} were late.", lambda a, b, c: (a + b, a, b)),
    ("There were {} contacts in May, {} more than the {} in April.", lambda a, b, c: (a + b, a, b)),
    ("| Team | Sent | Late |\n|---|---|---|\n| A | {} | {} |\n| B | {} | {} |\n| Total | {} | {} |",
     lambda a, b, c: (a, c, b, a, a + b, a + c)),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SCALED), st.integers(8, 60), st.integers(8, 60), st.integers(8, 60), st.integers(2, 9))
def test_a_consistent_passage_stays_so_when_all_is_scaled_and_not_when_one_is_changed(
    tmp_path, passage, one, two, three, times
):
    text, figures = passage
    scaled = figures(one * times, two * times, three * times)
    assert findings(tmp_path, text.format(*scaled)) == []
    changed = list(scaled)
    changed[0 if "Team" not in text else 4] += 1
    assert findings(tmp_path, text.format(*changed))
