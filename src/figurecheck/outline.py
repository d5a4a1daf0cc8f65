"""Headings above a block, kept while a document is read from top to bottom.

Belongs here: the stack of headings and how numbered ones close each other. Does not belong here: how a
format marks a heading.
"""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"^\W*(\d{1,2})[.)]?\s+\D")
#: Depth of a paragraph in bold that serves as a heading.
PSEUDO = 9.0


class Outline:
    """The headings above the present place.

    Reports often give numbered sections uneven levels ("# 3. Areas", then "## 4. Moderation"). A heading that
    carries the next number closes the numbered section before it whatever its level, and a heading without
    number at the level of a numbered one stands inside it.
    """

    def __init__(self) -> None:
        self._stack: list[tuple[float, str, int | None]] = []
        self._last_number = 0

    @property
    def path(self) -> tuple[str, ...]:
        """The headings, outermost first."""
        return tuple(text for _, text, _ in self._stack)

    def enter(self, level: float, text: str) -> tuple[str, ...]:
        """Take note of a heading; gives the path above it."""
        match = _NUMBERED.match(text)
        number = int(match.group(1)) if match else None
        if number is not None and number > self._last_number and number <= self._last_number + 3:
            self._last_number = number
            while self._stack and (self._stack[-1][0] >= level or any(mark for _, _, mark in self._stack)):
                self._stack.pop()
        else:
            number = None
            main = next((depth for depth, _, mark in self._stack if mark), None)
            if main is not None and level == main:
                level = main + 0.5
            while self._stack and self._stack[-1][0] >= level:
                self._stack.pop()
        above = self.path
        self._stack.append((level, text, number))
        return above
