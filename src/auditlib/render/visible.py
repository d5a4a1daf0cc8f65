"""What stands in ``content-visible`` and ``content-hidden`` and is shown or left out.

Belongs here: the conditions. Does not belong here: metadata itself.

As in Quarto a hidden part is gone before anything in it is looked at. A condition that Quarto would quietly take
for false (a key that is not there, a format misspelt) is refused.
"""

from __future__ import annotations

from typing import Any

from auditlib.render.locate import Reporter
from auditlib.render.pandoc import Node, is_node, is_text
from auditlib.render.places import named

_SHOWING, _HIDING = "content-visible", "content-hidden"
_THIS_FORMAT = ("html", "html:js")
_OTHER_FORMATS = (
    *("asciidoc", "beamer", "commonmark", "docx", "epub", "gfm", "hugo-md", "ipynb", "jats", "latex", "markdown"),
    *("odt", "pdf", "pptx", "revealjs", "typst"),
)
_CONDITIONS = ("when-meta", "unless-meta", "when-format", "unless-format", "when-profile", "unless-profile")


def _value(metadata: dict[str, Any], key: str) -> Any:
    found: Any = metadata
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


class _Conditions:
    def __init__(self, metadata: dict[str, Any], reporter: Reporter) -> None:
        self.metadata, self.reporter = metadata, reporter

    def holds(self, kind: str, value: str) -> bool:
        """Whether one condition's subject is so, before when or unless."""
        if kind == "meta":
            found = _value(self.metadata, value)
            if not isinstance(found, bool):
                what = f"{named(value)} is not true or false in the metadata."
                self.reporter.fault(value, what, "Set it to true or false, or correct the name.")
            return found is True
        if kind == "format":
            if value not in (*_THIS_FORMAT, *_OTHER_FORMATS):
                self.reporter.fault(value, f"there is no format {named(value)}.", "Write html, or another format.")
            return value in _THIS_FORMAT
        self.reporter.fault("profile", "conditions on profiles are not covered.", "Use when-meta.")
        return False

    def shown(self, classes: list[str], pairs: list[list[str]]) -> bool:
        """Whether the part with these classes and attributes is shown."""
        matches = True
        for name in _CONDITIONS:
            values = [value for key, value in pairs if key == name]
            if values:
                when, kind = name.split("-")
                found = [self.holds(kind, value) for value in values]  # all of them, to note every fault
                matches &= any(found) == (when == "when")
        return matches == (_SHOWING in classes)

    def rebuild(self, value: Any) -> Any:
        if not isinstance(value, list) or is_text(value):
            return value
        rebuilt: list[Any] = []
        for item in value:
            if is_node(item):
                rebuilt.extend(self.node(item))
            else:
                rebuilt.append(self.rebuild(item))
        return rebuilt

    def node(self, node: Node) -> list[Node]:
        """What is shown in the place of a node: itself, its content or nothing."""
        if node["t"] in ("Div", "Span", "CodeBlock"):
            (identifier, classes, pairs), content = node["c"]
            if _SHOWING in classes or _HIDING in classes:
                return self.part(node["t"], identifier, classes, pairs, content)
        return [node | {"c": self.rebuild(node["c"])}] if isinstance(node.get("c"), list) else [node]

    def part(self, kind: str, identifier: str, classes: list[str], pairs: list[list[str]], content: Any) -> list[Node]:
        if not self.shown(classes, pairs):
            return []
        rest = [name for name in classes if name not in (_SHOWING, _HIDING)]
        other = [pair for pair in pairs if pair[0] not in _CONDITIONS]
        if kind == "Div":
            for name in (identifier, *rest, *(key for key, _ in other)):
                if name:
                    what = f"{named(name)} on a {classes[0]} block would be lost."
                    self.reporter.fault(name, what, "Put it on a block of its own inside.")
            return self.rebuild(content)
        return [{"t": kind, "c": [[identifier, rest, other], self.rebuild(content)]}]


def visible(blocks: list[Node], metadata: dict[str, Any], reporter: Reporter) -> list[Node]:
    """The blocks without what is hidden and without the divs that show.

    Parameters
    ----------
    blocks
        The document.
    metadata
        The document's own keys, for ``when-meta``.
    reporter
        Takes conditions that cannot be decided.
    """
    return _Conditions(metadata, reporter).rebuild(blocks)
