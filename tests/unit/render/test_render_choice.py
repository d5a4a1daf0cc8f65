"""Choosing between the renderers, and hearing what Quarto says, with a program in its place."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from workspaces import small

from auditlib.errors import BuildError, UsageError
from auditlib.render import Rendered, choose, render
from auditlib.render.pandoc import run_pandoc


def read(rendered: Rendered) -> str:
    """The text of a rendered page."""
    return rendered.page.read_text(encoding="utf-8")


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a program in Quarto's place that says `log`, writes `page` and ends with `code`."""

    def install(log: str = "", page: str | None = None, code: int = 0) -> None:
        program = tmp_path / "pretend-quarto"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nif '--version' in sys.argv:\n    sys.exit(print('1.9.38'))\n"
            f"sys.stderr.write({log!r})\npage = {page!r}\n"
            "if page is not None:\n    open(sys.argv[sys.argv.index('--output') + 1], 'w').write(page)\n"
            f"sys.exit({code})\n",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("QUARTO_PATH", str(program))

    return install


QUARTO_PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body><main><h1>T</h1>{}</main></body></html>'
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the pretended Quarto is a script with a #! line")


@posix
def test_quartos_page_is_taken_as_it_is(tmp_path: Path, pretend) -> None:
    page = QUARTO_PAGE.format('<section id="a" class="level1"><h2>A</h2><p>x</p></section>')
    pretend(page=page)
    rendered = render(small(tmp_path / "w", "# A\n\nx"), "auto")
    assert rendered.renderer == "quarto"
    assert read(rendered) == page


@posix
@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("\x1b[33mWARNING (/install/main.lua:14920) Unable to resolve crossref @fig-x\x1b[39m\n", "crossref @fig-x"),
        ("[WARNING] Div at line 2 column 1 unclosed at line 20 column 1, closing implicitly.\n", "unclosed"),
        ("WARNING (/install/main.lua:1) Unknown var a.b specified in a var shortcode.\n", "Unknown var a.b"),
        ("ERROR: The cell nope does not exist in notebook\n\nStack trace:\n    at /install/q.js\n", "The cell nope"),
    ],
)
def test_what_quarto_warns_of_stops_the_build(tmp_path: Path, pretend, log: str, message: str) -> None:
    pretend(log, QUARTO_PAGE.format("<p>x</p>"))
    workspace = small(tmp_path / "w", "x")
    with pytest.raises(BuildError) as caught:
        render(workspace, "quarto")
    assert f"report.qmd: Quarto says: {message}"[:25] in str(caught.value)
    assert message in str(caught.value)
    assert "/install" not in str(caught.value)
    assert not (workspace / "report.html").exists()


@posix
def test_what_quarto_would_load_by_the_network_is_named(tmp_path: Path, pretend) -> None:
    """As for its own page of a notebook with tables; pandoc's message is cut off at the end of its line."""
    address = "https://example.org/jquery.min.js"
    pretend(f"[WARNING] Could not fetch resource {address}: HttpExceptionRequest Request {{\n", QUARTO_PAGE.format("x"))
    with pytest.raises(BuildError, match=f"Quarto would load {address} into the page. Keep 'minimal' and 'template'"):
        render(small(tmp_path / "w", "x"), "quarto")


@posix
def test_paths_of_the_machine_are_not_repeated(tmp_path: Path, pretend) -> None:
    workspace = small(tmp_path / "w", "x")
    pretend(f"ERROR: could not read {workspace.resolve()}/a.md\nERROR: could not read /install/secret/b.md\n")
    with pytest.raises(BuildError) as caught:
        render(workspace, "quarto")
    assert "could not read a.md" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert "/install" not in str(caught.value)


@posix
def test_other_talk_of_quarto_does_not_stop_the_build(tmp_path: Path, pretend) -> None:
    pretend("WARN: a newer version is out\n", QUARTO_PAGE.format("<p>x</p>"))
    assert render(small(tmp_path / "w", "x"), "quarto").renderer == "quarto"


@posix
@pytest.mark.parametrize("page", [None, QUARTO_PAGE.format("<p>x</p>")])
def test_a_page_from_before_is_kept_and_not_taken_for_a_new_one(tmp_path: Path, pretend, page: str | None) -> None:
    workspace = small(tmp_path / "w", "x")
    for name in ("report.html", "report.quarto.html"):
        (workspace / name).write_text("from before", encoding="utf-8")
    pretend("", page, code=1 if page else 0)
    with pytest.raises(BuildError, match="Quarto could not render"):
        render(workspace, "quarto")
    assert (workspace / "report.html").read_text(encoding="utf-8") == "from before"
    assert not (workspace / "report.quarto.html").exists()


@posix
@pytest.mark.parametrize("left", ["<strong>?var:a.b</strong>", "<strong>?@fig-x</strong>", "{{&lt; x &gt;}}"])
def test_what_quarto_leaves_unresolved_is_found_on_its_page(tmp_path: Path, pretend, left: str) -> None:
    pretend(page=QUARTO_PAGE.format(f"<p>{left}</p>"))
    with pytest.raises(BuildError, match="is left on it, unresolved"):
        render(small(tmp_path / "w", "x"), "quarto")


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@posix
def test_a_quarto_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "hangs"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(program))
    monkeypatch.setattr("auditlib.render.quartocli._SECONDS", 1)
    with pytest.raises(BuildError, match="Quarto took longer than 1 seconds"):
        render(small(tmp_path / "w", "x"), "quarto")
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    patience = time.monotonic() + 10  # what has been killed may take a moment to end
    while is_running(child) and time.monotonic() < patience:
        time.sleep(0.02)
    assert not is_running(child)


def test_without_quarto_the_embedded_renderer_is_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "nowhere"))
    assert choose("auto") == "embedded"
    workspace = small(tmp_path / "w", "x")
    assert str(render(workspace)).startswith("embedded (pandoc 3.")
    with pytest.raises(UsageError, match="Quarto is not found"):
        render(workspace, "quarto")


def test_an_unknown_renderer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no renderer 'latex'. Use auto, quarto, embedded."):
        render(tmp_path, "latex")


def test_pandoc_has_nothing_of_a_persons_settings_but_what_windows_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setattr(subprocess, "run", lambda *_, env, **__: given.append(env))
    for name, value in {"HOME": "a", "PANDOC_DATA": "b", "SYSTEMROOT": "c"}.items():
        monkeypatch.setenv(name, value)
    run_pandoc(["--version"], SOURCE_DATE_EPOCH="1")
    assert given[0]["SYSTEMROOT"] == "c"
    assert given[0].keys() <= {"LANG", "SYSTEMROOT", "TEMP", "TMP", "SOURCE_DATE_EPOCH"}
