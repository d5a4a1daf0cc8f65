"""What papermill finds by entry point.

Belongs here: the one object named in ``pyproject.toml``. Does not belong here: the engine itself; papermill loads
entry points while it is being imported, when a subclass of its classes cannot be made yet.
"""

from __future__ import annotations

from typing import Any


class _Preloaded:
    """Stands for :class:`auditlib.kernels.engine.PreloadedEngine` until papermill first uses it."""

    def __getattr__(self, name: str) -> Any:
        from auditlib.kernels.engine import PreloadedEngine

        return getattr(PreloadedEngine, name)


preloaded = _Preloaded()
