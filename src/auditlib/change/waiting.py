"""Cases judged Inadequate that wait for a re-audit, by area and by how long they have waited.

Belongs here: which cases wait, and their facts. Does not belong here: outcomes of re-audits, sentences, the rule AUD-20
itself (``expectations/audits.json``). References are joined on and never leave this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib import rounding
from auditlib.change.followed import follow
from auditlib.clean import EditionData
from auditlib.facts import Fact, Facts
from auditlib.measures.prepare import prepared
from auditlib.periods import EDITION, month_name, months_before, months_from
from auditlib.schema import INADEQUATE

#: A re-audit is to be allocated by so many months after the audit: rule AUD-20.
WITHIN_MONTHS = 3
RULE = "AUD-20"
_CELL = "notebooks/reaudits.ipynb#table-waiting"


def _waiting(data: EditionData) -> pd.DataFrame:
    """The cases judged Inadequate, after moderation, for which no re-audit has been allocated: ``month``, ``area``."""
    audits = follow(data).audits
    return audits.loc[audits["is_inadequate"] & ~audits["is_reaudited"], ["month", "area"]]


def _waiting_again(data: EditionData) -> pd.DataFrame:
    """The cases whose last re-audit came back Inadequate, with none allocated since: ``month``, ``area``."""
    reaudits = prepared(data)["reaudits"].sort_values(["original_audit_ref", "sequence"], kind="stable")
    last = reaudits.drop_duplicates("original_audit_ref", keep="last")
    return last.loc[last["is_returned"] & (last["judgement"] == INADEQUATE), ["month", "area"]]


def measure(data: EditionData, facts: Facts) -> Facts:
    """Facts with those of the cases that wait for a re-audit at the end of the edition added.

    ``waiting.cases.edition``, ``waiting.new.edition`` (judged in its months), ``waiting.long.edition`` (longer than the
    rule allows) and ``waiting.again.edition``, each also by area, and ``waiting.longest.edition``: the months since the
    earliest of their audits.

    Parameters
    ----------
    data
        The edition's accepted rows.
    facts
        Facts to add them to.
    """
    return Facts([*facts.values(), *_facts(data)])


def _facts(data: EditionData) -> Iterator[Fact]:
    last, months = data.edition.months[-1], data.edition.programme_months
    latest = months_before(last, WITHIN_MONTHS)
    waiting, again = _waiting(data), _waiting_again(data)
    judged = "Cases judged Inadequate, after moderation where there was one,"
    none = f"for which no re-audit had been allocated by the end of {month_name(last)}"
    counted = {
        "cases": (waiting, f"{judged} {none}"),
        "new": (
            waiting[waiting["month"].isin(data.edition.months)],
            f"{judged} in {data.edition.period}, {none}",
        ),
        "long": (
            waiting[waiting["month"] <= latest],
            f"{judged} in {month_name(latest)} or earlier, {none}: rule {RULE} gives {WITHIN_MONTHS} months",
        ),
        "again": (again, f"Cases whose last re-audit came back Inadequate, {none}, other than that one"),
    }
    source = _source(data, months)
    for name, (rows, definition) in counted.items():
        for area in ("", *data.lists.areas.codes):
            number = int((rows["area"] == area).sum()) if area else len(rows)
            where = f", in {data.lists.areas.name_of(area)}" if area else ""
            yield _count(f"waiting.{name}.{EDITION}" + (f".{area}" if area else ""), number, definition + where, source)
    first = waiting["month"].min() if len(waiting) else last
    longest = len(months_from(first, last)) - 1
    yield _count(
        f"waiting.longest.{EDITION}",
        longest,
        f"Months since the earliest audit of the {judged[0].lower()}{judged[1:]} {none}",
        source,
    )


def _source(data: EditionData, months: list[str]) -> dict[str, Any]:
    """The rows on which all of it depends: an audit's re-audit and moderation may be of any month and area."""

    def of(name: str) -> dict[str, Any]:
        rows, sha256 = data.fingerprints.of(name, months)
        return {"return": name, "rows": rows, "sha256": sha256}

    return of("audits") | {"with": [of("moderations"), of("reaudits")]}


def _count(fact_id: str, number: int, definition: str, source: dict[str, Any]) -> Fact:
    return Fact(fact_id, number, None, None, "count", rounding.count(number), f"{definition}.", source, _CELL)
