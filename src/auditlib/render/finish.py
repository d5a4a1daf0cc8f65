"""The finished page: one form for both renderers, readable by everybody, telling nothing of the machine.

Belongs here: headings, contents, figures, tables, images, the frame of the page. Does not belong here: Quarto's own
markup (:mod:`auditlib.render.quartopage`), the look (the style sheets of the document), what may leave the building
(:mod:`auditlib.publish`).
"""

from __future__ import annotations

import base64
import re
import string
import urllib.parse
from html import escape
from importlib import resources
from pathlib import Path

from lxml.html import HtmlElement

from auditlib.errors import BuildError
from auditlib.render.document import Document
from auditlib.render.html import (
    add,
    classes,
    clone,
    drop,
    even_out,
    is_blank,
    make,
    parse_page,
    replace,
    take_content,
    to_text,
    with_class,
    words,
)
from auditlib.render.options import Options
from auditlib.render.pagecheck import check_page
from auditlib.render.pagetables import finish_table
from auditlib.render.places import Faults, Place, named
from auditlib.render.quartopage import plain_form
from auditlib.render.shortcode import MARKED_ID

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TYPES = {"svg": "svg+xml", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp"}
#: Id of the heading above the footnotes, which belongs to no section and is not in the contents.
_FOOTNOTES = "footnotes"
_LABEL = re.compile(r"(Figure|Table)\s\S+:\s+")


def _headings(main: HtmlElement) -> list[tuple[int, HtmlElement]]:
    """Headings with the level that the document gave them, made into an outline without gaps below the title."""
    found, outline = [], []
    for element in main.iter(*_HEADINGS):
        if element.get("id") == _FOOTNOTES:
            continue
        level = int(element.tag[1])
        while outline and outline[-1] >= level:
            outline.pop()
        outline.append(level)
        element.tag = f"h{min(len(outline) + 1, 6)}"
        found.append((level, element))
    return found


def _heading_ids(headings: list[tuple[int, HtmlElement]], taken: set[str]) -> None:
    """Ids for headings that have none, or one made from a shortcode's stand-in."""
    for _, element in headings:
        if element.get("id") and not MARKED_ID.search(element.get("id")):
            continue
        slug = re.sub(r"[^\w.-]+", "-", words(element).lower()).strip("-.0123456789") or "section"
        identifier, count = slug, 0
        while identifier in taken:
            count += 1
            identifier = f"{slug}-{count}"
        element.set("id", identifier)
        taken.add(identifier)


def _contents(headings: list[tuple[int, HtmlElement]], options: Options) -> HtmlElement | None:
    """The table of contents: a list of links, nested as the headings are."""
    listed = [
        element for level, element in headings if level <= options.toc_depth and "unlisted" not in classes(element)
    ]
    if not options.toc or not listed:
        return None
    top = make("ul")
    stack = [(0, top)]
    for element in listed:
        depth = int(element.tag[1])
        while stack[-1][0] >= depth:
            stack.pop()
        owner = stack[-1][1]
        if owner.tag == "li":
            owner = owner.find("ul") if owner.find("ul") is not None else _inner_list(owner)
        twin = clone(element)
        for note in twin.xpath(".//a"):
            note.drop_tree() if "footnote-ref" in classes(note) else note.drop_tag()
        for inner in twin.xpath(".//*[@id]"):
            del inner.attrib["id"]
        item = make("li", make("a", *take_content(twin), href=f"#{element.get('id')}"))
        owner.append(item)
        stack.append((depth, item))
    return make("nav", make("h2", options.toc_title, id="contents"), top, class_="contents", aria_labelledby="contents")


def _inner_list(item: HtmlElement) -> HtmlElement:
    inner = make("ul")
    item.append(inner)
    return inner


def _footnotes(main: HtmlElement) -> None:
    for section in with_class(main, "footnotes"):
        for element in section.xpath("./hr|./h1|./h2|./h3"):
            drop(element)
        section.attrib.clear()
        for name, value in {"class": "footnotes", "role": "doc-endnotes", "aria-labelledby": _FOOTNOTES}.items():
            section.set(name, value)
        section.insert(0, make("h2", "Footnotes", id=_FOOTNOTES))
        for back in with_class(section, "footnote-back"):
            back.set("aria-label", "Back to the text")


def _figures(main: HtmlElement) -> None:
    for caption in main.iter("figcaption"):
        caption.attrib.clear()
    for figure in main.xpath(".//figure"):
        captions = figure.xpath("./figcaption")
        for image in figure.iter("img"):
            if not (image.get("alt") or "").strip() and captions:
                image.set("alt", _LABEL.sub("", words(captions[0])))
    for image in main.iter("img"):
        if image.get("alt") is None:
            image.set("alt", "")
    for number, figure in enumerate(main.xpath(".//figure[img][figcaption]"), start=1):
        _scrolling(figure, figure.get("id") or f"figure-{number}")


def _scrolling(figure: HtmlElement, name: str) -> None:
    """A chart keeps a size at which its words can be read; on a narrow screen it scrolls by itself."""
    figure.find("figcaption").set("id", f"{name}-caption")
    region = make("div", class_="figure-scroll", role="region", tabindex="0", aria_labelledby=f"{name}-caption")
    image = figure.find("img")
    replace(image, region)
    image.tail = None
    region.append(image)


def _caption_labels(main: HtmlElement) -> None:
    """Set "Figure 1:" apart from what the caption says."""
    for caption in main.iter("figcaption", "caption"):
        match = _LABEL.match((caption.text or "").lstrip())
        if match:
            label = make("span", match[0].rstrip(), class_="caption-label")
            label.tail = " " + caption.text.lstrip()[match.end() :]
            caption.text = None
            caption.insert(0, label)


def _images(main: HtmlElement, document: Document) -> None:
    """Every image inside the page."""
    for image in main.iter("img"):
        source = image.get("src") or ""
        if source in document.source.data:
            image.set("src", document.source.data[source])
        elif not source.startswith("data:"):
            path = document.workspace / source
            kind = _TYPES.get(path.suffix.lower().lstrip("."))
            if kind is None or not path.is_file():
                raise BuildError(f"The image {named(source)} is not there. Correct its name in the document.")
            image.set("src", f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}")


def _tidy(main: HtmlElement) -> None:
    for element in [found for found in main.iter("p", "div", "span") if is_blank(found) and not found.get("id")]:
        drop(element)
    for paragraph in main.xpath(".//li/p[count(../*) = 1]|.//dd/p[count(../*) = 1]"):
        if not (paragraph.getparent().text or "").strip() and not (paragraph.tail or "").strip():
            paragraph.drop_tag()
    for box in main.xpath(".//input[@type='checkbox']"):
        box.set("disabled")
    for element in main.iter("math"):
        element.attrib.pop("xmlns", None)


def _literals(main: HtmlElement, document: Document) -> None:
    """Mark what an escaped shortcode prints, so that it is not taken for one left over."""
    for literal in set(document.literals):
        for element in [found for found in main.iter() if isinstance(found.tag, str)]:
            if element.tag not in ("code", "pre") and literal in (element.text or ""):
                before, after = element.text.split(literal, 1)
                element.text = before
                mark = make("span", literal, class_="literal")
                mark.tail = after
                element.insert(0, mark)
            parent = element.getparent()
            if parent is not None and literal in (element.tail or ""):
                before, after = element.tail.split(literal, 1)
                element.tail = before
                mark = make("span", literal, class_="literal")
                mark.tail = after
                parent.insert(parent.index(element) + 1, mark)


def check_ids(page: HtmlElement, document: Document) -> None:
    """Check whether every id is there, stands once, and every link on the page leads somewhere."""
    faults = Faults()
    seen: set[str] = set()
    for identifier in page.xpath("//@id"):
        if identifier in seen:
            faults.add(Place("the page"), f"the id {named(identifier)} stands twice.", "Give each its own.")
        seen.add(identifier)
    for identifier in sorted(document.ids - seen):
        if not MARKED_ID.search(identifier):
            faults.add(Place("the page"), f"{named(identifier)} is missing.", "Look at what stands around it.")
    for target in page.xpath("//a/@href"):
        if target.startswith("#") and urllib.parse.unquote(target[1:]) not in seen:
            what = f"a link leads to {named(target)}, which is not on the page."
            faults.add(Place("the page"), what, "Correct the link, or give what it means an id.")
    faults.raise_any()


def _title_block(page: HtmlElement) -> tuple[HtmlElement, HtmlElement]:
    """The page's main element without its title block, and the title block in plain form."""
    block = page.xpath("//header[@id='title-block-header']")[0]
    heading = make("div")
    title = block.xpath(".//h1")[0]
    title.attrib.clear()
    add(heading, make("h1", *_stripped(title)))
    for subtitle in with_class(block, "subtitle"):
        add(heading, make("p", *_stripped(subtitle), class_="subtitle"))
    for author in [*with_class(block, "author"), *block.xpath(".//*[contains(@class, 'meta-contents')]/p")]:
        add(heading, make("p", " ".join("".join(author.itertext()).split()), class_="author"))
    drop(block)
    return page.xpath("//main")[0], heading


def _stripped(element: HtmlElement) -> list[HtmlElement | str]:
    """Content of an element without white space at its ends."""
    content = take_content(element)
    if content and isinstance(content[0], str):
        content[0] = content[0].lstrip()
    if content and isinstance(content[-1], str):
        content[-1] = content[-1].rstrip()
    return content


def _style(document: Document) -> str:
    sheets = [(document.workspace / name).read_text(encoding="utf-8-sig") for name in document.options.css]
    style = "\n".join(sheets).replace("\r\n", "\n").strip()
    if "</style" in style.lower():
        raise BuildError("A style sheet has '</style'. Remove it.")
    return style


def finish(html: str, document: Document) -> str:
    """Make the finished page of what a renderer wrote.

    Parameters
    ----------
    html
        The page or content as Quarto or the embedded renderer wrote it: a ``header`` with id
        ``title-block-header`` and a ``main``.
    document
        The document that was rendered.

    Returns
    -------
    str
        A whole page: one ``h1``, no gaps between levels of headings, tables with captions and headers, every
        image inside, no script, nothing of the machine; the same bytes whenever the same document is rendered.

    Raises
    ------
    BuildError
        Something that the document has is not on the page, stands there twice, or is unresolved.
    """
    page = parse_page(html)
    main, heading = _title_block(page)
    plain_form(main)
    _footnotes(main)
    _tidy(main)
    _figures(main)
    _caption_labels(main)
    _images(main, document)
    headings = _headings(main)
    _heading_ids(headings, {*main.xpath(".//@id")})
    for number, table in enumerate(main.xpath(".//table"), start=1):
        finish_table(table, number)
    _literals(main, document)
    contents = _contents(headings, document.options)
    text = _frame(document, heading, contents, main)
    finished = parse_page(text)
    check_ids(finished, document)
    check_page(finished)
    return text


def _frame(document: Document, heading: HtmlElement, contents: HtmlElement | None, main: HtmlElement) -> str:
    metadata = document.options.metadata
    titles = [words(part) for part in heading.xpath("./h1|./p[@class='subtitle']")]
    title = metadata.get("pagetitle") or " – ".join(titles)
    authors = [words(author) for author in heading.xpath("./p[@class='author']")]
    frame = string.Template(resources.files("auditlib.render").joinpath("page.html").read_text(encoding="utf-8"))
    author = f'<meta name="author" content="{escape(", ".join(authors))}">' if authors else ""
    return frame.substitute(
        lang=escape(document.options.lang),
        title=escape(title, quote=False),
        author=author,
        style=_style(document),
        heading="\n".join(to_text(part) for part in heading),
        contents="" if contents is None else _evened(contents),
        main=_content(main),
    )


def _evened(element: HtmlElement) -> str:
    even_out(element)
    return to_text(element)


def _content(main: HtmlElement) -> str:
    holder = make("div", *take_content(main))
    even_out(holder)
    return to_text(holder).removeprefix("<div>").removesuffix("</div>").strip()


def write_page(text: str, path: Path) -> Path:
    """Write a page whole or not at all.

    Parameters
    ----------
    text
        The page.
    path
        Where it goes; a page that is there stays until the new one is complete.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_text(text, encoding="utf-8", newline="\n")
    half.replace(path)
    return path
