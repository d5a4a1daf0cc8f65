"""From raw returns to the published page: the steps of an edition in order, and which of them run side by side."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from auditlib import formats, render, signatures
from auditlib.errors import AuditlibError, BuildError, Problem
from auditlib.paths import Project
from auditlib.periods import PROGRAMME, month_name
from auditlib.settings import PROFILES, PUBLIC, load_edition
from auditlib.steps.places import facts_path, notebook_path
from auditlib.steps.plan import Plan
from auditlib.steps.runner import Runner, Step, Watcher, locked
from auditlib.steps.tools import Tools
from auditlib.validate import Validation, stopped
from auditlib.validate.results import read_report
from auditlib.validate.wording import warnings_of


@dataclass(frozen=True, slots=True)
class Built:
    """A published edition.

    Parameters
    ----------
    edition
        Its name.
    page
        The page, in ``site/``.
    renderer
        What rendered it, with its version.
    headlines
        The figures a reader looks for first: what each is, and as printed.
    warnings
        What the checks of the returns and of the edition's files ask a person to look at, the gravest first.
    done, reused
        The steps that were done, and those that need not be.
    """

    edition: str
    page: Path
    renderer: str
    headlines: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    done: tuple[str, ...]
    reused: tuple[str, ...]


class _Edition:
    """The build of one edition."""

    def __init__(
        self, tools: Tools, name: str, renderer: str, wanted: Iterable[str] | None, watcher: Watcher, *, fresh: bool
    ) -> None:
        self.tools, self.project = tools, tools.project
        self.plan = Plan(self.project, name, tools)
        self.renderer = render.choose(renderer)
        self.formats = formats.choose(self.plan.edition.formats if wanted is None else wanted)
        self.runner = Runner(self.project, name, tools.hashes, tools.code, watcher, fresh=fresh)
        self.done: list[Step] = []
        #: The parts of the rows that each notebook asked for.
        self.asked_for: dict[str, Iterable[str]] = {}

    def build(self) -> Built:
        """Do all steps, as far as need be."""
        self.plan.check_notebooks()
        before_the_page = [*self.checking(), *self.computing(), *self.putting_together(), self.plan.archive]
        self.runner.watcher.expect(len(before_the_page) + 3)
        due = self._due(before_the_page)
        if not due and self._is_as_it_was(before_the_page):
            return self._built()
        self._start_early(due)
        self.compute(page=True)
        return self._publish(before_the_page)

    def _due(self, steps: Iterable[Step]) -> set[str]:
        return {step.name for step in steps if self.runner.is_due(step)}

    def compute_facts(self) -> None:
        """From raw returns to facts, for a form of the edition that is made from them."""
        self.plan.check_notebooks()
        self._start_early(self._due([*self.checking(), *self.computing(), self.plan.collect, self.plan.archive]))
        self.compute()

    def compute(self, *, page: bool = False) -> None:
        """From raw returns to facts, and to the `page`; the reports and the archive are made beside it."""
        with ThreadPoolExecutor(1) as beside:
            refused = stopped(self.check())
            if self.runner.done and not self.tools.shared:
                # Nothing that follows needs Great Expectations or all rows at once, and notebooks need the memory.
                self.tools.end_worker()
                self.tools.start_worker()
            if refused is None:
                try:
                    self._run_side_by_side(self.computing())
                    self._run([self.plan.collect, *[self.plan.fill_workspace] * page])
                except AuditlibError as error:
                    refused = error  # once the reports are made
            waited_for = [beside.submit(self._run, [self.plan.report])]
            if refused is None:
                waited_for.append(beside.submit(self._run, [self.plan.archive]))
                if page:
                    self._render()
            for done in waited_for:
                done.result()
        if refused is not None:
            raise refused

    def _make_page(self) -> None:
        self._run([self.plan.fill_workspace])
        self._render()

    def _render(self) -> None:
        for step in (self._render_step, self._formats_step):
            self._run([step()])

    def _publish(self, before_the_page: Iterable[Step]) -> Built:
        # Only a page that fits its inputs as they are now replaces the one before.
        self.runner.check_unchanged(self.done)
        self._run([self._publish_step()])
        # Signatures stand for the very files that were signed, and only now is it known whether these are they.
        if signatures.mark(self.project, self.plan.edition.name) != self.runner.parameters("workspace")["mark"]:
            self._make_page()
            self._run([self._publish_step()])
        self.runner.close([*before_the_page, self._render_step(), self._formats_step(), self._publish_step()])
        return self._built()

    # The table of contents.

    def checking(self) -> Iterator[Step]:
        """Raw returns to accepted rows."""
        yield from self.plan.read
        yield from self.plan.check
        yield from (self.plan.conclude, self.plan.tidy, self.plan.report)

    def computing(self) -> list[Step]:
        """Accepted rows to executed notebooks; their order does not matter."""
        return self.plan.compute(self._run_notebook, lambda name: self.asked_for[name])

    def putting_together(self) -> Iterator[Step]:
        """Executed notebooks to all that the page is rendered from."""
        yield from (self.plan.collect, self.plan.fill_workspace)

    # How they are done.

    def _run(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.runner.run(step)
            self.done.append(step)

    def check(self) -> Validation:
        """Read, check and part the rows; what was found is kept whatever comes of it."""
        self._run(self.plan.read)
        self._run([*self.plan.check, self.plan.conclude, self.plan.tidy])
        return read_report(self.project, self.plan.edition.edition)

    def _is_as_it_was(self, before_the_page: list[Step]) -> bool:
        """Whether the page, too, would come out as it is: then every step counts as reused."""
        if stopped(read_report(self.project, self.plan.edition.edition)) is not None:
            return False
        steps = [*before_the_page]
        for last in (self._render_step, self._formats_step, self._publish_step):
            steps.append(last())  # which reads what the step before it made
            if self.runner.is_due(steps[-1]):
                return False
        for step in steps:
            self.runner.keep(step)
        return True

    def check_and_report(self) -> Validation:
        """Check, and write the reports, for those who want no page."""
        found = self.check()
        self._run([self.plan.report])
        return found

    def _start_early(self, due: set[str]) -> None:
        """Start the processes that will be needed, so that all load their libraries at the same time."""
        if due & {step.name for step in [*self.checking(), *self.computing()]}:
            self.tools.start_kernels()
            render.load()
            self.tools.start_worker()
        elif due:
            self.tools.start_worker()
            render.load()

    def _run_side_by_side(self, steps: list[Step]) -> None:
        """Run steps that do not wait for each other; all faults are reported, not only the first."""
        errors: list[AuditlibError] = []
        pool = ThreadPoolExecutor(_cores())
        try:
            for future in [pool.submit(self.runner.run, step) for step in steps]:
                try:
                    future.result()
                except AuditlibError as error:
                    errors.append(error)
        except BaseException:
            self.tools.close()  # ends the kernels that the other threads wait for
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if errors:
            raise type(errors[0])([problem for error in errors for problem in error.problems])
        self.done += steps

    def _run_notebook(self, name: str) -> list[str]:
        kernels = self.tools.start_kernels()
        from auditlib.kernels import notebooks

        path = self.project.notebooks / f"{name}.ipynb"
        target = notebook_path(self.plan.workspace, name)
        self.asked_for[name] = notebooks.run(
            kernels,
            path,
            target,
            self.plan.notebook_parameters,
            shown=self.project.show(path),
            before=self.runner.made_before(f"notebook {name}", target),
        )
        return [self.project.show(target)]

    def _render_step(self) -> Step:
        made = [step.name for step in [*self.computing(), *self.putting_together()]]

        def work() -> list[str]:
            try:
                rendered = render.render(self.plan.workspace, self.renderer)
            except BuildError as error:
                raise BuildError([self._as_written(problem) for problem in error.problems]) from None
            self.runner.manifest.about["renderer"] = str(rendered)
            return [self.project.show(rendered.page)]

        return Step(
            name="render",
            work=work,
            inputs=tuple(path for name in made for path in self.runner.outputs(name)),
            parameters={"renderer": lambda: self.renderer, "quarto": self._quarto},
        )

    def _as_written(self, problem: Problem) -> Problem:
        """A fault where it is put right: commentary is copied into the workspace from its edition's folder."""
        if not problem.file.startswith("content/"):
            return problem
        written = self.project.show(self.project.content(self.plan.edition.name))
        return replace(problem, file=problem.file.replace("content", written, 1))

    def _quarto(self) -> str | None:
        """Fingerprint of the Quarto that would be used."""
        if self.renderer != "quarto":
            return None
        from auditlib.render.quartocli import find_quarto

        found = find_quarto()
        return self.tools.hashes.of(Path(found).resolve()) if found else None

    def _publish_step(self) -> Step:
        (page,) = self.runner.outputs("render")
        return self.plan.publish(page, self.runner.outputs("formats"))

    def _formats_step(self) -> Step:
        (page,) = self.runner.outputs("render")
        return self.plan.formats(page, self.formats)

    def _built(self) -> Built:
        return Built(
            edition=self.plan.edition.name,
            page=self.runner.outputs("publish")[0],
            renderer=self.runner.manifest.about["renderer"],
            headlines=_headlines(self.plan),
            warnings=warnings_of(read_report(self.project, self.plan.edition.edition)),
            done=tuple(dict.fromkeys(self.runner.done)),
            reused=tuple(self.runner.kept),
        )


