"""The record of a build: what may be reused, and that it is never half written."""

from __future__ import annotations

import json

import pytest

from auditlib.paths import Project
from auditlib.steps.hashing import Hashes
from auditlib.steps.runner import Manifest, Record, Runner, Step, Watcher

MADE = Record({"raw.csv": "1"}, {"out.json": "2"}, {"edition": "2020-02"}, "3", 0.5)


@pytest.fixture
def manifest(tmp_path):
    manifest = Manifest(tmp_path / "manifest.json", "2020-02")
    manifest.steps["clean"] = MADE
    manifest.about["renderer"] = "embedded (pandoc 3.9)"
    manifest.save()
    return Manifest.load(tmp_path / "manifest.json", "2020-02")


def now(**changed):
    return Record(
        **{
            "inputs": MADE.inputs,
            "outputs": {},
            "parameters": MADE.parameters,
            "code": MADE.code,
        }
        | changed
    )


def test_what_was_written_is_read_back(manifest):
    assert manifest.steps == {"clean": MADE}
    assert manifest.about == {"renderer": "embedded (pandoc 3.9)"}


def test_the_same_work_with_its_outputs_there_is_reused(manifest):
    assert manifest.reusable("clean", now(), {"out.json": "2"}.get)


@pytest.mark.parametrize(
    "changed",
    [
        {"inputs": {"raw.csv": "9"}},
        {"inputs": {}},
        {"inputs": {"raw.csv": "1", "new.csv": "2"}},
        {"inputs": {"raw.csv": None}},
        {"code": "9"},
        {"parameters": {"edition": "2020-01"}},
    ],
)
def test_any_difference_means_doing_it_again(manifest, changed):
    assert not manifest.reusable("clean", now(**changed), {"out.json": "2"}.get)


@pytest.mark.parametrize("found", [None, "9"])
def test_an_output_that_is_gone_or_changed_means_doing_it_again(manifest, found):
    assert not manifest.reusable("clean", now(), {"out.json": found}.get)


def test_a_step_without_record_or_without_outputs_is_done(manifest):
    manifest.steps["empty"] = Record({}, {}, {}, "3")
    assert not manifest.reusable("empty", Record({}, {}, {}, "3"), {}.get)
    assert not manifest.reusable("unknown", now(), {"out.json": "2"}.get)


@pytest.mark.parametrize("damage", ["", "[]", "null", '{"format": 1}', '{"format": 99, "edition": "2020-02"}'])
def test_a_damaged_record_is_as_none(tmp_path, damage):
    (tmp_path / "manifest.json").write_text(damage)
    assert Manifest.load(tmp_path / "manifest.json", "2020-02").steps == {}


def test_a_record_of_another_edition_is_as_none(manifest):
    assert Manifest.load(manifest.path, "2020-01").steps == {}


def test_the_record_can_be_read_by_anyone(manifest):
    kept = json.loads(manifest.path.read_text())
    assert set(kept["steps"]["clean"]) == {"inputs", "outputs", "parameters", "code", "seconds"}


@pytest.mark.parametrize(
    ("now", "is_given"),
    [({}, True), ({"content": "by hand"}, False), ({"code": {"version": "2"}}, False), ({"fresh": True}, False)],
    ids=["as it was made", "changed since", "made by other code", "all is done afresh"],
)
def test_a_step_done_again_is_given_what_it_made_only_if_it_may_be_relied_on(tmp_path, now, is_given):
    project, source, target = Project(tmp_path), tmp_path / "in.txt", tmp_path / "out.txt"
    given = []

    def runner(code=None, fresh=False):
        hashes = Hashes(tmp_path / "hashes.json")
        return Runner(project, "2020-02", hashes, code or {"version": "1"}, Watcher(), fresh=fresh)

    def run(with_runner):
        def work():
            given.append(with_runner.made_before("copy", target))
            target.write_text(source.read_text())
            return ["out.txt"]

        with_runner.run(Step("copy", work, (source,)))

    source.write_text("one")
    run(runner())
    source.write_text("two")
    if "content" in now:
        target.write_text(now.pop("content"))
    run(runner(**now))
    assert given == [None, target if is_given else None]
