"""The checks, each with its own rule and precondition.

Belongs here: the list of checks in the order in which they run (the explicit ones bind their percentages
before the looser ones look). Does not belong here: a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from figurecheck import relations
from figurecheck.checks import (
    areas,
    breakdowns,
    changes,
    courses,
    days,
    impossible,
    months,
    rates,
    repeats,
    shares,
    sums,
    tables,
    tabulated,
)
from figurecheck.checks.base import Context
from figurecheck.report import Finding

CHECKS: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    shares.find,
    rates.find,
    breakdowns.find,
    impossible.find,
    sums.find,
    tables.find,
    tabulated.find,
    repeats.find,
    changes.find,
    courses.find,
    months.find,
    areas.find,
    days.find,
    relations.find,
)
