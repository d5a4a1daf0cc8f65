"""Great Expectations, quiet, off the network and imported when first needed; and what a rule may look at.

Besides the rows that it checks these are the edition, the code lists, other returns and what came before. A suite sees
only the returns that it names (`suites.inputs_of`), so that its results depend on nothing else.
"""

from __future__ import annotations

import importlib
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from auditlib.periods import first_day
from auditlib.reference import LISTS, CodeLists
from auditlib.schema import RETURNS, Kind
from auditlib.settings import Edition

if TYPE_CHECKING:
    import numpy as np
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


def new_context() -> Any:
    """An ephemeral data context: nothing on disk, no progress bars, nothing sent anywhere."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    settings = DataContextConfig(
        analytics_enabled=False,
        progress_bars=cast(Any, {"globally": False, "metric_calculations": False}),
        store_backend_defaults=InMemoryStoreBackendDefaults(),
    )
    return gx.get_context(mode="ephemeral", project_config=settings)


@cache
def _whole_table() -> Any:
    """What makes batches: one serves for all returns, and holds the last table that it was given."""
    asset = new_context().data_sources.add_pandas("returns").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("all")


def batch(rows: pd.DataFrame) -> Any:
    """A batch of Great Expectations that holds `rows`."""
    return _whole_table().get_batch({"dataframe": rows})


@dataclass(frozen=True, slots=True)
class Vanished:
    """A row that was sent before and is no longer there: where it stood."""

    file: str
    sheet: str
    row: int
    month: str


@dataclass(frozen=True, slots=True)
class SentBefore:
    """How the rows of a return differ from those sent before.

    `changed` holds the columns whose value was changed after it had been filled in, by label of the row.
    """

    compared: int = 0
    vanished: tuple[Vanished, ...] = ()
    changed: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Background:
    """The edition, the code lists and the other returns that a suite names.

    `unreadable` names the columns that could not be read, by return and label of the row; an empty name stands for
    the whole row.
    """

    edition: Edition
    lists: CodeLists
    tables: dict[str, pd.DataFrame]
    sent_before: SentBefore = SentBefore()
    unreadable: dict[str, dict[int, set[str]]] = field(default_factory=dict)

    def column(self, place: str) -> pd.Series:
        """A column of another return, written ``audits.audit_ref``; KeyError if the suite does not name it."""
        name, column = place.split(".")
        return self.tables[name][column]

    def look_up(self, keys: pd.Series, key: str, value: str) -> pd.Series:
        """``audits.judgement`` of the row whose ``audits.audit_ref`` each key is; missing if there is none.

        Where a key stands twice the first row counts: that it does is for another rule to report.
        """
        import pandas as pd

        values = self.column(value).array.take(self._first(keys, key), allow_fill=True)
        return pd.Series(values, index=keys.index)

    def is_found(self, keys: pd.Series, key: str) -> pd.Series:
        """Which of `keys` are a `key` of another return; a missing one is none."""
        import pandas as pd

        return pd.Series(self._first(keys, key) >= 0, index=keys.index)

    def _first(self, keys: pd.Series, key: str) -> np.ndarray:
        """The position of the first row of another return that has each of `keys`; -1 if there is none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted, known = (pa.array(each, pa.large_string(), from_pandas=True) for each in (keys, self.column(key)))
        return pc.index_in(wanted, value_set=known, skip_nulls=True).fill_null(-1).to_numpy()

    def could_not_be_read(self, rows: pd.DataFrame, keys: pd.Series, key: str, value: str = "") -> pd.Series:
        """Which of `keys`, of `rows`, are not found only because a cell of the other return could not be read.

        A key that could not be read may be any of its month's, so it stands for all of them that are not found.
        """
        name, key_column = key.split(".")
        value_column = value.partition(".")[2]
        other, unread = self.tables[name], self.unreadable.get(name, {})
        lost = [label for label, columns in unread.items() if columns & {"", key_column}]
        blank = [label for label, columns in unread.items() if value_column and columns & {"", value_column}]
        months = set(other["source_file"].loc[lost].str.split("/").str[-2])
        of_its_month = ~self.is_found(keys, key) & rows["folder_month"].isin(months)
        return keys.notna() & (of_its_month | keys.isin(other[key_column].loc[blank]))

    def shown(self, name: str, column: str, values: pd.Series) -> pd.Series:
        """Values of a column as a message may repeat them; missing for blanks, references, names and free text.

        Nothing is shown but what reading has recognised as a date, a month, a number or a listed value.
        """
        entry = next((each for each in RETURNS[name].columns if each.name == column), None)
        values = values.dropna()
        if entry is None or entry.kind in (Kind.REF, Kind.NAME, Kind.TEXT):
            return values.iloc[:0].astype("str")
        if entry.kind is Kind.DATE:
            return values.dt.strftime("%d/%m/%Y")
        if entry.codelist:
            names = {code: each.name for code, each in self.lists[entry.codelist].entries.items()}
            return values.map(lambda code: names.get(code, code))
        return values.astype("str")


_CURRENT: ContextVar[Background] = ContextVar("background")


@contextmanager
def in_use(background: Background) -> Iterator[None]:
    """Make `background` the one that expectations see within the block."""
    token = _CURRENT.set(background)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Background:
    """The background of the suite that is running; LookupError if none is."""
    return _CURRENT.get()


def parameters(edition: Edition, lists: CodeLists) -> dict[str, Any]:
    """What an edition gives to ``{"$PARAMETER": …}`` in a suite; the names are `suites.PARAMETERS`."""
    import pandas as pd

    return {name: lists[name].codes for name in LISTS} | {
        "months": list(edition.months),
        "programme_months": edition.programme_months,
        "programme_start": edition.programme_start,
        "last_month": edition.months[-1],
        "programme_first_day": pd.Timestamp(first_day(edition.programme_start)),
        "cut_off": pd.Timestamp(edition.cut_off),
    }
