"""Comparing two pages finds what differs for a reader, and nothing else."""

from __future__ import annotations

import pytest

from auditlib.render.compare import same_content

PAGE = (
    '<html lang="en-GB"><head><title>T</title></head><body><nav><a href="#a">A</a></nav><main><h2 id="a">A</h2>'
    '<p>Of 96 audits, <a href="#fig-a">Figure 1</a> shows 72.</p>'
    '<figure id="fig-a"><img src="data:x" alt="Bars: 75%"><figcaption>Figure 1: Bars</figcaption></figure>'
    '<table id="tbl-a"><caption>Table 1: Areas</caption><tr><th scope="col">Area</th><td>East</td></tr></table>'
    "</main></body></html>"
)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("<title>T<", "<title>U<", "title"),
        ("<h2 id", "<h3 id", "headings"),
        ("72.", "73.", "numbers"),
        ("Bars: 75%", "Bars: 76%", "figures"),
        ('id="fig-a"', 'id="fig-b"', "figures"),
        ("data:x", "data:y", "figures"),
        ("Figure 1: Bars", "Figure 1: Lines", "captions"),
        ("East", "West", "tables"),
        ("<td>East</td>", '<th scope="row">East</th>', "tables"),
        ('href="#fig-a"', 'href="#fig-b"', "references"),
        ('<nav><a href="#a">A</a>', "<nav>", "contents"),
        (" shows", " says", "text"),
    ],
)
def test_a_difference_is_found(old: str, new: str, part: str) -> None:
    assert any(line.startswith(part) for line in same_content(PAGE, PAGE.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("<p>Of 96 audits,", "<p>\n  Of 96\n audits,"), ("<main>", '<main class="x">'), ("<h2 id", '<h2 class="y" id')],
)
def test_what_no_reader_sees_is_no_difference(old: str, new: str) -> None:
    assert same_content(PAGE, PAGE) == same_content(PAGE, PAGE.replace(old, new)) == []
