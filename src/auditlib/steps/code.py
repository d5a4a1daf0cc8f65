"""Which of our modules, and which libraries in which versions, a step uses.

Belongs here: following imports in source files. Does not belong here: importing anything.

Every import statement of a module counts, also those inside functions, and so do the package's ``__init__`` modules
and the files beside the modules that are not Python (templates, word lists). A module that is loaded by a name put
together at run time has to be named by the step.
"""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import platform
import re
import sys
from functools import cached_property
from pathlib import Path

from auditlib.kernels.parameters import parsed
from auditlib.steps.hashing import Hashes, digest

_PACKAGE = "auditlib"
_SKIPPED = {"__pycache__"}
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class Code:
    """The code that steps use.

    Parameters
    ----------
    hashes
        Remembers what each file imports.
    root
        The package's folder; that of the code that runs if None.
    """

    def __init__(self, hashes: Hashes, root: Path | None = None) -> None:
        self._hashes = hashes
        self._root = root or Path(__file__).resolve().parents[1]
        # The code of a process is as it was when the process began, whatever becomes of the files meanwhile.
        self._found: dict[tuple[object, ...], tuple[dict[str, str], dict[str, str]]] = {}
        self._files: dict[str, list[Path]] = {}
        self._beside: dict[Path, list[Path]] = {}

    def of(self, *roots: str, notebooks: tuple[Path, ...] = ()) -> tuple[dict[str, str], dict[str, str]]:
        """What some modules and notebooks use.

        Parameters
        ----------
        *roots
            Modules of ours, ``auditlib.ingest.read``; with ``.*`` at the end, all modules of a package.
        notebooks
            Notebooks whose cells import modules.

        Returns
        -------
        tuple of dict
            SHA-256 of each source file by its path below the package; version of each library by its name.
        """
        asked = (*roots, *((notebook, self._hashes.of(notebook)) for notebook in notebooks))
        if asked not in self._found:
            about = f"used by {' '.join((*roots, *(notebook.name for notebook in notebooks)))}"
            given = digest([self._package, *(self._hashes.of(notebook) for notebook in notebooks)])
            files, libraries = self._hashes.finding(about, given, lambda: self._find(roots, notebooks))
            sources = {name: self._hashes.of(self._root / name) or "" for name in files}
            self._found[asked] = sources, self._versions(set(libraries))
        return self._found[asked]

    @cached_property
    def _package(self) -> str:
        """Fingerprint of all files of the package: what uses what follows from these."""
        found = {}
        for folder, names, files in os.walk(self._root):
            names[:] = [name for name in names if name not in _SKIPPED]
            found |= {path: self._hashes.of(Path(path)) for path in (os.path.join(folder, name) for name in files)}
        return digest(found)

    def _find(self, roots: tuple[str, ...], notebooks: tuple[Path, ...]) -> tuple[list[str], list[str]]:
        """The source files that modules and notebooks use, by their paths below the package, and the libraries."""
        found: dict[Path, None] = {}
        libraries: set[str] = set()
        waiting = [name for root in roots for name in self._named(root)]
        for notebook in notebooks:
            waiting += self.imports(notebook)
        seen = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name.partition(".")[0] != _PACKAGE:
                libraries.add(name.partition(".")[0])
                continue
            if name not in self._files:
                self._files[name] = self._files_of(name)
            for path in self._files[name]:
                if path not in found:
                    found[path] = None
                    waiting += self.imports(path)
        files = sorted(
            {*found, *(path for folder in {path.parent for path in found} for path in self._next_to(folder))}
        )
        return [path.relative_to(self._root).as_posix() for path in files], sorted(libraries)

    def _next_to(self, folder: Path) -> list[Path]:
        if folder not in self._beside:
            self._beside[folder] = self._resources(folder)
        return self._beside[folder]

    def _named(self, root: str) -> list[str]:
        if not root.endswith(".*"):
            return [root]
        folder = self._root.joinpath(*root[:-2].split(".")[1:])
        modules = [path.relative_to(self._root) for path in folder.rglob("*.py")]
        return [".".join((_PACKAGE, *path.with_suffix("").parts)) for path in modules]

    def _files_of(self, name: str) -> list[Path]:
        """The source files that importing a name loads: packages on the way, and the module if it is one."""
        parts = name.split(".")[1:]
        found = [self._root / "__init__.py"]
        folder = self._root
        for part in parts:
            if (folder / f"{part}.py").is_file():
                return [*found, folder / f"{part}.py"]
            folder /= part
            if not (folder / "__init__.py").is_file():
                break  # a name in the module before it
            found.append(folder / "__init__.py")
        return found

    def _resources(self, folder: Path) -> list[Path]:
        """Files beside a module, and below it in folders without modules, that are not Python."""
        found = []
        for path in folder.iterdir():
            if path.name.startswith((".", "_")) and path.name not in ("_quarto.yml",):
                continue
            if path.is_dir() and path.name not in _SKIPPED and not (path / "__init__.py").is_file():
                found += [each for each in path.rglob("*") if each.is_file() and each.suffix not in (".py", ".pyc")]
            elif path.is_file() and path.suffix not in (".py", ".pyc"):
                found.append(path)
        return found

    def imports(self, path: Path) -> list[str]:
        """The modules a file imports, with names that may be modules of the package imported from."""
        sha256 = self._hashes.of(path)
        if sha256 is None:
            return []
        package = ""
        if path.is_relative_to(self._root):
            package = ".".join((_PACKAGE, *path.relative_to(self._root).parent.parts))
        return self._hashes.finding(f"imports of {path}", sha256, lambda: _imports(path, package))

    @cached_property
    def _installed(self) -> dict[str, str]:
        """Version of every installed distribution, from the names of its metadata folders."""
        found = {}
        for entry in reversed(sys.path):
            folder = Path(entry or ".")
            if folder.is_dir():
                for path in folder.glob("*.dist-info"):
                    name, _, version = path.name.removesuffix(".dist-info").rpartition("-")
                    found[_canonical(name)] = version
        found.pop(_PACKAGE, None)
        return dict(sorted(found.items()))

    @property
    def python(self) -> str:
        """The version of Python."""
        return platform.python_version()

    def _versions(self, modules: set[str]) -> dict[str, str]:
        """Versions of the libraries that provide modules, and of all that those need."""
        modules = modules - set(sys.stdlib_module_names)
        environment = digest(self._installed)
        provided, needs = self._hashes.finding("libraries", environment, lambda: _environment(self._installed))
        waiting = [name for module in modules for name in provided.get(module, [])]
        found: dict[str, str] = {"python": self.python}
        while waiting:
            name = waiting.pop()
            if name in self._installed and name not in found:
                found[name] = self._installed[name]
                waiting += needs.get(name, [])
        return dict(sorted(found.items()))


def _environment(installed: dict[str, str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Which library provides which module, and which libraries each needs."""
    provided = {
        module: sorted({_canonical(name) for name in names})
        for module, names in importlib.metadata.packages_distributions().items()
    }
    needs = {}
    for name in installed:
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            required = []
        matches = (_REQUIREMENT.match(line) for line in required if "extra ==" not in line)
        needs[name] = sorted({_canonical(match.group(1)) for match in matches if match})
    return provided, needs


def _imports(path: Path, package: str) -> list[str]:
    source = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(source).get("cells", []) if cell.get("cell_type") == "code"]
        sources = ["".join(cell.get("source", "")) for cell in cells]
    else:
        sources = [source]
    found: set[str] = set()
    for text in sources:
        try:
            tree = parsed(text)
        except SyntaxError:
            continue  # such as a notebook's magics; whoever runs it says so
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*above, *([base] if base else [])])
                found.add(base)
                found.update(f"{base}.{alias.name}" for alias in node.names if alias.name != "*")
    return sorted(found)
