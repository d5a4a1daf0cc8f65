"""Whether a finished page, by whichever renderer, has anything unresolved or any link that leads nowhere.

What must not leave the building is checked when it is published (:mod:`auditlib.publish`).
"""

from __future__ import annotations

import re
import urllib.parse
from typing import TYPE_CHECKING

from auditlib.characters import UNRESOLVED as _UNRESOLVED
from auditlib.render.places import Faults, Place, named
from auditlib.webpage import has_class, parsed, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_IN_CODE = re.compile(r"\?(?:var|meta):[\w.-]*")


def _is_verbatim(element: HtmlElement) -> bool:
    return any(one.tag in ("code", "pre") for one in (element, *element.iterancestors()))


def unresolved(page: HtmlElement) -> list[str]:
    """Marks of what is unresolved, as they stand on the page; code may hold some, scripts and styles are not read."""
    found: list[str] = []
    for element in page.xpath("//body//*|//title"):
        if not isinstance(element.tag, str):
            continue
        is_read = element.tag not in ("script", "style")
        for text, owner in ((element.text if is_read else None, element), (element.tail, element.getparent())):
            if text and _UNRESOLVED.search(text):
                found += (_IN_CODE if _is_verbatim(owner) else _UNRESOLVED).findall(text)
        for name, value in element.items():
            if name != "id" and not value.startswith("data:"):
                found += _UNRESOLVED.findall(value)
    return list(dict.fromkeys(found))


def check_page(html: str) -> None:
    """Refuse a page that has anything unresolved, an id twice, a link to nothing or an image without words.

    Raises
    ------
    BuildError
        It has; all of it is named.
    """
    page = parsed(html)
    faults, where = Faults(), Place("the page")
    for mark in unresolved(page):
        what = f"{mark if re.fullmatch('[?@{}<>()=:.A-Za-z0-9_-]+', mark) else named(mark)} is left on it, unresolved."
        do = "Correct the name in the document, or define what it names; a remark that says it cannot be published."
        faults.add(where, what, do)
    for citation in page.xpath(f"//span[{has_class('citation')}]"):
        if re.match(r"\[?-?@", words(citation)):  # pandoc prints what it cannot look up as it was written
            what = f"{named(words(citation))} is left on it: a reference that points at nothing, or a citation."
            faults.add(where, what, "Correct the name. Citations need a bibliography: write the source out instead.")
    seen: set[str] = set()
    for identifier in page.xpath("//@id"):
        if identifier in seen:
            faults.add(where, f"the id {named(identifier)} stands twice.", "Give each its own.")
        seen.add(identifier)
    for target in page.xpath("//a/@href"):
        if target.startswith("#") and urllib.parse.unquote(target[1:]) not in seen:
            what = f"a link leads to {named(target)}, which is not on the page."
            faults.add(where, what, "Correct the link, or give what it means an id.")
    for image in page.iter("img"):
        if not (image.get("alt") or "").strip():
            what = "an image has neither alternative text nor a caption."
            faults.add(where, what, 'Add {fig-alt="What it shows."}.')
    faults.raise_any()
