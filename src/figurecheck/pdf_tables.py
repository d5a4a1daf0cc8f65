"""Tables of a PDF page, from pieces of text that stand in rows and columns.

Belongs here: finding them. Does not belong here: judging numbers. A table is only taken where every row of
numbers has the same columns: one that is in doubt is left as text that no check reads as a table.
"""

from __future__ import annotations

import re

from figurecheck.model import Table
from figurecheck.pdf_lines import Piece

_NUMBER = re.compile(
    r"^[£$€(–-]?[\d,]+(?:\.\d+)?\s?(?:%|m|bn|k)?\)?$|^(?:[-–—*:.xzc]{1,3}|\[[a-z]{1,3}\]|n/?a)$", re.IGNORECASE
)
_FEWEST_ROWS = 3


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces by line, from the top; each line from the left."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda item: (-item.base, item.left)):
        if lines and abs(lines[-1][0].base - piece.base) <= max(piece.size, 1) * 0.35:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda item: item.left) for line in lines]


def _split_numbers(line: list[Piece]) -> list[Piece]:
    """A piece of several numbers apart: narrow columns run together."""
    found: list[Piece] = []
    for piece in line:
        words = piece.text.split()
        if len(words) > 1 and all(_NUMBER.match(word) for word in words):
            width = (piece.right - piece.left) / max(len(piece.text), 1)
            at = 0
            for word in words:
                start = piece.text.index(word, at)
                at = start + len(word)
                left, right = piece.left + start * width, piece.left + at * width
                found.append(Piece(word, left, right, piece.base, piece.top, piece.size, piece.bold, piece.page))
        else:
            found.append(piece)
    return found


def _is_row(line: list[Piece]) -> bool:
    """A name and then numbers, or placeholders of numbers."""
    if len(line) < 2 or _NUMBER.match(line[0].text) and len(line[0].text) > 4:
        return False
    return all(_NUMBER.match(piece.text) for piece in line[1:]) and len(line[0].text) <= 80


def _aligned(rows: list[list[Piece]]) -> bool:
    """Whether the numbers of all rows stand under one another, by their right, left or middle."""
    for column in range(1, len(rows[0])):
        cells = [row[column] for row in rows]
        size = max(cell.size for cell in cells)
        edges = ([cell.right for cell in cells], [cell.left for cell in cells], [cell.middle for cell in cells])
        if min(max(edge) - min(edge) for edge in edges) > size * 0.8:
            return False
    return True


def _headings(above: list[list[Piece]], rows: list[list[Piece]]) -> list[str] | None:
    """What stands above each column within three lines; None if a line above does not fit the columns."""
    columns = [(min(row[c].left for row in rows), max(row[c].right for row in rows)) for c in range(len(rows[0]))]
    middles = [(left + right) / 2 for left, right in columns]
    names: list[list[str]] = [[] for _ in columns]
    last = rows[0][0]
    for line in reversed(above[-3:]):
        if line[0].base - last.base > last.size * 3 or len(line) < max(2, len(columns) - 1):
            break
        for piece in line:
            nearest = min(
                range(len(columns)), key=lambda c: min(abs(piece.middle - middles[c]), abs(piece.left - columns[c][0]))
            )
            names[nearest].insert(0, piece.text)
        last = line[0]
    return [" ".join(parts) for parts in names] if any(names[1:]) else None


def find_tables(pieces: list[Piece]) -> list[tuple[Table, list[Piece]]]:
    """The tables of a page and the pieces that they take.

    Parameters
    ----------
    pieces
        All pieces of one page.
    """
    lines = [_split_numbers(line) for line in _lines(pieces)]
    found = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _is_row(lines[end]) and len(lines[end]) == len(lines[index]):
            if end > index and lines[end - 1][0].base - lines[end][0].base > lines[end][0].size * 4:
                break
            end += 1
        rows = lines[index:end]
        if len(rows) >= _FEWEST_ROWS and _aligned(rows):
            names = _headings(lines[max(0, index - 3) : index], rows)
            # a row below or above that breaks the pattern may be a part that was not read
            follower = lines[end] if end < len(lines) else None
            broken = follower is not None and len(follower) > 1 and len(follower) != len(rows[0]) and _is_row(follower)
            if names is not None and not broken:
                table = Table([names, *([piece.text for piece in row] for row in rows)], 1)
                taken = {id(piece) for row in rows for piece in row}
                spans = [piece for piece in pieces if id(piece) in taken or _inside(piece, rows)]
                found.append((table, spans))
        index = max(end, index + 1)
    return found


def _inside(piece: Piece, rows: list[list[Piece]]) -> bool:
    """Whether a piece lies within the rows: split numbers are no longer the pieces of the page."""
    return any(abs(piece.base - row[0].base) <= 1 for row in rows)
