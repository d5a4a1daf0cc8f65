"""What builds are timed against does the same work: it makes the same page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from auditlib.paths import Project

CHECKOUT = Path(__file__).resolve().parents[2]
EDITION = "2020-02"


def run(project: Project, module: str, *arguments: str) -> None:
    """Run one of the benchmark's programs in a project's folder."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", module, *arguments, EDITION]
    subprocess.run(command, cwd=project.root, env=environment, check=True, capture_output=True)


def test_one_plain_process_makes_the_page_of_a_build(small_build, tmp_path):
    built = small_build.project
    shutil.copytree(
        built.root, tmp_path / "plain", ignore=shutil.ignore_patterns("build", "site", "processed", "published")
    )
    plain = Project(tmp_path / "plain")
    run(plain, "benchmarks.plain")
    for name in ("index.html", "figures.html", "methods.html"):
        assert (plain.site(EDITION) / name).read_bytes() == (built.site(EDITION) / name).read_bytes()


def test_the_scripts_between_the_tools_make_the_page_of_a_build(small_build, tmp_path):
    built = small_build.project
    shutil.copytree(built.root, tmp_path / "by-hand", ignore=shutil.ignore_patterns("site", "processed"))
    by_hand = Project(tmp_path / "by-hand")
    page = by_hand.build(EDITION) / "report.html"
    page.unlink()
    for step in ("check", "collect", "knit"):
        run(by_hand, "benchmarks.by_hand", step)
    assert page.read_bytes() == (built.build(EDITION) / "report.html").read_bytes()
