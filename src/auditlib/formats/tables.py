"""The report's tables as data: what a workbook and CSV hold of them.

Belongs here: reading the tables of the page, and numbers as they are printed in them. Does not belong here: writing
them (:mod:`auditlib.formats.workbook`, :mod:`auditlib.formats.csvfiles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from auditlib.webpage import words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: A cell that is a number, with what it is a number of.
_NUMBER = re.compile(r"([+−-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%| points?| minutes?)?")
_SHARE = re.compile(rf"({_NUMBER.pattern}) \((\S+) of (\S+)\)")
_UNITS = {"%": "percent", " point": "percentage points", " minute": "minutes"}
#: What a column of shares is parted into, each by its group in the pattern.
_PARTS = {"": 1, ", number": 6, ", out of": 7}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str  # its header
    values: tuple[Decimal | str, ...]  # numbers, and words where there is no number; only words in a column of words
    unit: str = ""  # ``count``, ``percent``, ``percentage points`` or ``minutes``; empty for words
    decimals: int = 0  # with how many its numbers are printed

    @property
    def words(self) -> list[str]:
        """What stands in place of numbers, each once."""
        return sorted({value for value in self.values if isinstance(value, str)}) if self.unit else []


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page."""

    id: str  # its id on the page: ``tbl-compliance``
    label: str  # ``Table 1``
    title: str  # what its caption says
    columns: tuple[Column, ...]  # the first names the rows


def _number(text: str) -> tuple[Decimal, str, int] | None:
    """A printed number, its unit and its decimals; None for words."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, unit = match.groups("")
    value = Decimal(whole.replace(",", "") + part)
    return (-value if sign in ("−", "-") and value else value), _UNITS.get(unit.rstrip("s"), "count"), len(part[1:])


def _column(title: str, texts: Iterable[str]) -> Column:
    """A column of numbers where all that is no word is a number of one unit."""
    given = list(texts)
    found = [_number(text) for text in given]
    units = {number[1] for number in found if number}
    # digits among words would be lost for anyone who counts on numbers
    mixed = any(number is None and re.search(r"\d", text) for number, text in zip(found, given, strict=True))
    if len(units) != 1 or mixed:
        return Column(title, tuple(given))
    values = tuple(number[0] if number else text for number, text in zip(found, given, strict=True))
    return Column(title, values, units.pop(), max(number[2] for number in found if number))


def _columns(title: str, texts: list[str]) -> list[Column]:
    """A column as it is; one of shares with their counts, as ``82% (62 of 76)``, as three."""
    shares = [_SHARE.fullmatch(text) for text in texts]
    if not any(shares) or any(not share and _number(text) for share, text in zip(shares, texts, strict=True)):
        return [_column(title, texts)]
    return [
        _column(title + part, [share[group] if share else text for share, text in zip(shares, texts, strict=True)])
        for part, group in _PARTS.items()
    ]


def _unlike(titles: Iterable[str]) -> list[str]:
    """Headers of which no two are the same."""
    made: list[str] = []
    for title in titles:
        number, own = 2, title
        while own in made:
            own, number = f"{title} ({number})", number + 1
        made.append(own)
    return made


def tables_of(page: HtmlElement) -> list[Table]:
    """The captioned tables of a page that :func:`auditlib.formats.alone.alone` made, in its order."""
    found = []
    for element in page.xpath("//main//table[@id][caption][thead]"):
        label, _, title = words(element.find("caption")).partition(": ")
        header, *rows = [[words(cell) for cell in row.xpath("th|td")] for row in element.iter("tr")]
        first, *others = zip(header, *rows, strict=True)
        columns = [Column(first[0], first[1:])]
        for name, *texts in others:
            columns += _columns(name, texts)
        titles = _unlike(column.title for column in columns)
        named = (replace(column, title=name) for name, column in zip(titles, columns, strict=True))
        found.append(Table(element.get("id"), label, title, tuple(named)))
    return found
