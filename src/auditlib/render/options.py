"""What ``_quarto.yml``, its metadata files and the front matter ask of pandoc.

A key that is not one of Quarto's is the document's own and can be read by ``{{< meta >}}`` and ``when-meta``. One of
Quarto's that pandoc alone does not act on is named: "this needs Quarto".
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from auditlib.render.places import Faults, Place, named

_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_NULL = ("", "~", "null", "Null", "NULL")
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0[xob][\da-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})|-?(0|[1-9]\d{0,8})\.\d{0,5}[1-9]")
_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d")


@dataclass(slots=True)
class YamlFile:
    """A YAML mapping and where its keys stand."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        """Where a key stands."""
        return Place(self.file, self.lines.get(key, 0))


class _Reader:
    """Builds values from YAML nodes and notes what Quarto would read differently."""

    def __init__(self, file: YamlFile, first_line: int, faults: Faults) -> None:
        self.file, self.first_line, self.faults = file, first_line, faults

    def line(self, node: yaml.Node) -> int:
        return node.start_mark.line + self.first_line

    def fault(self, node: yaml.Node, what: str, do: str) -> None:
        self.faults.add(Place(self.file.file, self.line(node)), what, do)

    def value(self, node: yaml.Node, name: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, f"{name}." if name else "")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{name}.{number}") for number, item in enumerate(node.value)]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, prefix: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                self.fault(key, f"the key '{name}' stands twice.", "Remove one.")
            self.file.lines[prefix + name] = self.line(key)
            found[name] = self.value(value, prefix + name)
        return found

    def scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag.startswith("!"):
            self.fault(node, "a YAML tag is not covered.", "Write the value itself.")
        if node.style is not None:
            return node.value
        if node.value in _TRUE + _FALSE:
            return node.value in _TRUE
        if node.value in _NULL:
            return None
        reads_as_number = _NUMBER.fullmatch(node.value) and not _PLAIN_NUMBER.fullmatch(node.value)
        if reads_as_number or _MOMENT.match(node.value):
            self.fault(node, "the value would be printed otherwise than it is written.", "Put it in double quotes.")
        return node.value


class _Loader(yaml.SafeLoader):
    """Composes nodes with every plain scalar left as it is; :class:`_Reader` gives them their meaning."""


_Loader.yaml_implicit_resolvers = {}


def parse_yaml(text: str, file: str, faults: Faults, first_line: int = 1) -> YamlFile:
    """Read a YAML mapping; faults are noted, and what could be read is returned."""
    read = YamlFile(file)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + first_line if mark else 0)
        faults.add(place, f"not valid YAML: {error.problem}.", "Correct this line or the one above.")
        return read
    except yaml.YAMLError:
        faults.add(Place(file), "not valid YAML.", "Save it as plain UTF-8 text.")
        return read
    if node is None:
        return read
    if not isinstance(node, yaml.MappingNode):
        faults.add(Place(file, first_line), "not a list of 'key: value' lines.", "Write one key a line.")
        return read
    read.data = _Reader(read, first_line, faults).mapping(node, "")
    return read


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
        return parse_yaml(text, name, self.faults)

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
