"""YAML as the team writes it: every scalar is the text as written, no key stands twice, each key has its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from auditlib.characters import visible
from auditlib.errors import ConfigError
from auditlib.paths import Project

#: The one written in C, where PyYAML comes with it, takes a tenth of the time.
_QUICK = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlFault(Exception):
    """Why a text is no YAML mapping, what to do about it, and the line if it is known, else 0."""

    def __init__(self, what: str, do: str, line: int = 0) -> None:
        self.what, self.do, self.line = what, do, line
        super().__init__(what)


def _text(node: yaml.ScalarNode) -> str:
    return visible(node.value)


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_QUICK)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.BaseLoader)  # says what is wrong in the same words on every system


def parse_yaml(
    text: str, *, first_line: int = 1, scalar: Callable[[yaml.ScalarNode], Any] = _text
) -> tuple[dict[str, Any], dict[str, int]]:
    """A YAML mapping, and the line of each key, of keys within keys as ``expects.2020-01``.

    Parameters
    ----------
    text
        The text; if it is empty, so is the mapping.
    first_line
        The line of the file on which the text begins.
    scalar
        What stands for a scalar in the mapping.

    Raises
    ------
    YamlFault
        It is not valid, no mapping, or has a key twice.
    """
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        do = "Correct this line or the one above."
        raise YamlFault(f"not valid YAML: {error.problem}.", do, mark.line + first_line if mark else 0) from None
    except yaml.YAMLError:
        raise YamlFault("not valid YAML.", "Save it as plain UTF-8 text.") from None
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise YamlFault("not a list of 'key: value' lines.", "Write one key a line.", first_line)
    lines: dict[str, int] = {}
    read: dict[int, Any] = {}  # by node: one that is named in several places is read once

    def value(node: yaml.Node, name: str) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return scalar(node)
        if id(node) not in read:
            read[id(node)] = None
            read[id(node)] = items(node, name) if isinstance(node, yaml.SequenceNode) else mapping(node, name)
        return read[id(node)]

    def items(node: yaml.Node, name: str) -> list[Any]:
        return [value(item, f"{name}.{number}") for number, item in enumerate(node.value)]

    def mapping(node: yaml.Node, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, inner in node.value:
            key, line = visible(str(key_node.value)), key_node.start_mark.line + first_line
            if key in found:
                raise YamlFault(f"the key '{key}' stands twice.", "Remove one.", line)
            path = f"{name}.{key}" if name else key
            lines[path] = line
            found[key] = value(inner, path)
        return found

    return value(root, ""), lines


def read_yaml(project: Project, path: Path) -> tuple[dict[str, Any], dict[str, int]]:
    """A YAML file as :func:`parse_yaml` reads it.

    Raises
    ------
    ConfigError
        The file is missing, is not UTF-8 or is not a YAML mapping.
    """
    shown = project.show(path)
    try:
        return parse_yaml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError("the file is missing.", "", shown) from None
    except UnicodeDecodeError:
        raise ConfigError("the file is not UTF-8.", "Save it as UTF-8.", shown) from None
    except YamlFault as fault:
        raise ConfigError(fault.what, fault.do, shown, row=fault.line or None) from None
