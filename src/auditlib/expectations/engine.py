"""Great Expectations itself: quiet, off the network, and imported only when it is first needed."""

from __future__ import annotations

import importlib
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd


@cache
def great_expectations() -> ModuleType:
    """Great Expectations with our own expectation types registered."""
    # Before 1.24 the package reports its use to its makers unless this is set.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # It logs what it cannot make sense of, with values in it; whatever matters is in its results.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL + 1)
    with quiet():
        import great_expectations as package

        importlib.import_module("auditlib.expectations.kinds")
    return package


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
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
        )

        settings = DataContextConfig(
            analytics_enabled=False,
            progress_bars=cast(Any, {"globally": False, "metric_calculations": False}),
            store_backend_defaults=InMemoryStoreBackendDefaults(),
        )
        self.context = gx.get_context(mode="ephemeral", project_config=settings)
        asset = self.context.data_sources.add_pandas("returns").add_dataframe_asset("rows")
        self.definition = asset.add_batch_definition_whole_dataframe("all")

    def batch(self, rows: pd.DataFrame) -> Any:
        """A batch of Great Expectations that holds `rows`."""
        return self.definition.get_batch({"dataframe": rows})
