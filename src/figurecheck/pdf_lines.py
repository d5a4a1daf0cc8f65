"""The lines of a PDF page, from the places of its characters.

Belongs here: characters to pieces of one line, with size and weight. Does not belong here: paragraphs,
headings and tables (``pdf``, ``pdf_tables``).
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass
from typing import Any

#: A gap wider than this, in parts of the type's size, ends a piece: the next column of a table or of the page.
_WIDE = 1.3
#: Type smaller than this part of its line, and raised, is a footnote mark.
_SMALL = 0.8
_BOLD = 600
#: What PDFium reads where a word is divided at a line's end.
LINE_END_HYPHEN = "\u00ad"
#: A drawn bullet is about this large, in parts of the type's size; a page with more shapes is a drawing.
_DOT = (0.12, 0.75)
_MOST_SHAPES = 4000


@dataclass(slots=True)
class Piece:
    """Text on one line without a wide gap: where it stands (PDF points, from the bottom left), size and weight."""

    text: str
    left: float
    right: float
    base: float
    top: float
    size: float
    bold: bool
    page: int = 0

    @property
    def middle(self) -> float:
        """Half-way between left and right."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class _Character:
    letter: str
    left: float
    base: float
    right: float
    top: float
    size: float
    bold: bool


def _characters(textpage: Any) -> list[_Character]:
    """The page's characters in the order of the file; spaces that PDFium puts in have no place and are kept."""
    import pypdfium2.raw as raw

    found = []
    box = raw.FS_RECTF()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    bold, word_starts = False, True
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        letter = chr(code) if code else ""
        if letter in ("\x02", "\ufffe"):
            letter = LINE_END_HYPHEN
        elif letter in ("\r", "\n", ""):
            word_starts = True
            continue
        if raw.FPDFText_IsGenerated(textpage, index) == 1 and letter == " ":
            word_starts = True
            continue  # a space that PDFium guesses; gaps are measured below
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        size = raw.FPDFText_GetFontSize(textpage, index)
        if raw.FPDFText_GetMatrix(textpage, index, matrix):
            size *= abs(matrix.d) or abs(matrix.b) or 1.0
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        if word_starts:  # weight is asked once a word: it costs as much as all the rest
            name.value = b""
            raw.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
            bold = raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD or b"bold" in name.value.lower()
        word_starts = letter == " "
        found.append(_Character(letter, box.left, y.value, box.right, box.top, size, bold))
    return found


def pieces_of(textpage: Any, number: int) -> list[Piece]:
    """The pieces of a page in the order of the file.

    Parameters
    ----------
    textpage
        PDFium's text page.
    number
        The page, from 1.
    """
    runs: list[list[_Character]] = []
    for character in _characters(textpage):
        if runs and _continues(runs[-1], character):
            runs[-1].append(character)
        elif character.letter.strip():
            runs.append([character])
    made = [_piece(run, number) for run in runs]
    return _joined([piece for piece in made if piece.text])


def dots_of(page: Any) -> list[tuple[float, float, float]]:
    """Small square shapes of a page, which may be bullets: middle from the left, middle from the bottom, size."""
    import pypdfium2.raw as raw

    found = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    total = raw.FPDFPage_CountObjects(page)
    for index in range(total if total <= _MOST_SHAPES else 0):
        shape = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            continue
        width, height = right.value - left.value, top.value - bottom.value
        if 1.0 <= width <= 9 and 1.0 <= height <= 9 and 0.6 <= width / height <= 1.6:
            found.append(((left.value + right.value) / 2, (bottom.value + top.value) / 2, max(width, height)))
    return found


def mark_bullets(pieces: list[Piece], dots: list[tuple[float, float, float]]) -> None:
    """Put a bullet before each piece that has a drawn one at its left."""
    if not dots or len(dots) > 400:
        return
    for piece in pieces:
        for across, up, size in dots:
            beside = 0 < piece.left - across <= piece.size * 2.4
            level = piece.base - piece.size * 0.1 <= up <= piece.base + piece.size * 0.8
            if beside and level and _DOT[0] <= size / max(piece.size, 1) <= _DOT[1]:
                piece.text = f"• {piece.text}"
                break


def _continues(run: list[_Character], character: _Character) -> bool:
    """Whether a character goes on where the run stops, on the same line or raised or lowered a little."""
    if not character.letter.strip():
        return True
    last = next((item for item in reversed(run) if item.letter.strip()), run[-1])
    size = max(last.size, character.size, 1.0)
    if abs(character.base - last.base) > size * 0.6:
        return False
    gap = character.left - last.right
    if gap < 0 and character.left >= last.left - 0.5:
        return True  # the letters of a ligature share one place
    return -size * 0.6 <= gap <= size * _WIDE


def _piece(run: list[_Character], number: int) -> Piece:
    inked = [item for item in run if item.letter.strip()]
    size = Counter(round(item.size, 1) for item in inked).most_common(1)[0][0]
    base = Counter(round(item.base, 1) for item in inked if round(item.size, 1) == size).most_common(1)[0][0]
    letters: list[str] = []
    previous: _Character | None = None
    for item in run:
        if not item.letter.strip():
            letters.append(" ")
            continue
        raised = item.size < size * _SMALL and item.base > base + size * 0.15
        if raised and (item.letter.isdigit() or item.letter in "*†‡,"):
            continue
        if previous is not None and item.left - previous.right > size * 0.16 and letters and letters[-1] != " ":
            letters.append(" ")
        letters.append(item.letter)
        previous = item
    text = " ".join("".join(letters).split())
    bold = sum(item.bold for item in inked) >= 0.9 * len(inked)
    return Piece(
        text,
        min(i.left for i in inked),
        max(i.right for i in inked),
        base,
        max(i.top for i in inked),
        size,
        bold,
        number,
    )


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces that touch on one line put together: a line set in several fonts comes in several runs."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and abs(piece.base - last.base) <= max(last.size, piece.size) * 0.3:
            gap = piece.left - last.right
            if -last.size * 0.3 <= gap <= last.size * _WIDE * 0.6 and gap < last.size:
                if piece.size < last.size * _SMALL and piece.base > last.base + 1 and piece.text.isdigit():
                    last.right = piece.right
                    continue
                space = " " if gap > last.size * 0.15 else ""
                last.bold = last.bold and piece.bold
                last.text, last.right = f"{last.text}{space}{piece.text}", piece.right
                continue
        found.append(piece)
    return found
