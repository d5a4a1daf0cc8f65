"""What a number is, in one sentence.

Belongs here: the sentence that the terminal prints, and the rows behind it. Does not belong here: pages.
"""

from __future__ import annotations

from auditlib import rounding
from auditlib.facts import Fact


def says(fact: Fact) -> str:
    """A fact in one sentence: ``62 of 76: case audits returned by … out of case audits allocated for February 2020.``

    Parameters
    ----------
    fact
        The fact.
    """
    definition = fact.definition
    if fact.unit == "percent" and fact.value is not None:
        return f"{fact.counts}: {definition[0].lower()}{definition[1:]}"
    return definition


def rows_used(fact: Fact) -> str:
    """The returns and the numbers of rows a fact was computed from: ``76 rows of audits``."""

    def of(source: dict) -> str:
        rows = source["rows"]
        return f"{rounding.count(rows)} row{'' if rows == 1 else 's'} of {source['return']}"

    text = of(fact.source)
    if "out_of" in fact.source:
        text += f", out of {of(fact.source['out_of'])}"
    beside = [of(source) for source in fact.source.get("with", [])]
    return f"{text}, with {rounding.listed(beside)}" if beside else text
