"""What is installed on this computer, what each part is for, and how to get what is missing."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from auditlib import __version__
from auditlib.paths import Project

_TEXLIKE = ("typst", "xelatex", "lualatex", "weasyprint", "wkhtmltopdf")
_QUARTO = {
    "Windows": "winget install --id Posit.Quarto, or with no rights to install: conda install -c conda-forge quarto",
    "Darwin": "brew install --cask quarto, or: conda install -c conda-forge quarto",
    "Linux": "conda install -c conda-forge quarto, or the .deb or .rpm of https://quarto.org/docs/get-started",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked for."""

    name: str
    good: bool | None  # whether it is as it should be; None where it need not be there
    found: str
    do: str = ""  # what to do about it; empty if nothing


def examine(project: Project | None) -> list[Finding]:
    """Look at Python, the libraries, the renderers and the project's folder."""
    shell = Finding(
        "Completion", None, "the shell can complete commands and editions", "Run once: auditlib --install-completion"
    )
    return [_python(), _libraries(), *_renderers(), _pdf(), _browser_of_notebooks(), shell, *_folders(project)]


def _python() -> Finding:
    version = f"{platform.python_version()} on {platform.system() or 'an unknown system'} {platform.release()}"
    good = sys.version_info >= (3, 11)
    return Finding("Python", good, version, "" if good else "Install Python 3.11 or newer.")


def _libraries() -> Finding:
    """Whether every library that auditlib names is installed in a version that it can use."""
    from packaging.requirements import Requirement

    wrong = []
    for text in importlib.metadata.requires("auditlib") or ():
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if version not in wanted.specifier:
            wrong.append(f"{wanted.name} is {version}, not {wanted.specifier}")
    if wrong:
        return Finding("Libraries", False, "; ".join(wrong), "Run make setup, or: pip install --upgrade auditlib")
    return Finding("Libraries", True, f"all there, for auditlib {__version__}")


def _renderers() -> list[Finding]:
    from auditlib.render.quartocli import find_quarto

    quarto = find_quarto()
    named = os.environ.get("QUARTO_PATH")
    chosen = "Quarto, because it was found" if quarto else "embedded (pandoc alone), because Quarto was not found"
    found = [Finding("Renderer", True, chosen)]
    if quarto:
        found.append(Finding("Quarto", True, _version([quarto, "--version"])))
    else:
        get = _QUARTO.get(platform.system(), "https://quarto.org/docs/get-started")
        why = "QUARTO_PATH is set, but no program is there" if named else "not found; pages are the same without it"
        found.append(Finding("Quarto", False if named else None, why, f"To get it: {get}"))
    found.append(_pandoc())
    return found


def _pandoc() -> Finding:
    try:
        import pypandoc

        return Finding("Pandoc", True, f"{pypandoc.get_pandoc_version()}; makes pages and Word documents")
    except (ImportError, OSError):
        return Finding("Pandoc", False, "not found", "Run: pip install --force-reinstall pypandoc_binary")


def _pdf() -> Finding:
    tools = [name for name in _TEXLIKE if shutil.which(name)]
    if tools:
        return Finding("PDF", True, f"by {tools[0]}")
    return Finding("PDF", None, "no program for it was found", "To get one: conda install -c conda-forge typst")


def _browser_of_notebooks() -> Finding:
    try:
        return Finding("JupyterLab", True, importlib.metadata.version("jupyterlab"))
    except importlib.metadata.PackageNotFoundError:
        return Finding("JupyterLab", None, "not installed", "Run: pip install jupyterlab")


def _folders(project: Project | None) -> list[Finding]:
    """Whether builds may write where they write, and whether there is room."""
    if project is None:
        return [Finding("Project", None, "none here", "Run the command in the project's folder, or use --project.")]
    written = (project.root, project.root / "build", project.root / "site")
    closed = [path for path in written if path.exists() and not os.access(path, os.W_OK)]
    if closed:
        names = ", ".join(project.show(path) if path != project.root else "the project's folder" for path in closed)
        return [Finding("Project", False, f"{names} may not be written", "Ask for the right to write there.")]
    free = shutil.disk_usage(project.root).free >> 20
    enough = free > 500
    return [
        Finding("Project", True, "may be written"),
        Finding("Disk", enough, f"{free:,} MB free", "" if enough else "Make room: an edition takes some 100 MB."),
    ]


def _version(command: list[str]) -> str:
    """The version that a program gives, in one line."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return "found, but it does not start"
    match = re.search(r"\d[\w.]*", done.stdout)
    return match[0] if match else "found"
