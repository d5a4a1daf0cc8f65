"""The steps from raw returns to the workspace of an edition, and what each reads.

Making a plan reads the edition, the code lists, the suites and the notebooks' parameters, so that a fault in any of
them is reported before anything is done.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from auditlib import plausibility, signatures
from auditlib.errors import ConfigError, Problem
from auditlib.expectations import inputs_of, load_suites
from auditlib.expectations.suites import suite_path
from auditlib.ingest import check_raw, month_inputs
from auditlib.kernels import parameters
from auditlib.parts import PARTS
from auditlib.paths import Project
from auditlib.reference import load_code_lists, reference_files
from auditlib.render.source import embeds
from auditlib.schema import RETURNS
from auditlib.settings import list_archived, load_edition
from auditlib.steps import received as store
from auditlib.steps.hashing import digest
from auditlib.steps.places import (
    as_published_path,
    comparisons_path,
    facts_path,
    notebook_path,
    quality_path,
    result_path,
    rows_path,
    validation_path,
)
from auditlib.steps.runner import Step
from auditlib.steps.tools import Tools
from auditlib.validate import read_waivers, sent
from auditlib.validate.waivers import waivers_path

#: What decides an outcome besides files: asked just before the step.
Parameters = dict[str, Callable[[], Any]]

_builds = itertools.count(1)


class Plan:
    """The steps of an edition.

    Raises
    ------
    UsageError, ConfigError
        There is no such edition, or a file the team writes has faults.
    """

    def __init__(self, project: Project, edition: str, tools: Tools) -> None:
        self.project, self._tools = project, tools
        self.edition = load_edition(project, edition)
        self.lists = load_code_lists(project)
        self.workspace = project.build(edition)
        self.build = next(_builds)
        self.suites = load_suites(project)
        self.waivers = read_waivers(project, self.edition.edition)
        self._lists = tuple(reference_files(project))
        self._given = (project.editions / f"{self.edition.edition}.yml", *self._lists)
        #: Of the form for staff, from which the public one is made.
        self._staff = project.build(self.edition.edition)

    def _step(
        self, name: str, work: str, *inputs: Path, parameters: Parameters | None = None, **arguments: Any
    ) -> Step:
        """A step whose work is done by the process that handles rows."""

        def do() -> list[str]:
            return self._tools.do(work, self.edition.name, self.build, **arguments)

        return Step(name, do, inputs, parameters or {})

    def _kept(self, *names: str) -> list[Path]:
        """What is kept of some returns, every month."""
        return [
            path_of(self.workspace, month, name)
            for month in self.edition.programme_months
            for name in names
            for path_of in (store.table_path, store.faults_path)
        ]

    @cached_property
    def read(self) -> list[Step]:
        """Read each month's returns."""
        return [
            self._step(
                f"read {month}",
                "read",
                *month_inputs(self.project, month),
                *self._lists,
                parameters={"must have": partial(list, self.edition.expected(month))},
                month=month,
            )
            for month in self.edition.programme_months
        ]

    @cached_property
    def check(self) -> list[Step]:
        """Check each return against its suite."""
        return [
            self._step(
                f"validate {name}",
                "check",
                suite_path(self.project, name),
                *self._kept(*sorted(inputs_of(suite) & RETURNS.keys())),
                *self._given,
                parameters={"compared with": partial(self._sent_before, name)},
                return_name=name,
            )
            for name, suite in self.suites.items()
        ]

    def _sent_before(self, name: str) -> str:
        """Fingerprint of the earlier versions of a return's files that validation compares with those of now."""
        record = sent.Record(self.project)
        versions = []
        for month in self.edition.programme_months:
            files = store.files(self.workspace, month)
            sha256 = next((file.sha256 for file in files if file.return_name == name), "")
            before = sent.compared_with(record.of(month, name), self.edition.edition, sha256)
            versions += [[month, asdict(version)] for version in before]
        return digest(versions)

    @cached_property
    def _found(self) -> tuple[Path, ...]:
        """What reading and the suites found."""
        months = self.edition.programme_months
        return (
            *(result_path(self.workspace, name) for name in RETURNS),
            *(store.faults_path(self.workspace, month, name) for month in months for name in ("", *RETURNS)),
            *(store.files_path(self.workspace, month) for month in months),
        )

    @cached_property
    def conclude(self) -> Step:
        """Put the results together."""
        return self._step(
            "validation",
            "conclude",
            *self._found,
            waivers_path(self.project, self.edition.edition),
            *sorted(self.project.editions.glob("*.yml")),
            *self._given,
            parameters={
                "in no month": lambda: [str(fault.problem) for fault in check_raw(self.project)],
                "waivers that hold": lambda: [waiver.code for waiver in self.waivers if waiver.holds(date.today())],
                "overlooked": lambda: list(plausibility.overlooked(self.project, self.edition)),
            },
        )

    @cached_property
    def report(self) -> Step:
        """Write the reports for QA: nothing that follows waits for them."""
        return self._step("reports", "report", validation_path(self.workspace), *self._found, *self._given)

    @cached_property
    def tidy(self) -> Step:
        """Part accepted rows from rejected ones, and remember what was let through."""
        raw = [path for month in self.edition.programme_months for path in month_inputs(self.project, month)]
        return self._step("clean", "tidy", *raw, *self._kept(*RETURNS), validation_path(self.workspace), *self._given)

    @property
    def notebook_names(self) -> list[str]:
        """The notebooks that the report embeds, in the order of their names."""
        path = self.project.root / "report.qmd"
        names = sorted({name for name, _ in embeds(path)})
        if not names:
            raise ConfigError(
                "the report embeds no notebook.", "Add {{< embed notebooks/<name>.ipynb#<label> >}}.", path.name
            )
        return names

    def check_notebooks(self) -> None:
        """Whether every notebook is there and declares just the parameters it will be given.

        Raises
        ------
        ConfigError
            If not; all faults of all notebooks are listed.
        """
        problems: list[Problem] = []
        for name in self.notebook_names:
            path = self.project.notebooks / f"{name}.ipynb"
            shown = self.project.show(path)
            try:
                parameters.check(json.loads(path.read_text(encoding="utf-8")), self.notebook_parameters, shown)
            except ConfigError as error:
                problems += error.problems
            except FileNotFoundError:
                problems.append(Problem("the notebook is missing.", "Restore it, or take it out of report.qmd.", shown))
            except (ValueError, KeyError, TypeError, AttributeError):
                problems.append(Problem("the file is not a notebook.", "Restore it from git.", shown))
        if problems:
            raise ConfigError(problems)

    @property
    def notebook_parameters(self) -> dict[str, Any]:
        """The parameters of every notebook."""
        return {"edition": self.edition.name}

    def _besides_rows(self, notebook: Path) -> list[Path]:
        """What a notebook reads besides rows: the latest edition archived before this one, the register of actions."""
        text, found = notebook.read_text(encoding="utf-8"), []
        archived = [name for name in list_archived(self.project) if name < self.edition.edition]
        if archived and "auditlib.revisions" in text:
            found.append(self.project.archived(archived[-1]))
        return [*found, self.project.register] if "load_register" in text else found

    @property
    def _commentary(self) -> list[Path]:
        """What was written by hand for the edition, and for all of them."""
        content = self.project.content(self.edition.name)
        return [path for folder in (content, content.parent) for path in folder.glob("*") if path.is_file()]

    @property
    def _rows(self) -> tuple[Path, ...]:
        """The fingerprints of all parts of the accepted rows."""
        return tuple(rows_path(self._staff, part) for part in PARTS)

    def compute(self, work: Callable[[str], list[str]], asked_for: Callable[[str], Iterable[str]]) -> list[Step]:
        """Run each notebook."""

        def step(name: str) -> Step:
            notebook = self.project.notebooks / f"{name}.ipynb"
            may_be_shown = [self.project.disclosure(self.edition.name)] if self.edition.is_public else []
            return Step(
                name=f"notebook {name}",
                work=partial(work, name),
                inputs=(notebook, *self._given, *self._besides_rows(notebook), *may_be_shown),
                parameters={"parameters": lambda: self.notebook_parameters},
                choice=self._rows,
                read=lambda: [rows_path(self._staff, part) for part in asked_for(name)],
            )

        return [step(name) for name in self.notebook_names]

    @property
    def suppress(self) -> Step:
        """Decide what the public form shows."""
        return self._step(
            "suppress",
            "suppress",
            facts_path(self._staff),
            comparisons_path(self._staff),
            *self._executed(self._staff),
            *sorted(path for path in self.project.archive.glob("*.json.gz") if path.name < self.edition.edition),
            *self._commentary,
            *([thresholds] if (thresholds := self.project.thresholds).is_file() else []),
            *self._rows,
            *self._given,
        )

    def _executed(self, workspace: Path) -> list[Path]:
        return [notebook_path(workspace, name) for name in self.notebook_names]

    @property
    def draw(self) -> Step:
        """Write the charts for phones."""
        return self._step("drawings", "draw", *self._executed(self.workspace), notebooks=self.notebook_names)

    @property
    def collect(self) -> Step:
        """Put the notebooks' facts together."""
        inputs = [*self._executed(self.workspace), self.project.root / "report.qmd"]
        return self._step("facts", "collect", *inputs, notebooks=self.notebook_names)

    @property
    def _facts(self) -> tuple[Path, Path]:
        return facts_path(self.workspace), comparisons_path(self.workspace)

    @property
    def fill_workspace(self) -> Step:
        """Write what the report reads beside the notebooks."""
        return self._step(
            "workspace",
            "fill_workspace",
            *self._facts,
            quality_path(self._staff),
            *self._commentary,
            *(path for path in (self.project.root / "assets").rglob("*") if path.is_file()),
            *(self.project.root / name for name in ("report.qmd", "_quarto.yml")),
            *self._given,
            parameters={"mark": lambda: signatures.mark(self.project, self.edition.name)},
        )

    @property
    def archive(self) -> Step:
        """Put together what is archived of the edition."""
        return self._step("archive", "prepare_archive", *self._facts, *self._rows, *self._given)

    def formats(self, page: Path, wanted: tuple[str, ...]) -> Step:
        """Make the other formats of the rendered page."""
        assets = self.project.root / "assets"
        return self._step(
            "formats",
            "make_formats",
            page,
            assets / "report.typ",
            assets / "reference.docx",
            *(path for path in (assets / "fonts").glob("*") if path.is_file()),
            *self._given,
            parameters={"formats": lambda: list(wanted)},
            wanted=wanted,
        )

    def publish(self, page: Path, others: list[Path]) -> Step:
        """Publish the rendered page with its figures, methods and other formats, and archive the figures."""
        return self._step(
            "publish",
            "publish",
            page,
            *others,
            *self._facts,
            *{as_published_path(self.workspace), as_published_path(self._staff)},
            *self._rows,
            *self._given,
            *sorted((self.project.root / "tests" / "spec").glob("test_*.py")),
            page=str(page),
        )
