"""The files of an edition's commentary, and Markdown as the prose a reader sees, with the place of each letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditlib.characters import visible
from auditlib.errors import Problem
from auditlib.paths import Project

#: Sections that take commentary: a Markdown file each in ``content/<edition>/``.
SLOTS = (
    *("summary", "introduction", "judgements", "areas", "moderation", "reaudits"),
    *("supervision", "feedback", "good", "themes", "practice"),
)


@dataclass(frozen=True, slots=True)
class CommentaryFile:
    """One file: the slot it is for, its name for messages, its text."""

    slot: str
    shown: str
    text: str


def read_files(project: Project, edition: str) -> tuple[list[CommentaryFile], list[Problem]]:
    """The commentary files of an edition, and what is wrong with the folder."""
    folder = project.content(edition)
    found: list[CommentaryFile] = []
    faults: list[Problem] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        shown = project.show(path)
        if path.name.startswith((".", "README")):
            continue
        if path.suffix != ".md" or path.stem not in SLOTS:
            names = ", ".join(f"{slot}.md" for slot in SLOTS)
            faults.append(Problem("no section takes this file.", f"The names are {names}.", shown))
            continue
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            faults.append(Problem("the file is not UTF-8.", "Save it as UTF-8.", shown))
            continue
        text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
        found.append(CommentaryFile(path.stem, shown, text))
    return found, faults


#: Stands for a value that the build puts in.
BOUND = "\ufffc"
#: Stands for the mark of a list item.
ITEM = "\u2022"
_DROP = "\0"
_VALUES = ("fact", "points", "var", "meta")

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
#: Fenced code, comments and code in a line.
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|<!--.*?(?:-->|\Z)"
    r"|(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_SHORTCODE = re.compile(r"\{\{\{?<(?P<escaped>/\*)?\s*(?P<name>[\w-]*)[^{}]*?>\}\}\}?")
#: What else is not prose, in this order.
_MARKUP = (
    re.compile(r"^:::.*$", re.MULTILINE),
    re.compile(r"\{\s*(?:[.#][\w-]|[\w:-]+=|=\w)(?:[^{}\"]|\"[^\"]*\")*\}"),
    re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\s*\)"),
    re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE),
    re.compile(r"\[\^[^\]\s]+\]:?"),
    re.compile(r"<(?:https?|mailto):[^>\s]*>|</?[A-Za-z][^<>]*>"),
    re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\w@])@[A-Za-z][\w:.#/-]*\w"),
    re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]\w*);"),
    re.compile(r"^ {0,3}#{1,6}(?=\s)", re.MULTILINE),
)
#: Marks around letters, which do not part words.
_MARKS = re.compile(r"\\(?=[^\w\s])|\*+|(?<!\w)_+|_+(?!\w)|~~|\^|(?<!\{)[\[\]]")
_LIST_ITEM = re.compile(r"^[ \t]*(?:([-+*])|\(?(\d{1,9})[.)]|\(?[a-zA-Z#][.)])(?=[ \t]+\S)")
_BLOCK_QUOTATION = re.compile(r"^ {0,3}>.*(?:\n.*\S.*)*", re.MULTILINE)

_INSIDE = r"(?:(?!\n[ \t]*\n)[^{0}])"
_QUOTATIONS = (
    re.compile("\u201c" + _INSIDE.format("\u201d") + "*\u201d"),
    re.compile('"' + _INSIDE.format('"') + '*"'),
    re.compile(r"(?<!\w)\u2018(?=\S)(?:(?!\n[ \t]*\n)(?:[^\u2019]|\u2019(?=\w))){1,400}?(?<=\S)\u2019(?!\w)"),
    re.compile(r"(?<!\w)'(?=\S)(?:(?!\n[ \t]*\n)(?:[^']|'(?=\w))){1,400}?(?<=\S)'(?!\w)"),
)
_SENTENCE_END = re.compile(rf"(?<=[.!?])[\"'\u201d\u2019)]*\s+(?=[A-Z\u201c\u2018\"'({BOUND}])|\n[ \t]*\n|{ITEM}|\||\Z")


@dataclass(frozen=True, slots=True)
class Prose:
    """The prose of a text, and where each of its letters stands in the file."""

    text: str  # the prose; values that the build puts in are one mark each, ``BOUND``
    positions: tuple[int, ...]  # for each letter of `text` its position in the file's text
    written: str  # the file's text

    def line(self, at: int) -> int:
        """The line of the file on which a letter of the prose stands, from 1."""
        position = self.positions[at] if at < len(self.positions) else len(self.written)
        return self.written.count("\n", 0, position) + 1

    def without(self, *ranges: tuple[int, int]) -> Prose:
        """The same with ranges of `text` blanked out."""
        text = self.text
        for start, end in ranges:
            text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
        return Prose(text, self.positions, self.written)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The range of `text` that stands in a range of the file's text."""
        inside = [at for at, position in enumerate(self.positions) if start <= position < end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def sentence(self, at: int) -> str:
        """The sentence in which a letter of the prose stands."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            if match.start() > at:
                return self.text[start : match.start()]
            start = match.end()
        return self.text[start:]


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _dropped(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", _DROP, match[0])


def without_code(text: str) -> str:
    """The text with code and comments blanked out, each letter where it was."""
    return _CODE.sub(_blanked, text)


def _bound(match: re.Match[str]) -> str:
    """A mark in place of a value that the build puts in; other shortcodes are blanked out."""
    if match["name"] in _VALUES and not match["escaped"]:
        return BOUND + _dropped(match)[1:]
    return _blanked(match)


def _with_items_marked(text: str) -> str:
    """The text with a mark in place of those of list items: a number that counts items is none of the report's."""
    lines, last, blank_before = [], 0, True
    for line in text.split("\n"):
        match = _LIST_ITEM.match(line)
        number = int(match[2]) if match and match[2] else None
        counts_items = number is None or number in (1, last, last + 1)
        if match and counts_items and (blank_before or last or match[1]):
            line = " " * (match.end() - 1) + ITEM + line[match.end() :]
            last = number or last or 1
        elif line.strip() and not line.startswith((" ", "\t")) and blank_before:
            last = 0
        blank_before = not line.strip()
        lines.append(line)
    return "\n".join(lines)


def prose_of(written: str) -> Prose:
    """A Markdown text without front matter, code, comments, attributes, addresses, references and block quotations."""
    text = _SHORTCODE.sub(_bound, without_code(FRONT_MATTER.sub(_blanked, written)))
    for pattern in _MARKUP:
        text = pattern.sub(_blanked, text)
    text = _BLOCK_QUOTATION.sub(_blanked, _with_items_marked(text))
    text = _MARKS.sub(_dropped, text)
    kept = [at for at, letter in enumerate(text) if letter != _DROP]
    return Prose("".join(text[at] for at in kept), tuple(kept), written)


def unquoted(prose: Prose) -> Prose:
    """The prose with everything in quotation marks blanked out."""
    for pattern in _QUOTATIONS:
        prose = prose.without(*(match.span() for match in pattern.finditer(prose.text)))
    return prose
