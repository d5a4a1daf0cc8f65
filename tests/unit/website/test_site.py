"""The site that readers see: addresses, versions, revisions, withdrawals, and whether it is still what was signed."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import timedelta
from http.client import HTTPConnection

import lxml.etree
import lxml.html
import pytest
from published import DAY, an_edition, check_readable, files, links, put

from auditlib import website
from auditlib.errors import BuildError, Problem, UsageError
from auditlib.paths import Project
from auditlib.website.pages import moved
from auditlib.website.preview import server_of
from auditlib.website.versions import history

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def text_of(path) -> str:
    return " ".join(lxml.html.parse(path).getroot().text_content().split())


def test_an_edition_has_a_permanent_address_and_is_the_latest(site):
    put(site)
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    around = {"index.html", "feed.xml", "revisions.html", "accessibility.html", "site.css", "latest/index.html"}
    assert names == around | {
        "2020-02/index.html",
        "2020-02/v1/manifest.json",
        *(f"2020-02/v1/{one}" for one in files()),
    }
    assert {"v1/figures.html", "v1/charts/2.svg", "../index.html"} <= links((site / "2020-02/index.html").read_bytes())
    assert {"../2020-02/v1/figures.html", "../revisions.html"} <= links((site / "latest/index.html").read_bytes())
    assert 'href="#sec-summary"' in (site / "latest/index.html").read_text()
    check_readable(site, "Half came back.")


def test_the_latest_edition_leads_whatever_is_published_last(site):
    put(site, "March.", name="2020-03")
    put(site, "February.")
    assert "March." in (site / "latest/index.html").read_text()
    assert text_of(site / "index.html").index("March") < text_of(site / "index.html").index("February")
    assert "Half" not in text_of(site / "index.html")
    assert "Auditors" not in text_of(site / "index.html")


def test_publishing_the_same_again_changes_nothing(site):
    put(site)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.rglob("*") if path.is_file()}
    version, is_new = put(site, day=DAY + timedelta(days=3))
    assert (version.number, is_new) == (1, False)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.rglob("*") if path.is_file()}


def test_other_content_needs_a_reason_is_marked_and_leaves_the_earlier_version_where_it_was(site):
    put(site)
    earlier = (site / "2020-02/v1/index.html").read_bytes()
    with pytest.raises(UsageError, match=r"was published on 2020-03-16 with other content\. Say why it changes"):
        put(site, "Most came back.")
    put(site, "Most came back.", "A late <return> counts.", day=DAY + timedelta(days=1))
    for name in ("2020-02/index.html", "latest/index.html", "2020-02/v2/figures.html"):
        assert "Version 2, revised on 17 March 2020: A late <return> counts." in text_of(site / name)
    assert (site / "2020-02/v1/index.html").read_bytes() == earlier
    assert "version 1 16 March 2020First published" in text_of(site / "revisions.html").replace(
        "version 1", "version 1 "
    )
    feed = lxml.etree.parse(site / "feed.xml")
    titles = feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert titles == ["Audit Highlights Report: February 2020 (revised)", "Audit Highlights Report: February 2020"]
    assert feed.xpath("//a:entry/a:summary/text()", namespaces=ATOM)[0] == "A late <return> counts. Most came back."
    ids = feed.xpath("//a:id/text()", namespaces=ATOM)
    assert ids[1] == "tag:qa@example.org,2020-03-17:2020-02/v2" and len(set(ids)) == 3
    check_readable(site, "Half came back.", "Most came back.")


def test_a_clock_set_back_undoes_no_order(site):
    put(site)
    put(site, "Most.", "Late.", day=DAY - timedelta(days=900))
    assert [one.published for one in history(site / "2020-02")] == ["2020-03-16", "2020-03-16"]


def test_withdrawing_leaves_a_page_that_says_why_and_nothing_else(site):
    put(site, "January.", name="2020-01")
    put(site)
    version = website.withdraw(site, "2020-02", "A count was <wrong>.", DAY)
    assert {path.name for path in (site / "2020-02").iterdir()} == {"index.html", version.folder}
    assert "Why: A count was <wrong>." in text_of(site / "2020-02/index.html")
    assert "January." in (site / "latest/index.html").read_text()
    assert "Withdrawn on 16 March 2020: A count was <wrong>." in text_of(site / "index.html")
    for path in site.rglob("*"):
        assert path.is_dir() or b"Half came back" not in path.read_bytes()
    assert website.verify(site / "2020-02", None)[1] == []
    check_readable(site, "January.")
    website.withdraw(site, "2020-01", "Too.", DAY)
    assert "No edition is published." in text_of(site / "latest/index.html")
    with pytest.raises(UsageError, match="Say why it changes"):
        put(site)
    version, _ = put(site, reason="Corrected.")
    assert (version.number, version.replaces) == (3, 2)
    check_readable(site, "Half came back.")


def test_what_cannot_be_withdrawn(site):
    with pytest.raises(UsageError, match="Edition 2020-02 is not published there"):
        website.withdraw(site, "2020-02", "x", DAY)
    put(site)
    with pytest.raises(UsageError, match="Say why"):
        website.withdraw(site, "2020-02", "", DAY)


def test_a_withdrawal_leaves_what_is_no_version(site):
    put(site)
    (site / "2020-02" / "visits").mkdir()
    (site / "2020-02" / "visits" / "plan.txt").write_text("not ours")
    website.withdraw(site, "2020-02", "Wrong.", DAY)
    assert (site / "2020-02" / "visits" / "plan.txt").read_text() == "not ours"
    assert not (site / "2020-02" / "v1").exists()


def test_a_page_that_is_not_ours_is_never_replaced(site):
    site.mkdir()
    (site / "index.html").write_text("the council's own")
    with pytest.raises(UsageError, match=r"has a page index\.html that auditlib did not publish"):
        put(site)
    assert (site / "index.html").read_text() == "the council's own"
    assert len(list(site.iterdir())) == 1


def test_a_file_that_may_not_be_published_stops_all(site):
    def check(name, content):
        return [Problem(f"{name} holds something.")] if name.endswith("report.docx") else []

    with pytest.raises(BuildError, match=r"v1/report\.docx holds something"):
        website.publish(site, an_edition(), "1" * 64, files(), "", DAY, check)
    assert not site.exists()


def test_a_preview_shows_no_file_that_is_hidden(site):
    put(site)
    (site / "2020-02" / ".hashes.json").write_text("{}")
    server = server_of(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for name, code in (("index.html", 200), (".hashes.json", 404), ("%2ehashes.json", 404), ("charts/", 404)):
            connection = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
            connection.request("GET", f"/2020-02/{name}")
            assert connection.getresponse().status == code, name
            connection.close()
    finally:
        server.shutdown()
        server.server_close()


DAMAGE = {
    "changed: index.html": lambda folder: (folder / "index.html").write_text("x"),
    "changed: v1/report.docx": lambda folder: (folder / "v1/report.docx").write_text("x"),
    "missing: v1": lambda folder: shutil.rmtree(folder / "v1"),
    "missing: v1/charts/1.svg": lambda folder: (folder / "v1/charts/1.svg").unlink(),
    "added: v1/more.html": lambda folder: (folder / "v1/more.html").write_text("x"),
    "added: more.html": lambda folder: (folder / "more.html").write_text("x"),
    "cannot be read: v1/manifest.json": lambda folder: (folder / "v1/manifest.json").write_text("{"),
}


@pytest.mark.parametrize("found", DAMAGE)
def test_verify_names_each_file_that_is_not_as_published(site, found):
    put(site)
    put(site, "Most.", "Late.")
    assert website.verify(site / "2020-02", None)[1] == []
    DAMAGE[found](site / "2020-02")
    assert website.verify(site / "2020-02", None)[1] == [found]


def test_who_changes_files_and_manifest_alike_is_found_by_the_projects_record(site, tmp_path):
    project = Project(tmp_path)
    version, _ = put(site)
    manifest = site / "2020-02/v1/manifest.json"
    website.record(project, version, manifest.read_bytes())
    assert website.verify(site / "2020-02", project)[1] == []
    (site / "2020-02/v1/more.html").write_text("x")
    content = json.loads(manifest.read_text())
    content["files"]["more.html"] = website.versions.__globals__["sha256"](b"x")
    manifest.write_text(json.dumps(content))
    assert website.verify(site / "2020-02", None)[1] == []
    assert website.verify(site / "2020-02", project)[1] == ["not as recorded in the project: v1/manifest.json"]


def test_publishing_again_puts_right_what_somebody_changed(site):
    put(site)
    whole = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for path in whole:
        if path.name != "manifest.json":
            path.write_text("x")
    shutil.rmtree(site / "2020-02/v1/charts")
    put(site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == whole


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("figures.html#fact-1", "../2020-02/v1/figures.html#fact-1"),
        ("charts/1.svg", "../2020-02/v1/charts/1.svg"),
        ("../../index.html", "../index.html"),
        ("#main", "#main"),
        ("https://example.org/a", "https://example.org/a"),
        ("mailto:qa@example.org", "mailto:qa@example.org"),
        ("data:image/png;base64,eA==", "data:image/png;base64,eA=="),
        ("", ""),
    ],
)
def test_addresses_lead_to_the_same_file_from_another_folder(address, expected):
    page = '<p title="href=&quot;x&quot;">href="figures.html"</p><a class="b" href="{}">x</a>'
    assert moved(page.format(address), "2020-02/v1", "latest") == page.format(expected)
