"""Revisions as facts, in words, as a table of the report, and as text for the terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from auditlib import rounding
from auditlib.disclosure import Evidence
from auditlib.facts import Fact, Facts, fact_span
from auditlib.narrative.words import capital, counted, paragraphs, verb
from auditlib.periods import EDITION, PROGRAMME, day_name, is_month, month_name, period_name
from auditlib.reference import CodeLists
from auditlib.revisions.against import Revisions
from auditlib.revisions.difference import LISTED, Kind, Reason, Revision, measure_of
from auditlib.schema import RETURNS
from auditlib.tables import Cell, Table

#: Notebook and cell label that show revisions.
CELL = "notebooks/compliance.ipynb#tbl-revisions"


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
        other = cast(Fact, revision.now or revision.published)
        none = replace(other, value=None, numerator=None, denominator=None)
        return replace(none, id=new_id, display="no figure", definition=f"{said}: no such figure.", cell=CELL)
    source = fact.source | ({"sha256": published.sha256} if is_published and published.sha256 else {})
    definition = f"{said}: {fact.definition[0].lower()}{fact.definition[1:]}"
    return replace(fact, id=new_id, definition=definition, source=source, cell=CELL)


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
    found = []
    for (_, month, source), reason in sorted(named.items()):
        how = words.get(reason.kind, f"{reason.kind.value} since the edition of {month_name(then.edition)}")
        definition = f"Rows of {source} for {month_name(month)} {how}."
        fact_id = _id(reason.kind.value, month, then.edition, source, [])
        rows = Fact.counted(fact_id, reason.rows, definition, revisions.sources[source, month], CELL)
        found.append(Cause(month, reason, rows))
    return found


def sums(revisions: Revisions) -> dict[str, Fact]:
    """How many figures differ (``listed``, ``others``) and how many statements come out otherwise (``verdicts``)."""
    name = revisions.published.edition.edition
    words = {
        "listed": (len(revisions.listed), "Figures by month that differ from those published"),
        "others": (len(revisions.others), "Other figures that differ from those published"),
        "verdicts": (len(revisions.verdicts), "Comparisons that come out otherwise than published"),
    }
    published = revisions.published
    source = {"return": "figures as published", "rows": len(published.facts), "sha256": published.sha256}
    edition = f"in the edition of {month_name(name)}"
    return {
        key: Fact.counted(_id(key, EDITION, name, "figures", []), number, f"{what} {edition}.", source, CELL)
        for key, (number, what) in words.items()
    }


def now_id(revisions: Revisions, revision: Revision, known: Facts) -> str:
    """The id of a figure as it is now: the edition's own fact for a single month, else a copy."""
    if is_month(revision.period) and revision.id in known:
        return revision.id
    return copy_id(revision, revisions.published.edition.edition, "now")


def with_revisions(known: Facts, revisions: Revisions | None) -> Facts:
    """The edition's facts and those that showing revisions needs.

    ``revision.<measure>.<period>.published.<edition>`` and ``….now.…``, rows by reason, and sums.
    """
    if revisions is None:
        return known
    made = [*(cause.fact for cause in causes(revisions)), *sums(revisions).values()]
    for revision in revisions.listed:
        made.append(_copy(revisions, revision, "published"))
        if now_id(revisions, revision, known) != revision.id:
            made.append(_copy(revisions, revision, "now"))
    return Facts([*known.values(), *made])


_WHY = {
    Kind.LATE: "late returns now counted",
    Kind.EARLY: "returns no longer counted",
    Kind.CORRECTED: "corrected rows",
    Kind.ADDED: "rows added",
    Kind.REMOVED: "rows removed",
    Kind.METHOD: "counted by another rule",
    Kind.NOT_KNOWN: "not known",
}
#: What happened to one row and to several.
_HAPPENED = {
    Kind.LATE: ("has come back since and is counted", "have come back since and are counted"),
    Kind.EARLY: (
        "is no longer counted, since the cut-off is earlier",
        "are no longer counted, since the cut-off is earlier",
    ),
    Kind.CORRECTED: ("has been corrected", "have been corrected"),
    Kind.ADDED: ("has been added", "have been added"),
    Kind.REMOVED: ("has been removed", "have been removed"),
}


def _when(revisions: Revisions, revision: Revision) -> str:
    if revision.period == PROGRAMME:
        return period_name(revisions.published.edition.programme_months)
    return month_name(revision.period)


def title(lists: CodeLists, revision: Revision) -> str:
    """A revised figure in words, without its period: ``Audits judged Good``."""
    name = LISTED[measure_of(revision.id)]
    groups = revision.id.split(".")[3:]
    return name.format(lists.judgements.name_of(groups[0])) if groups else name


def why(revision: Revision) -> str:
    """The reasons of a revision in a few words: ``late returns now counted and corrected rows``."""
    return rounding.listed(list(dict.fromkeys(_WHY[reason.kind] for reason in revision.reasons)))


def table(evidence: Evidence, revisions: Revisions | None) -> Table | None:
    """Figures published earlier that now differ: as published, now, and why."""
    if revisions is None or not revisions.listed:
        return None
    edition, facts = revisions.published.edition.edition, evidence.facts
    rows: list[list[Cell]] = []
    for revision in revisions.listed:
        name = f"{title(evidence.lists, revision)}, {_when(revisions, revision)}"
        both = [facts[copy_id(revision, edition, "published")], facts[now_id(revisions, revision, facts)]]
        rows.append([name, *(replace(fact, display=fact.with_counts) for fact in both), capital(why(revision))])
    return Table(
        "tbl-revisions",
        f"Figures that the edition of {month_name(edition)} published and that now differ.",
        ["Figure", "As published", "Now", "Why"],
        rows,
        ends_in_words=True,
    )


