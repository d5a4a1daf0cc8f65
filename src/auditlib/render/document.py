"""The document read and checked, ready to be written by either renderer.

Belongs here: the order in which a document is read and checked. Does not belong here: each check, writing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlib.render.callouts import take_titles
from auditlib.render.crossref import normalise_floats, number_and_refer
from auditlib.render.dialect import check_dialect
from auditlib.render.factmarks import read_with_facts
from auditlib.render.locate import Reporter
from auditlib.render.options import Options, load_options
from auditlib.render.pandoc import Node, plain, string, texts_block, texts_of
from auditlib.render.places import Faults, Place
from auditlib.render.resolve import Values
from auditlib.render.source import DOCUMENT, Source, read_source
from auditlib.render.visible import visible

_TITLES = "title "
#: Lines that come before the document when pandoc reads it.
_LINES_BEFORE = 4


@dataclass(slots=True)
class Document:
    """A document that either renderer may render.

    Parameters
    ----------
    workspace
        Where its files are.
    options
        What it asks of the renderer.
    source
        Its Markdown.
    blocks
        Its tree: shortcodes resolved, hidden parts gone, numbered, references linked.
    titles
        Title, subtitle and authors as inlines.
    api_version
        Version of pandoc's tree.
    ids
        Every id that the page must have.
    literals
        What escaped shortcodes print.
    commented
        Names of variables in comments; Quarto looks for them, and nobody misses them.
    """

    workspace: Path
    options: Options
    source: Source
    blocks: list[Node] = field(default_factory=list)
    titles: dict[str, list[list[Node]]] = field(default_factory=dict)
    api_version: list[int] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    literals: list[str] = field(default_factory=list)
    commented: set[str] = field(default_factory=set)


def _title_texts(options: Options) -> dict[str, str]:
    """Title, subtitle and authors as Markdown, by key and place."""
    texts = {}
    for key in ("title", "subtitle", "author"):
        value = options.metadata.get(key, [])
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            texts[f"{_TITLES}{key} {number}"] = text
    return texts


def _titles(read_values: dict[str, list[Node]]) -> dict[str, list[list[Node]]]:
    titles: dict[str, list[list[Node]]] = {}
    for key in [key for key in read_values if key.startswith(_TITLES)]:
        blocks = read_values.pop(key)
        inlines = [inline for block in blocks if block["t"] in ("Plain", "Para") for inline in block["c"]]
        titles.setdefault(key.split()[1], []).append(inlines)
    return titles


def _note(note: str, reporter: Reporter) -> None:
    """Refuse what pandoc warns of; its other notes say what it does, not what is wrong."""
    if not note.startswith("[WARNING]"):
        return
    match = re.search(r"line (\d+)", note)
    place = reporter.line(int(match[1]) - _LINES_BEFORE) if match else Place(DOCUMENT)
    if "unclosed" in note:
        what, do = "a ::: block that begins here is not closed.", "End it with a line of :::."
    elif "uplicate" in note:
        what, do = "a name is given twice.", "Remove one."
    else:
        what, do = "pandoc cannot read this as it is written.", "Compare it with the manual of Markdown."
    reporter.faults.add(place, what, do)


def _read(document: Document, values: Values, reporter: Reporter) -> list[Node]:
    """Pandoc's blocks of the document, and the values of its shortcodes."""
    texts = texts_block(_title_texts(document.options) | values.texts)
    tree, notes = read_with_facts(document.source.text, texts)
    for note in notes:
        _note(note, reporter)
    read_values = texts_of(tree["meta"])
    document.titles = _titles(read_values)
    values.take(read_values)
    for key in tree["meta"]:
        reporter.fault(f"{key}:", "a second block of YAML is not covered.", "Put its keys into the front matter.")
    document.api_version = tree["pandoc-api-version"]
    return tree["blocks"]


def check_source(workspace: Path) -> Document:
    """Read the document of a workspace and check everything that can be checked before rendering.

    Both renderers are held to this, so both refuse the same documents.

    Parameters
    ----------
    workspace
        Folder with ``report.qmd``, ``_quarto.yml``, ``_variables.yml`` and what they name.

    Raises
    ------
    BuildError
        Something is missing, unresolved or not covered; all of it is listed, with file and line.
    """
    workspace = Path(workspace)
    faults = Faults()
    source = read_source(workspace, faults)
    options = load_options(workspace, source.front, faults)
    document = Document(workspace, options, source)
    if "title" not in options.metadata:
        faults.add(Place(DOCUMENT, 1), "the document has no title.", "Give it one in the front matter or metadata.")
    reporter = Reporter(source, faults)
    values = Values(source, options, faults)
    blocks: Any = _read(document, values, reporter)
    blocks = take_titles(visible(blocks, options.metadata, reporter))
    blocks = normalise_floats(values.resolve(blocks), reporter)
    document.ids = check_dialect(blocks, workspace, options, source.data, reporter)
    document.blocks, numbers = number_and_refer(blocks, options, reporter)
    document.ids |= set(numbers)
    document.literals = [shortcode.written for shortcode in source.shortcodes if shortcode.is_escaped]
    document.commented = values.commented
    faults.raise_any()
    return document


def title_line(words: list[Node]) -> Node:
    """Inlines of the title block as a block."""
    return plain(words or [string("")])
