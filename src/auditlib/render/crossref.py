"""Figures, tables and sections that can be referred to, and the references to them.

Belongs here: numbers, captions and reference texts, as Quarto prints them in English. Does not belong here: what
the page makes of figures and tables.
"""

from __future__ import annotations

import re
from typing import Any

from auditlib.render.dialect import prefix
from auditlib.render.locate import Reporter
from auditlib.render.options import Options
from auditlib.render.pandoc import SPACE, Node, nodes, plain, string, text_of, walk
from auditlib.render.places import named

_WORDS = {"fig": "Figure", "tbl": "Table", "sec": "Section"}
_LABEL = re.compile(r"\{#(tbl-[^}\s]+)\}$")
_ATTRIBUTES = re.compile(r"(\{[#.]?[\w-]+)[^{}]*\}$")
_NO_BREAK = "\u00a0"


def _label_of(caption: list[Node]) -> tuple[str, list[Node]]:
    """Id at the end of a table's caption blocks, and the caption's inlines without it."""
    inlines = list(caption[-1]["c"]) if caption else []
    if inlines and inlines[-1]["t"] == "Str" and (match := _LABEL.search(inlines[-1]["c"])):
        rest = inlines[-1]["c"][: match.start()]
        inlines = [*inlines[:-1], *([string(rest)] if rest else [])]
        while inlines and inlines[-1]["t"] in ("Space", "SoftBreak"):
            inlines.pop()
        return match[1], inlines
    return "", inlines


def _figure(identifier: str, caption: list[Node], image: Node) -> Node:
    return {"t": "Figure", "c": [[identifier, [], []], [None, [plain(caption)] if caption else []], [plain([image])]]}


def _image_alone(node: Node) -> Node | None:
    if node["t"] in ("Para", "Plain") and len(node["c"]) == 1 and node["c"][0]["t"] == "Image":
        return node["c"][0]
    return None


class _Floats:
    """Gives every figure and table that has an id one form, wherever its id and caption are written."""

    def __init__(self, reporter: Reporter) -> None:
        self.fault = reporter.fault

    def visit(self, node: Node) -> Node | list[Node]:
        if (image := _image_alone(node)) is not None and prefix(image["c"][0][0]) == "fig":
            identifier = image["c"][0][0]
            image["c"][0] = ["", *image["c"][0][1:]]
            return _figure(identifier, [], image)
        if node["t"] == "Table":
            return self.table(node)
        if node["t"] == "Div" and prefix(node["c"][0][0]) in ("fig", "tbl"):
            return self.div(node)
        return node

    def table(self, node: Node) -> Node:
        caption = node["c"][1]
        label, inlines = _label_of(caption[1])
        if label:
            node["c"][0][0] = label
            caption[1] = [plain(inlines)] if inlines else []
        elif written := _ATTRIBUTES.search(text_of(inlines).rstrip()):
            what = "these attributes of a table are not covered."
            self.fault(written[1], what, "Write {#tbl-name} and no more.")
        return node

    def div(self, node: Node) -> Node | list[Node]:
        """A figure or table whose id is on the div around it; its last paragraph is the caption."""
        (identifier, classes, pairs), content = node["c"]
        kind = prefix(identifier)
        inner = [block for block in content if not _is_cell(block)]
        inner += [part for block in content if _is_cell(block) for part in block["c"][1]]
        caption = inner[-1]["c"] if len(inner) == 2 and inner[-1]["t"] == "Para" else None
        body = inner[0] if inner and (len(inner) == 1 or caption is not None) else None
        image = _image_alone(body) if body and kind == "fig" else None
        if classes or pairs:
            self.fault(f"#{identifier}", f"more than an id on {named(identifier)} is not covered.", "Remove it.")
        elif image is not None and not image["c"][0][0]:
            return _figure(identifier, caption or [], image)
        elif kind == "fig" and body and body["t"] == "Figure" and not body["c"][0][0]:
            what = f"{named(identifier)} has a caption that Quarto would drop."
            self.fault(f"#{identifier}", what, f"Write ![Caption](image){{#{identifier}}} without the div.")
        elif kind == "tbl" and body and body["t"] == "Table" and not (body["c"][0][0] or body["c"][1][1]):
            body["c"][0][0] = identifier
            body["c"][1][1] = [plain(caption)] if caption else []
            return body
        elif kind == "tbl" and body and body["t"] == "Table" and not body["c"][0][0] and caption is None:
            body["c"][0][0] = identifier
            return body
        else:
            what = f"{named(identifier)} is not one image or table with one caption."
            self.fault(f"#{identifier}", what, "Give each figure and table its own id.")
        return node


