"""The words that relations go by, kept in ``words.toml``, and what follows from words alone.

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
def alternatives(name: str) -> tuple[re.Pattern[str], ...]:
    """The alternatives called ``section.name``, each by itself, whatever the case."""
    section, _, key = name.partition(".")
    return tuple(re.compile(joined([each]), re.IGNORECASE) for each in lexicon()[section][key])


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


def judgements_in(text: str) -> list[str]:
    """The judgements named in `text`, in order, by their full names."""
    names = {"o": "outstanding", "g": "good", "r": "requires improvement", "i": "inadequate"}
    return [names[match.lastgroup or ""] for match in cue("words.judgement").finditer(text)]


def compass_areas(text: str) -> list[tuple[int, int, str]]:
    """Each area named by two directions of the compass: start, end, ``NE``; "North Tyneside" is not one."""
    found = []
    for match in exactly("words.compass").finditer(text):
        short = match.group("short") or "".join(word[0].upper() for word in match.group("a", "b"))
        found.append((match.start(), match.end(), short))
    return found
