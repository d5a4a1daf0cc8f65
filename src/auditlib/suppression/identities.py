"""How counts add up, whatever their values: what anybody may know who reads the report.

Belongs here: identities that follow from what measures mean. Does not belong here: values, or solving.

A reader who knows that 62 of 76 audits came back knows that 14 did not, whether or not it is printed. So an identity
counts whether the report prints its figures or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditlib.measures import MEASURES
from auditlib.periods import EDITION, PROGRAMME
from auditlib.schema import INADEQUATE, JUDGEMENTS

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


#: By measure, how many groups its ids have before the area. A cohort may have the code of an area.
_GROUPS_BEFORE_AREA: dict[str, set[int]] = {}
for _measure in (each for topic in MEASURES.values() for each in topic):
    _GROUPS_BEFORE_AREA.setdefault(_measure.name, set()).update({len(_measure.splits)} if _measure.by_area else ())


class Place(NamedTuple):
    """Where a count stands: its measure, period, groups and area (empty for all areas)."""

    measure: str
    period: str
    groups: tuple[str, ...] = ()
    area: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A total that equals the sum of its parts, or is at least that; all by the ids of their counts."""

    total: str
    parts: tuple[str, ...]
    is_exact: bool = True  # whether nothing else is in the total
    besides: tuple[str, ...] = ()  # what is summed with the total

    @property
    def wholes(self) -> tuple[str, ...]:
        """The total and what is summed with it."""
        return (self.total, *self.besides)

    @property
    def counts(self) -> tuple[str, ...]:
        """The total, what is summed with it, and the parts."""
        return (*self.wholes, *self.parts)

    def left_over(self, values: Mapping[str, int]) -> int:
        """What of the total is in none of its parts."""
        return sum(values[one] for one in self.wholes) - sum(values[part] for part in self.parts)

    def named(self, name: str) -> Identity:
        """The same of counts whose ids begin with a name."""
        total, *besides = (name + one for one in self.wholes)
        return Identity(total, tuple(name + part for part in self.parts), self.is_exact, tuple(besides))

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it is true of some values."""
        left = self.left_over(values)
        return left == 0 if self.is_exact else left >= 0


def place_of(count_id: str, areas: Collection[str]) -> Place:
    """The place of a count: ``audits.judgement.2020-02.good.cwd`` is Good in the area ``cwd``."""
    topic, measure, period, *groups = count_id.split(".")
    name = f"{topic}.{measure}"
    has_area = groups and groups[-1] in areas and len(groups) - 1 in _GROUPS_BEFORE_AREA.get(name, {len(groups) - 1})
    area = groups.pop() if has_area else ""
    return Place(name, period, tuple(groups), area)


class _Index:
    """Counts by their places."""

    def __init__(self, ids: Iterable[str], areas: Collection[str]) -> None:
        self.ids = {place_of(count_id, areas): count_id for count_id in ids}
        self.by_measure: dict[str, list[Place]] = defaultdict(list)
        for place in self.ids:
            self.by_measure[place.measure].append(place)

    def sum(
        self, total: Place, parts: Iterable[Place], besides: Iterable[Place] = (), *, is_exact: bool = True
    ) -> Iterator[Identity]:
        """The identity of a total and its parts, where all of them are counted."""
        found, others = [self.ids.get(part) for part in parts], [self.ids.get(one) for one in besides]
        if total in self.ids and found and None not in (*found, *others):
            also = tuple(one for one in others if one)
            yield Identity(self.ids[total], tuple(part for part in found if part), is_exact, also)

    def sums(self, pairs: Iterable[tuple[Place, Place]], *, is_exact: bool = True) -> Iterator[Identity]:
        """The identities of totals, each given with one of its parts at a time."""
        parts: dict[Place, list[Place]] = defaultdict(list)
        for total, part in pairs:
            parts[total].append(part)
        for total, of_total in parts.items():
            yield from self.sum(total, of_total, is_exact=is_exact)


def _over_time(index: _Index, months: Sequence[str], edition_months: Sequence[str]) -> Iterator[Identity]:
    """The edition and the programme are the sums of their months."""
    for period, of_period in ((EDITION, edition_months), (PROGRAMME, months)):
        for place in index.ids:
            if place.period == period:
                parts = [place._replace(period=month) for month in of_period]
                # a group that did not occur in a month has no count there: it is none
                yield from index.sum(place, [part for part in parts if part in index.ids])


def _of_measures(index: _Index) -> Iterator[Identity]:
    """Measures that add up to others."""
    for total, names in SUMS.items():
        for place in index.by_measure[total]:
            yield from index.sum(place, [place._replace(measure=name) for name in names])
    for part, total in PARTS:
        for place in index.by_measure[total]:
            yield from index.sum(place, [place._replace(measure=part)], is_exact=False)


def _of_splits(index: _Index) -> Iterator[Identity]:
    """Groups that add up to a measure; where some rows have no group, to no more than it."""
    for total, split in SPLITS:
        places = [place for place in index.by_measure[split] if place.groups]
        pairs = [(place._replace(measure=total, groups=place.groups[:-1]), place) for place in places]
        yield from index.sums(pairs)
        yield from index.sums(pairs, is_exact=False)


def _of_judgements(index: _Index) -> Iterator[Identity]:
    """Good or better; what moderation moved from one judgement to another; outcomes of re-audits under both names."""
    for place in index.by_measure["audits.good_or_better"]:
        better = [Place("audits.judgement", place.period, (name,), place.area) for name in ("outstanding", "good")]
        yield from index.sum(place, better)
    for place in index.by_measure["reaudits.outcome"]:
        yield from index.sum(place, [Place(f"reaudits.{place.groups[0]}", place.period, (), place.area)])
    moved = [
        (Place(f"moderation.{when}", place.period, (judgement,)), place)
        for place in index.by_measure["moderation.changed"]
        if place.groups
        for when, judgement in zip(("before", "after"), place.groups[0].split("-to-"), strict=True)
    ]
    upheld = [(total, total._replace(measure="moderation.upheld")) for total in dict.fromkeys(one for one, _ in moved)]
    yield from index.sums(moved + upheld)
    ways: list[tuple[Place, Place]] = []
    for place in index.by_measure["moderation.changed"]:
        if place.groups:
            before, after = map(JUDGEMENTS.index, place.groups[0].split("-to-"))
            way = place._replace(measure="moderation.lowered" if after > before else "moderation.raised", groups=())
            ways.append((way, place))
            if after > before:
                ways.append((way._replace(groups=(JUDGEMENTS[before],)), place))
    yield from index.sums(ways)


def _of_reaudits(index: _Index) -> Iterator[Identity]:
    """Cases judged Inadequate before: any better judgement is an improvement, the same is none."""
    for place in index.by_measure["reaudits.improved"]:
        outcomes = [place._replace(measure=f"reaudits.{name}") for name in JUDGEMENTS]
        *better, same = outcomes
        yield from index.sum(place, better)
        yield from index.sum(place._replace(measure="reaudits.unchanged"), [same])
    for place in index.by_measure["waiting.again"]:
        again = Place("reaudits.inadequate", PROGRAMME, (), place.area)
        yield from index.sum(again, [place], is_exact=False)
    for place in index.by_measure["funnel.reaudited"]:
        if place.period == PROGRAMME:
            yield from index.sum(place._replace(measure="reaudits.allocated"), [place], is_exact=False)


def _of_funnel(index: _Index) -> Iterator[Identity]:
    """What moderators changed, and what stands after it; where they moderated audits of other periods this differs."""
    for place in index.by_measure["funnel.inadequate"]:
        given = Place("audits.judgement", place.period, (INADEQUATE,), place.area)
        changed = place._replace(measure="funnel.changed")
        yield from index.sum(given, [place], [changed], is_exact=False)
        yield from index.sum(place, [given], [changed], is_exact=False)
        if not place.area:
            moves = {
                way: [Place("moderation.changed", place.period, (way.format(name),)) for name in JUDGEMENTS[:-1]]
                for way in (f"{{}}-to-{INADEQUATE}", f"{INADEQUATE}-to-{{}}")
            }
            to, back = moves.values()
            yield from index.sum(given, [place, *back], to)
            yield from index.sum(Place("moderation.changed", place.period), [changed])
            yield from index.sum(Place("moderation.changed", place.period), [changed], is_exact=False)
    for place in index.by_measure["moderation.before"]:
        given = place._replace(measure="audits.judgement")
        yield from index.sum(given, [place], is_exact=False)
    for place in index.by_measure["reflections.returned"]:
        yield from index.sum(place._replace(measure="audits.returned"), [place], is_exact=False)


def _of_issues(index: _Index) -> Iterator[Identity]:
    """A report that needed amendments needed one of a kind at least, and one of each at most."""
    kinds: dict[Place, list[Place]] = defaultdict(list)
    for place in index.by_measure["moderation.issues"]:
        kinds[place._replace(measure="moderation.with_issues", groups=())].append(place)
    for amended, (first, *others) in kinds.items():
        yield from index.sum(first, [amended], others, is_exact=False)
        for place in (first, *others):
            yield from index.sum(amended, [place], is_exact=False)


def _of_ways(index: _Index) -> Iterator[Identity]:
    """Moderated audits are of these months or of others; a case is re-audited or waits for it."""
    for place in index.by_measure["funnel.moderated_elsewhere"]:
        here = Place("funnel.moderated", place.period)
        yield from index.sum(Place("moderation.moderated", place.period), [here, place])
    for name, period in (("waiting.cases", PROGRAMME), ("waiting.new", EDITION)):
        for place in index.by_measure[name]:
            reaudited = Place("funnel.reaudited", period, (), place.area)
            yield from index.sum(reaudited._replace(measure="funnel.inadequate"), [reaudited, place])


def _of_remarks(index: _Index, shows: Mapping[str, str]) -> Iterator[Identity]:
    """Remarks on a theme under all headings, and under those that show a strength or a need."""
    themes = index.by_measure["comments.theme"]
    yield from index.sums((Place("comments.about", place.period, place.groups[1:]), place) for place in themes)
    showing = [
        (Place("comments.showing", place.period, (shows[place.groups[0]], *place.groups[1:])), place)
        for place in [*index.by_measure["comments.remarks"], *themes]
        if shows.get(place.groups[0])
    ]
    yield from index.sums(showing)
    of_themes = [total for total in dict.fromkeys(one for one, _ in showing) if total.groups[1:] and total in index.ids]
    both = [(Place("comments.about", total.period, total.groups[1:]), total) for total in of_themes]
    yield from index.sums(both, is_exact=False)


def identities(
    values: Mapping[str, int],
    areas: Collection[str],
    months: Sequence[str],
    edition_months: Sequence[str],
    shows: Mapping[str, str] | None = None,
) -> list[Identity]:
    """Every identity among some counts, each once.

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
    """
    index = _Index(values, areas)
    found = [
        *_over_time(index, months, edition_months),
        *index.sums((place._replace(area=""), place) for place in index.ids if place.area),
        *_of_measures(index),
        *_of_splits(index),
        *_of_judgements(index),
        *_of_reaudits(index),
        *_of_funnel(index),
        *_of_issues(index),
        *_of_ways(index),
        *_of_remarks(index, shows or {}),
    ]
    return [identity for identity in dict.fromkeys(found) if identity.holds(values)]


def rest_of(total: str, part: str, values: dict[str, int]) -> Identity:
    """The identity of a total with one of its parts and the rest of it, which is a count among `values` from now on.

    Who knows two of them knows the third, though the report has no name for it.
    """
    rest = f"{total} without {part}"
    values[rest] = values[total] - values[part]
    return Identity(total, (part, rest))
