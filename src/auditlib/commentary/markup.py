"""The markup of commentary: facts by id, which are put in, and words declared as claims."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from auditlib import rounding
from auditlib.claims import CannotCheckError, Claim, Kind, kind_of
from auditlib.claims.claim import nearest_kinds
from auditlib.claims.comparison import points_text
from auditlib.claims.reference import Reference, find, polarity
from auditlib.claims.words import overstated
from auditlib.commentary.prose import without_code
from auditlib.facts import Fact, Facts, Withheld, WithheldError, fact_span
from auditlib.periods import EDITION, PROGRAMME, is_month, months_from
from auditlib.reference import CodeLists
from auditlib.settings import Edition

_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(fact|points)\b([^{}]*?)>\}\}(?!\})")
_MARKED = re.compile(r"\{([^{}]*\.(?:claim|view)\b[^{}]*)\}")
_PART = re.compile(r"\s*(?:\.([\w-]+)|([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'{}=]+)))")
_CURLY = re.compile("[\u201c\u201d\u2018\u2019]")


class MarkupError(CannotCheckError):
    """The markup cannot be read."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words marked as a claim or a view."""

    start: int  # of the whole, brackets and attributes included
    end: int
    inside: tuple[int, int]  # where the words stand
    is_claim: bool  # whether it is a claim, and not a view
    attributes: dict[str, str]  # as written: ``is``, ``fact``, ``against`` …


def shortcodes(text: str) -> list[re.Match[str]]:
    """The facts and changes that a text names, in order; those in code are only shown.

    ``{{< fact audits.compliance.2020-02 counts >}}`` has the parts ``fact`` and ``audits.compliance.2020-02 counts``.
    """
    return list(_SHORTCODE.finditer(without_code(text)))


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
            raise MarkupError(f"'{match[2]}' stands twice.", "Write it once, with its values separated by spaces.")
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
    "share": lambda fact: fact.with_counts,
    "numerator": lambda fact: rounding.count(fact.numerator),
    "denominator": lambda fact: rounding.count(fact.denominator),
}
_SUGGESTED = 3


def _fact(facts: Facts, arguments: list[str]) -> str:
    if len(arguments) not in (1, 2):
        raise MarkupError("a fact needs its id.", "Write {{< fact audits.compliance.2020-02 >}}.")
    fact_id, form = [*arguments, ""][:2]
    fact = find(facts, fact_id)
    text = _in_form(fact, form) if form else fact.display
    return fact_span(fact, text) if fact.id in facts else text  # months pooled are no fact of their own


def _in_form(fact: Fact, form: str) -> str:
    if form not in FORMS:
        near = difflib.get_close_matches(form, FORMS, n=1)
        do = f"Did you mean {near[0]}?" if near else f"There are {rounding.listed(list(FORMS))}."
        raise MarkupError(f"a fact has no form '{form}'.", do)
    if fact.numerator is None or fact.denominator is None:
        raise MarkupError(f"{fact.id} is not a rate and has no {form}.", "Leave the form out.")
    if not fact.denominator and form != "denominator":
        do = "Take the sentence out of this edition."
        raise MarkupError(f"{fact.id} has nothing to divide by: {fact.display}.", do)
    return FORMS[form](fact)


def _points(facts: Facts, arguments: list[str]) -> str:
    if len(arguments) != 2:
        what = "a change needs the ids of two rates."
        raise MarkupError(what, "Write {{< points audits.compliance.2020-02 audits.compliance.2019-12 >}}.")
    now, then = (find(facts, fact_id) for fact_id in arguments)
    if not now.denominator or not then.denominator:
        raise MarkupError(f"{now.id} and {then.id} are not two rates of some cases.", "Name two rates.")
    return points_text(rounding.points((now.numerator, now.denominator), (then.numerator, then.denominator)))


def printed(facts: Facts, shortcode: re.Match[str]) -> str:
    """What a shortcode prints.

    Raises
    ------
    CannotCheckError
        It names no fact of the edition, or asks for what the fact has not.
    """
    return (_fact if shortcode[1] == "fact" else _points)(facts, shortcode[2].split())


def replaced(text: str, words: Callable[[re.Match[str]], str]) -> str:
    """A text with its shortcodes in words; one that cannot be printed stays as written."""
    for shortcode in reversed(shortcodes(text)):
        with suppress(CannotCheckError, WithheldError):
            text = text[: shortcode.start()] + words(shortcode) + text[shortcode.end() :]
    return text


def plain(facts: Facts, text: str) -> str:
    """A text with its facts as plain words, for messages."""

    def words(shortcode: re.Match[str]) -> str:
        is_fact = shortcode[1] == "fact" and shortcode[2].split()
        return find(facts, shortcode[2].split()[0]).display if is_fact else printed(facts, shortcode)

    return " ".join(replaced(text, words).split())


