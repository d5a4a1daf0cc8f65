"""How counts add up, whatever their values: what anybody may know who reads the report.

Belongs here: identities that follow from what measures mean. Does not belong here: values, or solving.

A reader who knows that 62 of 76 audits came back knows that 14 did not, whether or not it is printed. So an identity
counts whether the report prints its figures or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditlib.periods import EDITION, PROGRAMME

#: A measure, and the measures that it is the sum of, for the same period, group and area.
SUMS = {
    "audits.allocated": ("audits.returned", "audits.outstanding"),
    "moderation.moderated": ("moderation.changed", "moderation.upheld"),
    "moderation.changed": ("moderation.lowered", "moderation.raised"),
    "reaudits.allocated": ("reaudits.returned", "reaudits.not_returned"),
    "reaudits.returned": ("reaudits.improved", "reaudits.unchanged", "reaudits.declined"),
    "supervision.expected": ("supervision.completed", "supervision.outstanding"),
}
#: A measure, and one whose last group splits it.
SPLITS = (
    ("audits.allocated", "audits.cohort"),
    ("audits.returned", "audits.judgement"),
    ("moderation.moderated", "moderation.before"),
    ("moderation.moderated", "moderation.after"),
    ("moderation.changed", "moderation.changed"),
    ("moderation.upheld", "moderation.upheld"),
    ("moderation.lowered", "moderation.lowered"),
    ("reaudits.returned", "reaudits.outcome"),
    ("reaudits.good", "reaudits.good"),
    ("reaudits.inadequate", "reaudits.inadequate"),
    ("reaudits.outstanding", "reaudits.outstanding"),
    ("reaudits.requires-improvement", "reaudits.requires-improvement"),
    ("reflections.returned", "reflections.tools"),
    ("comments.remarks", "comments.theme"),
    ("comments.showing", "comments.showing"),
    *(
        ("supervision.completed", f"supervision.{name}")
        for name in ("recording", "type", "length", "actions_reviewed", "individual_principles", "child_principles")
    ),
)
#: A measure that is part of another.
PARTS = (
    ("audits.late", "audits.outstanding"),
    ("reaudits.late", "reaudits.not_returned"),
    ("supervision.late", "supervision.outstanding"),
    ("moderation.with_issues", "moderation.moderated"),
    ("funnel.moderated", "audits.returned"),
    ("funnel.changed", "funnel.moderated"),
    ("funnel.inadequate", "audits.returned"),
    ("funnel.reaudited", "funnel.inadequate"),
    ("waiting.new", "waiting.cases"),
    ("waiting.long", "waiting.cases"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a count stands: its measure, period, groups and area (empty for all areas)."""

    measure: str
    period: str
    groups: tuple[str, ...]
    area: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A total that equals the sum of its parts, or is at least that.

    Parameters
    ----------
    total
        Id of a count.
    parts
        Ids of the counts that it is made of.
    is_exact
        Whether nothing else is in the total.
    """

    total: str
    parts: tuple[str, ...]
    is_exact: bool = True

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it is true of some values."""
        parts = sum(values[part] for part in self.parts)
        return values[self.total] == parts if self.is_exact else values[self.total] >= parts


def place_of(count_id: str, areas: Collection[str]) -> Place:
    """The place of a count: ``audits.judgement.2020-02.good.cwd`` is Good in the area ``cwd``."""
    topic, measure, period, *groups = count_id.split(".")
    area = groups.pop() if groups and groups[-1] in areas else ""
    return Place(f"{topic}.{measure}", period, tuple(groups), area)


class _Index:
    """Counts by their places."""

    def __init__(self, ids: Iterable[str], areas: Collection[str]) -> None:
        self.ids = {place_of(count_id, areas): count_id for count_id in ids}
        self.by_measure: dict[str, list[Place]] = defaultdict(list)
        for place in self.ids:
            self.by_measure[place.measure].append(place)

    def exact(self, total: Place, parts: Iterable[Place], *, is_exact: bool = True) -> Iterator[Identity]:
        """The identity of a total and its parts, where all of them are counted."""
        found = [self.ids.get(part) for part in parts]
        if total in self.ids and found and None not in found:
            yield Identity(self.ids[total], tuple(part for part in found if part), is_exact)


def _over_time(index: _Index, months: Sequence[str], edition_months: Sequence[str]) -> Iterator[Identity]:
    """The edition and the programme are the sums of their months."""
    for period, of_period in ((EDITION, edition_months), (PROGRAMME, months)):
        for place in list(index.ids):
            if place.period == period:
                parts = [Place(place.measure, month, place.groups, place.area) for month in of_period]
                # a group that did not occur in a month has no count there: it is none
                yield from index.exact(place, [part for part in parts if part in index.ids])


