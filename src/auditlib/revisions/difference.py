"""Which figures, and which statements drawn from them, differ between two sets of facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditlib.claims import Comparison, Verdict, compare
from auditlib.facts import Fact, Facts
from auditlib.measures import MEASURES
from auditlib.narrative.moderation import POLICY_SHARE
from auditlib.narrative.words import months_compared
from auditlib.periods import PROGRAMME, is_month, month_name, months_before
from auditlib.schema import JUDGEMENTS
from auditlib.settings import Edition

#: The figures that revisions are listed for, with their titles: what the report's sentences and tables by month show.
#: The other figures (by area, of remarks, parts of these) are counted only.
LISTED = {each.name: each.revised_as for measures in MEASURES.values() for each in measures if each.revised_as}
#: Those of them that are also listed for the programme to date.
_OF_THE_PROGRAMME = ("audits.allocated", "audits.returned", "audits.compliance")
_BY_JUDGEMENT = ("audits.judgement", "reaudits.outcome")


class Kind(StrEnum):
    """What kind of reason a figure has for being another one."""

    LATE = "late"  # returned after the earlier cut-off and by the later one
    EARLY = "early"  # the other way round: the later cut-off is the earlier day
    CORRECTED = "corrected"
    ADDED = "added"
    REMOVED = "removed"
    METHOD = "method"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as far as the rows show it."""

    kind: Kind
    source: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A statement of the earlier edition that its rule no longer gives, or gives otherwise."""

    subject: str  # what was stated of what: ``Audit compliance, December 2019 against November 2019``
    published: str  # the verdict in words
    now: str
    facts: tuple[str, ...]  # ids of the figures behind it


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that was published and now differs."""

    id: str
    published: Fact | None  # None where there was no such fact
    now: Fact | None  # None where there is no such fact
    reasons: tuple[Reason, ...] = ()  # why, as far as the rows show it
    verdicts: tuple[VerdictChange, ...] = ()  # statements that rest on it and now come out otherwise

    @property
    def period(self) -> str:
        """The period of the figure."""
        return self.id.split(".")[2]

    @property
    def is_substantial(self) -> bool:
        """Whether a statement that rests on the figure comes out otherwise."""
        return bool(self.verdicts)


def measure_of(fact_id: str) -> str:
    """``audits.judgement`` of ``audits.judgement.2019-12.good``."""
    return ".".join(fact_id.split(".")[:2])


def is_listed(fact_id: str) -> bool:
    """Whether a reader saw the figure in a sentence or a table by month, so that its revision is listed."""
    measure, (period, *groups) = measure_of(fact_id), fact_id.split(".")[2:]
    if period == PROGRAMME:
        return measure in _OF_THE_PROGRAMME and not groups
    if measure not in LISTED or not is_month(period):
        return False
    return len(groups) == 1 and groups[0] in JUDGEMENTS if measure in _BY_JUDGEMENT else not groups


def differs(one: Fact | None, other: Fact | None) -> bool:
    """Whether two facts are not the same figure: value or counts."""
    if one is None or other is None:
        return one is not other
    return (one.value, one.numerator, one.denominator) != (other.value, other.numerator, other.denominator)


def diff(
    earlier: Facts,
    later: Facts,
    among: Callable[[str], bool],
    verdicts: Sequence[VerdictChange] = (),
) -> list[Revision]:
    """The figures that differ, by period and then in the order in which figures are listed, without reasons.

    `among` says which ids are compared. Each of the `verdicts`, statements that come out otherwise, goes to the
    figures it rests on.
    """
    found = []
    for fact_id in dict.fromkeys([*earlier, *later]):
        published, now = earlier.get(fact_id), later.get(fact_id)
        if among(fact_id) and differs(published, now):
            touched = tuple(change for change in verdicts if fact_id in change.facts)
            found.append(Revision(fact_id, published, now, verdicts=touched))
    order = {measure: place for place, measure in enumerate(LISTED)}
    judgements = {judgement: place for place, judgement in enumerate(JUDGEMENTS)}

    def place(revision: Revision) -> tuple:
        groups = revision.id.split(".")[3:]
        return (
            revision.period,
            order.get(measure_of(revision.id), len(order)),
            [judgements.get(group, len(judgements)) for group in groups],
            revision.id,
        )

    return sorted(found, key=place)


#: Shares compared with those of several months before, or with the latest that has something to count.
_WITH_SEVERAL = ("audits.compliance", "audits.good_or_better_rate")
_WITH_LATEST = ("reaudits.compliance", "reflections.compliance")


def in_words(comparison: Comparison | None) -> str:
    """A verdict in words: ``significantly higher``, ``similar``."""
    if comparison is None:
        return "nothing to compare"
    match comparison.verdict:
        case Verdict.SIGNIFICANT:
            return f"significantly {comparison.direction}"
        case Verdict.DIRECTION_ONLY:
            return f"{comparison.direction}, but this could be chance"
        case Verdict.SIMILAR:
            return "similar"
        case _:
            return "too few cases to compare"


def pairs_compared(edition: Edition, facts: Facts) -> list[tuple[str, str]]:
    """Ids of the figures that an edition compares: those of its last month, and the earlier ones."""
    last = edition.months[-1]
    months = {measure: months_compared(last) for measure in _WITH_SEVERAL}
    for measure in _WITH_LATEST:
        months[measure] = [facts.latest(measure, months_before(last), edition.programme_start) or ""]
    pairs = [(f"{measure}.{last}", f"{measure}.{month}") for measure, found in months.items() for month in found]
    return [pair for pair in pairs if pair[0] in facts and pair[1] in facts]


def verdict_changes(edition: Edition, published: Facts, now: Facts) -> list[VerdictChange]:
    """The statements of an edition that come out otherwise now.

    It states its last month against others, and for each month whether the policy on moderation was met.
    """
    both, found = (published, now), []
    for pair in pairs_compared(edition, published):
        if all(fact_id in now for fact_id in pair):
            months = [month_name(fact_id.split(".")[2]) for fact_id in pair]
            subject = f"{LISTED[measure_of(pair[0])]}, {months[0]} against {months[1]}"
            was, is_now = (in_words(compare(facts[pair[0]], facts[pair[1]])) for facts in both)
            found.append(VerdictChange(subject, was, is_now, pair))
    for month in edition.months:
        coverage = f"moderation.coverage.{month}"
        shares = [facts.value(coverage) for facts in both]
        if None not in shares:
            subject = f"Policy to moderate at least {POLICY_SHARE:.0%} of audits allocated, {month_name(month)}"
            was, is_now = ("met" if share >= POLICY_SHARE else "not met" for share in shares)
            found.append(VerdictChange(subject, was, is_now, (coverage,)))
    return [change for change in found if change.published != change.now]
