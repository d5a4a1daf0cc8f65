"""Imports put off until they are used, for libraries that another library imports and rarely needs.

Belongs here: standing in for a module until somebody asks it for something. Does not belong here: which
modules are worth it (that is for whoever imports them).

`importlib.util.LazyLoader` cannot do this: its modules load as soon as a second import statement looks at
them, and Great Expectations imports each of these more than once.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class DeferredModule(ModuleType):
    """Stands in for a module; the first question put to it loads the real one and is answered by it."""

    def __getattr__(self, name: str) -> Any:
        # Only asked for what the stand-in itself has not, so not for __name__, __spec__ and the like.
        return getattr(load(self), name)


def load(module: ModuleType) -> ModuleType:
    """The real module behind a stand-in, imported now if need be; any other module as it is."""
    if not isinstance(module, DeferredModule):
        return module
    name = module.__name__
    if sys.modules.get(name) is module:
        del sys.modules[name]
    real = importlib.import_module(name)
    # Whoever holds the stand-in from now on finds everything in it at once.
    vars(module).update({key: value for key, value in vars(real).items() if key != "__name__"})
    return real


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """Within the block, importing one of `names` yields a stand-in.

    Modules that are loaded already, or not installed, are left alone. After the block the stand-ins live on
    only where they were imported: everybody else's import finds the real module.

    Parameters
    ----------
    names
        Modules as written in an import statement, such as ``scipy.stats``.
    """
    stand_ins = {}
    for name in names:
        if name not in sys.modules and _is_installed(name):
            stand_ins[name] = sys.modules[name] = DeferredModule(name)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
            parent, _, child = name.rpartition(".")
            if parent and vars(sys.modules.get(parent, sys)).get(child) is stand_in:
                delattr(sys.modules[parent], child)


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
