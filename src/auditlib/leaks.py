"""The leak gate: whether anything that must stay inside stands in any byte about to be published.

It is independent of :mod:`auditlib.disclosure`, which leaves such things out, so that a fault there is seen here.
Findings say what kind of thing was found and where, never what it says.
"""

from __future__ import annotations

import getpass
import hashlib
import re
import socket
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from auditlib.characters import invisible_in, visible
from auditlib.clean import EditionData
from auditlib.disclosure import identifying_parts
from auditlib.errors import Problem
from auditlib.unpack import Passage, UnreadableError, passages

_WORD = re.compile(r"[\w/-]+")
#: A run of words of an unpublished remark that no other text has by chance.
_TELLING = 8
#: Shorter remarks are found where they stand whole; below this they are phrases that anybody writes.
_SHORTEST = 4
#: A path of a machine; one that begins at the root may be a name of something else in bytes that are no text.
_POSIX = re.compile(r"(?<![\w/.:*)~-])/(?:[\w.@+~-]+/)+[\w.@+~-]*")
_PATH = re.compile(
    r"(?<![A-Za-z])[A-Za-z]:[\\/]{1,2}(?=[\w.])|\\\\[\w.-]+\\[\w$.-]+|file:/"
    r"|(?<![\w.:])/(?:home|Users|root|tmp|var|mnt|private|srv|opt|workspaces?)/[\w.@+-]",
    re.IGNORECASE,
)
_NOTEBOOK = re.compile(r"\.ipynb\b", re.IGNORECASE)
#: Names that many machines give their users, and that say nothing.
_ANYBODY = frozenset(("root", "user", "admin", "administrator", "runner", "ubuntu", "localhost", "home", "nobody"))
_DO = "Take it out of the commentary, the edition's file or the notebook that puts it there."
#: A passage, and whether it may be no text at all.
_Text = tuple[str, bool]
#: A reference of fewer digits and nothing else looks like any count or year of the report.
_TELLING_DIGITS = 6


def _words(text: str) -> list[str]:
    plain = visible(text)
    if plain.isascii():
        return _WORD.findall(plain.lower())
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", plain))]


def _is_telling(reference: str) -> bool:
    """Whether a reference can be distinguished from a count, a year or a word of the language."""
    digits = sum(map(str.isdigit, reference))
    return digits >= (_TELLING_DIGITS if digits == len(reference) else 1)


@cache
def _here() -> frozenset[str]:
    """The names of this machine and of who works at it, in small letters."""
    host = socket.gethostname()
    names = {host, host.partition(".")[0]}
    for ask in (getpass.getuser, lambda: Path.home().name):
        with suppress(OSError, KeyError, RuntimeError, ImportError):  # in a container, a user may have no name
            names.add(ask())
    return frozenset(name for name in map(str.casefold, names) if name not in _ANYBODY and len(name) > 2)


def _names_this_machine(text: str) -> bool:
    """Whether a text is the name of the user or the machine, or has in it one that is no word of the language."""
    if text.strip().casefold() in _here():
        return True
    names = [name for name in _here() if re.search(r"[\d._-]", name)]
    return any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text.casefold()) for name in names)


