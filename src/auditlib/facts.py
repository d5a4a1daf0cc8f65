"""Facts: every number of an edition, with what it means and where it comes from.

The form of a fact is part of the data contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pandas as pd

from auditlib import rounding
from auditlib.clean import EditionData
from auditlib.errors import BuildError
from auditlib.measures import Measure, compute, periods_of
from auditlib.periods import day_name, months_before, period_name
from auditlib.reference import CodeLists

#: The units of facts.json. Facts of other units (points, a coefficient) say how facts compare and are kept beside it.
UNITS = ("count", "percent", "minutes", "date")
#: The type under which a notebook hands on its facts: text, a fact in JSON on each line. Handed on as JSON, every
#: fact would be parsed and written again by every tool that handles the notebook.
MIME_TYPE = "application/vnd.auditlib.facts"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number or date of an edition."""

    id: str  # ``topic.measure.period[.group…]``
    #: A number (a rate is a fraction), an ISO date, or None where there is nothing to divide by or summarise.
    value: Any  # by its unit: who computes with it knows which
    numerator: Any  # of a rate; None for anything else
    denominator: Any  # the same
    unit: str  # ``count``, ``percent``, ``minutes`` or ``date``
    display: str  # as printed: ``1,088``, ``82%``, ``31 December 2019``
    definition: str  # one sentence: counts what, out of what, when, where, leaving out what
    #: ``return``, ``rows`` and ``sha256`` of the rows it was computed from; a rate over another return has the same
    #: three of that return under ``out_of``.
    source: dict[str, Any]
    cell: str  # notebook and cell label that show it

    @classmethod
    def counted(cls, fact_id: str, number: int, definition: str, source: dict[str, Any], cell: str) -> Fact:
        """A count."""
        return cls(fact_id, number, None, None, "count", rounding.count(number), definition, source, cell)

    def __str__(self) -> str:
        return self.display

    @property
    def number(self) -> int:
        """A count as a whole number; 0 where there is no value."""
        return int(self.value or 0)

    @property
    def occurs(self) -> bool:
        """Whether it is more than none."""
        return bool(self.value)

    @property
    def has_value(self) -> bool:
        """Whether there was something to divide by or summarise."""
        return self.value is not None

    @property
    def counts(self) -> str:
        """A rate's two counts as printed: ``62 of 76``."""
        return f"{rounding.count(self.numerator or 0)} of {rounding.count(self.denominator or 0)}"

    @property
    def with_counts(self) -> str:
        """As printed, a rate of some cases with its two counts: ``82% (62 of 76)``."""
        return f"{self.display} ({self.counts})" if self.denominator else self.display


class WithheldError(Exception):
    """A figure was asked for its value that the profile hides."""


class Withheld(Fact):
    """A fact that the profile hides: it has a name and a meaning, and nothing that gives its value away.

    Whatever needs the value stops with :class:`WithheldError`, so that no sentence, bar or order can depend on it;
    :func:`auditlib.disclosure.unless_withheld` lets it say nothing instead. In a table `mark` stands in its place.
    """

    __slots__ = ("mark",)
    mark: str

    def __init__(self, fact: Fact, mark: str) -> None:
        for name in ("id", "unit", "definition", "source", "cell"):
            object.__setattr__(self, name, getattr(fact, name))
        object.__setattr__(self, "mark", mark)

    def _refuse(self) -> Any:
        raise WithheldError(self.id)

    value = numerator = denominator = display = property(_refuse)

    def __str__(self) -> str:
        return self.mark

    def __repr__(self) -> str:
        return f"<{self.id} is withheld>"

    @property
    def occurs(self) -> bool:
        """Always, so that nothing can be concluded from it."""
        return True

    has_value = occurs


_FIELDS = tuple(field.name for field in fields(Fact))
_in_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def fact_span(fact: Fact, text: str = "") -> str:
    """A fact as printed, marked with its id so that the page can say where it comes from."""
    return f'<span class="fact" data-fact="{fact.id}">{text or fact.display}</span>'


#: The ids of the facts that have been looked up for a reader since the last output: what is shown rests on them, also
#: where it is a heading left out because there were none.
_looked_up: set[str] = set()
#: Those of the outputs before. All are handed on: the notebook that a fact belongs to may not be in the report.
_looked_up_before: set[str] = set()


def looked_up_for_output() -> set[str]:
    """The ids of the facts that the output made now rests on; the next one begins with none."""
    found = set(_looked_up)
    _looked_up_before.update(found)
    _looked_up.clear()
    return found


