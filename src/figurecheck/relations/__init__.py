"""Relations between figures: every kind, and judging a document by them.

Belongs here: the order in which the kinds are judged. Does not belong here: any relation. A new one is a declaration in
``words.toml``, or a function with ``@kind`` in the module of its like.
"""

from __future__ import annotations

from collections.abc import Iterator

from figurecheck.grid import Grid
from figurecheck.relations import changes, parts, places, repeats, shares, tables  # noqa: I001  (the order of judging)
from figurecheck.relations.core import KINDS, Context, Kind, declared
from figurecheck.report import Finding

__all__ = ["KINDS", "Context", "Kind", "changes", "find", "parts", "places", "repeats", "shares", "tables"]
declared()
_LARGEST = 2000


def find(context: Context) -> Iterator[Finding]:
    """Everything that the relations contradict, in the order of the kinds."""
    grids = [grid for grid in map(Grid, context.document.tables) if len(grid.body) <= _LARGEST]
    prose = [block for block in context.document.prose if block.kind != "heading" and block.sentences]
    for each in KINDS:
        if each.of == "document":
            yield from each.find(context)
        elif each.of == "table":
            for grid in grids:
                yield from each.find(grid, context)
        elif each.of == "block":
            for block in prose:
                yield from each.find(block, context)
        else:
            for window in context.windows:
                if window.sentence.block.kind != "heading":
                    yield from each.find(window, context)
