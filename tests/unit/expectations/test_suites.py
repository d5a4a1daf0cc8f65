"""Suites: what a suite file must be, and what is said of one that is not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from auditlib.errors import ConfigError
from auditlib.expectations import inputs_of, load_suite, load_suites
from auditlib.expectations.suites import PARAMETERS, suite_from, write_suite
from auditlib.paths import Project
from auditlib.schema import RETURNS

ROOT = Path(__file__).parents[3]
RULE = {
    "type": "expect_column_values_to_not_be_null",
    "kwargs": {"column": "area"},
    "meta": {"code": "AUD-90", "what_to_do": "Fill it in."},
    "severity": "warning",
    "description": "Every audit has an area.",
}


def suite_of(*rules: dict[str, Any], name: str = "audits") -> dict[str, Any]:
    return {"name": name, "expectations": list(rules)}


def changed(**values: Any) -> dict[str, Any]:
    return copy.deepcopy(RULE) | values


def problems(content: object, name: str = "audits") -> str:
    with pytest.raises(ConfigError) as error:
        suite_from(content, name, "expectations/audits.json")
    return str(error.value)


def fault_of(rule: dict[str, Any]) -> str:
    return suite_from(suite_of(rule), "audits", "x").rules[0].fault


def test_every_return_has_a_suite_that_is_whole():
    suites = load_suites(Project(ROOT))
    assert list(suites) == list(RETURNS)
    for suite in suites.values():
        assert suite.rules
        assert [rule.code for rule in suite.rules if rule.fault] == []


def test_descriptions_and_advice_are_sentences():
    for suite in load_suites(Project(ROOT)).values():
        for rule in suite.rules:
            for text in (rule.description, rule.what_to_do):
                assert text[0].isupper() and text.endswith("."), (rule.code, text)


def test_a_suite_is_great_expectations_own_json():
    """Great Expectations reads every suite whole, and what it writes is the same but for defaults spelt out."""
    from auditlib.expectations.engine import great_expectations, new_context

    gx = great_expectations()
    new_context()
    for name, suite in load_suites(Project(ROOT)).items():
        written = gx.ExpectationSuite(**copy.deepcopy(suite.content)).to_json_dict()
        assert (written["name"], written["meta"], written["notes"]) == (
            name,
            suite.content["meta"],
            suite.content["notes"],
        )
        assert len(written["expectations"]) == len(suite.rules)
        for theirs, ours in zip(written["expectations"], suite.content["expectations"], strict=True):
            assert theirs["kwargs"].items() <= ours["kwargs"].items()
            assert {key: theirs[key] for key in ours if key != "kwargs"} == {
                key: ours[key] for key in ours if key != "kwargs"
            }


@pytest.mark.parametrize("content", [{"name": "audits"}, suite_of(), {"name": "audits", "expectations": {}}])
def test_an_empty_suite_is_refused(content: dict[str, Any]):
    assert "no expectations" in problems(content)


def test_a_missing_suite_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="audits.json: the suite is missing"):
        load_suite(Project(tmp_path), "audits")


def test_a_suite_that_is_no_json_is_refused_with_its_line(tmp_path: Path):
    folder = tmp_path / "expectations"
    folder.mkdir()
    (folder / "audits.json").write_text('{\n "name": "audits",\n "expectations": [,]\n}', encoding="utf-8")
    with pytest.raises(ConfigError, match="audits.json row 3: not valid JSON"):
        load_suite(Project(tmp_path), "audits")


def test_a_key_that_stands_twice_is_refused(tmp_path: Path):
    folder = tmp_path / "expectations"
    folder.mkdir()
    (folder / "audits.json").write_text('{"name": "audits", "name": "audits"}', encoding="utf-8")
    with pytest.raises(ConfigError, match="'name' stands twice"):
        load_suite(Project(tmp_path), "audits")


def test_a_suite_of_no_return_is_refused(tmp_path: Path):
    folder = tmp_path / "expectations"
    folder.mkdir()
    for name, suite in load_suites(Project(ROOT)).items():
        (folder / f"{name}.json").write_text(json.dumps(suite.content), encoding="utf-8")
    (folder / "audit.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match="'audit' is not a return. Did you mean 'audits'"):
        load_suites(Project(tmp_path))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (changed(meta={"what_to_do": "Fill it in."}), "has no code"),
        (changed(meta={"code": "area rule", "what_to_do": "Fill it in."}), "has no code"),
        (changed(meta={"code": "REA-40", "what_to_do": "Fill it in."}), "those of reading"),
        (changed(meta={"code": "AUD-90"}), "does not say what to do"),
        (changed(severity="high"), "no severity"),
        (changed(description=" "), "no description"),
        (changed(type=""), "no type"),
        (changed(kwargs=["area"]), "no kwargs"),
        (changed(serverity="info"), "no key 'serverity'. Did you mean 'severity'"),
        ("area", "not a JSON object"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(rule: dict[str, Any], said: str):
    text = problems(suite_of(rule))
    assert said in text
    assert "expectations/audits.json" in text
    assert "expectation 1" in text


def test_a_code_that_stands_twice_is_refused():
    assert "AUD-90 is already" in problems(suite_of(RULE, changed(kwargs={"column": "team"})))


def test_a_code_of_another_suite_is_refused(tmp_path: Path):
    folder = tmp_path / "expectations"
    folder.mkdir()
    for name, suite in load_suites(Project(ROOT)).items():
        content = copy.deepcopy(suite.content)
        if name == "comments":
            content["expectations"][0]["meta"]["code"] = "AUD-07"
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ConfigError, match="AUD-07 is already that of a rule in expectations/audits.json"):
        load_suites(Project(tmp_path))


def test_the_suite_of_another_return_is_refused():
    assert 'Write "name": "audits"' in problems(suite_of(RULE, name="reaudits"))


@pytest.mark.parametrize(
    ("kwargs", "said"),
    [
        ({"column": "arae"}, "no column 'arae' in audits. Did you mean 'area'?"),
        ({"column_list": ["area", "taem"]}, "no column 'taem' in audits. Did you mean 'team'?"),
        ({"column_A": "due_on", "column_B": "alocated_on"}, "no column 'alocated_on'"),
        ({"earlier_column": "returned"}, "no column 'returned' in audits. Did you mean 'returned_on'?"),
        ({"column": "area", "found_in": "moderations.audit"}, "no column 'audit' in moderations"),
        ({"column": "area", "found_in": "moderation.audit_ref"}, "no return 'moderation'. Did you mean 'moderations'?"),
        ({"column": "area", "value_set": {"$PARAMETER": "aeras"}}, "no parameter 'aeras'. Did you mean 'areas'?"),
        (
            {
                "column": "area",
                "row_condition": {
                    "type": "and",
                    "conditions": [{"type": "nullity", "column": {"name": "judgment"}, "is_null": True}],
                },
            },
            "no column 'judgment' in audits. Did you mean 'judgement'?",
        ),
    ],
)
def test_a_misspelt_name_is_kept_with_its_rule(kwargs: dict[str, Any], said: str):
    assert said in fault_of(changed(kwargs=kwargs))


@pytest.mark.parametrize(
    "kwargs",
    [
        {"column": "area", "regex": r"audits\.x|a.b"},
        {"column": "folder_month"},
        {"column": "area", "value_set": {"$PARAMETER": "areas"}},
        {"column": "area", "value_set": ["v1.good", "e.g."]},
    ],
)
def test_what_only_looks_misspelt_is_no_fault(kwargs: dict[str, Any]):
    assert fault_of(changed(kwargs=kwargs)) == ""


def test_inputs_are_the_return_and_every_other_that_is_named():
    suites = load_suites(Project(ROOT))
    assert inputs_of(suites["supervision"]) == {"supervision"}
    assert inputs_of(suites["reflections"]) == {"reflections", "audits"}
    assert inputs_of(suites["comments"]) == set(RETURNS)


def test_a_suite_is_written_as_it_was_read(tmp_path: Path):
    (tmp_path / "expectations").mkdir()
    for name, suite in load_suites(Project(ROOT)).items():
        written = write_suite(Project(tmp_path), suite)
        assert written.read_text(encoding="utf-8") == (ROOT / "expectations" / f"{name}.json").read_text(
            encoding="utf-8"
        )
    assert sorted(path.name for path in (tmp_path / "expectations").iterdir()) == sorted(f"{n}.json" for n in RETURNS)


def test_parameters_are_those_that_suites_may_name():
    from auditlib.expectations.engine import parameters
    from auditlib.reference import load_code_lists
    from auditlib.settings import load_edition

    project = Project(ROOT / "tests" / "data" / "faults" / "clean")
    assert set(parameters(load_edition(project, "2030-11"), load_code_lists(project))) == set(PARAMETERS)
