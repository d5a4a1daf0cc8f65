"""What the steps that handle rows have in hand.

Belongs here: an edition, its code lists and everything received for it, read once per process. Does not belong here:
any step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditlib import ingest
from auditlib.ingest import Received
from auditlib.paths import Project
from auditlib.reference import load_code_lists
from auditlib.settings import load_edition
from auditlib.steps import received as store


class Rows:
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
        self._received: Received | None = None
        self._made: dict[str, Any] = {}

    def has_changed(self) -> None:
        """Forget what was made of the rows: a month has been read again."""
        self._received, self._made = None, {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something made by the first step that needs it, and used by the others."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def received(self) -> Received:
        """Everything received: what this build has read, and what earlier ones kept."""
        if self._received is None:
            whole = store.recall(self.workspace, self.edition.programme_months)
            self._received = replace(whole, faults=ingest.check_raw(self.project) + whole.faults)
        return self._received

    def shown(self, paths: list[Path]) -> list[str]:
        """Paths from the project's folder."""
        return [self.project.show(path) for path in paths]
