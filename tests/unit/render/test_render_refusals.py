"""What is not covered, missing or unresolved is refused, with file and line: a small report in, a message out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import BARS, QUARTO_YML, cell, notebook, output, small

from auditlib.errors import BuildError
from auditlib.render import render
from auditlib.render.embedded import to_html
from auditlib.render.pagecheck import check_page

Refused = Callable[..., list[str]]
FIGURE = '![A](a.svg){#fig-a fig-alt="A"}'

#: Report, then what one message must say.
REFUSED = {
    # what has no value or leads nowhere
    "an unknown variable": ("a\n\nb {{< var no.such >}}", "report.qmd line 3: there is no var 'no.such'"),
    "a variable that is a mapping": ("{{< var audits >}}", "report.qmd line 1: var 'audits' is not a text"),
    "unknown metadata": ("{{< meta nope >}}", "report.qmd line 1: there is no meta 'nope'"),
    "a variable in a link": ("a\n[x](https://e.org/{{< var no.such >}})", "line 2: there is no var 'no.such'"),
    "a reference to no figure": ("a\n\nsee @fig-none", "line 3: the reference @fig-none points at nothing"),
    "a reference to no table": ("[see @tbl-none]", "line 1: the reference @tbl-none points at nothing"),
    "a reference to no section": ("# A {#sec-b}\n\n@sec-a", "line 3: the reference @sec-a points at nothing"),
    "a section without a number": ("# A {.unnumbered #sec-a}\n\n@sec-a", "the page: @sec-a is left on it"),
    "a link to no id": ("a\n\n[x](#nowhere)", "the page: a link leads to '#nowhere', which is not on the page"),
    "a link to no name": ("[x][nope]", "the page: '][' is left on it, unresolved"),
    "a footnote that is not there": ("a\n\nb[^1]", "the page: '[^1]' is left on it, unresolved"),
    "a missing image": ("a\n\n![x](no.svg)", "report.qmd: an image or style sheet is not there"),
    "a missing include": ("a\n\n{{< include no.md >}}", "line 3: there is no file 'no.md'"),
    "a missing notebook": ("{{< embed no.ipynb#x >}}", "line 1: there is no notebook 'no.ipynb'"),
    "a condition on unknown metadata": (
        '::: {.content-visible when-meta="has.nope"}\nx\n:::',
        "line 1: the condition 'has.nope' is not true or false",
    ),
    # shortcodes
    "an unknown shortcode": ("a\n\n{{< video x.mp4 >}}", "line 3: the shortcode 'video': this needs Quarto"),
    "an unknown shortcode in text": ("x {{< kbd Ctrl-C >}}", "line 1: the shortcode 'kbd': this needs Quarto"),
    "a shortcode that is not closed": ("a\n\n{{< var x\n\ntext", "line 3: a shortcode is not closed"),
    "an embed in text": ("x {{< embed n.ipynb#good >}}", "line 1: {{< embed >}} does not stand alone"),
    "an embed with options": ("{{< embed n.ipynb#good echo=true >}}", "line 1: an embed with options"),
    "an embed of a whole notebook": ("{{< embed n.ipynb >}}", "line 1: the embed names no cell"),
    "an embed of another file": ("{{< embed a.qmd#x >}}", "line 1: 'a.qmd' is not a notebook"),
    "an include that leads out": ("{{< include ../x.md >}}", "line 1: '../x.md' is not in the document's folder"),
    # what Quarto would execute or lay out
    "code to execute": ("a\n\n```{python}\n1 + 1\n```", "line 3: a cell to execute: this needs Quarto"),
    "tabs": ("a\n\n::: {.panel-tabset}\n## A\n:::", "line 3: the class 'panel-tabset': this needs Quarto"),
    "a margin note": ("::: {.column-margin}\nx\n:::", "line 1: the class 'column-margin': this needs Quarto"),
    "a layout": ("a\n\n::: {layout-ncol=2}\nx\n:::", "line 3: the attribute 'layout-ncol': this needs Quarto"),
    "columns": (":::: {.columns}\n::: {.column}\nx\n:::\n::::", "line 1: the class 'columns': this needs Quarto"),
    "an unknown callout": ("::: {.callout-danger}\nx\n:::", "line 1: the class 'callout-danger': this needs Quarto"),
    "an alignment of figures": ("![A](a.svg){#fig-a fig-align=left}", "line 1: the attribute 'fig-align': this needs"),
    "a reference to an equation": ("a\n\n@eq-a", "line 3: the reference @eq-a: this needs Quarto"),
    "a citation": ("a\n\nb @smith2020", "line 3: the citation @smith2020: this needs Quarto"),
    # images
    "an image from elsewhere": ("![x](https://e.org/x.png)", "line 1: an image is not in the document's folder"),
    "an image by its place on the machine": ("![x](/etc/x.png)", "line 1: an image is not in the document's folder"),
    "an image without words": ("![](a.svg)", "the page: an image has neither alternative text nor a caption"),
    "a control character": ("a\n\nb\x0bc", "line 3: a control character stands here"),
    # structure
    "an id twice": (f"{FIGURE}\n\n{FIGURE}", "the page: the id 'fig-a' stands twice"),
    "a block that is not closed": ("a\n\n::: {.callout-note}\nx\n\ny", "line 3: a ::: block that begins here"),
    "a fence that closes nothing": ("a\n\n:::\n\nb", "the page: ::: is left on it, unresolved"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(refused: Refused, name: str) -> None:
    report, message = REFUSED[name]
    book = notebook(cell("good", "x"))
    messages = refused(report, a_DOT_svg=BARS, n_DOT_ipynb=book, a_DOT_qmd="x")
    assert any(message in one for one in messages), messages


def test_every_fault_is_reported_in_one_go(refused: Refused) -> None:
    messages = refused("{{< var a >}}\n\n@fig-b\n\n::: {.aside}\n{{< include c.md >}}\n:::")
    assert len(messages) == 4


def test_a_fault_in_an_included_file_names_that_file_and_its_line(refused: Refused) -> None:
    messages = refused(
        "a\n\n{{< include content/a.md >}}",
        content__a_DOT_md="ok\n\n{{< include content/b.md >}}\n",
        content__b_DOT_md="ok\nsee @fig-none\n",
    )
    place = "content/b.md line 2 (used by content/a.md line 3 (used by report.qmd line 3))"
    assert messages == [
        f"{place}: the reference @fig-none points at nothing. "
        "Give what it means the id #fig-none, or correct the reference."
    ]


def test_the_lines_after_an_include_are_still_counted_right(refused: Refused) -> None:
    report = "---\nown: x\n---\n\n{{< include a.md >}}\n\n{{< var no.such >}}\n\n\n@fig-none"
    messages = refused(report, a_DOT_md="1\n2\n3\n4\n")
    assert sorted(one.split(":")[0] for one in messages) == ["report.qmd line 10", "report.qmd line 7"]


def test_an_include_that_includes_itself(refused: Refused) -> None:
    messages = refused("{{< include a.md >}}", a_DOT_md="x\n\n{{< include a.md >}}")
    assert "a.md line 3 (used by report.qmd line 1): 'a.md' includes itself." in messages[0]


def test_an_included_file_with_front_matter(refused: Refused) -> None:
    messages = refused("{{< include a.md >}}", a_DOT_md="---\ntitle: x\n---\n\ntext")
    assert "a.md line 1 (used by report.qmd line 1): an included file with front matter" in messages[0]


@pytest.mark.parametrize(
    ("put_out", "message"),
    [
        ("see @fig-none", "the reference @fig-none points at nothing"),
        ("{{< var no.such >}}", "there is no var 'no.such'"),
        ("::: {.box}\nx", "a ::: block that begins here is not closed"),
        ("::: {.panel-tabset}\nx\n:::", "the class 'panel-tabset': this needs Quarto"),
        ("{{< include a.md >}}", "include in the output of a cell is not covered"),
    ],
)
def test_a_fault_in_what_a_cell_put_out_names_notebook_and_cell(refused: Refused, put_out: str, message: str) -> None:
    messages = refused("a\n\n{{< embed books/n.ipynb#it >}}\n\nb", books__n_DOT_ipynb=notebook(cell("it", put_out)))
    assert f"books/n.ipynb cell 'it' (used by report.qmd line 3): {message}" in messages[0]


def test_messages_repeat_no_running_text(refused: Refused) -> None:
    secret = "Amelia was seen on 3 March"
    messages = refused(
        f'[x]({{{{< var words.strong >}}}}) {{{{< "{secret}" >}}}} ![{secret}](no-file.svg)\n\n'
        "{{< embed n.ipynb#it >}}",
        n_DOT_ipynb=notebook(
            cell("it", {"output_type": "error", "ename": "E", "evalue": secret, "traceback": [secret]})
        ),
    )
    assert len(messages) == 2
    assert not any("Amelia" in one for one in messages)


def test_a_report_that_is_not_there(tmp_path: Path) -> None:
    small(tmp_path, "")
    (tmp_path / "report.qmd").unlink()
    with pytest.raises(BuildError, match=r"there is no file 'report\.qmd'"):
        to_html(tmp_path)


def test_nothing_is_written_when_the_report_is_refused(tmp_path: Path) -> None:
    workspace = small(tmp_path, "# Good")
    before = render(workspace, "embedded").page.read_bytes()
    small(workspace, "# Bad\n\n@fig-none")
    with pytest.raises(BuildError):
        render(workspace, "embedded")
    assert (workspace / "report.html").read_bytes() == before
    assert not list(workspace.glob(".*"))


@pytest.mark.parametrize(
    ("put_out", "options", "message"),
    [
        (output(text_html="<b>x</b>", text_plain="x"), "", "an output of type 'text/html' is not covered"),
        (output(facts={"a": 1}), "", "an output of type 'application/vnd.auditlib.facts+json' is not covered"),
        (output(text_plain="x"), "", "an output of type 'text/plain' is not covered"),
        ({"output_type": "stream", "name": "stdout", "text": "x"}, "", "an output of type 'text/plain' is not covered"),
        ("x", "#| output: false", "the cell option 'output' is not covered"),
        ("x", "#| echo: true", "the cell option 'echo' is not covered"),
        ("x", "#| layout-ncol: 2", "the cell option 'layout-ncol' is not covered"),
        ("x", "#| tbl-cap: Caption", "the cell option 'tbl-cap' needs a label that begins with tbl-"),
    ],
)
def test_outputs_and_options_of_cells_that_are_not_covered(
    refused: Refused, put_out: object, options: str, message: str
) -> None:
    messages = refused("{{< embed n.ipynb#it >}}", n_DOT_ipynb=notebook(cell("it", put_out, options=options)))
    assert f"n.ipynb cell 'it' (used by report.qmd line 1): {message}" in messages[0]


@pytest.mark.parametrize("label", ["fig-a", "sec-a", "eq-a", "lst-a"])
def test_a_label_that_quarto_would_number(refused: Refused, label: str) -> None:
    messages = refused(f"{{{{< embed n.ipynb#{label} >}}}}", n_DOT_ipynb=notebook(cell(label, "words")))
    assert f"a label that begins with {label[:-1]} on a cell without an image is not covered" in messages[0]


def test_a_cell_without_output_and_one_that_failed(refused: Refused) -> None:
    failed = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
    book = notebook(cell("none"), cell("failed", failed))
    messages = refused("{{< embed n.ipynb#none >}}\n\n{{< embed n.ipynb#failed >}}", n_DOT_ipynb=book)
    assert ["has no output" in messages[0], "the cell failed" in messages[1]] == [True, True]


def test_a_label_must_name_one_cell(refused: Refused) -> None:
    tagged = cell("c", "x")
    tagged["metadata"]["tags"] = ["a"]
    book = notebook(cell("a", "x"), cell("b", "x"), cell("b", "y"), tagged)
    messages = refused(
        "{{< embed n.ipynb#a >}}\n\n{{< embed n.ipynb#b >}}\n\n{{< embed n.ipynb#z >}}", n_DOT_ipynb=book
    )
    assert "2 cells of 'n.ipynb' answer to 'a'" in messages[0]
    assert "2 cells of 'n.ipynb' answer to 'b'" in messages[1]
    assert "'n.ipynb' has no cell labelled 'z'. Its labels are 'a', 'b', 'b', 'c'." in messages[2]


def test_a_notebook_that_cannot_be_read(refused: Refused) -> None:
    messages = refused("{{< embed n.ipynb#a >}}", n_DOT_ipynb="{ not json")
    assert messages[0].startswith("report.qmd line 1: 'n.ipynb' is not a notebook that can be read.")


@pytest.mark.parametrize("text", ["[@smith2020]", "[-@smith2020]", "@secone"])
def test_a_citation_on_a_finished_page_is_refused(text: str) -> None:
    cited = f'<title>A</title><p>x <span class="citation" data-cites="a">{text}</span></p>'
    with pytest.raises(BuildError, match="a reference that points at nothing, or a citation"):
        check_page(cited)


def test_scripts_and_styles_of_a_finished_page_are_not_read() -> None:
    check_page("<title>A</title><body><p>x</p><script>a[b][c]</script><style>a[x][y] {}</style></body>")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("assets__filters__page_DOT_lua", "x = = 1", "assets/filters/page.lua line 1"),
        ("assets__filters__page_DOT_lua", "\nfunction Para(p) error(pandoc.utils.stringify(p)) end", "page.lua line 2"),
        ("assets__page_DOT_html", "$title$\n$if(x)$", "assets/page.html line "),
    ],
)
def test_a_filter_or_a_template_that_fails_is_named_with_its_line(
    refused: Refused, name: str, text: str, place: str
) -> None:
    (message,) = refused("Amelia was seen.", **{name: text})
    assert place in message and "Correct this line, or take the file out of _quarto.yml." in message
    assert "Amelia" not in message


def test_an_option_that_pandoc_refuses_is_named(refused: Refused) -> None:
    (message,) = refused("x", _quarto_DOT_yml=QUARTO_YML.replace("toc-depth: 2", "toc-depth: two"))
    assert "Correct toc-depth and shift-heading-level-by in _quarto.yml: each is a whole number." in message
