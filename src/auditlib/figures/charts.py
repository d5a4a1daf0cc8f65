"""The report's charts: which facts each shows, its caption and its text alternative.

Belongs here: one function a chart, from evidence to :class:`Chart`. Does not belong here: looks (``theme``)
and drawing (``shapes``).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from auditlib import rounding
from auditlib.disclosure import Evidence
from auditlib.facts import Facts, fact_span
from auditlib.figures.shapes import bars, columns, pairs, stacked
from auditlib.figures.theme import AFTER, BEFORE
from auditlib.measures import LENGTH_BANDS
from auditlib.periods import EDITION, month_name, period_name
from auditlib.schema import INADEQUATE, JUDGEMENTS

#: How many months a chart over time shows at most: a year and the month it is compared with.
MONTHS_SHOWN = 13
#: How many bars a chart of judgements by month shows at most.
BARS_SHOWN = 8
THEMES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Parameters
    ----------
    id
        Its cross-reference: ``fig-compliance``.
    axes
        The drawing.
    caption
        What to see in it; Markdown.
    alt
        Kind, data and message for those who do not see it; plain text.
    facts
        Facts that it hands on itself, as one does that an analyst adds in a notebook.
    """

    id: str
    axes: Axes
    caption: str
    alt: str
    facts: Facts | None = None


def _months(evidence: Evidence, fact: str, most: int) -> list[str]:
    """The latest months, at most `most`, from the first for which `fact` has a value."""
    months = evidence.edition.programme_months
    known = [month for month in months if evidence.facts.value(f"{fact}.{month}") is not None]
    return months[months.index(known[0]) :][-most:] if known else []


def _ticks(months: list[str]) -> list[str]:
    """Short month names, the year below the first and every January."""
    return [
        f"{month_name(month)[:3]}\n{month[:4]}" if place == 0 or month.endswith("-01") else month_name(month)[:3]
        for place, month in enumerate(months)
    ]


def _rate_by_month(
    evidence: Evidence, chart_id: str, fact: str, what: str, title: str, top: float | None
) -> Chart | None:
    months = _months(evidence, fact, MONTHS_SHOWN)
    if not months:
        return None
    facts = [evidence.facts[f"{fact}.{month}"] for month in months]
    values = [each.value or 0.0 for each in facts]
    texts = ["none" if each.value is None else each.display for each in facts]
    scale = top or max(values) or 1.0
    axes = columns(_ticks(months), values, texts, [month in evidence.edition.months for month in months], top=scale)
    listing = "; ".join(
        f"{month_name(month)} {each.display if each.value is None else f'{each.display}, {each.counts}'}"
        for month, each in zip(months, facts, strict=True)
    )
    span = period_name(months)
    shown = rounding.listed(
        [
            f"{fact_span(each, text)} in {month_name(month)}"
            for month, each, text in zip(months, facts, texts, strict=True)
            if month in evidence.edition.months
        ]
    )
    message = f"{title}: {shown}"
    return Chart(
        chart_id,
        axes,
        f"{message}. Darker columns are this edition's months.",
        f"Column chart of {what}, {span}. {listing}.",
    )


def compliance(evidence: Evidence) -> Chart | None:
    """Compliance with case audits by month."""
    return _rate_by_month(
        evidence, "fig-compliance", "audits.compliance", "the share of allocated audits returned, by month",
        "Audit compliance by month", 1.0,
    )  # fmt: skip


def moderation_changed(evidence: Evidence) -> Chart | None:
    """Share of judgements changed at moderation by month."""
    return _rate_by_month(
        evidence, "fig-moderation-changed", "moderation.changed_rate",
        "the share of moderated judgements that were changed, by month", "Judgements changed at moderation", None,
    )  # fmt: skip


def _judgement_names(evidence: Evidence) -> dict[str, str]:
    return {code: evidence.lists.judgements.name_of(code) for code in JUDGEMENTS}


def _judgement_table(evidence: Evidence, fact: str, rows: dict[str, str]) -> pd.DataFrame:
    """Counts of judgements: rows are named by `rows` (name by the id's ``period`` or ``period`` and area)."""
    facts = evidence.facts
    counts = {
        name: [facts.number(f"{fact}.{place.format(judgement)}") for judgement in JUDGEMENTS]
        for place, name in rows.items()
    }
    return pd.DataFrame.from_dict(counts, orient="index", columns=list(_judgement_names(evidence).values()))


def _told(table: pd.DataFrame) -> str:
    return "; ".join(
        f"{row}: " + rounding.listed([f"{rounding.count(int(number))} {column}" for column, number in values.items()])
        for row, values in table.iterrows()
    )


def judgements(evidence: Evidence) -> Chart | None:
    """Judgements of returned audits by month."""
    programme = evidence.edition.programme_months
    months = [month for month in programme if evidence.facts.number(f"audits.returned.{month}")][-BARS_SHOWN:]
    if not months:
        return None
    table = _judgement_table(evidence, "audits.judgement", {f"{month}.{{}}": month_name(month) for month in months})
    rates = [evidence.facts[f"audits.good_or_better_rate.{month}"] for month in months]
    good = [f"{month_name(month)} {fact_span(rate)}" for month, rate in zip(months, rates, strict=True)]
    latest = [text for month, text in zip(months, good, strict=True) if month in evidence.edition.months]
    return Chart(
        "fig-judgements",
        stacked(table, share=True),
        "Judgements of returned audits by month, as shares of each month with their counts"
        + (f". Good or better: {rounding.listed(latest)}." if latest else "."),
        f"Stacked bar chart of judgements of returned audits, {period_name(months)}. {_told(table)}.",
    )


