"""The report's page without what only works beside it: the one text from which the other formats are made.

Belongs here: leaving out links to the files beside the page, and saying so. Does not belong here: making the page
(:mod:`auditlib.render`), or any other format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditlib.webpage import has_class, parsed, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LEADS_ON = re.compile(r"#|mailto:|https?:", re.IGNORECASE)
NOTE = (
    "This is a copy of the report’s page. On the page itself, every paragraph, chart and table leads to how its "
    "numbers were counted."
)


def alone(html: str) -> HtmlElement:
    """The tree of a rendered page that stands alone, its images and its style sheet in it.

    Links to other files are left out, or are plain words where they are part of a sentence.
    """
    from lxml.html.builder import P

    page = parsed(html)
    for element in page.xpath(f"//a[{has_class('counted')}]|//*[{has_class('counted-below')}]"):
        element.drop_tree()
    for link in page.xpath("//a[@href]"):
        if _LEADS_ON.match(link.get("href")):
            continue
        item = link.getparent()
        if item.tag == "li" and words(item) == words(link):
            item.drop_tree()
        else:
            link.drop_tag()
    page.xpath("//main")[0].append(P(NOTE))
    return page
