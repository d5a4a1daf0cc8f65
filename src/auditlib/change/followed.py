"""Each audit followed: allocated, returned, moderated, changed, judged Inadequate, re-audited.

References are joined on and never leave this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from auditlib.clean import EditionData
from auditlib.errors import BuildError
from auditlib.facts import Fact, Facts
from auditlib.measures import periods_of
from auditlib.measures.prepare import prepared
from auditlib.periods import EDITION, month_name, months_before, months_from
from auditlib.schema import INADEQUATE

#: Stands for the area of a moderated audit that is not among the accepted rows.
AREA_NOT_KNOWN = "area-not-known"
#: The steps of the funnel in order, with the column of :func:`followed` that holds whether an audit reached it.
STEPS = {
    "allocated": "is_allocated",
    "returned": "is_returned",
    "outstanding": "is_not_returned",
    "late": "is_late",
    "moderated": "is_moderated",
    "changed": "is_changed",
    "inadequate": "is_inadequate",
    "reaudited": "is_reaudited",
}
#: Each of these is some of the other.
_SOME_OF = (
    ("late", "outstanding"),
    ("moderated", "returned"),
    ("changed", "moderated"),
    ("inadequate", "returned"),
    ("reaudited", "inadequate"),
)


@dataclass(frozen=True, slots=True)
class Followed:
    """The rows of an edition, joined."""

    #: A row per allocated audit: ``month``, ``area`` and whether it took each step of :data:`STEPS`.
    audits: pd.DataFrame
    #: The return ``moderations`` with flags, and of each row the ``area`` and ``audit_month`` of its audit and
    #: ``place``: where the funnel counts it, ``counted``, ``repeated``, ``not returned`` or ``not known``.
    moderations: pd.DataFrame


def _among(refs: pd.Series, known: pd.Index) -> pd.Series:
    """Which references are known; `isin` takes ten times as long, as it reads Arrow's strings one by one."""
    return pd.Series(known.get_indexer(pd.Index(refs)) >= 0, index=refs.index)


