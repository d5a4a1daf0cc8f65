"""The facts that showing revisions needs: figures as published, rows by reason, sums.

Belongs here: making them, and their ids. Does not belong here: finding revisions (``against``), words (``tell``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditlib import rounding
from auditlib.facts import Fact, Facts
from auditlib.periods import EDITION, day_name, is_month, month_name
from auditlib.revisions.against import Revisions
from auditlib.revisions.difference import Kind, Reason, Revision

#: Notebook and cell label that show revisions.
CELL = "notebooks/compliance.ipynb#table-revisions"


@dataclass(frozen=True, slots=True)
class Cause:
    """Rows of one return and month that revisions have as their reason."""

    month: str
    reason: Reason
    fact: Fact


def _id(kind: str, period: str, edition: str, measure: str, groups: list[str]) -> str:
    return ".".join(["revision", measure, period, kind, edition, *groups])


def copy_id(revision: Revision, edition: str, kind: str) -> str:
    """The id of a revised figure as ``published`` or as it is ``now``: ``revision.audits_compliance.2019-12.…``."""
    topic, name, period, *groups = revision.id.split(".")
    return _id(kind, period, edition, f"{topic}_{name}", groups)


def _copy(revisions: Revisions, revision: Revision, kind: str) -> Fact:
    published = revisions.published
    is_published = kind == "published"
    fact = revision.published if is_published else revision.now
    said = f"As published in the edition of {month_name(published.edition.edition)}" if is_published else "As it is now"
    new_id = copy_id(revision, published.edition.edition, kind)
    if fact is None:
        none = replace(revision.now or revision.published, value=None, numerator=None, denominator=None)
        return replace(none, id=new_id, display="no figure", definition=f"{said}: no such figure.", cell=CELL)
    source = fact.source | ({"sha256": published.sha256} if is_published and published.sha256 else {})
    definition = f"{said}: {fact.definition[0].lower()}{fact.definition[1:]}"
    return replace(fact, id=new_id, definition=definition, source=source, cell=CELL)


def _count(fact_id: str, number: int, definition: str, source: dict) -> Fact:
    return Fact(fact_id, number, None, None, "count", rounding.count(number), definition, source, CELL)


def causes(revisions: Revisions) -> list[Cause]:
    """The rows behind the revisions of single months, by kind of reason, month and return, each once."""
    then, now = revisions.published.edition, revisions.later
    words = {
        Kind.LATE: f"returned after {day_name(then.cut_off)} and by {day_name(now.cut_off)}",
        Kind.EARLY: f"returned after {day_name(now.cut_off)} and by {day_name(then.cut_off)}",
    }
    named = {
        (list(Kind).index(reason.kind), revision.period, reason.source): reason
        for revision in (*revisions.listed, *revisions.others)
        for reason in revision.reasons
        if reason.rows and is_month(revision.period)
    }
    return [
        Cause(
            month,
            reason,
            _count(
                _id(reason.kind.value, month, then.edition, source, []),
                reason.rows,
                f"Rows of {source} for {month_name(month)} "
                + words.get(reason.kind, f"{reason.kind.value} since the edition of {month_name(then.edition)}")
                + ".",
                revisions.sources[source, month],
            ),
        )
        for (_, month, source), reason in sorted(named.items())
    ]


def sums(revisions: Revisions) -> dict[str, Fact]:
    """How many figures differ (``listed``, ``others``) and how many statements come out otherwise (``verdicts``)."""
    name = revisions.published.edition.edition
    words = {
        "listed": (len(revisions.listed), "Figures by month that differ from those published"),
        "others": (len(revisions.others), "Other figures that differ from those published"),
        "verdicts": (len(revisions.verdicts), "Comparisons that come out otherwise than published"),
    }
    source = {"return": "figures as published", "rows": len(revisions.published.facts)}
    source["sha256"] = revisions.published.sha256
    return {
        key: _count(
            _id(key, EDITION, name, "figures", []), number, f"{what} in the edition of {month_name(name)}.", source
        )
        for key, (number, what) in words.items()
    }


def now_id(revisions: Revisions, revision: Revision, known: Facts) -> str:
    """The id of a figure as it is now: the edition's own fact for a single month, else a copy."""
    if is_month(revision.period) and revision.id in known:
        return revision.id
    return copy_id(revision, revisions.published.edition.edition, "now")


def with_revisions(known: Facts, revisions: Revisions | None) -> Facts:
    """The edition's facts and those that showing revisions needs."""
    return Facts([*known.values(), *facts(revisions, known).values()])


def facts(revisions: Revisions | None, known: Facts) -> Facts:
    """The facts that showing revisions needs beyond those of the edition.

    Parameters
    ----------
    revisions
        Revisions, or None where no earlier edition is archived.
    known
        The edition's facts.

    Returns
    -------
    Facts
        ``revision.<measure>.<period>.published.<edition>`` and ``….now.…``, rows by reason, and sums; to be
        merged with the edition's.
    """
    if revisions is None:
        return Facts([])
    made = [*(cause.fact for cause in causes(revisions)), *sums(revisions).values()]
    for revision in revisions.listed:
        made.append(_copy(revisions, revision, "published"))
        if now_id(revisions, revision, known) != revision.id:
            made.append(_copy(revisions, revision, "now"))
    return Facts(made)
