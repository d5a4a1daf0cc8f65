"""A figure explained in one sentence, and in the terminal with the very rows behind it."""

from __future__ import annotations

import difflib

from auditlib import rounding
from auditlib.clean import EditionData
from auditlib.errors import UsageError
from auditlib.facts import Fact, Facts, Withheld
from auditlib.measures import rows_behind


def in_words(fact: Fact) -> str:
    """A fact in one sentence: ``62 of 76: case audits returned by … out of case audits allocated for …``."""
    definition = fact.definition
    if fact.unit == "percent" and fact.value is not None:
        return f"{fact.counts}: {definition[0].lower()}{definition[1:]}"
    return definition


def rows_used(fact: Fact) -> str:
    """The returns and the numbers of rows a fact was computed from: ``76 rows of audits``."""

    def of(source: dict) -> str:
        if "rows" not in source:  # in a public edition a number of rows might give a small number away
            return source["return"]
        rows = source["rows"]
        return f"{rounding.count(rows)} row{'' if rows == 1 else 's'} of {source['return']}"

    text = of(fact.source) if "return" in fact.source else ""
    if "out_of" in fact.source:
        text += f", out of {of(fact.source['out_of'])}"
    beside = [of(source) for source in fact.source.get("with", [])]
    return f"{text}, with {rounding.listed(beside)}" if beside else text


def explain(facts: Facts, fact_id: str) -> list[tuple[str, str]]:
    """What a fact is, as pairs of a title and a text; of a public form, without what that hides.

    Raises
    ------
    UsageError
        There is no such fact; the nearest ids are named.
    """
    if fact_id not in facts:
        near = difflib.get_close_matches(fact_id, list(facts), n=3, cutoff=0.6)
        hint = f" Did you mean {', '.join(near)}?" if near else " Look for it in the edition's facts.json."
        raise UsageError(f"There is no figure '{fact_id[:80]}'.{hint}")
    fact = facts[fact_id]
    is_hidden = isinstance(fact, Withheld)
    pairs = [
        ("Figure", fact.id),
        ("Value", "hidden, or left out, in the public form" if is_hidden else fact.display),
        ("What it is", fact.definition if is_hidden else in_words(fact)),
        ("Computed from", rows_used(fact)),
        ("SHA-256 of the rows", fact.source.get("sha256", "")),  # the public form has none
        ("Shown by", fact.cell),
    ]
    return [(title, text) for title, text in pairs if text]


def explain_rows(data: EditionData, fact_id: str) -> list[dict[str, str]]:
    """The very rows of a fact: their place and coded values, and whether each counts."""
    behind = rows_behind(data, fact_id)
    if behind is None:
        return []
    counted = behind.counted
    if behind.out_of is None or behind.measure.out_of_table:
        return [{"counts": "yes"} | _texts(row) for row in counted.to_dict("records")]
    yes = set(counted.index)
    return [
        {"counts": "yes" if index in yes else "no"} | _texts(row)
        for index, row in zip(behind.out_of.index, behind.out_of.to_dict("records"), strict=True)
    ]


def _texts(row: dict) -> dict[str, str]:
    return {
        name: "" if value is None or value != value else str(value).removesuffix(" 00:00:00")
        for name, value in row.items()
    }
