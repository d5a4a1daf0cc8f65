"""Shortcodes: ``{{< var a.b >}}``, ``{{< meta a.b >}}``, ``{{< include f >}}``, ``{{< embed nb.ipynb#label >}}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditlib.render.places import Faults, Place, named

#: A shortcode alone on its line, as Quarto wants include and embed.
_BLOCK = re.compile(r"^\s*\{\{< (?!/\*)(.+?)(?<!\*/) >\}\}\s*$")
_ANY = re.compile(r"\{\{\{<(.*?)>\}\}\}|\{\{</\*(.*?)\*/>\}\}|\{\{<(.*?)>\}\}")
_ARGUMENT = re.compile(r"""\s*("[^"]*"|'[^']*'|[^\s"']+)""")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode of the document.

    Parameters
    ----------
    name
        ``var``, ``meta`` and so on.
    arguments
        What stands after it.
    """

    name: str
    arguments: tuple[str, ...]


def parse(inner: str) -> Shortcode:
    """Read what stands between ``{{<`` and ``>}}``."""
    words = [word.strip("\"'") for word in _ARGUMENT.findall(inner)]
    return Shortcode(words[0] if words else "", tuple(words[1:]))


def alone_on(line: str) -> Shortcode | None:
    """The shortcode that a line consists of, if it does."""
    match = _BLOCK.match(line)
    return parse(match[1]) if match else None


def resolve(line: str, values: Mapping[str, Mapping[str, Any]], place: Place, faults: Faults) -> str:
    """A line with its values in place of its shortcodes.

    Parameters
    ----------
    line
        A line of Markdown.
    values
        What ``var`` and ``meta`` can take.
    place
        Where the line stands.
    faults
        Takes what cannot be resolved.
    """

    def put(match: re.Match[str]) -> str:
        shown = match[1] if match[1] is not None else match[2]
        if shown is not None:  # an escaped one is printed, not resolved
            return "{{<" + shown + ">}}"
        shortcode = parse(match[3])
        if shortcode.name in ("include", "embed"):
            what = f"{{{{< {shortcode.name} >}}}} does not stand alone."
            faults.add(place, what, "Put it on a line of its own, one space inside {{< >}}.")
        elif shortcode.name not in values:
            what = f"the shortcode {named(shortcode.name)}: this needs Quarto."
            faults.add(place, what, "Build with --renderer quarto, or use var, meta, include or embed.")
        elif len(shortcode.arguments) != 1:
            faults.add(place, f"{{{{< {shortcode.name} >}}}} takes one name.", "Write {{< var name >}}.")
        else:
            return _value(shortcode, values[shortcode.name], place, faults)
        return ""

    resolved = _ANY.sub(put, line)
    if "{{<" in _ANY.sub("", line):
        faults.add(place, "a shortcode is not closed on its line.", "End it with >}}.")
    return resolved


def _value(shortcode: Shortcode, values: Any, place: Place, faults: Faults) -> str:
    (name,) = shortcode.arguments
    for part in name.split("."):
        if isinstance(values, list) and part.isdigit() and int(part) < len(values):
            values = values[int(part)]
        elif isinstance(values, Mapping) and part in values:
            values = values[part]
        else:
            where = "_variables.yml" if shortcode.name == "var" else "the document's metadata"
            what = f"there is no {shortcode.name} {named(name)} in {where}."
            faults.add(place, what, "Correct the name, or add it there.")
            return ""
    if isinstance(values, (Mapping, list)) or values is None:
        faults.add(place, f"{shortcode.name} {named(name)} is not a text.", "Name one value that has a text.")
        return ""
    return str(values).lower() if isinstance(values, bool) else str(values)
