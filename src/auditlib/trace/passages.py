"""The passages of a page whose numbers are explained: paragraphs with their lists, charts and tables.

The filter ``assets/filters/counted.lua`` ends each of them with a link to the figures page; this reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditlib.errors import BuildError
from auditlib.facts import Facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: The page of an edition's figures, beside its report.
FIGURES_PAGE = "figures.html"
_WORDS_OF_A_TITLE = 14


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the report."""

    id: str  # its link's id on the report, and its entry's on the figures page
    heading: str  # the section in which it stands
    title: str  # a caption, or the first words of a paragraph
    facts: tuple[str, ...]  # the ids of its facts, each once, in the order of the text


def passages(page: HtmlElement, facts: Facts) -> list[Passage]:
    """The passages of a finished page.

    Raises
    ------
    BuildError
        A number is marked with an id that is not a fact.
    """
    found = []
    for link in page.xpath("//a[@data-facts]"):
        ids = tuple(link.get("data-facts").split())
        unknown = [fact_id for fact_id in ids if fact_id not in facts]
        if unknown:
            raise BuildError(f"The page shows {unknown[0]}, which is not a fact of this edition.")
        headings = link.xpath("preceding::h2[not(ancestor::nav)][1]")
        found.append(Passage(link.get("id"), _text(headings[0]) if headings else "", _title(link), ids))
    return found


def _title(link: HtmlElement) -> str:
    block = link.getparent()
    if not "".join(block.itertext()).removeprefix(link.text).strip():  # the link stands alone, below what it is about
        below = link.xpath("ancestor::div[1][contains(@class, 'counted-below')]")
        block = (below[0] if below else block).getprevious()
    captions = block.xpath(".//caption|.//figcaption")
    if captions:
        return _text(captions[0])
    words = _text(block).removesuffix(link.text).split()
    return " ".join(words[:_WORDS_OF_A_TITLE]) + (" …" if len(words) > _WORDS_OF_A_TITLE else "")


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
