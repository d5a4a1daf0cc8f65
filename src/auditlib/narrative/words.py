"""Small parts of sentences."""

from __future__ import annotations

import re

from auditlib import rounding
from auditlib.claims import Comparison, Verdict, compare
from auditlib.disclosure import unless_withheld
from auditlib.facts import Fact, Facts, Withheld, fact_span
from auditlib.periods import month_name, months_before

#: How many earlier months a month is compared with.
MONTHS_COMPARED = 3
#: What spreadsheets leave in pasted text, and no page may hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>@$^~'\"&:=-])")


def plain(text: str) -> str:
    """Text from a return as Markdown that shows it just as it is: nothing in it is read as markup."""
    one_line = " ".join(_CONTROL.sub(" ", text).split())
    escaped = _SPECIAL.sub(r"\\\1", one_line)
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped)


def some(fact: Fact) -> str:
    """A count on its own, ``none`` for none."""
    return fact_span(fact) if fact.number else fact_span(fact, "none")


def counted(fact: Fact, one: str, many: str = "") -> str:
    """A count with its noun: ``1 audit``, ``1,088 audits``; ``no audits`` for none."""
    several = many or f"{one}s"
    if not fact.number:
        return f"{fact_span(fact, 'no')} {several}"
    return f"{fact_span(fact)} {one if fact.number == 1 else several}"


def verb(fact: Fact, one: str = "was", many: str = "were") -> str:
    """The verb that goes with a count."""
    return one if fact.number == 1 else many


def was(fact: Fact) -> str:
    """``was`` or ``were``, after a count on its own: ``none was``."""
    return "were" if fact.number > 1 else "was"


def share(fact: Fact) -> str:
    """A share with its counts: ``82% (62 of 76)``; words where there is nothing to divide by."""
    return fact_span(fact, fact.with_counts)


def capital(sentence: str) -> str:
    """The sentence with its first letter upper case, also where it begins with a marked fact."""
    return re.sub(r"^((?:<[^>]*>)?)(\w)", lambda start: start[1] + start[2].upper(), sentence)


def possessive(month: str, *, year: bool = False) -> str:
    """A month that owns something: ``February's``, ``December 2019's``."""
    return f"{month_name(month, year=year)}'s"


def comparison_sentence(subject: str, comparisons: list[tuple[str, Comparison | None]]) -> str:
    """Sentences that compare a share with earlier ones, in words that a test supports; empty if there are none.

    `subject` is what is compared (``February's compliance``), `comparisons` for each earlier share whose it is
    (``January's``) and the comparison; None is left out. ``… is significantly higher than A's 54% (41 of 76) and B's
    60% (45 of 75). It is also higher than C's 75% (72 of 96), but this could be chance.``
    """
    groups: dict[tuple[Verdict, str], list[str]] = {}
    for whose, comparison in comparisons:
        if comparison is not None:
            vague = comparison.verdict in (Verdict.SIMILAR, Verdict.TOO_FEW)
            direction = "" if vague and comparison.direction != "the same" else comparison.direction
            groups.setdefault((comparison.verdict, direction), []).append(f"{whose} {share(comparison.then)}")
    sentences: list[str] = []
    for (verdict, direction), found in groups.items():
        start, others = "It is" if sentences else f"{subject} is", rounding.listed(found)
        match verdict:
            case Verdict.SIGNIFICANT:
                text = f"{start} significantly {direction} than {others}."
            case Verdict.DIRECTION_ONLY:
                text = f"{start} {direction} than {others}, but this could be chance."
            case Verdict.SIMILAR:
                text = f"{start} {'the same as' if direction == 'the same' else 'similar to'} {others}."
            case Verdict.TOO_FEW:
                # A month's share has not been named yet; "this" is in the sentence before.
                compared = subject if "'s " in subject and not sentences else "it"
                text = f"There are too few cases to compare {compared} with {others}."
        sentences.append(text)
    return " ".join(sentences)


def months_compared(month: str) -> list[str]:
    """The earlier months that a month is compared with."""
    return [months_before(month, back) for back in range(1, MONTHS_COMPARED + 1)]


@unless_withheld
def compared_with(facts: Facts, measure: str, month: str, earlier: list[str], subject: str) -> str:
    """One sentence that compares a share in a month with itself in earlier months, those that have it."""
    now = facts[f"{measure}.{month}"]
    found = [(before, facts.get(f"{measure}.{before}")) for before in earlier]
    shown = [(before, then) for before, then in found if then and not isinstance(then, Withheld)]
    return comparison_sentence(
        subject, [(possessive(before, year=before[:4] != month[:4]), compare(now, then)) for before, then in shown]
    )


def paragraphs(*texts: str) -> str:
    """Markdown of the texts that say something, with a blank line between."""
    return "\n\n".join(text for text in texts if text)


def bullets(items: list[str]) -> str:
    """A Markdown list of the items that say something."""
    return "\n".join(f"- {item}" for item in items if item)
