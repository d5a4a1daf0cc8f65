"""What a reader could work out of the figures that are hidden.

Belongs here: the linear constraints that shown figures put on hidden ones, and their solution in whole numbers. Does
not belong here: what to hide.

Hidden counts are unknown whole numbers from 0, or from 1 where one is known to be there; every identity in which one
stands is a constraint. A hidden count is protected if the attacker's smallest possible value is at most the smallest
hidden count and the largest at least the largest. Solved by HiGHS through :func:`scipy.optimize.milp`.
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
#: The largest that is said of one that has no bound.
_LARGEST_SAID = 100_000
_UNSOLVED = "the solver of the disclosure check gave no answer. Nothing is published without one: build again."


class _Component:
    """Unknown counts that constrain each other, and none outside."""

    def __init__(
        self, unknown: list[str], rows: list[Identity], values: Mapping[str, int], least: Mapping[str, int]
    ) -> None:
        self.number = {count_id: number for number, count_id in enumerate(unknown)}
        self.unknown = unknown
        true = np.array([values[count_id] for count_id in unknown], dtype=float)
        self.constraints = [self._constraint(rows, true, values)] if rows else []
        #: Every solution found so far; the true values are one.
        self.solutions = [true]
        self.smallest, self.largest = true.copy(), true.copy()
        self.is_asked = np.zeros(len(unknown))
        self.least = np.array([least.get(one, 0) for one in unknown], dtype=float)

    def _constraint(self, rows: list[Identity], true: np.ndarray, values: Mapping[str, int]) -> LinearConstraint:
        terms = [
            (row, self.number[one], factor)
            for row, identity in enumerate(rows)
            for factor, ids in ((1, identity.wholes), (-1, identity.parts))
            for one in ids
            if one in self.number
        ]
        at_row, at_column, factors = np.array(terms).T
        matrix: csr_array = coo_array((factors, (at_row, at_column)), shape=(len(rows), len(true))).tocsr()
        lower = matrix @ true - [identity.left_over(values) for identity in rows]
        return LinearConstraint(matrix, lower, np.where([identity.is_exact for identity in rows], lower, np.inf))

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

    def solve(self, objective: np.ndarray, at: int = 0, least: float = 0, most: float = _LARGEST) -> bool:
        """Look for a solution in which the count `at` is in a range, and remember it; false if there is none."""
        lower, upper = self.least.copy(), np.full(len(self.unknown), _LARGEST)
        lower[at], upper[at] = max(least, lower[at]), most
        if lower[at] > most:
            return False
        all_whole = np.ones(len(self.unknown))
        found = milp(objective, integrality=all_whole, bounds=Bounds(lower, upper), constraints=self.constraints)
        if found.status == 2:  # infeasible
            return False
        if found.x is None:
            raise BuildError(_UNSOLVED)
        self.remember(np.round(found.x))
        return True

    def is_known_open(self, count_id: str, smallest: int, largest: int) -> bool:
        """Whether solutions found so far have a count as small as `smallest`, and as large as `largest`."""
        at = self.number[count_id]
        return bool(self.smallest[at] <= smallest and self.largest[at] >= largest)

    def is_open(self, count_id: str, smallest: int, largest: int) -> bool:
        """Whether a count may be as small as `smallest` and as large as `largest`.

        Of all solutions one is looked for that moves others not seen there yet the same way: it often answers for them.
        """
        at = self.number[count_id]
        if self.smallest[at] > smallest and not self.solve(self.is_asked * (self.smallest > smallest), at, 0, smallest):
            return False
        if self.largest[at] >= largest:
            return True
        return self.solve(self.is_asked * -1.0 * (self.largest < largest), at, largest)

    def spread(self, count_ids: Iterable[str]) -> None:
        """Look for solutions in which many counts are as small, and as large, as they can be."""
        self.is_asked = np.zeros(len(self.unknown))
        self.is_asked[[self.number[count_id] for count_id in count_ids]] = 1.0
        self.solve(self.is_asked)
        self.solve(-self.is_asked)

    def range_of(self, count_id: str) -> tuple[int, int]:
        """The smallest and the largest value that a count may have."""
        at = self.number[count_id]
        objective = np.zeros(len(self.unknown))
        objective[at] = 1
        self.solve(objective, at, 0, _LARGEST_SAID)
        self.solve(-objective, at, 0, _LARGEST_SAID)
        return int(self.smallest[at]), int(min(self.largest[at], _LARGEST_SAID))


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
    least
        What hidden counts are at the least: who reads a remark knows that there is one.
    """

    def __init__(
        self,
        values: Mapping[str, int],
        shown: Collection[str],
        identities: Iterable[Identity],
        least: Mapping[str, int] | None = None,
    ) -> None:
        self.values, self.shown, self.least = values, frozenset(shown), least or {}
        self.tied: dict[str, list[Identity]] = {}
        for identity in identities:
            for one in identity.counts:
                self.tied.setdefault(one, []).append(identity)
        #: What counts are at the least for what is known to be there alone, whatever is shown.
        self.at_least = self._at_least()
        self._component_of: dict[str, _Component] = {}
        self._join(one for one in values if one not in self.shown)

    def _at_least(self) -> dict[str, int]:
        found, changed = dict(self.least), list(self.least)
        while changed:
            for identity in self.tied.get(changed.pop(), ()):
                least = sum(found.get(part, 0) for part in identity.parts)
                if not identity.besides and least > found.get(identity.total, 0):
                    found[identity.total] = least
                    changed.append(identity.total)
        return found

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
                    new = [one for one in identity.counts if one not in self.shown and one not in unknown]
                    unknown |= dict.fromkeys(new)
                    open_ends += new
            component = _Component(list(unknown), list(rows.values()), self.values, self.least)
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

        One of which several are known to be there need not be as small as `smallest`: nothing could hide that.
        """
        together: dict[int, list[str]] = {}
        for count_id in count_ids:
            component = self._component_of[count_id]
            if not component.is_known_open(count_id, max(smallest, self.at_least.get(count_id, 0)), largest):
                together.setdefault(id(component), []).append(count_id)
        for asked in together.values():
            component = self._component_of[asked[0]]
            if len(asked) > 1:
                component.spread(asked)
            for one in asked:
                if not component.is_open(one, max(smallest, self.at_least.get(one, 0)), largest):
                    yield one

    def range_of(self, count_id: str) -> tuple[int, int]:
        """The smallest and the largest value that a hidden count may have; the latter as far as 100,000."""
        return self._component_of[count_id].range_of(count_id)

    def found_so_far(self, count_id: str) -> tuple[int, int]:
        """The smallest and the largest value that a hidden count has in the solutions found so far."""
        component = self._component_of[count_id]
        at = component.number[count_id]
        return int(component.smallest[at]), int(component.largest[at])

    def together_with(self, count_id: str) -> list[str]:
        """The hidden counts that constrain a hidden count, itself among them."""
        return self._component_of[count_id].unknown
