"""The disclosure check of an edition: from its facts to what a public report hides.

Belongs here: which facts are counts and which are rates of which, what the report shows, and groups that a person
should look at. Does not belong here: choosing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from auditlib.cells import METADATA, label_of
from auditlib.clean import EditionData
from auditlib.facts import Fact, Facts
from auditlib.paths import Project
from auditlib.periods import EDITION, PROGRAMME
from auditlib.settings import Edition
from auditlib.suppression.choose import Known, Rate, Suppression, suppress
from auditlib.suppression.identities import PARTS, Identity, identities, place_of, rest_of
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
#: The counts of which a mean is taken; the shortest and the longest are of one case each and never shown.
MEANS = {"supervision.duration": "supervision.completed"}
#: A number that is of one case, like the longest observation, and never shown.
_OF_ONE_CASE = "waiting.longest."
#: Cells of which a public edition shows nothing: what a change is made of, area by area.
_FOR_STAFF = re.compile(r"(?:^|-)change(?:-|$)|revisions")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier edition, of which a public form has been published."""

    edition: Edition
    facts: Facts  # all its facts, shown or not, as they were then
    shown: Set[str]  # the ids of those that its public form showed
    hidden: Set[str] = frozenset()  # the ids of those on which it rests and that it hid
    version: int = 0  # which version of it, if it was published; 0 if it was only built

    @property
    def name(self) -> str:
        """What its counts are called among those of others."""
        return f"{self.edition.edition}{f' v{self.version}' if self.version else ''}/"


