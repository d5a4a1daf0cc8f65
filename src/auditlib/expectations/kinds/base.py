"""What our own expectation types share: how a question put to every row, or to every month and area, becomes a result.

A type's name in a suite is its class's name in snake case. Results carry labels of rows, columns, and sentences with
coded values and counts: never a reference or free text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Optional, Union

import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.execution_engine import ExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.model_field_types import ConditionParser
from great_expectations.expectations.row_conditions import RowConditionType

from auditlib.expectations.engine import Background, current

Columns = pydantic.conlist(pydantic.StrictStr, min_items=1)
Name = pydantic.constr(strict=True, min_length=1)
Place = pydantic.constr(strict=True, regex=r"^[a-z]+\.[a-z_]+$")


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a question put to rows."""

    of: pd.Series  # which rows it was put to
    broken: dict[str, pd.Series]  # which rows break the rule, by the column in which a person would look
    details: dict[int, str] = field(default_factory=dict)  # a sentence on a row that breaks it, by the row's label
    #: Which rows break it only because another row could not be read; None if it looks at no other.
    follows: pd.Series | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on a month, an area or a file as a whole; its codes and places are empty where it is on all."""

    text: str
    month: str = ""
    area: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None


class _OwnExpectation(BatchExpectation, ABC):
    """Sees the rows of the batch, those of `row_condition` if it has one, and the background."""

    row_condition: RowConditionType = None
    condition_parser: Union[ConditionParser, None] = None  # noqa: UP007 - pydantic 1 reads it

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")

    def __init_subclass__(cls) -> None:
        """What a kind asks for in a suite are the fields that it has beyond Great Expectations' own and these."""
        super().__init_subclass__()
        cls.success_keys = tuple(name for name in cls.__fields__ if name not in _OwnExpectation.__fields__)

    @abstractmethod
    def _result(self, rows: pd.DataFrame, background: Background) -> dict[str, Any]:
        """What Great Expectations is to know of the rows."""

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Optional[dict[str, Any]] = None,  # noqa: UP045 - as in the base class
        execution_engine: Optional[ExecutionEngine] = None,  # noqa: UP045
    ) -> dict[str, Any]:
        rows = execution_engine.get_domain_records(domain_kwargs=self._get_domain_kwargs())  # type: ignore[union-attr]
        result = self._result(rows, current())
        return {"success": not result["unexpected_count"], "result": result}


class RowsExpectation(_OwnExpectation, ABC):
    """Asks a yes-or-no question of every row."""

    @abstractmethod
    def _ask(self, rows: pd.DataFrame, background: Background) -> Asked:
        """Put the question to `rows`."""

    def _result(self, rows: pd.DataFrame, background: Background) -> dict[str, Any]:
        answer = self._ask(rows, background)
        # A comparison with something missing is neither true nor false; it breaks nothing.
        broken = pd.DataFrame(answer.broken, index=rows.index).fillna(False).astype(bool).mul(answer.of, axis=0)
        failed = broken.any(axis=1)
        asked, count = int(answer.of.sum()), int(failed.sum())
        return {
            "element_count": asked,
            "unexpected_count": count,
            "unexpected_percent": 100 * count / asked if asked else 0.0,
            "unexpected_index_list": rows.index[failed].tolist(),
            "unexpected_index_columns": {
                name: rows.index[mask].tolist() for name, mask in broken.items() if mask.any()
            },
            "details": answer.details,
            "follows": [] if answer.follows is None else rows.index[failed & answer.follows].tolist(),
        }


class FindingsExpectation(_OwnExpectation, ABC):
    """Compares months, areas or files as a whole."""

    @abstractmethod
    def _compare(self, rows: pd.DataFrame, background: Background) -> tuple[int, list[Finding]]:
        """How many comparisons were made, and what came of them."""

    def _result(self, rows: pd.DataFrame, background: Background) -> dict[str, Any]:
        compared, findings = self._compare(rows, background)
        return {
            "observed_value": f"{len(findings)} of {compared} comparisons",
            "comparisons": compared,
            "unexpected_count": len(findings),
            "findings": [asdict(finding) for finding in findings],
        }


def where_it_stands(row: pd.Series) -> str:
    """Where a row stands: ``data/raw/2030-11/audits.csv row 12``."""
    sheet = f" sheet {row['source_sheet']}" if text_of(row["source_sheet"]) else ""
    return f"{row['source_file']}{sheet} row {row['source_row']}"


def text_of(value: object) -> str:
    """A cell as text; empty where it is missing."""
    return value if isinstance(value, str) else ""


def everywhere(rows: pd.DataFrame) -> pd.Series:
    """A mask of all rows."""
    return pd.Series(True, index=rows.index)
