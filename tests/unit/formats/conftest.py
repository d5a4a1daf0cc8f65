"""A page with one of everything, and a way to read documents back."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest

from auditlib.formats.alone import alone
from auditlib.settings import Edition

ASSETS = Path(__file__).resolve().parents[3] / "assets"
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
BARS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="360pt" height="150pt" viewBox="0 0 360 150">'
    '<rect x="20" y="20" width="90" height="110" fill="#12436d"/></svg>'
)
CHART = f"data:image/svg+xml;base64,{base64.b64encode(BARS.encode()).decode()}"
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Audit Highlights Report: January and February 2020</title>
<style>p {{ color: #111 }}</style></head><body><header class="title-block"><h1>Audit Highlights Report</h1></header>
<main id="main" tabindex="-1">
<div class="edition"><ul><li><a href="methods.html">How we count</a></li>
<li>Counts returns up to 13 March 2020</li></ul></div>
<h2 id="sec-summary">What matters most</h2>
<div class="headline-figures">
<div class="headline-figure"><p>Audits returned<br><strong>82%</strong><br>62 of 76</p></div>
<div class="headline-figure"><p>Waiting<br><strong>28</strong><br>7 for long</p></div></div>
<div class="counted-below">
<p><a href="figures.html#passage-1" id="passage-1" class="counted">How this was counted</a></p></div>
<h2 id="sec-introduction"><span class="header-section-number">1</span> Introduction</h2>
<p>{text} <a href="figures.html#passage-2" id="passage-2" class="counted">How this was counted</a></p>
<p>It differs by −2.5 points, from 85% <span class="together">(11 of 13)</span>.</p>
<p>Rules are in <a href="methods.html">how figures are counted</a>; see
<a href="#tbl-returns">Table&nbsp;1</a>.</p>
<h3 id="more">Further details</h3>
<figure id="fig-returns"><div class="figure-scroll" role="region" tabindex="0" aria-label="Figure 1">
<img src="{chart}" alt="{alt}"></div>
<figcaption><span class="caption-label">Figure 1:</span> Audits returned: 82%.</figcaption></figure>
<div class="table-scroll" role="region" tabindex="0" aria-label="Table 1">
<table id="tbl-returns"><caption><span class="caption-label">Table 1:</span> Audits returned by area.</caption>
<thead><tr><th scope="col">Area</th><th scope="col" class="align-right">Allocated</th>
<th scope="col" class="align-right">Compliance</th></tr></thead>
<tbody><tr><th scope="row">{area}</th><td class="align-right">1,235</td>
<td class="align-right">82% (62 of 76)</td></tr>
<tr><th scope="row">All areas</th><td class="align-right">28</td>
<td class="align-right">0% (0 of 28)</td></tr></tbody></table>
</div>
</main></body></html>"""


def page_with(text: str = "72 of 96.", area: str = "North East", alt: str = "Columns: 82%.") -> str:
    """A rendered page; what is given is HTML."""
    return PAGE.format(text=text, area=area, alt=alt, chart=CHART)


@pytest.fixture
def edition() -> Edition:
    return replace(EDITION)


@pytest.fixture
def page() -> Callable[..., object]:
    """Make the tree of a page that stands alone."""
    return lambda **given: alone(page_with(**given))


@pytest.fixture
def words_of(parts_of) -> Callable[[bytes], list[str]]:
    """The paragraphs of a Word document, those of its tables' cells among them."""

    def read(document: bytes) -> list[str]:
        name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        body = ElementTree.fromstring(parts_of(document)["word/document.xml"])
        return ["".join(text.text for text in paragraph.iter(f"{name}t")) for paragraph in body.iter(f"{name}p")]

    return read


@pytest.fixture
def text_of() -> Callable[[bytes], str]:
    """What a PDF says, on one line."""

    def read(document: bytes) -> str:
        pages = pypdfium2.PdfDocument(document)
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)

    return read


@pytest.fixture
def parts_of() -> Callable[[bytes], dict[str, str]]:
    """The XML of a package of Word or Excel, by name."""

    def read(document: bytes) -> dict[str, str]:
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            return {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}

    return read
