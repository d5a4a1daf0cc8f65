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
from auditlib.render.source import Source

_CODE = re.compile(r"^(```+|~~~+).*?^\1[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|<!--.*?-->", re.DOTALL | re.MULTILINE)


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

    def fault(self, written: str, what: str, do: str) -> None:
        """Note a fault where `written` stands."""
        self.faults.add(self.find(written) or Place("report.qmd"), restore(what, self.source.shortcodes), do)
