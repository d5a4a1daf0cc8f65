"""Quarto and the embedded renderer: the same document gives the same page, and what Quarto says is heard."""

from __future__ import annotations

import stat
import sys
import time
from pathlib import Path

import pytest
from workspaces import BARS, rich, small

from auditlib.errors import BuildError, UsageError
from auditlib.render import Rendered, choose, render, render_embedded, render_quarto
from auditlib.render.compare import same_content
from auditlib.render.quartocli import find_quarto

needs_quarto = pytest.mark.skipif(find_quarto() is None, reason="Quarto is not found on PATH or in QUARTO_PATH")


def read(rendered: Rendered) -> str:
    """The text of a rendered page."""
    return rendered.page.read_text(encoding="utf-8")


@needs_quarto
def test_both_renderers_say_the_same(tmp_path: Path) -> None:
    workspace = rich(tmp_path)
    by_pandoc, by_quarto = read(render_embedded(workspace)), read(render_quarto(workspace))
    assert same_content(by_pandoc, by_quarto) == []
    assert by_pandoc == by_quarto


@needs_quarto
def test_both_renderers_read_odd_markdown_alike(tmp_path: Path) -> None:
    report = """\
Text before any heading. {{< var words.strong >}}

### Deep first

::: {.box}
## Heading in a box

x
:::

# January 2020

- {{< var audits.rate >}}
- tight

1. loose

2. {{< var audits.returned >}}

| {{< var audits.rate >}} long long long long long | {{< var words.strong >}} |
|---|---|
| {{< var audits.returned >}} | {{< var words.empty >}} |

: A caption with {{< var audits.rate >}} {#tbl-x}

+---+----+
| a | b  |
+===+====+
| x | 1  |
|   |    |
| y | 22 |
+---+----+

: Grid

# January 2020

::: {#fig-d}
![](a.svg){fig-alt="Alt"}

On a *div*
:::

> ::: {.callout-note title="`c` & @fig-d"}
> In a quotation.
> :::

| line
|   block

```python
x = "{{< var audits.rate >}}"
```

@tbl-x, [-@fig-d] and [@tbl-x; @fig-d] 'single' "double" 1--2 ... \\@fig-d {{{< var x >}}}

# {{< meta title >}}: C'est l'été!
"""
    workspace = small(tmp_path, report, a_DOT_svg=BARS)
    by_pandoc, by_quarto = read(render_embedded(workspace)), read(render_quarto(workspace))
    assert same_content(by_pandoc, by_quarto) == []


@needs_quarto
def test_quarto_renders_the_same_bytes_twice_and_says_its_version(tmp_path: Path) -> None:
    workspace = small(tmp_path, "![A](a.svg){#fig-a}\n\n@fig-a", a_DOT_svg=BARS)
    first = render(workspace, "quarto")
    page = read(first)
    assert first.renderer == "quarto"
    assert first.version[0].isdigit()
    assert read(render(workspace, "quarto")) == page
    assert str(tmp_path) not in page


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a program in Quarto's place that says `log`, writes `page` and ends with `code`."""

    def install(log: str = "", page: str | None = None, code: int = 0) -> None:
        program = tmp_path / "pretend-quarto"
        program.write_text(
            f"#!{sys.executable}\nimport sys\nsys.stderr.write({log!r})\npage = {page!r}\n"
            "if page is not None:\n    open(sys.argv[sys.argv.index('--output') + 1], 'w').write(page)\n"
            f"sys.exit({code})\n",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("QUARTO_PATH", str(program))

    return install


QUARTO_PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta name="generator" content="quarto-1.9.38"><title>T</title>'
    '<script>x()</script></head><body><div id="quarto-content"><main class="content" id="quarto-document-content">'
    '<header id="title-block-header"><h1 class="title">T</h1></header>{}</main></div></body></html>'
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="the pretended Quarto is a script with a #! line")


@posix
def test_quartos_page_is_finished(tmp_path: Path, pretend) -> None:
    pretend(page=QUARTO_PAGE.format('<section id="a" class="level1"><h1>A</h1><p>x</p></section>'))
    rendered = render(small(tmp_path / "w", "# A\n\nx"), "auto")
    assert (rendered.renderer, rendered.version, str(rendered)) == ("quarto", "1.9.38", "Quarto 1.9.38")
    assert '<h2 id="a">A</h2>\n<p>x</p>' in read(rendered)
    assert "<script" not in read(rendered)


