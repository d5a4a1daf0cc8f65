"""Our own kinds of expectation, for what Great Expectations' own cannot say.

Importing the package starts Great Expectations and registers every kind under its name in suites; only
`auditlib.expectations.engine` imports it.
"""

from auditlib.expectations.kinds import across, monthly, reaudits, references, sent, text, within
from auditlib.expectations.kinds.base import FindingsExpectation, RowsExpectation

__all__ = ["OWN_KINDS", "across", "monthly", "reaudits", "references", "sent", "text", "within"]


def _concrete(base: type) -> list[type]:
    found = []
    for kind in base.__subclasses__():
        found.extend(_concrete(kind))
        if not kind.is_abstract():
            found.append(kind)
    return found


_KINDS = [*_concrete(RowsExpectation), *_concrete(FindingsExpectation)]
#: Every kind by its name in a suite.
OWN_KINDS: dict[str, type] = {
    kind.expectation_type: kind for kind in sorted(_KINDS, key=lambda kind: kind.expectation_type)
}
