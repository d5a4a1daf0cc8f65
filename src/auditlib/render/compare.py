"""Whether two pages say the same.

Belongs here: comparing what a reader finds on two pages, such as those of the two renderers. Does not belong here:
what a page must have.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from itertools import zip_longest

from lxml.html import HtmlElement

from auditlib.render.html import parse_page, words

_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?%?")
_HEADINGS = "//h1|//h2|//h3|//h4|//h5|//h6"


def _title(page: HtmlElement) -> list[str]:
    return [words(element) for element in page.xpath("//title")] + [page.get("lang") or ""]


def _headings(page: HtmlElement) -> list[str]:
    return [f"{element.tag} {words(element)}" for element in page.xpath(_HEADINGS)]


def _numbers(page: HtmlElement) -> list[str]:
    return _NUMBER.findall(words(page.xpath("//body")[0]))


def _image(element: HtmlElement) -> str:
    source = hashlib.sha256((element.get("src") or "").encode()).hexdigest()[:12]
    return f"{element.get('alt', '(no alternative text)')} [{source}]"


def _figures(page: HtmlElement) -> list[str]:
    found = [
        f"{figure.get('id', '(no id)')}: {'; '.join(map(_image, figure.iter('img')))}" for figure in page.iter("figure")
    ]
    return found + [_image(image) for image in page.xpath("//img[not(ancestor::figure)]")]


def _captions(page: HtmlElement) -> list[str]:
    return [words(element) for element in page.xpath("//figcaption|//caption")]


def _cell(element: HtmlElement) -> str:
    return f"{element.tag}{'/' + element.get('scope') if element.get('scope') else ''} {words(element)}"


def _tables(page: HtmlElement) -> list[str]:
    return [
        f"{table.get('id', '(no id)')}: {' | '.join(map(_cell, row.xpath('./th|./td')))}"
        for table in page.iter("table")
        for row in table.iter("tr")
    ]


def _references(page: HtmlElement) -> list[str]:
    return [f"{words(link)} -> {link.get('href')}" for link in page.xpath("//main//a[@href]")]


def _contents(page: HtmlElement) -> list[str]:
    return [f"{words(link)} -> {link.get('href')}" for link in page.xpath("//nav//a[@href]")]


def _text(page: HtmlElement) -> list[str]:
    lines = page.xpath("//body//*[self::p or self::li or self::dt or self::dd or self::summary or self::pre]")
    return [f"{element.tag} {words(element)}" for element in lines]


_PARTS: dict[str, Callable[[HtmlElement], list[str]]] = {
    "title": _title,
    "headings": _headings,
    "numbers": _numbers,
    "figures": _figures,
    "captions": _captions,
    "tables": _tables,
    "references": _references,
    "contents": _contents,
    "text": _text,
}


def same_content(html_a: str, html_b: str) -> list[str]:
    """What differs between two pages for a reader.

    Parameters
    ----------
    html_a, html_b
        Two whole pages.

    Returns
    -------
    list of str
        A line for each difference in title, headings, numbers, figures, captions, tables, references, contents or
        text; empty if there is none.
    """
    page_a, page_b = parse_page(html_a), parse_page(html_b)
    differences = []
    for part, take in _PARTS.items():
        for place, (one, other) in enumerate(zip_longest(take(page_a), take(page_b), fillvalue="(none)"), start=1):
            if one != other:
                differences.append(f"{part} {place}: {one!r} against {other!r}")
    return differences
