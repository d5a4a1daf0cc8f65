"""Relations between figures: every kind, and judging a document by them.

Belongs here: the order in which the kinds are judged. Does not belong here: any relation. A new one is a declaration in
``words.toml``, or a function with ``@kind`` in the module of its like.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from figurecheck.certainty import how_sure
from figurecheck.grid import Grid
from figurecheck.relations import (
    beside_tables,
    calendar_days,
    changes,
    columns,
    extremes,
    limits,
    listings,
    multiples,
    parts,
    periods,
    places,
    quantifiers,
    quotients,
    ranks,
    reckonings,
    repeats,
    roles,
    shares,
    sizes,
    statements,
    tables,
    times,
    wholes,
    windows,
)
from figurecheck.relations.core import KINDS, Context, Kind
from figurecheck.report import Finding

__all__ = ["KINDS", "Context", "Kind", "find"]
_ORDER = [
    module.__name__
    for module in (
        statements, changes, multiples, ranks, limits, parts, periods, times, places, shares, wholes, repeats, listings,
        beside_tables, extremes, sizes, tables, columns, reckonings, roles, windows, quotients, quantifiers,
        calendar_days,
    )
]  # fmt: skip
reckonings.declared()
KINDS.sort(key=lambda each: _ORDER.index(each.find.__module__))
_LARGEST = 2000


def find(context: Context) -> Iterator[Finding]:
    """Everything that the relations contradict, in the order of the kinds."""
    grids = [grid for grid in map(Grid, context.document.tables) if len(grid.body) <= _LARGEST]
    prose = [block for block in context.document.prose if block.kind != "heading" and block.sentences]
    sentences = [sentence for block in prose for sentence in block.sentences if sentence.figures]
    items = {"table": grids, "block": prose, "sentence": sentences}
    for each in KINDS:
        found = [each.find(context)] if each.of == "document" else [each.find(i, context) for i in items[each.of]]
        yield from (replace(item, sure=how_sure(each.name, item)) for item in chain.from_iterable(found))