def shown_ids(project: Project, edition: str) -> set[str]:
    """The ids of the facts on which a public report of an edition rests, from its notebooks as executed for staff."""
    found: set[str] = set()
    for path in sorted((project.build(edition) / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if _FOR_STAFF.search(label_of("".join(cell["source"]))):
                continue
            for output in cell.get("outputs", []):
                found.update(output.get("metadata", {}).get(METADATA, {}).get("rests on", "").split())
    return found


def counts_of(facts: Facts, limits: Thresholds) -> dict[str, int]:
    """The counts of people and cases among facts by id, without those that repeat what an edition published."""
    apart = ("revision", *limits.not_about_people.split())
    return {
        fact.id: int(fact.value)
        for fact in facts.values()
        if fact.unit == "count" and isinstance(fact.value, int | float) and fact.id.partition(".")[0] not in apart
        if not fact.id.startswith(_OF_ONE_CASE)
    }


def rate_of(fact: Fact, counts: dict[str, int], areas: set[str]) -> Rate:
    """A rate with the ids of its counts, as far as these are facts themselves and equal them."""
    place = place_of(fact.id, areas)
    over, under = RATES.get(place.measure, ("", ""))
    numerator, denominator = fact.numerator or 0, fact.denominator or 0
    ids = (over + fact.id.removeprefix(place.measure), ".".join(filter(None, (under, place.period, place.area))))
    known = (one for one, value in zip(ids, (numerator, denominator), strict=True) if counts.get(one) == value)
    return Rate(fact.id, tuple(known), numerator, denominator)


def check(
    data: EditionData,
    facts: Facts,
    shown: set[str],
    limits: Thresholds,
    earlier: Iterable[Earlier] = (),
    quoted: Iterable[str] = (),
) -> Suppression:
    """What a public report of an edition hides.

    Parameters
    ----------
    data
        The edition's accepted rows; only its months and lists are used.
    facts, shown
        All its facts, and the ids of those that the report shows.
    limits
        The thresholds of the profile.
    earlier
        The editions whose public form was published before, in order, and earlier versions of this one: their readers
        know what they showed.
    quoted
        The ids of the counts of remarks of which one is quoted.
    """
    areas = set(data.lists.areas.codes)
    counts = counts_of(facts, limits)
    shows = {code: entry.shows for code, entry in data.lists.headings.entries.items()}
    found = identities(counts, areas, data.edition.programme_months, data.edition.months, shows)
    rates, values = _rates(facts, shown, counts, areas), dict(counts)
    tied = {one for identity in found for one in identity.counts}
    found += _rests(found, rates, values)
    published: set[str] = set()
    hidden: set[str] = set()
    hidden_before: set[str] = set()
    latest: dict[str, str] = {}  # the name of the edition that published a count last
    all_before = []
    for one in earlier:
        before = counts_of(one.facts, limits)
        of_rates = _rates(one.facts, one.shown, before, areas)
        ids = {each for each in one.shown | {known for rate in of_rates for known in rate.count_ids} if each in before}
        values |= {one.name + count_id: value for count_id, value in before.items()}
        published |= {one.name + count_id for count_id in ids}
        hidden |= {one.name + count_id for count_id in one.hidden if count_id in before}
        own = identities(before, areas, one.edition.programme_months, one.edition.months, shows)
        found += [each.named(one.name) for each in own]
        latest |= dict.fromkeys(ids, one.name)
        all_before.append((one, before))
        if one.edition.edition == data.edition.edition:
            hidden_before |= one.hidden
    for one, before in all_before:
        found += _since(data.edition, one, before, latest, counts, values)
    shown_counts = {one for one in counts if one in shown}
    known = Known(published, hidden, hidden_before, dict.fromkeys(quoted, 1))
    made = suppress(values, shown_counts, found, rates, limits, known)
    _hide_whole_tables(made, shown_counts - tied, limits, counts)
    return made


def _rates(facts: Facts, shown: Set[str], counts: dict[str, int], areas: set[str]) -> list[Rate]:
    ids = sorted(one for one in shown if one in facts and facts[one].unit == "percent")
    return [rate_of(facts[one], counts, areas) for one in ids if not one.startswith("revision.")]


def _rests(found: list[Identity], rates: list[Rate], values: dict[str, int]) -> Iterator[Identity]:
    """What is left of a measure without a part of it, and what a percentage leaves out."""
    of_rates = ((rate.count_ids[1], rate.count_ids[0]) for rate in rates if len(rate.count_ids) > 1)
    of_parts = (
        (identity.total, identity.parts[0])
        for identity in found
        if not identity.is_exact and len(identity.counts) == 2 and _are_part(*identity.counts)
    )
    named = {identity.counts for identity in found if identity.is_exact}  # nothing is left of it
    for total, part in dict.fromkeys([*of_rates, *of_parts]):
        if values[part] <= values[total] and (total, part) not in named:
            yield rest_of(total, part, values)


def _are_part(total: str, part: str) -> bool:
    measures = tuple(".".join(one.split(".")[:2]) for one in (part, total))
    return measures in PARTS


def _since(
    edition: Edition,
    other: Earlier,
    before: Mapping[str, int],
    latest: Mapping[str, str],
    now: Mapping[str, int],
    values: dict[str, int],
) -> Iterator[Identity]:
    """How counts differ from those of an edition published before: who reads both knows it.

    Of a month, a reader expects that most have not changed; what has is what came late or was corrected, and counts
    like any other. The programme has grown by the months of this edition.
    """
    months, of_other = edition.programme_months, other.edition.programme_months
    are_same = (other.edition.months, of_other) == (edition.months, months)
    has_grown = [*of_other, *edition.months] == months
    for count_id in before.keys() & now.keys():
        topic, measure, period, *groups = count_id.split(".")
        grown: tuple[str, ...] = ()
        if period == PROGRAMME and has_grown:
            grown = (".".join((topic, measure, EDITION, *groups)),)
        elif period in (EDITION, PROGRAMME) and not are_same:
            continue
        if not now.keys() >= {*grown}:
            continue
        then, changed = other.name + count_id, f"{count_id} since {other.name.rstrip('/')}"
        difference = now[count_id] - before[count_id] - sum(now[one] for one in grown)
        if not difference:
            yield Identity(count_id, (then, *grown))
        elif latest.get(count_id) == other.name:
            values[changed] = abs(difference)
            if difference > 0:
                yield Identity(count_id, (then, *grown, changed))
            else:
                yield Identity(then, (count_id, changed), besides=grown)


def _hide_whole_tables(made: Suppression, untied: set[str], limits: Thresholds, counts: dict[str, int]) -> None:
    """Hide all counts of a measure, such as an own table's, if one is small and nobody has said how they add up."""
    apart: dict[str, list[str]] = {}
    for one in sorted(untied):
        apart.setdefault(".".join(one.split(".")[:2]), []).append(one)
    for ids in apart.values():
        small = [one for one in ids if limits.smallest_hidden <= counts[one] <= limits.largest_hidden]
        made.further.update({one: small[0] for one in ids if small and one not in small})


def visible(facts: Facts, shown: Set[str], made: Suppression, limits: Thresholds) -> set[str]:
    """The ids of the facts that a public edition may show: of those it rests on, what is neither hidden nor unknown.

    How facts compare (points, a coefficient) is not shown, nor what an edition published earlier.
    """
    counts = (shown & counts_of(facts, limits).keys()) - made.hidden
    found = set(counts)
    for one in shown - made.hidden:
        fact = facts.get(one)
        if fact is None or one.startswith("revision."):
            continue
        topic, measure, period, *groups = one.split(".")
        if fact.unit in ("date", "percent") or topic in limits.not_about_people.split():
            found.add(one)
        elif f"{topic}.{measure}" in MEANS and groups == ["mean"]:
            base = facts.get(f"{MEANS[f'{topic}.{measure}']}.{period}")
            if base is not None and base.id in counts and base.number >= limits.smallest_base:
                found.add(one)
    return found


def report_lines(made: Suppression, flagged: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is hidden, cell by cell, for QA: why, and what an attacker could still say of it; and what is flagged.

    Of a protected count two values are named that it may have; how far beyond them it may go takes minutes to work out.
    """
    yield f"Hidden: small counts {len(made.small)}, further counts {len(made.further)}, percentages {len(made.rates)}."
    for one in made.small:
        low, high = made.attacker.range_of(one) if one in made.unprotected else made.attacker.found_so_far(one)
        yield f"  {one}: a small count. From what is shown it may be as small as {low} or as large as {high}."
    for one, because in sorted(made.further.items()):
        yield f"  {one}: protects {because}."
    for one, reason in sorted(made.rates.items()):
        yield f"  {one}: {reason}."
    for one in made.unprotected:
        yield f"NOT PROTECTED: {one} can be worked out although everything tied to it is hidden. Do not publish."
    for one, reason in flagged:
        yield f"Look at: {one} ({reason})."


def flagged(data: EditionData, facts: Facts, shown: Set[str]) -> Iterator[tuple[str, str]]:
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