def follow(data: EditionData) -> Followed:
    """Join moderations and re-audits to their audits.

    Where an audit was moderated twice, its last moderation counts. A judgement stands as moderation left it,
    and as the auditor gave it where there was none.
    """
    tables = prepared(data)
    audits = tables["audits"].assign(is_allocated=True)
    first = ~audits["audit_ref"].duplicated()
    known = audits[first].set_index("audit_ref")
    moderations = tables["moderations"]
    refs = moderations["audit_ref"]
    is_last = ~moderations.sort_values("moderated_on", kind="stable")["audit_ref"].duplicated(keep="last").sort_index()
    is_known = _among(refs, known.index)
    returned = _among(refs, known.index[known["is_returned"]])
    place = pd.Series("counted", index=moderations.index, dtype="str")
    place = place.mask(~is_last, "repeated").mask(is_known & ~returned, "not returned").mask(~is_known, "not known")
    moderations = moderations.assign(
        area=refs.map(known["area"]).where(is_known, AREA_NOT_KNOWN),
        audit_month=refs.map(known["month"]),
        place=place,
    )
    last = moderations[place == "counted"].set_index("audit_ref")
    ref = audits["audit_ref"]
    is_moderated = first & audits["is_returned"] & _among(ref, last.index)
    standing = ref.map(last["judgement_after"]).where(is_moderated, audits["judgement"])
    is_inadequate = audits["is_returned"] & (standing == INADEQUATE)
    audits = audits.assign(
        is_moderated=is_moderated,
        is_changed=is_moderated & _among(ref, last.index[last["is_changed"]]),
        is_inadequate=is_inadequate,
        is_reaudited=first & is_inadequate & _among(ref, pd.Index(tables["reaudits"]["original_audit_ref"].unique())),
    )
    return Followed(audits, moderations)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many audits took each step, by period and area."""

    counts: dict[tuple[str, str, str], int]  # by step, period and area (``""`` for all areas)
    #: By step (``moderated``, ``changed``) and period, how many of the period's moderations the funnel does not count
    #: there: the audit belongs to another period, was not returned by the cut-off, is not among the accepted rows, or
    #: was moderated again.
    elsewhere: dict[tuple[str, str], int]
    #: By step and period, how many audits the funnel counts there from moderations of other periods.
    brought: dict[tuple[str, str], int]


def funnel(data: EditionData, rows: Followed) -> Funnel:
    """Count the funnel for every period and area."""
    by_place = rows.audits.groupby(["month", "area"], observed=True)[list(STEPS.values())].sum().astype(int)
    moderations = rows.moderations.assign(moderated=1, changed=rows.moderations["is_changed"].astype(int))
    by_months = moderations.groupby(["month", "audit_month", "place"], dropna=False, observed=True)
    by_months = by_months[["moderated", "changed"]].sum().reset_index()
    found = Funnel({}, {}, {})
    for period, months in periods_of(data).items():
        chosen = by_place[by_place.index.get_level_values("month").isin(months)].groupby("area").sum()
        for step, column in STEPS.items():
            found.counts[step, period, ""] = int(chosen[column].sum())
            for area in data.lists.areas.codes:
                found.counts[step, period, area] = int(chosen[column].get(area, 0))
        here = by_months["month"].isin(months)
        counted = (by_months["place"] == "counted") & by_months["audit_month"].isin(months)
        for step in ("moderated", "changed"):
            found.elsewhere[step, period] = int(by_months.loc[here & ~counted, step].sum())
            found.brought[step, period] = int(by_months.loc[~here & counted, step].sum())
    return found


def reconcile(data: EditionData, facts: Facts, found: Funnel) -> None:
    """Whether the funnel adds up, and gives the same numbers as the facts.

    For every period: areas sum to all; returned and outstanding are all allocated; each later step is some
    of an earlier one; and allocated to late are the facts of that name in each area. What moderators
    returned in a period is what the funnel counts there, less what it counts from other months' returns,
    and what it does not count.

    Raises
    ------
    BuildError
        It does not; the period, area and numbers are named.
    """
    areas = data.lists.areas.codes
    for period in periods_of(data):
        for area in ("", *areas):
            count = {step: found.counts[step, period, area] for step in STEPS}
            where = f"{period} in {area}" if area else period
            if count["returned"] + count["outstanding"] != count["allocated"]:
                parts = f"{count['returned']} returned and {count['outstanding']} outstanding"
                raise _fault(where, f"{parts} of {count['allocated']} allocated")
            for some, whole in _SOME_OF:
                if count[some] > count[whole]:
                    raise _fault(where, f"{count[some]} {some} of {count[whole]} {whole}")
            for step in ("allocated", "returned", "outstanding", "late"):
                _same(f"audits.{step}.{period}" + (f".{area}" if area else ""), count[step], facts)
        for step in STEPS:
            number, summed = found.counts[step, period, ""], sum(found.counts[step, period, area] for area in areas)
            if summed != number:
                raise _fault(period, f"areas sum to {summed} {step}, not {number}")
        for step in ("moderated", "changed"):
            number = found.counts[step, period, ""] - found.brought[step, period] + found.elsewhere[step, period]
            _same(f"moderation.{step}.{period}", number, facts)


def _fault(where: str, what: str) -> BuildError:
    return BuildError(
        f"The funnel does not add up for {where}: {what}. "
        "Run the validation: a return may hold rows that contradict one another."
    )


def _same(fact_id: str, number: int, facts: Facts) -> None:
    if fact_id in facts and facts.number(fact_id) != number:
        period = fact_id.split(".")[2]
        raise _fault(period, f"{fact_id} is {facts.number(fact_id)}, and {number} audits were followed")


#: A re-audit is to be allocated by so many months after the audit: rule AUD-20.
WITHIN_MONTHS = 3
RULE = "AUD-20"
_CELL = "notebooks/reaudits.ipynb#tbl-waiting"


def measure_waiting(data: EditionData, facts: Facts) -> Facts:
    """Facts with those of the cases that wait for a re-audit at the end of the edition added.

    ``waiting.cases.edition``, ``waiting.new.edition`` (judged in its months), ``waiting.long.edition`` (longer than the
    rule allows) and ``waiting.again.edition``, each also by area, and ``waiting.longest.edition``: the months since the
    earliest of their audits.
    """
    return Facts([*facts.values(), *_facts(data)])


def _facts(data: EditionData) -> Iterator[Fact]:
    last, months = data.edition.months[-1], data.edition.programme_months
    latest = months_before(last, WITHIN_MONTHS)
    audits = follow(data).audits
    waiting = audits[audits["is_inadequate"] & ~audits["is_reaudited"]]
    reaudits = prepared(data)["reaudits"].sort_values(["original_audit_ref", "sequence"], kind="stable")
    last_one = reaudits.drop_duplicates("original_audit_ref", keep="last")
    again = last_one[last_one["is_returned"] & (last_one["judgement"] == INADEQUATE)]
    judged = "Cases judged Inadequate, after moderation where there was one,"
    none = f"for which no re-audit had been allocated by the end of {month_name(last)}"
    counted = {
        "cases": (waiting, f"{judged} {none}"),
        "new": (waiting[waiting["month"].isin(data.edition.months)], f"{judged} in {data.edition.period}, {none}"),
        "long": (
            waiting[waiting["month"] <= latest],
            f"{judged} in {month_name(latest)} or earlier, {none}: rule {RULE} gives {WITHIN_MONTHS} months",
        ),
        "again": (again, f"Cases whose last re-audit came back Inadequate, {none}, other than that one"),
    }
    # An audit's re-audit and moderation may be of any month and area.
    first, *others = (data.fingerprints.source(name, months) for name in ("audits", "moderations", "reaudits"))
    source = first | {"with": others}
    for name, (rows, definition) in counted.items():
        for area in ("", *data.lists.areas.codes):
            number = int((rows["area"] == area).sum()) if area else len(rows)
            where = f", in {data.lists.areas.name_of(area)}" if area else ""
            fact_id = f"waiting.{name}.{EDITION}" + (f".{area}" if area else "")
            yield Fact.counted(fact_id, number, f"{definition}{where}.", source, _CELL)
    longest = len(months_from(waiting["month"].min(), last)) - 1 if len(waiting) else 0
    definition = f"Months since the earliest audit of the {judged[0].lower()}{judged[1:]} {none}."
    yield Fact.counted(f"waiting.longest.{EDITION}", longest, definition, source, _CELL)
