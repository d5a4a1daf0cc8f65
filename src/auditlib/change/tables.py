"""Tables of what changed by area, and of the funnel."""

from __future__ import annotations

from dataclasses import replace

from auditlib.change.headlines import Headline, area_name, areas_compared, change_id, share_with_counts
from auditlib.change.sentences import name_of, significant_changes
from auditlib.disclosure import Evidence
from auditlib.periods import EDITION, month_name
from auditlib.tables import Cell, Table, by_area

_STEPS = {
    "Allocated": "audits.allocated.*",
    "Returned": "audits.returned.*",
    "Moderated": "funnel.moderated.*",
    "Changed": "funnel.changed.*",
    "Inadequate": "funnel.inadequate.*",
    "Re-audited": "funnel.reaudited.*",
}
_WAITING = {
    "Waiting": "waiting.cases.*",
    "Judged in this edition": "waiting.new.*",
    "Three months or longer": "waiting.long.*",
    "Inadequate again": "waiting.again.*",
}


def change(evidence: Evidence, headline: Headline) -> Table | None:
    """A headline's change, if it is more than chance, area by area: both shares, and what each area adds to it."""
    pairs, facts = significant_changes(evidence, headline), evidence.facts
    if not pairs or facts[change_id(headline, *pairs[0], "mix")].value is None:
        return None
    now, then = pairs[0]

    def cells(area: str) -> list[Cell]:
        end = f".{area}" if area else ""
        shares = [facts.get(f"{headline.rate}.{month}{end}") for month in (then, now)]
        parts = [facts.get(change_id(headline, now, then, part, area), "not applicable") for part in ("within", "mix")]
        return [*(replace(share, display=share_with_counts(share)) if share else "none" for share in shares), *parts]

    rows = [
        [area_name(evidence.lists, area), *cells(area)]
        for area in areas_compared(evidence.lists, facts, headline, now, then)
    ]
    return Table(
        f"tbl-{name_of(headline)}",
        f"{headline.title} by area, {month_name(then)} and {month_name(now)}, and what each area adds to the "
        "difference between the two, in percentage points rounded one by one.",
        ["Area", month_name(then), month_name(now), "Within the area adds", "Mix of areas adds"],
        [*rows, ["All areas", *cells("")]],
    )


def funnel(evidence: Evidence) -> Table | None:
    """The funnel by area: audits from allocated to re-audited."""
    if not evidence.facts.occurs(f"audits.allocated.{EDITION}"):
        return None
    caption = (
        f"Case audits from allocation to re-audit by area, {evidence.edition.period}. Moderated are of those returned, "
        "changed of those moderated; Inadequate is as the judgement stands after moderation, and re-audited are "
        "those of them for which a re-audit has been allocated."
    )
    return by_area(evidence, "tbl-funnel", caption, _STEPS)


def waiting(evidence: Evidence) -> Table | None:
    """Cases judged Inadequate that wait for a re-audit, by area and by how long."""
    if not any(evidence.facts.occurs(f"waiting.{name}.{EDITION}") for name in ("cases", "again")):
        return None
    caption = (
        "Cases judged Inadequate without a re-audit allocated by the end of "
        f"{month_name(evidence.edition.months[-1])}. The last column is of cases that were re-audited, came back "
        "Inadequate and have no further re-audit; it is not part of the first."
    )
    return by_area(evidence, "tbl-waiting", caption, _WAITING)
