"""Facts about change between months, agreement at moderation, and the funnel from allocated to re-audited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from auditlib import rounding
from auditlib.change.followed import AREA_NOT_KNOWN, Followed, follow, funnel, reconcile
from auditlib.change.headlines import (
    HEADLINES,
    MODERATION_CHANGED,
    NOT_APPLICABLE,
    Decomposition,
    Headline,
    area_name,
    change_id,
    compared_months,
    decomposed,
    points,
)
from auditlib.claims import FEWEST_COMPARED
from auditlib.clean import EditionData
from auditlib.facts import Fact, Facts
from auditlib.fingerprints import Fingerprints
from auditlib.measures import periods_of
from auditlib.periods import day_name, month_name, period_name
from auditlib.schema import JUDGEMENTS
from auditlib.tables import moved


class NoKappa(StrEnum):
    """Why there is no kappa; each a phrase to print in its place."""

    NONE = "none moderated"
    TOO_FEW = "too few to say"
    ONE_JUDGEMENT = "all had one judgement before or after it"


@dataclass(frozen=True, slots=True)
class Kappa:
    """Weighted kappa: 1 is complete agreement, 0 is agreement by chance alone."""

    value: float  # kappa with linear weights
    #: The ends of the 95% interval, cut at -1 and 1; None where every case agrees and nothing gives it.
    low: float | None
    high: float | None


def fewest(judgements_used: int) -> int:
    """How many cases a kappa needs: twice the square of the number of judgements in use, and at least ten.

    Source: D. V. Cicchetti (1981), Testing the normal approximation and minimal sample size requirements of
    weighted kappa when the number of categories is large, Applied Psychological Measurement 5, 101–104.
    """
    return max(FEWEST_COMPARED, 2 * judgements_used**2)


def weighted_kappa(table: Sequence[Sequence[int]]) -> Kappa | NoKappa:
    """Agreement of two ordered judgements; a judgement two steps away counts as twice as far as one.

    `table` holds numbers of cases: a row for each judgement before, a column for each judgement after, best first.
    Weights are linear (Cicchetti and Allison); the interval is from the standard error of Fleiss, Cohen and Everitt
    (1969), as computed by ``statsmodels.stats.inter_rater.cohens_kappa``.
    """
    size = len(table)
    cases = sum(map(sum, table))
    if not cases:
        return NoKappa.NONE
    before = {place for place in range(size) if sum(table[place])}
    after = {place for place in range(size) if sum(row[place] for row in table)}
    if cases < fewest(len(before | after)):
        return NoKappa.TOO_FEW
    if len(before) == 1 or len(after) == 1:  # chance alone would agree just as well: kappa is 0 or undefined
        return NoKappa.ONE_JUDGEMENT
    if all(row == column or not table[row][column] for row in before for column in after):
        return Kappa(1.0, None, None)
    from statsmodels.stats.inter_rater import cohens_kappa  # slow to import, and only agreement needs it

    with np.errstate(divide="ignore", invalid="ignore"):  # a test of kappa = 0, not used here, may divide by zero
        found = cohens_kappa(table, weights=list(range(size)), wt="linear")
    if not found.std_kappa > 0:
        return Kappa(float(found.kappa), None, None)
    return Kappa(float(found.kappa), max(float(found.kappa_low), -1.0), min(float(found.kappa_upp), 1.0))


#: Facts about kappa: which number of :class:`Kappa` they give, and its definition.
_KAPPA_FACTS = {
    "kappa": ("value", "Weighted kappa (linear weights)"),
    "kappa_low": ("low", "The lower end of the 95% interval of weighted kappa"),
    "kappa_high": ("high", "The upper end of the 95% interval of weighted kappa"),
}
_KAPPA_CELL = "notebooks/moderation.ipynb#agreement"
_FUNNEL_CELL = "notebooks/moderation.ipynb#tbl-funnel"
#: The steps of the funnel that are facts of their own, in words; the others are facts of ``audits``.
_STEP_WORDS = {
    "moderated": " and moderated",
    "changed": ", whose judgement was changed at moderation",
    "inadequate": ", whose judgement stands as Inadequate, after moderation where there was one",
    "reaudited": ", whose judgement stands as Inadequate and for which a re-audit was allocated",
}


class _Measuring:
    """The facts of one edition."""

    def __init__(self, data: EditionData, facts: Facts) -> None:
        self.data, self.given, self.lists = data, facts, data.lists
        self.periods = periods_of(data)

    @cached_property
    def rows(self) -> Followed:
        """The rows joined: needed for moderations and the funnel alone."""
        return follow(self.data)

    @cached_property
    def _with_areas(self) -> Fingerprints:
        return Fingerprints({"moderations": self.rows.moderations})

    def source(self, name: str, months: list[str], area: str = "") -> dict[str, Any]:
        fingerprints = self._with_areas if name == "moderations" else self.data.fingerprints
        return fingerprints.source(name, months, area)

    @property
    def areas_from(self) -> dict[str, Any]:
        """A moderated audit's area stands in the return ``audits`` of whatever month."""
        return {"with": [self.source("audits", self.data.edition.programme_months)]}

    def changed_by_area(self) -> Iterator[Fact]:
        """Share of judgements changed at moderation, by the area of the audit."""
        changed = self.rows.moderations.groupby(["month", "area"])["is_changed"].agg(["sum", "size"]).reset_index()
        for period, months in self.periods.items():
            chosen = changed[changed["month"].isin(months)].groupby("area")[["sum", "size"]].sum()
            unknown = [AREA_NOT_KNOWN] if AREA_NOT_KNOWN in chosen.index else []
            for area in (*self.lists.areas.codes, *unknown):
                number, cases = (int(chosen[count].get(area, 0)) for count in ("sum", "size"))
                yield Fact(
                    id=f"{MODERATION_CHANGED.rate}.{period}.{area}",
                    value=number / cases if cases else None,
                    numerator=number,
                    denominator=cases,
                    unit="percent",
                    display=rounding.percent(number, cases) if cases else "none moderated",
                    definition="Audits whose judgement was changed out of audits moderated for "
                    f"{period_name(months)} in {area_name(self.lists, area)}.",
                    source=self.source("moderations", months, area) | self.areas_from,
                    cell=MODERATION_CHANGED.cell,
                )

    def changes(self, facts: Facts) -> Iterator[Fact]:
        """Every headline's change between the months compared, and its parts."""
        for headline in HEADLINES:
            for now, then in compared_months(self.data.edition, facts, headline):
                found = decomposed(self.lists, facts, headline, now, then)
                if found is not None:
                    yield from self.change(headline, facts, now, then, found)

    def change(self, headline: Headline, facts: Facts, now: str, then: str, found: Decomposition) -> Iterator[Fact]:
        """The facts of one change: the whole, mix and within, and both for each area."""
        what = facts[f"{headline.rate}.{now}"].definition.rstrip(".").replace(f" for {month_name(now)}", "")
        whole = f"the difference between {month_name(then)} and {month_name(now)} in: {what[0].lower()}{what[1:]}"

        # Every part depends on the rows of all areas, since each area is weighed against the others.
        source = self.source(headline.source, sorted({then, now}))
        if headline is MODERATION_CHANGED:
            source |= self.areas_from

        def fact(part: str, value: Fraction | None, definition: str, area: str = "") -> Fact:
            number, display = (None, NOT_APPLICABLE) if value is None else (float(value), points(value))
            what = f"Percentage points: {definition}."
            fact_id = change_id(headline, now, then, part, area)
            return Fact(fact_id, number, None, None, "points", display, what, source, headline.cell)

        mix, within = (found.parts.mix, found.parts.within) if found.parts else (None, None)
        yield fact("total", found.total, whole)
        yield fact("mix", mix, f"the mix of areas, that is how {headline.cases} are shared out, in {whole}")
        yield fact("within", within, f"change within areas in {whole}")
        for area, part in found.areas.items():
            name = area_name(self.lists, area)
            yield fact("mix", part.mix, f"the share of {headline.cases} that {name} has, in {whole}", area)
            how = f"change within {name}, by its share of {headline.cases}, in {whole}"
            yield fact("within", part.within, how, area)

    def agreement(self, facts: Facts) -> Iterator[Fact]:
        """Weighted kappa of judgements before and after moderation, with its interval."""
        for period, months in self.periods.items():
            table = [[moved(facts, period, old, new).number for new in JUDGEMENTS] for old in JUDGEMENTS]
            found = weighted_kappa(table)
            is_given = isinstance(found, Kappa)
            none = NOT_APPLICABLE if is_given else str(found)
            source = self.source("moderations", months)
            audits = f"judgements before and after moderation, for audits moderated for {period_name(months)}"
            for name, (end, what) in _KAPPA_FACTS.items():
                value = getattr(found, end) if is_given else None
                display = none if value is None else f"{rounding.half_up(value, 2)}".replace("-", "−")
                definition, fact_id = f"{what} of {audits}.", f"moderation.{name}.{period}"
                yield Fact(fact_id, value, None, None, "coefficient", display, definition, source, _KAPPA_CELL)

    def funnel(self) -> Iterator[Fact]:
        """The steps after a return, by area, and what the funnel does not count."""
        found = funnel(self.data, self.rows)
        reconcile(self.data, self.given, found)
        cut_off = day_name(self.data.edition.cut_off)
        programme = self.data.edition.programme_months
        for step, words in _STEP_WORDS.items():
            for period, months in self.periods.items():
                for area in ("", *self.lists.areas.codes):
                    # What a step joins to the audits may be of any month of the programme.
                    joined = [self.source("moderations", programme, area)]
                    if step == "reaudited":
                        joined.append(self.source("reaudits", programme))
                    where = f" in {area_name(self.lists, area)}" if area else ""
                    yield Fact.counted(
                        f"funnel.{step}.{period}" + (f".{area}" if area else ""),
                        found.counts[step, period, area],
                        f"Case audits allocated for {period_name(months)}{where}, returned by {cut_off}{words}.",
                        self.source("audits", months, area) | {"with": joined},
                        _FUNNEL_CELL,
                    )
        for period, months in self.periods.items():
            yield Fact.counted(
                f"funnel.moderated_elsewhere.{period}",
                found.elsewhere["moderated", period],
                f"Moderations of {period_name(months)} that are not the last of an audit allocated for these "
                f"months and returned by {cut_off}.",
                self.source("moderations", months),
                _FUNNEL_CELL,
            )


def measure(data: EditionData, facts: Facts) -> Facts:
    """Facts of an edition with those of change, agreement and the funnel added.

    The changes need facts of the topic ``audits`` or ``moderation``, agreement of ``moderation``, the funnel of both.
    What is not there is left out.

    Raises
    ------
    BuildError
        The funnel does not add up.
    """
    last = data.edition.months[-1]
    has_audits, has_moderation = (f"{topic}.{last}" in facts for topic in ("audits.allocated", "moderation.moderated"))
    measuring = _Measuring(data, facts)
    added: list[Fact] = []
    if has_moderation:
        added += [*measuring.changed_by_area(), *measuring.agreement(facts)]
    if has_audits and has_moderation:
        added += measuring.funnel()
    known = Facts([*facts.values(), *added])
    return Facts([*known.values(), *measuring.changes(known)])
