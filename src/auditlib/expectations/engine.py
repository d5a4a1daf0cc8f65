"""Great Expectations itself: imported cheaply, kept quiet and off the network.

Belongs here: everything about starting Great Expectations. Does not belong here: what is expected of which
return. Importing this module imports nothing heavy; calling :func:`great_expectations` does.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from auditlib.imports import deferred, uncollected

if TYPE_CHECKING:
    import pandas as pd

#: What Great Expectations imports on start-up and needs only for expectations on distributions (scipy.stats),
#: their charts (altair) and JSON cells (jsonschema): some 2.7 of its 4.2 seconds. See docs/decisions/validation.md.
_RARELY_NEEDED = ("altair", "jsonschema", "scipy.stats")


@cache
def great_expectations() -> ModuleType:
    """Great Expectations with our own expectation types registered.

    Returns
    -------
    ModuleType
        The package; the same each time.
    """
    # Before 1.24 the package reported its use to its makers unless told otherwise.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # It logs what it cannot make sense of, with values in it; whatever matters is in its results.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    with uncollected(), fields_copied_quickly():
        package = _import()
        importlib.import_module("auditlib.expectations.kinds")
    return package


def _import() -> ModuleType:
    before = set(sys.modules)
    try:
        with quiet(), deferred(*_RARELY_NEEDED):
            return importlib.import_module("great_expectations")
    except ImportError:
        raise
    except Exception:  # A later version may use one of them at once, in a way a stand-in does not bear.
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == "great_expectations":
                del sys.modules[name]
        return importlib.import_module("great_expectations")


@contextmanager
def fields_copied_quickly() -> Iterator[None]:
    """Within the block, pydantic takes a quarter of the time to hand a model's fields down to the models below it.

    It copies them deeply for each class, and Great Expectations makes some four hundred: a third of its import. Python
    copies an object of any kind by taking it apart as for pickling; knowing that these are slots and nothing else, the
    same copy is made directly.
    """
    try:
        from pydantic.v1 import fields
    except ImportError:  # pydantic 1 itself, which is compiled
        yield
        return
    kinds = [kind for kind in (fields.ModelField, fields.FieldInfo) if not hasattr(kind, "__deepcopy__")]
    for kind in kinds:
        kind.__deepcopy__ = _slot_by_slot
    try:
        yield
    finally:
        for kind in kinds:
            del kind.__deepcopy__


#: What a deep copy of is the same object.
_NEVER_COPIED = (type(None), bool, int, float, str, bytes, type, FunctionType, BuiltinFunctionType)


def _slot_by_slot(original: Any, memo: dict[int, Any]) -> Any:
    """A deep copy of an object that has slots and nothing else."""
    made = memo[id(original)] = object.__new__(type(original))
    for kind in type(original).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(original, name):
                value = getattr(original, name)
                copied = value if isinstance(value, _NEVER_COPIED) else deepcopy(value, memo)
                object.__setattr__(made, name, copied)
    return made


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings within the block: Great Expectations' own concern its makers, and may carry values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class Session:
    """An ephemeral data context: nothing on disk, no progress bars, nothing sent anywhere.

    One serves for all returns of a validation; it holds the last table that it was given.
    """

    def __init__(self) -> None:
        gx = great_expectations()
        from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

        settings = DataContextConfig(
            analytics_enabled=False,
            progress_bars={"globally": False, "metric_calculations": False},
            store_backend_defaults=InMemoryStoreBackendDefaults(),
        )
        self.context = gx.get_context(mode="ephemeral", project_config=settings)
        asset = self.context.data_sources.add_pandas("returns").add_dataframe_asset("rows")
        self.definition = asset.add_batch_definition_whole_dataframe("all")

    def batch(self, rows: pd.DataFrame) -> Any:
        """A batch of Great Expectations that holds `rows`."""
        return self.definition.get_batch({"dataframe": rows})


def known_types() -> list[str]:
    """Every expectation type that a suite may name, Great Expectations' own and ours."""
    great_expectations()
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    return sorted(list_registered_expectation_implementations())
