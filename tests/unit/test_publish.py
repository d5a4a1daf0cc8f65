"""The last gate: what must not leave the building, and publishing whole or not at all."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from auditlib.errors import BuildError
from auditlib.facts import Facts
from auditlib.paths import Project
from auditlib.publish import page_faults, publish
from auditlib.settings import Edition

_REFLECTED = ("done_well", "challenges", "tools_comment", "do_differently")
EDITION = Edition(
    edition="2020-02",
    title="Audit Highlights Report",
    months=("2020-01", "2020-02"),
    programme_start="2018-11",
    cut_off=date(2020, 3, 13),
    expects={},
    author="Audit & Practice Standards Team",
    contact="quality.assurance@example.org",
)
#: What leaks are looked for in: one reference, no remarks.
ROWS = SimpleNamespace(
    edition=EDITION,
    references=frozenset({"c-10473"}),
    tables={
        "comments": pd.DataFrame({"publish": [], "text": []}),
        "reflections": pd.DataFrame({name: [] for name in _REFLECTED}),
    },
)
FRAME = (
    '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Audit Highlights Report: January and '
    'February 2020</title><style>p {{ color: #111 }}</style></head><body><a href="#main">Skip</a>'
    '<h1>Audit Highlights Report</h1><main id="main"><h2 id="one">1 Introduction</h2>{}</main></body></html>'
)


def svg(text: str) -> str:
    """An image of an SVG."""
    return f'<img alt="x" src="data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}">'


#: What a page may say, however alike it looks to what it may not.
ALLOWED = [
    "<p>72 of 96 (75%) and/or 1/2, w/e 01/02/2020, CLA/LAC, 31/12/19; 0 of 3 is 0%.</p>",
    "<p>He lives with his nan. Nan said so: her nan was there, of nan and grandad.</p>",
    "<p>29 re-audits were allocated and <strong>none</strong> was returned.</p>",
    "<p>None of the re-audits improved, and none were late. None were returned.</p>",
    '<p><a href="https://example.org/a/b.html">https://example.org/a/b.html</a></p>',
    '<p><a href="mailto:qa@example.org">write</a></p>',
    '<p><a href="figures.html">figures</a> <a href="#one">one</a> <a href="../2019-12/index.html">before</a></p>',
    "<p>4 remarks were recorded, 2 of them about Visits and 2 about Supervision. None …</p>",
    '<p class="a/b/c">Ratio 3:/ and C: the third, D/E.</p>',
    svg('<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><use x:href="#a"/></svg>'),
    "<p><code>{{&lt; var x &gt;}}</code></p>",
]

#: What it may not, and what the message says of it.
REFUSED = [
    ('<a href="file:///etc/x">x</a>', "an address of this machine"),
    ('<a href="/srv/x.html">x</a>', "an address of this machine"),
    ('<a href="C:/x.html">x</a>', "an address of this machine"),
    ('<a href="notebooks/n.ipynb">x</a>', "a link to a notebook"),
    ('<a href="https://example.org/n.IPYNB#a">x</a>', "a link to a notebook"),
    ('<a href="javascript:x()">x</a>', "a link to a script"),
    ('<img alt="x" src="https://example.org/x.png">', "a request for another file"),
    ('<img alt="x" src="//example.org/x.png">', "a request for another file"),
    ('<img alt="x" src="x.png">', "a request for another file"),
    ('<img alt="x" srcset="x.png 2x" src="data:image/png;base64,eA==">', "a request for another file"),
    ('<img alt="x" srcset="data:image/png;base64,eA== 1x, //example.org/x.png 2x">', "a request for another file"),
    ('<link rel="stylesheet" href="https://example.org/x.css">', "the active element <link>"),
    ("<script>x()</script>", "the active element <script>"),
    ('<iframe src="https://example.org"></iframe>', "the active element <iframe>"),
    ("<style>@import 'x.css';</style>", "a request in the style sheet"),
    ("<style>p { background: url(https://example.org/x.png) }</style>", "a request in the style sheet"),
    ('<p style="background: url(x.png)">x</p>', "a script or request in an attribute"),
    ('<p onclick="x()">x</p>', "a script or request in an attribute"),
    ("<p>a<!-- who wrote this --></p>", "a comment"),
    (svg('<svg><image href="https://example.org/x.png"/></svg>'), "an image that asks for another file"),
    (svg("<svg><script>x()</script></svg>"), "an image that asks for another file"),
    (svg("<svg><style>@import url(https://example.org/x.css);</style></svg>"), "an image that asks for another file"),
    ("<p>nan% of audits</p>", "'nan', which stands for a missing value"),
    ("<p>12 of nan</p>", "'nan', which stands for a missing value"),
    ("<p>took nan minutes</p>", "'nan', which stands for a missing value"),
    ("<p>a rate (nan)</p>", "'nan', which stands for a missing value"),
    ("<p>NaN</p>", "'NaN', which stands for a missing value"),
    ("<table><tr><td>nan</td></tr></table>", "'nan', which stands for a missing value"),
    ("<table><tr><td>None</td></tr></table>", "'None', which stands for a missing value"),
    ("<p>Returned: None.</p>", "'None', which stands for a missing value"),
    ("<p>0 of 0 were returned</p>", "'0 of 0', which stands for a missing value"),
    ('<img alt="Bars: nan%" src="data:image/png;base64,eA==">', "'nan', which stands for a missing value"),
    ("<p>NaT</p>", "'NaT', which stands for a missing value"),
    ("<p>?var:audits.rate</p>", "'?var:audits.rate', which is unresolved,"),
    ("<p>?@fig-x</p>", "'?@fig-x', which is unresolved,"),
    ("<p>{{&lt; var x &gt;}}</p>", "'{{<', which is unresolved,"),
    ("<h1>Another</h1>", "not exactly one first heading"),
    ("<h4>Deep</h4>", "a heading that skips a level"),
]


@pytest.mark.parametrize("content", ALLOWED)
def test_what_may_be_published(content: str) -> None:
    assert page_faults(FRAME.format(content), EDITION) == []


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_what_may_not(content: str, message: str) -> None:
    messages = [str(fault) for fault in page_faults(FRAME.format(content), EDITION)]
    assert any(f"the page has {message}" in one for one in messages), messages


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('lang="en-GB"', "", "no language"),
        ('lang="en-GB"', 'lang="de"', "no language"),
        ("January and February 2020</title>", "</title>", "a title that does not name the edition"),
        ("<title>Audit Highlights Report", "<title>Report", "a title that does not name the edition"),
        ("<h1>Audit Highlights Report</h1>", "<h1>Report</h1>", "not exactly one first heading"),
        ("<h1>Audit Highlights Report</h1>", "", "not exactly one first heading"),
        ("<main", "<div", "not exactly one main part"),
    ],
)
def test_language_title_and_heading_must_be_the_editions(old: str, new: str, message: str) -> None:
    html = FRAME.format("<p>x</p>").replace(old, new)
    assert any(message in str(fault) for fault in page_faults(html, EDITION))


def test_messages_do_not_repeat_the_page() -> None:
    html = FRAME.format("<p>Amelia Example, /home/analyst/amelia.csv, nan% of it, ?var:amelia x</p>")
    assert not any("melia" in str(fault).replace("?var:amelia", "") for fault in page_faults(html, EDITION))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a page to publish."""
    page = Project(tmp_path).build("2020-02") / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text(FRAME.format("<p>Good — £5.</p>"), encoding="utf-8")
    return Project(tmp_path)


