"""Whether anything on a page was left unresolved.

Belongs here: the marks that Quarto and pandoc leave where something is missing. Does not belong here: what must not
leave the building (:mod:`auditlib.publish`).
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from auditlib.render.html import classes
from auditlib.render.places import Faults, Place, named
from auditlib.render.shortcode import MARKED_ID

#: What is printed where a shortcode, a reference or a caption has nothing to show.
_UNRESOLVED = re.compile(
    MARKED_ID.pattern + r"[;\w]*|\?(?:var|meta|invalid)\b[:\w.-]*|\?@[\w-]+|\?\(caption\)|\{\{\{?<|>\}\}"
)
_IN_CODE = re.compile(r"\?(?:var|meta):[\w.-]*")


def _is_verbatim(element: HtmlElement) -> bool:
    above = (element, *element.iterancestors())
    return any(one.tag in ("code", "pre") or "literal" in classes(one) for one in above)


def unresolved(page: HtmlElement) -> list[str]:
    """Marks of what is unresolved, as they stand on the page; code and escaped shortcodes may hold some.

    Parameters
    ----------
    page
        The tree of a finished page.
    """
    found: list[str] = []
    for element in page.xpath("//body//*|//title"):
        if not isinstance(element.tag, str):
            continue
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if text and _UNRESOLVED.search(text):
                found += (_IN_CODE if _is_verbatim(owner) else _UNRESOLVED).findall(text)
        for name, value in element.items():
            if name != "id" and not value.startswith("data:"):
                found += _UNRESOLVED.findall(value)
    return list(dict.fromkeys(found))


def check_page(page: HtmlElement) -> None:
    """Refuse a page that has anything unresolved.

    Raises
    ------
    BuildError
        It has; every mark is named.
    """
    faults = Faults()
    for mark in unresolved(page):
        what = f"{mark if re.fullmatch('[?@{}<>()=:.A-Za-z0-9_-]+', mark) else named(mark)} is left on it, unresolved."
        faults.add(Place("the page"), what, "Correct the name in the document, or define what it names.")
    faults.raise_any()
