"""Synthetic returns: a calibrated sample, and samples of any size for tests and benchmarks.

:func:`write_sample` is the way in. ``docs/reference/sample.md`` says what it makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditlib.sample.generate import Sample, write_sample

__all__ = ["Sample", "write_sample"]


def __getattr__(name: str) -> Any:
    """Load the generator when it is first asked for: it needs pandas, which takes a while."""
    if name in __all__:
        from auditlib.sample import generate

        return getattr(generate, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
