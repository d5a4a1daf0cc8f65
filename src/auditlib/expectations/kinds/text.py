"""Kinds of expectation on free text. Nothing here repeats any of it.

Belongs here: telling that a text holds something that identifies a person. Does not belong here: taking it
out (that is for whoever publishes the text, who checks again).
"""

from __future__ import annotations

import re

import pandas as pd

from auditlib.characters import INVISIBLE
from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Columns, Name, Place, RowsExpectation

#: An e-mail address; a telephone or NHS number; a National Insurance number; a postcode; a date of birth.
#: Every one of them, and every reference, has a digit or an @, by which texts are sifted first.
PATTERNS = (
    r"[\w.+-]+@[\w-]+\.\w",
    r"(?<!\w)(?:\+44[\s-]?|0)(?:\d[\s-]?){9,10}(?!\w)",
    r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)",
    r"(?<!\w)[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)",
    r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)",
    r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born on)\s*(?:is\s|was\s|:)?\s*(?:the\s)?\d)",
)
_SOMETHING = re.compile("|".join(PATTERNS), re.ASCII)
#: A word that may be a reference: it has a digit. Words in plain letters are too many to look up.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]*\d[A-Za-z0-9/_-]*")
_SHORTEST_REFERENCE = 4
#: A shorter number is a year or a count far more often than somebody's reference.
_SHORTEST_NUMBER = 6


class ExpectTextToBeVisible(RowsExpectation):
    """No column of `column_list` has a control character, one without width or one that changes the direction."""

    column_list: Columns
    success_keys = ("column_list",)

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        broken = {name: rows[name].str.contains(INVISIBLE, regex=True) for name in self.column_list}
        return Asked(rows[self.column_list].notna().any(axis=1), broken)


class ExpectTextToNameNoOne(RowsExpectation):
    """The text of `column` has no e-mail address, telephone, NHS or NI number, postcode, date of birth or reference.

    A reference is any value of the columns of `references`.
    """

    column: Name
    references: list[Place] = []
    success_keys = ("column", "references")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        text = rows[self.column].str.replace(INVISIBLE, "", regex=True)
        written = text[text.str.contains("[0-9@]", regex=True).fillna(False).astype(bool)]
        words = [{word.lower() for word in _WORD.findall(value)} for value in written]
        references = self._references(set().union(*words), background)
        found = [
            not references.isdisjoint(of_text) or bool(_SOMETHING.search(value))
            for value, of_text in zip(written, words, strict=True)
        ]
        broken = pd.Series(found, index=written.index, dtype=bool).reindex(rows.index, fill_value=False)
        return Asked(text.notna(), {self.column: broken})

    def _references(self, words: set[str], background: Background) -> set[str]:
        """Which of `words`, in lower case, are references."""
        words = {word for word in words if len(word) >= (_SHORTEST_NUMBER if word.isdigit() else _SHORTEST_REFERENCE)}
        found: set[str] = set()
        for place in self.references if words else []:
            values = background.column(place).str.lower()
            found.update(values[values.isin(words)])
        return found
