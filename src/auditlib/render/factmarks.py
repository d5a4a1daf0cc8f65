"""Numbers marked with their facts, while pandoc reads the document.

Belongs here: words that stand for marked numbers in the Markdown, and putting the numbers back into the tree. Does
not belong here: marking numbers (``facts.told``), shortcodes.

A page has hundreds of marked numbers, and pandoc takes as long to read their HTML as all the rest. So a word stands
for each of them, as for a shortcode, where a word is read as the number would be: it has plain words only, and stands
apart from other letters and marks. The tree is the one that pandoc makes of the document as written, but for the widths
it gives to columns of tables with long rows, which the finish takes away. Where a word has become anything but text
(in code, in an attribute, in the id of a heading), the document is read as written instead.
"""

from __future__ import annotations

import json
import re

from auditlib.render.pandoc import Node, read, read_as_text, string, walk

_WORD = r"(?:[A-Za-z]+|\(?[+−]?[0-9](?:[0-9,.]*[0-9])?%?\)?)"
#: A marked number between spaces, in brackets, in bold text, or before a stop.
_SPAN = re.compile(
    rf'(?:^|(?<= )|(?<= \()|(?<=\*\*))<span class="fact" data-fact="([\w.-]+)">({_WORD}(?: {_WORD})*)</span>'
    r"(?=[ )]|\*\*|[,.;:](?: |$)|$)",
    re.MULTILINE,
)
#: A line under or around the columns of a table that is not written with bars: its cells go by their place.
_COLUMNS = re.compile(r"^ *[-+=][-+=: ]*$", re.MULTILINE)
_MARK = "q7fact"
_MARKED = re.compile(_MARK + r"([0-9]+)x")


def _number(fact_id: str, text: str) -> Node:
    """The node that pandoc makes of a marked number."""
    words: list[Node] = []
    for word in text.split(" "):
        words += [{"t": "Space"}, string(word)] if words else [string(word)]
    return {"t": "Span", "c": [["", ["fact"], [["data-fact", fact_id]]], words]}


def _marked(markdown: str) -> tuple[str, list[tuple[str, str]]]:
    """The text with words in place of numbers, and the numbers' facts and texts."""
    numbers: list[tuple[str, str]] = []
    if _MARK in markdown or _COLUMNS.search(markdown):
        return markdown, numbers

    def put(match: re.Match[str]) -> str:
        numbers.append((match[1], match[2]))
        return f"{_MARK}{len(numbers) - 1}x"

    return _SPAN.sub(put, markdown), numbers


def read_with_facts(markdown: str, metadata: str = "") -> tuple[Node, list[str]]:
    """Pandoc's tree of a document, and its notes.

    Parameters
    ----------
    markdown
        The document, without metadata.
    metadata
        The block of metadata to put before it.
    """
    text, numbers = _marked(markdown)
    written, notes = read_as_text(metadata + text)
    tree = json.loads(written)
    found: list[int] = []

    def put_back(node: Node) -> Node | list[Node]:
        match = _MARKED.search(node["c"]) if _MARK in node["c"] else None
        if match is None:
            return node
        found.append(int(match[1]))
        before, after = node["c"][: match.start()], node["c"][match.end() :]
        number = _number(*numbers[found[-1]])
        return [*([string(before)] if before else []), number, *([string(after)] if after else [])]

    if numbers:
        tree["blocks"] = walk(tree["blocks"], put_back, "Str")
        if len(found) != written.count(_MARK) or set(found) != set(range(len(numbers))):
            return read(metadata + markdown)
    return tree, notes
