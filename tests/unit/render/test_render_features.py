"""What the embedded renderer covers, one feature at a time: a small report in, what the page must have out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import HtmlElement
from workspaces import BARS, EDITION_YML, QUARTO_YML, cell, data_address, notebook

from auditlib.render.source import embeds
from auditlib.webpage import words

Main = Callable[..., str]
Page = Callable[..., HtmlElement]
NBSP = "\u00a0"
PICTURE = {"a_DOT_svg": BARS}
TABLE = "| Area | Audits |\n|:--|--:|\n| East | 12 |\n\n: Audits by area {#tbl-area}\n"


def test_var_puts_a_value_into_text_as_markdown(main: Main) -> None:
    html = main("{{< var audits.returned >}} audits, {{< var words.strong >}}, x{{<var audits.rate>}}y.")
    assert html == "<p>1,088 audits, a <strong>bold</strong> claim, x88%y.</p>"


@pytest.mark.parametrize("around", ["**{}**", "*{}*", "'{}'", '"{}"', "({})", "{}, and", "~~{}~~"])
def test_var_stands_wherever_a_word_can(main: Main, around: str) -> None:
    assert main(around.format("{{< var audits.rate >}}")) == main(around.format("88%"))


def test_an_empty_value_prints_nothing(main: Main) -> None:
    assert main("a{{< var words.empty >}}b") == "<p>ab</p>"


def test_var_in_links_and_attributes(main: Main) -> None:
    html = main(
        '[write](mailto:{{< var words.mail >}}) [see](https://e.org/{{< var place >}}){title="at {{< var place >}}"}',
        _variables_DOT_yml="place: a-b\nwords: {mail: qa@example.org}\n",
    )
    assert '<a href="mailto:qa@example.org">write</a>' in html
    assert '<a href="https://e.org/a-b" title="at a-b">see</a>' in html


def test_var_in_code_is_resolved(main: Main) -> None:
    html = main("`{{< var audits.rate >}}`\n\n```\n{{< var audits.rate >}}\n```")
    assert html == "<p><code>88%</code></p> <pre><code>88%</code></pre>"


@pytest.mark.parametrize("escaped", ["{{{< var audits.rate >}}}", "{{</* var audits.rate */>}}"])
def test_an_escaped_shortcode_is_shown_in_code(page: Page, escaped: str) -> None:
    assert words(page(f"Write `{escaped}`.").xpath("//main/p/code")[0]).split() == ["{{<", "var", "audits.rate", ">}}"]


def test_meta_reads_titles_and_the_documents_own_keys(main: Main) -> None:
    html = main(
        "{{< meta title >}}, {{< meta subtitle >}}: {{< meta has.reaudits >}}, {{< meta own.key >}}",
        _edition_DOT_yml=EDITION_YML + "own:\n  key: mine\n",
    )
    assert html == "<p>Audit Highlights Report, January and February 2020: true, mine</p>"


def test_front_matter_wins_over_metadata_files_and_they_over_the_project(page: Page) -> None:
    tree = page(
        "---\nsubtitle: From the front matter\n---\n\n{{< meta where >}}",
        _quarto_DOT_yml=QUARTO_YML + "where: project\nsubtitle: project\n",
        _edition_DOT_yml=EDITION_YML + "where: metadata file\n",
    )
    assert words(tree.xpath("//main/p")[0]) == "metadata file"
    assert words(tree.xpath("//p[@class='subtitle']")[0]) == "From the front matter"


def test_include_takes_in_a_file_and_its_includes(main: Main) -> None:
    html = main(
        "before\n\n{{< include content/a.md >}}\nafter",
        content__a_DOT_md="A {{< var audits.rate >}}\n\n{{< include content/b.md >}}",
        content__b_DOT_md="B",
    )
    assert html == "<p>before</p> <p>A 88%</p> <p>B</p> <p>after</p>"


def test_embed_puts_in_what_a_labelled_cell_put_out(main: Main) -> None:
    book = notebook(cell("one", "One **{{< var audits.rate >}}**."), cell("two", "- a\n- b"))
    html = main("{{< embed n.ipynb#two >}}\n\nThen\n\n{{< embed n.ipynb#one >}}", n_DOT_ipynb=book)
    assert html == "<ul> <li>a</li> <li>b</li> </ul> <p>Then</p> <p>One <strong>88%</strong>.</p>"


def test_code_in_a_sentence_that_begins_a_line_begins_no_block(main: Main) -> None:
    html = main("```a``` is code.\n\n{{< embed n.ipynb#one >}}", n_DOT_ipynb=notebook(cell("one", "One.")))
    assert html == "<p><code>a</code> is code.</p> <p>One.</p>"


def test_a_report_embeds_what_stands_alone_on_its_line_outside_code(tmp_path: Path) -> None:
    report = tmp_path / "report.qmd"
    report.write_text(
        "{{< embed notebooks/a.b.ipynb#one >}}\n\n<!-- {{< embed notebooks/c.ipynb#one >}} -->\n\n"
        "```\n{{< embed notebooks/d.ipynb#one >}}\n```\n\n{{< embed 'notebooks/e.ipynb#fig-two' >}}\n"
    )
    assert embeds(report) == [("a.b", "one"), ("e", "fig-two")]


def test_a_cell_with_an_empty_markdown_text_leaves_nothing(main: Main) -> None:
    html = main("a\n\n{{< embed n.ipynb#nothing >}}\n\nb", n_DOT_ipynb=notebook(cell("nothing", "")))
    assert html == "<p>a</p> <p>b</p>"


@pytest.mark.parametrize("kind", ["note", "tip", "important", "warning", "caution"])
def test_callouts_say_what_kind_they_are(main: Main, kind: str) -> None:
    html = main(f"::: {{.callout-{kind}}}\nBody.\n:::")
    assert html == f"<blockquote> <p><strong>{kind.capitalize()}</strong></p> <p>Body.</p> </blockquote>"


@pytest.mark.parametrize(
    "report",
    [
        '::: {.callout-note title="Mind *{{< var audits.rate >}}*"}\nBody.\n:::',
        "::: {.callout-note}\n## Mind *{{< var audits.rate >}}*\n\nBody.\n:::",
        "::: {.callout-note}\n# Mind *{{< var audits.rate >}}* {#ignored}\nBody.\n:::",
    ],
)
def test_a_callouts_title_is_an_attribute_or_a_heading(main: Main, report: str) -> None:
    assert "<p><strong>Mind <em>88%</em></strong></p> <p>Body.</p>" in main(report)


def test_figures_are_numbered_in_order_with_caption_and_alternative_text(page: Page) -> None:
    tree = page(
        '![First *one*.](a.svg){#fig-one fig-alt="Alt {{< var audits.rate >}}" width=50%}\n\n'
        '![](a.svg){#fig-two fig-alt="Two"}',
        **PICTURE,
    )
    first, second = tree.xpath("//figure")
    assert (first.get("id"), second.get("id")) == ("fig-one", "fig-two")
    assert words(first.find("figcaption")) == "Figure 1: First one."
    assert words(second.find("figcaption")) == "Figure 2"
    image = first.xpath(".//img")[0]
    assert image.get("alt") == "Alt 88%"
    assert "width:50" in image.get("style").replace(" ", "")
    assert image.get("src") == data_address()


def test_alternative_text_falls_back_to_the_caption(page: Page) -> None:
    assert page("![What it shows](a.svg){#fig-a}", **PICTURE).xpath("//img/@alt") == ["What it shows"]


def test_a_figure_without_an_id_has_a_caption_and_no_number(page: Page) -> None:
    figure = page("![Just so](a.svg)\n\n![inline](a.svg) in text", **PICTURE).xpath("//figure")
    assert [words(one.find("figcaption")) for one in figure] == ["Just so"]


def test_a_figure_may_have_its_id_on_a_div(page: Page) -> None:
    tree = page('::: {#fig-a}\n![](a.svg){fig-alt="Alt"}\n\nThe caption.\n:::\n\nSee @fig-a.', **PICTURE)
    assert [words(one) for one in tree.xpath("//figure[@id='fig-a']/figcaption")] == ["Figure 1: The caption."]
    assert words(tree.xpath("//main/p")[0]) == f"See Figure{NBSP}1.".replace(NBSP, " ")


@pytest.mark.parametrize(
    "report",
    [
        TABLE,
        "::: {#tbl-area}\n| Area | Audits |\n|:--|--:|\n| East | 12 |\n\nAudits by area\n:::\n",
        "::: {#tbl-area}\n| Area | Audits |\n|:--|--:|\n| East | 12 |\n\n: Audits by area\n:::\n",
    ],
)
def test_tables_are_numbered_with_caption_and_id(page: Page, report: str) -> None:
    table = page(report).xpath("//table")[0]
    assert table.get("id") == "tbl-area"
    assert words(table.find("caption")) == "Table 1: Audits by area"
    assert [words(one) for one in table.iter("th", "td")] == ["Area", "Audits", "East", "12"]


def test_a_table_without_an_id_keeps_its_caption(page: Page) -> None:
    table = page("| a | b |\n|--|--|\n| x | 1 |\n\n: Plain").xpath("//table")[0]
    assert (table.get("id"), words(table.find("caption"))) == (None, "Plain")


@pytest.mark.parametrize(
    ("reference", "text", "target"),
    [
        ("@fig-a", f"Figure{NBSP}1", "fig-a"),
        ("@Fig-a", f"Figure{NBSP}1", "fig-a"),
        ("[@fig-a]", f"Figure{NBSP}1", "fig-a"),
        ("[-@fig-a]", "1", "fig-a"),
        ("-@fig-a", "1", "fig-a"),
        ("[see @fig-a]", f"see{NBSP}1", "fig-a"),
        ("@tbl-area", f"Table{NBSP}1", "tbl-area"),
        ("@sec-two", f"Section{NBSP}1.1", "sec-two"),
        ("@sec-three", f"Section{NBSP}2", "sec-three"),
    ],
)
def test_references_read_as_quarto_prints_them(page: Page, reference: str, text: str, target: str) -> None:
    report = (
        f"# One\n\n## Two {{#sec-two}}\n\n# Three {{#sec-three}}\n\nX {reference}.\n\n{TABLE}\n![A](a.svg){{#fig-a}}"
    )
    link = page(report, **PICTURE).xpath("//main/p/a[@class='quarto-xref']")[0]
    assert ("".join(link.itertext()), link.get("href")) == (text, f"#{target}")


def test_several_references_in_brackets(page: Page) -> None:
    tree = page(f"[@tbl-area; @fig-a]\n\n{TABLE}\n![A](a.svg){{#fig-a}}", **PICTURE)
    assert words(tree.xpath("//main/p")[0]) == f"Table{NBSP}1, Figure{NBSP}1".replace(NBSP, " ")


def test_references_stand_in_captions_callouts_and_values(page: Page) -> None:
    tree = page(
        f'{TABLE}\n![See @tbl-area](a.svg){{#fig-a fig-alt="A"}}\n\n::: {{.callout-note title="See @fig-a"}}\n'
        "{{< var see >}}\n:::",
        a_DOT_svg=BARS,
        _variables_DOT_yml="see: see @tbl-area\n",
    )
    assert tree.xpath("//figcaption/a/@href|//blockquote//strong/a/@href") == ["#tbl-area", "#fig-a"]
    assert words(tree.xpath("//blockquote/p[2]")[0]) == "see Table 1"


def test_a_report_whose_highest_headings_are_of_level_two_numbers_them_one_two_three(page: Page) -> None:
    tree = page("## One {#sec-one}\n\n### Deep {#sec-deep}\n\nx @sec-one @sec-deep")
    assert words(tree.xpath("//main/p")[0]) == "x Section 1 Section 1.1"


def test_sections_are_numbered_and_the_parts_in_them_are_not(page: Page) -> None:
    report = "# One\n\n## Two\n\n# Not {.unnumbered}\n\n# Three"
    assert [words(one) for one in page(report).xpath("//main/h2|//main/h3")] == ["1 One", "Two", "Not", "2 Three"]
    none = page(report, _quarto_DOT_yml=QUARTO_YML.replace("number-sections: true", "number-sections: false"))
    assert [words(one) for one in none.xpath("//main/h2")] == ["One", "Not", "Three"]


def test_the_contents_list_headings_down_to_the_depth_asked_for(page: Page) -> None:
    report = "# One {#sec-one}\n\n## Two\n\n### Three\n\n# Hidden {.unnumbered .unlisted}\n\n# Last\n\n## *Em*^[note]"
    nav = page(report, _quarto_DOT_yml=QUARTO_YML.replace("toc-depth: 2", "toc-depth: 3")).xpath("//nav")[0]
    assert words(nav.find("h2")) == "Contents"
    assert [(words(link), link.get("href")) for link in nav.iter("a")] == [
        ("1 One", "#sec-one"),
        ("Two", "#two"),
        ("2 Last", "#last"),
        ("Em", "#em"),
    ]
    assert [words(link) for link in nav.xpath("./details/ul/li/ul/li/a")] == ["Two", "Em"]
    without = page(report, _quarto_DOT_yml=QUARTO_YML.replace("toc: true", "toc: false"))
    assert without.xpath("//nav") == []


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ('.content-visible when-meta="has.reaudits"', True),
        ('.content-visible when-meta="has.supervision"', False),
        ('.content-visible unless-meta="has.supervision"', True),
        ('.content-hidden when-meta="has.reaudits"', False),
        ('.content-hidden unless-meta="has.reaudits"', True),
        ('.content-visible when-format="html"', True),
        ('.content-visible when-format="pdf"', False),
        ('.content-visible unless-format="docx"', True),
        ('.content-hidden when-format="html"', False),
        ('.content-visible when-meta="has.reaudits" when-format="pdf"', False),
        ('.content-visible when-meta="has.reaudits" unless-format="pdf"', True),
    ],
)
def test_conditions_show_and_hide(main: Main, condition: str, shown: bool) -> None:
    report = f"::: {{{condition}}}\n# Part {{#sec-part}}\n\nShown.\n:::\n\n[Inline]{{{condition}}}\n\nx\n\n# End"
    html = main(report)
    assert ("Shown." in html, "Inline" in html) == (shown, shown)
    assert f'<span class="header-section-number">{2 if shown else 1}</span> End' in html


def test_comments_are_not_published(main: Main) -> None:
    html = main("a <!-- note to self --> b\n\n<!--\n# Not a heading\n\n{{< var no.such >}}\n-->\n\nc")
    assert html == "<p>a b</p> <p>c</p>"


def test_footnotes_are_collected_at_the_end(page: Page) -> None:
    tree = page("# One\n\nA[^1] b^[inline].\n\n[^1]: The note.")
    notes = tree.xpath("//section[@role='doc-endnotes']")[0]
    assert [words(item).rstrip("↩︎") for item in notes.iter("li")] == ["The note.", "inline"]
    assert tree.xpath("//main//a[@role='doc-noteref']/@href") == ["#fn1", "#fn2"]


def test_formulas_are_mathml(page: Page) -> None:
    tree = page("$x^2$ and $$y = 1$$")
    assert len(tree.xpath("//main//math")) == 2


def test_markdown_that_is_not_quartos_own_comes_through(main: Main) -> None:
    html = main('> q\n\nT\n:   d\n\n1. a\n2. b\n\nH~2~O x^2^ ~~s~~ <u>u</u> "q" -- ... <https://e.org> a\\\nb\n\n***')
    for piece in (
        "<blockquote> <p>q</p> </blockquote>",
        "<dt>T</dt> <dd> d </dd>",
        '<ol type="1"> <li>a</li> <li>b</li> </ol>',
        "H<sub>2</sub>O x<sup>2</sup> <del>s</del> <u>u</u> “q” – …",
        '<a href="https://e.org" class="uri">https://e.org</a>',
        "a<br> b",
        "<hr>",
    ):
        assert piece in html


def test_divs_and_spans_of_the_documents_own_keep_class_id_and_language(main: Main) -> None:
    html = main("::: {.aims #aims lang=fr}\nUn [mot]{.key}.\n:::\n\n[There](#aims)")
    assert html.startswith('<div id="aims" class="aims" lang="fr"> <p>Un <span class="key">mot</span>.</p> </div>')
