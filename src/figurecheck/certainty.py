"""How sure a finding is: a contradiction, or worth checking.

Belongs here: the table that decides it, by the kind of relation and by how its figures stand. Does not belong here: any
relation. What the table rests on was counted in real documents (``docs/decisions/document-checking.md``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import permutations

from figurecheck.report import CONTRADICTION, WORTH_CHECKING, Finding
from figurecheck.rounding import is_slip


def by_a_slip(item: Finding) -> bool:
    """The two numbers of the message differ by one digit, by digits changed over, or by less than a hundredth."""
    said, right = (Decimal(text.replace(",", "")) for text in _numbers(item.what)[:2])
    return is_slip(said, right) or abs(said - right) * 100 < right


def tied(item: Finding) -> bool:
    """The sentence has no other numbers than a share or rise and what it is of, or the three stand side by side."""
    numbers = list(dict.fromkeys(_numbers(" ".join(item.figures))))
    alone = set(_numbers(_LABEL.sub("", item.quote))) <= set(numbers) and not item.also
    beside = (r"\D{0,30}".join(rf"(?<![\d.,]){re.escape(n)}" for n in order) for order in permutations(numbers))
    more = item.what.endswith("more than there are.")  # of something else, mostly
    return (
        (item.code == "DOC-01" or "a percentage" in item.what)
        and not more
        and (alone or len(numbers) == 3 and any(re.search(b, item.quote) for b in beside))
    )


def of_its_sentence(item: Finding) -> bool:
    """All its figures stand in the sentence itself."""
    return not item.also


def in_brackets(item: Finding) -> bool:
    """A percentage in brackets, no more than four words after the words that it is compared with."""
    words = re.escape("".join(re.findall(r"“([^”]+)”", item.what)[:1]))
    return re.search(rf"{words}(?: [\w’'-]+){{0,4}} \((?:just |only )?[\d.]+ ?%", item.quote, re.IGNORECASE) is not None


_LABEL = re.compile(r"\b(?:Table|Figure|Fig\.?|Section|Chart|Appendix) \d[\d.]*", re.IGNORECASE)


def _numbers(text: str) -> list[str]:
    return re.findall(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?<!,)", text)


#: The kinds whose findings are contradictions, and when (None: always). All others are worth checking.
CONTRADICTIONS: dict[Callable[[Finding], bool] | None, tuple[str, ...]] = {
    None: (
        "counts with percentages in a table", "a column reckoned from others", "a running total in a table",
        "a share and the list behind it", "all of those counted", "heading and text",
        "a comparison stated twice", "remained low", "the previous period", "a date", "two days of the week",
        "ends of a financial year",
    ),
    of_its_sentence: ("an impossible percentage",),
    by_a_slip: ("a table's total",),
    tied: ("a share", "a statement", "a percentage increase", "a percentage decrease"),
    in_brackets: ("a word for a size",),
}  # fmt: skip
_WHEN = {kind: when for when, kinds in CONTRADICTIONS.items() for kind in kinds}


def how_sure(kind: str, item: Finding) -> str:
    """The class of a finding of a kind; a percentage that was cut is a contradiction in any."""
    sure = item.code == "DOC-02" or kind in _WHEN and ((when := _WHEN[kind]) is None or when(item))
    return CONTRADICTION if sure else WORTH_CHECKING
