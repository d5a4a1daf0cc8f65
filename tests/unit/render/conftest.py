"""Fixtures of the tests of rendering."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import HtmlElement
from workspaces import small

from auditlib.errors import BuildError
from auditlib.render import render_embedded
from auditlib.render.document import check_source
from auditlib.render.html import parse_page


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., HtmlElement]:
    """Render a report by the embedded renderer; the page as a tree."""

    def render(report: str, **files: str) -> HtmlElement:
        return parse_page(render_embedded(small(tmp_path, report, **files)).page.read_text(encoding="utf-8"))

    return render


@pytest.fixture
def main(page: Callable[..., HtmlElement]) -> Callable[..., str]:
    """Render a report; the HTML of the page's main part, its white space evened out."""

    def render(report: str, **files: str) -> str:
        from auditlib.render.html import to_text

        inner = to_text(page(report, **files).xpath("//main")[0])
        return " ".join(inner.removesuffix("</main>").partition(">")[2].split())

    return render


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., list[str]]:
    """Check a report that must be refused; the messages."""

    def check(report: str, **files: str) -> list[str]:
        with pytest.raises(BuildError) as caught:
            check_source(small(tmp_path, report, **files))
        assert caught.value.exit_code == 5
        return [str(problem) for problem in caught.value.problems]

    return check
