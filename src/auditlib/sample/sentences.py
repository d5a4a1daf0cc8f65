"""Remarks in a practice lead's words, made from the sentences of ``prose/<council>.yml``.

Belongs here: drawing and wording single remarks. Does not belong here: which records they are made about
(:mod:`remarks`). A sentence has alternatives in square brackets, ``[The child|The young person] was seen``,
so that it reads differently each time it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.sample.draws import Draw, order, pick

_SLOT = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Sentence:
    """One sentence: its theme, and its parts, each with one or more wordings."""

    theme: str
    parts: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, theme: str, text: str) -> Sentence:
        """Take a sentence of the prose file apart."""
        pieces = _SLOT.split(text)
        return cls(
            theme, tuple(tuple(each.split("|")) if number % 2 else (each,) for number, each in enumerate(pieces))
        )

    def worded(self, rng: Draw) -> str:
        """The sentence with one wording for each part."""
        return "".join(part[0] if len(part) == 1 else str(pick(rng, part, 1)[0]) for part in self.parts)


class Pool:
    """The sentences of one heading, used up in random order until :meth:`renew` is called.

    Parameters
    ----------
    themes
        Sentences by theme, as in the prose file.
    rng
        The random stream.
    """

    def __init__(self, themes: dict[str, list[str]], rng: Draw) -> None:
        self.sentences = [Sentence.read(theme, text) for theme, texts in themes.items() for text in texts]
        self._rng = rng
        self._queue: list[int] = []
        self.renew()

    def renew(self) -> None:
        """Make every sentence usable again."""
        self._queue = order(self._rng, len(self.sentences)).tolist()

    def unused(self, theme: str = "") -> Sentence | None:
        """A sentence not used since the last renewal (of one theme, if named), or None if all are used."""
        for position, number in enumerate(self._queue):
            if not theme or self.sentences[number].theme == theme:
                del self._queue[position]
                return self.sentences[number]
        return None

    def any(self, theme: str = "") -> Sentence:
        """A sentence, used or not, of one theme if named."""
        fit = [each for each in self.sentences if not theme or each.theme == theme]
        return fit[int(pick(self._rng, np.arange(len(fit)), 1)[0])]

    def many(self, count: int) -> tuple[NDArray, NDArray]:
        """Themes and texts of `count` sentences, each used about as often as the others, in bulk."""
        size = len(self.sentences)
        which = np.concatenate(
            [order(self._rng, size) for _ in range(-(-count // size))] or [np.empty(0, dtype=np.int64)]
        )
        which = which[:count]
        themes, texts = np.empty(count, dtype=object), np.full(count, "", dtype=object)
        for number in np.unique(which):
            here, sentence = which == number, self.sentences[number]
            themes[here] = sentence.theme
            text = np.full(int(here.sum()), "", dtype=object)
            for part in sentence.parts:
                text = text + (part[0] if len(part) == 1 else pick(self._rng, np.array(part, dtype=object), len(text)))
            texts[here] = text
        return themes, texts
