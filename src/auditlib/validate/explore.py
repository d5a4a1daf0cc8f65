"""For QA on their own machine: looking at suites and results, trying an expectation, Great Expectations' Data Docs.

What ``notebooks/explore_returns.ipynb`` shows are columns, counts, files and rows, never a reference or free text; Data
Docs show values, and are never put where they could be published.
"""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.errors import ConfigError, UsageError, did_you_mean
from auditlib.expectations import Suite, inputs_of, load_suites
from auditlib.expectations.engine import Background, great_expectations, in_use, new_context, parameters, quiet
from auditlib.expectations.suites import suite_from, write_suite
from auditlib.ingest import Received, read_returns
from auditlib.paths import Project
from auditlib.reference import CodeLists, load_code_lists
from auditlib.schema import RETURNS
from auditlib.settings import Edition, load_edition
from auditlib.validate import sent
from auditlib.validate.results import Outcome, RuleResult, SuiteResult, reports_folder
from auditlib.validate.run import expectation_of, prepared, validate_return
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
        return validate_return(suite, received.tables, self.edition, self.lists, received.faults, before)

    def overview(self) -> pd.DataFrame:
        """One line for each return: rows, rules, and what came of them."""
        lines = {}
        for name, result in self.checked.items():
            outcomes = [each.outcome for each in result.results]
            counts = {str(outcome): outcomes.count(outcome) for outcome in Outcome}
            lines[name] = {"rows": len(self.received.tables[name]), "rules": len(outcomes)} | counts
        return pd.DataFrame.from_dict(lines, orient="index").rename_axis("return")

    def columns(self, name: str) -> pd.DataFrame:
        """The columns of a return: what they hold, how many are filled in, how many values differ."""
        entry = RETURNS[_known(name, RETURNS, "return")]
        table = self.received.tables[name][entry.column_names]
        about = {
            "holds": [str(column.kind) for column in entry.columns],
            "meaning": [column.meaning for column in entry.columns],
            "filled": table.notna().sum().to_numpy(),
            "blank": table.isna().sum().to_numpy(),
            "different": table.nunique().to_numpy(),
        }
        return pd.DataFrame(about, index=pd.Index(entry.column_names, name="column"))

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
        table = _as_table([result])
        return pd.concat([table.assign(where="all"), _places(result)]) if result.places else table

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
    columns = ["file", "sheet", "row", "column", "area", "detail"]
    index = pd.Index([result.code] * len(result.places), name="rule", dtype="str")
    return pd.DataFrame(list(result.places), index, columns).astype({"row": "Int64"})


#: To be shown with them.
WARNING = (
    "Data Docs show values of the returns, references among them, and load parts of their pages from other hosts. "
    "Keep them on your own machine, do not send them on, and delete them when you are done."
)


def data_docs(
    project: Project, edition: Edition, lists: CodeLists, received: Received, folder: Path | None = None
) -> Path:
    """Build Data Docs of all suites in place of what is in `folder`, or beside the other reports.

    Returns
    -------
    Path
        Their first page. Show `WARNING` with it.

    Raises
    ------
    UsageError
        `folder` is in ``site/``, or has other things in it.
    """
    folder = (folder or reports_folder(project, edition.edition) / "data-docs").resolve()
    if folder.is_relative_to((project.root / "site").resolve()):
        raise UsageError(f"Data Docs show values and are never put into site/. {WARNING}")
    if folder.exists() and any(folder.iterdir()) and not (folder / "index.html").is_file():
        raise UsageError("The folder for Data Docs has other files in it. Name an empty folder, or a new one.")
    shutil.rmtree(folder, ignore_errors=True)
    context = new_context()
    site = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}
    pages = {"class_name": "DefaultSiteIndexBuilder"}
    config = {"class_name": "SiteBuilder", "store_backend": site, "site_index_builder": pages}
    with quiet():
        context.add_data_docs_site("local", config)
        source = context.data_sources.add_pandas(edition.edition)
        for suite in load_suites(project).values():
            if len(received.tables[suite.name]):
                _run(context, source, suite, received, edition, lists)
        context.build_data_docs(site_names=["local"])
    return folder / "index.html"


def _run(context: Any, source: Any, suite: Suite, received: Received, edition: Edition, lists: CodeLists) -> None:
    gx = great_expectations()
    rows = prepared(received.tables[suite.name])
    expectations = [each for each in map(expectation_of, suite.rules) if not isinstance(each, str)]
    bundle = context.suites.add(gx.ExpectationSuite(name=suite.name, expectations=expectations))
    batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all rows")
    definition = gx.ValidationDefinition(name=suite.name, data=batch, suite=bundle)
    context.validation_definitions.add(definition)
    tables = {name: rows if name == suite.name else received.tables[name] for name in inputs_of(suite)}
    with in_use(Background(edition, lists, tables)):
        definition.run(
            batch_parameters={"dataframe": rows},
            expectation_parameters=parameters(edition, lists),
            result_format="SUMMARY",
        )
