"""Outputs of notebook cells as Quarto would take them."""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement
from workspaces import BARS, cell, data_address, notebook, output

from auditlib.webpage import words

Main = Callable[..., str]
Page = Callable[..., HtmlElement]
#: A white point.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="


def embedded(label: str, *cells: dict[str, object]) -> dict[str, str]:
    """A report that embeds one cell of a notebook."""
    return {
        "report": f"{{{{< embed n.ipynb#{label} >}}}}\n\nSee @{label}."
        if label.startswith(("fig", "tbl"))
        else f"{{{{< embed n.ipynb#{label} >}}}}",
        "n_DOT_ipynb": notebook(*cells),
    }


def test_markdown_comes_before_images(main: Main) -> None:
    assert (
        main(**embedded("a", cell("a", output(text_markdown="*m*", svg=BARS, text_plain="p")))) == "<p><em>m</em></p>"
    )


def test_an_svg_image_with_caption_and_alternative_text_from_the_cells_options(page: Page) -> None:
    options = '#| fig-cap: A *caption*\n#| fig-alt: Says "what" it shows'
    tree = page(**embedded("fig-a", cell("fig-a", output(svg=BARS, text_plain="<Figure>"), options=options)))
    figure = tree.xpath("//figure[@id='fig-a']")[0]
    assert words(figure.find("figcaption")) == "Figure 1: A caption"
    assert figure.xpath(".//img/@alt") == ['Says "what" it shows']
    assert figure.xpath(".//img/@src") == [data_address()]


def test_a_png_image(page: Page) -> None:
    book = cell("a", output(png=PNG + "\n", text_plain="<Figure>"), options="#| fig-alt: A point")
    tree = page(**embedded("a", book))
    assert tree.xpath("//main//img/@src") == [f"data:image/png;base64,{PNG}"]
    assert tree.xpath("//main//img/@alt") == ["A point"]


def test_a_table_with_its_caption_from_the_cells_options(page: Page) -> None:
    table = "| a | b |\n|--|--:|\n| x | 1 |"
    tree = page(**embedded("tbl-a", cell("tbl-a", table, options="#| tbl-cap: The caption")))
    assert [words(one) for one in tree.xpath("//table[@id='tbl-a']/caption")] == ["Table 1: The caption"]


def test_several_outputs_of_one_cell_follow_one_another(main: Main) -> None:
    assert (
        main(**embedded("a", cell("a", "one", "- two", "three"))) == "<p>one</p> <ul> <li>two</li> </ul> <p>three</p>"
    )


def test_an_output_cannot_run_into_the_text_around_it(main: Main) -> None:
    html = main("- a\n\n{{< embed n.ipynb#a >}}\n- b", n_DOT_ipynb=notebook(cell("a", "- in the cell")))
    assert html.count("<ul>") == 3
