"""The figures that a claim names: finding them, pooling months, and of which of them more is better."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from auditlib import rounding
from auditlib.facts import Fact
from auditlib.measures import MEASURES
from auditlib.periods import EDITION, PROGRAMME, is_month, months_before, months_from, period_name

_POOLED = "/"


class CannotCheckError(Exception):
    """The claim is not declared so that it could be checked."""

    def __init__(self, what: str, do: str = "") -> None:
        self.what, self.do = what, do
        super().__init__(f"{what} {do}".strip())


class UnknownFactError(CannotCheckError):
    """There is no such figure."""

    def __init__(self, fact_id: str, nearest: list[str]) -> None:
        do = f"Did you mean {' or '.join(nearest)}?" if nearest else "Take an id from facts.json."
        super().__init__(f"there is no fact '{fact_id}'.", do)


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact id in its parts: ``audits.compliance``, ``2020-02``, ``("north-west",)``.

    A period is a month, ``edition``, ``programme`` or months pooled, ``2019-12/2020-02``.
    """

    measure: str
    period: str
    groups: tuple[str, ...] = ()

    @classmethod
    def of(cls, fact_id: str) -> Reference:
        """Take an id apart; one of fewer than three parts has no period."""
        topic, measure, period, *groups = [*fact_id.split("."), "", "", ""][: max(3, fact_id.count(".") + 1)]
        return cls(f"{topic}.{measure}".strip("."), period, tuple(groups))

    @classmethod
    def without_period(cls, name: str, period: str) -> Reference:
        """An id written without its period, ``audits.compliance.north-west``, in a period."""
        topic, measure, *groups = [*name.split("."), ""][: max(2, name.count(".") + 1)]
        return cls(f"{topic}.{measure}".strip("."), period, tuple(groups))

    @property
    def id(self) -> str:
        """The whole id."""
        return ".".join((self.measure, self.period, *self.groups))

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the period; none where the id does not say them."""
        if is_month(self.period):
            return (self.period,)
        first, _, last = self.period.partition(_POOLED)
        return tuple(months_from(first, last)) if is_month(first) and is_month(last) else ()

    @property
    def tail(self) -> str:
        """Period and groups."""
        return ".".join((self.period, *self.groups))

    def at(self, period: str) -> Reference:
        """The same figure of another period."""
        return replace(self, period=period)

    def back(self, count: int) -> Reference:
        """The same figure `count` months earlier."""
        return self.at(months_before(self.period, count))

    @property
    def when(self) -> str:
        """The period in words."""
        if self.period == PROGRAMME:
            return "the programme to date"
        return period_name(list(self.months)) if self.months else f"the {self.period}"

    @property
    def label(self) -> str:
        """Period and group in words, to distinguish figures in a sentence: ``February 2020, north-west``."""
        return ", ".join((self.when, *self.groups))


def _pool(facts: Mapping[str, Fact], ref: Reference) -> Fact:
    parts = [find(facts, ref.at(month).id) for month in ref.months]
    first, several = parts[0], f"Months pooled: {ref.when}. {parts[0].definition}"
    if first.unit == "count":
        total = sum(part.value for part in parts)
        return replace(first, id=ref.id, value=total, display=rounding.count(total), definition=several)
    if first.denominator is None:
        raise UnknownFactError(ref.id, [part.id for part in parts])
    x, n = (sum(getattr(part, name) for part in parts) for name in ("numerator", "denominator"))
    return replace(_with_rate(first, x, n), id=ref.id, definition=several)


def _with_rate(fact: Fact, x: int, n: int) -> Fact:
    """A fact with the value of another rate: `x` of `n`."""
    display = rounding.percent(x, n) if n else fact.display
    return replace(fact, value=x / n if n else None, numerator=x, denominator=n, display=display)


def find(facts: Mapping[str, Fact], fact_id: str) -> Fact:
    """A fact by its id; months pooled, ``audits.compliance.2019-12/2020-02``, are added up from their months.

    Raises
    ------
    UnknownFactError
        There is no such fact.
    """
    if fact_id in facts:
        return facts[fact_id]
    ref = Reference.of(fact_id)
    if _POOLED in ref.period and ref.months:
        return _pool(facts, ref)
    alike = [known for known in facts if known.startswith(f"{ref.measure}.")]
    raise UnknownFactError(fact_id, difflib.get_close_matches(fact_id, alike or list(facts), n=3, cutoff=0.6))


def area_codes(facts: Mapping[str, Fact]) -> list[str]:
    """The codes of all areas: those that audits are counted by."""
    start = f"audits.allocated.{PROGRAMME}."
    return [known.removeprefix(start) for known in facts if known.startswith(start)]


def _covers(outer: Reference, inner: Reference) -> bool:
    """Whether every case of `inner` is also one of `outer`."""
    if outer.measure != inner.measure or inner.groups[: len(outer.groups)] != outer.groups:
        return False
    if outer.period in (PROGRAMME, inner.period):
        return True
    return bool(inner.months) and set(inner.months) <= set(outer.months)


def _meet_in_time(one: Reference, other: Reference) -> bool:
    periods = {one.period, other.period}
    if len(periods) == 1 or PROGRAMME in periods or EDITION in periods:
        return True
    return bool(set(one.months) & set(other.months))


def _shares_cases(facts: Mapping[str, Fact], one: Reference, other: Reference, are_rates: bool) -> bool:
    """Whether two figures of which neither is part of the other may count the same cases."""
    areas = area_codes(facts)
    places = [ref.groups[-1] if ref.groups and ref.groups[-1] in areas else "" for ref in (one, other)]
    if one.measure.split(".")[0] != other.measure.split(".")[0] or not _meet_in_time(one, other):
        return False
    if places[0] != places[1] and all(places):
        return False
    return are_rates or (one.measure == other.measure and one.groups == other.groups)


def apart_from(facts: Mapping[str, Fact], now: Fact, then: Fact) -> Fact | None:
    """`then` without the cases that it shares with `now`, so that the two can be tested against each other.

    It is `then` itself where they share none, the rest where one is part of the other, and None where the ids do not
    say which cases are in both.
    """
    inner, outer = Reference.of(now.id), Reference.of(then.id)
    if inner == outer:
        return None
    if not _covers(outer, inner):
        return None if _shares_cases(facts, inner, outer, then.denominator is not None) else then
    if now.denominator is None or then.denominator is None:
        if now.unit != "count":
            return None
        return replace(then, value=then.value - now.value, display=rounding.count(then.value - now.value))
    return _with_rate(then, then.numerator - now.numerator, then.denominator - now.denominator)


_BETTER = {measure.name: measure.better for measures in MEASURES.values() for measure in measures}
_JUDGED = ("audits.judgement", "audits.judgement_rate", "reaudits.outcome")
_BY_JUDGEMENT = {"outstanding": 1, "inadequate": -1}


def polarity(ref: Reference) -> int:
    """1 where more is better, -1 where fewer is, 0 where neither is said."""
    if ref.measure in _JUDGED:
        return _BY_JUDGEMENT.get(ref.groups[0], 0) if ref.groups else 0
    return _BETTER.get(ref.measure, 0)
