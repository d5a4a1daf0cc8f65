"""Signatures: who may sign what, what voids a signature, and what the pages say."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auditlib.errors import ConfigError, UsageError
from auditlib.settings import load_edition
from auditlib.signatures import DRAFT, ROLES, mark, sign, signatures_path, standing
from auditlib.workspace import title_block

EDITION = "2020-02"
NOW = datetime(2020, 3, 16, 9, 30, tzinfo=UTC)
PEOPLE = dict(zip(ROLES, ("Ada Analyst", "Asim Assurer", "Ann Approver"), strict=True))


@pytest.fixture(scope="module")
def sampled(tmp_path_factory, project_in):
    """A small project, with files in place of those that a build makes."""
    project = project_in(tmp_path_factory.mktemp("signing") / "council")
    site, checks = project.site(EDITION), project.build(EDITION) / "validation" / "validation.json"
    for path in (site / "charts", checks.parent):
        path.mkdir(parents=True)
    (site / "index.html").write_text(f"<p>{DRAFT}</p><p>82%</p>", encoding="utf-8")
    (site / "charts" / "1.svg").write_text("<svg/>")
    (site / "report.pdf").write_bytes(b"%PDF")
    with zipfile.ZipFile(site / "report.docx", "w") as package:
        package.writestr("word/document.xml", f"<w:t>{DRAFT}</w:t><w:t>82%</w:t>")
    checks.write_text("{}")
    (project.build(EDITION) / "facts.json").write_text("[]")
    return project


@pytest.fixture
def project(sampled):
    """The project without signatures."""
    signatures_path(sampled, EDITION).unlink(missing_ok=True)
    return sampled


def sign_all(project, *roles):
    for number, role in enumerate(roles or ROLES):
        sign(project, EDITION, role, PEOPLE[role], ["7 rules hold."], NOW + timedelta(hours=number))


def test_three_people_sign_in_order_and_the_pages_say_who_approved_and_when(project):
    assert standing(project, EDITION).due == "analyst"
    assert mark(project, EDITION) == DRAFT
    sign_all(project)
    found = standing(project, EDITION)
    assert [(one.role, one.name) for one in found.valid] == list(PEOPLE.items())
    assert found.due == ""
    assert found.mark == mark(project, EDITION) == "Signed off by the approver on 16 March 2020"
    assert found.notes == ("7 rules hold.",)


def test_the_mark_is_no_part_of_what_is_signed(project):
    sign_all(project)
    before, page = standing(project, EDITION), project.site(EDITION) / "index.html"
    document = project.site(EDITION) / "report.docx"
    kept = {path: path.read_bytes() for path in (page, document)}
    try:
        page.write_bytes(kept[page].replace(DRAFT.encode(), before.mark.encode()))
        with zipfile.ZipFile(document, "w") as package:
            package.writestr("word/document.xml", f"<w:t>{before.mark}</w:t><w:t>82%</w:t>")
        assert standing(project, EDITION) == before
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


def test_a_page_that_is_signed_off_differs_by_the_mark_alone(project):
    given, signed = replace(load_edition(project, EDITION), published_on=NOW.date()), "Signed off by the approver"
    assert title_block(given, signed).replace(signed, DRAFT) == title_block(given, DRAFT)


CHANGES = {
    "site/2020-02/index.html": "the file index.html changed",
    "site/2020-02/charts/1.svg": "the file charts/1.svg changed",
    "build/2020-02/facts.json": "the figures changed",
    "build/2020-02/validation/validation.json": "the checks changed",
    "data/raw/2020-02/audits.csv": "the returns of February 2020 changed",
    "data/reference/areas.csv": "the code lists changed",
    "editions/2020-02.yml": "the edition's file changed",
    "expectations/audits.json": "the rules changed",
    "notebooks/moderation.ipynb": "the notebooks changed",
    "report.qmd": "the report's frame changed",
    "assets/report.css": "the report's style changed",
}


@pytest.mark.parametrize("changed", CHANGES)
def test_any_change_voids_every_signature_and_is_named(project, changed):
    sign_all(project, "analyst", "assurer")
    path = project.root / changed
    before = path.read_bytes()
    try:
        path.write_bytes(before + b"\n")
        found = standing(project, EDITION)
        assert not found.valid
        assert found.due == "analyst"
        assert found.mark == DRAFT
        with pytest.raises(UsageError, match=f"no signature stands: since it was signed, {CHANGES[changed]}"):
            sign(project, EDITION, "approver", PEOPLE["approver"], [], NOW + timedelta(days=1))
    finally:
        path.write_bytes(before)
    assert [one.role for one in standing(project, EDITION).valid] == ["analyst", "assurer"]


@pytest.mark.parametrize(
    "added", ["site/2020-02/more.csv", "content/2020-02/moderation.md", "editions/waivers/2020-02.yml"]
)
def test_so_does_what_is_added(project, added):
    sign_all(project)
    path = project.root / added
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.write_text("# more\n")
        assert len(standing(project, EDITION).changed) == 1
    finally:
        path.unlink()


def test_who_signs_anew_after_a_change_starts_over(project):
    sign_all(project)
    facts = project.build(EDITION) / "facts.json"
    try:
        facts.write_text("[ ]")
        # Who was the analyst may approve the changed edition, if another is its analyst.
        sign(project, EDITION, "analyst", PEOPLE["approver"], [], NOW + timedelta(days=1))
        assert [one.role for one in standing(project, EDITION).valid] == ["analyst"]
    finally:
        facts.write_text("[]")


@pytest.mark.parametrize(
    "again", ["Ada Analyst", "ADA  ANALYST", "ada analyst ", "Ada\u00a0Analyst", "Áda Analyst", "Ada-Analyst"]
)
@pytest.mark.parametrize("role", ["assurer", "approver"])
def test_nobody_signs_twice(project, role, again):
    sign_all(project, *ROLES[: ROLES.index(role)])
    with pytest.raises(UsageError, match="has signed as analyst already, and nobody signs twice"):
        sign(project, EDITION, role, again, [], NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("role", "name", "at", "message"),
    [
        ("approver", "Ann Approver", NOW, "the assurer signs before the approver"),
        ("analyst", "Ada Analyst", NOW, "the analyst has signed edition 2020-02 as it is"),
        ("director", "Dee", NOW, "There is no role 'director'. Use analyst, assurer, approver."),
        ("assurer", " ", NOW, "a signature needs a name"),
        ("assurer", "\u200b..", NOW, "a signature needs a name"),
        ("assurer", "x" * 81, NOW, "a signature needs a name"),
        ("assurer", "Asim", NOW - timedelta(days=1), "clock says 2020-03-15 09:30 UTC, before the analyst signed"),
    ],
)
def test_what_is_no_signature(project, role, name, at, message):
    sign_all(project, "analyst")
    before = signatures_path(project, EDITION).read_bytes()
    with pytest.raises(UsageError, match=message):
        sign(project, EDITION, role, name, [], at)
    assert signatures_path(project, EDITION).read_bytes() == before


def test_editing_what_is_recorded_as_seen_signs_nothing(project):
    sign_all(project)
    path = signatures_path(project, EDITION)
    facts = project.build(EDITION) / "facts.json"
    was = standing(project, EDITION).seen["the figures"]
    try:
        facts.write_text("[ ]")
        path.write_text(path.read_text().replace(was, standing(project, EDITION).seen["the figures"]))
        assert not standing(project, EDITION).valid
    finally:
        facts.write_text("[]")


@pytest.mark.parametrize(
    ("old", "new"),
    [("fingerprint:", "print:"), ("at: 2020-03-16 09:30", "at: soon"), ("  analyst:", "  analyst: x\n  _:")],
)
def test_a_damaged_file_is_refused(project, old, new):
    sign_all(project)
    path = signatures_path(project, EDITION)
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ConfigError, match=r"editions/signatures/2020-02\.yml.*the signatures cannot be read"):
        standing(project, EDITION)
