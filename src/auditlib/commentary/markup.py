"""The markup of commentary: facts by id, which are put in, and words declared as claims."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditlib import rounding
from auditlib.claims.change import points_text
from auditlib.claims.reference import Reference, UnknownFactError, find
from auditlib.commentary.prose import without_code
from auditlib.facts import Fact, Facts, fact_span
from auditlib.settings import Edition

_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(fact|points)\b([^{}]*?)>\}\}(?!\})")
_MARKED = re.compile(r"\{([^{}]*\.(?:claim|view)\b[^{}]*)\}")
_PART = re.compile(r"\s*(?:\.([\w-]+)|([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'{}=]+)))")
_CURLY = re.compile("[\u201c\u201d\u2018\u2019]")


class MarkupError(Exception):
    """The markup cannot be read."""

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


#: What can be printed of a fact; nothing named prints it as the report does.
FORMS: dict[str, Callable[[Fact], str]] = {
    "counts": lambda fact: fact.counts,
    "share": lambda fact: f"{fact.display} ({fact.counts})",
    "numerator": lambda fact: rounding.count(fact.numerator),
    "denominator": lambda fact: rounding.count(fact.denominator),
}
_SUGGESTED = 3


def named(facts: Facts, fact_id: str) -> Fact:
    """A fact that a text names.

    Raises
    ------
    MarkupError
        There is none of that id.
    """
    try:
        return find(facts, fact_id)
    except UnknownFactError as error:
        near = " or ".join(error.nearest)
        do = f"Did you mean {near}?" if near else "Take an id from facts.json."
        raise MarkupError(f"there is no fact '{fact_id}'.", do) from None


def _printed(facts: Facts, fact: Fact, text: str) -> str:
    """A fact as printed, marked where the edition has it; months pooled are no fact of their own."""
    return fact_span(fact, text) if fact.id in facts else text


def _fact(facts: Facts, arguments: tuple[str, ...]) -> str:
    if len(arguments) not in (1, 2):
        raise MarkupError("a fact needs its id.", "Write {{< fact audits.compliance.2020-02 >}}.")
    fact = named(facts, arguments[0])
    if len(arguments) == 1:
        return _printed(facts, fact, fact.display)
    form = arguments[1]
    if form not in FORMS:
        near = difflib.get_close_matches(form, FORMS, n=1)
        do = f"Did you mean {near[0]}?" if near else f"There are {rounding.listed(list(FORMS))}."
        raise MarkupError(f"a fact has no form '{form}'.", do)
    if fact.numerator is None or fact.denominator is None:
        raise MarkupError(f"{fact.id} is not a rate and has no {form}.", "Leave the form out.")
    if not fact.denominator and form != "denominator":
        do = "Take the sentence out of this edition."
        raise MarkupError(f"{fact.id} has nothing to divide by: {fact.display}.", do)
    return _printed(facts, fact, FORMS[form](fact))


def _points(facts: Facts, arguments: tuple[str, ...]) -> str:
    if len(arguments) != 2:
        what = "a change needs the ids of two rates."
        raise MarkupError(what, "Write {{< points audits.compliance.2020-02 audits.compliance.2019-12 >}}.")
    now, then = (named(facts, fact_id) for fact_id in arguments)
    if not now.denominator or not then.denominator:
        raise MarkupError(f"{now.id} and {then.id} are not two rates of some cases.", "Name two rates.")
    return points_text(rounding.points((now.numerator, now.denominator), (then.numerator, then.denominator)))


def printed(facts: Facts, shortcode: Shortcode) -> str:
    """What a shortcode prints.

    Raises
    ------
    MarkupError
        It names no fact of the edition, or asks for what the fact has not.
    """
    return (_fact if shortcode.name == "fact" else _points)(facts, shortcode.arguments)


def plain(facts: Facts, text: str) -> str:
    """A text with its facts as plain words, for messages; one that cannot be printed stays as written."""
    for shortcode in reversed(list(shortcodes(text))):
        try:
            words = named(facts, shortcode.arguments[0]).display if shortcode.name == "fact" else ""
            words = words or printed(facts, shortcode)
        except (MarkupError, IndexError):
            continue
        text = text[: shortcode.start] + words + text[shortcode.end :]
    return " ".join(text.split())


def facts_showing(facts: Facts, edition: Edition, number: str) -> list[str]:
    """Up to three ids of the edition's facts that print a number as it was typed, the widest first."""
    typed = number.replace("per cent", "%").replace(" ", "").lower()
    periods = (*reversed(edition.months), "edition", "programme")

    def rank(fact: Fact) -> tuple[int, int, str]:
        ref = Reference.of(fact.id)
        return len(ref.groups), periods.index(ref.period), fact.id

    alike = [
        fact for fact in facts.values() if fact.display.lower() == typed and Reference.of(fact.id).period in periods
    ]
    ranked = sorted(alike, key=rank)
    return [fact.id for fact in ranked if rank(fact)[0] == rank(ranked[0])[0]][:_SUGGESTED]