class LeakGate:
    """Looks through files and texts for what they must not give away.

    Parameters
    ----------
    data
        The edition's accepted rows. Its contact and its own dates may be published.
    allowed
        What else may be published by name though it looks like a person's: an address, a telephone number.
    before
        A gate that looked through the files of this edition before: what it learnt that holds whatever the returns say
        need not be found out again.
    """

    def __init__(self, data: EditionData, allowed: Iterable[str] = (), before: LeakGate | None = None) -> None:
        self._data = data
        edition = data.edition
        dates = (edition.cut_off, edition.published_on, edition.next_edition)
        named = (edition.contact, *(day.isoformat() for day in dates if day), *allowed)
        self._allowed = {text.strip().casefold() for text in named}
        known = before if before is not None and before._allowed == self._allowed else None
        #: The words of passages that may be published unless the returns forbid it: a drawing says the same thing
        #: hundreds of times, and a page what a drawing says.
        self._words: dict[_Text, tuple[str, ...]] = known._words if known else {}
        #: The passages of files that have none but these, by name and SHA-256.
        self._files: dict[tuple[str, str], frozenset[_Text]] = known._files if known else {}
        #: The passages in which there is nothing that the returns forbid.
        self._clean: set[_Text] = set()

    @property
    def forbidden(self) -> tuple[object, ...]:
        """All that its answers depend on: two gates for which it is equal find the same."""
        return (self._data.references, self._withheld, self._published, self._allowed)

    @cached_property
    def _withheld(self) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """Runs of words, and whole short remarks, of texts that may not be published."""
        comments, reflections = self._data.tables["comments"], self._data.tables["reflections"]
        texts = [comments.loc[comments["publish"] != "yes", "text"]]
        texts += [reflections[name] for name in ("done_well", "challenges", "tools_comment", "do_differently")]
        published = {
            tuple(_words(text)) for text in comments.loc[comments["publish"] == "yes", "text"].dropna().unique()
        }
        allowed = {run for words in published for run in _runs(words)}
        runs: set[tuple[str, ...]] = set()
        whole: set[tuple[str, ...]] = set()
        for text in pd.concat(texts).dropna().unique():
            words = tuple(_words(text))
            runs.update(_runs(words))
            if _SHORTEST <= len(words) < _TELLING:
                whole.add(words)
        return runs - allowed, whole - published

    def found_in(self, text: str, *, is_raw: bool = False) -> set[str]:
        """The kinds of things in a whole passage that must not be published, in words; empty if it may be.

        If `is_raw`, it may be no text at all, so that what looks like a number of a person is none.
        """
        found = self._forbidden_by_returns(tuple(_words(text)))
        parts = () if is_raw else identifying_parts(visible(text))
        if any(part.strip().casefold() not in self._allowed for part in parts):
            found.add("what looks like an e-mail address, a number of a person, a postcode or a date of birth")
        return found

    def _forbidden_by_returns(self, words: tuple[str, ...]) -> set[str]:
        found = set()
        if any(map(_is_telling, self._data.references.intersection(words))):
            found.add("a reference from the returns")
        runs, whole = self._withheld
        if words in whole or (
            not runs.isdisjoint(_runs(words))
            and any(not runs.isdisjoint(_runs(part)) for part in self._between_published(words))
        ):
            found.add("words of a remark that may not be published")
        return found

    @cached_property
    def _published(self) -> dict[str, list[tuple[str, ...]]]:
        """Remarks that may be published, by their first word, the longest first; none too short to recognise."""
        comments = self._data.tables["comments"]
        found: dict[str, list[tuple[str, ...]]] = {}
        for text in set(comments.loc[comments["publish"] == "yes", "text"].dropna()):
            words = tuple(_words(text))
            if len(words) >= _TELLING:
                found.setdefault(words[0], []).append(words)
        return {first: sorted(each, key=len, reverse=True) for first, each in found.items()}

    def _between_published(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """What stands between remarks that may be published.

        A page of a document is one text: the end of one remark and the beginning of the next are no run of either.
        """
        begun = at = 0
        while at < len(words):
            shown = next((one for one in self._published.get(words[at], ()) if words[at : at + len(one)] == one), None)
            if shown is None:
                at += 1
                continue
            yield words[begun:at]
            begun = at = at + len(shown)
        yield words[begun:]

    def faults_in(self, passage: Passage) -> Iterator[str]:
        """What a passage must not hold, in words."""
        text = passage.text
        yield from sorted(self.found_in(text, is_raw=passage.is_raw))
        if _PATH.search(text) or (not passage.is_raw and _POSIX.search(text)):
            yield "a path of this machine"
        if _NOTEBOOK.search(text):
            yield "the name of a notebook"
        if passage.is_raw:
            return
        if _names_this_machine(text):
            yield "the name of this machine or of its user"
        if hidden := invisible_in(text):
            yield f"{', '.join(hidden)}, which cannot be seen"

    def faults(self, name: str, content: bytes) -> list[Problem]:
        """Everything in a file that must not be published, each kind once for each part of the file.

        Its kind is known by its name; an archive, a document or an image is unpacked.
        """
        found: dict[tuple[str, str], None] = {}
        file = (name, hashlib.sha256(content).hexdigest())
        if file in self._files and all(map(self._is_clean, self._files[file])):
            return []
        texts: set[_Text] = set()
        try:
            for passage in passages(name, content):
                text = (passage.text, passage.is_raw)
                texts.add(text)
                if self._is_clean(text):
                    continue
                faults = list(self.faults_in(passage))
                found |= dict.fromkeys((passage.where, what) for what in faults)
                if not faults:
                    self._words[text] = tuple(_words(passage.text))
                    self._clean.add(text)
        except UnreadableError as error:
            what = "cannot be looked through for what must stay inside."
            return [Problem(f"{error} {what}", "Publish pages, images, documents, workbooks and tables.")]
        if not found:
            self._files[file] = frozenset(texts)
        return [Problem(f"{where} has {what}.", _DO) for where, what in found]

    def _is_clean(self, text: _Text) -> bool:
        """Whether a passage was looked at before and may be published, by these returns as well."""
        if text in self._clean:
            return True
        words = self._words.get(text)
        if words is None or self._forbidden_by_returns(words):
            return False
        self._clean.add(text)
        return True


_last: LeakGate | None = None


def gate_for(data: EditionData) -> LeakGate:
    """The gate of an edition: the last one if the same is forbidden, else one that knows what it learnt.

    ``auditlib watch`` builds one edition many times in one process.
    """
    global _last
    gate = LeakGate(data, before=_last)
    if _last is None or gate.forbidden != _last.forbidden:
        _last = gate
    return _last


def gate(folder: Path, data: EditionData, allowed: Iterable[str] = ()) -> list[Problem]:
    """Everything in a folder about to be published that must not be, in hidden files as well; empty if it may be."""
    looking = LeakGate(data, allowed)
    found: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.append(Problem("a link leads out of what is published.", "Publish the file itself.", name))
        elif path.is_file():
            found += looking.faults(name, path.read_bytes())
    return found


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of as many words as distinguish one text from another."""
    for start in range(len(words) - _TELLING + 1):
        yield words[start : start + _TELLING]
