"""Figures with what they are said of: the table of quantities that relations are read from.

Belongs here: a figure's clause, the words before and after it, its noun, and which figures stand together.
Does not belong here: any relation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from figurecheck.model import Block, Sentence
from figurecheck.quantities import Figure
from figurecheck.text import content_words

_NOUN_ENDS = re.compile(
    r"[,;:.()–—]|\b(?:and|or|but|were|was|are|is|had|have|has|in|on|at|by|for|from|to|with|of|who|which|that|than"
    r"|as|per"
    r"|did|do|does|went|came|took|said|felt|led|gave|made|have been)\b"
)


@dataclass(frozen=True, eq=False)
class Mention:
    """A figure as it is mentioned.

    Parameters
    ----------
    figure, sentence
        The figure and where it stands.
    before, after
        The words back to the figure before it, and on to the next, within the sentence.
    """

    figure: Figure
    sentence: Sentence
    before: str
    after: str

    @cached_property
    def noun(self) -> frozenset[str]:
        """The stems of the words that say what is counted: "41 open cases in May" gives "open" and "case"."""
        return content_words(_NOUN_ENDS.split(self.after, maxsplit=1)[0])

    @property
    def bracketed(self) -> bool:
        """Whether the figure stands alone in brackets."""
        return self.before.rstrip().endswith("(") and self.after.lstrip().startswith(")")


def mentions(sentence: Sentence) -> list[Mention]:
    """The figures of a sentence that state an amount, in order."""
    figures, text = sentence.tagged.figures, sentence.text
    found = []
    for figure in figures:
        if figure.value is None or figure.kind not in "cwpgmurfh":
            continue
        near = [other for other in figures if other.kind not in "xyod"]
        place = near.index(figure)
        start = near[place - 1].end if place else 0
        stop = near[place + 1].start if place + 1 < len(near) else len(text)
        found.append(Mention(figure, sentence, text[start : figure.start], text[figure.end : stop]))
    return found


def counts(found: list[Mention], kinds: str = "cw") -> list[Mention]:
    """Those that can be reckoned with: of the kinds named, stated as values, and no pronoun "one"."""
    return [
        item for item in found if item.figure.kind in kinds and not (item.figure.kind == "w" and item.figure.value == 1)
    ]


def windows(block: Block) -> list[tuple[list[Mention], list[Mention]]]:
    """For each sentence of a block its mentions, and those of the sentence before."""
    made, earlier = [], []
    for sentence in block.sentences:
        own = mentions(sentence)
        made.append((own, earlier))
        earlier = own
    return made
