"""pip users and conda users get the same direct dependencies."""

import re
import tomllib
from pathlib import Path

import yaml

import auditlib
from auditlib.steps.hashing import Hashes, code_in_use

ROOT = Path(__file__).parents[2]
#: Packages that conda-forge calls otherwise.
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "pypandoc-binary": "pypandoc_binary",
}
#: What only a conda environment lists: the interpreter, pip, and the Quarto command line.
CONDA_ONLY = {"python", "pip", "quarto"}


def _split(requirement):
    requirement = requirement.split("#")[0].strip()
    name, version = re.fullmatch(r"([\w.-]+)\s*(.*)", requirement).groups()
    return name, version.replace(" ", "")


def _pip():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return {name.replace("_", "-").lower(): version for name, version in map(_split, listed)}


def _conda():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = dict(_split(item) for item in listed if isinstance(item, str))
    by_pip = next(item["pip"] for item in listed if isinstance(item, dict))
    return conda, dict(_split(item) for item in by_pip if not item.startswith("--"))


def test_every_dependency_is_in_both_files_and_nothing_else():
    conda, conda_by_pip = _conda()
    wanted = {CONDA_NAMES.get(name, name) for name in _pip()}
    assert set(conda) - CONDA_ONLY | set(conda_by_pip) == wanted


def test_both_files_ask_for_the_same_versions():
    conda, conda_by_pip = _conda()
    for pip_name, version in _pip().items():
        name = CONDA_NAMES.get(pip_name, pip_name)
        assert (conda_by_pip.get(name) or conda.get(name)) == version, name


def test_conda_gives_the_quarto_command_line():
    conda, conda_by_pip = _conda()
    assert "quarto" in conda
    assert "quarto" in conda_by_pip, "and the package that finds it"


def test_the_locked_versions_meet_the_requirements():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = {package["name"] for package in lock["package"]}
    assert set(_pip()) <= locked
    own = next(package for package in lock["package"] if package["name"] == "auditlib")
    assert {item["name"] for item in own["dependencies"]} | {
        item["name"] for item in own["dev-dependencies"]["dev"]
    } == set(_pip())


def test_who_cites_it_names_the_version_that_pages_and_records_name():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    assert cited == auditlib.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", cited)
    assert code_in_use(Hashes(ROOT / "absent"))["version"] == cited
