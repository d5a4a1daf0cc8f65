"""The disclosure check in words, for QA.

Belongs here: what is printed of a check. Does not belong here: the check.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.suppression.choose import Suppression


def report_lines(made: Suppression, flagged: list[tuple[str, str]]) -> Iterator[str]:
    """What is hidden, cell by cell: why, and what an attacker could still say of it.

    Parameters
    ----------
    made
        The check.
    flagged
        Groups that a person should look at, from :func:`auditlib.suppression.edition.flagged`.
    """
    counted = f"{len(made.small)} small counts, {len(made.further)} further counts and {len(made.rates)} percentages"
    yield f"Hidden: {counted}."
    for one in made.small:
        low, high = made.attacker.range_of(one)
        yield f"  {one}: a small count. From what is shown it could be {low} to {high}."
    for one, because in sorted(made.further.items()):
        low, high = made.attacker.range_of(one)
        yield f"  {one}: protects {because}. From what is shown it could be {low} to {high}."
    for one, reason in sorted(made.rates.items()):
        yield f"  {one}: {reason}."
    for one in made.unprotected:
        yield f"NOT PROTECTED: {one} can be worked out although everything tied to it is hidden. Do not publish."
    for one, reason in flagged:
        yield f"Look at: {one} ({reason})."
