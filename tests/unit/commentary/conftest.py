"""A small project with commentary, and facts to name in it."""

from __future__ import annotations

from datetime import date

import pytest

from auditlib.facts import Fact, Facts
from auditlib.paths import Project
from auditlib.reference import CodeList, CodeLists, Entry, folded
from auditlib.settings import Edition

AREAS = {"north-east": "North East", "north-west": "North West"}


def _rate(fact_id, numerator, denominator, display):
    value = numerator / denominator if denominator else None
    return Fact(fact_id, value, numerator, denominator, "percent", display, "Audits.", {}, "")


def _count(fact_id, value):
    return Fact(fact_id, value, None, None, "count", f"{value:,}", "Audits.", {}, "")


@pytest.fixture(scope="session")
def facts():
    return Facts(
        [
            _rate("audits.compliance.2019-11", 45, 75, "60%"),
            _rate("audits.compliance.2019-12", 41, 76, "54%"),
            _rate("audits.compliance.2020-01", 72, 96, "75%"),
            _rate("audits.compliance.2020-02", 62, 76, "82%"),
            _rate("audits.compliance.programme", 1088, 1235, "88%"),
            _rate("audits.compliance.edition.north-east", 31, 40, "78%"),
            _rate("audits.compliance.edition.north-west", 32, 38, "84%"),
            _rate("reaudits.compliance.2019-11", 18, 32, "56%"),
            _rate("reaudits.compliance.2020-01", 0, 0, "none allocated"),
            _rate("reaudits.compliance.2020-02", 22, 29, "76%"),
            _rate("moderation.coverage.2020-02", 23, 76, "30%"),
            _count("audits.returned.2020-02", 62),
            _count("audits.returned.programme", 1088),
            *(_count(f"audits.allocated.programme.{area}", 600) for area in AREAS),
        ]
    )


@pytest.fixture(scope="session")
def lists():
    areas = CodeList(
        "areas",
        {code: Entry(code, name) for code, name in AREAS.items()},
        {folded(word): code for code, name in AREAS.items() for word in (code, name)},
    )
    none = CodeList("", {}, {})
    return CodeLists(areas, none, none, none, none, none)


@pytest.fixture(scope="session")
def edition():
    return Edition(
        edition="2020-02",
        title="Audit Highlights Report",
        months=("2020-01", "2020-02"),
        programme_start="2019-11",
        cut_off=date(2020, 3, 13),
        expects={},
        author="Audit & Practice Standards Team",
        contact="quality.assurance@example.org",
    )


@pytest.fixture
def project(tmp_path):
    """Make a project of some files: ``project({"content/2020-02/practice.md": "…"})``."""

    def make(files: dict[str, str]) -> Project:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Project(tmp_path)

    return make
