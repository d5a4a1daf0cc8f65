"""Claims as declared in the text."""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from itertools import product
from typing import Any

from auditlib import rounding
from auditlib.claims import Claim, Kind, kind_of
from auditlib.claims.claim import nearest_kinds
from auditlib.claims.reference import Reference, polarity
from auditlib.claims.words import overstated
from auditlib.commentary.markup import MarkupError
from auditlib.periods import is_month, months_from
from auditlib.reference import CodeLists

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


def _area(written: str, lists: CodeLists) -> str:
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
    running = _running(attributes["running"]) if "running" in attributes else kind.running
    facts, against = attributes.get("fact", "").split(), attributes.get("against", "").split()
    more = overstated(wording, kind, running, polarity(Reference.of(facts[0])) if facts else 0)
    if more:
        raise MarkupError(
            f"the words say '{more}', which '{attributes['is']}' does not cover.",
            f"Declare what '{more}' claims, or end the brackets before it.",
        )
    common: dict[str, Any] = {
        "over": months_of(attributes["over"]) if "over" in attributes else (),
        "among": attributes.get("among", ""),
        "level": _level(attributes["level"]) if "level" in attributes else None,
        "running": running,
        "area": _area(attributes["area"], lists) if "area" in attributes else "",
        "id": attributes.get("id", ""),
    }
    if common["id"] or not facts:
        return [Claim(wording, kind, tuple(facts), tuple(against), **common)]
    pairs = product(facts, against) if against else ((fact, "") for fact in facts)
    return [Claim(wording, kind, (fact,), (other,) if other else (), **common) for fact, other in pairs]
