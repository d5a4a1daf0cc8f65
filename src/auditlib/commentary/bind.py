"""Facts put in the place of their ids.

Belongs here: what ``{{< fact … >}}`` and ``{{< points … >}}`` print. Does not belong here: claims, lint.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

from auditlib import rounding
from auditlib.claims.change import points_text
from auditlib.claims.reference import Reference, UnknownFactError, find
from auditlib.commentary.markup import MarkupError, Shortcode, shortcodes
from auditlib.facts import Fact, Facts, fact_span
from auditlib.settings import Edition

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
