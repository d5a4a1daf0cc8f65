"""The words that relations go by, kept in ``words.toml``, and what is told from words alone.

Belongs here: reading that file, measures of which more is better, judgements and areas of the compass. Does not belong
here: relations, numbers.

A list of ``words.toml`` holds alternatives of a regular expression; ``{section.name}`` in it stands for another list.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def lexicon() -> dict[str, Any]:
    """The content of ``words.toml``."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def listed(name: str) -> str:
    """The alternatives called ``section.name``, as one pattern."""
    section, _, key = name.partition(".")
    return joined(lexicon()[section][key])


def joined(alternatives: list[str]) -> str:
    """Alternatives as one pattern."""
    text = re.sub(r"\{(\w+\.\w+)\}", lambda match: listed(match.group(1)), "|".join(alternatives))
    return f"(?:{text})" if len(alternatives) > 1 else text


@cache
def cue(name: str) -> re.Pattern[str]:
    """The alternatives called ``section.name``, to be searched for whatever the case."""
    return re.compile(listed(name), re.IGNORECASE)


@cache
def exactly(name: str) -> re.Pattern[str]:
    """As :func:`cue`, but the case matters."""
    return re.compile(listed(name))


def more_is_better(text: str) -> bool:
    """Whether `text` speaks of a measure of which more is plainly better."""
    return cue("words.more_is_better").search(text) is not None and cue("words.less_is_better").search(text) is None


def less_is_better(text: str) -> bool:
    """Whether `text` speaks of a measure of which less is plainly better."""
    return cue("words.less_is_better").search(text) is not None and cue("words.more_is_better").search(text) is None


JUDGEMENTS = {
    "outstanding": r"outstanding",
    "good": r"good",
    "requires improvement": r"requir(?:es?|ed|ing) improvement(?: to be good)?|RI|req imp",
    "inadequate": r"inadequate|IA",
}
_JUDGEMENT = re.compile(
    "|".join(rf"(?P<g{i}>\b(?:{pattern})\b)" for i, pattern in enumerate(JUDGEMENTS.values())), re.IGNORECASE
)


def judgements_in(text: str) -> list[str]:
    """The judgements named in `text`, in order, by their full names."""
    names = list(JUDGEMENTS)
    return [names[int((match.lastgroup or "g0")[1:])] for match in _JUDGEMENT.finditer(text)]


_COMPASS_WORD = {"north": "N", "south": "S", "east": "E", "west": "W", "central": "C", "mid": "M"}


def compass_areas(text: str) -> list[tuple[int, int, str]]:
    """Each area named by its compass direction: start, end, ``NE``; "North Tyneside" is not one."""
    found = []
    for match in cue("words.compass").finditer(text):
        short = match.group("short")
        if short is None:
            written = match.group("long")
            if not written[0].isupper():
                continue
            parts = re.findall(r"north|south|east|west|central", written.lower())
            if len(parts) < 2:
                continue
            short = "".join(_COMPASS_WORD[part] for part in parts)
        found.append((match.start(), match.end("short") if match.group("short") else match.end("long"), short))
    return found
