"""What can be wrong with a document before it is checked, said so that its owner knows what to do.

Belongs here: the exceptions. Does not belong here: anything that reads files.
"""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be read.

    Parameters
    ----------
    what
        The fault in plain words.
    do
        What to do next, a whole sentence.
    file
        The file's name, without its folders.
    """

    def __init__(self, what: str, do: str, file: str) -> None:
        self.what, self.do, self.file = what, do, file
        super().__init__(f"{file}: {what} {do}")


class NoDocument(DocumentError):
    """There is no such file, or its kind cannot be checked."""
