"""Shared by the tests of validation: the clean months and the suites."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from auditlib.expectations import Suite, inputs_of, load_suites
from auditlib.expectations.engine import SentBefore
from auditlib.ingest import Received, read_month, read_returns
from auditlib.ingest import combine as together
from auditlib.paths import Project
from auditlib.reference import CodeLists, load_code_lists
from auditlib.settings import Edition, load_edition
from auditlib.validate import SuiteResult, Validation, combine
from auditlib.validate.run import validate_return

ROOT = Path(__file__).parents[3]
CLEAN = ROOT / "tests" / "data" / "faults" / "clean"
EDITION = "2030-11"


@dataclass
class Council:
    """A project folder with the clean months in it, and the rules of this project."""

    project: Project
    edition: Edition
    lists: CodeLists
    suites: dict[str, Suite]
    sent_before: dict[str, SentBefore] = field(default_factory=dict)

    def read(self) -> Received:
        return read_returns(self.project, self.edition, self.lists)

    def read_again(self, clean: dict[str, Received], changed: set[str]) -> Received:
        """What was received where only some months differ from the clean ones, which need not be read again."""
        return together(
            read_month(self.project, month, self.lists, self.edition.expected(month))
            if month in changed
            else clean[month]
            for month in self.edition.programme_months
        )

    def results(self, received: Received, suites: Iterable[Suite]) -> list[SuiteResult]:
        """Run some suites."""
        return [
            validate_return(
                suite,
                received.tables,
                self.edition,
                self.lists,
                received.faults,
                self.sent_before.get(suite.name),
            )
            for suite in suites
            if suite.rules
        ]

    def check(self, received: Received, only: set[str] | None = None) -> Validation:
        """Run the suites; with `only`, those rules whose results depend on one of these returns."""
        suites = self.suites.values() if only is None else [_depending(each, only) for each in self.suites.values()]
        results = self.results(received, suites)
        return combine(self.edition, self.lists, results, received.faults, received.files)

    def with_rules(self, *codes: str) -> list[Suite]:
        """The suites cut down to these rules, for tests to which the others do not matter."""
        return [
            replace(suite, rules=tuple(rule for rule in suite.rules if rule.code in codes))
            for suite in self.suites.values()
        ]


def _depending(suite: Suite, returns: set[str]) -> Suite:
    alone = [replace(suite, rules=(rule,)) for rule in suite.rules]
    return replace(suite, rules=tuple(each.rules[0] for each in alone if inputs_of(each) & returns))


@pytest.fixture(scope="session")
def clean_months() -> dict[str, Received]:
    """What reading makes of each clean month."""
    project = Project(CLEAN)
    edition, lists = load_edition(project, EDITION), load_code_lists(project)
    return {month: read_month(project, month, lists, edition.expected(month)) for month in edition.programme_months}


@pytest.fixture(scope="session")
def suites() -> dict[str, Suite]:
    return load_suites(Project(ROOT))


@pytest.fixture
def make_council(tmp_path: Path, suites: dict[str, Suite]) -> Callable[[], Council]:
    def make() -> Council:
        folder = tmp_path / "council"
        shutil.copytree(CLEAN, folder)
        shutil.copytree(ROOT / "expectations", folder / "expectations")
        project = Project(folder)
        return Council(project, load_edition(project, EDITION), load_code_lists(project), suites)

    return make


@pytest.fixture
def council(make_council: Callable[[], Council]) -> Council:
    return make_council()
