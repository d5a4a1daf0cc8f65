"""An HTML tree as blocks: every format comes here as HTML.

Belongs here: headings, paragraphs, lists, tables and footnotes. Does not belong here: formats and files (``read``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from figurecheck.model import Block, Table
from figurecheck.outline import PSEUDO, Outline
from figurecheck.text import clean

#: Stands in a paragraph of its own where a page of a PDF begins.
PAGE = "figurecheck-page-{}"
#: Not part of what is read: navigation, scripts, what is deleted or hidden.
_HIDDEN = (
    "//script|//style|//nav|//noscript|//template|//form[not(.//p)]|//svg|//iframe|//button|//*[@hidden]|//*[@role='navigation']"
    "|//*[@role='banner']|//*[@role='contentinfo']|//*[@role='search']|//body/header|//body/footer|//del|//s"
    "|//*[@aria-hidden='true']|//*[contains(translate(@style,' ',''),'display:none')]|//head|//comment()"
    "|//*[contains(@class,'footnote-ref') or contains(@class,'footnote-back')]"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    *(*_HEADINGS, "p", "ul", "ol", "li", "table", "div", "section", "article", "main", "blockquote", "pre", "dl", "dt"),
    *("dd", "figure", "figcaption", "body", "html", "aside", "header", "footer", "details", "summary", "address"),
}
_ANY_BLOCK = "|".join(f".//{tag}" for tag in sorted(_BLOCKS))
_LONG_CELL = 90


def _raised(text: str, before: str) -> str:
    """A raised text: the end of an ordinal stays, a power is written out, a footnote mark goes."""
    if re.fullmatch(r"st|nd|rd|th", text.strip(), re.IGNORECASE):
        return text.strip()
    return f"^{text.strip()}" if re.search(r"\b10$", before) and re.fullmatch(r"-?\d+", text.strip()) else ""


def _written(element: Any) -> str:
    """The text of an element, not yet cleaned."""
    if element.tag == "br":
        return " "
    text = element.text or ""
    for child in element:
        if child.tag == "sup":
            text += _raised(_written(child), text)
        else:
            text += _written(child)
            text += " " if child.tag in _BLOCKS else ""
        text += child.tail or ""
    return text


def _all_bold(element: Any) -> bool:
    """Whether everything written in an element is bold."""
    bold = "".join(_written(part) for part in element.xpath(".//strong[not(ancestor::strong)]|.//b[not(ancestor::b)]"))
    return bool(bold.strip()) and re.sub(r"\W", "", bold) == re.sub(r"\W", "", _written(element))


class _Walker:
    """Turns a tree into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.outline = Outline()
        self.lists = count(1)
        self.line: int | None = None
        self.page: int | None = None
        self.notes = False

    def add(self, kind: str, text: str, **more: Any) -> Block:
        """Append a block."""
        kind = "note" if self.notes and kind in ("para", "item") else kind
        self.blocks.append(Block(kind, text, self.outline.path, line=self.line, page=self.page, **more))
        return self.blocks[-1]

    def heading(self, level: float, text: str) -> None:
        """Append a heading."""
        above = self.outline.enter(level, text)
        self.blocks.append(Block("heading", text, above, level=int(level), line=self.line, page=self.page))

    def paragraph(self, written: str, item: Block | None, bold: bool = False) -> None:
        """Append a paragraph, a heading if it is short and bold, or take note of a page's beginning."""
        text = clean(written)
        if page := re.fullmatch(PAGE.format(r"(\d+)"), text):
            self.page = int(page.group(1))
        elif text and bold and item is None and len(text) < 100 and text[-1] not in ".;,?":
            self.heading(PSEUDO, text)
        elif text:
            self.add("para", text, parent=item)

    def walk(self, element: Any, item: Block | None = None) -> None:
        """Append the blocks of an element's children, and its loose text between them as paragraphs."""
        loose = element.text or ""
        for child in element:
            if child.tag in _BLOCKS or child.xpath(_ANY_BLOCK):
                self.paragraph(loose, item)
                self.block(child, item)
                loose = ""
            else:
                loose += _raised(_written(child), loose) if child.tag == "sup" else _written(child)
            loose += child.tail or ""
        self.paragraph(loose, item)

    def block(self, element: Any, item: Block | None) -> None:
        """Append what an element is."""
        if line := element.get("data-line"):
            self.line = int(line)
        tag = element.tag
        if tag in _HEADINGS:
            if text := clean(_written(element)):
                self.heading(_HEADINGS[tag], text)
        elif tag in ("ul", "ol"):
            self.items(element, item)
        elif tag == "table":
            self.table(element)
        elif tag in ("p", "dt", "figcaption", "pre") and not element.xpath(_ANY_BLOCK):
            self.paragraph(_written(element), item, _all_bold(element))
        else:
            before, self.notes = self.notes, self.notes or "footnotes" in element.get("class", "")
            self.walk(element, item)
            self.notes = before

    def items(self, element: Any, parent: Block | None) -> None:
        """Append a list's items, each with what is nested in it."""
        number = next(self.lists)
        depth = parent.level + 1 if parent is not None and parent.kind == "item" else 1
        if parent is None and self.blocks and self.blocks[-1].kind == "para":
            parent = self.blocks[-1]
        for entry in element.iterchildren("li"):
            if line := entry.get("data-line"):
                self.line = int(line)
            first, rest = _first(entry)
            text = clean(first)
            block = self.add("item", text, level=depth, list_id=number, parent=parent) if text else parent
            for child in rest:
                self.block(child, block)

    def table(self, element: Any) -> None:
        """Append a table, and its long cells as paragraphs too."""
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        grid = _grid(rows)
        top = 0
        for row in rows:
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if row.getparent().tag != "thead" and not (cells and all(cell.tag == "th" for cell in cells)):
                break
            top += 1
        while top and not any(grid[0]):
            grid, top = grid[1:], top - 1
        if not grid or not grid[0]:
            return
        if len(grid[0]) < 2:
            for (cell,) in grid:
                self.paragraph(cell, None)
            return
        caption = " ".join(clean(_written(each)) for each in element.iterchildren("caption"))
        self.add("table", "", table=Table(grid, top, caption))
        for row in grid[top:]:
            for text in dict.fromkeys(row):
                if len(text) > _LONG_CELL:
                    self.add("para", text)


