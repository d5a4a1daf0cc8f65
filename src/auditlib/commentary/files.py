"""The files of an edition's commentary.

Belongs here: which files there are and reading them. Does not belong here: what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditlib.characters import visible
from auditlib.errors import Problem
from auditlib.paths import Project

#: Sections that take commentary: a Markdown file each in ``content/<edition>/``.
SLOTS = (
    "summary",
    "introduction",
    "judgements",
    "areas",
    "moderation",
    "reaudits",
    "supervision",
    "feedback",
    "good",
    "themes",
    "practice",
)


@dataclass(frozen=True, slots=True)
class CommentaryFile:
    """One file: the slot it is for, its name for messages, its text."""

    slot: str
    shown: str
    text: str


def read_files(project: Project, edition: str) -> tuple[list[CommentaryFile], list[Problem]]:
    """The commentary files of an edition, and what is wrong with the folder.

    Parameters
    ----------
    project
        The project.
    edition
        The edition's name.
    """
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
