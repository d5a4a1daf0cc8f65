"""Fixtures of the tests of rendering."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml.html import HtmlElement, document_fromstring, tostring
from workspaces import small

from auditlib.errors import BuildError
from auditlib.render import render


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., HtmlElement]:
    """Render a report by the embedded renderer; the page as a tree."""

    def rendered(report: str, **files: str) -> HtmlElement:
        return document_fromstring(render(small(tmp_path, report, **files), "embedded").page.read_bytes())

    return rendered


@pytest.fixture
def main(page: Callable[..., HtmlElement]) -> Callable[..., str]:
    """Render a report; the HTML of the page's main part, its white space evened out."""

    def render(report: str, **files: str) -> str:
        inner = tostring(page(report, **files).xpath("//main")[0], encoding="unicode", with_tail=False)
        return " ".join(inner.removesuffix("</main>").partition(">")[2].split())

    return render


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., list[str]]:
    """Render a report that must be refused; the messages."""

    def check(report: str, **files: str) -> list[str]:
        with pytest.raises(BuildError) as caught:
            render(small(tmp_path, report, **files), "embedded")
        assert caught.value.exit_code == 5
        return [str(problem) for problem in caught.value.problems]

    return check