class Facts(Mapping[str, Fact]):
    """The facts of an edition by id.

    If `for_readers`, it is noted which of them are looked up.
    """

    def __init__(self, facts: Iterable[Fact], *, for_readers: bool = False) -> None:
        self._facts = {fact.id: fact for fact in sorted(facts, key=lambda fact: fact.id)}
        self._for_readers = for_readers

    def _found(self, fact_id: str) -> Fact | None:
        if self._for_readers:
            _looked_up.add(fact_id)
        return self._facts.get(fact_id)

    def __getitem__(self, fact_id: str) -> Fact:
        fact = self._found(fact_id)
        if fact is None:
            raise KeyError(fact_id)
        return fact

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"<{len(self)} facts>"

    def value(self, fact_id: str) -> Any:
        """The value of a fact; None also where there is no such fact."""
        fact = self._found(fact_id)
        return None if fact is None else fact.value

    def occurs(self, fact_id: str) -> bool:
        """Whether a count is more than none, as far as the profile shows."""
        fact = self._found(fact_id)
        return fact is not None and fact.occurs

    def has_value(self, fact_id: str) -> bool:
        """Whether there is such a fact, and something to divide by or summarise, as far as the profile shows."""
        fact = self._found(fact_id)
        return fact is not None and fact.has_value

    def number(self, fact_id: str) -> int:
        """A count; 0 where there is no such fact."""
        return int(self.value(fact_id) or 0)

    def count(self, fact_id: str) -> Fact:
        """A count; none of it where the edition has no such fact, as for a cohort that was not sampled."""
        return self._found(fact_id) or Fact.counted(fact_id, 0, "Did not occur.", {}, "")

    def occurring(self, prefix: str, groups: Iterable[str]) -> dict[str, Fact]:
        """The counts of some groups that are more than none, by group."""
        counts = {group: self.count(f"{prefix}.{group}") for group in groups}
        return {group: fact for group, fact in counts.items() if fact.number}

    def latest(self, measure: str, month: str, earliest: str) -> str | None:
        """The latest month, not after `month` nor before `earliest`, in which a measure has a value."""
        while month >= earliest:
            if self.has_value(f"{measure}.{month}"):
                return month
            month = months_before(month)
        return None

    def under(self, prefix: str) -> dict[str, Fact]:
        """The facts whose id is `prefix` and one further part, by that part."""
        start = f"{prefix}."
        return {
            fact_id.removeprefix(start): self[fact_id]
            for fact_id in self._facts
            if fact_id.startswith(start) and "." not in fact_id.removeprefix(start)
        }

    def has_topic(self, topic: str) -> bool:
        """Whether there is any fact of a topic."""
        return any(fact_id.startswith(f"{topic}.") for fact_id in self._facts)

    def shown_in(self, notebook: str) -> Facts:
        """The facts that a notebook shows, and therefore hands on: ``compliance`` for its file's name.

        They are those that belong to it, and those of others that its outputs rest on.
        """
        start = f"notebooks/{notebook}.ipynb#"
        return Facts(
            fact for fact in self._facts.values() if fact.cell.startswith(start) or fact.id in _looked_up_before
        )

    def frame(self, *prefixes: str) -> pd.DataFrame:
        """The facts as a tidy table, such as to show or draw: ``measure``, ``period``, ``group``, counts and value.

        `prefixes` are topics or measures (``moderation``, ``moderation.changed_rate``); all facts if none is given.
        ``group`` is empty for a whole period; ``numerator`` and ``denominator`` are missing for what is not a rate.
        """
        rows = []
        for fact in self._facts.values():
            if prefixes and not fact.id.startswith(tuple(f"{prefix}." for prefix in prefixes)):
                continue
            topic, measure, period, *groups = fact.id.split(".")
            counts = (fact.numerator, fact.denominator)
            rows.append((f"{topic}.{measure}", period, ".".join(groups), *counts, fact.value, fact.display))
        columns = ["measure", "period", "group", "numerator", "denominator", "value", "display"]
        table = pd.DataFrame(rows, columns=columns)
        return table.astype({"numerator": "Int64", "denominator": "Int64"})

    def as_list(self) -> list[dict[str, Any]]:
        """The facts as the contract has them: dictionaries sorted by id; what they hold is not copied."""
        return [_as_item(fact) for fact in self._facts.values()]

    def as_lines(self) -> list[str]:
        """The facts as JSON, each one text, sorted by id."""
        return [_in_json(item) for item in self.as_list()]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), MIME_TYPE: "\n".join(self.as_lines())}


