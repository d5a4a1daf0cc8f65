"""What a reader could work out of the figures that are hidden.

Belongs here: the linear constraints that shown figures put on hidden ones, and their solution in whole numbers. Does
not belong here: what to hide.

Hidden counts are unknown whole numbers from 0; every identity in which one stands is a constraint. A hidden count is
protected if the attacker's smallest possible value is at most the smallest hidden count and the largest at least the
largest. Solved by HiGHS through :func:`scipy.optimize.milp`.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from auditlib.errors import BuildError
from auditlib.suppression.identities import Identity

#: No count of a council is larger; without a bound the solver might look for ever.
_LARGEST = 1_000_000.0
_UNSOLVED = "the solver of the disclosure check gave no answer. Nothing is published without one: build again."


class _Component:
    """Unknown counts that constrain each other, and none outside."""

    def __init__(self, unknown: list[str], rows: list[Identity], values: Mapping[str, int]) -> None:
        self.number = {count_id: number for number, count_id in enumerate(unknown)}
        self.unknown = unknown
        true = np.array([values[count_id] for count_id in unknown], dtype=float)
        self.constraint = self._constraint(rows, values) if rows else None
        #: Every solution found so far; the true values are one.
        self.solutions = [true]
        self.smallest, self.largest = true.copy(), true.copy()
        self.is_asked = np.zeros(len(unknown))

    def _constraint(self, rows: list[Identity], values: Mapping[str, int]) -> LinearConstraint:
        entries: list[tuple[int, int, int]] = []
        lower, upper = np.zeros(len(rows)), np.zeros(len(rows))
        for row, identity in enumerate(rows):
            known = 0
            for count_id, factor in [(identity.total, 1), *((part, -1) for part in identity.parts)]:
                if count_id in self.number:
                    entries.append((row, self.number[count_id], factor))
                else:
                    known += factor * values[count_id]
            lower[row] = -known
            upper[row] = -known if identity.is_exact else np.inf
        at_row, at_column, factors = (np.array(part) for part in zip(*entries, strict=True))
        shape = (len(rows), len(self.unknown))
        matrix: csr_array = coo_array((factors, (at_row, at_column)), shape=shape).tocsr()
        return LinearConstraint(matrix, lower, upper)

    def remember(self, solution: np.ndarray) -> None:
        """Keep a solution: it answers for each count that is small or large in it."""
        self.solutions.append(solution)
        self.smallest = np.minimum(self.smallest, solution)
        self.largest = np.maximum(self.largest, solution)

    def take_from(self, other: _Component) -> None:
        """Take over the solutions of a component as it was before counts were shown or hidden.

        A solution still is one where it has the true value of every count that is shown now; a count that is only now
        hidden may have its true value.
        """
        at = np.array([other.number[one] for one in self.unknown if one in other.number])
        here = np.array([number for number, one in enumerate(self.unknown) if one in other.number])
        shown_now = np.array([number for one, number in other.number.items() if one not in self.number], dtype=int)
        true = other.solutions[0]
        for solution in other.solutions[1:]:
            if (solution[shown_now] == true[shown_now]).all():
                taken = self.solutions[0].copy()
                taken[here] = solution[at]
                self.remember(taken)

    def solve(self, objective: np.ndarray, bounds: Bounds) -> bool:
        """Look for a solution, and remember it; false if there is none."""
        constraints = () if self.constraint is None else self.constraint
        found = milp(objective, integrality=np.ones(len(self.unknown)), bounds=bounds, constraints=constraints)
        if found.status == 2:  # infeasible
            return False
        if found.x is None:
            raise BuildError(_UNSOLVED)
        self.remember(np.round(found.x))
        return True

    def can_be(self, count_id: str, least: float, most: float) -> bool:
        """Whether a count may have a value from `least` to `most`.

        Of all solutions one is looked for that moves others not seen there yet the same way: it often answers for them.
        """
        at = self.number[count_id]
        lower, upper = np.zeros(len(self.unknown)), np.full(len(self.unknown), _LARGEST)
        lower[at], upper[at] = max(least, 0), min(most, _LARGEST)
        others = self.smallest > most if most < _LARGEST else -1.0 * (self.largest < least)
        return self.solve(self.is_asked * others, Bounds(lower, upper))

    def is_known_open(self, count_id: str, smallest: int, largest: int) -> bool:
        """Whether solutions found so far have a count as small as `smallest`, and as large as `largest`."""
        at = self.number[count_id]
        return bool(self.smallest[at] <= smallest and self.largest[at] >= largest)

    def is_open(self, count_id: str, smallest: int, largest: int) -> bool:
        """Whether a count may be as small as `smallest` and as large as `largest`."""
        at = self.number[count_id]
        is_low = self.smallest[at] <= smallest or self.can_be(count_id, 0, smallest)
        return bool(is_low and (self.largest[at] >= largest or self.can_be(count_id, largest, _LARGEST)))

    def spread(self, count_ids: Iterable[str]) -> None:
        """Look for solutions in which many counts are as small, and as large, as they can be."""
        self.is_asked = np.zeros(len(self.unknown))
        self.is_asked[[self.number[count_id] for count_id in count_ids]] = 1.0
        bounds = Bounds(np.zeros(len(self.unknown)), np.full(len(self.unknown), _LARGEST))
        self.solve(self.is_asked, bounds)
        self.solve(-self.is_asked, bounds)

    def extreme(self, count_id: str, direction: int, limit: int) -> int:
        """The smallest (`direction` 1) or largest (-1) value that a count may have, as far as `limit`."""
        at = self.number[count_id]
        objective = np.zeros(len(self.unknown))
        objective[at] = direction
        upper = np.full(len(self.unknown), _LARGEST)
        upper[at] = limit
        self.solve(objective, Bounds(np.zeros(len(self.unknown)), upper))
        return int(self.smallest[at] if direction > 0 else min(self.largest[at], limit))


class Attacker:
    """Somebody who reads all that is shown and knows how figures add up.

    Parameters
    ----------
    values
        Every count by id, shown or not.
    shown
        The ids of the counts that are shown.
    identities
        How counts add up.
    """

    def __init__(self, values: Mapping[str, int], shown: Collection[str], identities: Iterable[Identity]) -> None:
        self.values, self.shown = values, frozenset(shown)
        self.tied: dict[str, list[Identity]] = {}
        for identity in identities:
            for one in (identity.total, *identity.parts):
                self.tied.setdefault(one, []).append(identity)
        self._component_of: dict[str, _Component] = {}
        self._join(one for one in values if one not in self.shown)

    def _join(self, hidden: Iterable[str]) -> None:
        """Find the components of some hidden counts anew."""
        done: set[str] = set()
        for first in hidden:
            if first in done:
                continue
            unknown: dict[str, None] = {first: None}
            rows: dict[int, Identity] = {}
            open_ends = [first]
            while open_ends:
                for identity in self.tied.get(open_ends.pop(), ()):
                    if id(identity) in rows:
                        continue
                    rows[id(identity)] = identity
                    parts = (identity.total, *identity.parts)
                    new = [one for one in parts if one not in self.shown and one not in unknown]
                    unknown |= dict.fromkeys(new)
                    open_ends += new
            component = _Component(list(unknown), list(rows.values()), self.values)
            before = {id(one): one for one in map(self._component_of.get, unknown) if one is not None}
            for one in before.values():
                component.take_from(one)
            self._component_of |= dict.fromkeys(unknown, component)
            done.update(unknown)

    def when_shown(self, shown: Collection[str]) -> Attacker:
        """The same attacker, if other counts were shown; what does not touch those that differ is not asked again."""
        changed = copy.copy(self)
        changed.shown, changed._component_of = frozenset(shown), dict(self._component_of)
        differ = changed.shown ^ self.shown
        touched = dict.fromkeys(sorted(differ & self.shown))
        for one in sorted(differ - self.shown):
            touched |= dict.fromkeys(self._component_of[one].unknown)
        changed._join(one for one in touched if one not in changed.shown)
        return changed

    def unprotected(self, count_ids: Iterable[str], smallest: int, largest: int) -> Iterator[str]:
        """The hidden counts that cannot be everything from `smallest` to `largest`, for all that is known.

        Parameters
        ----------
        count_ids
            Counts that are not shown.
        smallest, largest
            The range that must be open.
        """
        together: dict[int, list[str]] = {}
        for count_id in count_ids:
            component = self._component_of[count_id]
            if not component.is_known_open(count_id, smallest, largest):
                together.setdefault(id(component), []).append(count_id)
        for asked in together.values():
            component = self._component_of[asked[0]]
            if len(asked) > 1:
                component.spread(asked)
            yield from (one for one in asked if not component.is_open(one, smallest, largest))

    def range_of(self, count_id: str, limit: int = 100_000) -> tuple[int, int]:
        """The smallest and largest value that a hidden count may have; the largest as far as `limit`."""
        component = self._component_of[count_id]
        return component.extreme(count_id, 1, limit), component.extreme(count_id, -1, limit)

    def together_with(self, count_id: str) -> list[str]:
        """The hidden counts that constrain a hidden count, itself among them."""
        return self._component_of[count_id].unknown
