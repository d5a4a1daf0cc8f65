"""Where things are in a project folder, and finding it; asking for a path never makes a folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from auditlib.errors import UsageError

#: What every project folder has, and a build's workspace has not.
_MARKERS = ("editions", "data/reference", "report.qmd")


@dataclass(frozen=True, slots=True)
class Project:
    """A council's project folder and the places in it."""

    root: Path

    @classmethod
    def find(cls, start: str | os.PathLike[str] | None = None) -> Project:
        """Find the project folder at or above a folder, the current one if none is given.

        Raises
        ------
        UsageError
            There is none.
        """
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if all((folder / marker).exists() for marker in _MARKERS):
                return cls(folder)
        raise UsageError(
            "No audit project here or in a folder above. "
            "Run the command in the project's folder, or name the folder with --project."
        )

    def show(self, path: Path) -> str:
        """Name a path as the user knows it: relative to the project, with forward slashes."""
        text, root = str(path), f"{self.root}{os.sep}"
        return text.removeprefix(root).replace(os.sep, "/") if text.startswith(root) else path.name

    @property
    def raw(self) -> Path:
        """Returns as received, one folder a month."""
        return self.root / "data" / "raw"

    @property
    def reference(self) -> Path:
        """Code lists that QA reviews."""
        return self.root / "data" / "reference"

    def processed(self, edition: str) -> Path:
        """Tidy tables of an edition, rebuilt from the raw returns."""
        return self.root / "data" / "processed" / edition

    @property
    def editions(self) -> Path:
        """One YAML file an edition."""
        return self.root / "editions"

    def content(self, edition: str) -> Path:
        """Commentary written by hand for an edition."""
        return self.root / "content" / edition

    @property
    def register(self) -> Path:
        """The register of actions promised."""
        return self.root / "content" / "actions.csv"

    @property
    def expectations(self) -> Path:
        """One Great Expectations suite a return."""
        return self.root / "expectations"

    @property
    def notebooks(self) -> Path:
        """The section notebooks, outputs stripped."""
        return self.root / "notebooks"

    def build(self, edition: str) -> Path:
        """The edition's workspace: facts, executed notebooks, checks. QA's; never published."""
        return self.root / "build" / edition

    @property
    def thresholds(self) -> Path:
        """The council's own thresholds of disclosure control, if it has any."""
        return self.reference / "disclosure.yml"

    def disclosure(self, edition: str) -> Path:
        """Which facts the public form of an edition may show, and why not the others."""
        return self.build(edition) / "disclosure.json"

    def site(self, edition: str) -> Path:
        """The edition's folder on the intranet."""
        return self.root / "site" / edition

    @property
    def archive(self) -> Path:
        """The figures of editions as published; kept with the project, unlike what is built."""
        return self.editions / "published"

    def archived(self, edition: str) -> Path:
        """The figures of an edition as published."""
        return self.archive / f"{edition}.json.gz"
