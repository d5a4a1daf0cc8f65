"""How exactly a number is stated: about right, as a limit, or as a target.

Belongs here: the words before and after a number that say so. Does not belong here: the number itself.
"""

from __future__ import annotations

import re

from figurecheck.words import cue, exactly


def limits(text: str, start: int, end: int) -> tuple[bool, str]:
    """Whether the number between two positions is about right, and whether it is a limit or a target.

    Returns
    -------
    tuple
        True if it is about right; and ``least``, ``most``, ``goal`` or nothing.
    """
    before, after = text[max(0, start - 40) : start], text[end : end + 20]
    about = cue("limits.approx").search(before)
    if about and about.group().strip().lower() == "some" and not re.search(r"[05]$", text[start:end]):
        about = None  # "some 84": a number as exact as that is not about right
    approx = bool(about or cue("limits.after_approx").match(after))
    least = cue("limits.least").search(before)
    if least and not exactly("limits.compared").search(before[: least.start()]):
        return approx, "least"
    most = cue("limits.most").search(before)
    if most and not exactly("limits.compared").search(before[: most.start()]):
        return approx, "most"
    if cue("limits.goal").search(before):
        return approx, "goal"
    return approx, "least" if cue("limits.after_bound").match(after) else ""
