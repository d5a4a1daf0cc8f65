"""Pandoc: Markdown to its tree, and its tree to HTML.

Belongs here: starting pandoc, its tree as JSON, walking and building it. Does not belong here: what Quarto makes
of the tree.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from auditlib.errors import BuildError

#: A node of the tree: ``{"t": "Para", "c": […]}``.
Node = dict[str, Any]
#: Quarto reads pandoc's Markdown without attributes of tables: it gives ``{#tbl-id}`` a meaning of its own.
_FROM = "markdown-table_attributes"
_TEXTS = "texts-to-read"


@functools.cache
def pandoc_path() -> str:
    """The pandoc that comes with ``pypandoc_binary``.

    Raises
    ------
    BuildError
        There is none.
    """
    import pypandoc

    try:
        return pypandoc.get_pandoc_path()
    except OSError:
        raise BuildError("pandoc is not installed. Install pypandoc_binary, or pandoc itself.") from None


@functools.cache
def pandoc_version() -> str:
    """Pandoc's version, such as ``3.9``."""
    shown = subprocess.run([pandoc_path(), "--version"], capture_output=True, text=True, check=True).stdout
    return shown.split(maxsplit=2)[1]


def _run(arguments: list[str], text: str) -> tuple[str, list[str]]:
    """What pandoc puts out, and what it says on the way."""
    command = [pandoc_path(), *arguments, "--wrap=none", "--verbose"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=False)
    said = re.split(r"^(?=\[)", done.stderr, flags=re.MULTILINE)
    if done.returncode:
        # what pandoc says may quote the document
        raise BuildError(f"pandoc could not {arguments[1]} the document (exit code {done.returncode}).")
    return done.stdout, [" ".join(note.split()) for note in said if note.strip()]


def read(markdown: str) -> tuple[Node, list[str]]:
    """Pandoc's tree of a Markdown text, and its notes."""
    text, notes = read_as_text(markdown)
    return json.loads(text), notes


def read_as_text(markdown: str) -> tuple[str, list[str]]:
    """Pandoc's tree of a Markdown text as JSON, and its notes."""
    return _run(["--from", _FROM, "--to", "json", "--default-image-extension=png"], markdown)


def read_texts(texts: dict[str, str]) -> dict[str, list[Node]]:
    """Pandoc's blocks of several short Markdown texts, by their keys."""
    if not texts:
        return {}
    return texts_of(read(texts_block(texts))[0]["meta"])


def texts_block(texts: dict[str, str]) -> str:
    """Markdown in which pandoc reads texts as metadata; four lines to put before a document."""
    return f"---\n{json.dumps({_TEXTS: texts}, ensure_ascii=False)}\n---\n\n"


def texts_of(meta: dict[str, Any]) -> dict[str, list[Node]]:
    """Take the texts of :func:`texts_block` out of a tree's metadata, each as blocks."""
    found: dict[str, list[Node]] = {}
    for key, value in meta.pop(_TEXTS, {"c": {}})["c"].items():
        content = value["c"]
        if isinstance(content, str):
            found[key] = [plain([string(content)] if content else [])]
        else:
            found[key] = content if value["t"] == "MetaBlocks" else [plain(content)]
    return found


def write(tree: Node, *, mathml: bool = False, filters: Iterable[str] = ()) -> tuple[str, list[str]]:
    """HTML of a tree (the content of a page, without its head) after Lua filters, and pandoc's notes."""
    options = ["--from", "json", "--to", "html", "--syntax-highlighting=none", *(["--mathml"] if mathml else [])]
    options += [f"--lua-filter={path}" for path in filters]
    return _run(options, json.dumps(tree))


def is_node(value: Any) -> bool:
    """Whether a value of the tree is a node."""
    return isinstance(value, dict) and "t" in value


def walk(value: Any, visit: Callable[[Node], Any], *kinds: str) -> Any:
    """Change a tree from the bottom up.

    Parameters
    ----------
    value
        The tree, or a part of it; it is changed in place.
    visit
        Gets each node after its content was changed; it returns the node, another, or a list of nodes to put in
        its place.
    kinds
        Types of the nodes to visit.
    """
    if type(value) is dict:
        return _walk([value], visit, frozenset(kinds))[0]
    return _walk(value, visit, frozenset(kinds)) if type(value) is list else value


def _walk(items: list[Any], visit: Callable[[Node], Any], kinds: frozenset[str]) -> list[Any]:
    if is_text(items):
        return items
    rebuilt: list[Any] = []
    for item in items:
        if type(item) is list:
            rebuilt.append(_walk(item, visit, kinds))
        elif type(item) is not dict:
            rebuilt.append(item)
        else:
            content = item.get("c")
            if type(content) is list:
                item["c"] = _walk(content, visit, kinds)
            elif type(content) is not str:
                _walk_parts(item, visit, kinds)
            new = visit(item) if item.get("t") in kinds else item
            if type(new) is list:
                rebuilt.extend(new)
            else:
                rebuilt.append(new)
    return rebuilt


def _walk_parts(item: dict[str, Any], visit: Callable[[Node], Any], kinds: frozenset[str]) -> None:
    """Change what is in a citation, which is no node and has its parts by name."""
    for name, part in item.items():
        if type(part) is list:
            item[name] = _walk(part, visit, kinds)
        elif type(part) is dict:
            item[name] = _walk([part], visit, kinds)[0]


def is_text(items: list[Any]) -> bool:
    """Whether a list is an id with its attributes, an address or the like: it begins with a text and has no nodes.

    Half of the lists of a tree are, and need not be looked into.
    """
    return bool(items) and type(items[0]) is str


def nodes(value: Any) -> Iterator[Node]:
    """All nodes of a tree, in the order of the document."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if type(item) is list:
            if not is_text(item):
                waiting.extend(reversed(item))
        elif type(item) is dict:
            if "t" in item:
                yield item
            waiting.extend(part for part in reversed(item.values()) if type(part) is list or type(part) is dict)


def text_of(value: Any) -> str:
    """The plain text of a tree."""
    parts = []
    for node in nodes(value):
        if node["t"] == "Str":
            parts.append(node["c"])
        elif node["t"] in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif node["t"] in ("Code", "Math"):
            parts.append(node["c"][1])
    return "".join(parts)


def attributes(node: Node) -> tuple[str, list[str], list[list[str]]] | None:
    """Id, classes and further attributes of a node that can have them, else None."""
    kind = node["t"]
    if kind == "Header":
        return node["c"][1]
    if kind in ("Div", "Span", "Code", "CodeBlock", "Link", "Image", "Table", "Figure"):
        return node["c"][0]
    return None


def string(text: str) -> Node:
    """A word."""
    return {"t": "Str", "c": text}


def plain(inlines: list[Node]) -> Node:
    """Inlines as a block that is not a paragraph."""
    return {"t": "Plain", "c": inlines}


def html_block(text: str) -> Node:
    """HTML as a block."""
    return {"t": "RawBlock", "c": ["html", text]}


SPACE: Node = {"t": "Space"}
