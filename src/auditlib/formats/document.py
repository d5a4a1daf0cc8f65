"""Word and PDF: the report's page as a document, by pandoc and Typst.

Belongs here: turning the page into documents. Does not belong here: what the page says; how a PDF looks
(``assets/report.typ``), or a Word document (``assets/reference.docx``).

Both are made from the page, so that they say the same, whichever renderer made it. Nothing of the page's text is read
as Markdown or Typst again: pandoc reads it as HTML and escapes it for each format.
"""

from __future__ import annotations

import base64
import importlib.util
import re
import shutil
import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditlib.errors import BuildError, Problem
from auditlib.render.pandoc import run_pandoc
from auditlib.settings import Edition
from auditlib.webpage import has_class

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATA = re.compile(r"data:image/(svg|png|jpeg|gif|webp)[^,]*?(;base64)?,(.*)", re.DOTALL)
#: Pixels per inch of charts in Word: as sharp as print at the width of a page.
_SHARP = 200
_ALONE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{}")\n'
_MAIN = """#import "report.typ": *
#show: report.with(..sys.inputs)
"""


def stamp(edition: Edition) -> int:
    """The moment that documents bear, in seconds: the same for the same edition, whenever they are made."""
    day = edition.published_on or edition.cut_off
    return int(datetime.combine(day, time(), UTC).timestamp())


def _images(body: HtmlElement, folder: Path, *, as_png: bool) -> None:
    """Put the images of the page into files, and name these in their place."""
    for number, image in enumerate(body.iter("img"), start=1):
        match = _DATA.match(image.get("src", ""))
        if match is None:
            raise BuildError(Problem("an image is not in the page.", "Set embed-resources: true in _quarto.yml."))
        kind, coded, text = match.groups()
        path = folder / f"image-{number}.{kind}"
        path.write_bytes(base64.b64decode(text) if coded else urllib.parse.unquote_to_bytes(text))
        if as_png and kind == "svg":  # which Word does not show everywhere
            drawn = _typst(_ALONE.format(path.name).encode(), root=folder, format="png", ppi=_SHARP)
            path = path.with_suffix(".png")
            path.write_bytes(drawn[0] if isinstance(drawn, list) else drawn)
        alt = image.get("alt", "")
        image.attrib.clear()
        image.attrib.update({"src": path.name, "alt": alt})


def _typst(text: bytes, **options: Any) -> Any:
    """What Typst makes of a text; its stubs know files only."""
    import typst

    compile_text: Any = typst.compile
    return compile_text(text, **options)


def _body(page: HtmlElement) -> HtmlElement:
    """The main part of the page, in the forms that pandoc reads."""
    body = deepcopy(page.xpath("//main")[0])
    for element in body.xpath(f".//summary|.//*[{has_class('scroll-note')}]|.//img[{has_class('course')}]"):
        element.drop_tree()  # they say what to press or to move, or what a chart says again
    regions = f".//div[{has_class('figure-scroll')} or {has_class('table-scroll')}]"
    for around in body.xpath(f"{regions}|.//picture|.//source|.//details"):
        around.drop_tag()  # lxml takes what follows a source for a part of it
    for cell in body.xpath(".//td|.//th"):
        to_the_right = "align-right" in cell.get("class", "").split()
        cell.set("align", "right" if to_the_right else "left")
    return body


@contextmanager
def _prepared(page: HtmlElement, edition: Edition, *, as_png: bool = False) -> Iterator[Path]:
    """A folder with the page as ``page.html`` and its images."""
    from lxml.html import tostring
    from lxml.html.builder import BODY, HEAD, HTML, META, TITLE

    with tempfile.TemporaryDirectory(prefix="auditlib-") as name:
        folder, body = Path(name), _body(page)
        _images(body, folder, as_png=as_png)
        title, author = f"{edition.title}: {edition.period}", edition.author
        whole = HTML(HEAD(TITLE(title), META(name="author", content=author)), BODY(*body), lang="en-GB")
        (folder / "page.html").write_bytes(b"<!DOCTYPE html>\n" + tostring(whole, encoding="utf-8"))
        yield folder


def _pandoc(folder: Path, edition: Edition, *arguments: str) -> None:
    """Turn ``page.html`` into another format; what pandoc warns of is a fault."""
    with resources.as_file(resources.files("auditlib.formats").joinpath("document.lua")) as own:
        given = ["--from=html", "--shift-heading-level-by=-1", f"--lua-filter={own}", *arguments, "page.html"]
        done = run_pandoc(given, folder=folder, SOURCE_DATE_EPOCH=str(stamp(edition)))
    if done.returncode or "[WARNING]" in done.stderr:  # what pandoc says may quote the document
        raise BuildError(f"pandoc could not make another format of the page (exit code {done.returncode}).")


def word(page: HtmlElement, edition: Edition, assets: Path) -> bytes:
    """The report as a Word document, with the styles, margins, header and footer of ``reference.docx``.

    Where the project's folder `assets` has none, with pandoc's.
    """
    with _prepared(page, edition, as_png=True) as folder:
        arguments = ["--to=docx", "--output=report.docx"]
        if (reference := assets / "reference.docx").is_file():
            arguments.append(f"--reference-doc={reference.resolve()}")
        _pandoc(folder, edition, *arguments)
        return (folder / "report.docx").read_bytes()


def _fonts(assets: Path) -> list[Path]:
    """Folders with fonts: the council's, and those that come with matplotlib, which draws the charts with them."""
    found = importlib.util.find_spec("matplotlib")
    drawn_with = found.submodule_search_locations if found else None
    places = [assets / "fonts", *(Path(each) / "mpl-data" / "fonts" / "ttf" for each in drawn_with or [])]
    return [place for place in places if place.is_dir()]


def pdf(page: HtmlElement, edition: Edition, assets: Path) -> bytes:
    """The report as a tagged PDF that Typst accepts as PDF/UA-1.

    `assets` is the project's folder with ``report.typ``, and ``fonts`` if it has its own.

    Raises
    ------
    BuildError
        There is no ``report.typ``, Typst refuses it, or what it makes is no PDF/UA-1.
    """
    import typst

    with _prepared(page, edition) as folder:
        _pandoc(folder, edition, "--to=typst-smart", "--wrap=none", "--output=body.typ")
        if not (assets / "report.typ").is_file():
            raise BuildError("the template is missing.", "Restore it from git, or leave pdf out.", "assets/report.typ")
        shutil.copy(assets / "report.typ", folder)
        about = {"title": edition.title, "period": edition.period, "author": edition.author}
        try:
            return _typst(
                _MAIN.encode() + (folder / "body.typ").read_bytes(),
                root=folder,
                font_paths=_fonts(assets),
                ignore_system_fonts=True,
                sys_inputs=about,
                pdf_standards=["ua-1"],
                timestamp=stamp(edition),
            )
        except typst.TypstError as error:
            where = re.search(r"report\.typ:(\d+)", error.diagnostic)
            what = f"Typst says: {error.message}." if where else "Typst cannot make a PDF/UA-1 of the page."
            row = int(where[1]) if where else None
            raise BuildError(Problem(what, "Correct it, or leave pdf out.", "assets/report.typ", row=row)) from None