def _first(entry: Any) -> tuple[str, list[Any]]:
    """The text that a list's item begins with, and the blocks that follow."""
    text, rest = entry.text or "", list(entry)
    while rest and rest[0].tag not in _BLOCKS and not rest[0].xpath(_ANY_BLOCK):
        child = rest.pop(0)
        text += (_raised(_written(child), text) if child.tag == "sup" else _written(child)) + (child.tail or "")
    if not text.strip() and rest and rest[0].tag in ("p", "div") and not rest[0].xpath(_ANY_BLOCK):
        text = _written(rest.pop(0))
    return text, rest


def _grid(rows: list[Any]) -> list[list[str]]:
    """Cell texts with spans written out: a cell that spans two columns stands in both."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[str] = []
        cells: Iterator[Any] = iter([cell for cell in row if cell.tag in ("td", "th")])
        cell = next(cells, None)
        while cell is not None or len(line) in hanging:
            if len(line) in hanging:
                left, text = hanging.pop(len(line))
                if left > 1:
                    hanging[len(line)] = (left - 1, text)
                line.append(text)
                continue
            text, tall = clean(_written(cell)), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if tall > 1:
                    hanging[len(line)] = (tall - 1, text)
                line.append(text)
            cell = next(cells, None)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid]


def _span(cell: Any, name: str) -> int:
    """How many rows or columns a cell takes."""
    written = cell.get(name, "1")
    return min(int(written), 100) if written.isdigit() and written != "0" else 1


def blocks_of(source: bytes | str, title: str = "") -> list[Block]:
    """An HTML document as blocks.

    Raises
    ------
    ValueError
        There is no HTML in it.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8" if _is_utf8(source) else None, huge_tree=True)
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError("no HTML") from error
    for element in tree.xpath(_HIDDEN):
        if element.getparent() is not None:
            element.drop_tree()
    walker = _Walker()
    if title:
        walker.heading(0.0, clean(title))
    walker.walk(tree)
    return walker.blocks


def _is_utf8(source: bytes | str) -> bool:
    if isinstance(source, str):
        return False
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
