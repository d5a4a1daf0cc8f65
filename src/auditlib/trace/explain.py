"""A figure explained in the terminal, for QA with the very rows.

Belongs here: text for ``auditlib explain``. Does not belong here: pages, or printing.
"""

from __future__ import annotations

import difflib

from auditlib.clean import EditionData
from auditlib.errors import UsageError
from auditlib.facts import Facts
from auditlib.measures import rows_behind
from auditlib.trace.says import rows_used, says


def explain(facts: Facts, fact_id: str) -> list[tuple[str, str]]:
    """What a fact is, as pairs of a title and a text.

    Parameters
    ----------
    facts
        The edition's facts.
    fact_id
        The fact's id.

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
    told = [
        ("Figure", fact.id),
        ("Value", fact.display),
        ("What it is", says(fact)),
        ("Computed from", rows_used(fact)),
    ]
    return [*told, ("SHA-256 of the rows", fact.source["sha256"]), ("Shown by", fact.cell)]


def explain_rows(data: EditionData, fact_id: str) -> list[dict[str, str]]:
    """The very rows of a fact: their place and coded values, and whether each counts.

    Parameters
    ----------
    data
        The edition's accepted rows.
    fact_id
        The fact's id.

    Returns
    -------
    list of dict
        One per row, ``counts`` being ``yes`` or ``no``; never a reference or free text.
    """
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