def _causes_in_words(evidence: Evidence, revisions: Revisions) -> list[str]:
    """A sentence for each kind of reason, its rows month by month."""
    sentences = []
    for kind, found in groupby(causes(revisions), key=lambda cause: cause.reason.kind):
        chosen, by_month = list(found), []
        for month, of in groupby(chosen, lambda cause: cause.month):
            rows = [counted(evidence.facts[cause.fact.id], RETURNS[cause.reason.source].one) for cause in of]
            by_month.append(f"{rounding.listed(rows)} for {month_name(month)}")
        several = len(chosen) > 1 or chosen[0].fact.number > 1
        # "a and b for May, and c for June": the list of months may not run into the list of things.
        listed = by_month[0] if len(by_month) == 1 else ", and ".join([", ".join(by_month[:-1]), by_month[-1]])
        sentences.append(f"{capital(listed)} {_HAPPENED[kind][several]}.")
    return sentences


def _verdicts_in_words(revisions: Revisions, number: Fact) -> str:
    if not revisions.verdicts:
        return "None of the comparisons that it drew comes out otherwise."
    changes = " ".join(
        f"{change.subject}: published as {change.published}, now {change.now}." for change in revisions.verdicts
    )
    which = "comparison that it drew comes" if number.number == 1 else "comparisons that it drew come"
    return f"This is a substantial revision: {fact_span(number)} {which} out otherwise. {changes}"


def section(evidence: Evidence, revisions: Revisions | None) -> str:
    """What an earlier edition published that now differs, in words; the table beside it lists the figures."""
    if revisions is None:
        return ""
    edition = revisions.published.edition
    start = f"The edition of {month_name(edition.edition)} counted what had come back by {day_name(edition.cut_off)}."
    if not revisions:
        return f"{start} None of its figures has changed since."
    listed, others, verdicts = (evidence.facts[sums(revisions)[key].id] for key in ("listed", "others", "verdicts"))
    text = f"Of its figures by month, {fact_span(listed) if listed.number else fact_span(listed, 'none')} "
    text += f"{verb(listed, 'differs', 'differ') if listed.number else 'differs'} now"
    text += " (@tbl-revisions)" if listed.number else ""
    if others.number:
        text += (
            f", and so {verb(others, 'does', 'do')} {counted(others, 'other', 'others')}, such as those of single areas"
        )
    return paragraphs(
        " ".join([start, *_causes_in_words(evidence, revisions)]),
        f"{text}. {_verdicts_in_words(revisions, verdicts)}",
    )


def _plain_reason(reason: Reason) -> str:
    """A reason for the terminal: ``3 late audits now counted``, ``1 row of audits corrected``."""
    if reason.kind in (Kind.METHOD, Kind.NOT_KNOWN):
        return _WHY[reason.kind]
    ending = "" if reason.rows == 1 else "s"
    if reason.kind is Kind.LATE:
        return f"{rounding.count(reason.rows)} late {RETURNS[reason.source].one}{ending} now counted"
    if reason.kind is Kind.EARLY:
        return f"{rounding.count(reason.rows)} {RETURNS[reason.source].one}{ending} no longer counted"
    return f"{rounding.count(reason.rows)} row{ending} of {reason.source} {reason.kind.value}"


def _listed(revisions: Revisions, lists: CodeLists) -> list[str]:
    """A line for each listed figure, under a heading for each period."""
    cells = {}
    for revision in revisions.listed:
        shown = ["none" if fact is None else fact.with_counts for fact in (revision.published, revision.now)]
        cells[revision.id] = (title(lists, revision), *shown)
    widths = [max(len(row[column]) for row in cells.values()) for column in range(3)] if cells else []
    lines = []
    for when, found in groupby(revisions.listed, key=lambda revision: _when(revisions, revision)):
        lines.append(when)
        for revision in found:
            name, published, now = cells[revision.id]
            reasons = "; ".join(map(_plain_reason, revision.reasons))
            mark = " (substantial)" if revision.is_substantial else ""
            lines.append(f"  {name:<{widths[0]}}  {published:>{widths[1]}} -> {now:<{widths[2]}}  {reasons}{mark}")
    return lines


def render_text(revisions: Revisions, lists: CodeLists) -> str:
    """Revisions as text for the terminal."""
    published, later = revisions.published, revisions.later
    name = published.edition.edition
    lines = [
        f"Edition {name}, returns to {day_name(published.edition.cut_off)}, "
        f"against {later.edition}, returns to {day_name(later.cut_off)}"
    ]
    if published.is_recomputed:
        lines.append(f"{name} is not archived: its figures are computed from the returns as they are now.")
    if not revisions:
        return "\n".join([*lines, "No figure differs."]) + "\n"
    lines += ["", *_listed(revisions, lists)]
    if revisions.others:
        number = len(revisions.others)
        lines.append(f"and {rounding.count(number)} other figure{'' if number == 1 else 's'}, such as those of areas")
    lines.append("")
    for change in revisions.verdicts:
        lines.append(f"Substantial: {change.subject}: published as {change.published}, now {change.now}")
    if not revisions.verdicts:
        lines.append("Not substantial: no comparison comes out otherwise.")
    return "\n".join(lines) + "\n"