def judgements_by_area(evidence: Evidence) -> Chart | None:
    """Judgements of returned audits by area."""
    areas = [area for area in evidence.lists.areas.codes if evidence.facts.number(f"audits.returned.{EDITION}.{area}")]
    if not areas:
        return None
    rows = {f"{EDITION}.{{}}.{area}": evidence.lists.areas.name_of(area) for area in areas}
    table = _judgement_table(evidence, "audits.judgement", rows)
    return Chart(
        "fig-judgements-by-area",
        stacked(table, share=True),
        f"Judgements of returned audits by area, {evidence.edition.period}, as shares of each area with their counts.",
        f"Stacked bar chart of judgements of returned audits by area, {evidence.edition.period}. {_told(table)}.",
    )


def moderation(evidence: Evidence) -> Chart | None:
    """Judgements before and after moderation."""
    facts = evidence.facts
    if not facts.number(f"moderation.moderated.{EDITION}"):
        return None
    names = _judgement_names(evidence)
    table = pd.DataFrame(
        {
            title: [facts.number(f"moderation.{when}.{EDITION}.{code}") for code in names]
            for title, when in (("Before moderation", "before"), ("After moderation", "after"))
        },
        index=list(names.values()),
    )
    listing = "; ".join(
        f"{name} {before} before and {after} after" for name, before, after in table.itertuples(name=None)
    )
    changed = facts[f"moderation.changed_rate.{EDITION}"]
    return Chart(
        "fig-moderation",
        pairs(table, (BEFORE, AFTER)),
        f"Judgements of moderated audits before and after moderation, {evidence.edition.period}: "
        f"{fact_span(changed, f'{changed.display} ({changed.counts})')} were changed.",
        f"Bar chart in pairs of the judgements of {facts[f'moderation.moderated.{EDITION}']} moderated audits, "
        f"{evidence.edition.period}. {listing}.",
    )


def reaudits(evidence: Evidence) -> Chart | None:
    """Judgements of returned re-audits by area."""
    facts = evidence.facts
    areas = [area for area in evidence.lists.areas.codes if facts.number(f"reaudits.returned.{EDITION}.{area}")]
    if not areas:
        return None
    rows = {f"{EDITION}.{{}}.{area}": evidence.lists.areas.name_of(area) for area in areas}
    table = _judgement_table(evidence, "reaudits.outcome", rows)
    inadequate = facts[f"reaudits.outcome.{EDITION}.{INADEQUATE}"]
    return Chart(
        "fig-reaudits",
        stacked(table, share=False),
        f"Judgements of returned re-audits by area, {evidence.edition.period}: {fact_span(inadequate)} of "
        f"{fact_span(facts[f'reaudits.returned.{EDITION}'])} are {evidence.lists.judgements.name_of(INADEQUATE)}.",
        f"Stacked bar chart of judgements of returned re-audits by area, {evidence.edition.period}. {_told(table)}.",
    )


def supervision_length(evidence: Evidence) -> Chart | None:
    """Lengths of supervision."""
    facts = evidence.facts
    mean = facts[f"supervision.duration.{EDITION}.mean"]
    if mean.value is None:
        return None
    labels = [band.replace("-", " ").capitalize() for band in LENGTH_BANDS]
    numbers = [facts.number(f"supervision.length.{EDITION}.{band}") for band in LENGTH_BANDS]
    listing = "; ".join(f"{label} {number}" for label, number in zip(labels, numbers, strict=True))
    return Chart(
        "fig-supervision-length",
        bars(labels, numbers),
        f"How long the observed supervisions lasted: {fact_span(mean)} on average.",
        f"Bar chart of the number of observed supervisions by length. {listing}. The mean is {mean.display}.",
    )


def themes(evidence: Evidence) -> Chart | None:
    """The themes that remarks were most often about."""
    found = {code: fact for code, fact in evidence.facts.under(f"comments.about.{EDITION}").items() if fact.value}
    if not found:
        return None
    ordered = sorted(found.items(), key=lambda item: (-item[1].value, item[0]))[:THEMES_SHOWN]
    labels = [evidence.lists.themes.name_of(code) for code, _ in ordered]
    which = "most frequent themes" if len(found) > THEMES_SHOWN else "themes"
    listing = "; ".join(f"{label} {fact}" for label, (_, fact) in zip(labels, ordered, strict=True))
    return Chart(
        "fig-themes",
        bars(labels, [fact.value for _, fact in ordered]),
        f"Themes that remarks were most often about, {evidence.edition.period}. {labels[0]} comes first, with "
        f"{fact_span(ordered[0][1])} {'remark' if ordered[0][1].number == 1 else 'remarks'}.",
        f"Bar chart of the number of remarks on each of the {which}, {evidence.edition.period}. {listing}.",
    )
