"""The public form of an edition, as built: each number is that of the form for staff, or hidden."""

import csv
import json

import pytest

from auditlib import pipeline
from auditlib.disclosure import MARK

EDITION = "2020-02"


@pytest.fixture(scope="module")
def project(tmp_path_factory, project_in):
    """A small project whose edition has been built in both forms, with tables as CSV."""
    project = project_in(tmp_path_factory.mktemp("public") / "project")
    pipeline.build(project, EDITION, renderer="embedded", profile="public", formats=["csv"])
    return project


def rows(folder, name):
    with (folder / "tables" / name).open(encoding="utf-8-sig", newline="") as file:
        return {row[0]: row[1:] for row in csv.reader(file)}


def facts(project, name):
    found = json.loads((project.build(name) / "facts.json").read_text(encoding="utf-8"))
    return {fact["id"]: fact for fact in (found["facts"] if isinstance(found, dict) else found)}


def test_each_cell_of_a_public_table_is_that_of_staff_or_hidden(project):
    staff, public = project.site(EDITION), project.site(f"{EDITION}-public")
    hidden = 0
    for path in sorted((public / "tables").glob("*.csv")):
        shown, whole = rows(public, path.name), rows(staff, path.name)
        for name in shown.keys() & whole.keys():
            for here, there in zip(shown[name], whole[name], strict=True):
                assert here in (there, MARK), (path.name, name)
                hidden += here == MARK
    assert hidden > 20


def test_no_small_count_is_shown_and_what_is_hidden_has_no_value(project):
    whole, public = facts(project, EDITION), facts(project, f"{EDITION}-public")
    shown = {name: fact for name, fact in public.items() if not fact.get("withheld")}
    counts = {name: fact["value"] for name, fact in shown.items() if fact["unit"] == "count"}
    small = {name for name, value in counts.items() if value is not None and 1 <= value <= 5}
    assert {name.partition(".")[0] for name in small} <= {"actions"}  # which are not about children
    assert all(fact["value"] == whole[name]["value"] for name, fact in shown.items() if name in whole)
    hidden = [fact for fact in public.values() if fact.get("withheld")]
    assert hidden
    assert {(fact["value"], fact["numerator"], fact["denominator"], fact["display"]) for fact in hidden} == {
        (None, None, None, MARK)
    }


def test_what_a_change_is_made_of_is_for_staff(project):
    said = {name: (project.site(name) / "methods.html").read_text() for name in (EDITION, f"{EDITION}-public")}
    assert "Changes in percentage points" in said[EDITION]
    assert "Changes in percentage points" not in said[f"{EDITION}-public"]
