"""Markdown, HTML and Word documents, read by pandoc into blocks.

Belongs here: running pandoc and walking its syntax tree. Does not belong here: PDF, or what is wrong with a
file before pandoc sees it (``read``).
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import count
from typing import Any

from figurecheck.model import Block, Table
from figurecheck.outline import PSEUDO, Outline
from figurecheck.pdf import PAGE
from figurecheck.text import clean

#: pandoc's name for each format; source positions give the lines of a Markdown file.
FORMATS = {
    "markdown": "commonmark_x+sourcepos+yaml_metadata_block-smart-emoji",
    "html": "html",
    "docx": "docx",
    "pdf": "commonmark+pipe_tables",
}
_SECONDS = 240
_LONG_CELL = 90
_SUPERSCRIPT = re.compile("\x01([^\x02]*)\x02")


class Unreadable(Exception):
    """Pandoc could not read the document."""


def syntax_tree(source: bytes, kind: str) -> dict[str, Any]:
    """The syntax tree of a document.

    Raises
    ------
    Unreadable
        Pandoc refused it, or took longer than four minutes.
    """
    import pypandoc  # heavy only in finding the binary; needed only here

    command = [pypandoc.get_pandoc_path(), "--from", FORMATS[kind], "--to", "json", "--sandbox", "--quiet"]
    try:
        done = subprocess.run(command, input=source, capture_output=True, timeout=_SECONDS, check=True)
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError, OSError) as error:
        raise Unreadable from error


def _inline(inlines: list[dict[str, Any]], notes: list[list[dict[str, Any]]]) -> Iterator[str]:
    """The pieces of text of inline elements; footnotes are put aside in `notes`."""
    for node in inlines:
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            yield content
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif kind in ("Emph", "Strong", "Underline", "SmallCaps", "Subscript"):
            yield from _inline(content, notes)
        elif kind == "Superscript":
            yield "\x01"
            yield from _inline(content, notes)
            yield "\x02"
        elif kind == "Quoted":
            mark = "'" if content[0]["t"] == "SingleQuote" else '"'
            yield mark
            yield from _inline(content[1], notes)
            yield mark
        elif kind in ("Span", "Link", "Cite"):
            yield from _inline(content[1], notes)
        elif kind in ("Code", "Math"):
            yield content[1]
        elif kind == "RawInline":
            tag = content[1].lower().replace(" ", "")
            yield {"<sup>": "\x01", "</sup>": "\x02"}.get(tag, " " if tag.startswith("<br") else "")
        elif kind == "Note":
            notes.append(content)


def _superscript(match: re.Match[str]) -> str:
    """A raised text: the end of an ordinal stays, a power is written out, a footnote mark goes."""
    text = match.group(1).strip()
    if re.fullmatch(r"st|nd|rd|th", text, re.IGNORECASE):
        return text
    before = match.string[: match.start()]
    if re.search(r"\b10$", before) and re.fullmatch(r"-?\d+", text):
        return f"^{text}"
    return ""


def _only_bold(inlines: list[dict[str, Any]]) -> bool:
    """Whether everything written is bold."""
    solid = False
    for node in inlines:
        kind, content = node["t"], node.get("c")
        if kind == "Strong":
            solid = True
        elif kind in ("Span", "Emph", "Underline"):
            inner = content[1] if kind == "Span" else content
            if not all(part["t"] in ("Space", "SoftBreak") for part in inner):
                if not _only_bold(inner):
                    return False
                solid = True
        elif kind not in ("Space", "SoftBreak", "LineBreak"):
            return False
    return solid


def _line(attributes: list[Any] | None) -> int | None:
    """The line on which an element starts, from pandoc's source position."""
    if not attributes:
        return None
    position = dict(attributes[2]).get("data-pos", "")
    match = re.search(r"(\d+):\d+", position)
    return int(match.group(1)) if match else None