def _over_areas(index: _Index) -> Iterator[Identity]:
    """All areas are the sum of the areas."""
    parts: dict[Place, list[Place]] = defaultdict(list)
    for place in index.ids:
        if place.area:
            parts[Place(place.measure, place.period, place.groups, "")].append(place)
    for total, areas in parts.items():
        yield from index.exact(total, areas)


def _of_measures(index: _Index) -> Iterator[Identity]:
    """Measures that add up to others."""
    for total, names in SUMS.items():
        for place in index.by_measure[total]:
            yield from index.exact(place, [Place(name, place.period, place.groups, place.area) for name in names])
    for part, total in PARTS:
        for place in index.by_measure[total]:
            inside = Place(part, place.period, place.groups, place.area)
            yield from index.exact(place, [inside], is_exact=False)


def _of_splits(index: _Index) -> Iterator[Identity]:
    """Groups that add up to a measure; where some rows have no group, to no more than it."""
    for total, split in SPLITS:
        parts: dict[Place, list[Place]] = defaultdict(list)
        for place in index.by_measure[split]:
            if place.groups:
                parts[Place(total, place.period, place.groups[:-1], place.area)].append(place)
        for whole, groups in parts.items():
            yield from index.exact(whole, groups)
            yield from index.exact(whole, groups, is_exact=False)


def _of_judgements(index: _Index) -> Iterator[Identity]:
    """Good or better; what moderation moved from one judgement to another; outcomes of re-audits under both names."""
    for place in index.by_measure["audits.good_or_better"]:
        better = [Place("audits.judgement", place.period, (name,), place.area) for name in ("outstanding", "good")]
        yield from index.exact(place, better)
    for place in index.by_measure["reaudits.outcome"]:
        yield from index.exact(place, [Place(f"reaudits.{place.groups[0]}", place.period, (), place.area)])
    moved: dict[Place, list[Place]] = defaultdict(list)
    for place in index.by_measure["moderation.changed"]:
        if place.groups:
            before, after = place.groups[0].split("-to-")
            moved[Place("moderation.before", place.period, (before,), "")].append(place)
            moved[Place("moderation.after", place.period, (after,), "")].append(place)
    for total, changes in moved.items():
        yield from index.exact(total, [*changes, Place("moderation.upheld", total.period, total.groups, "")])


def _of_ways(index: _Index) -> Iterator[Identity]:
    """Moderated audits are of these months or of others; a case is re-audited or waits for it."""
    for place in index.by_measure["funnel.moderated_elsewhere"]:
        funnel = Place("funnel.moderated", place.period, (), "")
        yield from index.exact(Place("moderation.moderated", place.period, (), ""), [funnel, place])
    for name, period in (("waiting.cases", PROGRAMME), ("waiting.new", EDITION)):
        for place in index.by_measure[name]:
            inadequate, reaudited = (
                Place(f"funnel.{step}", period, (), place.area) for step in ("inadequate", "reaudited")
            )
            yield from index.exact(inadequate, [reaudited, place])


def _of_remarks(index: _Index, shows: Mapping[str, str]) -> Iterator[Identity]:
    """Remarks on a theme under all headings, and under those that show a strength or a need."""
    parts: dict[Place, list[Place]] = defaultdict(list)
    for place in index.by_measure["comments.theme"]:
        parts[Place("comments.about", place.period, place.groups[1:], "")].append(place)
    for total, headings in parts.items():
        yield from index.exact(total, headings)
    showing: dict[Place, list[Place]] = defaultdict(list)
    for name in ("comments.remarks", "comments.theme"):
        for place in index.by_measure[name]:
            heading, *theme = place.groups
            if shows.get(heading):
                showing[Place("comments.showing", place.period, (shows[heading], *theme), "")].append(place)
    both: dict[Place, list[Place]] = defaultdict(list)
    for total, headings in showing.items():
        yield from index.exact(total, headings)
        if len(total.groups) > 1 and total in index.ids:
            both[Place("comments.about", total.period, total.groups[1:], "")].append(total)
    for total, groups in both.items():
        yield from index.exact(total, groups, is_exact=False)


def identities(
    values: Mapping[str, int],
    areas: Collection[str],
    months: Sequence[str],
    edition_months: Sequence[str],
    shows: Mapping[str, str] | None = None,
) -> list[Identity]:
    """Every identity among some counts.

    Parameters
    ----------
    values
        The counts by id. An identity that is not true of them (a return without a judgement is in no judgement's
        count) is left out: nobody can conclude anything from it.
    areas
        The codes of the areas.
    months, edition_months
        The months of the programme, and of the edition.
    shows
        What the remarks of each heading show.

    Returns
    -------
    list of Identity
        Each once.
    """
    index = _Index(values, areas)
    found = [
        *_over_time(index, months, edition_months),
        *_over_areas(index),
        *_of_measures(index),
        *_of_splits(index),
        *_of_judgements(index),
        *_of_ways(index),
        *_of_remarks(index, shows or {}),
    ]
    return [identity for identity in dict.fromkeys(found) if identity.holds(values)]
