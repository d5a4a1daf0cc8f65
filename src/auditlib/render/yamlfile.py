"""YAML as Quarto reads it (version 1.2), with the line of every key.

Belongs here: turning YAML text into text, yes/no, lists and mappings. Does not belong here: which keys there are.

A number stays the text that was written. Where Quarto would print another text than was written (``0.50``
becomes 0.5, ``012`` becomes 12), the value is refused: quotes make it plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from auditlib.render.places import Faults, Place

_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_NULL = ("", "~", "null", "Null", "NULL")
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0[xob][\da-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})|-?(0|[1-9]\d{0,8})\.\d{0,5}[1-9]")
_MOMENT = re.compile(r"\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d")


@dataclass(slots=True)
class YamlFile:
    """A YAML mapping and where its keys stand.

    Parameters
    ----------
    file
        Path relative to the workspace.
    data
        Values are text, True, False, None, lists and mappings.
    lines
        Line of each key, nested keys as ``format.html.toc``.
    """

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
    """Read a YAML mapping; faults are noted, and what could be read is returned.

    Parameters
    ----------
    text
        The YAML.
    file
        Path for messages.
    faults
        Takes what is wrong.
    first_line
        The line of the file on which `text` begins.
    """
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
