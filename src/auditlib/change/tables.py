"""Tables of what changed by area, and of the funnel."""

from __future__ import annotations

from dataclasses import replace

from auditlib.change.headlines import Headline, area_name, change_id, counts_by_area, share_with_counts
from auditlib.change.sentences import name_of, significant_changes
from auditlib.disclosure import Evidence
from auditlib.facts import Fact
from auditlib.periods import EDITION, PROGRAMME, month_name, period_name
from auditlib.tables import Cell, Table

_STEPS = {
    "Allocated": "audits.allocated",
    "Returned": "audits.returned",
    "Moderated": "funnel.moderated",
    "Changed": "funnel.changed",
    "Inadequate": "funnel.inadequate",
    "Re-audited": "funnel.reaudited",
}


def _with_counts(fact: Fact | None) -> Cell:
    """A share with its counts, as it stands in a cell."""
    return "none" if fact is None else replace(fact, display=share_with_counts(fact))


def areas_of(evidence: Evidence, headline: Headline, now: str, then: str) -> list[str]:
    """The areas that have cases in one of two months, in the order of the list."""
    found = [counts_by_area(evidence.lists, evidence.facts, headline, month) for month in (now, then)]
    codes = dict.fromkeys(code for counts in found for code in counts)
    return [code for code in codes if any(counts.get(code, (0, 0))[1] for counts in found)]


def change(evidence: Evidence, headline: Headline) -> Table | None:
    """A headline's change, if it is more than chance, area by area: both shares, and what each area adds to it."""
    pairs, facts = significant_changes(evidence, headline), evidence.facts
    if not pairs or facts[change_id(headline, *pairs[0], "mix")].value is None:
        return None
    now, then = pairs[0]

    def cells(area: str) -> list[Cell]:
        end = f".{area}" if area else ""
        shares = [_with_counts(facts.get(f"{headline.rate}.{month}{end}")) for month in (then, now)]
        parts = [facts.get(change_id(headline, now, then, part, area), "not applicable") for part in ("within", "mix")]
        return [*shares, *parts]

    rows = [[area_name(evidence.lists, area), *cells(area)] for area in areas_of(evidence, headline, now, then)]
    return Table(
        f"tbl-{name_of(headline)}",
        f"{headline.title} by area, {month_name(then)} and {month_name(now)}, and what each area adds to the "
        "difference between the two, in percentage points rounded one by one.",
        ["Area", month_name(then), month_name(now), "Within the area adds", "Mix of areas adds"],
        [*rows, ["All areas", *cells("")]],
    )


def funnel(evidence: Evidence, period: str = EDITION) -> Table | None:
    """The funnel of a period by area: audits from allocated to re-audited."""
    facts, edition = evidence.facts, evidence.edition
    if not facts.occurs(f"audits.allocated.{period}"):
        return None
    months = edition.programme_months if period == PROGRAMME else list(edition.months)
    rows: list[list[Cell]] = [
        [evidence.lists.areas.name_of(area), *(facts[f"{name}.{period}.{area}"] for name in _STEPS.values())]
        for area in evidence.lists.areas.codes
    ]
    return Table(
        "tbl-funnel-programme" if period == PROGRAMME else "tbl-funnel",
        f"Case audits from allocation to re-audit by area, {period_name(months)}. Moderated are of those returned, "
        "changed of those moderated; Inadequate is as the judgement stands after moderation, and re-audited are "
        "those of them for which a re-audit has been allocated.",
        ["Area", *_STEPS],
        [*rows, ["All areas", *(facts[f"{name}.{period}"] for name in _STEPS.values())]],
    )


def waiting(evidence: Evidence) -> Table | None:
    """Cases judged Inadequate that wait for a re-audit, by area and by how long."""
    facts = evidence.facts
    if not any(facts.occurs(f"waiting.{name}.{EDITION}") for name in ("cases", "again")):
        return None
    names = [f"waiting.{name}.{EDITION}" for name in ("cases", "new", "long", "again")]
    rows: list[list[Cell]] = [
        [evidence.lists.areas.name_of(area), *(facts[f"{name}.{area}"] for name in names)]
        for area in evidence.lists.areas.codes
    ]
    rows.append(["All areas", *(facts[name] for name in names)])
    return Table(
        "tbl-waiting",
        "Cases judged Inadequate without a re-audit allocated by the end of "
        f"{month_name(evidence.edition.months[-1])}. The last column is of cases that were re-audited, came back "
        "Inadequate and have no further re-audit; it is not part of the first.",
        ["Area", "Waiting", "Judged in this edition", "Three months or longer", "Inadequate again"],
        rows,
    )
