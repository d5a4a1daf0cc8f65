"""Shortcodes: ``{{< var a.b >}}``, ``{{< meta a.b >}}``, ``{{< include f >}}``, ``{{< embed nb.ipynb#label >}}``.

Belongs here: finding shortcodes in text, and standing in for them while pandoc reads the Markdown. Does not
belong here: what they stand for.

As in Quarto, every shortcode becomes a word that Markdown leaves alone, wherever it stands: in text, in a link,
in an attribute, in code. It is resolved in pandoc's tree, where it is known what stands around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditlib.render.places import Faults, Place, named

#: A shortcode alone on its line, as Quarto wants include and embed.
_BLOCK = re.compile(r"^\s*\{\{< (?!/\*)(.+?)(?<!\*/) >\}\}\s*$")
_ANY = re.compile(r"\{\{\{<(.*?)>\}\}\}|\{\{</\*(.*?)\*/>\}\}|\{\{<(.*?)>\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"""\s*(?:([\w-]+)\s*=\s*)?("[^"]*"|'[^']*'|[^\s"']+)""")
_MARK = "b58fc729-690b-4000-b19f-365a4093b2ff"
#: What stands in the Markdown for shortcode number n, and what a heading's id makes of it.
MARKED = re.compile(_MARK + r";([0-9]+);")
MARKED_ID = re.compile(_MARK)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode of the document.

    Parameters
    ----------
    name
        ``var``, ``meta`` and so on; empty for an escaped one.
    arguments
        Its unnamed arguments.
    options
        Its named arguments.
    written
        As it stands in the document; for an escaped one, what it prints.
    place
        Where it stands.
    """

    name: str
    arguments: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    written: str
    place: Place

    @property
    def is_escaped(self) -> bool:
        """Whether it is only to be shown, not resolved."""
        return not self.name


def parse(inner: str, written: str, place: Place) -> Shortcode | None:
    """Read what stands between ``{{<`` and ``>}}``; None if it is not a name and arguments."""
    arguments, options, at = [], [], 0
    inner = inner.strip()
    while at < len(inner):
        match = _ARGUMENT.match(inner, at)
        if match is None:
            return None
        value = match[2][1:-1] if match[2][0] in "\"'" else match[2]
        if match[1] and arguments:
            options.append((match[1], value))
        else:
            arguments.append(match[0].strip() if match[1] else value)
        at = match.end()
    if not arguments:
        return None
    return Shortcode(arguments[0], tuple(arguments[1:]), tuple(options), written, place)


def alone_on(line: str, place: Place) -> Shortcode | None:
    """The shortcode that a line consists of, if it does."""
    match = _BLOCK.match(line)
    return parse(match[1], line.strip(), place) if match else None


def mark(lines: list[str], places: list[Place], faults: Faults) -> tuple[list[str], list[Place], list[Shortcode]]:
    """Put marks in place of shortcodes.

    Parameters
    ----------
    lines, places
        The Markdown and where each line comes from.
    faults
        Takes shortcodes that are not closed or not readable.

    Returns
    -------
    tuple
        Lines and places (a shortcode over several lines becomes one), and the shortcodes by number.
    """
    text = "\n".join(lines)
    found: list[Shortcode] = []
    pieces, kept, at, line = [], [], 0, 0

    def outside(piece: str) -> None:
        nonlocal line
        if "{{<" in piece:
            number = line + piece[: piece.index("{{<")].count("\n")
            faults.add(places[number], "a shortcode is not closed.", "End it with >}}.")
        breaks = piece.count("\n")
        kept.extend(places[line : line + breaks])
        line += breaks
        pieces.append(piece)

    for match in _ANY.finditer(text):
        outside(text[at : match.start()])
        escaped = match[1] if match[1] is not None else match[2]
        place = places[line]
        if escaped is not None:
            shortcode: Shortcode | None = Shortcode("", (), (), "{{<" + escaped + ">}}", place)
        else:
            shortcode = None if "{{<" in match[3] else parse(match[3], match[0], place)
        if shortcode is None:
            faults.add(place, "a shortcode cannot be read.", "Write {{< name value >}}, not one inside another.")
            shortcode = Shortcode("", (), (), "", place)
        pieces.append(f"{_MARK};{len(found)};")
        found.append(shortcode)
        line += match[0].count("\n")
        at = match.end()
    outside(text[at:])
    kept.append(places[line] if line < len(places) else Place(""))
    return "".join(pieces).split("\n"), kept, found


def restore(text: str, shortcodes: list[Shortcode]) -> str:
    """Text with every mark replaced by the shortcode as written."""
    return MARKED.sub(lambda match: shortcodes[int(match[1])].written, text)


def show(shortcode: Shortcode) -> str:
    """Name a shortcode for a message."""
    return f"{{{{< {shortcode.name} >}}}}" if re.fullmatch(r"[\w/-]{1,30}", shortcode.name) else named(shortcode.name)
