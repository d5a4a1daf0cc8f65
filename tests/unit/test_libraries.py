"""No library is patched, faked or reached into: an upgrade may change anything that is not public."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import auditlib

SOURCE = Path(auditlib.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


def faults(source: str) -> list[str]:
    """What in a module reaches into another library: a line for each place."""
    tree = ast.parse(source)
    libraries = {"sys"}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            libraries |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and not (node.module or "").startswith("auditlib"):
            libraries |= {alias.asname or alias.name for alias in node.names}
            names = [f"{node.module}.{alias.name}" for alias in node.names if node.module != "__future__"]
        else:
            continue
        if any(part.startswith("_") and part != "__main__" for name in names for part in name.split(".")):
            found.append(f"line {node.lineno} imports a private name")
    for node in ast.walk(tree):
        targets = []
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
            targets = getattr(node, "targets", None) or [node.target]
        for target in targets:
            text = ast.unparse(target)
            if text.startswith("sys.modules["):
                found.append(f"line {node.lineno} fakes a module")
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                patched = target.value.id in libraries and text not in ALLOWED
                found += [f"line {node.lineno} sets {text}"] if patched else []
        of_library = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in libraries
        if of_library and re.match(r"_(?!_)", node.attr) and ast.unparse(node) not in ALLOWED:
            found.append(f"line {node.lineno} uses {ast.unparse(node)}")
    return found


#: What Python's documentation says to set or call.
ALLOWED = {"os._exit", "sys.argv", "sys.stdout", "sys.stderr", "tempfile.tempdir"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_uses_libraries_as_they_are(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from scipy._lib import _docscrape",
        "import sys\nsys.modules['pyarrow'] = None",
        "from ipykernel import kernelapp\nkernelapp.IOPubThread = None",
        "import pandas as pd\npd._config",
    ],
)
def test_what_would_be_found(source):
    assert faults(source)
