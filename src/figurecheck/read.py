"""From a file to a document, or to a message that says why not.

Belongs here: telling formats apart, refusing what cannot or should not be read, and making HTML of what can. Does not
belong here: PDF (``pdf``), blocks (``tree``).
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from figurecheck.errors import DocumentError, NoDocument
from figurecheck.model import Document
from figurecheck.pdf import read_pdf
from figurecheck.tree import blocks_of

KINDS = {
    ".md": "markdown", ".markdown": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".txt": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip
_KNOWN = "Markdown (.md), HTML (.html), Word (.docx) and PDF (.pdf) can be checked."
_LARGEST = 200 * 1024 * 1024
_LARGEST_UNPACKED = 400 * 1024 * 1024
_LARGEST_RATIO = 200
_MOST_PARTS = 20_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]: ?", re.MULTILINE)
_SECONDS = 240
#: Pictures within the page itself, which take most of the time that reading takes.
_EMBEDDED = re.compile(rb"(?<=[\"'(])data:[^\"')<>]{200,}")


def _wrong(path: Path, what: str, do: str) -> DocumentError:
    return DocumentError(what, do, path.name)


def _bytes(path: Path) -> bytes:
    """The file's bytes, if it is there, a file, not empty and not unreasonably large."""
    if not path.exists():
        raise NoDocument("there is no such file.", "Check the path.", path.name)
    if not path.is_file():
        raise NoDocument("this is not a file.", "Name one document.", path.name)
    if path.stat().st_size > _LARGEST:
        raise _wrong(path, "the file is larger than 200 MB.", "Split it, or leave out its pictures.")
    try:
        source = path.read_bytes()
    except OSError:
        raise _wrong(
            path, "the file cannot be read.", "Close it in other programs and check its permissions."
        ) from None
    if not source.strip():
        raise _wrong(path, "the file is empty.", "Save the document again, or name another file.")
    return source


def _text(path: Path, source: bytes) -> str:
    """A text file decoded; only UTF-8 and marked UTF-16 are taken, nothing is guessed."""
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return source.decode("utf-16")
        except UnicodeDecodeError:
            raise _wrong(path, "the file is not valid UTF-16.", "Save it as UTF-8.") from None
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(path, "the file is not UTF-8.", "Save it as UTF-8.") from None
    if "\x00" in text:
        raise _wrong(path, "this is not a text file.", _KNOWN)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_markdown(text: str, lines: bool = True) -> tuple[str, str]:
    """Markdown as HTML, each element with the line on which it begins; and the title that its metadata gives."""
    from markdown_it import MarkdownIt

    title = ""
    if front := _FRONT.match(text):
        said = re.search(r"^title: *[\"']?(.*?)[\"']? *$", front.group(1), re.MULTILINE)
        title, text = said.group(1) if said else "", "\n" * front.group().count("\n") + text[front.end() :]
    notes = set(_NOTE.findall(text))
    text = _NOTE.sub("<aside class=footnotes>\n\n", text) if notes else text
    text = re.sub(r"\[\^([^\]\s]+)\]", lambda mark: "" if mark.group(1) in notes else mark.group(), text)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    for token in tokens:
        if lines and token.map and token.nesting >= 0 and token.type != "html_block":
            token.attrSet("data-line", str(token.map[0] + 1))
    return reader.renderer.render(tokens, reader.options, {}), title


def _from_word(path: Path, source: bytes) -> bytes:
    """A Word document as HTML, by pandoc, with tracked changes taken as accepted."""
    import subprocess

    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--from", "docx", "--to", "html", "--track-changes", "accept", "--sandbox"]
    try:
        return subprocess.run(
            [*command, "--quiet"], input=source, capture_output=True, timeout=_SECONDS, check=True
        ).stdout
    except (subprocess.SubprocessError, OSError):
        raise _wrong(path, "the document could not be read.", "Open it, save it again and try once more.") from None


def _docx(path: Path, source: bytes) -> bytes:
    """A Word document that is one, is not protected and unpacks to a reasonable size."""
    if source.startswith(_OLE):
        raise _wrong(
            path,
            "the document is protected by a password, or is in the old .doc format.",
            "Open it in Word, remove the password and save it as .docx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED or _dense(parts):
                raise _wrong(
                    path,
                    "the document unpacks to an unreasonable size.",
                    "Do not open it; ask who sent it for another.",
                )
            if "word/document.xml" not in archive.namelist():
                raise _wrong(path, "the file is not a Word document.", "Save it from Word as .docx.")
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise _wrong(
            path, "the Word document is damaged.", "Open it in Word, let it repair it and save it again."
        ) from None
    return source


def _dense(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether a large part is packed more tightly than any text is."""
    return any(
        part.file_size > 20 * 1024 * 1024 and part.file_size > _LARGEST_RATIO * max(part.compress_size, 1)
        for part in parts
    )


def read_document(path: Path) -> Document:
    """Read a document for checking.

    Parameters
    ----------
    path
        A Markdown, HTML, Word or PDF file.

    Raises
    ------
    NoDocument
        There is no such file, or its kind cannot be checked.
    DocumentError
        It is empty, damaged, protected, a scan without text, or unreasonably large.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None and path.exists():
        raise NoDocument(f"'{path.suffix or 'no ending'}' is not a kind of document known here.", _KNOWN, path.name)
    source = _bytes(path)
    pages, title = None, ""
    if kind == "pdf":
        text, pages = read_pdf(path, source)
        page, _ = _from_markdown(text, lines=False)
    elif kind == "docx":
        page = _from_word(path, _docx(path, source))
    elif kind == "html":
        page = _EMBEDDED.sub(b"", source)
    else:
        page, title = _from_markdown(_text(path, source))
    try:
        document = Document(path.name, kind or "markdown", blocks_of(page, title), pages)
    except ValueError:
        document = None
    if document is None or not any(block.text or block.table for block in document.blocks):
        raise _wrong(path, "no text was found in the document.", "Check that it is the right file.")
    return document
