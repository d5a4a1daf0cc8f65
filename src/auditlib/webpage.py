"""A page of HTML as a tree, and the words in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def parsed(html: str | bytes) -> HtmlElement:
    """The tree of a page in UTF-8, comments and all."""
    from lxml.html import HTMLParser, document_fromstring

    content = html.encode() if isinstance(html, str) else html
    return document_fromstring(content, parser=HTMLParser(encoding="utf-8", huge_tree=True))


def words(element: HtmlElement) -> str:
    """Text of an element with white space as a reader sees it."""
    return " ".join("".join(element.itertext()).split())


def has_class(name: str) -> str:
    """An XPath condition: an element with this class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
