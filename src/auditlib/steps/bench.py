"""What the steps that handle rows have in hand.

Belongs here: an edition, its code lists and everything received for it, read once per process. Does not belong here:
any step.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from auditlib import ingest
from auditlib.ingest import Received
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition
from auditlib.steps import received as store


class Bench:
    """An edition's rows, as far as steps have asked for them.

    Parameters
    ----------
    project, edition
        Where, and the edition's name.
    """

    def __init__(self, project: Project, edition: str) -> None:
        self.project, self.edition = project, load_edition(project, edition)
        self.lists = load_code_lists(project)
        self.workspace = project.build(edition)
        self._months: dict[str, Received] = {}
        self._whole: Received | None = None
        self._made: dict[str, Any] = {}

    def take(self, month: str, part: Received) -> None:
        """Have a month's rows in hand, in place of those kept."""
        self._months[month], self._whole = part, None
        self._made = {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something made from these rows by the first step that needs it, and used by the others."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def received(self) -> Received:
        """Everything received: what this process has read, and what earlier builds kept."""
        if self._whole is None:
            months = self.edition.programme_months
            for month in months:
                if month not in self._months:
                    self._months[month] = store.recall(self.workspace, month)
            whole = ingest.combine([self._months[month] for month in months])
            self._whole = Received(whole.tables, ingest.check_raw(self.project) + whole.faults, whole.files)
            self._months = {}
        return self._whole

    def shown(self, paths: list[Path]) -> list[str]:
        """Paths from the project's folder."""
        return [self.project.show(path) for path in paths]
