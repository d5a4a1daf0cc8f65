"""Relations between figures: what states them, which figures they are of, and their arithmetic.

Belongs here: the list of relations and the order in which they are judged. Does not belong here: any relation. A new
one is a declaration in ``declared``, or a function beside its like in ``lists``, ``words`` or ``across``.
"""

from __future__ import annotations

from collections.abc import Iterator

from figurecheck.checks.base import Context
from figurecheck.relations import across, lists, words
from figurecheck.relations.declared import CHANGES, RATES, SHARES
from figurecheck.relations.mentions import windows
from figurecheck.relations.relation import judged
from figurecheck.report import Finding

_LONGEST = 40
_OF_TWO = (*CHANGES, *RATES, *SHARES)
_OF_SENTENCES = (
    lists.totals,
    lists.hundred,
    lists.means,
    lists.respectively,
    words.sizes,
    words.multiples,
    words.targets,
)
_OF_SENTENCES += (words.ranks, words.all_of, words.levels)
_OF_PAIRS = (lists.remainder, words.fractions, words.per_head, words.impossible)


def find(context: Context) -> Iterator[Finding]:
    """Everything that the declared relations contradict."""
    for block in context.document.prose:
        if block.kind == "heading":
            continue
        for own, earlier in windows(block):
            if not own or len(own) > _LONGEST:
                continue
            for of_pair in _OF_PAIRS:
                yield from of_pair(own, earlier, context)
            for of_sentence in _OF_SENTENCES:
                yield from of_sentence(own, context)
            for relation in _OF_TWO:
                yield from judged(relation, own, earlier, context)
        yield from across.taken_up(block, context)
    yield from across.headed(context)
    yield from across.beside_tables(context)
