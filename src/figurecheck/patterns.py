"""Pieces of grammar that several checks share, over a sentence's marks (see ``quantities``).

Belongs here: how a count, a percentage and what may stand between them look as regular expressions, and
turning a match back into figures. Does not belong here: a check's own rule.

Every gap is bounded and cannot cross a clause mark, so no pattern can run away on a long text.
"""

from __future__ import annotations

import re

from figurecheck.quantities import Figure, Tagged


def count(name: str) -> str:
    """A count, in figures or words, as group `name`."""
    return rf"⟦[cw](?P<{name}>\d+)⟧"


def number(name: str) -> str:
    """A count in figures as group `name`."""
    return rf"⟦c(?P<{name}>\d+)⟧"


def percent(name: str) -> str:
    """A percentage as group `name`."""
    return rf"⟦p(?P<{name}>\d+)⟧"


def gap(longest: int) -> str:
    """Up to so many characters of words, dates, labels and fractions; no other number, bracket or clause mark."""
    return rf"(?:[^⟦⟧;:()]|⟦[ydxouh]\d+⟧){{0,{longest}}}?"


def words(longest: int) -> str:
    """Up to so many characters of words alone."""
    return rf"[^⟦⟧;:(),]{{0,{longest}}}?"


#: "of", "out of" and what may stand before the number.
OF = (
    r"(?P<of>(?:out )?of (?:the |these |those |a |an |all |all the |our |its |their )?(?:total "
    r"|possible |potential |eligible"
    r" |original |overall |remaining )?(?:of )?(?:the )?)"
)
#: Words after which a gap is about something else.
_BREAK = re.compile(
    r"\b(?:while|whilst|whereas|but|however|compared|than|although|though|because|rate|percentage|proportion|average"
    r"|respectively|rising|falling|increase|decrease|per cent|difference|change|sum|cost|maximum"
    r"|minimum|ratio|total of)\b|, and\b",
    re.IGNORECASE,
)


def breaks(text: str) -> bool:
    """Whether a gap passes on to another statement."""
    return _BREAK.search(text) is not None


def figure(tagged: Tagged, match: re.Match[str], name: str) -> Figure:
    """The figure behind a named group."""
    return tagged.figures[int(match.group(name))]
