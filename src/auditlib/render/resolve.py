"""``{{< var >}}`` and ``{{< meta >}}`` in pandoc's tree.

Belongs here: the values behind shortcodes, and putting them where their marks stand. Does not belong here:
include and embed, which are resolved before pandoc reads.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from auditlib.render.options import VARIABLES_FILE, Options
from auditlib.render.pandoc import Node, attributes, string, text_of, walk
from auditlib.render.places import Faults, named
from auditlib.render.shortcode import MARKED, Shortcode, show
from auditlib.render.source import Source

#: Types of nodes in whose text, address or attributes a shortcode can stand.
_MAY_HOLD_MARKS = (
    *("Str", "Code", "CodeBlock", "RawInline", "RawBlock", "Math", "Link", "Image"),
    *("Div", "Span", "Header", "Table", "Figure"),
)
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)


def _lookup(data: dict[str, Any], name: str) -> tuple[bool, Any]:
    found: Any = data
    for key in name.split("."):
        if not isinstance(found, dict) or key not in found:
            return False, None
        found = found[key]
    return True, found


class Values:
    """The values of the document's shortcodes.

    Their text is Markdown, and is read by pandoc together with the document.

    Parameters
    ----------
    source, options
        The document and its variables and metadata.
    faults
        Takes shortcodes that have no value.
    """

    def __init__(self, source: Source, options: Options, faults: Faults) -> None:
        self.shortcodes, self.faults = source.shortcodes, faults
        self._data = {"var": options.variables, "meta": options.metadata}
        self._texts: dict[str, str] = {}
        self._wrong: dict[str, tuple[str, str]] = {}
        self._inlines: dict[str, list[Node]] = {}
        self.commented: set[str] = set()
        for shortcode in self.shortcodes:
            if shortcode.name in self._data and len(shortcode.arguments) == 1:
                self._prepare(shortcode.name, shortcode.arguments[0])

    def _prepare(self, kind: str, name: str) -> None:
        key = f"{kind} {name}"
        known, value = _lookup(self._data[kind], name)
        where = VARIABLES_FILE if kind == "var" else "the document's metadata"
        if not known:
            self._wrong[key] = f"there is no {kind} {named(name)} in {where}.", "Correct the name, or add it there."
        elif isinstance(value, (dict, list)) or value is None:
            self._wrong[key] = f"{kind} {named(name)} is not a text.", "Name one value that has a text."
        elif "{{<" in str(value):
            self._wrong[key] = f"the value of {kind} {named(name)} has a shortcode.", "Write the text itself."
        elif "\n" in str(value).strip():
            what = f"the value of {kind} {named(name)} is not one line of text."
            self._wrong[key] = what, "Shorten it, or write the text in an included file."
        else:
            self._texts[key] = str(value).lower() if isinstance(value, bool) else value

    @property
    def texts(self) -> dict[str, str]:
        """The values as Markdown, for pandoc to read."""
        return self._texts

    def take(self, read: dict[str, list[Node]]) -> None:
        """Take the values as pandoc read them."""
        for key, blocks in read.items():
            if not blocks:
                self._inlines[key] = []
            elif len(blocks) == 1 and blocks[0]["t"] in ("Plain", "Para"):
                self._inlines[key] = blocks[0]["c"]
            else:
                what = f"Markdown takes the value of {key} for more than words."
                self._wrong[key] = what, "Put a backslash before what it takes for a list or heading."

    def inlines(self, shortcode: Shortcode) -> list[Node]:
        """What stands for a shortcode in text; a fault is noted where there is nothing."""
        if shortcode.is_escaped:
            return [string(shortcode.written)]
        key = f"{shortcode.name} {shortcode.arguments[0]}" if len(shortcode.arguments) == 1 else ""
        if key in self._inlines and not shortcode.options:
            return copy.deepcopy(self._inlines[key])  # the tree is changed in place
        self.faults.add(shortcode.place, *self._fault(shortcode, key))
        return []

    def _fault(self, shortcode: Shortcode, key: str) -> tuple[str, str]:
        if shortcode.name in ("include", "embed"):
            return f"{show(shortcode)} does not stand alone.", "Put it on a line of its own, one space inside {{< >}}."
        if shortcode.name not in self._data:
            return f"the shortcode {show(shortcode)} is not covered.", "Use var, meta, include or embed."
        if key in self._wrong:
            return self._wrong[key]
        return f"{show(shortcode)} takes one name.", f"Write {{{{< {shortcode.name} name >}}}}."

    def in_text(self, text: str, *, lenient: bool = False) -> str:
        """Text with marks replaced by plain text; if lenient, what is not covered stays as written."""

        def put(match: re.Match[str]) -> str:
            shortcode = self.shortcodes[int(match[1])]
            if lenient and not shortcode.is_escaped and shortcode.name not in self._data:
                return shortcode.written
            return text_of(self.inlines(shortcode))

        return MARKED.sub(put, text)

    def _word(self, text: str) -> list[Node]:
        """A word that has marks, as inlines."""
        inlines: list[Node] = []
        at = 0
        for match in MARKED.finditer(text):
            if match.start() > at:
                inlines.append(string(text[at : match.start()]))
            inlines.extend(self.inlines(self.shortcodes[int(match[1])]))
            at = match.end()
        return inlines + ([string(text[at:])] if at < len(text) else [])

    def _raw(self, node: Node) -> Node | list[Node]:
        """Raw HTML without its comments: they are notes of the writer, and not published."""
        kind, text = node["c"]
        for comment in _COMMENT.finditer(text):
            for match in MARKED.finditer(comment[0]):
                self.commented.update(self.shortcodes[int(match[1])].arguments)
        text = _COMMENT.sub("", text)
        return node | {"c": [kind, self.in_text(text)]} if text.strip() else []

    def resolve(self, tree: Any) -> Any:
        """The tree with every mark replaced and without comments."""

        def visit(node: Node) -> Node | list[Node]:
            kind = node["t"]
            if kind == "Str":
                return self._word(node["c"]) if MARKED.search(node["c"]) else node
            if kind in ("Code", "CodeBlock"):
                return node | {"c": [node["c"][0], self.in_text(node["c"][1], lenient=True)]}
            if kind in ("RawInline", "RawBlock"):
                return self._raw(node)
            if (attr := attributes(node)) is not None:
                for pair in attr[2]:
                    pair[1] = self.in_text(pair[1])
            if kind in ("Link", "Image"):
                target, title = node["c"][2]
                for match in MARKED.finditer(title):
                    what = "a shortcode in the title of a link or image is not covered: Quarto leaves it unresolved."
                    self.faults.add(self.shortcodes[int(match[1])].place, what, 'Write [text](address){title="…"}.')
                node["c"][2] = [self.in_text(target), title]
            if kind == "Math":
                return node | {"c": [node["c"][0], self.in_text(node["c"][1])]}
            return node

        return walk(tree, visit, *_MAY_HOLD_MARKS)
