"""Importing libraries without what costs much and is not needed.

Belongs here: putting off what a library imports and rarely needs, leaving out what it can do without or does for its
documentation, keeping the collector of rubbish out of it. Does not belong here: which modules are worth it (that is for
whoever imports them).

`importlib.util.LazyLoader` cannot do this: its modules load as soon as a second import statement looks at
them, and Great Expectations imports each of these more than once.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import inspect
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


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Within the block, import as if some modules were not installed that another one can do without.

    Modules that are loaded already are left alone. All of them can be imported afterwards. Only for a process, or a
    time, in which no other thread imports them.

    Parameters
    ----------
    names
        Modules as written in an import statement.
    """
    names = tuple(name for name in names if name not in sys.modules)
    sys.modules.update(dict.fromkeys(names))
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


@contextmanager
def uncollected() -> Iterator[None]:
    """Within the block, nothing looks for rubbish: libraries make many objects as they load, and hardly any rubbish."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def docstrings_as_written() -> Iterator[None]:
    """Within the block, scipy leaves the docstrings of its functions as they are written.

    As it loads, it takes those of some six hundred functions apart to add notes, on array libraries above all: nearly
    half of the import of its statistics. In that process the notes are missing from then on, and nothing else.
    """
    try:
        docscrape = importlib.import_module("scipy._lib._docscrape")
        before = docscrape.FunctionDoc
    except (ImportError, AttributeError):  # no scipy, or one that does it otherwise
        yield
        return
    docscrape.FunctionDoc = _AsWritten
    try:
        yield
    finally:
        docscrape.FunctionDoc = before


class _AsWritten(dict[str, list[Any]]):
    """Stands in for a docstring taken apart: takes additions to any part, and comes out as it was."""

    def __init__(self, function: Any, *_: Any, **__: Any) -> None:
        super().__init__()
        self._text = inspect.getdoc(function) or ""

    def __missing__(self, part: str) -> list[Any]:
        return self.setdefault(part, [])

    def __str__(self) -> str:
        return f"\n{self._text}"  # the first line, a signature, is taken off


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
