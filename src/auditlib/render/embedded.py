"""The embedded renderer: a checked document to HTML, by pandoc alone.

Belongs here: what the page's content is made of. Does not belong here: checking, and the page around the content.
"""

from __future__ import annotations

from typing import Any

from auditlib.errors import BuildError
from auditlib.render.callouts import callouts_to_html
from auditlib.render.dialect import CELL
from auditlib.render.document import Document, title_line
from auditlib.render.pandoc import Node, html_block, pandoc_version, string, walk, write


def _images(node: Node) -> Node | list[Node]:
    """An image with its alternative text, or without its wrapper what a cell put out."""
    if node["t"] == "Image":
        attr, inlines, target = node["c"]
        alt = next((value for key, value in attr[2] if key == "fig-alt"), "")
        kept = [pair for pair in attr[2] if pair[0] != "fig-alt"]
        return {"t": "Image", "c": [[*attr[:2], kept], [string(alt)] if alt else inlines, target]}
    if node["t"] == "Div" and CELL in node["c"][0][1]:
        return node["c"][1]
    return node


def _title_block(document: Document) -> list[Node]:
    """Title, subtitle and authors as Quarto marks them."""
    made = [html_block('<header id="title-block-header"><h1 class="title">')]
    made.append(title_line(document.titles["title"][0]))
    made.append(html_block("</h1>"))
    for kind in ("subtitle", "author"):
        for words in document.titles.get(kind, []):
            made += [html_block(f'<p class="{kind}">'), title_line(words), html_block("</p>")]
    return [*made, html_block("</header>")]


def to_html(document: Document) -> tuple[str, str]:
    """Write a checked document.

    Parameters
    ----------
    document
        From :func:`auditlib.render.document.check_source`.

    Returns
    -------
    tuple of str
        HTML of the title block and the content, and pandoc's version.

    Raises
    ------
    BuildError
        Pandoc left something out.
    """
    blocks: Any = walk(callouts_to_html(document.blocks), _images, "Image", "Div")
    tree = {
        "pandoc-api-version": document.api_version,
        "meta": {},
        "blocks": [*_title_block(document), *blocks],
    }
    filters = [str(document.workspace / name) for name in document.options.filters]
    html, notes = write(tree, mathml=document.options.mathml, filters=filters)
    for note in notes:
        if note.startswith("[WARNING]") or "Not rendering" in note:
            raise BuildError("pandoc left a part of the document out. Remove what is not plain Markdown.")
    title, end, content = html.partition("</header>")
    return f"{title}{end}<main>{content}</main>", pandoc_version()
