"""The ways of making the report that are compared, and the changes after which it is made again.

Belongs here: commands. Does not belong here: timing them.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from pathlib import Path

from auditlib.paths import Project
from auditlib.render.quartocli import find_quarto
from benchmarks.measuring import Command

ROOT = Path(__file__).resolve().parents[1]
_PARTS = (
    "assets",
    "content",
    "data/raw",
    "data/reference",
    "editions",
    "expectations",
    "notebooks",
    "report.qmd",
    "_quarto.yml",
    "tests/spec",
)
_PYTHON = sys.executable
_PYTHONPATH = {"PYTHONPATH": str(ROOT)}
EDITION = "2020-02"


def fresh_project(folder: Path, source: Path = ROOT) -> Project:
    """A copy of a project of which nothing has been built."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in _PARTS:
        if (source / part).is_dir():
            left_out = shutil.ignore_patterns(".ipynb_checkpoints", "published")
            shutil.copytree(source / part, folder / part, ignore=left_out)
        elif (source / part).is_file():
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / part, folder / part)
    return Project(folder)


def sections(project: Project) -> list[str]:
    """The notebooks of the report."""
    report = (project.root / "report.qmd").read_text(encoding="utf-8")
    return sorted(path.stem for path in project.notebooks.glob("*.ipynb") if f"notebooks/{path.name}#" in report)


def build(*options: str) -> list[Command]:
    """What this project does."""
    return [[_PYTHON, "-m", "auditlib", "build", *options, "--renderer", "embedded", "--quiet"]]


def plain(edition: str = EDITION) -> list[Command]:
    """One plain Python process."""
    return [[_PYTHON, "-m", "benchmarks.plain", edition]]


def _knit(project: Project, edition: str) -> list[Command]:
    quarto = find_quarto()
    if quarto is None:
        return [[_PYTHON, "-m", "benchmarks.by_hand", "knit", edition]]
    return [[quarto, "render", str(project.build(edition) / "report.qmd"), "--to", "html"]]


def papermill_loop(project: Project, edition: str = EDITION) -> list[Command]:
    """By hand: Great Expectations, papermill's own command for each notebook, Quarto where it is found."""
    commands: list[Command] = [[_PYTHON, "-m", "benchmarks.by_hand", "check", edition]]
    target = project.build(edition) / "notebooks"
    target.mkdir(parents=True, exist_ok=True)
    for name in sections(project):
        paths = [str(project.notebooks / f"{name}.ipynb"), str(target / f"{name}.ipynb")]
        options = ["--cwd", str(project.notebooks), "--no-progress-bar", "-p", "edition", edition]
        commands.append([_PYTHON, "-m", "papermill", *paths, *options])
    return [*commands, [_PYTHON, "-m", "benchmarks.by_hand", "collect", edition], *_knit(project, edition)]


def nbconvert_loop(project: Project, edition: str = EDITION) -> list[Command]:
    """The same with ``nbconvert --execute``; it knows no parameters, so the notebooks' default edition is made."""
    commands: list[Command] = [[_PYTHON, "-m", "benchmarks.by_hand", "check", edition]]
    target = str(project.build(edition) / "notebooks")
    for name in sections(project):
        path = str(project.notebooks / f"{name}.ipynb")
        options = ["--to", "notebook", "--execute", "--output-dir", target]
        commands.append([_PYTHON, "-m", "nbconvert", *options, path])
    return [*commands, [_PYTHON, "-m", "benchmarks.by_hand", "collect", edition], *_knit(project, edition)]


def quarto_executes(project: Project) -> list[Command]:
    """Quarto executing each notebook itself, checks before; nothing where there is no Quarto."""
    quarto = find_quarto()
    if quarto is None:
        return []
    commands: list[Command] = [[_PYTHON, "-m", "benchmarks.by_hand", "check", EDITION]]
    apart = project.root / "by-quarto"  # a Quarto project of its own: the report's would be rendered with each
    apart.mkdir(exist_ok=True)
    (apart / "_quarto.yml").write_text("project:\n  type: default\n", encoding="utf-8")
    for name in sections(project):
        shutil.copy(project.notebooks / f"{name}.ipynb", apart)
        commands.append([quarto, "render", str(apart / f"{name}.ipynb"), "--execute", "--to", "html"])
    return commands


def environment() -> dict[str, str]:
    """What the commands need to find these scripts and this Python."""
    path = os.pathsep.join([str(Path(_PYTHON).parent), os.environ.get("PATH", "")])
    return {**_PYTHONPATH, "QUARTO_PYTHON": _PYTHON, "PATH": path}


def change_a_sentence(project: Project) -> None:
    """Add a sentence at the end of the edition's introduction, or take it away again."""
    path = project.content(EDITION) / "introduction.md"
    text, added = path.read_text(encoding="utf-8"), "\nThank you to all who took part.\n"
    path.write_text(text.removesuffix(added) if text.endswith(added) else text + added, encoding="utf-8")


def change_a_comment(project: Project) -> None:
    """Add a word to the last remark of the last month, or take it away again."""
    path = project.raw / EDITION / "comments.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    text = rows[0].index("text")
    added = " Again."
    rows[-1][text] = rows[-1][text].removesuffix(added) if rows[-1][text].endswith(added) else rows[-1][text] + added
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
