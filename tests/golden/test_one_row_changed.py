"""Change one cell of one raw row: the facts that depend on it change, and no others do."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from auditlib.clean import load_edition_data
from auditlib.facts import measure
from auditlib.paths import Project
from auditlib.sample import write_sample

ROOT = Path(__file__).parents[2]
EDITION = "2020-02"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("council")
    write_sample(root)
    shutil.copy(ROOT / "report.qmd", root)
    return Project(root)


@pytest.fixture(scope="module")
def before(project):
    return measure(load_edition_data(project, EDITION))


def rewrite(path, row_wanted, change):
    """Change the first row for which `row_wanted` holds; return it as it was and the original bytes."""
    original = path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = reader.fieldnames, list(reader)
    row = next(row for row in rows if row_wanted(row))
    was = dict(row)
    row.update(change)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return was, original


def changed_values(before, after):
    return {fact_id for fact_id in before.keys() | after.keys() if before.value(fact_id) != after.value(fact_id)}


def outcome(project, before, name, row_wanted, change):
    path = project.raw / "2020-02" / f"{name}.csv"
    was, original = rewrite(path, row_wanted, change)
    try:
        after = measure(load_edition_data(project, EDITION))
    finally:
        path.write_bytes(original)
    return was, after


def is_good_in_north_west(row):
    return (
        row["judgement"] == "Good"
        and row["area"] in ("North West", "north-west", "NW")
        and row["returned_on"] <= "2020-03-13"
    )


def test_a_judgement_from_good_to_inadequate(project, before):
    was, after = outcome(project, before, "audits", is_good_in_north_west, {"judgement": "Inadequate"})
    assert was["month"] == EDITION
    expected = {
        f"audits.{measure_name}.{period}{group}{area}"
        for period in (EDITION, "edition", "programme")
        for area in ("", ".north-west")
        for measure_name, group in (
            ("judgement", ".good"),
            ("judgement", ".inadequate"),
            ("judgement_rate", ".good"),
            ("judgement_rate", ".inadequate"),
            ("good_or_better", ""),
            ("good_or_better_rate", ""),
        )
    }
    assert changed_values(before, after) == expected


def test_the_row_is_in_the_fingerprint_of_every_fact_about_it_and_of_no_other(project, before):
    _, after = outcome(project, before, "audits", is_good_in_north_west, {"judgement": "Inadequate"})
    touched = {fact_id for fact_id in before if before[fact_id].source != after[fact_id].source}
    of_audits = {
        fact_id
        for fact_id, fact in before.items()
        if "audits" in (fact.source["return"], fact.source.get("out_of", {}).get("return"))
        and re.match(rf"\w+\.\w+\.({EDITION}|edition|programme)(\.|$)", fact_id)
        and not fact_id.endswith((".north-east", ".south-east", ".south-west", ".cwd"))
    }
    assert touched == of_audits


def test_an_audit_that_comes_back_counts_everywhere_it_should(project, before):
    was, after = outcome(
        project,
        before,
        "audits",
        lambda row: not row["returned_on"],
        {"returned_on": "2020-03-01", "judgement": "Good"},
    )
    assert after["audits.returned.2020-02"].value == before["audits.returned.2020-02"].value + 1
    assert after["audits.outstanding.programme"].value == before["audits.outstanding.programme"].value - 1
    topics = {re.match(r"\w+\.\w+", fact_id)[0] for fact_id in changed_values(before, after)}
    assert topics == {
        "audits.returned",
        "audits.outstanding",
        "audits.compliance",
        "audits.judgement",
        "audits.judgement_rate",
        "audits.good_or_better",
        "audits.good_or_better_rate",
        "moderation.coverage_returned",
        "reflections.compliance",
    }


def test_a_remark_that_may_no_longer_be_shown_changes_no_number(project, before):
    _, after = outcome(project, before, "comments", lambda row: row["publish"].casefold() == "yes", {"publish": "no"})
    assert changed_values(before, after) == set()


def test_the_order_of_rows_changes_nothing(project, before):
    path = project.raw / EDITION / "audits.csv"
    original = path.read_bytes()
    header, *rows = original.decode("utf-8-sig").splitlines(keepends=True)
    path.write_text("".join([header, *reversed(rows)]), encoding="utf-8", newline="")
    try:
        after = measure(load_edition_data(project, EDITION))
    finally:
        path.write_bytes(original)
    assert after.as_list() == before.as_list()