@posix
@pytest.mark.parametrize("spoken", ['<span class="screen-reader-only">Note</span>', ""])
def test_a_callouts_title_is_kept_whether_quarto_says_its_kind_or_not(tmp_path: Path, pretend, spoken: str) -> None:
    callout = (
        '<div class="callout callout-style-default callout-note callout-titled"><div class="callout-header">'
        f'<div class="callout-title-container flex-fill">{spoken}Mind</div></div>'
        '<div class="callout-body-container callout-body"><p>x</p></div></div>'
    )
    pretend(page=QUARTO_PAGE.format(callout))
    page = read(render_quarto(small(tmp_path / "w", '::: {.callout-note title="Mind"}\nx\n:::')))
    assert '<p class="callout-title"><span class="callout-kind">Note:</span> Mind</p>\n<p>x</p>' in page


@posix
@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("\x1b[33mWARNING (/opt/q/main.lua:14920) Unable to resolve crossref @fig-x\x1b[39m\n", "crossref @fig-x"),
        ("[WARNING] Div at line 2 column 1 unclosed at line 20 column 1, closing implicitly.\n", "unclosed"),
        ("WARNING (/opt/q/main.lua:1) Unknown var a.b specified in a var shortcode.\n", "Unknown var a.b"),
        ("ERROR: The cell nope does not exist in notebook\n\nStack trace:\n    at /opt/q/quarto.js\n", "The cell nope"),
    ],
)
def test_what_quarto_warns_of_stops_the_build(tmp_path: Path, pretend, log: str, told: str) -> None:
    pretend(log, QUARTO_PAGE.format("<p>x</p>"))
    workspace = small(tmp_path / "w", "x")
    with pytest.raises(BuildError) as caught:
        render_quarto(workspace)
    assert f"report.qmd: Quarto says: {told}"[:25] in str(caught.value)
    assert told in str(caught.value)
    assert "/opt" not in str(caught.value)
    assert not (workspace / "report.html").exists()


@posix
def test_paths_of_the_machine_are_not_repeated(tmp_path: Path, pretend) -> None:
    workspace = small(tmp_path / "w", "x")
    pretend(f"ERROR: could not read {workspace.resolve()}/a.md\nERROR: could not read /opt/secret/b.md\n")
    with pytest.raises(BuildError) as caught:
        render_quarto(workspace)
    assert "could not read a.md" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert "/opt" not in str(caught.value)


@posix
def test_other_talk_of_quarto_and_variables_in_comments_do_not_stop_the_build(tmp_path: Path, pretend) -> None:
    log = "WARN: a newer version is out\nWARNING (main.lua:1) Unknown var no.such specified in a var shortcode.\n"
    pretend(log, QUARTO_PAGE.format("<p>x</p>"))
    assert render_quarto(small(tmp_path / "w", "x <!-- {{< var no.such >}} -->")).renderer == "quarto"


@posix
@pytest.mark.parametrize("page", [None, QUARTO_PAGE.format("<p>x</p>")])
def test_a_page_from_before_is_kept_and_not_taken_for_a_new_one(tmp_path: Path, pretend, page: str | None) -> None:
    workspace = small(tmp_path / "w", "x")
    for name in ("report.html", "report.quarto.html", "report_files/a.svg"):
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text("from before", encoding="utf-8")
    pretend("", page, code=1 if page else 0)
    with pytest.raises(BuildError, match="Quarto could not render"):
        render_quarto(workspace)
    assert (workspace / "report.html").read_text(encoding="utf-8") == "from before"
    assert not (workspace / "report.quarto.html").exists()
    assert not (workspace / "report_files").exists()


@posix
@pytest.mark.parametrize("left", ["<strong>?var:a.b</strong>", "<strong>?@fig-x</strong>", "{{&lt; x &gt;}}"])
def test_what_quarto_leaves_unresolved_is_found_on_its_page(tmp_path: Path, pretend, left: str) -> None:
    pretend(page=QUARTO_PAGE.format(f"<p>{left}</p>"))
    with pytest.raises(BuildError, match="is left on it, unresolved"):
        render_quarto(small(tmp_path / "w", "x"))


@posix
def test_both_refuse_the_same_before_quarto_is_started(tmp_path: Path, pretend) -> None:
    pretend(page=QUARTO_PAGE.format("<p>x</p>"))
    workspace = small(tmp_path / "w", "@fig-none {{< video x >}}")
    with pytest.raises(BuildError) as by_quarto:
        render_quarto(workspace)
    with pytest.raises(BuildError) as by_pandoc:
        render_embedded(workspace)
    assert str(by_quarto.value) == str(by_pandoc.value)


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
        render_quarto(small(tmp_path / "w", "x"))
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
