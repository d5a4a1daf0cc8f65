"""PDF documents, read by PDFium into blocks.

Belongs here: opening a PDF, and from lines to paragraphs, headings, list items and tables. Does not belong
here: characters and lines (``pdf_lines``), finding tables (``pdf_tables``), other formats (``pandoc``).

A PDF has no paragraphs, so they are told by layout: a new one begins at a wider gap, another size or weight
of type, a bullet, or an indent after a sentence's end. Lines that come again on most pages at the same height,
such as headers and page numbers, are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from figurecheck.errors import DocumentError
from figurecheck.model import Block, Document
from figurecheck.outline import Outline
from figurecheck.pdf_lines import LINE_END_HYPHEN, Piece, dots_of, mark_bullets, pieces_of
from figurecheck.pdf_tables import find_tables
from figurecheck.text import clean

_BULLET = re.compile(
    r"^(?:[•●▪■◦○‣⁃∙·►➢✓\uf0b7\uf0a7\uf0d8]|[–-]|o(?=\s))\s*(?=\S)|^(?:\(?[a-z]\)|\(?[ivx]{1,4}\))\s+(?=\S)"
)
_ONLY_BULLET = re.compile(r"^(?:[•●▪■◦○‣⁃∙·►➢✓\uf0b7\uf0a7\uf0d8–-]|o|\d{1,2}\.)$")
_PAGE_NUMBER = re.compile(r"(?:page )?\W*\d{1,4}\W*(?:of \d+)?", re.IGNORECASE)
_LEAST_TEXT = 40
_EDGE = 0.09
_LONGEST_HEADING = 140


def _wrong(path: Path, what: str, do: str) -> DocumentError:
    return DocumentError(what, do, path.name)


def read_pdf(path: Path, source: bytes) -> Document:
    """Read a PDF.

    Parameters
    ----------
    path
        For its name.
    source
        The file's bytes.

    Raises
    ------
    DocumentError
        It is damaged, protected by a password or has no text.
    """
    try:
        import pypdfium2
    except ImportError:
        what = "PDF cannot be read here: the package pypdfium2 is missing."
        raise _wrong(path, what, "Install the project's dependencies again.") from None
    try:
        pdf = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _wrong(
                path, "the PDF is protected by a password.", "Save a copy without a password and check that."
            ) from None
        raise _wrong(path, "the PDF is damaged or is not a PDF.", "Make it again from its source document.") from None
    pages: list[list[Piece]] = []
    heights: list[float] = []
    try:
        for index in range(len(pdf)):
            page = pdf[index]
            heights.append(page.get_height())
            textpage = page.get_textpage()
            pages.append(pieces_of(textpage, index + 1))
            mark_bullets(pages[-1], dots_of(page))
            textpage.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise _wrong(
            path, f"page {len(pages) + 1} cannot be read.", "Make the PDF again from its source document."
        ) from None
    finally:
        pdf.close()
    if sum(len(piece.text) for pieces in pages for piece in pieces) < _LEAST_TEXT:
        do = "It may be a scan: check the document it was made from, or put it through text recognition first."
        raise _wrong(path, "the PDF holds no text.", do)
    return Document(path.name, "pdf", _blocks(_without_edges(pages, heights)), len(pages))


def _without_edges(pages: list[list[Piece]], heights: list[float]) -> list[list[Piece]]:
    """The pages without the headers, footers and page numbers that come again."""

    def key(piece: Piece) -> tuple[str, int]:
        return re.sub(r"\d+", "#", piece.text), round(piece.base / 4)

    def at_edge(piece: Piece, height: float) -> bool:
        return piece.base < height * _EDGE or piece.base > height * (1 - _EDGE)

    seen = Counter(
        pattern
        for pieces, height in zip(pages, heights, strict=True)
        for pattern in {key(piece) for piece in pieces if at_edge(piece, height)}
    )
    often = max(2, len(pages) // 3) if len(pages) > 2 else 2
    kept = []
    for pieces, height in zip(pages, heights, strict=True):
        edges = [piece for piece in pieces if at_edge(piece, height)]
        gone = {id(piece) for piece in edges if seen[key(piece)] >= often or _PAGE_NUMBER.fullmatch(piece.text)}
        kept.append([piece for piece in pieces if id(piece) not in gone])
    return kept


class _Builder:
    """Puts lines together into blocks."""

    def __init__(self, body: float, ranks: dict[float, int], hyphenated: frozenset[str]) -> None:
        self.body, self.ranks, self.hyphenated = body, ranks, hyphenated
        self.outline = Outline()
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.last: Piece | None = None
        self.heading_open = False
        self.lists = 0
        self.lefts: list[float] = []

    def heading_level(self, piece: Piece) -> int | None:
        """The level of a line that looks like a heading, by its size; bold lines of body size come last."""
        if len(piece.text) > _LONGEST_HEADING or not re.search(r"[A-Za-z]", piece.text):
            return None
        size = round(piece.size * 2) / 2
        if size in self.ranks:
            return self.ranks[size]
        if piece.bold and piece.text[-1] not in ".,;" and size >= self.body - 0.6:
            return len(self.ranks) + 1
        return None

    def close(self) -> None:
        """The block being written is complete."""
        if self.open is not None:
            self.open.text = clean(self.open.text)
            if self.heading_open:
                self.open.path = self.outline.enter(float(self.open.level), self.open.text)
            elif not self.open.text:
                self.blocks.remove(self.open)
        self.open, self.heading_open = None, False

    def start(self, kind: str, piece: Piece, text: str, level: int = 0) -> None:
        """Begin a block."""
        parent = None
        if kind == "item":
            last_item = next((b for b in reversed(self.blocks) if b.kind == "item"), None)
            if not self.blocks or self.blocks[-1].kind != "item":
                self.lists += 1
                self.lefts = []
                parent = self.blocks[-1] if self.blocks and self.blocks[-1].kind == "para" else None
            self.lefts = [left for left in self.lefts if left < piece.left - 3] + [piece.left]
            level = len(self.lefts)
            if level > 1 and last_item is not None:
                parent = next((b for b in reversed(self.blocks) if b.kind == "item" and b.level < level), None)
            elif parent is None and last_item is not None and self.blocks[-1].kind == "item":
                parent = next((b.parent for b in reversed(self.blocks) if b.kind == "item" and b.level == 1), None)
        self.open = Block(kind, text, self.outline.path, level=level, page=piece.page, parent=parent)
        if kind == "item":
            self.open.list_id = self.lists * 100 + level
        self.blocks.append(self.open)
        self.heading_open = kind == "heading"
        self.last = piece

    def add(self, piece: Piece) -> None:
        """Take the next line."""
        bullet = _BULLET.match(piece.text)
        level = None if bullet else self.heading_level(piece)
        if level is not None and level > len(self.ranks) and self._midway(piece):
            level = None  # words in bold that fill a line of a paragraph
        if level is not None:
            if self.heading_open and self.open is not None and self.open.level == level and self._near(piece):
                self._append(piece)
                return
            self.close()
            self.start("heading", piece, piece.text, level)
        elif bullet:
            self.close()
            self.start("item", piece, piece.text[bullet.end() :])
        elif self.open is not None and not self.heading_open and self._goes_on(piece):
            self._append(piece)
        else:
            self.close()
            self.start("para", piece, piece.text)

    def _midway(self, piece: Piece) -> bool:
        """Whether the paragraph above is not at the end of a sentence and goes on."""
        if self.open is None or self.heading_open or re.search(r"[.!?:;][\"')\]]?$", self.open.text):
            return False
        return self._goes_on(piece) and self._near(piece)

    def _near(self, piece: Piece) -> bool:
        last = self.last
        return (
            last is not None
            and last.page == piece.page
            and 0 <= last.base - piece.base <= max(last.size, piece.size) * 1.9
        )

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a line belongs to the paragraph above."""
        last = self.last
        if last is None or self.open is None:
            return False
        unfinished = not re.search(r"[.!?:;][\"')\]]?$", self.open.text)
        if last.page != piece.page:
            return unfinished and piece.text[:1].islower()
        if abs(last.base - piece.base) <= piece.size * 0.35:
            return piece.left >= last.right - 1
        step = last.base - piece.base
        if abs(piece.size - last.size) > 1.0 and not unfinished:
            return False
        if step < 0:  # the next column
            return unfinished and piece.text[:1].islower()
        if step > max(last.size, piece.size) * 1.75:
            return False
        return not (self.open.kind == "item" and piece.left < last.left - 12 and not unfinished)

    def _append(self, piece: Piece) -> None:
        if self.open is None:
            return
        text = self.open.text
        if re.search(rf"[A-Za-z][-{LINE_END_HYPHEN}]$", text) and piece.text[:1].islower():
            self.open.text = text[:-1] + ("-" if self._hyphenated(text, piece.text) else "") + piece.text
        elif re.search(r"\d[–-]$", text) and piece.text[:1].isdigit():
            self.open.text = text + piece.text
        else:
            self.open.text = f"{text} {piece.text}"
        self.last = piece

    def _hyphenated(self, before: str, after: str) -> bool:
        """Whether a word divided at a line's end has its hyphen elsewhere too."""
        first, second = re.search(r"[A-Za-z]+(?=.$)", before), re.match(r"[A-Za-z]+", after)
        return (
            first is not None and second is not None and f"{first.group()}-{second.group()}".lower() in self.hyphenated
        )


