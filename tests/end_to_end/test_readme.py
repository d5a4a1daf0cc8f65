"""The commands that the README gives are run as they stand there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A fresh clone with this machine's packages: setting them up is what the Makefile does and CI shows."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    folder = tmp_path_factory.mktemp("clone") / "report"
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    (folder / ".venv").symlink_to(BIN.parent)
    return folder


def shell(folder, command):
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)


def commands():
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    return [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]


def test_make_report_builds_the_page(clone, edition):
    """What the same files have been made into already is not made again: the notebooks of the calibrated edition."""
    assert "make report" in commands()
    for made in (Path("build") / "2020-02", Path("data") / "processed" / "2020-02"):
        shutil.copytree(edition.project.root / made, clone / made)
    done = shell(clone, "make -o .venv/.ready report")
    assert done.returncode == 0, done.stderr
    assert "site/2020-02/index.html" in done.stdout
    assert (clone / "site" / "2020-02" / "index.html").is_file()


def test_make_test_runs_pytest(clone):
    assert "make test" in commands()
    planned = shell(clone, "make -n -o .venv/.ready test")
    assert ".venv/bin/python -m pytest" in planned.stdout


def test_every_other_command_runs(clone, request):
    shutil.copy(ROOT / "tests" / "data" / "documents" / "published-report-2020-02.md", clone / "report.md")
    given = [command for command in commands() if command.startswith(".venv/bin/auditlib")]
    assert len(given) >= 5
    for command in given:
        # The README's example is a Word file; ours is the published report as text.
        done = shell(clone, command.replace("report.docx", "report.md"))
        found_contradictions = "check-document" in command
        assert done.returncode == (1 if found_contradictions else 0), f"{command}: {done.stderr}"


def test_the_places_it_names_exist():
    for name in re.findall(r"\]\(([\w./-]+)\)", README) + re.findall(r"^\| `([\w./_-]+?)/?`", README, re.MULTILINE):
        if not name.startswith(("build", "site", "data/processed")):
            assert (ROOT / name).exists(), name
