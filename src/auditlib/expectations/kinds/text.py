"""Kinds of expectation on free text. Nothing here repeats any of it.

Belongs here: telling that a text holds something that identifies a person. Does not belong here: taking it
out (that is for whoever publishes the text, who checks again).
"""

from __future__ import annotations

import re

import pandas as pd

from auditlib.expectations.background import Background
from auditlib.expectations.kinds.base import Asked, Name, Place, RowsExpectation

#: An e-mail address; a telephone or NHS number; a National Insurance number; a postcode; a date of birth.
PATTERNS = (
    r"[\w.+-]+@[\w-]+\.\w",
    r"(?<!\w)(?:\+44[\s-]?|0)(?:\d[\s-]?){9,10}(?!\w)",
    r"(?<!\w)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\w)",
    r"(?<!\w)[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)",
    r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)",
    r"(?i:\b(?:d\.?o\.?b\.?|date of birth|born on)\s*(?:is\s|was\s|:)?\s*(?:the\s)?\d)",
)
_SOMETHING = re.compile("|".join(PATTERNS))
#: A word that may be a reference: it has a digit. Words in plain letters are too many to look up.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_-]*\d[A-Za-z0-9/_-]*")
_SHORTEST_REFERENCE = 4


class ExpectTextToNameNoOne(RowsExpectation):
    """The text of `column` has no e-mail address, telephone, NHS or NI number, postcode, date of birth or reference.

    A reference is any value of the columns of `references`.
    """

    column: Name
    references: list[Place] = []
    success_keys = ("column", "references")

    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        text = rows[self.column]
        written = text[text.notna()]
        known = self._known(background)
        found = [bool(_SOMETHING.search(value)) or _names(value, known) for value in written]
        broken = pd.Series(found, index=written.index, dtype=bool).reindex(rows.index, fill_value=False)
        return Asked(text.notna(), {self.column: broken})

    def _known(self, background: Background) -> set[str]:
        known: set[str] = set()
        for place in self.references:
            values = background.column(place).dropna().unique()
            known.update(value.casefold() for value in values if len(value) >= _SHORTEST_REFERENCE)
        return known


def _names(text: str, known: set[str]) -> bool:
    return any(word.casefold() in known for word in _WORD.findall(text))
