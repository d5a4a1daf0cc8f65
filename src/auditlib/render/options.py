"""What ``_quarto.yml``, its metadata files and the front matter ask for.

Belongs here: which keys are covered, which values they take and which file wins. Does not belong here: what
the options do to the page.

A key that is not one of Quarto's is the document's own and can be read by ``{{< meta >}}`` and ``when-meta``.
A key of Quarto's that is not covered is refused: rendering on without it would drop what somebody asked for.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from auditlib.render.places import Faults, named
from auditlib.render.yamlfile import YamlFile, parse_yaml

PROJECT_FILE = "_quarto.yml"
VARIABLES_FILE = "_variables.yml"


@dataclass(slots=True)
class Options:
    """What the document asks of its renderer.

    Parameters
    ----------
    lang
        Language of the page, such as ``en-GB``.
    toc, toc_depth, toc_title
        Whether there is a table of contents, down to which level, and its heading.
    number_sections, number_depth
        Whether headings are numbered, and down to which level.
    css
        Style sheets, relative to the workspace.
    filters
        Lua filters, relative to the workspace, in the order in which they run.
    mathml
        Whether formulas may be used.
    metadata
        The document's own keys, title and author among them.
    variables
        What ``{{< var >}}`` can take.
    """

    lang: str = "en"
    toc: bool = False
    toc_depth: int = 3
    toc_title: str = "Table of contents"
    number_sections: bool = False
    number_depth: int = 6
    css: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    mathml: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


@functools.cache
def quarto_keys() -> frozenset[str]:
    """Quarto's own keys that act on an HTML page."""
    listed = resources.files("auditlib.render").joinpath("quarto_keys.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _level(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch("[1-6]", value) else None


def _language(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(r"en(-[A-Z]{2})?", value) else None


def _files(value: Any) -> tuple[str, ...] | None:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list) and all(isinstance(name, str) and name for name in names):
        return tuple(names)
    return None


def _filters(value: Any) -> tuple[str, ...] | None:
    """Paths of filters; Quarto is also given the point at which each runs."""
    names = [one.get("path") if isinstance(one, dict) else one for one in value] if isinstance(value, list) else []
    return _files(names)


def _only(*allowed: Any) -> Callable[[Any], Any]:
    return lambda value: value if any(value is one or value == one for one in allowed) else None


#: Option of the page: how its value is read, what it must be, and the field of `Options` it sets (none: its
#: covered values change nothing).
PAGE_OPTIONS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "lang": (_language, "English, such as en-GB", "lang"),
    "toc": (_yes_no, "true or false", "toc"),
    "toc-depth": (_level, "a level from 1 to 6", "toc_depth"),
    "toc-title": (_text, "a line of text", "toc_title"),
    "number-sections": (_yes_no, "true or false", "number_sections"),
    "number-depth": (_level, "a level from 1 to 6", "number_depth"),
    "filters": (_filters, "a list of Lua filters, each 'path', or 'path' and 'at'", "filters"),
    "css": (_files, "a file, or a list of files", "css"),
    "html-math-method": (_only("mathml"), "mathml: the other methods load scripts from elsewhere", "mathml"),
    "theme": (_only("default"), "default: the look comes from the files under css", ""),
    "embed-resources": (_only(True), "true: the page is one file", ""),
    "toc-location": (_only("left", "right", "body"), "left, right or body", ""),
    "notebook-links": (_only(False), "false: notebooks are not published", ""),
    "format-links": (_only(False), "false: there is one format", ""),
}
PAGE_OPTIONS |= {
    name: (_only(False), "false: the page has no scripts", "")
    for name in (
        *("anchor-sections", "citations-hover", "code-copy", "code-link", "code-tools", "crossrefs-hover"),
        *("footnotes-hover", "lightbox", "link-external-icon", "link-external-newwindow", "smooth-scroll"),
    )
}
#: Keys of the title block.
TITLES = ("title", "subtitle", "author", "pagetitle")
PROJECT_OPTIONS = {"type": _only("default"), "render": _only(["report.qmd"])}


