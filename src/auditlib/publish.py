"""The last gate: what a page must not carry out of the building, and putting it into ``site/``.

Belongs here: refusing a page that tells of the machine, asks other hosts for anything or is plainly wrong; and
publishing whole or not at all. Does not belong here: making the page (:mod:`auditlib.render`), disclosure of small
numbers (:mod:`auditlib.disclosure`).

Messages say what kind of thing was found and in which part of the page, never what it says: it may be personal.
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib import formats
from auditlib.atomic import write_whole
from auditlib.characters import MISSING, MISSING_ALONE
from auditlib.clean import EditionData
from auditlib.errors import BuildError, Problem
from auditlib.facts import Facts
from auditlib.leaks import gate_for
from auditlib.paths import Project
from auditlib.settings import Edition
from auditlib.trace import figures_page, methods_page, passages
from auditlib.webpage import parsed, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Attributes by which a page asks for something or leads somewhere.
_ADDRESSES = frozenset(("href", "src", "srcset", "data", "action", "formaction", "poster", "background", "cite"))
#: An address in a ``srcset``, which has several, each with a size: commas may be part of it, but not its end.
_IN_A_SET = re.compile(r"(?<!\S)(?![\d.]+[wx],?(?:\s|$))[^\s,](?:\S*[^\s,])?")
#: Elements whose address is only followed when a reader asks for it.
_LINKS = frozenset(("a", "blockquote", "q", "del", "ins"))
#: Elements that run, ask for or send something.
_ACTIVE = frozenset(
    ("script", "iframe", "object", "embed", "form", "base", "link", "frame", "applet", "audio", "video", "source")
)
#: What an image must not have, the second pattern for a text in small letters: a chart has hundreds of addresses
#: within itself, and looking for both cases of each letter takes several times as long.
_RUNS = re.compile(r"<script|<foreignObject|@import|<!ENTITY", re.IGNORECASE)
_ASKS = re.compile(r"""(?:href|src)\s*=\s*["'](?!#|data:)|url\(\s*["']?(?!#|data:)""")
_STYLE_ADDRESS = re.compile(r"url\(\s*[\"']?(?!data:|#)|@import|image-set\(|expression\(", re.IGNORECASE)
_NOTEBOOK = re.compile(r"\.ipynb\b", re.IGNORECASE)
#: What each of those has in it: few texts do, and this is found ten times as fast.
_MISSING_WORD = re.compile(r"NaN|NaT|<NA>|nan|None|0 of 0|inf|undefined")
_LONGEST_MISSING = len("undefined")
#: Elements that may hold such a word and nothing else.
_HOLDERS = frozenset(("td", "th", "p", "li", "figcaption", "caption", "dd", "strong", "em", "h2", "h3", "h4"))
#: The style sheet beside the pages, and how they ask for it.
STYLE = "report.css"
_OWN_STYLE = {"rel": "stylesheet", "href": STYLE}
_IMAGE = re.compile(r'(\s(?:src|srcset)=")data:image/(svg\+xml|png|jpeg|gif|webp);base64,([A-Za-z0-9+/=]+)')
#: Quotation marks of print, for which a title has those of the keyboard.
_OF_PRINT = str.maketrans("‘’“”", "''\"\"")
_HEADINGS = "//h1|//main//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
#: Attributes whose value is read out or shown.
_SPOKEN = frozenset(("alt", "title", "aria-label", "content", "summary"))


def _where(element: HtmlElement) -> str:
    """The part of the page in which an element stands: the heading above it, and the id around it."""
    headings = element.xpath("preceding::*[self::h1 or self::h2 or self::h3][1]")
    identifier = next((one.get("id") for one in (element, *element.iterancestors()) if one.get("id")), "")
    place = f"under '{words(headings[0])}'" if headings else "at the top of the page"
    return f"{place} (#{identifier})" if identifier and identifier != "main" else place


class _Page:
    """A page to look through, what messages call it, and the files published beside it, which it may ask for.

    Every check looks at the same elements and texts, so they are taken out of the tree once.
    """

    def __init__(self, html: str, name: str = "the page", beside: Collection[str] = ()) -> None:
        self.tree = parsed(html)
        self.name, self.beside = name, beside
        self.elements = list(self.tree.iter())
        self.texts = list(_texts(self.elements))

    def fault(self, what: str, where: HtmlElement | str, do: str) -> Problem:
        """A fault in an element, or in a part of the page that is named."""
        return Problem(f"{self.name} has {what} {where if isinstance(where, str) else _where(where)}.", do)


def _texts(elements: list[HtmlElement]) -> Iterator[tuple[str, HtmlElement]]:
    """Every text that a reader sees or hears, with its element."""
    for element in elements:
        if not isinstance(element.tag, str) or element.tag in ("style", "script"):
            continue
        if element.text:
            yield element.text, element
        if element.tail and element.getparent() is not None:
            yield element.tail, element.getparent()
        for name, value in element.items():
            if value and name in _SPOKEN:
                yield value, element


def _address_faults(page: _Page, name: str, value: str, element: HtmlElement) -> Iterator[tuple[str, str]]:
    """What is wrong with an attribute's value, if it is an address: what it is, and what to do."""
    if name not in _ADDRESSES and not name.endswith("href"):
        return
    plain = urllib.parse.unquote(value)
    if name in ("href", "xlink:href") and element.tag == "a":
        if _NOTEBOOK.search(plain):
            yield "a link to a notebook", "Remove the link: notebooks are not published."
        if re.match(r"\s*(?:javascript|data|vbscript):", plain, re.IGNORECASE):
            yield "a link to a script", "Link to a page."
    elif element.tag not in _LINKS and not plain.startswith(("data:", "#")) and plain not in page.beside:
        yield "a request for another file", "Put images into the page; remove what is loaded from elsewhere."
    if re.match(r"\s*(?:file:|[A-Za-z]:[\\/]|/(?!/))", plain, re.IGNORECASE):
        yield "an address of this machine", "Write a whole web address, or one relative to the page."


def _data_faults(value: str) -> Iterator[tuple[str, str]]:
    """What an image inside the page must not have."""
    head, _, body = value.partition(",")
    try:
        content = base64.b64decode(body, validate=False) if "base64" in head else urllib.parse.unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        yield "an image that cannot be read", "Draw it again."
        return
    text = content.decode("utf-8", errors="replace")
    if "svg" in head and (_RUNS.search(text) or _ASKS.search(text.casefold())):
        yield "an image that asks for another file", "Draw it without links, fonts or scripts from elsewhere."


def _machine_faults(page: _Page) -> Iterator[Problem]:
    """Addresses, requests and scripts."""
    for element in page.elements:
        if not isinstance(element.tag, str):
            yield page.fault("a comment", "in the page", "Remove it.")
            continue
        is_own = element.attrib == _OWN_STYLE or (element.tag == "source" and element.getparent().tag == "picture")
        if element.tag in _ACTIVE and not is_own:
            yield page.fault(f"the active element <{element.tag}>", element, "Remove it: the page has none.")
        if element.tag == "style" and _STYLE_ADDRESS.search(element.text or ""):
            yield page.fault(
                "a request in the style sheet", "in the style sheet", "Use data: addresses, and no @import."
            )
        for name, value in element.items():
            for address in _IN_A_SET.findall(value) if name == "srcset" else [value]:
                found = _address_faults(page, name, address, element)
                if address.startswith("data:"):
                    found = chain(found, _data_faults(address))
                for what, remedy in found:
                    yield page.fault(what, element, remedy)
            if name.startswith("on") or (name == "style" and _STYLE_ADDRESS.search(value)):
                yield page.fault("a script or request in an attribute", element, "Remove it.")
            if name == "http-equiv":
                yield page.fault("an instruction to the browser", element, "Remove it.")


def _missing_faults(page: _Page) -> Iterator[Problem]:
    """Words that a program prints where a value is missing."""
    do = "Say in words that there is nothing to show."
    for text, element in page.texts:
        match = _MISSING_WORD.search(text) and MISSING.search(text)
        if match:
            yield page.fault(f"'{match[0]}', which stands for a missing value,", element, do)
    for element in page.elements:
        if element.tag not in _HOLDERS or len((element.text or "").strip()) > _LONGEST_MISSING:
            continue
        text = "".join(element.itertext()).strip()
        in_a_sentence = element.tag in ("strong", "em") and text.lower() == "none"  # "**none** was returned"
        if MISSING_ALONE.fullmatch(text) and not in_a_sentence:
            yield page.fault(f"'{text.lower()}', which stands for a missing value,", element, do)


def _frame_faults(page: _Page, edition: Edition) -> Iterator[Problem]:
    """Language, title and headings."""
    tree, top = page.tree, "at the top of the page"
    if not re.fullmatch(r"en(-[A-Z]{2})?", tree.get("lang") or ""):
        yield page.fault("no language, or another than English,", top, "Set lang: en-GB in _quarto.yml.")
    title = edition.title.translate(_OF_PRINT)
    titles = [words(one).translate(_OF_PRINT) for one in tree.xpath("//head/title")]
    if len(titles) != 1 or title not in titles[0] or edition.period not in titles[0]:
        yield page.fault(
            "a title that does not name the edition", top, f"Title it '{edition.title}: {edition.period}'."
        )
    headings = [words(heading).translate(_OF_PRINT) for heading in tree.iter("h1")]
    if headings != [title]:
        yield page.fault("not exactly one first heading, the report's title,", top, "Set title in the edition's file.")
    levels = [int(heading.tag[1]) for heading in tree.xpath(_HEADINGS)]
    if any(after > before + 1 for before, after in zip(levels, levels[1:], strict=False)):
        yield page.fault("a heading that skips a level", "in the page", "Use ## under #, and ### under ##.")
    if len(tree.xpath("//main")) != 1:
        yield page.fault("not exactly one main part", "in the page", "Render the page again.")


def page_faults(html: str, edition: Edition, beside: Collection[str] = ()) -> list[Problem]:
    """Everything on the page of an edition that must not leave the building or is plainly wrong.

    `beside` are files published beside the page, which it may ask for. Each kind of fault is named once for each part
    of the page.
    """
    from auditlib.render.pagecheck import unresolved

    page = _Page(html, beside=beside)
    found = [*_machine_faults(page), *_missing_faults(page), *_frame_faults(page, edition)]
    found += [
        page.fault(f"'{mark}', which is unresolved,", "in the page", "Correct the name in the document.")
        for mark in unresolved(page.tree)
        if re.fullmatch(r"[?@{}<>()=:.\w-]+", mark)
    ]
    return list(dict.fromkeys(found))


def side_page_faults(html: str, name: str) -> list[Problem]:
    """What must not leave the building on a page beside the report."""
    page = _Page(html, name, [STYLE])
    return list(dict.fromkeys([*_machine_faults(page), *_missing_faults(page)]))


def _with_files(html: str) -> tuple[str, dict[str, bytes]]:
    """A page that asks for its style and its images, and these files by name.

    A server that lets pages load only what lies beside them (``Content-Security-Policy: default-src 'self'``) shows
    neither a style nor an image that is written into the page.
    """
    styles = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
    files = {STYLE: "\n".join(styles.findall(html)).encode()}

    def image(match: re.Match[str]) -> str:
        name = f"charts/{len(files)}.{match[2].partition('+')[0]}"
        files[name] = base64.b64decode(match[3])
        return f"{match[1]}{name}"

    linked = styles.sub(f'<link rel="stylesheet" href="{STYLE}">', html, count=1)
    return _IMAGE.sub(image, styles.sub("", linked)), files


def publish(
    project: Project, edition: Edition, page: Path, facts: Facts, data: EditionData, others: Sequence[Path] = ()
) -> list[Path]:
    """Put a finished page, its figures, methods and other formats into the edition's folder of ``site/``.

    Parameters
    ----------
    project, edition, facts
        The project, the edition of the page, and its facts.
    page
        The finished page, from :func:`auditlib.render.render`, each passage with a link that names its facts.
    data
        The edition's accepted rows: nothing in them that must stay inside may stand on a page.
    others
        The files of its other formats, from :func:`auditlib.formats.files`.

    Returns
    -------
    list of Path
        ``index.html``, ``figures.html``, ``methods.html``, ``report.css``, ``charts/`` and the other formats in
        ``site/<edition>/``.

    Raises
    ------
    BuildError
        A page has something that must not be published; the pages published before stay as they were.
    """
    try:
        html = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BuildError(Problem("there is no page to publish.", "Run the build again.", project.show(page))) from None
    kept = formats.folder_of(page.parent)
    if others:
        html = formats.with_links(html, others, kept)
    spec, methods_of = project.root / "tests" / "spec", None if edition.is_public else facts
    beside = {
        "figures.html": figures_page(edition, facts, passages(_Page(html).tree, facts), STYLE),
        "methods.html": methods_page(edition, spec, STYLE, methods_of),
    }
    linked, files = _with_files(html)
    copied = {path.relative_to(kept).as_posix(): path.read_bytes() for path in others}
    published = {name: text.encode() for name, text in beside.items()} | files | copied
    # The report comes last: it leads to the others.
    published["index.html"] = linked.encode()
    gate = gate_for(data)
    faults = page_faults(html, edition)
    faults += [fault for name, text in beside.items() for fault in side_page_faults(text, name)]
    faults += [fault for name, content in published.items() for fault in gate.faults(name, content)]
    if faults:
        raise BuildError(faults)
    folder = project.site(edition.name)
    *written, index = [write_whole(folder / name, content) for name, content in published.items()]
    written.insert(0, index)
    for path in {*(folder / "charts").glob("*"), *formats.published(folder)} - {*written}:
        path.unlink()
    return written