def _as_item(fact: Fact) -> dict[str, Any]:
    if isinstance(fact, Withheld):
        known = {name: getattr(fact, name) for name in ("id", "unit", "definition", "source", "cell")}
        return dict.fromkeys(_FIELDS) | known | {"display": fact.mark, "withheld": True}
    return {name: getattr(fact, name) for name in _FIELDS}


def from_list(items: Iterable[Mapping[str, Any]]) -> Facts:
    """Facts from dictionaries as in ``facts.json``."""
    made = ((Fact(**{name: item[name] for name in _FIELDS}), item.get("withheld")) for item in items)
    return Facts(Withheld(fact, fact.display) if is_withheld else fact for fact, is_withheld in made)


def group_name(group: str, codelist: str, lists: CodeLists) -> str:
    """A group of a measure's id in words: ``requires-improvement`` is ``Requires Improvement``."""
    if codelist and group in lists[codelist].entries:
        return lists[codelist].name_of(group)
    if "-to-" in group:
        return " to ".join(group_name(part, "judgements", lists) for part in group.split("-to-"))
    if group.startswith("first-audited-"):
        return f"first audited in {period_name([group.removeprefix('first-audited-')])}"
    return group.replace("-", " ")


def _definition(measure: Measure, groups: Iterable[str], area: str, lists: CodeLists) -> str:
    """What a measure's facts count, in one sentence, with ``{period}`` for the period and ``{cut_off}`` for the day."""
    parts = [measure.counts]
    for split, group in zip(measure.splits, groups, strict=True):
        parts.append(split.wording.format(group_name(group, split.codelist, lists)))
    if measure.is_rate:
        parts += ["out of", measure.out_of]
    parts.append("for {period}")
    if area:
        parts += ["in", lists.areas.name_of(area)]
    if measure.excludes:
        parts += ["leaving out", measure.excludes]
    text = " ".join(parts)
    return text[0].upper() + text[1:] + "."


def measure(data: EditionData, *topics: str) -> Facts:
    """The facts of some topics of an edition.

    There is one per measure, period (every programme month, ``edition``, ``programme``), group and area. Topics are
    ``audits``, ``moderation``, ``reaudits``, ``reflections``, ``supervision``, ``comments``; all if none is given.
    """
    periods, cut_off = periods_of(data), day_name(data.edition.cut_off)
    when = {period: period_name(months) for period, months in periods.items()}

    @cache
    def definition(measure: Measure, groups: tuple[str, ...], area: str) -> str:
        """The same for every period but for its name."""
        return _definition(measure, groups, area, data.lists).replace("{cut_off}", cut_off)

    @cache
    def source(table: str, out_of: str, period: str, area: str) -> dict[str, Any]:
        """What facts were counted from; those from the same rows share one."""
        rows = "moderations" if table == "issues" else table
        found = data.fingerprints.source(rows, periods[period], area)
        return found | {"out_of": data.fingerprints.source(out_of, periods[period], area)} if out_of else found

    by_id: dict[str, Fact] = {}
    for row in compute(data, *topics):
        fact = Fact(
            id=row.id,
            value=row.value,
            numerator=row.numerator,
            denominator=row.denominator,
            unit=row.measure.unit,
            display=row.display,
            definition=definition(row.measure, row.groups, row.area).replace("{period}", when[row.period]),
            source=source(row.measure.table, row.measure.out_of_table, row.period, row.area),
            cell=row.measure.cell,
        )
        # One id with two meanings would hide one of them.
        if by_id.setdefault(fact.id, fact).definition != fact.definition:
            raise BuildError(f"two measures have the id {fact.id}. Rename one of them in measures.csv.")
    return Facts(by_id.values())


def merge(parts: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> Facts:
    """The facts of all notebooks as one.

    Raises
    ------
    BuildError
        Two notebooks give the same fact different values.
    """
    merged: dict[str, Mapping[str, Any]] = {}
    first_seen: dict[str, str] = {}
    for notebook, items in parts:
        for item in items:
            known = merged.setdefault(item["id"], item)
            first_seen.setdefault(item["id"], notebook)
            if known != item:
                raise BuildError(
                    f"{notebook} and {first_seen[item['id']]} give {item['id']} different values. "
                    "Let both notebooks measure from the same data."
                )
    return from_list(merged.values())


def to_json(facts: Facts) -> str:
    """The text of ``facts.json``: a list sorted by id, one fact a line."""
    return "[\n" + ",\n".join(facts.as_lines()) + "\n]\n"
