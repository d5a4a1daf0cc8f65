"""A document as the checks see it: blocks with their headings, sentences and tables.

Belongs here: the common model that every reader makes and every check reads. Does not belong here: any
file format, or what the numbers mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from figurecheck.dates import Month, months_in
from figurecheck.quantities import Tagged, tag
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, tagged, and the block it stands in."""

    block: Block
    tagged: Tagged
    index: int

    @property
    def text(self) -> str:
        """The sentence as read."""
        return self.tagged.text

    def __hash__(self) -> int:
        return hash((id(self.block), self.index))


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
        The headings above, outermost first; for a list item also the items it is nested in are not here
        but in `parent`.
    number
        Position in the document, from 1.
    level
        Level of a heading; depth of a list item, from 1.
    parent
        The list item in which this one is nested, or the paragraph that leads into its list.
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
    table: Table | None = None
    label: str = ""

    @cached_property
    def place(self) -> Place:
        """Where the block stands."""
        return Place(" > ".join(self.path), self.page, self.line, self.number)

    @cached_property
    def section(self) -> tuple[str, ...]:
        """The section that the block belongs to: its headings down to the last numbered one, or the topmost two."""
        return self.path[:2]

    @cached_property
    def body(self) -> str:
        """The text after the run-in label."""
        return split_label(self.text)[1] if self.label else self.text

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The block's sentences in order."""
        if self.kind == "table":
            return ()
        return tuple(Sentence(self, tag(text), index) for index, text in enumerate(sentences(self.text)))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The month the block speaks of, by its label, the item above it or its nearest heading that names one."""
        found = months_in(self.label)
        if not found and self.parent is not None:
            found = months_in(self.parent.label)
        for heading in reversed(self.path):
            if found:
                break
            found = months_in(heading)
        return tuple(found)


@dataclass(slots=True)
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

    name: str
    kind: str
    blocks: list[Block]
    pages: int | None = None

    def __post_init__(self) -> None:
        for number, block in enumerate(self.blocks, start=1):
            block.number = number
            if block.kind in ("para", "item"):
                block.label = split_label(block.text)[0]

    @property
    def prose(self) -> list[Block]:
        """Headings, paragraphs, list items and notes: all that has sentences."""
        return [block for block in self.blocks if block.kind != "table"]

    @property
    def tables(self) -> list[Block]:
        """Blocks that hold a table."""
        return [block for block in self.blocks if block.table is not None]

    @property
    def text(self) -> str:
        """All text, for finding notes that hold for the whole document."""
        return "\n".join(block.text for block in self.blocks)