def facts_showing(facts: Facts, edition: Edition, number: str) -> list[str]:
    """Up to three ids of the edition's facts that print a number as it was typed, the widest first."""
    typed = number.replace("per cent", "%").replace(" ", "").lower()
    periods = (*reversed(edition.months), EDITION, PROGRAMME)
    found = []
    for fact in facts.values():
        ref = Reference.of(fact.id)
        if ref.period in periods and not isinstance(fact, Withheld) and fact.display.lower() == typed:
            found.append((len(ref.groups), periods.index(ref.period), fact.id))
    return [fact_id for groups, _, fact_id in sorted(found) if groups == min(found)[0]][:_SUGGESTED]


ATTRIBUTES = ("is", "fact", "against", "over", "among", "level", "running", "area", "id")
_LEVEL = re.compile(r"^(\d+(?:\.\d+)?)\s*%$")
_ID = re.compile(r"^claim\.[\w./+-]+$")
_LONGEST_RUN = 60


def _kind(attributes: dict[str, str]) -> Kind:
    words = attributes.get("is", "")
    kind = kind_of(words)
    if kind is None:
        near = nearest_kinds(words)
        do = f"Did you mean {' or '.join(near)}?" if near else "The words are listed in docs/methods/claims.md."
        raise MarkupError(f"no claim is declared as '{words}'." if words else "the claim does not say 'is'.", do)
    return kind


def months_of(written: str) -> tuple[str, ...]:
    """The months that ``over`` names: ``2019-12 to 2020-02``, or each by itself.

    Raises
    ------
    MarkupError
        It names no run of months.
    """
    parts = written.split()
    if len(parts) == 3 and parts[1] == "to" and is_month(parts[0]) and is_month(parts[2]):
        months = tuple(months_from(parts[0], parts[2]))
        if months:
            return months
    elif parts and all(is_month(part) for part in parts) and parts == sorted(set(parts)):
        return tuple(parts)
    raise MarkupError(f"'{written}' is not a run of months.", 'Write over="2019-12 to 2020-02".')


def _level(written: str) -> Fraction:
    match = _LEVEL.match(written.strip())
    if not match:
        raise MarkupError(f"'{written}' is not a level.", 'Write level="25%".')
    return Fraction(match[1]) / 100


def _running(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 2 <= int(written) <= _LONGEST_RUN:
        raise MarkupError(f"'{written}' is not a number of months.", 'Write running="3".')
    return int(written)


def _area(lists: CodeLists, written: str) -> str:
    code = lists.areas.code_of(written)
    if code is None:
        near = lists.areas.nearest(written)
        do = f"Did you mean {near}?" if near else f"There are {rounding.listed(lists.areas.codes)}."
        raise MarkupError(f"'{written}' is not an area.", do)
    return code


def _known(attributes: dict[str, str]) -> None:
    for name, value in attributes.items():
        if name not in ATTRIBUTES:
            near = difflib.get_close_matches(name, ATTRIBUTES, n=1)
            do = f"Did you mean {near[0]}?" if near else f"It may have {rounding.listed(list(ATTRIBUTES))}."
            raise MarkupError(f"a claim has no '{name}'.", do)
        if not value.strip():
            raise MarkupError(f"'{name}' is empty.", "Fill it in or take it out.")
    if attributes.get("among", "areas") != "areas":
        raise MarkupError(f"'{attributes['among']}' is nothing to be among.", 'Write among="areas".')
    if "id" in attributes and not _ID.match(attributes["id"]):
        raise MarkupError(f"'{attributes['id']}' is no id of a claim.", "Write it as claim.topic.what.")


def declared(attributes: dict[str, str], wording: str, lists: CodeLists) -> list[Claim]:
    """The claims that a span declares, one for each pair of figures unless it has an id of its own.

    Raises
    ------
    MarkupError
        An attribute is unknown or cannot be read, or the words say more than they are declared to say.
    """
    _known(attributes)
    kind = _kind(attributes)
    readers: dict[str, Callable[[str], Any]] = {
        "over": months_of,
        "among": str,
        "level": _level,
        "running": _running,
        "area": partial(_area, lists),
        "id": str,
    }
    given: dict[str, Any] = {"running": kind.running}
    given |= {name: read(attributes[name]) for name, read in readers.items() if name in attributes}
    facts, against = attributes.get("fact", "").split(), attributes.get("against", "").split()
    more = overstated(wording, kind, given["running"], polarity(Reference.of(facts[0])) if facts else 0)
    if more:
        raise MarkupError(
            f"the words say '{more}', which '{attributes['is']}' does not cover.",
            f"Declare what '{more}' claims, or end the brackets before it.",
        )
    if "id" in given or not facts:
        return [Claim(kind, tuple(facts), tuple(against), **given)]
    pairs = product(facts, against) if against else ((fact, "") for fact in facts)
    return [Claim(kind, (fact,), (other,) if other else (), **given) for fact, other in pairs]
