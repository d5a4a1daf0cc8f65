"""HTML trees: parsing, changing and writing them without touching what they say.

Belongs here: small tools over lxml. Does not belong here: what the page should look like.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

import lxml.html
from lxml.html import HtmlElement

#: Elements in which white space is kept.
_VERBATIM = frozenset(("pre", "code", "math"))
#: Elements that hold blocks, or lines of text that begin and end with them.
_BLOCK_TAGS = frozenset(
    (
        *("article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SPACE = re.compile(r"[ \t\n\r]+")


def parse_page(text: str) -> HtmlElement:
    """A whole page, or the content of one, as a tree whose root is ``html``."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    return lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)


def to_text(element: HtmlElement) -> str:
    """HTML of an element, without the text after it."""
    return lxml.html.tostring(element, encoding="unicode", method="html", with_tail=False)


def words(element: HtmlElement) -> str:
    """Text of an element with white space as a reader sees it."""
    return " ".join("".join(element.itertext()).split())


def classes(element: HtmlElement) -> list[str]:
    """Classes of an element."""
    return (element.get("class") or "").split()


def set_classes(element: HtmlElement, names: Iterable[str]) -> None:
    """Give an element these classes and no others."""
    kept = " ".join(dict.fromkeys(names))
    if kept:
        element.set("class", kept)
    else:
        element.attrib.pop("class", None)


def with_class(root: HtmlElement, name: str) -> list[HtmlElement]:
    """Elements below `root` that have a class, in the order of the page."""
    having = root.xpath("descendant-or-self::*[contains(@class, $name)]", name=name)
    return [element for element in having if name in classes(element)]


def make(tag: str, *content: HtmlElement | str, **attributes: str) -> HtmlElement:
    """An element; ``class_`` and ``aria_label`` stand for ``class`` and ``aria-label``."""
    element = lxml.html.Element(tag)
    for name, value in attributes.items():
        element.set(name.rstrip("_").replace("_", "-"), value)
    add(element, *content)
    return element


def add(parent: HtmlElement, *content: HtmlElement | str) -> None:
    """Append elements and text."""
    for part in content:
        if not isinstance(part, str):
            parent.append(part)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part


def take_content(element: HtmlElement) -> list[HtmlElement | str]:
    """Content of an element, to be added elsewhere; the element is left empty."""
    content: list[HtmlElement | str] = [element.text] if element.text else []
    for child in list(element):
        tail, child.tail = child.tail, None
        element.remove(child)
        content.append(child)
        if tail:
            content.append(tail)
    element.text = None
    return content


def replace(element: HtmlElement, new: HtmlElement) -> None:
    """Put another element in an element's place, keeping the text that follows."""
    new.tail = element.tail
    element.getparent().replace(element, new)


def unwrap(element: HtmlElement) -> None:
    """Put an element's content in its place."""
    element.drop_tag()


def drop(element: HtmlElement) -> None:
    """Remove an element with its content, keeping the text that follows."""
    element.drop_tree()


def clone(element: HtmlElement) -> HtmlElement:
    """A copy of an element without the text that follows it."""
    twin = copy.deepcopy(element)
    twin.tail = None
    return twin


def is_blank(element: HtmlElement) -> bool:
    """Whether an element shows nothing."""
    return not words(element) and not element.xpath(".//img|.//input|.//math|.//hr")


def _is_block(element: HtmlElement) -> bool:
    return element.tag in _BLOCK_TAGS


def _lone(text: str | None, *, starts: bool, ends: bool) -> str:
    """Text with white space as a browser shows it, where it begins or ends a line or not."""
    if not text:
        return ""
    shown = _SPACE.sub(" ", text)
    shown = shown.lstrip(" ") if starts else shown
    return shown.rstrip(" ") if ends else shown


def even_out(root: HtmlElement) -> None:
    """Write each block on a line of its own and white space within text as one space, in place.

    What a reader sees stays the same; two pages that show the same are then written the same.
    """
    if root.tag in _VERBATIM:
        return
    is_block = _is_block(root)
    children = list(root)
    are_blocks = [_is_block(child) for child in children]
    holds_blocks = any(are_blocks)
    first_is_block = bool(children) and are_blocks[0]
    text = _lone(root.text, starts=is_block, ends=first_is_block or (is_block and not children))
    root.text = f"{text}\n" if first_is_block else text
    for child, child_is_block, after in zip(children, are_blocks, [*are_blocks[1:], is_block], strict=False):
        even_out(child)
        tail = _lone(child.tail, starts=child_is_block or child.tag == "br", ends=after)
        child.tail = f"{tail}\n" if child_is_block or (holds_blocks and after) else tail