def test_a_good_page_is_published_with_its_style_and_charts_beside_it(project: Project) -> None:
    page = project.build("2020-02") / "report.html"
    drawing = svg('<svg xmlns="http://www.w3.org/2000/svg"><text>5</text></svg>')
    page.write_text(FRAME.format(f"<p>Good — £5.</p>{drawing}"), encoding="utf-8")
    published, *beside = publish(project, EDITION, page, Facts([]), ROWS)
    assert published == project.site("2020-02") / "index.html"
    text = published.read_text(encoding="utf-8")
    assert "<p>Good — £5.</p>" in text
    assert "data:" not in text and "<style" not in text
    names = ["figures.html", "methods.html", "report.css", "charts/1.svg"]
    assert [path.relative_to(published.parent).as_posix() for path in beside] == names
    assert page_faults(text, EDITION, names) == []
    assert beside[-1].read_text() == '<svg xmlns="http://www.w3.org/2000/svg"><text>5</text></svg>'
    page.write_text(FRAME.format("<p>Good — £5.</p>"), encoding="utf-8")
    publish(project, EDITION, page, Facts([]), ROWS)
    assert not beside[-1].exists()


def test_a_title_may_have_quotation_marks_of_print() -> None:
    named = replace(EDITION, title="Children's Audits")
    html = FRAME.format("<p>Good.</p>").replace("Audit Highlights Report", "Children’s Audits")
    assert page_faults(html, named) == []


def test_the_last_good_page_stays_when_the_new_one_is_refused(project: Project) -> None:
    page = project.build("2020-02") / "report.html"
    published, *_ = publish(project, EDITION, page, Facts([]), ROWS)
    good = published.read_bytes()
    page.write_text(FRAME.format("<p>nan%</p>"), encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        publish(project, EDITION, page, Facts([]), ROWS)
    assert caught.value.exit_code == 5
    assert published.read_bytes() == good
    names = {"index.html", "figures.html", "methods.html", "report.css"}
    assert {one.name for one in published.parent.iterdir()} == names


def test_nothing_is_published_when_there_is_no_page(project: Project) -> None:
    with pytest.raises(BuildError, match="there is no page to publish"):
        publish(project, EDITION, project.build("2020-02") / "other.html", Facts([]), ROWS)
    assert not project.site("2020-02").exists()


@pytest.mark.parametrize(
    "hidden",
    [
        "<p>As in C-10473.</p>",
        "<p>As in C<b>-10473</b>.</p>",
        '<p title="C-10473">As in one case.</p>',
        '<p data-note="C-10473">As in one case.</p>',
        '<p><a href="mailto:C-10473">write</a></p>',
        svg('<svg xmlns="http://www.w3.org/2000/svg"><text>C-10473</text></svg>'),
        svg('<svg xmlns="http://www.w3.org/2000/svg"><metadata><title>C-10473</title></metadata></svg>'),
    ],
)
def test_a_reference_anywhere_on_the_page_stops_it(project: Project, hidden: str) -> None:
    page = project.build("2020-02") / "report.html"
    page.write_text(FRAME.format(hidden), encoding="utf-8")
    with pytest.raises(BuildError, match="has a reference from the returns") as caught:
        publish(project, EDITION, page, Facts([]), ROWS)
    assert "10473" not in str(caught.value)
    assert not project.site("2020-02").exists()
