"""What ``_quarto.yml``, its metadata files and the front matter ask of pandoc.

A key that is not one of Quarto's is the document's own and can be read by ``{{< meta >}}`` and ``when-meta``. One of
Quarto's that pandoc alone does not act on is named: "this needs Quarto".
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from auditlib.render.places import Faults, Place, named
from auditlib.yamlfile import YamlFault, parse_yaml

#: What plain words mean in YAML 1.2; every other plain value, a number too, stays the text that was written.
_CONSTANTS = (
    dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | dict.fromkeys(("", "~", "null", "Null", "NULL"))
)


@dataclass(slots=True)
class YamlFile:
    """A YAML mapping and where its keys stand."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Where a key stands."""
        return Place(self.file, self.lines.get(key, 0))


def _scalar(node: yaml.ScalarNode) -> Any:
    return node.value if node.style else _CONSTANTS.get(node.value, node.value)  # no style: without quotation marks


def read_options(text: str, file: str, faults: Faults, first_line: int = 1) -> YamlFile:
    """Read a YAML mapping; what is wrong with it is noted, and nothing of it taken."""
    try:
        return YamlFile(file, *parse_yaml(text, first_line=first_line, scalar=_scalar))
    except YamlFault as fault:
        faults.add(Place(file, fault.line), fault.what, fault.do)
        return YamlFile(file)


PROJECT_FILE = "_quarto.yml"
VARIABLES_FILE = "_variables.yml"
#: Options that pandoc has too.
_PASSED = (
    *("toc", "toc-depth", "toc-title", "number-sections", "number-depth", "css", "template", "filters", "lang"),
    *("shift-heading-level-by", "embed-resources", "html-math-method"),
)
#: Options that only say no to what pandoc never does, or ask for what it always does.
_WITHOUT_EFFECT: dict[str, tuple[Any, ...]] = {
    "minimal": (True,),
    "theme": ("none",),
    "toc-location": ("left", "right", "body"),
} | dict.fromkeys(
    (
        *("notebook-links", "format-links", "anchor-sections", "citations-hover", "code-copy", "code-link"),
        *("code-tools", "crossrefs-hover", "footnotes-hover", "lightbox", "link-external-icon"),
        *("link-external-newwindow", "smooth-scroll"),
    ),
    (False,),
)
_FILES = ("css", "template", "filters")
_DO = "Build with --renderer quarto, or remove it."


@dataclass(slots=True)
class Options:
    """What the document asks of its renderer."""

    given: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)

    def files(self, name: str) -> list[str]:
        """The files that an option names, relative to the workspace."""
        value = self.given.get(name, [])
        listed = value if isinstance(value, list) else [value]
        return [one["path"] if isinstance(one, dict) else one for one in listed]


@functools.cache
def quarto_keys() -> frozenset[str]:
    """Quarto's own keys that act on an HTML page."""
    listed = resources.files("auditlib.render").joinpath("quarto_keys.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())


class _Layers:
    """Reads one file after the other into the options; later files win over earlier ones."""

    def __init__(self, workspace: Path, faults: Faults) -> None:
        self.workspace, self.faults = workspace, faults
        self.options = Options()

    def read(self, name: str) -> YamlFile:
        """A YAML file of the workspace, empty if it is missing."""
        try:
            text = (self.workspace / name).read_text(encoding="utf-8-sig")
        except OSError:
            return YamlFile(name)
        except UnicodeDecodeError:
            self.faults.add(YamlFile(name).place(""), "the file is not UTF-8.", "Save it as UTF-8.")
            return YamlFile(name)
        return read_options(text, name, self.faults)

    def take(self, file: YamlFile) -> None:
        """Take every key of a file."""
        for key, value in file.data.items():
            if key == "format":
                formats = value if isinstance(value, dict) else {}
                page = formats.get("html")
                for name, given in page.items() if isinstance(page, dict) else ():
                    self.option(file, name, f"format.html.{name}", given)
            elif key not in ("project", "metadata-files"):
                self.option(file, key, key, value)

    def option(self, file: YamlFile, key: str, path: str, value: Any) -> None:
        place = file.place(path)
        if key in _PASSED:
            self.options.given[key] = value
            for name in self.options.files(key) if key in _FILES else ():
                if not (self.workspace / name).is_file():
                    self.faults.add(place, f"there is no file {named(name)}.", "Correct the path.")
        elif key in _WITHOUT_EFFECT and value in _WITHOUT_EFFECT[key]:
            return
        elif key in _WITHOUT_EFFECT or key in quarto_keys():
            self.faults.add(place, f"the option {named(key)} with this value: this needs Quarto.", _DO)
        else:
            self.options.metadata[key] = value


def load_options(workspace: Path, front: YamlFile, faults: Faults) -> Options:
    """Read ``_quarto.yml``, the metadata files it lists, the front matter and ``_variables.yml``."""
    layers = _Layers(workspace, faults)
    project = layers.read(PROJECT_FILE)
    layers.take(project)
    for name in project.data.get("metadata-files") or []:
        if (workspace / str(name)).is_file():
            layers.take(layers.read(str(name)))
        else:
            faults.add(project.place("metadata-files"), f"there is no file {named(str(name))}.", "Run the build.")
    layers.take(front)
    layers.options.variables = layers.read(VARIABLES_FILE).data
    return layers.options
