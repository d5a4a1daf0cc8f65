"""Choosing what to hide: small counts, percentages that would give them away, and as little else as possible.

Belongs here: the choice. Does not belong here: whether it is enough; the attacker judges that.

After small counts come the further cells without which one of them could be worked out. They are chosen one at a
time, the smallest first, among the figures that an identity ties to an unprotected count; afterwards each is shown
again if the attacker gains nothing by it. That leaves no cell hidden needlessly; that no other choice would hide
fewer is not claimed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from auditlib.suppression.attacker import Attacker
from auditlib.suppression.identities import Identity
from auditlib.suppression.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage. It is printed with its counts, so it gives them away."""

    id: str
    count_ids: tuple[str, ...]  # of its numerator and its denominator, as far as these are figures of their own
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Known:
    """What readers know before they read an edition."""

    published: Set[str] = frozenset()  # the ids of counts that other editions published, whatever is hidden now
    #: The ids of counts that other editions hid, and that must stay hidden.
    hidden: Set[str] = frozenset()
    #: The ids of counts of this edition that an earlier version of it hid: what it shows, added to that, says more.
    hidden_before: Set[str] = frozenset()
    least: Mapping[str, int] = field(default_factory=dict)  # what counts are at the least


@dataclass(frozen=True, slots=True)
class Suppression:
    """What a public edition hides, and why."""

    small: list[str]  # counts that would be shown and are hidden because they are small
    further: dict[str, str]  # counts from which a small one could be worked out, each with that one
    rates: dict[str, str]  # percentages that are hidden, with the reason
    attacker: Attacker  # what can be concluded from what is left
    #: Small counts that can be worked out although everything tied to them is hidden; such an edition must not be
    #: published.
    unprotected: list[str]

    @property
    def hidden(self) -> set[str]:
        """The ids of all hidden figures."""
        return {*self.small, *self.further, *self.rates}


class _Choice:
    """A choice being made."""

    def __init__(
        self,
        values: Mapping[str, int],
        shown: Collection[str],
        found: list[Identity],
        limits: Thresholds,
        before: Known,
    ) -> None:
        self.values, self.limits, self.published, self.least = values, limits, before.published, before.least
        self.shown = {one for one in shown if not self.is_small(values[one])}.union(self.published)
        # also a small count that is not shown itself must not be worked out from others that are
        known = set(shown).union(self.published)
        derived = {one for identity in found for one in identity.counts if known.issuperset({*identity.counts} - {one})}
        asked = known.union(derived, self.still_hidden(before.hidden, found)) - self.published
        self.small = sorted(one for one in asked if self.is_small(values[one]))
        self.further: dict[str, str] = dict.fromkeys(
            sorted(self.shown & before.hidden_before), "what an earlier version hid"
        )
        self.shown -= set(self.further)

    def still_hidden(self, hidden: Set[str], found: list[Identity]) -> set[str]:
        """What other editions hid and nobody can work out from them: they cannot be changed any more."""
        small = sorted(one for one in hidden if self.is_small(self.values[one]))
        attacker = Attacker(self.values, self.published, found, self.least)
        return set(small).difference(self.unprotected(attacker, small)) if small else set()

    def is_small(self, value: int) -> bool:
        return self.limits.smallest_hidden <= value <= self.limits.largest_hidden

    def unprotected(self, attacker: Attacker, among: Iterable[str]) -> Iterator[str]:
        low, high = self.limits.smallest_hidden, self.limits.largest_hidden
        return attacker.unprotected(among, low, high)

    def candidates(self, attacker: Attacker, open_one: str) -> list[str]:
        """Shown counts tied to an unprotected one, directly if any is, the smallest first and zeros last."""

        def tied_to(ids: Iterable[str]) -> set[str]:
            tied = {other for one in ids for identity in attacker.tied.get(one, ()) for other in identity.counts}
            return tied.intersection(self.shown).difference(self.published)

        found = tied_to([open_one]) or tied_to(attacker.together_with(open_one))
        return sorted(found, key=lambda one: (self.values[one] == 0, self.values[one], one))

    def hide_further(self, identities: list[Identity]) -> tuple[Attacker, list[str]]:
        """Hide more until every small count is protected; also gives those that cannot be."""
        attacker = Attacker(self.values, self.shown, identities, self.least)
        open_ones = list(self.unprotected(attacker, self.small))
        while open_ones:
            chosen = {}
            for one in open_ones:
                candidates = [other for other in self.candidates(attacker, one) if other not in chosen]
                if candidates:
                    chosen[candidates[0]] = one
            if not chosen:
                break
            self.further |= chosen
            self.shown -= set(chosen)
            attacker = attacker.when_shown(self.shown)
            # what is protected stays so when more is hidden
            open_ones = list(self.unprotected(attacker, open_ones))
        return attacker, open_ones

    def show_again(self, attacker: Attacker, open_ones: list[str], kept: Set[str]) -> None:
        """Show every further count but some to be kept whose hiding protects nothing, the largest first."""
        protected = set(self.small).difference(open_ones)
        for one in sorted(self.further.keys() - kept, key=lambda one: (-self.values[one], one)):
            affected = sorted(protected.intersection(attacker.together_with(one)))
            # first the count for which it was hidden: it is the likeliest to be given away
            first = [self.further[one]] if self.further[one] in protected else []
            self.shown.add(one)
            without = attacker.when_shown(self.shown)
            if any(self.unprotected(without, first)) or any(self.unprotected(without, affected)):
                self.shown.discard(one)
            else:
                del self.further[one]
                attacker = without


