"""Data flows one way: a module imports only from those to its left in docs/architecture.md."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import auditlib

SOURCE = Path(auditlib.__file__).parent
ARCHITECTURE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"


def order() -> tuple[list[set[str]], dict[str, set[str]]]:
    """The modules from left to right, those in braces side by side, and what those beside the flow may use."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    drawing = re.search(r"```\n(.*?)```", text, re.DOTALL)[1]
    flow, _, beside = drawing.partition("\n\n") if "\n\n" in drawing else (drawing, "", "")
    lines = flow.splitlines() + beside.splitlines()
    ranks: list[set[str]] = []
    others: dict[str, set[str]] = {}
    for line in lines:
        aside = re.match(r"([\w, ]+): stand beside the flow and use only (\w+) \.\. (\w+)", line)
        if aside:
            names = [name for rank in ranks for name in sorted(rank)]
            allowed = set(names[names.index(aside[2]) : names.index(aside[3]) + 1]) if names else set()
            others |= {name.strip(): allowed for name in aside[1].split(",")}
            continue
        for part in re.findall(r"\{[^}]*\}|\w+", line):
            ranks.append(set(re.findall(r"\w+", part)))
    return ranks, others


RANKS, BESIDE = order()
RANK_OF = {name: number for number, names in enumerate(RANKS) for name in names}
MODULES = sorted(
    path.stem if path.suffix else path.name
    for path in SOURCE.iterdir()
    if not path.name.startswith("_") and path.suffix in ("", ".py")
)


def imports(top: str) -> set[tuple[str, str]]:
    """The top modules of ours that a top module imports, with the file that does."""
    paths = (SOURCE / top).rglob("*.py") if (SOURCE / top).is_dir() else [SOURCE / f"{top}.py"]
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                names = names if node.module == "auditlib" else [node.module]
            for name in names:
                parts = name.split(".")
                if parts[0] == "auditlib" and len(parts) > 1 and parts[1] != top and parts[1] in MODULES:
                    found.add((parts[1], path.relative_to(SOURCE).as_posix()))
    return found


def test_the_drawing_names_the_flow():
    assert {"errors", "ingest", "kernels", "pipeline", "cli"} <= RANK_OF.keys()
    assert RANK_OF["errors"] < RANK_OF["ingest"] < RANK_OF["steps"] < RANK_OF["pipeline"] < RANK_OF["cli"]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_in_the_drawing(module):
    assert module in RANK_OF or module in BESIDE, f"add {module} to docs/architecture.md"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_left(module):
    for other, file in imports(module):
        if module in BESIDE:
            # What stands beside the flow may use what stands beside it, too.
            assert other in BESIDE[module] or other in BESIDE, f"{file} imports {other}"
        elif other not in BESIDE:
            assert RANK_OF[other] < RANK_OF[module], f"{file} imports {other}"
        else:
            assert module == "cli", f"{file} imports {other}"


HEAVY = {"pandas", "numpy", "pyarrow", "great_expectations", "papermill", "nbclient", "matplotlib", "scipy", "lxml"}


def loaded(code: str, *arguments: str) -> set[str]:
    """The heavy libraries that a piece of code imports."""
    program = f"{code}\nimport sys; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return HEAVY & set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["validate", "--help"]])
def test_asking_for_help_imports_nothing_heavy(arguments):
    code = f"import sys; sys.argv = ['auditlib', *{arguments}]\n"
    code += "try:\n    from auditlib.cli import main; main()\nexcept SystemExit: pass"
    assert loaded(code) == set()


@pytest.mark.parametrize(
    "module",
    ["auditlib", "auditlib.pipeline", "auditlib.validate", "auditlib.render", "auditlib.ingest"],
)
def test_a_module_that_every_build_imports_is_light(module):
    assert loaded(f"import {module}") == set()


def test_the_checker_of_documents_stands_alone():
    for path in (SOURCE.parent / "figurecheck").rglob("*.py"):
        assert not re.search(r"^\s*(?:from|import) auditlib\b", path.read_text(encoding="utf-8"), re.MULTILINE), (
            path.name
        )
