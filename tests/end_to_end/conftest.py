"""The calibrated sample built once for all tests of the finished edition."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pytest

from auditlib.paths import Project

EDITION = "2020-02"


@dataclass(frozen=True)
class Edition:
    """A built edition and what the command printed."""

    project: Project
    said: str

    @property
    def folder(self) -> Path:
        return self.project.build(EDITION)

    @property
    def page_path(self) -> Path:
        return self.project.site(EDITION) / "index.html"

    @property
    def page(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.page_path.read_bytes())

    @property
    def facts(self) -> list[dict]:
        return json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def edition(build_once, project_in, request) -> Edition:
    """Edition 2020-02 of the calibrated sample, built from nothing with the embedded renderer, in every format."""

    def calibrated(folder: Path) -> Project:
        project = project_in(folder, months=None)
        shutil.copytree(Path(request.config.rootpath) / "content", project.root / "content", dirs_exist_ok=True)
        return project

    built = build_once("edition", calibrated, EDITION, "--renderer", "embedded", "--formats", "docx,pdf,xlsx,csv")
    return Edition(built.project, built.stdout)
