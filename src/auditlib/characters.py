"""Characters that cannot be seen, and one form for those that can be written in two ways.

A Mac writes ``é`` as a letter and an accent (NFD), most others as one character (NFC); Word and web pages leave soft
hyphens, zero-width spaces and marks of direction behind. Two texts that look alike must be alike, and no text may turn
the words around it about. Source of the classes: Unicode, categories Cc and Cf, and its default-ignorable characters.
"""

from __future__ import annotations

import re
import unicodedata

#: First and last of every run of characters without a shape of their own; tab, line feed and carriage return are
#: spaces.
_RUNS = (
    *((0x01, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x600, 0x605)),
    *((0x61C, 0x61C), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2), (0x115F, 0x1160)),
    *((0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0x110BD, 0x110BD)),
    *((0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
#: A class of regular expressions that Python, Arrow and Great Expectations understand.
INVISIBLE = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RUNS) + "]"
_INVISIBLE = re.compile(INVISIBLE)
#: What Markdown, Quarto, HTML or a spreadsheet takes for more than a letter.
_MARKS = re.compile(r"[<>{}\[\]|\\`*$^~]|(?<!\w)[@_]|_(?!\w)|&(?=#|\w+;)|^[=+#-]|^:::")

#: What a page prints where a shortcode, a reference or a caption has nothing to show.
UNRESOLVED = re.compile(
    r"\?(?:var|meta|invalid)\b[:\w.-]*|\?@[\w-]+|\?\(caption\)|\{\{\{?<|>\}\}|(?<![\w.])@(?:fig|tbl|sec)-[\w-]+"
    r"|\[\^[\w-]+\]|^:::+|\]\["
)
#: A number or word that a program prints where there is no value. "nan" is also a word for a grandmother.
MISSING = re.compile(
    r"\bNaN\b|\bNaT\b|<NA>|\bnan(?=\s*(?:%|per cent|percent|percentage|pp\b|minutes|of \d|of nan|out of|\)|\())|"
    r"(?<=\d of )nan\b|(?<=\()nan\b|\bNone\b(?!\s+[a-z…])|\b0 of 0\b|\binf(?=\s*%)|\bundefined\b(?=\s*%)"
)
MISSING_ALONE = re.compile(r"nan|none|null|nat|<na>|inf|-inf|undefined", re.IGNORECASE)


def visible(text: str) -> str:
    """`text` in the form NFC, without characters that cannot be seen."""
    return text if text.isascii() and text.isprintable() else unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def invisible_in(text: str) -> list[str]:
    """The characters of a text that cannot be seen, each once: ``U+00AD``."""
    return list(dict.fromkeys(_name(match[0]) for match in _INVISIBLE.finditer(text)))


def spelt_out(text: str) -> str:
    """`text` for a message: a character that cannot be seen as its number, ``Satis[U+00AD]factory``."""
    return _INVISIBLE.sub(lambda match: f"[{_name(match[0])}]", text)


def marks_in(text: str) -> list[str]:
    """The marks in a name by which some format would show other than what is written, each once."""
    return list(dict.fromkeys(match[0] for match in _MARKS.finditer(text)))


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
