"""The archive of published editions: what is kept, once, and what is never in it."""

import gzip
import json
import os

import pytest

from auditlib.errors import ConfigError
from auditlib.facts import Facts, measure
from auditlib.revisions import archive
from auditlib.schema import RETURNS, Kind
from auditlib.settings import list_archived


@pytest.fixture(scope="session")
def facts(december):
    return measure(december)


@pytest.fixture
def path(project):
    return project.archived("2019-12")


def test_an_edition_comes_back_as_it_was_published(project, december, facts, keep):
    keep(project, december, facts)
    published = archive.read(project, "2019-12")
    assert published.edition.months == ("2019-12",)
    assert published.edition.cut_off == december.edition.cut_off
    assert list(published.facts) == list(facts)
    for name in ("value", "numerator", "denominator", "display", "definition"):
        assert [getattr(fact, name) for fact in published.facts.values()] == [
            getattr(fact, name) for fact in facts.values()
        ]
    assert published.facts["audits.compliance.2019-12"].source == {"return": "audits", "rows": 76}
    assert not published.is_recomputed
    assert list_archived(project) == ["2019-12"]


def test_it_lies_with_the_editions_not_among_what_is_built(project, path):
    assert project.show(path) == "editions/published/2019-12.json.gz"


def test_what_is_not_archived_is_none(project):
    assert archive.read(project, "2019-12") is None
    assert list_archived(project) == []


def test_the_same_edition_gives_the_same_bytes_in_any_order_of_rows(project, december, facts, path, altered, keep):
    keep(project, december, facts)
    first = path.read_bytes()
    path.unlink()
    shuffled = altered(december, "audits", lambda table: table.sample(frac=1, random_state=2))
    keep(project, shuffled, Facts(reversed(list(facts.values()))))
    assert path.read_bytes() == first
    keep(project, december, facts)
    assert path.read_bytes() == first


def test_what_was_first_published_stays_unless_asked_otherwise(project, december, facts, path, keep):
    keep(project, december, facts)
    first = path.read_bytes()
    fewer = Facts(list(facts.values())[1:])
    keep(project, december, fewer)
    assert path.read_bytes() == first
    keep(project, december, fewer, replace=True)
    assert list(archive.read(project, "2019-12").facts) == list(fewer)


def test_no_reference_no_text_and_no_fingerprint_of_rows_is_in_it(project, december, facts, path, keep):
    keep(project, december, facts)
    text = gzip.decompress(path.read_bytes()).decode()
    checked = 0
    for name, table in december.tables.items():
        for column in RETURNS[name].columns:
            if column.kind in (Kind.REF, Kind.TEXT):
                for value in table[column.name].dropna().unique():
                    assert value not in text, column.name
                    checked += 1
    assert checked > 1000
    assert "sha256" not in text


def test_nothing_half_written_is_left_behind(project, december, facts, path, monkeypatch, keep):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        keep(project, december, facts)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"not gzip",
        gzip.compress(b"not json", mtime=0),
        gzip.compress(b"[]", mtime=0),
        gzip.compress(b'{"format": 1}', mtime=0),
        gzip.compress(json.dumps({"format": 1, "edition": "2019-12", "title": "", "months": 5}).encode(), mtime=0),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(project, path, damaged):
    path.parent.mkdir()
    path.write_bytes(damaged)
    with pytest.raises(ConfigError, match=r"editions/published/2019-12\.json\.gz: the archived edition cannot be read"):
        archive.read(project, "2019-12")


def test_a_file_cut_short_is_damaged(project, december, facts, path, keep):
    keep(project, december, facts)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ConfigError, match="cannot be read"):
        archive.read(project, "2019-12")
    with pytest.raises(ConfigError, match="cannot be read"):
        keep(project, december, facts)


def test_a_file_of_another_version_is_named(project, path):
    path.parent.mkdir()
    path.write_bytes(gzip.compress(b'{"format": 99}', mtime=0))
    with pytest.raises(ConfigError, match="another version of auditlib"):
        archive.read(project, "2019-12")


def test_of_a_public_form_neither_rows_nor_what_it_hides_is_kept_but_ids(project, december, facts):
    """How many digests of rows there were would say how many rows a month has."""
    shown = Facts(fact for fact in facts.values() if fact.id == "audits.allocated.2019-12")
    text = archive.as_published(december, shown, {"audits.late.2019-12"})
    content = json.loads(text)
    assert (content["rows"], content["hidden"]) == ({}, ["audits.late.2019-12"])
    kept = archive.keep_version(project, "2019-12-public", 1, text)
    assert project.show(kept) == "editions/published/2019-12-public.v1.json.gz"
    archive.keep_version(project, "2019-12-public", 1, archive.as_published(december, shown, ()))
    assert archive.read(project, "2019-12-public.v1").hidden == {"audits.late.2019-12"}  # it is never replaced
    assert list_archived(project) == []