def _hidden_rates(rates: Iterable[Rate], hidden: set[str], limits: Thresholds) -> dict[str, str]:
    """The percentages that must not be shown, with the reason."""
    low, high = limits.smallest_hidden, limits.largest_hidden
    found = {}
    for rate in rates:
        if 0 < rate.denominator < limits.smallest_base:
            found[rate.id] = f"of fewer than {limits.smallest_base}"
        elif low <= rate.numerator <= high:
            found[rate.id] = "its numerator is small"
        elif low <= rate.denominator - rate.numerator <= high:
            found[rate.id] = "what it leaves out is small"
        elif hidden.intersection(rate.count_ids):
            found[rate.id] = "one of its counts is hidden"
        elif len(rate.count_ids) < 2:
            found[rate.id] = "its counts are no figures of their own"
    return found


def suppress(
    values: Mapping[str, int],
    shown: Collection[str],
    identities: list[Identity],
    rates: Iterable[Rate],
    limits: Thresholds,
    before: Known | None = None,
) -> Suppression:
    """Decide what to hide of some figures.

    Parameters
    ----------
    values
        Every count of the edition by id, shown or not.
    shown
        The ids of those that the report shows.
    identities
        How counts add up, from :func:`auditlib.suppression.identities.identities`.
    rates
        The percentages that the report shows; each shows its counts, too.
    limits
        The thresholds.
    before
        What readers know besides.

    Returns
    -------
    Suppression
        After it, no small count can be narrowed down below the range of the thresholds, but for those it names.
    """
    rates, before = list(rates), before or Known()
    hidden_anyway = _hidden_rates(rates, set(), limits)
    in_rates = {one for rate in rates if rate.id not in hidden_anyway for one in rate.count_ids if one in values}
    choice = _Choice(values, {*shown, *in_rates}, identities, limits, before)
    # nearly all that can be worked out follows from what is shown or hidden alone, and that is quick to choose by
    near = choice.shown.union(choice.small, before.published, choice.further)
    sums_of_near = [identity for identity in identities if near.issuperset(identity.counts)]
    choice.show_again(*choice.hide_further(sums_of_near), before.hidden_before)
    attacker, unprotected = choice.hide_further(identities)
    hidden = {*choice.small, *choice.further}
    small = [one for one in choice.small if one in shown]
    return Suppression(small, choice.further, _hidden_rates(rates, hidden, limits), attacker, unprotected)
