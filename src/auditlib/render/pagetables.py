"""Tables that everybody can read.

Belongs here: headers and their scope, alignment, captions and scrolling of tables on the page. Does not belong
here: what stands in them.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from auditlib.render.html import drop, make, replace, set_classes, unwrap, words

_ALIGNED = re.compile(r"text-align:\s*(left|right|center)")
#: What a cell with a number looks like: 1,063, 82%, 12.5, -3, c (suppressed), a dash or z for none.
_NUMERIC = re.compile(r"[-+−±£]?\d[\d,.]*\s?(%|pp)?|[–—-]|[cz]|\[[a-z]\]")
#: With so many columns a table fits on the narrowest screen, and need not be scrolled by keyboard.
_COLUMNS_THAT_FIT = 2


def _cells(table: HtmlElement) -> None:
    """Paragraphs in cells, widths and inline styles go; alignment becomes a class."""
    for group in table.xpath("./colgroup"):
        drop(group)
    for key in ("style", "width"):
        table.attrib.pop(key, None)
    for cell in table.xpath(".//th|.//td"):
        if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip():
            unwrap(cell[0])
        aligned = _ALIGNED.search(cell.attrib.pop("style", ""))
        if aligned and aligned[1] != "left":
            set_classes(cell, [f"align-{aligned[1]}"])


def _align_numbers(table: HtmlElement) -> None:
    """Columns of numbers stand on the right, also where the document does not say so."""
    body = table.xpath("./tbody/tr")
    for column in range(1, min((len(row) for row in body), default=0)):
        cells = [row[column] for row in body]
        texts = [words(cell) for cell in cells]
        is_numeric = all(map(_NUMERIC.fullmatch, texts)) and any(re.search(r"\d", text) for text in texts)
        if is_numeric and not any(cell.get("class") for cell in cells):
            for cell in [*cells, *(row[column] for row in table.xpath("./thead/tr") if len(row) > column)]:
                set_classes(cell, ["align-right"])


def _headers(table: HtmlElement) -> None:
    """Column titles and the first cell of each row are headers; a title without words is an ordinary cell."""
    for cell in table.xpath("./thead/tr/*"):
        if words(cell):
            cell.tag = "th"
            cell.set("scope", "col")
        else:
            cell.tag = "td"
    for row in table.xpath("./tbody/tr|./tfoot/tr"):
        if len(row) > 1 and words(row[0]):
            row[0].tag = "th"
            row[0].set("scope", "row")


def _empty_head(table: HtmlElement) -> None:
    for head in table.xpath("./thead"):
        if not words(head):
            drop(head)


def finish_table(table: HtmlElement, number: int) -> None:
    """Make one table readable for everybody, in place.

    Parameters
    ----------
    table
        The table in plain form.
    number
        Its place on the page, for an id that has none.
    """
    _cells(table)
    _align_numbers(table)
    _empty_head(table)
    _headers(table)
    region = make("div", class_="table-scroll", role="region")
    if max((len(row) for row in table.iter("tr")), default=0) > _COLUMNS_THAT_FIT:
        region.set("tabindex", "0")
    captions = table.xpath("./caption")
    if captions:
        captions[0].attrib.clear()
        captions[0].set("id", f"{table.get('id') or f'table-{number}'}-caption")
        region.set("aria-labelledby", captions[0].get("id"))
    else:
        region.set("aria-label", f"Table {number}")
    replace(table, region)
    table.tail = None
    region.append(table)
