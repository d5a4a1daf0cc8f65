"""The leak gate: whether anything from the returns that must stay inside stands in a text about to be published.

Belongs here: references, unpublished remarks, and what identifies a person, looked for in finished texts. Does not
belong here: leaving them out in the first place (:mod:`auditlib.disclosure`); this gate is independent of it, so that
a fault there is seen here.

Findings say what kind of thing was found, never what it says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

from auditlib.characters import visible
from auditlib.clean import EditionData
from auditlib.disclosure import identifying_parts

_WORD = re.compile(r"[\w/-]+")
#: A run of words of an unpublished remark that no other text has by chance.
_TELLING = 8
#: Shorter remarks are found where they stand whole; below this they are phrases that anybody writes.
_SHORTEST = 4
#: A reference of fewer digits and nothing else looks like any count or year of the report.
_TELLING_DIGITS = 6


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", visible(text)))]


def _is_telling(reference: str) -> bool:
    """Whether a reference can be told from a count, a year or a word of the language."""
    digits = sum(map(str.isdigit, reference))
    return digits >= (_TELLING_DIGITS if digits == len(reference) else 1)


class LeakGate:
    """Looks through texts for what an edition's returns must not give away.

    Parameters
    ----------
    data
        The edition's accepted rows.
    allowed
        Addresses that may be published, such as the edition's contact.
    """

    def __init__(self, data: EditionData, allowed: Iterable[str] = ()) -> None:
        self._data = data
        self._allowed = {text.strip().casefold() for text in allowed}

    @cached_property
    def _withheld(self) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """Runs of words, and whole short remarks, of texts that may not be published."""
        comments, reflections = self._data.tables["comments"], self._data.tables["reflections"]
        texts = [comments.loc[comments["publish"] != "yes", "text"]]
        texts += [reflections[name] for name in ("done_well", "challenges", "tools_comment", "do_differently")]
        published = {tuple(_words(text)) for text in comments.loc[comments["publish"] == "yes", "text"].dropna()}
        allowed = {run for words in published for run in _runs(words)}
        runs: set[tuple[str, ...]] = set()
        whole: set[tuple[str, ...]] = set()
        for text in {text for column in texts for text in column.dropna()}:
            words = tuple(_words(text))
            runs.update(_runs(words))
            if _SHORTEST <= len(words) < _TELLING:
                whole.add(words)
        return runs - allowed, whole - published

    def found_in(self, text: str) -> set[str]:
        """The kinds of things in a text that must not be published, in words; empty if it may be.

        Parameters
        ----------
        text
            A whole passage: a paragraph, a cell, an attribute.
        """
        words = tuple(_words(text))
        found = set()
        if any(map(_is_telling, self._data.references.intersection(words))):
            found.add("a reference from the returns")
        runs, whole = self._withheld
        if words in whole or not runs.isdisjoint(_runs(words)):
            found.add("words of a remark that may not be published")
        if any(part.strip().casefold() not in self._allowed for part in identifying_parts(visible(text))):
            found.add("what looks like an e-mail address, a number of a person, a postcode or a date of birth")
        return found


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of as many words as tell one text from another."""
    for start in range(len(words) - _TELLING + 1):
        yield words[start : start + _TELLING]
