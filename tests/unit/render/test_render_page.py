"""The finished page: one first heading, readable by everybody, one file, nothing of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring
from workspaces import BARS, EDITION_YML, PROJECT, QUARTO_YML, data_address, rich, small

from auditlib.errors import BuildError
from auditlib.render import render
from auditlib.render.pagecheck import check_page, unresolved
from auditlib.render.places import Place, named
from auditlib.webpage import words

Page = Callable[..., HtmlElement]


@pytest.fixture(scope="module")
def rich_html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a report with everything that is covered."""
    return render(rich(tmp_path_factory.mktemp("rich")), "embedded").page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rich_page(rich_html: str) -> HtmlElement:
    """The same as a tree."""
    return document_fromstring(rich_html.encode())


def test_language_title_and_one_first_heading(rich_page: HtmlElement) -> None:
    assert rich_page.get("lang") == "en-GB"
    assert rich_page.xpath("//title/text()") == ["Audit Highlights Report"]
    assert [words(one) for one in rich_page.iter("h1")] == ["Audit Highlights Report"]
    assert rich_page.xpath("//meta/@name") == ["viewport", "author"]


def test_a_page_title_of_its_own(page: Page) -> None:
    assert page("x", _edition_DOT_yml=EDITION_YML + "pagetitle: 'A & B'\n").xpath("//title/text()") == ["A & B"]


def test_several_authors(page: Page) -> None:
    tree = page("x", _edition_DOT_yml="title: T & *t*\nauthor: [A & Co, B]\n")
    assert [words(one) for one in tree.xpath("//p[@class='author']")] == ["A & Co", "B"]
    assert tree.xpath("//meta[@name='author']/@content") == ["A & Co", "B"]
    assert words(tree.xpath("//h1[em]")[0]) == "T & t"


def test_the_skip_link_leads_to_the_main_part(rich_page: HtmlElement) -> None:
    first = next(iter(rich_page.iter("a")))
    assert first.get("href") == "#main"
    assert [(one.tag, one.get("tabindex")) for one in rich_page.xpath("//*[@id='main']")] == [("main", "-1")]


def test_headings_become_an_outline_without_gaps(page: Page) -> None:
    tree = page("### Deep\n\n# One\n\n### Under\n\n#### Below\n\n## Beside\n\n# Two")
    assert [one.tag for one in tree.xpath("//main/*")] == ["h2", "h2", "h3", "h4", "h3", "h2"]


def test_a_heading_with_a_value_has_a_readable_id(page: Page) -> None:
    tree = page("# Up to {{< var audits.rate >}} now\n\n# Up to {{< var audits.rate >}} now")
    assert tree.xpath("//nav//a/@href") == ["#up-to-88-now", "#up-to-88-now-1"]


def test_every_table_has_headers_with_a_scope(rich_page: HtmlElement) -> None:
    tables = list(rich_page.iter("table"))
    assert len(tables) == 4
    for table in tables:
        assert {cell.get("scope") for cell in table.xpath("./thead//th")} == {"col"}
        assert {cell.get("scope") for cell in table.xpath("./tbody/tr/*[1]")} == {"row"}
        assert table.xpath("./tbody//td/@scope") == []


def test_a_wide_table_can_be_scrolled_by_keyboard(rich_page: HtmlElement) -> None:
    (region,) = rich_page.xpath("//div[table[@id='tbl-areas']]")
    assert dict(region.attrib) == {
        "class": "table-scroll",
        "role": "region",
        "tabindex": "0",
        "aria-label": region.xpath("string(./table/caption)"),
    }
    assert rich_page.xpath("//div[table[@id='tbl-inside']]/@tabindex") == []


def test_numbers_stand_on_the_right_also_where_the_report_does_not_say_so(page: Page) -> None:
    rows = "| Area | n | share | words |\n|--|--|--|--|\n| A | 1,026 | 12.5% | x |\n| B | 7 | 75% (3 of 4) | 1 |\n\n: c"
    header, first, _ = page(rows).xpath("//tr")
    assert [one.get("class") for one in header] == [None, "align-right", "align-right", None]
    assert [one.get("class") for one in first] == [None, "align-right", "align-right", None]


def test_no_element_has_a_style_that_a_strict_policy_would_drop(rich_page: HtmlElement) -> None:
    assert rich_page.xpath("//*[not(self::img)]/@style") == []


def test_every_image_is_inside_and_has_alternative_text(rich_page: HtmlElement) -> None:
    assert all(image.get("src").startswith("data:image/svg+xml;base64,") for image in rich_page.iter("img"))
    assert all(image.get("alt") for image in rich_page.iter("img"))


