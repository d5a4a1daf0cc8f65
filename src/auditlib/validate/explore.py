"""What QA uses in ``notebooks/explore_returns.ipynb``: look at suites and results, try an expectation, save it.

Tables made here show columns, counts, files and rows; never a reference or free text.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.errors import ConfigError, UsageError, did_you_mean
from auditlib.expectations import Suite, load_suites
from auditlib.expectations.engine import Session
from auditlib.expectations.suites import suite_from, write_suite
from auditlib.ingest import Received, read_returns
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.schema import RETURNS
from auditlib.settings import load_edition
from auditlib.validate import sent
from auditlib.validate.results import Outcome, RuleResult, SuiteResult
from auditlib.validate.run import validate_return
from auditlib.validate.wording import SEVERITY, verdict


class Explorer:
    """An edition's returns and suites, to look at and to try things on; in the project at or above this folder."""

    def __init__(self, edition: str, project: Project | None = None) -> None:
        # Descriptions are sentences, and are to be read whole.
        pd.set_option("display.max_colwidth", 200)
        self.project = project or Project.find()
        self.edition = load_edition(self.project, edition)
        self.lists = load_code_lists(self.project)
        self.suites: dict[str, Suite] = load_suites(self.project)
        self._session = Session()

    @cached_property
    def received(self) -> Received:
        """Everything received for the edition."""
        return read_returns(self.project, self.edition, self.lists)

    @cached_property
    def checked(self) -> dict[str, SuiteResult]:
        """The result of every suite."""
        return {name: self._check(suite) for name, suite in self.suites.items()}

    def _check(self, suite: Suite) -> SuiteResult:
        received = self.received
        before = sent.compare(self.project, self.edition, received)[suite.name]
        return validate_return(suite, received.tables, self.edition, self.lists, received.faults, before, self._session)

    def overview(self) -> pd.DataFrame:
        """One line for each return: rows, rules, and what came of them."""
        lines = []
        for name, result in self.checked.items():
            outcomes = [each.outcome for each in result.results]
            lines.append(
                {
                    "return": name,
                    "rows": len(self.received.tables[name]),
                    "rules": len(outcomes),
                    **{str(outcome): outcomes.count(outcome) for outcome in Outcome},
                }
            )
        return pd.DataFrame(lines).set_index("return")

    def columns(self, name: str) -> pd.DataFrame:
        """The columns of a return: what they hold, how many are filled in, how many values differ."""
        table = self.received.tables[_known(name, RETURNS, "return")]
        lines = [
            {
                "column": column.name,
                "holds": str(column.kind),
                "meaning": column.meaning,
                "filled": int(table[column.name].notna().sum()),
                "blank": int(table[column.name].isna().sum()),
                "different": int(table[column.name].nunique()),
            }
            for column in RETURNS[name].columns
        ]
        return pd.DataFrame(lines).set_index("column")

    def results(self, name: str) -> pd.DataFrame:
        """The rules of a return and what came of each."""
        return _as_table(self.checked[_known(name, self.checked, "return")].results)

    def places(self, code: str) -> pd.DataFrame:
        """Where a rule was broken: file, row and column."""
        found = {each.code: each for result in self.checked.values() for each in result.results}
        return _places(found[_known(code, found, "rule")])

    def try_out(self, name: str, expectation: dict[str, Any]) -> pd.DataFrame:
        """Check an expectation, as it would stand in the suite, on a return without saving it.

        Raises
        ------
        ConfigError
            The expectation is not whole, or could not run.
        """
        suite = suite_from({"name": name, "expectations": [expectation]}, name, "the new expectation")
        result = self._check(suite).results[0]
        if result.outcome is Outcome.NOT_RUN:
            raise ConfigError(f"{result.code} could not run. {result.why}", "Correct it and try again.")
        return (
            pd.concat([_as_table([result]).assign(where="all"), _places(result)])
            if result.places
            else _as_table([result])
        )

    def save(self, name: str, expectation: dict[str, Any]) -> Path:
        """Add an expectation to the end of a return's suite; it runs from the next build on.

        Raises
        ------
        ConfigError
            The expectation is not whole, could not run, or has the code of another rule.
        """
        self.try_out(name, expectation)
        old = self.suites[name]
        code = expectation["meta"]["code"]
        taken = [suite.file for suite in self.suites.values() for rule in suite.rules if rule.code == code]
        if taken:
            raise ConfigError(f"{code} is already the code of a rule in {taken[0]}.", "Give it another.")
        content = old.content | {"expectations": [*old.content["expectations"], expectation]}
        suite = suite_from(content, name, old.file)
        path = write_suite(self.project, suite)
        self.suites[name] = suite
        self.__dict__.pop("checked", None)
        return path


def _known(name: str, known: Any, what: str) -> str:
    if name not in known:
        hint = did_you_mean(name, known, f"Known: {', '.join(known)}.")
        raise UsageError(f"there is no {what} '{name}'.", hint)
    return name


def _as_table(results: Any) -> pd.DataFrame:
    lines = [
        {
            "rule": each.code,
            "what was checked": each.description,
            "if it fails": SEVERITY[each.severity],
            "result": verdict(each),
            "checked": each.checked,
            "failed": each.failed,
        }
        for each in results
    ]
    return pd.DataFrame(lines).set_index("rule")


def _places(result: RuleResult) -> pd.DataFrame:
    lines = [
        {
            "rule": result.code,
            "file": place.file,
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "area": place.area,
            "detail": place.detail,
        }
        for place in result.places
    ]
    table = pd.DataFrame(lines, columns=["rule", "file", "sheet", "row", "column", "area", "detail"])
    return table.astype({"row": "Int64"}).set_index("rule")
