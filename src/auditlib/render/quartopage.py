"""Quarto's markup in plain form.

Belongs here: what Quarto puts around figures, tables, callouts, cells and code, and taking it away. Does not
belong here: what both renderers' pages need (:mod:`auditlib.render.finish`).

The embedded renderer writes the plain form itself; on its pages these steps find nothing to do.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from auditlib.render.callouts import CALLOUTS
from auditlib.render.html import (
    add,
    classes,
    drop,
    make,
    replace,
    set_classes,
    take_content,
    unwrap,
    with_class,
    words,
)

#: Classes that Quarto, Bootstrap and pandoc put on elements that a document can hold.
_MADE = re.compile(
    r"anchored|img-fluid|figure(-img)?|blockquote|level\d|(?!quarto-xref)quarto-.*|cell(-.*)?|page-.*|sourceCode|"
    r"uri|email|footnotes-.*"
)
_MADE_IN_TABLES = re.compile(r"table(-.*)?|small|caption-top|odd|even|header|do-not-create-environment")
_CELL_CLASSES = re.compile(r"quarto-embed-nb-cell|cell(-.*)?|quarto-layout-.*|quarto-auto-generated-content")


def _remove_machinery(main: HtmlElement) -> None:
    for element in main.xpath(".//script|.//style|.//link|.//button|.//template|.//meta"):
        drop(element)


def _code(main: HtmlElement) -> None:
    """Code without colours, line anchors and copy buttons."""
    for scaffold in with_class(main, "code-copy-outer-scaffold"):
        unwrap(scaffold)
    for block in main.xpath(".//pre[code]"):
        plain = make("pre", make("code", "".join(block.itertext())))
        parent = block.getparent()
        replace(parent if "sourceCode" in classes(parent) and parent.tag == "div" else block, plain)


def _callouts(main: HtmlElement) -> None:
    for element in [found for found in with_class(main, "callout") if with_class(found, "callout-body-container")]:
        kind = next(name for name in CALLOUTS if f"callout-{name}" in classes(element))
        title = with_class(element, "callout-title-container")[0]
        spoken = with_class(title, "screen-reader-only")
        for kind_name in spoken:
            drop(kind_name)
        # where Quarto gives the kind for screen readers, there is a title beside it; older versions do not
        titled = bool(spoken) or words(title) != CALLOUTS[kind]
        body = with_class(element, "callout-body-container")[0]
        header = with_class(element, "callout-header")[0]
        collapse = header.get("aria-expanded", "")
        outer, inner = ("details", "summary") if collapse else ("div", "p")
        line = make(inner, class_="callout-title")
        add(line, make("span", CALLOUTS[kind] + (":" if titled else ""), class_="callout-kind"))
        if titled:
            add(line, " ", *take_content(title))
        others = [name for name in classes(element) if not re.match("callout|no-icon", name)]
        callout = make(outer, class_=" ".join(["callout", f"callout-{kind}", *others]))
        if outer == "div":
            callout.set("role", "note")
        if collapse == "true":
            callout.set("open")
        if element.get("id"):
            callout.set("id", element.get("id"))
        add(callout, line, *take_content(body))
        replace(element, callout)


def _caption_of(float_: HtmlElement) -> list[HtmlElement | str]:
    captions = float_.xpath(".//figcaption")
    return take_content(captions[-1]) if captions else []


def _floats(main: HtmlElement) -> None:
    """Figures and tables with their ids and captions, without the boxes around them."""
    for element in with_class(main, "quarto-float"):
        if element.tag != "div" or not element.get("id"):
            continue
        tables, images = element.xpath(".//table"), element.xpath(".//img")
        caption = _caption_of(element)
        if tables and "quarto-float-tbl" in str(element.xpath("./figure/@class")):
            table = tables[0]
            table.set("id", element.get("id"))
            table.insert(0, make("caption", *caption))
            replace(element, _without_parent(table))
        elif images:
            figure = make("figure", _without_parent(images[0]), id=element.get("id"))
            add(figure, make("figcaption", *caption))
            replace(element, figure)
    for element in [found for found in with_class(main, "quarto-figure") if found.tag == "div"]:
        images = element.xpath(".//img")
        if images:
            caption = _caption_of(element)
            figure = make("figure", _without_parent(images[0]))
            if caption:
                add(figure, make("figcaption", *caption))
            replace(element, figure)
    for figure in main.xpath(".//figure"):
        for paragraph in figure.xpath("./p[img]"):
            unwrap(paragraph)
        if not figure.xpath("./figcaption") and not figure.get("id"):
            figure.tag = "p"
            figure.attrib.clear()
    for image in main.xpath(".//img[@id]"):
        del image.attrib["id"]


def _without_parent(element: HtmlElement) -> HtmlElement:
    element.tail = None
    element.getparent().remove(element)
    return element


def _sections(main: HtmlElement) -> None:
    """Headings with their own ids instead of sections around them; pandoc makes one of a div with a heading, too."""
    for section in [found for found in main.xpath(".//section") if "footnotes" not in classes(found)]:
        heading = next((child for child in section if re.fullmatch("h[1-6]", str(child.tag))), None)
        if heading is not None and section.get("id"):
            heading.set("id", section.get("id"))
        rest = [name for name in classes(section) if not _MADE.fullmatch(name) and not _CELL_CLASSES.fullmatch(name)]
        if heading is not None:
            set_classes(heading, [*classes(heading), *(name for name in rest if name in ("unnumbered", "unlisted"))])
            rest = [name for name in rest if name not in ("unnumbered", "unlisted")]
        if rest:
            section.tag = "div"
            section.attrib.pop("id", None)
            set_classes(section, rest)
        else:
            unwrap(section)


def _cells(main: HtmlElement) -> None:
    """What notebook cells put out, without the boxes that say from which notebook."""
    for element in [found for found in main.iter("div") if any(map(_CELL_CLASSES.fullmatch, classes(found)))]:
        unwrap(element)
    for element in [found for found in main.iter("div") if not found.attrib]:
        unwrap(element)


def _footnotes(main: HtmlElement) -> None:
    for appendix in main.xpath(".//div[@id='quarto-appendix']"):
        unwrap(appendix)


def _attributes(main: HtmlElement) -> None:
    for element in main.iter():
        if not isinstance(element.tag, str):
            continue
        names = element.keys()
        if "class" in names:
            made = (_MADE, _MADE_IN_TABLES) if element.tag in ("table", "tr", "th", "td") else (_MADE,)
            set_classes(element, [name for name in classes(element) if not any(one.fullmatch(name) for one in made)])
        for name in names:
            if name == "aria-describedby" or (name.startswith("data-") and name not in ("data-fact", "data-facts")):
                del element.attrib[name]


def plain_form(main: HtmlElement) -> None:
    """Bring the content of a page that Quarto made into plain form, in place.

    Parameters
    ----------
    main
        The ``main`` element, without the title block.
    """
    _remove_machinery(main)
    _code(main)
    _callouts(main)
    _floats(main)
    _footnotes(main)
    _cells(main)
    _sections(main)
    _attributes(main)
