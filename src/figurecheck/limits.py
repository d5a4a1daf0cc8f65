"""How exactly a number is stated: about right, as a limit, or as a target.

Belongs here: the words before and after a number that say so. Does not belong here: the number itself.
"""

from __future__ import annotations

import re

_APPROX = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|just over|just under|just above|just below"
    r"|slightly (?:over|under|more than|less than|above|below|fewer than)|close to|circa|c\.|ca\.|some|an estimated"
    r"|estimated(?: at)?|in the region of|or so|broadly|virtually|well over|well under|typically|on average"
    r"|an average of|averaging)|~|≈|c\.?)\s*(?:a |the |an )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\b(?:at least|more than|over|above|no fewer than|no less than|not less than|minimum(?: of)?|in excess of"
    r"|exceed(?:s|ed|ing)?|greater than|upwards of|a further|an additional|an extra|another)|[>≥]=?)\s*(?:a )?$",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"(?:\b(?:at most|up to|less than|fewer than|under|below|no more than|not more than|maximum(?: of)?|within"
    r"|not exceed(?:ing)?|as many as|as few as|as little as|as much as|only up to)|[<≤]=?)\s*(?:the |a )?$",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"\b(?:targets?(?: of| is| was| at| set at| for)?|goal of|ambition of|aim(?:s|ed|ing)? (?:for|to"
    r" [a-z ]{1,30})|threshold of"
    r"|benchmark of|trajectory of|forecast of|projected(?: at)?|expected to (?:be|reach)|planned)\s*(?:the |a )?$",
    re.IGNORECASE,
)
_AFTER_BOUND = re.compile(
    r"^\s*(?:or (?:more|over|above|less|fewer|under|below|higher|lower)\b|\+|plus\b)", re.IGNORECASE
)
_AFTER_APPROX = re.compile(r"^\s*(?:or so|approximately|approx|ish|\(approx)", re.IGNORECASE)


#: "27 more than 281" compares; "over 12 weeks" is a length of time.
_COMPARED = re.compile(r"[\d%]\s$")


def limits(text: str, start: int, end: int) -> tuple[bool, str]:
    """Whether the number between two positions is about right, and whether it is a limit or a target.

    Returns
    -------
    tuple
        True if it is about right; and ``least``, ``most``, ``goal`` or nothing.
    """
    before, after = text[max(0, start - 40) : start], text[end : end + 20]
    about = _APPROX.search(before)
    if about and about.group().strip().lower() == "some" and not re.search(r"[05]$", text[start:end]):
        about = None  # "some 84": a number as exact as that is not about right
    approx = bool(about or _AFTER_APPROX.match(after))
    least = _LEAST.search(before)
    if least and not _COMPARED.search(before[: least.start()]):
        return approx, "least"
    if _MOST.search(before):
        return approx, "most"
    if _GOAL.search(before):
        return approx, "goal"
    return approx, "least" if _AFTER_BOUND.match(after) else ""