def _sizes(pages: list[list[Piece]]) -> tuple[float, dict[float, int]]:
    """The body's size of type, and the rank of each larger size."""
    amount: Counter[float] = Counter()
    for pieces in pages:
        for piece in pieces:
            amount[round(piece.size * 2) / 2] += len(piece.text)
    body = amount.most_common(1)[0][0] if amount else 10.0
    larger = sorted((size for size in amount if size > body * 1.08), reverse=True)[:8]
    return body, {size: rank for rank, size in enumerate(larger, start=1)}


def _blocks(pages: list[list[Piece]]) -> list[Block]:
    body, ranks = _sizes(pages)
    words = (
        match.lower()
        for pieces in pages
        for piece in pieces
        for match in re.findall(r"[A-Za-z]+-[A-Za-z]+", piece.text)
    )
    builder = _Builder(body, ranks, frozenset(words))
    for pieces in pages:
        tables = find_tables(pieces)
        waiting = {id(piece): number for number, (_, taken) in enumerate(tables) for piece in taken}
        done: set[int] = set()
        bullet: Piece | None = None
        for piece in pieces:
            number = waiting.get(id(piece))
            if number is not None:
                if number not in done:
                    done.add(number)
                    builder.close()
                    table = Block("table", "", builder.outline.path, page=piece.page, table=tables[number][0])
                    builder.blocks.append(table)
                continue
            if _ONLY_BULLET.match(piece.text):
                bullet = piece
                continue
            if bullet is not None:
                if abs(bullet.base - piece.base) <= piece.size * 0.6 and bullet.left < piece.left:
                    piece.text = f"• {piece.text}"
                bullet = None
            builder.add(piece)
    builder.close()
    return [block for block in builder.blocks if block.text or block.table is not None]
