"""The finished page: an outline without gaps, readable by everybody, one file, nothing of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from workspaces import BARS, EDITION_YML, PROJECT, cell, notebook, rich, small

from auditlib.errors import BuildError
from auditlib.render import render_embedded
from auditlib.render.document import check_source
from auditlib.render.finish import finish
from auditlib.render.html import even_out, make, parse_page, to_text, words
from auditlib.render.pagecheck import check_page, unresolved
from auditlib.render.places import Place, named

Page = Callable[..., HtmlElement]


@pytest.fixture(scope="module")
def rich_html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a report with everything that is covered."""
    return render_embedded(rich(tmp_path_factory.mktemp("rich"))).page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rich_page(rich_html: str) -> HtmlElement:
    """The same as a tree."""
    return parse_page(rich_html)


def test_language_title_and_one_first_heading(rich_page: HtmlElement) -> None:
    assert rich_page.get("lang") == "en-GB"
    assert rich_page.xpath("//title/text()") == ["Audit Highlights Report – January and February 2020"]
    assert [words(one) for one in rich_page.iter("h1")] == ["Audit Highlights Report"]
    assert rich_page.xpath("//meta/@name") == ["viewport", "author"]


def test_a_page_title_of_its_own(page: Page) -> None:
    assert page("x", _edition_DOT_yml=EDITION_YML + "pagetitle: 'A & B'\n").xpath("//title/text()") == ["A & B"]


def test_several_authors(page: Page) -> None:
    tree = page("x", _edition_DOT_yml="title: T & *t*\nauthor: [A & Co, B]\n")
    assert [words(one) for one in tree.xpath("//p[@class='author']")] == ["A & Co", "B"]
    assert tree.xpath("//meta[@name='author']/@content") == ["A & Co, B"]
    assert to_text(tree.xpath("//h1")[0]) == "<h1>T &amp; <em>t</em></h1>"


def test_the_skip_link_leads_to_the_main_part(rich_page: HtmlElement) -> None:
    first = next(iter(rich_page.iter("a")))
    assert first.get("href") == "#main"
    assert [(one.tag, one.get("tabindex")) for one in rich_page.xpath("//*[@id='main']")] == [("main", "-1")]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("1 2 2 1", "2 3 3 2"),
        ("1 3 3", "2 3 3"),
        ("2 3 2", "2 3 2"),
        ("3 1 4 2", "2 2 3 3"),
        ("1 2 3 4 5 6", "2 3 4 5 6 6"),
    ],
)
def test_headings_become_an_outline_without_gaps(page: Page, levels: str, expected: str) -> None:
    tree = page("\n\n".join(f"{'#' * int(level)} H{number}" for number, level in enumerate(levels.split())))
    assert [one.tag[1] for one in tree.xpath("//main/*")] == expected.split()


def test_headings_that_cells_put_out_belong_to_the_outline(page: Page) -> None:
    report = "# One\n\n{{< embed n.ipynb#months >}}\n\n## Two\n\n{{< embed n.ipynb#months2 >}}"
    book = notebook(cell("months", "### January\n\n### February"), cell("months2", "### January\n\nx"))
    tree = page(report, n_DOT_ipynb=book)
    found = [(one.tag, words(one), one.get("id")) for one in tree.xpath("//main/*[starts-with(name(), 'h')]")]
    assert found == [
        ("h2", "1 One", "one"),
        ("h3", "January", "january"),
        ("h3", "February", "february"),
        ("h3", "Two", "two"),
        ("h4", "January", "january-1"),
    ]


@settings(max_examples=200)
@given(st.lists(st.integers(1, 6), max_size=12))
def test_no_outline_skips_a_level(levels: list[int]) -> None:
    from auditlib.render.finish import _headings

    main = make("main", *(make(f"h{level}", "x") for level in levels))
    _headings(main)
    found = [1, *(int(one.tag[1]) for one in main)]
    assert all(after <= before + 1 for before, after in zip(found, found[1:], strict=False))


def test_a_heading_with_a_value_has_a_readable_id(page: Page) -> None:
    tree = page("# From {{< var audits.rate >}} up\n\n# From {{< var audits.rate >}} up")
    assert tree.xpath("//h2[not(@id='contents')]/@id") == ["from-88-up", "from-88-up-1"]
    assert tree.xpath("//nav//a/@href") == ["#from-88-up", "#from-88-up-1"]


def test_every_table_has_headers_with_a_scope_and_a_labelled_region(rich_page: HtmlElement) -> None:
    for table in rich_page.iter("table"):
        assert {cell.get("scope") for cell in table.xpath("./thead//th")} == {"col"}
        assert all([one.tag for one in row][0] == "th" for row in table.xpath("./tbody/tr"))
        assert {cell.get("scope") for cell in table.xpath("./tbody//th")} == {"row"}
        region = table.getparent()
        assert (region.get("class"), region.get("role")) == ("table-scroll", "region")
        assert table.find("caption").get("id") == region.get("aria-labelledby")


def test_a_wide_table_can_be_scrolled_by_keyboard(rich_page: HtmlElement) -> None:
    assert rich_page.xpath("//div[table[@id='tbl-areas']]/@tabindex") == ["0"]
    assert rich_page.xpath("//div[table[@id='tbl-inside']]/@tabindex") == []


def test_numbers_stand_on_the_right_also_where_the_report_does_not_say_so(page: Page) -> None:
    rows = "| Area | n | share | words |\n|--|--|--|--|\n| A | 1,026 | 12.5% | x |\n| B | – | c | 1 |\n\n: c"
    header, first, _ = page(rows).xpath("//tr")
    assert [one.get("class") for one in header] == [None, "align-right", "align-right", None]
    assert [one.get("class") for one in first] == [None, "align-right", "align-right", None]