def _is_cell(node: Node) -> bool:
    return node["t"] == "Div" and not node["c"][0][0] and "quarto-embed-nb-cell" in node["c"][0][1]


def normalise_floats(blocks: list[Node], reporter: Reporter) -> list[Node]:
    """The blocks with every figure and table that can be referred to as a Figure or Table that has the id."""
    return walk(blocks, _Floats(reporter).visit, "Para", "Plain", "Table", "Div")


class _Index:
    """Numbers figures, tables and headings in the order of the document."""

    def __init__(self, options: Options, reporter: Reporter) -> None:
        self.options, self.fault = options, reporter.fault
        self.numbers: dict[str, str] = {}
        self.counts = {"fig": 0, "tbl": 0}
        self.sections = [0] * 6
        self.first = 0

    def add(self, blocks: Any) -> None:
        counted = [node for node in nodes(blocks) if node["t"] in ("Figure", "Table", "Header")]
        levels = [node["c"][0] for node in counted if node["t"] == "Header"]
        # as in Quarto, a document whose highest headings are of level 2 numbers them 1, 2, 3
        self.first = 0 if min(levels, default=1) == 1 else 1
        for node in counted:
            if node["t"] == "Header":
                self.heading(node)
            elif node["c"][0][0]:
                self.float(node)

    def float(self, node: Node) -> None:
        identifier = node["c"][0][0]
        kind = prefix(identifier)
        if kind != {"Figure": "fig", "Table": "tbl"}[node["t"]]:
            if kind in _WORDS:
                self.fault(f"#{identifier}", f"{named(identifier)} is not what its id says.", "Correct the id.")
            return
        self.counts[kind] += 1
        number = str(self.counts[kind])
        self.numbers[identifier] = number
        caption = node["c"][1][1]
        head = [string(_WORDS[kind] + _NO_BREAK + number + (":" if caption else ""))]
        words = [SPACE, *caption[0]["c"]] if caption else []
        node["c"][1][1] = [plain(head + words)]

    def heading(self, node: Node) -> None:
        level, (identifier, classes, _), inlines = node["c"]
        if "unnumbered" in classes:
            return
        self.sections[level:] = [0] * (6 - level)
        self.sections[level - 1] += 1
        number = ".".join(map(str, self.sections[self.first : level]))
        if prefix(identifier) == "sec":
            self.numbers[identifier] = number
        if self.options.number_sections and level <= self.options.number_depth:
            span = {"t": "Span", "c": [["", ["header-section-number"], []], [string(number)]]}
            node["c"][2] = [span, SPACE, *inlines]


class _Resolver:
    def __init__(self, numbers: dict[str, str], reporter: Reporter) -> None:
        self.numbers, self.fault = numbers, reporter.fault

    def visit(self, node: Node) -> Node | list[Node]:
        if node["t"] != "Cite":
            return node
        inlines: list[Node] = []
        for citation in node["c"][0]:
            if inlines:
                inlines += [string(","), SPACE]
            inlines.append(self.link(citation))
        return inlines

    def link(self, citation: dict[str, Any]) -> Node:
        written = citation["citationId"]
        label = written[:1].lower() + written[1:]
        kind = prefix(label)
        number = self.numbers.get(label)
        if number is None:
            if kind in _WORDS:
                what = f"the reference @{label} points at nothing."
                do = f"Give a {_WORDS[kind].lower()} the id #{label}, or correct the reference."
                self.fault(f"@{written}", what, do)
            number = "?"
        text: list[Node] = [string(number)]
        if citation["citationPrefix"]:
            text = [*citation["citationPrefix"], string(_NO_BREAK), *text]
        elif citation["citationMode"]["t"] != "SuppressAuthor":
            text = [string(_WORDS.get(kind, "?") + _NO_BREAK + number)]
        return {"t": "Link", "c": [["", ["quarto-xref"], []], text, [f"#{label}", ""]]}


def number_and_refer(blocks: list[Node], options: Options, reporter: Reporter) -> tuple[list[Node], dict[str, str]]:
    """Number figures, tables and sections, and resolve the references to them.

    Parameters
    ----------
    blocks
        The document after :func:`normalise_floats`; captions and headings are changed in place.
    options
        Whether and how deep headings are numbered.
    reporter
        Takes references that point at nothing.

    Returns
    -------
    tuple
        The blocks, and the number of everything that can be referred to, by id.
    """
    index = _Index(options, reporter)
    index.add(blocks)
    return walk(blocks, _Resolver(index.numbers, reporter).visit, "Cite"), index.numbers
