"""The report in its other formats: one file for e-mail, Word, PDF, and its tables as a workbook and as CSV.

Belongs here: making files beside the page, and the page's links to them. Does not belong here: the page
(:mod:`auditlib.render`), or putting anything into ``site/`` (:mod:`auditlib.publish`).

All are made from the rendered page and from nothing else, so that they say what it says. What may not be on the page
can be in none of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from auditlib.atomic import write_whole
from auditlib.errors import UsageError
from auditlib.formats.csvfiles import METADATA
from auditlib.settings import FORMATS, Edition

#: What a reader is offered, by the file's name.
_TITLES = {
    "report.docx": "Word",
    "report.pdf": "PDF",
    "report.html": "One file for e-mail",
    "tables.xlsx": "Tables as a workbook",
}
#: What files of other formats are called.
_NAMES = ("report.docx", "report.pdf", "report.html", "tables.xlsx", "tables/*.csv", "tables/csv-metadata.json")


def choose(wanted: Iterable[str]) -> tuple[str, ...]:
    """Formats in their usual order; HTML is always among them.

    Raises
    ------
    UsageError
        There is no such format.
    """
    names = {"html", *(name.strip() for name in wanted)}
    for name in sorted(names - {*FORMATS}):
        raise UsageError(f"There is no format '{name}'. Use {', '.join(FORMATS)}.")
    return tuple(name for name in FORMATS if name in names)


def folder_of(workspace: Path) -> Path:
    """Where the files lie until they are published."""
    return workspace / "formats"


def published(folder: Path) -> list[Path]:
    """The files of other formats that lie in a folder beside the page."""
    return [path for pattern in _NAMES for path in sorted(folder.glob(pattern)) if path.is_file()]


def files(workspace: Path) -> list[Path]:
    """The files of the formats made last, as they will be published."""
    return published(folder_of(workspace))


def make(workspace: Path, edition: Edition, formats: Iterable[str], assets: Path) -> list[Path]:
    """Make the files of some formats of a workspace's rendered page, and remove those of others.

    `formats` are from :func:`choose`; `assets` is the project's folder of templates.

    Raises
    ------
    BuildError
        A file cannot be made; those made before are as they were.
    """
    from lxml.html import tostring

    from auditlib.formats.alone import alone
    from auditlib.formats.csvfiles import csv_files
    from auditlib.formats.document import pdf, stamp, word
    from auditlib.formats.tables import tables_of
    from auditlib.formats.workbook import workbook

    page = alone((workspace / "report.html").read_text(encoding="utf-8"))
    html = tostring(page, encoding="unicode", doctype="<!DOCTYPE html>").replace("</source>", "")
    made = {"report.html": html.encode()}
    if "docx" in formats:
        made["report.docx"] = word(page, edition, assets)
    if "pdf" in formats:
        made["report.pdf"] = pdf(page, edition, assets)
    tables = tables_of(page)
    if "xlsx" in formats and tables:
        made["tables.xlsx"] = workbook(tables, edition, stamp(edition))
    if "csv" in formats:
        made |= {f"tables/{name}": content for name, content in csv_files(tables, edition).items()}
    folder = folder_of(workspace)
    written = [write_whole(folder / name, content) for name, content in made.items()]
    for path in {*files(workspace)} - {*written}:
        path.unlink()
    return written


def with_links(html: str, paths: Iterable[Path], folder: Path) -> str:
    """The page with links to its other formats: documents among what it says of the edition, CSV at its end.

    `paths` are files in `folder`, which will be the page's own.
    """
    sizes = {path.relative_to(folder).as_posix(): -(-path.stat().st_size // 1000) for path in paths}
    titles = dict(_TITLES)
    if f"tables/{METADATA}" in sizes:
        described = json.loads((folder / "tables" / METADATA).read_text(encoding="utf-8"))["tables"]
        titles |= {
            f"tables/{one['url']}": f"{one['dc:title'].partition('. ')[0].rstrip('.')} (CSV)" for one in described
        }
        titles[f"tables/{METADATA}"] = "What the CSV files hold (CSVW)"
    listed = {
        name: f'<li><a href="{escape(name)}">{escape(title)}</a> ({sizes[name]:,} kB)</li>'
        for name, title in titles.items()
        if name in sizes
    }
    documents = "\n".join(item for name, item in listed.items() if name in _TITLES)
    data = "\n".join(item for name, item in listed.items() if name not in _TITLES)
    html = re.sub(r'(<div class="edition">.*?)(</ul>)', rf"\1{documents}\n\2", html, count=1, flags=re.DOTALL)
    if not data:
        return html
    main, end, rest = html.rpartition("</main>")
    folded = f"<details>\n<summary>Tables as CSV</summary>\n<ul>\n{data}\n</ul>\n</details>"
    return f'{main}<nav class="formats" aria-label="Tables as CSV">\n{folded}\n</nav>\n{end}{rest}'
