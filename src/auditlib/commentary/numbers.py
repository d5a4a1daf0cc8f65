"""Numbers in prose (``numbers.toml``), and those that may be typed because no return gives them.

``content/literals.yml`` and the front matter of a commentary file list the latter, each with the words around it and
the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auditlib.commentary.prose import FRONT_MATTER
from auditlib.errors import ConfigError, Problem
from auditlib.paths import Project
from auditlib.patterns import joined, read_table
from auditlib.yamlfile import YamlFault, parse_yaml, read_yaml

_TABLE = read_table("auditlib.commentary", "numbers.toml")
_PATTERNS = {kind: re.compile(joined(_TABLE, written), re.IGNORECASE) for kind, written in _TABLE["patterns"].items()}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in prose: where it stands, and as it is written."""

    start: int
    end: int
    text: str


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text, in order; not those of dates, of sections and the like, in names or in idioms."""
    for kind in ("dates", "labels", "names", "otherwise"):
        text = _PATTERNS[kind].sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    return [
        Number(match.start(), match.end(), " ".join(match[0].split())) for match in _PATTERNS["numbers"].finditer(text)
    ]


NAME = "literals.yml"
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_CONTEXT = {"per", "cent", "percent", "the", "and"}


#: Words with numbers in them that may stand in prose as they are, and what is wrong with the list of them.
Literals = tuple[list[str], list[Problem]]


def pattern_of(text: str) -> re.Pattern[str]:
    """The words of a literal with any spaces between them, also none before a sign of percent."""
    words = re.escape(" ".join(text.split()))
    words = re.sub(r"(?:\\ )?%", r"\\s*%", words).replace(r"\ ", r"\s+").removeprefix(r"\s*")
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _says_what(text: str) -> bool:
    """Whether there are words beside the number, so that it does not excuse the same number elsewhere."""
    rest = text
    for number in reversed(numbers_in(text)):
        rest = rest[: number.start] + " " + rest[number.end :]
    return any(word.lower() not in _NO_CONTEXT for word in _WORD.findall(rest))


def _checked(listed: Mapping[str, object], shown: str, lines: Mapping[str, int]) -> Literals:
    texts: list[str] = []
    faults: list[Problem] = []
    for text, reason in ((str(text), reason) for text, reason in listed.items()):
        if not numbers_in(text):
            what, do = "there is no number in this that would need listing.", "Take it out."
        elif not _says_what(text):
            what = "the number stands alone: it would excuse every other use of it."
            do = "Write it with the words around it."
        elif not isinstance(reason, str) or not reason.strip():
            what, do = "there is no reason for the number.", "Write after the colon who decided it and when."
        else:
            texts.append(text)
            continue
        faults.append(Problem(what, do, shown, row=lines.get(text)))
    return texts, faults


def project_literals(project: Project) -> Literals:
    """The literals of ``content/literals.yml``; none where there is no such file."""
    path = project.root / "content" / NAME
    if not path.is_file():
        return [], []
    try:
        listed, lines = read_yaml(project, path)
    except ConfigError as error:
        return [], [*error.problems]
    return _checked(listed, project.show(path), lines)


def file_literals(text: str, shown: str) -> Literals:
    """The literals of a commentary file's front matter."""
    match = FRONT_MATTER.match(text)
    if not match:
        return [], []
    try:
        front, lines = parse_yaml(match[1], first_line=2)
    except YamlFault as fault:
        return [], [Problem(fault.what, fault.do, shown, row=fault.line or 1)]
    listed = front.get("literals", {})
    if not isinstance(listed, dict) or set(front) - {"literals"}:
        what = "the front matter may hold literals only."
        return [], [Problem(what, "Write 'literals:' and below it 'words: reason'.", shown, row=1)]
    return _checked(listed, shown, {key: lines[f"literals.{key}"] for key in listed})


def without_front_matter(text: str) -> str:
    """A commentary file's text without its front matter."""
    return FRONT_MATTER.sub("", text, count=1)