class _Walker:
    """Turns a syntax tree into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.outline = Outline()
        self.lists = count(1)
        self.line: int | None = None
        self.page: int | None = None

    def text(self, inlines: list[dict[str, Any]]) -> tuple[str, list[list[dict[str, Any]]]]:
        """Clean text of inline elements, and the footnotes met."""
        notes: list[list[dict[str, Any]]] = []
        raw = "".join(_inline(inlines, notes))
        raw = _SUPERSCRIPT.sub(_superscript, raw).replace("\x01", "").replace("\x02", "")
        return clean(raw), notes

    def add(self, kind: str, text: str, **more: Any) -> Block:
        """Append a block."""
        block = Block(kind, text, self.outline.path, line=self.line, page=self.page, **more)
        self.blocks.append(block)
        return block

    def walk(self, nodes: list[dict[str, Any]], item: Block | None = None) -> None:
        """Append the blocks of `nodes`."""
        for node in nodes:
            kind, content = node["t"], node.get("c")
            if kind == "Header":
                self.heading(float(content[0]), content[2], _line(content[1]))
            elif kind in ("Para", "Plain"):
                self.paragraph(content, item)
            elif kind == "LineBlock":
                for inlines in content:
                    self.paragraph(inlines, item)
            elif kind in ("BulletList", "OrderedList"):
                self.items(content if kind == "BulletList" else content[1], item)
            elif kind == "DefinitionList":
                for term, definitions in content:
                    self.paragraph(term, item)
                    for definition in definitions:
                        self.walk(definition, item)
            elif kind == "BlockQuote":
                self.walk(content, item)
            elif kind in ("Div", "Figure"):
                self.line = _line(content[0]) or self.line
                self.walk(content[-1], item)
            elif kind == "Table":
                self.table(content)
            elif kind == "RawBlock" and content[0] == "html" and "<table" in content[1].lower():
                self.walk(syntax_tree(content[1].encode(), "html")["blocks"], item)

    def heading(self, level: float, inlines: list[dict[str, Any]], line: int | None) -> None:
        self.line = line or self.line
        text, _ = self.text(inlines)
        if text:
            above = self.outline.enter(level, text)
            self.blocks.append(Block("heading", text, above, level=int(level), line=self.line, page=self.page))

    def paragraph(self, inlines: list[dict[str, Any]], item: Block | None) -> Block | None:
        text, notes = self.text(inlines)
        if page := re.fullmatch(PAGE.format(r"(\d+)"), text):
            self.page = int(page.group(1))
            return None
        block = None
        if text and item is None and len(text) < 100 and text[-1] not in ".;,?" and _only_bold(inlines):
            self.heading(PSEUDO, inlines, self.line)
        elif text:
            block = self.add("para", text, parent=item)
        for note in notes:
            self.note(note)
        return block

    def note(self, nodes: list[dict[str, Any]]) -> None:
        start = len(self.blocks)
        self.walk(nodes)
        for block in self.blocks[start:]:
            if block.kind == "para":
                block.kind = "note"

    def items(self, items: list[list[dict[str, Any]]], parent: Block | None) -> None:
        number = next(self.lists)
        depth = parent.level + 1 if parent is not None and parent.kind == "item" else 1
        if parent is None and self.blocks and self.blocks[-1].kind == "para":
            parent = self.blocks[-1]
        for nodes in items:
            start = len(self.blocks)
            first, rest = _first_paragraph(nodes)
            if first is not None:
                self.line = first[1] or self.line
                text, notes = self.text(first[0])
                block = self.add("item", text, level=depth, list_id=number, parent=parent)
                for note in notes:
                    self.note(note)
                self.walk(rest, block)
            else:
                self.walk(nodes, parent)
            if len(self.blocks) > start and not self.blocks[start].text and self.blocks[start].kind == "item":
                del self.blocks[start]

    def table(self, content: list[Any]) -> None:
        attributes, caption, _, head, bodies, foot = content
        self.line = _line(attributes) or self.line
        header = [row[1] for row in head[1]]
        body = [row[1] for part in bodies for row in (*part[2], *part[3])] + [row[1] for row in foot[1]]
        rows = _grid([*header, *body], self)
        top = len(header)
        while top and not any(rows[0]):
            rows, top = rows[1:], top - 1
        if not rows:
            return
        title = " ".join(self.text(b["c"])[0] for b in caption[1] if b["t"] in ("Para", "Plain"))
        if len(rows[0]) < 2 or max(len(row) for row in rows) < 2:
            for row in rows:
                for cell in row:
                    if cell:
                        self.add("para", cell)
            return
        self.add("table", "", table=Table(rows, top, title))
        for row in rows[top:]:
            for column, cell in enumerate(row):
                if len(cell) > _LONG_CELL and cell not in row[:column]:
                    self.add("para", cell)


def _grid(rows: list[list[Any]], walker: _Walker) -> list[list[str]]:
    """Cell texts with spans written out: a cell that spans two columns stands in both."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for cells in rows:
        line: list[str] = []
        queue = list(cells)
        while queue or len(line) in hanging:
            column = len(line)
            if column in hanging:
                left, text = hanging.pop(column)
                line.append(text)
                if left > 1:
                    hanging[column] = (left - 1, text)
                continue
            _, _, tall, wide, blocks = queue.pop(0)
            text = _cell_text(blocks, walker)
            for offset in range(wide):
                line.append(text)
                if tall > 1:
                    hanging[column + offset] = (tall - 1, text)
        grid.append(line)
    width = max((len(line) for line in grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid]


def _cell_text(blocks: list[dict[str, Any]], walker: _Walker) -> str:
    parts = []
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            parts.append(walker.text(content)[0])
        elif kind in ("BulletList", "OrderedList"):
            items = content if kind == "BulletList" else content[1]
            parts += [_cell_text(item, walker) for item in items]
        elif kind in ("Div", "BlockQuote"):
            parts.append(_cell_text(content[-1] if kind == "Div" else content, walker))
        elif kind == "Header":
            parts.append(walker.text(content[2])[0])
    return " ".join(part for part in parts if part)


def _first_paragraph(nodes: list[dict[str, Any]]) -> tuple[tuple[list[Any], int | None] | None, list[Any]]:
    """The text that an item begins with and its line, and what follows."""
    if not nodes:
        return None, []
    first, rest = nodes[0], nodes[1:]
    if first["t"] in ("Para", "Plain"):
        return (first["c"], None), rest
    if first["t"] == "Div":
        inner, more = _first_paragraph(first["c"][1])
        return ((inner[0], inner[1] or _line(first["c"][0])), more + rest) if inner else (None, nodes)
    if first["t"] == "BlockQuote":
        inner, more = _first_paragraph(first["c"])
        return (inner, more + rest) if inner else (None, nodes)
    return None, nodes


def blocks_of(source: bytes, kind: str) -> list[Block]:
    """Read a document into blocks.

    Parameters
    ----------
    source
        The file's bytes; Markdown and HTML in UTF-8.
    kind
        ``markdown``, ``html`` or ``docx``.

    Raises
    ------
    Unreadable
        Pandoc cannot read it.
    """
    tree = syntax_tree(source, kind)
    walker = _Walker()
    title = tree.get("meta", {}).get("title", {})
    if kind != "html" and title.get("t") == "MetaInlines":
        walker.heading(0.0, title["c"], 1)
    walker.walk(tree["blocks"])
    return walker.blocks
