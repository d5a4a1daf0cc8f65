"""The disclosure check of an edition: from its facts to what a public report hides.

Belongs here: which facts are counts and which are rates of which, what the report shows, and groups that a person
should look at. Does not belong here: choosing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditlib.clean import EditionData
from auditlib.facts import Fact, Facts
from auditlib.paths import Project
from auditlib.suppression.choose import Rate, Suppression, suppress
from auditlib.suppression.identities import Place, identities, place_of
from auditlib.suppression.thresholds import Thresholds

#: The counts of each rate: its numerator has the rate's groups, its denominator none.
RATES = {
    "audits.compliance": ("audits.returned", "audits.allocated"),
    "audits.good_or_better_rate": ("audits.good_or_better", "audits.returned"),
    "audits.judgement_rate": ("audits.judgement", "audits.returned"),
    "moderation.agreement_rate": ("moderation.upheld", "moderation.moderated"),
    "moderation.changed_rate": ("moderation.changed", "moderation.moderated"),
    "moderation.coverage": ("moderation.moderated", "audits.allocated"),
    "moderation.coverage_returned": ("moderation.moderated", "audits.returned"),
    "reaudits.compliance": ("reaudits.returned", "reaudits.allocated"),
    "reaudits.declined_rate": ("reaudits.declined", "reaudits.returned"),
    "reaudits.improved_rate": ("reaudits.improved", "reaudits.returned"),
    "reaudits.unchanged_rate": ("reaudits.unchanged", "reaudits.returned"),
    "reflections.compliance": ("reflections.returned", "audits.returned"),
    "supervision.compliance": ("supervision.completed", "supervision.expected"),
}
_MARK = re.compile(r'data-fact=\\?"([^"\\]+)')


def shown_ids(project: Project, edition: str) -> set[str]:
    """The ids of the facts that the executed notebooks of an edition put out, and so of all that a page can show."""
    notebooks = sorted((project.build(edition) / "notebooks").glob("*.ipynb"))
    return {one for path in notebooks for one in _MARK.findall(path.read_text(encoding="utf-8"))}


def counts_of(facts: Facts) -> dict[str, int]:
    """The counts among facts by id, without those that only repeat what an earlier edition published."""
    return {
        fact.id: int(fact.value)
        for fact in facts.values()
        if fact.unit == "count" and isinstance(fact.value, int | float) and not fact.id.startswith("revision.")
    }


def rate_of(fact: Fact, counts: dict[str, int], areas: set[str]) -> Rate:
    """A rate with the ids of its counts, as far as these are facts themselves and equal them."""
    place = place_of(fact.id, areas)
    numerator, denominator = fact.numerator or 0, fact.denominator or 0
    names = RATES.get(place.measure)
    over, under = [], []
    if names:
        over = _ids(Place(names[0], place.period, place.groups, place.area), counts, numerator)
        under = _ids(Place(names[1], place.period, (), place.area), counts, denominator)
    return Rate(fact.id, tuple(over), tuple(under), numerator, denominator)


def _ids(place: Place, counts: dict[str, int], value: int) -> list[str]:
    count_id = ".".join([place.measure, place.period, *place.groups, *([place.area] if place.area else [])])
    return [count_id] if counts.get(count_id) == value else []


def check(data: EditionData, facts: Facts, shown: set[str], limits: Thresholds) -> Suppression:
    """What a public report of an edition hides.

    Parameters
    ----------
    data
        The edition's accepted rows; only its months and lists are used.
    facts
        All its facts.
    shown
        The ids of those that the report shows.
    limits
        The thresholds of the profile.
    """
    areas = set(data.lists.areas.codes)
    counts = counts_of(facts)
    found = identities(counts, areas, data.edition.programme_months, data.edition.months)
    rates = [
        rate_of(facts[one], counts, areas) for one in sorted(shown) if one in facts and facts[one].unit == "percent"
    ]
    return suppress(counts, [one for one in counts if one in shown], found, rates, limits)


def flagged(data: EditionData, facts: Facts, shown: set[str]) -> Iterator[tuple[str, str]]:
    """Groups that a person should look at in every profile: figure or area, and why.

    A group of which all or none did something says it of each of its members; a group with one auditor says what one
    person judged.
    """
    for one in sorted(shown):
        fact = facts.get(one)
        if fact and fact.unit == "percent" and fact.denominator and fact.numerator in (0, fact.denominator):
            yield fact.id, "none of the group" if fact.numerator == 0 else "all of the group"
    for name in ("audits", "reaudits"):
        rows = data.tables[name]
        rows = rows[rows["month"].isin(data.edition.months)]
        auditors = rows.groupby("area")["auditor_ref"].nunique()
        for area in auditors[auditors == 1].index:
            yield f"{name}.edition.{area}", "one auditor"
