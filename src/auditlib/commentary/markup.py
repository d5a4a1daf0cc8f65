"""The markup of commentary: facts by id, and words declared as claims.

Belongs here: finding ``{{< fact … >}}``, ``{{< points … >}}``, ``[words]{.claim …}`` and ``[words]{.view}`` in a text
and reading their parts. Does not belong here: facts, verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(fact|points)\b([^{}]*?)>\}\}(?!\})")
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)|<!--.*?(?:-->|\Z)"
    r"|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_MARKED = re.compile(r"\{([^{}]*\.(?:claim|view)\b[^{}]*)\}")
_PART = re.compile(r"\s*(?:\.([\w-]+)|([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'{}=]+)))")
_CURLY = re.compile("[\u201c\u201d\u2018\u2019]")


class MarkupError(Exception):
    """The markup cannot be read.

    Parameters
    ----------
    what, do
        The fault and what to do about it.
    """

    def __init__(self, what: str, do: str) -> None:
        self.what, self.do = what, do
        super().__init__(f"{what} {do}")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A fact or a change named in the text: ``{{< fact audits.compliance.2020-02 counts >}}``."""

    start: int
    end: int
    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Words marked as a claim or a view.

    Parameters
    ----------
    start, end
        Where the whole of it stands, brackets and attributes included.
    inside
        Where the words stand.
    is_claim
        Whether it is a claim, and not a view.
    attributes
        As written: ``is``, ``fact``, ``against`` …
    """

    start: int
    end: int
    inside: tuple[int, int]
    is_claim: bool
    attributes: dict[str, str]


def without_code(text: str) -> str:
    """The text with code and comments blanked out, each letter where it was."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def shortcodes(text: str) -> Iterator[Shortcode]:
    """The facts and changes that a text names, in order; those in code are only shown."""
    for match in _SHORTCODE.finditer(without_code(text)):
        yield Shortcode(match.start(), match.end(), match[1], tuple(match[2].split()))


def _opening(text: str, closing: int) -> int | None:
    """The bracket that a closing one belongs to, in the same paragraph."""
    depth = 0
    for at in range(closing, -1, -1):
        if text[at] in "[]" and not (at and text[at - 1] == "\\"):
            depth += 1 if text[at] == "]" else -1
            if depth == 0:
                return at
        if text.startswith("\n\n", at):
            return None
    return None


def _attributes(written: str) -> tuple[list[str], dict[str, str]]:
    """Classes and attributes as written between braces."""
    if _CURLY.search(written):
        raise MarkupError("the quotation marks in the braces are curly.", 'Use straight ones: is="improved".')
    classes, found, at = [], {}, 0
    while written[at:].strip():
        match = _PART.match(written, at)
        if not match:
            raise MarkupError("the braces cannot be read.", 'Write {.claim is="improved" fact="…" against="…"}.')
        at = match.end()
        if match[1]:
            classes.append(match[1])
        elif match[2] in found:
            raise MarkupError(f"'{match[2]}' stands twice.", "Write it once, with its values parted by spaces.")
        else:
            found[match[2]] = next(value for value in match.groups()[2:] if value is not None)
    return classes, found


def span_of(text: str, match: re.Match[str]) -> Span:
    """The span that a pair of braces belongs to.

    Raises
    ------
    MarkupError
        There are no words in brackets before the braces, or the braces cannot be read.
    """
    closing = match.start() - 1
    opening = _opening(text, closing) if closing >= 0 and text[closing] == "]" else None
    if opening is None:
        raise MarkupError("there are no words in brackets before the braces.", "Write [the words]{.claim …}.")
    if not text[opening + 1 : closing].strip():
        raise MarkupError("there is nothing between the brackets.", "Write the words of the claim between them.")
    classes, attributes = _attributes(match[1])
    if classes not in (["claim"], ["view"]):
        raise MarkupError("the braces hold another class.", "Write either .claim or .view, and no other.")
    is_claim = classes == ["claim"]
    if attributes and not is_claim:
        raise MarkupError("a view has no figures.", "Write {.view} alone, or declare a claim.")
    return Span(opening, match.end(), (opening + 1, closing), is_claim, attributes)


def marked(text: str) -> Iterator[re.Match[str]]:
    """The braces of claims and views in a text, in order."""
    return _MARKED.finditer(without_code(text))
