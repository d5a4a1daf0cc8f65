"""Numbers that may be typed in prose, because no return gives them.

Belongs here: reading the lists of them and finding them in prose. Does not belong here: dates and section numbers,
which need not be listed.

``content/literals.yml`` holds for all prose, the front matter of a commentary file for that file. Both map the words
to the reason for them::

    at least 25% of audits: the moderation policy of May 2019
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from auditlib.commentary.numbers import numbers_in
from auditlib.commentary.prose import Prose
from auditlib.errors import ConfigError, Problem
from auditlib.paths import Project
from auditlib.settings import read_yaml

NAME = "literals.yml"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_CONTEXT = {"per", "cent", "percent", "the", "and"}


@dataclass(frozen=True, slots=True)
class Literals:
    """Words with numbers in them that may stand in prose as they are, and what is wrong with the lists of them."""

    texts: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()

    def __add__(self, other: Literals) -> Literals:
        return Literals(self.texts + other.texts, self.faults + other.faults)

    def blanked(self, prose: Prose) -> Prose:
        """The prose without them."""
        for text in self.texts:
            prose = prose.without(*(match.span() for match in _pattern(text).finditer(prose.text)))
        return prose


def _pattern(text: str) -> re.Pattern[str]:
    """The words of a literal with any spaces between them, also none before a sign of percent."""
    words = re.sub(r"\s*%", " %", text).split()
    joined = "".join((r"\s*" if word.startswith("%") else r"\s+") + re.escape(word) for word in words)
    start = joined.removeprefix(r"\s+").removeprefix(r"\s*")
    return re.compile(rf"(?<!\w){start}(?!\w)", re.IGNORECASE)


def _says_what(text: str) -> bool:
    """Whether there are words beside the number, so that it does not excuse the same number elsewhere."""
    rest = text
    for number in reversed(numbers_in(text)):
        rest = rest[: number.start] + " " + rest[number.end :]
    return any(word.lower() not in _NO_CONTEXT for word in _WORD.findall(rest))


def _checked(listed: Mapping[str, object], shown: str, lines: Mapping[str, int]) -> Literals:
    texts, faults = [], []
    for text, reason in listed.items():
        text = str(text)

        def fault(what: str, do: str, text: str = text) -> None:
            faults.append(Problem(what, do, shown, row=lines.get(text)))

        if not numbers_in(text):
            fault("there is no number in this that would need listing.", "Take it out.")
        elif not _says_what(text):
            fault(
                "the number stands alone: it would excuse every other use of it.",
                "Write it with the words around it.",
            )
        elif not isinstance(reason, str) or not reason.strip():
            fault("there is no reason for the number.", "Write after the colon who decided it and when.")
        else:
            texts.append(text)
    return Literals(tuple(texts), tuple(faults))


def project_literals(project: Project) -> Literals:
    """The literals of ``content/literals.yml``; none where there is no such file."""
    path = project.root / "content" / NAME
    if not path.is_file():
        return Literals()
    try:
        listed, lines = read_yaml(project, path)
    except ConfigError as error:
        return Literals(faults=tuple(error.problems))
    return _checked(listed, project.show(path), lines)


def file_literals(text: str, shown: str) -> Literals:
    """The literals of a commentary file's front matter.

    Parameters
    ----------
    text
        The file's text.
    shown
        The file's name for messages.
    """
    match = _FRONT.match(text)
    if not match:
        return Literals()
    try:
        front = yaml.load(match[1], Loader=yaml.BaseLoader) or {}  # noqa: S506 - a loader that only makes text
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 2 if mark else 1
        return Literals(faults=(Problem("the front matter is not valid YAML.", "Correct it.", shown, row=row),))
    listed = front.get("literals", {}) if isinstance(front, dict) else None
    if not isinstance(listed, dict) or set(front) - {"literals"}:
        what = "the front matter may hold literals only."
        return Literals(faults=(Problem(what, "Write 'literals:' and below it 'words: reason'.", shown, row=1),))
    lines = {key: _line_of(match[1], key) for key in listed}
    return _checked(listed, shown, lines)


def _line_of(front: str, key: str) -> int:
    at = front.find(key)
    return 2 + front.count("\n", 0, max(at, 0))


def without_front_matter(text: str) -> str:
    """A commentary file's text without its front matter."""
    return _FRONT.sub("", text, count=1)
