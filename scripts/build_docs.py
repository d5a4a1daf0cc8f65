"""Builds the documentation into ``site/docs/``: pandoc, with the report's template and style sheet.

Run by ``make docs``, which first writes the pages that come from the code anew.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import sys
from pathlib import Path

import reference_pages

from auditlib.atomic import write_whole
from auditlib.paths import Project
from auditlib.render.pandoc import run_pandoc

#: Folders of docs/ by the four kinds of documentation (Diátaxis), in the order in which they are shown.
KINDS = {
    "Tutorial: learn it by doing it once": ("tutorial",),
    "How-to: get something done": ("how-to",),
    "Reference: look it up": ("reference",),
    "Explanation: how it is counted and why it is so": ("methods", "decisions", "."),
}
#: Pages at the top of the project to which others lead.
_TOP = ("GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "README.md", "data/raw/README.md")
#: Links between pages; addresses of the web and other files are left alone.
_LINK = re.compile(r'(href="(?!\w+:)[^"#]*)\.md(#[^"]*)?"')


def sources(project: Project) -> list[Path]:
    """Every page, relative to the project."""
    found = sorted((project.root / "docs").rglob("*.md"))
    return [path.relative_to(project.root) for path in found] + [Path(name) for name in _TOP]


def title_of(text: str) -> str:
    """The title of a page: its first heading."""
    return re.search(r"^# (.+)$", text, re.MULTILINE)[1]


def target_of(source: Path) -> Path:
    """Where a page goes below ``site/docs/``: as in the project, so that links between pages hold."""
    return source.with_suffix(".html")


def rendered(text: str, title: str, up: str) -> str:
    """A page as HTML; `up` leads from its folder to ``site/docs/``."""
    body = text.replace(f"# {title}\n", "", 1)
    arguments = ["--from=gfm-tex_math_dollars-yaml_metadata_block", "--to=html", "--standalone", "--wrap=none"]
    arguments += [
        "--template=assets/page.html",
        f"--css={up}report.css",
        "--toc",
        "--toc-depth=3",
        "--syntax-highlighting=none",
    ]
    arguments += [f"--metadata=title:{title}", f"--metadata=pagetitle:{title}", "--metadata=lang:en-GB"]
    arguments += ["--metadata=toc-title:Contents", "--metadata=subtitle:Documentation of the Audit Highlights Report"]
    done = run_pandoc(arguments, body)
    done.check_returncode()
    home = f'<p><a href="{up}index.html">All documentation</a></p>\n' if up or title != "Documentation" else ""
    main = '<main id="main" tabindex="-1">\n'
    return _LINK.sub(r'\1.html\2"', done.stdout).replace(main, main + home)


def index(titles: dict[Path, str]) -> str:
    """The page that lists all others."""
    parts = ["# Documentation\n"]
    for kind, folders in KINDS.items():
        parts.append(f"\n## {kind}\n\n")
        for source, title in titles.items():
            if source.parts[0] == "docs" and source.relative_to("docs").parent.as_posix() in folders:
                parts.append(f"- [{title}]({source.as_posix()})\n")
    parts.append("\n## The project\n\n")
    parts += [f"- [{title}]({source.as_posix()})\n" for source, title in titles.items() if source.parts[0] != "docs"]
    return "".join(parts)


def dead_links(site: Path) -> list[str]:
    """Links from page to page that lead nowhere, and to headings that are not there."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    found = []
    for path, text in pages.items():
        for address, fragment in re.findall(r'(?:href|src)="(?!\w+:)([^"#]*)#?([^"]*)"', text):
            to = Path(os.path.normpath(path.parent / html.unescape(address))) if address else path
            if not to.exists():
                found.append(f"{path.relative_to(site)}: {address} is not there")
            elif fragment and to in pages and f'id="{html.unescape(fragment)}"' not in pages[to]:
                found.append(f"{path.relative_to(site)}: {address}#{fragment} is no heading")
    return found


def build(project: Project) -> Path:
    """Render every page and return the first."""
    site = project.root / "site" / "docs"
    shutil.rmtree(site, ignore_errors=True)
    os.chdir(project.root)
    texts = {source: (project.root / source).read_text(encoding="utf-8") for source in sources(project)}
    titles = {source: title_of(text) for source, text in texts.items()}
    for source, text in texts.items():
        target = target_of(source)
        write_whole(site / target, rendered(text, titles[source], "../" * (len(target.parts) - 1)))
    write_whole(site / "index.html", rendered(index(titles), "Documentation", ""))
    shutil.copy(project.root / "assets" / "report.css", site / "report.css")
    shutil.copytree(project.root / "docs" / "images", site / "docs" / "images")
    return site / "index.html"


def main() -> int:
    """Write the pages that come from the code, render all, and name links that lead nowhere."""
    project = Project.find()
    for path, text in reference_pages.pages(project).items():
        write_whole(path, text)
    first = build(project)
    dead = dead_links(first.parent)
    print("\n".join(dead) if dead else f"Documentation: {project.show(first)}", file=sys.stderr if dead else sys.stdout)
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
