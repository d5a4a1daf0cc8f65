"""The line on which something in pandoc's tree stands.

Belongs here: finding places by what is written there. Does not belong here: deciding what is wrong.

Pandoc's tree of Markdown has no lines. What is looked for is searched from where it was last found, so that the
second of two alike is found second.
"""

from __future__ import annotations

import bisect
import re

from auditlib.render.places import Faults, Place
from auditlib.render.shortcode import restore
from auditlib.render.source import DOCUMENT, Source

_CODE = re.compile(r"^(```+|~~~+).*?^\1[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|<!--.*?-->", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"([ \t]*):::+[ \t]*(\S.*)?$")


class Reporter:
    """Notes faults of the tree at the line where they are written.

    Parameters
    ----------
    source
        The document.
    faults
        Takes the faults.
    """

    def __init__(self, source: Source, faults: Faults) -> None:
        self.source, self.faults = source, faults
        self._whole = source.text
        self._prose = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self._whole)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._whole))]
        self._last: dict[str, int] = {}

    def line(self, number: int) -> Place | None:
        """The place of a line of the whole Markdown, from 1."""
        places = self.source.places
        return places[min(max(number, 1), len(places)) - 1] if places else None

    def find(self, written: str) -> Place | None:
        """Where `written` stands next, outside code if it does at all; None if it is nowhere."""
        after = self._last.get(written, -1) + 1
        at = -1
        for text in (self._prose, self._whole):
            for start in (after, 0):
                if at < 0:
                    at = text.find(written, start)
        if at < 0:
            return None
        self._last[written] = at
        return self.line(bisect.bisect_right(self._starts, at))

    def id_as_written(self, identifier: str) -> str:
        """An id as it stands in braces, if it is written at all."""
        return f"{{#{identifier}" if f"{{#{identifier}" in self._whole else f"#{identifier}"

    def fault(self, written: str, what: str, do: str) -> None:
        """Note a fault where `written` stands."""
        self.faults.add(self.find(written) or Place(DOCUMENT), restore(what, self.source.shortcodes), do)

    def stray_fence(self) -> None:
        """Note a ``:::`` that pandoc took for text: one that closes nothing, or stands where no block can begin."""
        depth, before, place = 0, "", Place(DOCUMENT)
        for number, line in enumerate(self._prose.split("\n"), start=1):
            fence = _FENCE.match(line)
            opens = bool(fence and fence[2])
            if fence and ((opens and (before.strip() or fence[1])) or (not opens and depth == 0)):
                place = self.line(number) or place
                break
            depth += 0 if fence is None else 1 if opens else -1
            before = line if fence is None else ""
        what = "a ::: stands where it neither opens nor closes a block."
        self.faults.add(place, what, "Leave an empty line before it, do not indent it, or remove it.")
