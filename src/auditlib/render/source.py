"""The document as one Markdown text, every line of it with its place: front matter, includes, embedded cells.

Include and embed follow Quarto: an include is taken wherever its line stands, also inside code; an embed only
outside code; both look for files beside ``report.qmd``, also from an included file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from auditlib.errors import ConfigError
from auditlib.render.notebook import Notebooks
from auditlib.render.options import YamlFile, read_options
from auditlib.render.places import Faults, Place, named

#: A shortcode alone on its line, as Quarto wants include and embed.
_BLOCK = re.compile(r"^\s*\{\{< (?!/\*)(.+?)(?<!\*/) >\}\}\s*$")
_ANY = re.compile(r"\{\{\{<(.*?)>\}\}\}|\{\{</\*(.*?)\*/>\}\}|\{\{<(.*?)>\}\}")
_ARGUMENT = re.compile(r"""\s*("[^"]*"|'[^']*'|[^\s"']+)""")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode of the document."""

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
    """A line with its values in place of its shortcodes."""

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


DOCUMENT = "report.qmd"
#: Of a block of code; backticks with more of them on the line are code in a sentence.
_FENCE = re.compile(r"^\s*(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r"^---\s*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def code_lines(lines: Iterable[str]) -> Iterator[str]:
    """Of each line, whether a block of code begins with it (``begins``), it is more of one (``inside``), or neither."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        yield "inside" if fence else "begins" if match else ""
        if not fence:
            fence = match[1] if match else ""
        elif match and line.strip() == match[1] and match[1].startswith(fence):
            fence = ""


def embeds(document: Path) -> list[tuple[str, str]]:
    """The notebooks in ``notebooks/`` of which a document embeds cells, by name, each with the cell's label.

    Raises
    ------
    ConfigError
        The document is not UTF-8.
    """
    try:
        lines = document.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise ConfigError("the file is not UTF-8.", "Save it as UTF-8.", document.name) from None
    shortcodes = (alone_on(line) for line, code in zip(lines, code_lines(lines), strict=True) if not code)
    places = (one.arguments[0].partition("#") for one in shortcodes if one and one.name == "embed" and one.arguments)
    paths = ((PurePosixPath(path), label) for path, _, label in places)
    return [(path.stem, label) for path, label in paths if path.match("notebooks/*.ipynb")]


@dataclass(slots=True)
class Source:
    """The document with includes and embeds in place."""

    lines: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    front: YamlFile = field(default_factory=lambda: YamlFile(DOCUMENT))


class _Expander:
    def __init__(self, workspace: Path, faults: Faults) -> None:
        self.workspace, self.faults = workspace, faults
        self.notebooks = Notebooks(workspace, faults)
        self.lines: list[str] = []
        self.places: list[Place] = []

    def read(self, name: str, wanted_by: Place | None) -> list[str] | None:
        """Lines of a file, or None with a fault noted."""
        try:
            text = (self.workspace / name).read_text(encoding="utf-8-sig")
            return text.removesuffix("\n").split("\n")  # and not at other characters that end lines for Python
        except OSError:
            self.faults.add(wanted_by, f"there is no file {named(name)}.", "Correct the name, or add the file.")
        except UnicodeDecodeError:
            self.faults.add(Place(name, through=wanted_by), "the file is not UTF-8.", "Save it as UTF-8.")
        return None

    def inside(self, name: str, place: Place) -> str | None:
        """A path relative to the workspace, or None with a fault noted if it leads out of it."""
        path = PurePosixPath(name.lstrip("/"))
        if ".." in path.parts or "\\" in name or re.match(r"[A-Za-z]:|\w+://", name):
            self.faults.add(place, f"{named(name)} is not in the document's folder.", "Copy it there.")
            return None
        return str(path)

    def include(self, lines: list[str], name: str, first: int, through: Place | None, chain: tuple[str, ...]) -> None:
        """Append lines of a file, with those of the files they include."""
        for number, line in enumerate(lines, start=first):
            place = Place(name, number, through=through)
            shortcode = alone_on(line)
            if shortcode is None or shortcode.name != "include":
                self.lines.append(line)
                self.places.append(place)
                continue
            target = self.inside(shortcode.arguments[0], place) if shortcode.arguments else None
            if not shortcode.arguments:
                self.faults.add(place, "the include names no file.", "Write {{< include file.md >}}.")
            elif target in chain:
                self.faults.add(place, f"{named(target)} includes itself.", "Remove this include.")
            elif target and (inner := self.read(target, place)) is not None:
                if inner and _RULE.match(inner[0]):
                    what = "an included file with front matter is not covered."
                    self.faults.add(Place(target, 1, through=place), what, "Remove the lines between ---.")
                self.include(inner, target, 1, place, (*chain, target))
                self.lines.append("")
                self.places.append(place)

    def embed(self) -> None:
        """Replace embeds by the outputs of the cells that they name."""
        lines, places = self.lines, self.places
        self.lines, self.places = [], []
        for line, place, code in zip(lines, places, code_lines(lines), strict=True):
            shortcode = None if code else alone_on(line)
            if shortcode and shortcode.name == "embed":
                self.embed_cell(shortcode, place)
            else:
                self.lines.append(line)
                self.places.append(place)

    def embed_cell(self, shortcode: Shortcode, place: Place) -> None:
        if len(shortcode.arguments) != 1:
            what = "an embed with options or without exactly one cell: this needs Quarto."
            self.faults.add(place, what, "Write {{< embed notebooks/name.ipynb#label >}}.")
            return
        name, _, label = shortcode.arguments[0].partition("#")
        target = self.inside(name, place)
        if target is None:
            return
        if not target.endswith(".ipynb"):
            self.faults.add(place, f"{named(target)} is not a notebook.", "Embed a cell of an .ipynb file.")
            return
        inner = self.notebooks.embed(target, label, place)
        for line in ("", "::: {.quarto-embed-nb-cell}", "", *inner, "", ":::", ""):
            where = Place(target, cell=label, through=place)
            if (nested := alone_on(line)) and nested.name in ("include", "embed"):
                self.faults.add(where, f"{nested.name} in the output of a cell is not covered.", "Put out the text.")
            self.lines.append(line)
            self.places.append(where)


def _front_matter(lines: list[str], faults: Faults) -> tuple[YamlFile, int]:
    """The front matter and the number of lines it takes."""
    if not lines or not _RULE.match(lines[0]):
        return YamlFile(DOCUMENT), 0
    for number, line in enumerate(lines[1:], start=1):
        if re.match(r"^(---|\.\.\.)\s*$", line):
            return read_options("\n".join(lines[1:number]), DOCUMENT, faults, first_line=2), number + 1
    faults.add(Place(DOCUMENT, 1), "the front matter has no end.", "End it with a line of ---.")
    return YamlFile(DOCUMENT), len(lines)


def read_source(workspace: Path, faults: Faults) -> Source:
    """Read ``report.qmd`` with everything that it includes and embeds."""
    expander = _Expander(workspace, faults)
    lines = expander.read(DOCUMENT, None) or []
    front, taken = _front_matter(lines, faults)
    expander.include(lines[taken:], DOCUMENT, taken + 1, None, (DOCUMENT,))
    expander.embed()
    for line, place in zip(expander.lines, expander.places, strict=True):
        if _CONTROL.search(line):
            faults.add(place, "a control character stands here, which no page may hold.", "Remove it.")
    return Source(expander.lines, expander.places, front)