def test_files_of_the_document_are_put_into_the_page(tmp_path: Path) -> None:
    workspace = small(tmp_path, "a\n\n![own%20drawing.svg](<own drawing.svg>)\n", a_DOT_svg=BARS)
    (workspace / "own drawing.svg").write_text(BARS, encoding="utf-8")
    style = workspace / "assets" / "report.css"
    style.write_text(style.read_text(encoding="utf-8") + '\nmain { background: url("../a.svg"); }\n', encoding="utf-8")
    tree = document_fromstring(render(workspace, "embedded").page.read_bytes())
    assert tree.xpath("//main//img/@src") == [data_address()]
    assert tree.xpath("//main//img/@alt") == ["own%20drawing.svg"]
    assert f"url({data_address()})" in tree.xpath("string(//style)")


def test_files_stay_beside_the_page_where_the_document_says_so(tmp_path: Path) -> None:
    yml = QUARTO_YML.replace("embed-resources: true", "embed-resources: false")
    tree = document_fromstring(
        render(
            small(tmp_path, "![A drawing](a.svg)\n", a_DOT_svg=BARS, _quarto_DOT_yml=yml), "embedded"
        ).page.read_bytes()
    )
    assert tree.xpath("//main//img/@src") == ["a.svg"]
    assert tree.xpath("//link/@href") == ["assets/report.css"]


def test_nothing_runs_and_nothing_is_asked_for(rich_page: HtmlElement) -> None:
    assert rich_page.xpath("//script|//link|//iframe|//object|//embed|//form|//button|//base") == []
    assert [one.tag for one in rich_page.iter() if any(name.startswith("on") for name in one.attrib)] == []
    assert "url(" not in rich_page.xpath("string(//style)")
    assert "@import" not in rich_page.xpath("string(//style)")


def test_nothing_tells_of_the_machine(rich_html: str, tmp_path: Path) -> None:
    for trace in ("/home/", "papermill", "execution_count", ".ipynb", "pandoc", str(tmp_path.anchor) + "tmp"):
        assert trace not in re.sub(r"data:image/[^\"]+", "", rich_html), trace
    assert "<!--" not in rich_html


def test_two_renders_are_the_same_bytes(rich_html: str, tmp_path: Path) -> None:
    assert render(rich(tmp_path), "embedded").page.read_text(encoding="utf-8") == rich_html


def test_text_comes_through_unchanged(page: Page) -> None:
    text = "naïve — £5 “q” 日本 a & b < c 1\u00a0063 it’s"
    assert page(text.replace("<", "\\<")).xpath("string(//main/p)") == text


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>?var:a.b</p>", ["?var:a.b"]),
        ("<p>x <strong>?meta:title</strong></p>", ["?meta:title"]),
        ("<p><strong>?@fig-a</strong> and @tbl-b</p>", ["?@fig-a", "@tbl-b"]),
        ("<p>?invalid meta type:x</p>", ["?invalid"]),
        ("<p>{{&lt; var x &gt;}}</p>", ["{{<", ">}}"]),
        ('<p title="{{&lt; x">y</p>', ["{{<"]),
        ("<figcaption>?(caption)</figcaption>", ["?(caption)"]),
        ("<p>a[^1] b</p>", ["[^1]"]),
        ("<code>?var:x {{&lt; y &gt;}}</code>", ["?var:x"]),
        ("<p>What? Me @ home: why?</p>", []),
    ],
)
def test_marks_of_what_is_unresolved_are_found(html: str, found: list[str]) -> None:
    text = f"<html><body><main>{html}</main></body></html>"
    assert unresolved(document_fromstring(text)) == found
    if found:
        with pytest.raises(BuildError, match="is left on it, unresolved"):
            check_page(text)


def test_places_name_file_line_and_cell() -> None:
    line = Place("report.qmd", 3)
    assert str(Place("content/a.md", 2, through=line)) == "content/a.md line 2 (used by report.qmd line 3)"
    assert str(Place("n.ipynb", 7, cell="chart", through=line)) == "n.ipynb cell 'chart' (used by report.qmd line 3)"
    assert named("audits.rate") == "'audits.rate'"
    assert named("Amelia was seen") == "(not shown: it is not a plain name)"


def _contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_look_has_enough_contrast() -> None:
    sheet = (PROJECT / "assets" / "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet))
    for ground in ("paper", "tint"):
        for text in ("ink", "quiet", "accent", "link"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for mark in (colours["line"], *re.findall(r"border-left-color: (#[0-9a-f]{6})", sheet)):
            assert _contrast(mark, colours[ground]) >= 3, (mark, ground)
    assert _contrast("#000000", colours["focus"]) >= 4.5
