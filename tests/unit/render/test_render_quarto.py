"""With the real Quarto: the same content as pandoc alone gives, and all that a Quarto user knows."""

from __future__ import annotations

import re
import subprocess
from itertools import zip_longest
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring
from workspaces import BARS, QUARTO_YML, rich, small, write

from auditlib.errors import BuildError
from auditlib.render import render
from auditlib.render.quartocli import find_quarto
from auditlib.webpage import words

QUARTO = find_quarto()
pytestmark = pytest.mark.skipif(QUARTO is None, reason="Quarto is not found on PATH or in QUARTO_PATH")
#: Without these two lines Quarto uses its own page and theme.
OWN_PAGE = ("    minimal: true\n", "    template: assets/page.html\n")
TEXTS = ["p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "th", "td", "caption", "figcaption", "pre", "summary"]


def quarto_yml(more: str = "", *, own_page: bool = False) -> str:
    """The project's own file, by default with Quarto's own page, and more options for the page."""
    text = QUARTO_YML
    for line in () if own_page else OWN_PAGE:
        assert line in text
        text = text.replace(line, "")
    return text.replace("  html:\n", f"  html:\n{more}")


def content(page: HtmlElement) -> list[str]:
    """What a page holds, in its order: texts (with their numbers), headings, tables, charts, links."""
    found = [words(page.xpath("//title")[0]), page.get("lang")]
    for element in page.xpath("//body")[0].iter():
        if element.tag == "img":
            found.append(f"chart: {element.get('alt')}")
        elif element.tag == "a":
            found.append(f"link: {words(element)} to {element.get('href')}")
        elif element.tag in TEXTS and not (element.tag == "p" and element.getparent().tag in ("li", "dd")):
            found.append(f"{element.tag}: {words(element)}")
    return found


def differences(one: str, other: str) -> list[str]:
    """Where two pages differ for a reader."""
    pages = [content(document_fromstring(page.encode())) for page in (one, other)]
    return [f"{a!r} against {b!r}" for a, b in zip_longest(*pages) if a != b]


def quarto(workspace: Path, to: str) -> Path:
    """Run Quarto by hand; the file that it wrote."""
    done = subprocess.run(
        [QUARTO, "render", "report.qmd", "--to", to], cwd=workspace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return workspace / re.search(r"Output created: (\S+)", done.stderr)[1]


def page_of(workspace: Path) -> HtmlElement:
    return document_fromstring(quarto(workspace, "html").read_bytes())


def test_both_renderers_hold_the_same_content(tmp_path: Path) -> None:
    workspace = rich(tmp_path)
    by_pandoc = render(workspace, "embedded").page.read_text(encoding="utf-8")
    by_quarto = render(workspace, "quarto").page.read_text(encoding="utf-8")
    assert differences(by_pandoc, by_quarto) == []
    assert str(tmp_path) not in by_quarto
    assert "<script" not in by_quarto


def test_quarto_renders_the_same_bytes_twice(tmp_path: Path) -> None:
    workspace = small(tmp_path, "![A](a.svg){#fig-a}\n\n@fig-a", a_DOT_svg=BARS)
    first = render(workspace, "quarto").page.read_bytes()
    assert render(workspace, "quarto").page.read_bytes() == first


def test_a_theme(tmp_path: Path) -> None:
    page = page_of(small(tmp_path, "# One\n\nx", _quarto_DOT_yml=quarto_yml("    theme: cosmo\n")))
    assert "bootstrap" in page.xpath("string(//head)").lower() or page.xpath("//style|//link[contains(@href, 'css')]")
    assert page.xpath("//nav[@id='TOC']")


def test_quartos_own_page_is_rendered_by_us_too(tmp_path: Path) -> None:
    """Its scripts and styles hold what on a page of text would be unresolved."""
    workspace = small(tmp_path, "# One\n\nx", _quarto_DOT_yml=quarto_yml())
    assert "<script" in render(workspace, "quarto").page.read_text(encoding="utf-8")


def test_a_mistyped_reference_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="a reference that points at nothing"):
        render(small(tmp_path, "# One {#sec-one}\n\nSee [@secone]."), "quarto")


def test_a_brand(tmp_path: Path) -> None:
    workspace = small(tmp_path, "# One\n\nx", _quarto_DOT_yml=quarto_yml())
    write(workspace, {"_brand.yml": "color:\n  primary: '#801650'\n"})
    assert "801650" in quarto(workspace, "html").read_text(encoding="utf-8")


def test_callouts_and_tabs(tmp_path: Path) -> None:
    report = "::: {.callout-note}\nMind.\n:::\n\n::: {.panel-tabset}\n## A\n\na\n\n## B\n\nb\n:::"
    page = page_of(small(tmp_path, report, _quarto_DOT_yml=quarto_yml()))
    assert page.xpath("//div[contains(@class, 'callout-note')]")
    assert [words(tab) for tab in page.xpath("//*[@role='tab']")] == ["A", "B"]


def test_the_depth_of_the_contents(tmp_path: Path) -> None:
    yml = quarto_yml(own_page=True).replace("toc-depth: 2", "toc-depth: 3")
    page = page_of(small(tmp_path, "# One\n\n## Two\n\nx", _quarto_DOT_yml=yml))
    assert [words(link) for link in page.xpath("//nav//a")] == ["1 One", "Two"]


def test_an_extension(tmp_path: Path) -> None:
    workspace = small(tmp_path, "{{< greet >}}", _quarto_DOT_yml=quarto_yml(own_page=True))
    shortcode = "return { greet = function() return pandoc.Str('Good morning') end }\n"
    about = "title: Greet\nauthor: A\nversion: 1.0.0\ncontributes:\n  shortcodes: [greet.lua]\n"
    write(workspace / "_extensions" / "greet", {"_extension.yml": about, "greet.lua": shortcode})
    assert "Good morning" in words(page_of(workspace).xpath("//main")[0])


@pytest.mark.parametrize(("to", "ending"), [("docx", ".docx"), ("typst", ".pdf")])
def test_other_formats(tmp_path: Path, to: str, ending: str) -> None:
    report = '# One\n\n[82%]{.fact data-fact="a.b"} came back.\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n: C {#tbl-a}\n'
    written = quarto(small(tmp_path, report), to)
    assert written.suffix == ending
    assert written.stat().st_size > 1000
