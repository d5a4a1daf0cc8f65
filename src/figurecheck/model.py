"""A document as the checks see it: blocks with their headings, sentences and tables.

Belongs here: the common model that every reader makes and every check reads. Does not belong here: any
file format, or what the numbers mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from figurecheck.dates import Month, months_in
from figurecheck.quantities import Sentence
from figurecheck.report import Place
from figurecheck.text import sentences, split_label


@dataclass(slots=True)
class Table:
    """A table as rows of cell texts, all of one length; `header` rows come first.

    Parameters
    ----------
    rows
        Cells as clean text; a spanned cell is repeated.
    header
        How many of the first rows are headings.
    caption
        Caption or title, if the document marks one.
    """

    rows: list[list[str]]
    header: int = 1
    caption: str = ""


@dataclass(eq=False)
class Block:
    """A heading, paragraph, list item, table or note.

    Parameters
    ----------
    kind
        ``heading``, ``para``, ``item``, ``table`` or ``note``.
    text
        Clean text; empty for a table.
    path
        The headings above, outermost first.
    number
        Position in the document, from 1.
    level
        Level of a heading; depth of a list item, from 1.
    list_id
        What the items of one list have in common.
    parent, previous
        The list item in which this one is nested, or the paragraph that leads into its list; the block before.
    label
        What stands before a colon at the start: "North West: 38 were sent".
    """

    kind: str
    text: str
    path: tuple[str, ...] = ()
    number: int = 0
    level: int = 0
    page: int | None = None
    line: int | None = None
    list_id: int | None = None
    parent: Block | None = None
    previous: Block | None = None
    table: Table | None = None
    label: str = ""

    @property
    def place(self) -> Place:
        """Where the block stands."""
        return Place(" > ".join(self.path), self.page, self.line, self.number)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The block's sentences in order."""
        return tuple(Sentence(text, self, index) for index, text in enumerate(sentences(self.text)))

    @cached_property
    def months(self) -> list[Month]:
        """The month the block speaks of, by its label, the item above it or its nearest heading that names one."""
        names = [self.label, self.parent.label if self.parent is not None else "", *reversed(self.path)]
        return next((found for name in names if (found := months_in(name))), [])


class Document:
    """A document read.

    Parameters
    ----------
    name, kind
        The file's name without its folders, and its format.
    blocks
        In reading order.
    pages
        Number of pages of a PDF, else None.
    """

    def __init__(self, name: str, kind: str, blocks: list[Block], pages: int | None = None) -> None:
        self.name, self.kind, self.blocks, self.pages = name, kind, blocks, pages
        for number, block in enumerate(blocks, start=1):
            block.number, block.previous = number, blocks[number - 2] if number > 1 else None
            if block.kind in ("para", "item"):
                block.label = split_label(block.text)[0]
        #: Blocks that hold a table, and all others.
        self.tables = [block for block in blocks if block.table is not None]
        self.prose = [block for block in blocks if block.table is None]

    @property
    def text(self) -> str:
        """All text, for finding notes that hold for the whole document."""
        return "\n".join(block.text for block in self.blocks)
