"""What is not covered, missing or unresolved is refused, with file and line: a small report in, a message out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import BARS, QUARTO_YML, cell, notebook, output, small

from auditlib.errors import BuildError
from auditlib.render import render_embedded
from auditlib.render.document import check_source

Refused = Callable[..., list[str]]
FIGURE = '![A](a.svg){#fig-a fig-alt="A"}'

#: Report, then what one message must say.
REFUSED = {
    # what has no value or leads nowhere
    "an unknown variable": ("a\n\nb {{< var no.such >}}", "report.qmd line 3: there is no var 'no.such'"),
    "a variable that is a mapping": ("{{< var audits >}}", "report.qmd line 1: var 'audits' is not a text"),
    "unknown metadata": ("{{< meta nope >}}", "report.qmd line 1: there is no meta 'nope'"),
    "metadata that is an option": ("{{< meta toc >}}", "report.qmd line 1: there is no meta 'toc'"),
    "a variable in a link": ("a\n[x](https://e.org/{{< var no.such >}})", "line 2: there is no var 'no.such'"),
    "a variable in code": ("`{{< var no.such >}}`", "line 1: there is no var 'no.such'"),
    "a reference to no figure": ("a\n\nsee @fig-none", "line 3: the reference @fig-none points at nothing"),
    "a reference to no table": ("[see @tbl-none]", "line 1: the reference @tbl-none points at nothing"),
    "a reference to no section": ("# A {#sec-b}\n\n@sec-a", "line 3: the reference @sec-a points at nothing"),
    "a section without a number": ("# A {.unnumbered #sec-a}\n\n@sec-a", "line 3: the reference @sec-a points"),
    "a link to no id": ("a\n\n[x](#nowhere)", "line 3: a link leads to 'nowhere', which is not in the document"),
    "a link to no name": ("[x][nope]", "line 1: a link leads to a name that is not given"),
    "a footnote that is not there": ("a\n\nb[^1]", "line 3: the footnote '[^1]' is not there"),
    "a missing image": ("a\n\n![x](no.svg)", "line 3: there is no image 'no.svg'"),
    "a missing include": ("a\n\n{{< include no.md >}}", "line 3: there is no file 'no.md'"),
    "a missing notebook": ("{{< embed no.ipynb#x >}}", "line 1: there is no notebook 'no.ipynb'"),
    # what would be dropped without a word
    "words after a reference": ("# A {#sec-a}\n\n[@sec-a, p. 3]", "line 3: Quarto would drop the words after @sec-a"),
    "raw text for another format": ("a\n\n```{=latex}\nx\n```", "line 3: raw 'latex' would be left out"),
    "a condition on unknown metadata": (
        '::: {.content-visible when-meta="has.nope"}\nx\n:::',
        "line 1: 'has.nope' is not true or false",
    ),
    "a condition on a text": ('::: {.content-visible when-meta="title"}\nx\n:::', "'title' is not true or false"),
    "a format misspelt": ('::: {.content-visible when-format="htm"}\nx\n:::', "line 1: there is no format 'htm'"),
    "an id on a condition": (
        '::: {.content-visible #here when-format="html"}\nx\n:::',
        "line 1: 'here' on a content-visible block would be lost",
    ),
    "a second caption": ('::: {#fig-x}\n![in](a.svg){fig-alt="A"}\n:::', "line 1: 'fig-x' has a caption that Quarto"),
    # shortcodes
    "an unknown shortcode": ("a\n\n{{< video x.mp4 >}}", "line 3: the shortcode {{< video >}} is not covered"),
    "an unknown shortcode in text": ("x {{< kbd Ctrl-C >}}", "line 1: the shortcode {{< kbd >}} is not covered"),
    "an unknown shortcode in a link": ("[x]({{< env HOME >}})", "line 1: the shortcode {{< env >}} is not covered"),
    "a shortcode that is not closed": ("a\n\n{{< var x\n\ntext", "line 3: a shortcode is not closed"),
    "a shortcode in a shortcode": ("{{< meta {{< var x >}} >}}", "line 1: a shortcode cannot be read"),
    "a shortcode in a link's title": (
        '[x](https://e.org "{{< var audits.rate >}}")',
        "line 1: a shortcode in the title of a link",
    ),
    "an embed in text": ("x {{< embed n.ipynb#good >}}", "line 1: {{< embed >}} does not stand alone"),
    "an embed without spaces": ("{{<embed n.ipynb#good>}}", "line 1: {{< embed >}} does not stand alone"),
    "an embed with options": ("{{< embed n.ipynb#good echo=true >}}", "line 1: an embed with options"),
    "an embed of a whole notebook": ("{{< embed n.ipynb >}}", "line 1: the embed names no cell"),
    "an embed of another file": ("{{< embed a.qmd#x >}}", "line 1: 'a.qmd' is not a notebook"),
    "an include that leads out": ("{{< include ../x.md >}}", "line 1: '../x.md' is not in the document's folder"),
    # what Quarto would execute or lay out
    "code to execute": ("a\n\n```{python}\n1 + 1\n```", "line 3: a cell to execute is not covered"),
    "a diagram": ("```{mermaid}\nx\n```", "line 1: a cell to execute is not covered"),
    "tabs": ("a\n\n::: {.panel-tabset}\n## A\n:::", "line 3: the class 'panel-tabset' is not covered"),
    "a margin note": ("::: {.column-margin}\nx\n:::", "line 1: the class 'column-margin' is not covered"),
    "a layout": ("a\n\n::: {layout-ncol=2}\nx\n:::", "line 3: the attribute 'layout-ncol' is not covered"),
    "columns": (":::: {.columns}\n::: {.column}\nx\n:::\n::::", "line 1: the class 'columns' is not covered"),
    "an unknown callout": ("::: {.callout-danger}\nx\n:::", "line 1: the class 'callout-danger' is not covered"),
    "a callout without a kind": ("::: {.callout}\nx\n:::", "line 1: the class 'callout' is not covered"),
    "a callout without an icon": ("::: {.callout-note icon=false}\nx\n:::", "line 1: the attribute 'icon'"),
    "an alignment of figures": ("![A](a.svg){#fig-a fig-align=left}", "line 1: the attribute 'fig-align'"),
    "attributes of a table": (
        '| a |\n|--|\n| 1 |\n\n: x {#tbl-a tbl-colwidths="[1]"}',
        "line 5: these attributes of a table are not covered",
    ),
    "a style": ('[x]{style="color: red"}', "line 1: the attribute 'style' is not covered"),
    "figures in a figure": (
        f"::: {{#fig-all}}\n{FIGURE}\n\n{FIGURE.replace('fig-a ', 'fig-b ')}\n\nBoth\n:::",
        "line 1: 'fig-all' is not one image or table with one caption",
    ),
    "a figure in text": ("text ![A](a.svg){#fig-a} more", "line 1: 'fig-a' is not on a figure or table of its own"),
    "an image that is a link": (f"[{FIGURE}](https://e.org)", "line 1: an image that is a link is not covered"),
    "a theorem": ("::: {#thm-a}\nx\n:::", "line 1: cross-references to thm- are not covered"),
    "a reference to an equation": ("a\n\n@eq-a", "line 3: references to eq- are not covered"),
    "a citation": ("a\n\nb @smith2020", "line 3: citations such as @smith2020 are not covered"),
    # HTML
    "a script": ("a\n\n<script>x()</script>", "line 3: the raw HTML tag 'script' is not covered"),
    "a raw table": ("<table><tr><td>1</td></tr></table>", "line 1: the raw HTML tag 'table' is not covered"),
    "a raw attribute": ('<span onclick="x()">a</span>', "line 1: the attribute 'onclick'"),
    "a raw tag that is not closed": ("a\n\n<b>b\n\nc", "line 3: the raw HTML tag 'b' is not closed"),
    "a raw tag that is not opened": ("a</b>", "line 1: the raw HTML tag 'b' is not opened"),
    # images and links
    "an image from elsewhere": ("![x](https://e.org/x.png)", "line 1: an image from elsewhere is not covered"),
    "an image by its place on the machine": ("![x](/etc/x.png)", "line 1: the image '/etc/x.png' is not in"),
    "an image without words": ("![](a.svg)", "line 1: an image has neither alternative text nor a caption"),
    "a file that is no image": ("![x](look.css)", "line 1: 'look.css' is not an image"),
    "a link to a notebook": ("[x](n.ipynb#good)", "line 1: a link to a notebook or source file"),
    "a link to a file of the machine": ("[x](file:///etc/x)", "line 1: a link to a file of a machine"),
    "a link to nothing": ("[x]()", "line 1: a link leads nowhere"),
    "a control character": ("a\n\nb\x0bc", "line 3: a control character stands here"),
    # structure
    "an id twice": (f"{FIGURE}\n\n{FIGURE}", "line 3: the id 'fig-a' stands twice"),
    "a table's id twice": (
        "| a |\n|--|\n| 1 |\n\n: x {#tbl-a}\n\n| a |\n|--|\n| 1 |\n\n: y {#tbl-a}",
        "line 11: the id 'tbl-a' stands twice",
    ),
    "a block that is not closed": ("a\n\n::: {.callout-note}\nx\n\ny", "line 3: a ::: block that begins here"),
    "a fence that closes nothing": ("a\n\n:::\n\nb", "line 3: a ::: stands where it neither opens nor closes"),
    "a fence without an empty line": ("a\n::: {.callout-note}\nx\n:::", "line 2: a ::: stands where it neither"),
    "a heading in a list": ("- # H", "line 1: a heading inside a list is not covered"),
    "a heading in a callout": ("::: {.callout-note}\nx\n\n## Head\n:::", "line 4: a heading inside a callout"),
    "an underlined heading": ("Head\n---\n\nx", "line 2: a line of --- beside text is not covered"),
    "a formula without MathML": ("$x$", "line 1: a formula needs a script from elsewhere"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(refused: Refused, name: str) -> None:
    report, message = REFUSED[name]
    book = notebook(cell("good", "x"))
    yml = QUARTO_YML.replace("    html-math-method: mathml\n", "") if "formula" in name else QUARTO_YML
    messages = refused(report, a_DOT_svg=BARS, n_DOT_ipynb=book, a_DOT_qmd="x", _quarto_DOT_yml=yml)
    assert any(message in one for one in messages), messages


def test_every_fault_is_told_in_one_go(refused: Refused) -> None:
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
        f"{place}: the reference @fig-none points at nothing. Give a figure the id #fig-none, or correct the reference."
    ]


def test_the_lines_after_an_include_are_still_counted_right(refused: Refused) -> None:
    report = "---\nown: x\n---\n\n{{< include a.md >}}\n\n{{< var\nno.such >}}\n\n@fig-none"
    messages = refused(report, a_DOT_md="1\n2\n3\n4\n")
    assert [one.split(":")[0] for one in messages] == ["report.qmd line 7", "report.qmd line 10"]


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
        ("::: {.panel-tabset}\nx\n:::", "the class 'panel-tabset' is not covered"),
        ("{{< include a.md >}}", "include in the output of a cell is not covered"),
        ("![x](no.svg)", "there is no image 'no.svg'"),
        ("![x](data:text/html;base64,eA==){#fig-x}", "the data of an image are not those of an image"),
        ("![x](data:image/png;base64,){#fig-x}", "an image is empty"),
    ],
)
def test_a_fault_in_what_a_cell_put_out_names_notebook_and_cell(refused: Refused, put_out: str, message: str) -> None:
    messages = refused("a\n\n{{< embed books/n.ipynb#it >}}\n\nb", books__n_DOT_ipynb=notebook(cell("it", put_out)))
    assert f"books/n.ipynb cell 'it' (used by report.qmd line 3): {message}" in messages[0]


def test_messages_repeat_no_running_text(refused: Refused) -> None:
    secret = "Amelia was seen on 3 March"
    messages = refused(
        f'[x]({{{{< var words.strong >}}}}) {{{{< "{secret}" >}}}} ![{secret}](no-file.svg)\n\n'
        f'::: {{.content-visible when-meta="{secret}"}}\nx\n:::\n\n{{{{< embed n.ipynb#it >}}}}',
        n_DOT_ipynb=notebook(
            cell("it", {"output_type": "error", "ename": "E", "evalue": secret, "traceback": [secret]})
        ),
    )
    assert len(messages) == 4
    assert not any("Amelia" in one for one in messages)


def test_a_report_that_is_not_there(tmp_path: Path) -> None:
    small(tmp_path, "")
    (tmp_path / "report.qmd").unlink()
    with pytest.raises(BuildError, match=r"there is no file 'report\.qmd'"):
        check_source(tmp_path)


def test_nothing_is_written_when_the_report_is_refused(tmp_path: Path) -> None:
    workspace = small(tmp_path, "# Good")
    before = render_embedded(workspace).page.read_bytes()
    small(workspace, "# Bad\n\n@fig-none")
    with pytest.raises(BuildError):
        render_embedded(workspace)
    assert (workspace / "report.html").read_bytes() == before
    assert not list(workspace.glob(".*"))


@pytest.mark.parametrize(
    ("put_out", "options", "message"),
    [
        (output(text_html="<b>x</b>", text_plain="x"), "", "an output of type 'text/html' is not covered"),
        (output(facts={"a": 1}), "", "an output of type 'application/vnd.auditlib.facts+json' is not covered"),
        (output(text_plain="\x1b[31mred\x1b[0m"), "", "coloured terminal text is not covered"),
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
        "{{< embed n.ipynb#a >}}\n\n{{< embed n.ipynb#b >}}\n\n{{< embed n.ipynb#id-c >}}\n\n{{< embed n.ipynb#z >}}",
        n_DOT_ipynb=book,
    )
    assert "2 cells of 'n.ipynb' answer to 'a'" in messages[0]
    assert "2 cells of 'n.ipynb' answer to 'b'" in messages[1]
    assert "'id-c' is not the label of a cell" in messages[2]
    assert "'n.ipynb' has no cell labelled 'z'. Its labels are 'a', 'b', 'b', 'c'." in messages[3]


def test_a_notebook_that_cannot_be_read(refused: Refused) -> None:
    messages = refused("{{< embed n.ipynb#a >}}", n_DOT_ipynb="{ not json")
    assert messages[0].startswith("report.qmd line 1: 'n.ipynb' is not a notebook that can be read.")
