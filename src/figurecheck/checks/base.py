"""What every check gets and gives.

Belongs here: the context of a check and the making of a finding. Does not belong here: any rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from figurecheck.model import Block, Document, Sentence
from figurecheck.quantities import Figure
from figurecheck.report import Finding, Place
from figurecheck.rounding import Practice, practice_of, rounded, share, shown, unit_of
from figurecheck.text import shortened


@dataclass(slots=True)
class Context:
    """A document and what has been found out about it so far.

    Parameters
    ----------
    document
        What is checked.
    practice
        Its notes on rounding.
    bound
        Percentages already tied to their counts by an explicit construction, by sentence and start, so that a
        looser rule does not judge them again.
    """

    document: Document
    practice: Practice = field(default_factory=Practice)
    bound: set[tuple[int, int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> Context:
        """The context of a document not yet checked."""
        return cls(document, practice_of(document.text))

    @property
    def sentences(self) -> list[Sentence]:
        """Every sentence of the document in order."""
        return [sentence for block in self.document.prose for sentence in block.sentences]

    def bind(self, sentence: Sentence, percent: Figure) -> bool:
        """Note that a percentage is judged; False if it was judged already."""
        key = (sentence.block.number, sentence.index, percent.start)
        if key in self.bound:
            return False
        self.bound.add(key)
        return True


def finding(
    code: str,
    sentence: Sentence,
    what: str,
    arithmetic: str,
    do: str,
    figures: Iterable[Figure] = (),
    also: Iterable[Sentence] = (),
    severity: str = "error",
) -> Finding:
    """A finding about a sentence."""
    return Finding(
        code,
        severity,
        sentence.block.place,
        shortened(sentence.text),
        what,
        arithmetic,
        do,
        tuple(figure.text for figure in figures),
        tuple((other.block.place, shortened(other.text)) for other in also),
    )


def table_place(block: Block, row: str, column: str) -> Place:
    """The place of a cell, by its row and column headings."""
    place = block.place
    where = f"row '{row}', column '{column}'" if column else f"row '{row}'"
    return Place(place.section, place.page, place.line, place.paragraph, where)


def quotient(numerator: Decimal, denominator: Decimal, decimals: int) -> str:
    """A division written out: ``62 ÷ 76 = 81.5789…%, which rounds to 81.58%``."""
    exact = share(numerator, denominator)
    places = max(decimals + 2, 2)
    cut = rounded(exact, places)
    dots = "" if cut == exact else "…"
    text = f"{shown(numerator)} ÷ {shown(denominator)} = {shown(cut, places)}{dots}%"
    if cut != exact or -exact.as_tuple().exponent > decimals:  # type: ignore[operator]
        text += f", which rounds to {rounded(exact, decimals)}%"
    return text


def cut_advice(percent: Figure, numerator: Decimal, denominator: Decimal) -> tuple[str, str]:
    """What to say and to do about a percentage that was cut."""
    right = rounded(share(numerator, denominator), percent.decimals)
    what = f"{percent.text} was cut off instead of rounded: {shown(numerator)} of {shown(denominator)} is {right}%."
    return what, f"Write {right}%, or say that percentages are cut to {_places(percent)}."


def _places(percent: Figure) -> str:
    unit = unit_of(percent)
    return "whole numbers" if unit == 1 else f"{percent.decimals} decimal place{'s' if percent.decimals > 1 else ''}"
