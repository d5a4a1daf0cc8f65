"""Tables of what changed by area, and of the way of a return.

Belongs here: which facts each table shows. Does not belong here: counting, charts, Markdown.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from auditlib.change.headlines import Headline, area_name, change_id, counts_by_area
from auditlib.change.sentences import is_in_one_piece, name_of, points_only, shown_months
from auditlib.disclosure import Evidence
from auditlib.facts import Fact
from auditlib.periods import EDITION, PROGRAMME, month_name, period_name
from auditlib.tables import Cell, Table

_PARTS = {"within": "Within areas adds", "mix": "Mix of areas adds"}
_STEPS = {
    "Allocated": "audits.allocated",
    "Returned": "audits.returned",
    "Not returned": "audits.outstanding",
    "Of these late": "audits.late",
    "Moderated": "funnel.moderated",
    "Changed": "funnel.changed",
    "Inadequate": "funnel.inadequate",
    "Re-audited": "funnel.reaudited",
}


def _with_counts(fact: Fact | None) -> Cell:
    """A share with its counts, as it stands in a cell."""
    if fact is None:
        return "none"
    return fact if fact.value is None else replace(fact, display=f"{fact.display} ({fact.counts})")


def areas_of(evidence: Evidence, headline: Headline, now: str, then: str) -> list[str]:
    """The areas that have cases in one of two months, in the order of the list."""
    found = [counts_by_area(evidence.lists, evidence.facts, headline, month) for month in (now, then)]
    codes = dict.fromkeys(code for counts in found for code in counts)
    return [code for code in codes if any(counts.get(code, (0, 0))[1] for counts in found)]


def parts_by_area(evidence: Evidence, headline: Headline) -> pd.DataFrame:
    """What each area adds to a headline's change from the month before, to draw: a row an area and part.

    Parameters
    ----------
    evidence
        What may be shown; its facts are of ``change.measure``.
    headline
        ``COMPLIANCE``, ``GOOD_OR_BETTER`` or ``MODERATION_CHANGED``.

    Returns
    -------
    pandas.DataFrame
        The columns of ``figures.by_area``, with the two parts in ``measure`` and percentage points in ``value``; the
        last area is all of them. Without rows where the change cannot be taken apart.
    """
    pairs = shown_months(evidence, headline)
    rows = []
    if pairs and not is_in_one_piece(evidence, headline, *pairs[0]):
        now, then = pairs[0]
        for area in [*areas_of(evidence, headline, now, then), ""]:
            name = area_name(evidence.lists, area) if area else "All areas"
            for part, title in _PARTS.items():
                fact = evidence.facts[change_id(headline, now, then, part, area)]
                rows.append([title, month_name(now), name, "", None, None, 100 * fact.value, points_only(fact)])
    columns = ["measure", "period", "area", "group", "numerator", "denominator", "value", "display"]
    return pd.DataFrame(rows, columns=columns)


def change(evidence: Evidence, headline: Headline) -> Table | None:
    """A headline's change from the month before, area by area: both shares, and the two parts of the change.

    Parameters
    ----------
    evidence
        What may be shown; its facts are of ``change.measured.measure``.
    headline
        ``COMPLIANCE``, ``GOOD_OR_BETTER`` or ``MODERATION_CHANGED``.
    """
    pairs = shown_months(evidence, headline)
    if not pairs:
        return None
    now, then = pairs[0]
    facts = evidence.facts

    def cells(area: str) -> list[Cell]:
        end = f".{area}" if area else ""
        shares = [_with_counts(facts.get(f"{headline.rate}.{month}{end}")) for month in (then, now)]
        parts = [facts.get(change_id(headline, now, then, part, area), "not applicable") for part in ("within", "mix")]
        return [*shares, *parts]

    rows = [[area_name(evidence.lists, area), *cells(area)] for area in areas_of(evidence, headline, now, then)]
    return Table(
        f"tbl-{name_of(headline)}",
        f"{headline.title} by area, {month_name(then)} and {month_name(now)}, and what each area adds to the "
        "difference, in percentage points rounded one by one. Shares are of each area's "
        f"{headline.cases}.",
        ["Area", month_name(then), month_name(now), "Within the area adds", "Mix of areas adds"],
        [*rows, ["All areas", *cells("")]],
    )


def funnel(evidence: Evidence, period: str = EDITION) -> Table | None:
    """The way of the audits of a period, by area: from allocated to re-audited.

    Parameters
    ----------
    evidence
        What may be shown; its facts are of ``change.measured.measure``.
    period
        ``edition`` or ``programme``.
    """
    facts, edition = evidence.facts, evidence.edition
    if not facts.number(f"audits.allocated.{period}"):
        return None
    months = edition.programme_months if period == PROGRAMME else list(edition.months)
    rows = [
        [evidence.lists.areas.name_of(area), *(facts[f"{name}.{period}.{area}"] for name in _STEPS.values())]
        for area in evidence.lists.areas.codes
    ]
    return Table(
        "tbl-funnel-programme" if period == PROGRAMME else "tbl-funnel",
        f"The way of case audits by area, {period_name(months)}. Moderated are of those returned, changed of those "
        "moderated; Inadequate is as the judgement stands after moderation, and re-audited are those of them for "
        "which a re-audit has been allocated.",
        ["Area", *_STEPS],
        [*rows, ["All areas", *(facts[f"{name}.{period}"] for name in _STEPS.values())]],
    )


def waiting(evidence: Evidence) -> Table | None:
    """Cases judged Inadequate that wait for a re-audit, by area and by how long."""
    facts = evidence.facts
    if not any(facts.number(f"waiting.{name}.{EDITION}") for name in ("cases", "again")):
        return None
    names = [f"waiting.{name}.{EDITION}" for name in ("cases", "new", "long", "again")]
    rows: list[list[Cell]] = [
        [evidence.lists.areas.name_of(area), *(facts[f"{name}.{area}"] for name in names)]
        for area in evidence.lists.areas.codes
    ]
    rows.append(["All areas", *(facts[name] for name in names)])
    return Table(
        "tbl-waiting",
        f"Cases judged Inadequate without a re-audit allocated by the end of {evidence.edition.period}. The last "
        "column is of cases that were re-audited, came back Inadequate and have no further re-audit; it is not part "
        "of the first.",
        ["Area", "Waiting", "Judged in this edition", "Three months or longer", "Inadequate again"],
        rows,
    )