def test_an_empty_corner_is_not_a_header(page: Page) -> None:
    tree = page("|  | n |\n|--|--|\n| A | 1 |\n\n: c")
    assert [one.tag for one in tree.xpath("//thead//*[self::th or self::td]")] == ["td", "th"]


def test_a_table_without_titles_has_no_empty_head(page: Page) -> None:
    tree = page("|  |  |\n|--|--|\n| A | 1 |\n\n: c")
    assert tree.xpath("//thead") == []
    assert tree.xpath("//th/@scope") == ["row"]


def test_every_image_is_inside_and_has_alternative_text(rich_page: HtmlElement) -> None:
    assert all(image.get("src").startswith("data:image/svg+xml;base64,") for image in rich_page.iter("img"))
    assert all(image.get("alt") for image in rich_page.iter("img"))


def test_nothing_runs_and_nothing_is_asked_for(rich_page: HtmlElement) -> None:
    assert rich_page.xpath("//script|//link|//iframe|//object|//embed|//form|//button|//base") == []
    assert [one.tag for one in rich_page.iter() if any(name.startswith("on") for name in one.attrib)] == []
    addresses = [
        value for one in rich_page.iter() if one.tag != "a" for value in (one.get("src"), one.get("href")) if value
    ]
    assert all(value.startswith("data:") for value in addresses)
    assert "url(" not in rich_page.xpath("string(//style)")
    assert "@import" not in rich_page.xpath("string(//style)")


def test_nothing_tells_of_the_machine(rich_html: str, tmp_path: Path) -> None:
    for trace in ("/home/", "papermill", "execution_count", "data-", ".ipynb", "pandoc", str(tmp_path.anchor) + "tmp"):
        assert trace not in re.sub(r"data:image/[^\"]+", "", rich_html), trace
    assert "<!--" not in rich_html


def test_two_renders_are_the_same_bytes(rich_html: str, tmp_path: Path) -> None:
    assert render_embedded(rich(tmp_path)).page.read_text(encoding="utf-8") == rich_html


def test_every_style_sheet_is_inside(page: Page) -> None:
    tree = page(
        "x",
        one_DOT_css="p { color: #111111; }",
        look_DOT_css="h1 > em { color: #222222; }",
        _quarto_DOT_yml="metadata-files: [_edition.yml]\nformat:\n  html:\n    css: [one.css, look.css]\n",
    )
    assert "p { color: #111111; }\nh1 > em { color: #222222; }" in tree.xpath("string(//style)")


def test_a_style_sheet_cannot_end_the_style(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="style sheet"):
        render_embedded(small(tmp_path, "x", look_DOT_css="p {} </style><script>"))


def test_text_comes_through_unchanged(page: Page) -> None:
    text = "naïve — £5 “q” 日本 a & b < c 1\u00a0063 it’s"
    assert page(text.replace("<", "\\<")).xpath("string(//main/p)") == text


@given(
    st.text(alphabet="ab \n<&", max_size=20),
    st.text(alphabet="ab \n<&", max_size=20),
    st.sampled_from(["em", "br", "ul"]),
)
def test_evening_out_white_space_changes_nothing_that_a_reader_sees(first: str, second: str, tag: str) -> None:
    def shown(element: HtmlElement) -> str:
        return " ".join(re.sub(r"\s+", " ", part).strip() for part in element.itertext() if part.strip())

    inner = make(tag, make("li", first)) if tag == "ul" else make(tag, *([] if tag == "br" else [first]))
    root = make("div", make("p", first, inner, second) if tag != "ul" else inner, make("pre", first))
    before = shown(root)
    even_out(root)
    assert shown(root) == before
    assert (root.find("pre").text or "") == first


def test_an_id_that_got_lost_on_the_way_is_noticed(tmp_path: Path) -> None:
    document = check_source(small(tmp_path, "![A](a.svg){#fig-a}", a_DOT_svg=BARS))
    shell = '<header id="title-block-header"><h1>T</h1></header><main>{}</main>'
    with pytest.raises(BuildError, match="'fig-a' is missing"):
        finish(shell.format("<p>x</p>"), document)
    with pytest.raises(BuildError, match="the id 'fig-a' stands twice"):
        finish(shell.format('<p id="fig-a">x</p><p id="fig-a">y</p>'), document)
    with pytest.raises(BuildError, match="'#gone', which is not on the page"):
        finish(shell.format('<p id="fig-a"><a href="#gone">x</a></p>'), document)


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>?var:a.b</p>", ["?var:a.b"]),
        ("<p>x <strong>?meta:title</strong></p>", ["?meta:title"]),
        ("<p><strong>?@fig-a</strong></p>", ["?@fig-a"]),
        ("<p>?invalid meta type:x</p>", ["?invalid"]),
        ("<p>{{&lt; var x &gt;}}</p>", ["{{<", ">}}"]),
        ('<p title="{{&lt; x">y</p>', ["{{<"]),
        ("<p>b58fc729-690b-4000-b19f-365a4093b2ff;41;</p>", ["b58fc729-690b-4000-b19f-365a4093b2ff;41;"]),
        ("<figcaption>?(caption)</figcaption>", ["?(caption)"]),
        ("<code>?var:x {{&lt; y &gt;}}</code>", ["?var:x"]),
        ('<p><span class="literal">{{&lt; var x &gt;}}</span> shown</p>', []),
        ("<p>What? Me @ home: why?</p>", []),
    ],
)
def test_marks_of_what_is_unresolved_are_found(html: str, found: list[str]) -> None:
    tree = parse_page(f"<html><body><main>{html}</main></body></html>")
    assert unresolved(tree) == found
    if found:
        with pytest.raises(BuildError, match="is left on it, unresolved"):
            check_page(tree)


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
