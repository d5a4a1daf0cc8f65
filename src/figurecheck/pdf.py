"""PDF documents, read by pdf_oxide as Markdown, a page at a time.

Belongs here: why a PDF cannot be read, lines that come again on every page, and joining pages. Does not belong
here: Markdown (``read``).
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from pathlib import Path

from figurecheck.errors import DocumentError
from figurecheck.tree import PAGE

_EDGE, _LEAST_TEXT = 3, 40
_RULE = re.compile(r"[|\s:-]+")
_PAGE_NUMBER = re.compile(r"\W*(?:page\W*)?\d{1,4}\W*(?:of \d+\W*)?", re.IGNORECASE)


def read_pdf(path: Path, source: bytes) -> tuple[str, int]:
    """A PDF as Markdown, and how many pages it has.

    Raises
    ------
    DocumentError
        It is damaged, protected by a password or has no text.
    """
    import pdf_oxide

    logging.getLogger("pdf_oxide").setLevel(logging.CRITICAL)

    def wrong(what: str, do: str) -> DocumentError:
        return DocumentError(what, do, path.name)

    pages: list[str] = []
    try:
        pdf = pdf_oxide.PdfDocument.from_bytes(source)
        count = pdf.page_count() if callable(pdf.page_count) else pdf.page_count
        for number in range(count):
            pages.append(pdf.to_markdown(number))
    except Exception as error:  # the library raises its own and built-in ones
        text = str(error).lower()
        if "password" in text or "encrypt" in text or "decrypt" in text:
            do = "Save a copy without a password and check that."
            raise wrong("the PDF is protected by a password.", do) from None
        what = f"page {len(pages) + 1} cannot be read." if pages else "the PDF is damaged or is not a PDF."
        raise wrong(what, "Make it again from its source document.") from None
    if sum(len(page.strip()) for page in pages) < _LEAST_TEXT:
        if b"/Encrypt" in source:
            raise wrong("the PDF is protected by a password.", "Save a copy without a password and check that.")
        do = "It may be a scan: check the document it was made from, or put it through text recognition first."
        raise wrong("the PDF holds no text.", do)
    return _joined(_without_edges(pages)), len(pages)


def _without_edges(pages: list[str]) -> list[list[str]]:
    """The lines of the pages, without headers, footers and page numbers."""
    lines = [page.splitlines() for page in pages]

    def edges(page: list[str]) -> list[int]:
        filled = [number for number, line in enumerate(page) if line.strip()]
        return [*filled[:_EDGE], *filled[-_EDGE:]]

    def key(line: str) -> str:
        return re.sub(r"\d+", "#", line.strip(" #*_|"))

    seen = Counter(each for page in lines for each in {key(page[number]) for number in edges(page)})
    often = max(3, len(pages) // 3)
    kept = []
    for page in lines:
        gone = {
            n
            for n in edges(page)
            if seen[key(page[n])] >= often and not page[n].startswith("|") or _PAGE_NUMBER.fullmatch(page[n])
        }
        kept.append([line for number, line in enumerate(page) if number not in gone])
    return kept


def _joined(pages: list[list[str]]) -> str:
    """One text; a sentence or a table that goes over a page's end is one."""
    text, header = "", ""
    for number, lines in enumerate(pages, start=1):
        page, mark = "\n".join(lines).strip(), f"\n\n{PAGE.format(number)}\n\n"
        last = text.rstrip().rsplit("\n", 1)[-1]
        first, _, rest = page.partition("\n\n")
        if last.startswith("|") and first.startswith("|") and last.count("|") == first.split("\n")[0].count("|"):
            rows = [row for row in first.split("\n") if not _RULE.fullmatch(row)]
            text = "\n".join([text.rstrip(), *(rows[1:] if rows[:1] == [header] else rows)]) + mark + rest
        elif last and last[0] not in "|#-*" and re.search(r"[a-z,]$", last) and re.match(r"[a-z(]", first):
            text = f"{text.rstrip()} {first}{mark}{rest}"
        else:
            text += mark + page
        tables = re.findall(r"(?:^|\n\n)(\|[^\n]*\|)\n\|[\s:|-]+\|\n", page)
        header = tables[-1] if tables else header
    return text
