"""Great Expectations' Data Docs, built on demand for QA's own machine, and never where they could be published."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from auditlib.errors import UsageError
from auditlib.expectations import Suite, inputs_of, load_suites
from auditlib.expectations.background import Background, in_use, parameters
from auditlib.expectations.engine import Session, great_expectations, quiet
from auditlib.ingest import Received
from auditlib.paths import Project
from auditlib.reference import CodeLists
from auditlib.settings import Edition
from auditlib.validate.results import reports_folder
from auditlib.validate.run import expectation_of, prepared

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
    context = Session().context
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
