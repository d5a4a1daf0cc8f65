"""Our own expectation types. Importing the package imports Great Expectations and registers every type."""

from auditlib.expectations.kinds import comparisons, lookups, rows
from auditlib.expectations.kinds.base import FindingsExpectation, RowsExpectation

__all__ = ["OWN_KINDS", "comparisons", "lookups", "rows"]


def _concrete(base: type) -> list[type]:
    below = [kind for child in base.__subclasses__() for kind in _concrete(child)]
    return below if base.is_abstract() else [base, *below]


#: Every type by its name in a suite.
OWN_KINDS: dict[str, type] = dict(
    sorted((kind.expectation_type, kind) for base in (RowsExpectation, FindingsExpectation) for kind in _concrete(base))
)