class _PublicEdition(_Edition):
    """The build of the public form of an edition, made from the facts for staff."""

    def build(self) -> Built:
        """Do all steps, as far as need be."""
        self.runner.watcher.expect(len(self.plan.notebook_names) + 6)
        self._run([self.plan.suppress])
        self._run_side_by_side(self.computing())
        self._run([self.plan.draw])
        self._make_page()
        return self._publish(self.done)

    def putting_together(self) -> Iterator[Step]:
        """What the page is rendered from."""
        yield from (self.plan.suppress, self.plan.draw, self.plan.fill_workspace)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _headlines(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The figures a reader looks for first."""
    wanted = [("Programme completion", f"audits.compliance.{PROGRAMME}")]
    for month in plan.edition.months:
        wanted.append((f"Compliance in {month_name(month)}", f"audits.compliance.{month}"))
        wanted.append((f"Good or better in {month_name(month)}", f"audits.good_or_better_rate.{month}"))
    # A fact stands on a line of its own; reading all of them would take longer than finding that nothing changed.
    text = facts_path(plan.workspace).read_text(encoding="utf-8")
    found = ((label, re.search(rf'^\{{"id": "{re.escape(fact_id)}", .*\}}', text, re.M)) for label, fact_id in wanted)
    return tuple((label, _printed(json.loads(line[0]))) for label, line in found if line)


def _printed(fact: dict[str, object]) -> str:
    if fact["value"] is None:
        return str(fact["display"])
    return f"{fact['display']} ({fact['numerator']:,} of {fact['denominator']:,})"


@contextmanager
def _edition(
    project: Project,
    name: str,
    renderer: str,
    wanted: Iterable[str] | None,
    fresh: bool,
    watcher: Watcher | None,
    tools: Tools | None,
) -> Iterator[_Edition]:
    """An edition that no other process builds meanwhile, and the processes to build it with."""
    watcher = watcher or Watcher()
    lock = project.root / "build" / f".{name}.lock"
    with ExitStack() as ending:
        shared = tools or ending.enter_context(Tools(project, shared=False))
        waiting = f"Another build of {name} is running. Waiting for it to end."
        ending.enter_context(locked(lock, lambda: watcher.note(waiting)))
        ending.callback(shared.hashes.save)
        yield _Edition(shared, name, renderer, wanted, watcher, fresh=fresh)


def build(
    project: Project,
    edition: str,
    *,
    profile: str | None = None,
    renderer: str = "auto",
    formats: Iterable[str] | None = None,
    fresh: bool = False,
    watcher: Watcher | None = None,
    tools: Tools | None = None,
) -> Built:
    """Build and publish an edition.

    Parameters
    ----------
    project, edition
        Where, and the edition's name; ``2020-02-public`` is its public form.
    profile
        ``internal`` or ``public``; what the name or else the edition's file says if None. The public form is made
        from the facts for staff, and gets folders of its own; a page for staff stays as it is.
    renderer
        ``auto``, ``quarto`` or ``embedded``.
    formats
        What to publish beside the page, such as ``docx``; what the edition's file names if None.
    fresh
        Whether to do every step, whatever need not be done again.
    watcher
        Is notified of each step.
    tools
        Processes to share with other builds; of its own if None.

    Raises
    ------
    AuditlibError
        What the user has to put right. The page published before, if any, is as it was.
    """
    given = load_edition(project, edition)  # before a file is made that bears its name
    wanted = profile or (PROFILES[1] if given.is_public else given.profile)
    with _edition(project, given.edition, renderer, formats, fresh, watcher, tools) as job:
        if wanted == PROFILES[0]:
            return job.build()
        job.compute_facts()
        public = given.edition + PUBLIC
        return _PublicEdition(job.tools, public, renderer, job.formats, job.runner.watcher, fresh=fresh).build()


def validate(project: Project, edition: str, *, fresh: bool = False, watcher: Watcher | None = None) -> Validation:
    """Read and check an edition's returns, part the rows, and write the reports.

    Raises
    ------
    AuditlibError
        What the user has to put right, except failures of rules: those are in what is returned.
    """
    name = load_edition(project, edition).edition
    with _edition(project, name, "embedded", None, fresh, watcher, None) as job:
        return job.check_and_report()