class _Layers:
    """Reads one file after the other into the options; later files win over earlier ones."""

    def __init__(self, workspace: Path, faults: Faults) -> None:
        self.workspace, self.faults = workspace, faults
        self.options = Options()
        self.set_by: dict[str, tuple[YamlFile, str]] = {}

    def read(self, name: str, needed_by: YamlFile | None = None) -> YamlFile:
        """A YAML file of the workspace, empty if it is missing."""
        try:
            text = (self.workspace / name).read_text(encoding="utf-8-sig")
        except OSError:
            if needed_by is not None:
                self.faults.add(needed_by.place("metadata-files"), f"there is no file {named(name)}.", "Run the build.")
            return YamlFile(name)
        except UnicodeDecodeError:
            self.faults.add(YamlFile(name).place(""), "the file is not UTF-8.", "Save it as UTF-8.")
            return YamlFile(name)
        return parse_yaml(text, name, self.faults)

    def take(self, file: YamlFile, *, project: bool = False) -> None:
        """Take every key of a file."""
        for key, value in file.data.items():
            if key == "project" and project:
                self.project(file, value)
            elif key == "metadata-files" and project:
                continue
            elif key == "format":
                self.formats(file, value)
            elif key in PAGE_OPTIONS:
                self.option(file, key, key, value)
            elif key in TITLES:
                self.titles(file, key, value)
            elif key in quarto_keys():
                self.faults.add(file.place(key), f"Quarto's key '{key}' is not covered.", "Remove it.")
            else:
                self.own(file, key, value)

    def project(self, file: YamlFile, value: Any) -> None:
        for key, given in (value if isinstance(value, dict) else {"": value}).items():
            place = file.place(f"project.{key}" if key else "project")
            if key not in PROJECT_OPTIONS:
                self.faults.add(place, f"the key {named(key)} under project is not covered.", "Remove it.")
            elif PROJECT_OPTIONS[key](given) is None:
                self.faults.add(place, f"this value of '{key}' is not covered.", "Project type default, report.qmd.")

    def formats(self, file: YamlFile, value: Any) -> None:
        formats = {value: "default"} if isinstance(value, str) else value if isinstance(value, dict) else {"": None}
        for name, options in formats.items():
            if name != "html":
                what = f"the format {named(str(name))} is not covered."
                self.faults.add(file.place(f"format.{name}"), what, "Keep html only.")
            elif isinstance(options, dict):
                for key, given in options.items():
                    self.option(file, key, f"format.html.{key}", given)
            elif options not in ("default", None):
                self.faults.add(file.place("format.html"), "this is not a list of options.", "Write html: default.")

    def option(self, file: YamlFile, key: str, path: str, value: Any) -> None:
        place = file.place(path)
        if key in TITLES:
            self.titles(file, key, value, path)
            return
        if key not in PAGE_OPTIONS:
            near = difflib.get_close_matches(key, PAGE_OPTIONS, n=1, cutoff=0.8)
            do = f"Did you mean '{near[0]}'?" if near else "Remove it, or move it to the top level if it is your own."
            self.faults.add(place, f"the key {named(key)} of the format is not covered.", do)
            return
        read, must_be, attribute = PAGE_OPTIONS[key]
        found = read(value)
        if found is None:
            self.faults.add(place, f"this value of '{key}' is not covered.", f"It must be {must_be}.")
            return
        if key in self.set_by and self.set_by[key][0].data is not file.data:
            first = self.set_by[key][0].place(self.set_by[key][1])
            self.faults.add(place, f"'{key}' is already set in {first}.", "Set it in one place.")
        self.set_by[key] = (file, path)
        if attribute:
            setattr(self.options, attribute, True if attribute == "mathml" else found)

    def titles(self, file: YamlFile, key: str, value: Any, path: str = "") -> None:
        texts = value if isinstance(value, list) and key == "author" else [value]
        if not texts or any(_text(text) is None for text in texts):
            self.faults.add(file.place(path or key), f"'{key}' must be text.", "Put the text after the colon.")
            return
        self.own(file, key, value)

    def own(self, file: YamlFile, key: str, value: Any) -> None:
        if "{{<" in str(value):
            self.faults.add(file.place(key), "a shortcode in a YAML value is not covered.", "Write the text itself.")
        self.options.metadata[key] = value


def load_options(workspace: Path, front: YamlFile, faults: Faults) -> Options:
    """Read ``_quarto.yml``, the metadata files it lists, the front matter and ``_variables.yml``.

    Parameters
    ----------
    workspace
        The build's workspace.
    front
        Front matter of the document.
    faults
        Takes every key and value that is not covered.
    """
    layers = _Layers(workspace, faults)
    project = layers.read(PROJECT_FILE)
    layers.take(project, project=True)
    listed = project.data.get("metadata-files") or []
    if not isinstance(listed, list):
        faults.add(project.place("metadata-files"), "this is not a list of files.", "Write [_edition.yml].")
        listed = []
    for name in listed:
        layers.take(layers.read(str(name), needed_by=project))
    layers.take(front)
    options = layers.options
    options.variables = layers.read(VARIABLES_FILE).data
    for key, names in (("css", options.css), ("filters", options.filters)):
        for name in names:
            if not (workspace / name).is_file():
                owner, path = layers.set_by[key]
                what = "style sheet" if key == "css" else "filter"
                faults.add(owner.place(path), f"there is no {what} {named(name)}.", "Correct the path.")
    return options
