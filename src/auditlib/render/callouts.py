"""Callouts: notes set apart from the text.

Belongs here: their titles, and what the page makes of them. Does not belong here: how they look.
"""

from __future__ import annotations

from html import escape

from auditlib.render.pandoc import Node, html_block, plain, read_texts, string, walk

#: The kinds there are, and their titles where none is given.
CALLOUTS = {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}
#: Class of the div that holds a callout's title until the page is made.
TITLE = "quarto-callout-title"


def callout_kind(node: Node) -> str:
    """The kind of callout that a node is; empty if it is none."""
    if node["t"] != "Div":
        return ""
    return next((kind for kind in CALLOUTS if f"callout-{kind}" in node["c"][0][1]), "")


def take_titles(blocks: list[Node]) -> list[Node]:
    """Move each callout's title, from its attribute or from a heading at its start, into a div of its own.

    The title in an attribute is Markdown; all of them are read in one go.
    """
    titles: dict[str, str] = {}

    def collect(node: Node) -> Node:
        if callout_kind(node):
            attr, content = node["c"]
            title = next((value for key, value in attr[2] if key == "title"), "")
            attr[2] = [pair for pair in attr[2] if pair[0] != "title"]
            inlines: list[Node] = []
            if title:
                titles[str(len(titles))] = title
                inlines = [{"t": "Title", "c": str(len(titles) - 1)}]
            elif content and content[0]["t"] == "Header":
                inlines, content = content[0]["c"][2], content[1:]
            if inlines:
                content = [{"t": "Div", "c": [["", [TITLE], []], [plain(inlines)]]}, *content]
            return node | {"c": [attr, content]}
        return node

    blocks = walk(blocks, collect, "Div")
    read = read_texts(titles)

    def put(node: Node) -> Node | list[Node]:
        if node["t"] != "Title":
            return node
        return [inline for block in read[node["c"]] if block["t"] in ("Plain", "Para") for inline in block["c"]]

    return walk(blocks, put, "Title") if titles else blocks


def _opening(tag: str, attr: list, kind: str, collapse: str) -> Node:
    identifier, classes, _ = attr
    others = [name for name in classes if name != f"callout-{kind}"]
    text = f'<{tag} class="{escape(" ".join(["callout", f"callout-{kind}", *others]))}"'
    text += ' role="note"' if tag == "div" else ""
    text += f' id="{escape(identifier)}"' if identifier else ""
    return html_block(text + (" open>" if collapse == "false" else ">"))


def callouts_to_html(blocks: list[Node]) -> list[Node]:
    """Callouts as the page has them: a titled block, or a disclosure if it can be collapsed."""

    def visit(node: Node) -> Node | list[Node]:
        kind = callout_kind(node)
        if not kind:
            return node
        attr, content = node["c"]
        collapse = next((value for key, value in attr[2] if key == "collapse"), "")
        title: list[Node] = []
        if content and content[0]["t"] == "Div" and TITLE in content[0]["c"][0][1]:
            title, content = content[0]["c"][1][0]["c"], content[1:]
        name = [string(CALLOUTS[kind] + (":" if title else ""))]
        line = [{"t": "Span", "c": [["", ["callout-kind"], []], name]}, *([{"t": "Space"}, *title] if title else [])]
        outer, inner = ("details", "summary") if collapse else ("div", "p")
        return [
            _opening(outer, attr, kind, collapse),
            html_block(f'<{inner} class="callout-title">'),
            plain(line),
            html_block(f"</{inner}>"),
            *content,
            html_block(f"</{outer}>"),
        ]

    return walk(blocks, visit, "Div")
